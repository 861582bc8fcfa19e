"""Where a page of search results ended: a short opaque text, checked when it comes back."""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

Order = Literal["newest", "relevance"]

_VERSION = 1
_FORM = struct.Struct(">BBQIL")
_ORDERS: tuple[Order, ...] = ("newest", "relevance")


class CursorInvalid(ValueError):
    """It was not given with an answer, or with one to another question."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where to go on; articles that came later are not looked at."""

    before: int
    """Articles with smaller numbers."""
    skipped: int = 0
    """Of those, the best so many were given already: where the best are first."""

    def encode(self, filter_text: str, order: Order) -> str:
        """A text for the reader, who can use it with the same question only."""
        body = _FORM.pack(
            _VERSION, _ORDERS.index(order), self.before, self.skipped, crc32(filter_text.encode())
        )
        checked = crc32(body).to_bytes(4, "big") + body
        return urlsafe_b64encode(checked).decode().rstrip("=")


def decode(text: str, filter_text: str, order: Order) -> Cursor:
    """The cursor that `encode` has written for this question.

    Raises:
        CursorInvalid: it has not.
    """
    if len(text) > 64 or not text.isascii():
        raise CursorInvalid("this is no cursor")
    try:
        written = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise CursorInvalid("this is no cursor") from error
    checksum, body = written[:4], written[4:]
    if len(body) != _FORM.size or crc32(body).to_bytes(4, "big") != checksum:
        raise CursorInvalid("this is no cursor, or a part of it is missing")
    version, number, before, skipped, question = _FORM.unpack(body)
    if version != _VERSION or number >= len(_ORDERS):
        raise CursorInvalid("this cursor was written by another version of newsmill")
    if question != crc32(filter_text.encode()) or _ORDERS[number] != order:
        raise CursorInvalid("this cursor belongs to another filter or order")
    return Cursor(before, skipped)
