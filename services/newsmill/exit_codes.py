"""How a process of rooms ends, in the words of sysexits.h where it has one."""

EXIT_NOT_STARTED = 1
"""It cannot work as it is set up; one line on stderr says why. Starting it again will not help."""

EXIT_CRASHED = 70
"""EX_SOFTWARE: something broke on the way; the supervisor starts the process again."""

ENDS_WITH_PARENT = "NEWSMILL_ENDS_WITH_PARENT"
"""The environment variable in which whoever starts a process of rooms names its own, by its id:
when that is gone, the rooms leave politely, also if it ended before they could look."""
