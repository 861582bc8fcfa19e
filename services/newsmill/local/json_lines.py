"""Read JSON lines: bounded, each line for itself, and nothing that JSON does not allow."""

import codecs
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NoReturn

from newsmill.local.source_files import SourceError

MAX_LINE_BYTES = 8 * 1024 * 1024
"""More than the raw topic takes."""

MAX_SKIPPED_BYTES = 1000 * 1024 * 1024
"""Of a line that is too long, until its end is no longer looked for."""

MAX_DIGITS = 300
MAX_NAME_CHARACTERS = 100
"""Of a name in a message."""

BLANK = b" \t\r\n\0\f\v"
"""Also what a machine that lost its power leaves at the end of a file."""

_UTF_16 = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)
_START_BYTES = 4


def numbered_lines(name: str, chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes | SourceError]]:
    """The lines that are not blank with their numbers, as they come; those too long as errors.

    Byte order marks are removed, also where files were joined. UTF-16 is recognised by its mark or
    its first characters, and becomes UTF-8.

    Raises:
        SourceError: a line does not end at all.
    """
    number, length = 1, 0
    parts: list[bytes] = []
    for chunk in _as_utf8(iter(chunks)):
        # Not by splitlines(), which also cuts at separators that JSON may hold within a text.
        pieces = chunk.split(b"\n")
        for piece in pieces[:-1]:
            parts.append(piece)
            yield from _line(name, number, parts, length + len(piece))
            number, length, parts = number + 1, 0, []
        length += len(pieces[-1])
        if length <= MAX_LINE_BYTES:
            parts.append(pieces[-1])
        else:
            parts.clear()
        if length > MAX_SKIPPED_BYTES:
            raise SourceError(
                f"{name}:{number}: no end of the line after {length} bytes; the rest is left out"
            )
    yield from _line(name, number, parts, length)


def read_line(line: bytes) -> Any:
    """The value that a line of JSON (RFC 8259) stands for.

    Raises:
        ValueError: it is none; the message says why.
    """
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        at, byte = error.start, line[error.start]
        raise ValueError(f"not UTF-8: byte 0x{byte:02x} at {at + 1}") from error
    try:
        return json.loads(
            text,
            parse_constant=_no_number,
            parse_int=_integer,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} (character {error.pos + 1})") from error
    except RecursionError as error:
        raise ValueError("lists or objects nested too deeply") from error


def shown(name: str) -> str:
    """A name for a message: shortened, and text whatever it was."""
    return name[:MAX_NAME_CHARACTERS].encode("utf-8", "backslashreplace").decode()


def _line(
    name: str, number: int, parts: list[bytes], length: int
) -> Iterator[tuple[int, bytes | SourceError]]:
    if length > MAX_LINE_BYTES:
        yield number, SourceError(f"{name}:{number}: longer than {MAX_LINE_BYTES} bytes")
    elif line := b"".join(parts).strip(BLANK).removeprefix(codecs.BOM_UTF8):
        yield number, line


def _as_utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    start = b""
    for chunk in chunks:
        start += chunk
        if len(start) >= _START_BYTES:
            break
    everything = chain((start,), chunks)
    codec = next((codec for mark, codec in _UTF_16 if start.startswith(mark)), None)
    if codec is None or start.startswith(codecs.BOM_UTF32_LE):
        return everything
    decoder = codecs.getincrementaldecoder(codec)("surrogatepass")
    # A half of a surrogate pair is the error of its line.
    return (decoder.decode(chunk).encode("utf-8", "surrogatepass") for chunk in everything)


def _no_number(written: str) -> NoReturn:
    raise ValueError(f"{written} is no number in JSON")


def _integer(written: str) -> int:
    if len(written) > MAX_DIGITS:
        raise ValueError(f"a number of {len(written)} digits")
    return int(written)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise ValueError(f"“{shown(name)}” is given twice")
            seen.add(name)
    return fields
