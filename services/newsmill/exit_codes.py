"""Exit codes of a process of rooms (sysexits.h), and the variable that names its parent."""

EXIT_NOT_STARTED = 1
"""It cannot work as it is set up; one line on stderr says why. Starting it again will not help."""

EXIT_CRASHED = 70
"""EX_SOFTWARE: something broke on the way; the supervisor starts the process again."""

ENDS_WITH_PARENT = "NEWSMILL_ENDS_WITH_PARENT"
"""The environment variable with the process id of the parent of a process of rooms. When the parent
is gone, the rooms stop in order, also if it ended before they could look."""
