"""Every exit code of a command and of a process of rooms, and the variable that names its parent.

Those from 64 on are of sysexits.h, those above 128 of the shell: 128 and the signal's number.
"""

EXIT_FAILED = 1
"""It did not work, or the answer is no: something is missing, refused or not there. Also of a
process of rooms that cannot work as it is set up. One line on stderr says why."""

EXIT_NOT_STARTED = EXIT_FAILED
"""Of a process of rooms: starting it again will not help."""

EXIT_USAGE = 2
"""An argument, an option or a setting makes no sense; nothing was begun."""

EXIT_NO_VERDICT = 3
"""Of a command that checks something (`audit`): it cannot be known."""

EXIT_CRASHED = 70
"""EX_SOFTWARE: something broke on the way; the supervisor starts the process again."""

EXIT_CANNOT_WRITE = 74
"""EX_IOERR: stdout does not take what is to be printed. What the command does besides is done."""

EXIT_INTERRUPTED = 130
"""Ctrl-C, SIGTERM or the end of the terminal; everything was closed in order."""

EXIT_READER_GONE = 141
"""Nobody reads stdout any more (`| head`): as if SIGPIPE had ended the command, but in order."""

EXIT_CODES = {
    0: "done",
    EXIT_FAILED: "did not work, or the answer is no; one line says why",
    EXIT_USAGE: "an argument, an option or a setting makes no sense; nothing was begun",
    EXIT_NO_VERDICT: "audit: it cannot be known",
    EXIT_CRASHED: "a room broke, and is to be started again",
    EXIT_CANNOT_WRITE: "stdout does not take what is to be printed",
    EXIT_INTERRUPTED: "Ctrl-C, SIGTERM or the end of the terminal",
    EXIT_READER_GONE: "nobody reads stdout any more, as in newsmill … | head",
}
"""All of them, with what a person should know."""

ENDS_WITH_PARENT = "NEWSMILL_ENDS_WITH_PARENT"
"""The environment variable with the process id of the parent of a process of rooms. When the parent
is gone, the rooms stop in order, also if it ended before they could look."""
