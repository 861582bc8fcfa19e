"""The base class of all errors that a person can fix; they are shown as one line, not a traceback.

A command shows them in `cli/failures.py`, a process of rooms in `hosting/host.py`. Every other
exception is a bug or a failure of the machine, and keeps its traceback.
"""


class UserError(Exception):
    """Something is wrong that a person can fix.

    The message is for that person: what went wrong and, unless that is plain, what to do about it.
    """

    def __str__(self) -> str:
        """The message on one line, even where part of it came from a broker or another library."""
        return " ".join(super().__str__().split())


class UsageError(UserError):
    """What was asked for makes no sense: an argument, an option or a setting; nothing was begun."""
