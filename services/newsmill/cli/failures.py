"""How a command ends that fails: one line on stderr and an exit code."""

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from newsmill.cli.terminal import plain
from newsmill.errors import UserError

EXIT_FAILED = 1
EXIT_NO_VERDICT = 3
"""Of a command that checks something and has no verdict."""
EXIT_INTERRUPTED = 130


class CommandFailed(UserError):
    """A command cannot do what it was asked."""


class Interrupted(Exception):
    """Ctrl-C or SIGTERM ended the command's work, and everything has been closed in order."""


@contextmanager
def errors_in_one_line(code: int = EXIT_FAILED) -> Iterator[None]:
    """Show an error that a person can fix as one line on stderr, and exit with `code`.

    Ctrl-C exits with 130 and shows nothing. A bug keeps its traceback.
    """
    try:
        yield
    except (KeyboardInterrupt, Interrupted):
        sys.exit(EXIT_INTERRUPTED)
    except UserError as error:
        fail(str(error))
        sys.exit(code)
    except OSError as error:
        # Not a closed pipe: typer ends a command whose output nobody reads, with exit code 1.
        why = error.strerror or str(error) or type(error).__name__
        fail(f"{error.filename}: {why}" if error.filename else why)
        sys.exit(code)
    except Exception:
        if code == EXIT_FAILED:
            raise
        # A traceback alone would end with exit code 1, which this command uses for an answer.
        traceback.print_exc()
        sys.exit(code)


def fail(message: str) -> int:
    """Print an error message on stderr; returns the exit code."""
    print(f"newsmill: {plain(message)}", file=sys.stderr)  # noqa: T201 # what a person reads
    return EXIT_FAILED
