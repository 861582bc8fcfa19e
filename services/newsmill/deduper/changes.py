"""Which fields of a revision differ from the revision before, of which only digests are kept."""

import struct
from collections.abc import Sequence
from datetime import datetime
from zlib import crc32

from newsmill.contracts.articles import CleanArticle, Media

FIELDS = (
    *("title", "text", "summary", "url", "canonical_url", "authors", "categories", "image_url"),
    *("media", "language", "published_at", "updated_at", "section", "tags"),
)
"""What readers may want to know of; where and when it was seen is none of it. In this order in
journals, so new ones come last, with a new format."""

_DIGESTS = struct.Struct(f"<{len(FIELDS)}H")
BYTES = _DIGESTS.size
NOT_KEPT = bytes(BYTES)
"""Of verdicts that published nothing, and of those from before there were digests."""


def digests(article: CleanArticle) -> bytes:
    """Two bytes for each field: one change in 65 536 is not noticed."""
    return _DIGESTS.pack(*(_digest(getattr(article, field)) for field in FIELDS))


def difference(before: bytes, now: bytes) -> int:
    """The fields that differ, a bit for each; none where `before` was not kept."""
    if before == NOT_KEPT:
        return 0
    pairs = zip(_DIGESTS.unpack(before), _DIGESTS.unpack(now), strict=True)
    return sum(1 << place for place, (old, new) in enumerate(pairs) if old != new)


def bits(fields: Sequence[str]) -> int:
    """The bits of these fields."""
    return sum(1 << FIELDS.index(field) for field in fields)


def names(difference: int) -> tuple[str, ...]:
    """The names of the fields whose bits are set."""
    return tuple(field for place, field in enumerate(FIELDS) if difference >> place & 1)


def _digest(value: object) -> int:
    """A number other than 0; the same in all processes."""
    return crc32(_written(value).encode("utf-8", "surrogatepass")) & 0xFFFF or 1


def _written(value: object) -> str:
    match value:
        case None:
            return "\0"
        case str():
            return value
        case datetime():
            return value.isoformat()
        case Media():
            return value.model_dump_json()
        case tuple():
            return "\0".join(map(_written, value))
    raise TypeError(f"no digest of {type(value)}")
