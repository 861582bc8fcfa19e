"""How a command ends that fails: one line on stderr and an exit code."""

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from newsmill.cli.terminal import plain, shortened
from newsmill.errors import UsageError, UserError
from newsmill.exit_codes import (
    EXIT_CANNOT_WRITE,
    EXIT_FAILED,
    EXIT_INTERRUPTED,
    EXIT_NO_VERDICT,
    EXIT_READER_GONE,
    EXIT_USAGE,
)
from newsmill.standard_streams import CannotWrite, ReaderGone

__all__ = [
    "EXIT_FAILED",
    "EXIT_INTERRUPTED",
    "EXIT_NO_VERDICT",
    "EXIT_USAGE",
    "CommandFailed",
    "Interrupted",
    "errors_in_one_line",
    "fail",
]

MESSAGE_CHARACTERS = 2000
"""Of a message: an argument may be as long as the system permits, and is repeated in it."""


class CommandFailed(UserError):
    """A command cannot do what it was asked."""


class Interrupted(Exception):
    """A signal ended the command's work, and everything has been closed in order."""


@contextmanager
def errors_in_one_line(code: int = EXIT_FAILED) -> Iterator[None]:
    """Show an error that a person can fix as one line on stderr, and exit with its code.

    `code` is that of all errors that have none of their own. Ctrl-C, and a reader that has left,
    show nothing. A bug keeps its traceback.
    """
    try:
        yield
    except (KeyboardInterrupt, Interrupted):
        sys.exit(EXIT_INTERRUPTED)
    except ReaderGone:
        sys.exit(EXIT_READER_GONE)
    except UserError as error:
        fail(str(error))
        sys.exit(_code_of(error, code))
    except OSError as error:
        why = error.strerror or str(error) or type(error).__name__
        fail(f"{error.filename}: {why}" if error.filename else why)
        sys.exit(code)
    except Exception:
        if code == EXIT_FAILED:
            raise
        # A traceback alone would end with exit code 1, which this command uses for an answer.
        traceback.print_exc()
        sys.exit(code)


def _code_of(error: UserError, code: int) -> int:
    match error:
        case UsageError():
            return EXIT_USAGE
        case CannotWrite():
            return EXIT_CANNOT_WRITE
    return code


def fail(message: str) -> int:
    """Print an error message on stderr; returns the exit code."""
    line = shortened(plain(message), MESSAGE_CHARACTERS)
    print(f"newsmill: {line}", file=sys.stderr)  # noqa: T201 # what a person reads
    return EXIT_FAILED
