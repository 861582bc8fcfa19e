"""One bug of aiohttp, patched for its client in this process.

`tests/web/test_on_the_wire.py` fails when what is replaced here changes upstream.
"""

from aiohttp import http_writer
from multidict import CIMultiDict

_serialize = http_writer._serialize_headers


def _serialize_every_byte(status_line: str, headers: "CIMultiDict[str]") -> bytes:
    """Write header bytes that are not UTF-8 as they were read.

    aiohttp reads such a byte as a lone surrogate and leaves that out when it writes: a server would
    get back another ETag than it sent (RFC 9110 §8.8.3 allows bytes from 0x80 in it).

    Raises:
        ValueError: a control character in a header.
    """
    written = _serialize(status_line, headers)
    if "".join(headers.values()).isascii():
        return written
    lines = [status_line, *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


def fix_aiohttp() -> None:
    """Let this process's clients write headers byte by byte. May be called again."""
    http_writer._serialize_headers = _serialize_every_byte
