"""Known failures become one line on stderr and exit code 1; Ctrl-C becomes exit code 130."""

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from newsmill.cli.terminal import plain

EXIT_FAILED = 1
EXIT_NO_VERDICT = 3
"""Of a command that is asked whether something holds, and cannot tell."""
EXIT_INTERRUPTED = 130


class CommandFailed(Exception):
    """A command could not do what was asked; the message is for the person who asked."""


@contextmanager
def told_in_one_line(code: int = EXIT_FAILED) -> Iterator[None]:
    """Tell a known failure, and exit with `code`."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    except OSError as error:
        # A reader of our output that has left is typer's: it ends silently, with exit code 1.
        why = error.strerror or str(error) or type(error).__name__
        fail(f"{error.filename}: {why}" if error.filename else why)
        sys.exit(code)
    except Exception as error:
        # Named, not imported: a failure of `--help` must not import Kafka first.
        if type(error).__name__ == "Interrupted":
            sys.exit(EXIT_INTERRUPTED)
        if not _is_known(error):
            if code == EXIT_FAILED:
                raise
            # What nobody expected is no answer to what was asked, either.
            traceback.print_exc()
            sys.exit(code)
        fail(" ".join(str(error).split()))
        sys.exit(code)


def fail(message: str) -> int:
    """Say what went wrong; returns the exit code."""
    print(f"newsmill: {plain(message)}", file=sys.stderr)  # noqa: T201 # what a person reads
    return EXIT_FAILED


def _is_known(error: Exception) -> bool:
    known = {
        "BrokerBroken",
        "BrokerUnavailable",
        "CommandFailed",
        "KafkaError",
        "MillNotStarted",
        "NotPermitted",
        "NotStarted",
        "PortTaken",
        "RecordRefused",
        "SettingsError",
        "SourceError",
        "Stalled",
        "TopicMismatch",
        "TopicsLeft",
        "TopicsMissing",
    }
    return any(kind.__name__ in known for kind in type(error).__mro__)
