"""Know an entry again by its text, without reading it.

The keys are 64 bits of a SHA-256. One is of the slice as it is. If it is unknown, another one is
made of the entry's own words only, so that a counter of comments, a date or a picture's token which
changes with every poll costs no parsing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

KEY_BYTES = 8

# What changes with every poll in some feeds and is no text of the entry: dates, counters, media.
_CHURNING = re.compile(
    r"<((?:slash|wfw|thr|media|itunes|georss|geo|gd|yt|podcast|googleplay):[\w.-]{1,40}"
    r"|pubdate|(?:dc:|dcterms:)?(?:date|updated|published|modified|issued|created)|lastbuilddate"
    r"|comments|enclosure)"
    r"(?:\s[^<>]*)?(?:/>|>(?:[^<]*|\s{0,9}<!\[CDATA\[[^\]]{0,5000}\]\]>\s{0,9})</\1\s{0,9}>)",
    re.IGNORECASE,
)
_CHURNING_TAG = re.compile(r"</?media:[^<>]*>")


class Slices(Protocol):
    """What is remembered of the last document's slices: `identity.remembering.Memory`."""

    def known_slice(self, key: bytes) -> int | None:
        """The row of the entry that had this key; None if no entry had."""

    def slices(self) -> Iterable[tuple[bytes, int]]:
        """All keys, with their rows."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The slices of a document, those known apart from the others."""

    known: Mapping[bytes, int]
    """Rows by the key of the slice."""
    unknown: Sequence[tuple[str, tuple[bytes, ...]]] = field(default=())
    """Slices with the keys that they will be known by."""


def recognise(slices: Sequence[str], context: Sequence[object], memory: Slices) -> Recognised:
    """Which of the slices were in the last document.

    `context` is all else that decides how they are read: the same text can mean another link in
    another place.
    """
    start = sha256(repr(context).encode("utf-8", "surrogatepass"))
    known: dict[bytes, int] = {}
    same: set[int] = set()
    unknown: list[tuple[str, tuple[bytes, ...]]] = []
    for entry in slices:
        hashed = start.copy()
        hashed.update(entry.encode("utf-8", "surrogatepass"))
        key = hashed.digest()[:KEY_BYTES]
        row = memory.known_slice(key)
        if row is None:
            hashed = start.copy()
            hashed.update(words_of(entry).encode("utf-8", "surrogatepass"))
            key_of_words = hashed.digest()[:KEY_BYTES]
            row = memory.known_slice(key_of_words)
            if row is None:
                unknown.append((entry, (key, key_of_words)))
                continue
            known[key_of_words] = row
        else:
            same.add(row)
        known[key] = row
    if unknown:
        # The memory is about to be written: what has not changed keeps both of its keys.
        known.update((key, row) for key, row in memory.slices() if row in same)
    return Recognised(known, unknown)


def words_of(entry: str) -> str:
    """An entry's text without comments, dates, counters and media, as it is written.

    All else is kept: what is not known to change without a reason may be its title or text.
    """
    first, *pieces = entry.split("<!--")
    shown = [first]
    for piece in pieces:
        comment, end, rest = piece.partition("-->")
        shown.append(rest if end else comment)
    text = _CHURNING.sub("", "".join(shown))
    return _CHURNING_TAG.sub("", text) if "media:" in text else text
