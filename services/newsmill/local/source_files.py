"""Read files and standard input that a command was given, within limits."""

import sys
from pathlib import Path

from newsmill.errors import UserError

STANDARD_INPUT = "-"
NAME_OF_INPUT = "standard input"


class SourceError(UserError):
    """A source cannot be read: the message names it and says why."""


def read_file(path: Path, limit: int) -> bytes:
    """The content of a file.

    Raises:
        SourceError: it cannot be read, or has more than `limit` bytes.
    """
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}") from error
    return _bounded(str(path), content, limit)


def read_input(limit: int) -> bytes:
    """All of standard input.

    Raises:
        SourceError: it has more than `limit` bytes.
    """
    return _bounded(NAME_OF_INPUT, sys.stdin.buffer.read(limit + 1), limit)


def _bounded(name: str, content: bytes, limit: int) -> bytes:
    if len(content) > limit:
        raise SourceError(f"{name}: larger than {limit} bytes")
    return content
