"""Read files and standard input that a command was given, within limits."""

import os
import select
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from newsmill.errors import UserError

STANDARD_INPUT = "-"
NAME_OF_INPUT = "standard input"

CHUNK_BYTES = 256 * 1024


class SourceError(UserError):
    """A source cannot be read: the message names it and says why."""


def read_file(path: Path, limit: int) -> bytes:
    """The content of a file.

    Raises:
        SourceError: it cannot be read, or has more than `limit` bytes.
    """
    return joined(str(path), chunks_of(path), limit)


def read_input(limit: int) -> bytes:
    """All of standard input.

    Raises:
        SourceError: it cannot be read, or has more than `limit` bytes.
    """
    return joined(NAME_OF_INPUT, chunks_of(None), limit)


def chunks_of(path: Path | None) -> Iterator[bytes]:
    """The content of a file, or of standard input, as it comes: a pipe's writer is not waited for.

    Raises:
        SourceError: it cannot be read.
    """
    name = NAME_OF_INPUT if path is None else str(path)
    try:
        with _opened(path) as file:
            while (chunk := _read(file)) != b"":
                yield chunk
    except (OSError, ValueError) as error:
        # A name with a NUL in it is a ValueError.
        why = error.strerror if isinstance(error, OSError) else None
        raise SourceError(f"{name}: {why or error}") from error


def joined(name: str, chunks: Iterator[bytes], limit: int) -> bytes:
    """All of `chunks` in one.

    Raises:
        SourceError: there are more than `limit` bytes.
    """
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > limit:
            raise SourceError(f"{name}: larger than {limit} bytes")
    return bytes(content)


@contextmanager
def _opened(path: Path | None) -> Iterator[BinaryIO]:
    """Without a buffer: that of `sys.stdin` must not be in use when the process ends."""
    source = os.dup(0) if path is None else path
    with open(source, "rb", buffering=0) as file:  # noqa: PTH123 # also a file descriptor
        yield cast(BinaryIO, file)


def _read(file: BinaryIO) -> bytes:
    while (chunk := cast("bytes | None", file.read(CHUNK_BYTES))) is None:
        # Somebody has set standard input not to block.
        select.select([file], [], [])
    return chunk
