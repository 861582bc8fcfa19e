"""How a process of rooms ends, in the words of sysexits.h where it has one."""

EXIT_NOT_STARTED = 1
"""It cannot work as it is set up; one line on stderr says why. Starting it again will not help."""

EXIT_FAILED = 70
"""EX_SOFTWARE: something broke on the way; the supervisor starts the process again."""
