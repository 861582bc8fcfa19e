"""The entries that are remembered of a feed, packed into a few bytes each.

A row is one state of one entry. The latest are kept whole (25 bytes), so that an entry can be known
again by its GUID, its link, its title or its text; older ones (13 bytes) by their GUID or by all of
them together. Rows are found by searching in the bytes of a column: no object is made for a row,
and a memory from which nothing is asked costs nothing.
"""

import zlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator, Mapping
from struct import Struct
from typing import NamedTuple

from newsmill.contracts.feeds import FeedMemory
from newsmill.puller.identity.columns import cell, find, joined, runs
from newsmill.puller.identity.marks import CONTENT, GUID, ID, LINK, LOOSE, TITLE

VERSION = 1
"""Leads the packed bytes. What another version has packed is not read: all entries are new then."""

REMEMBERED = 5_000
"""Entries that leave a feed for a while and come back must not count as new."""
WHOLE_ROWS = 1_000
"""Of them, those of which everything is kept. All entries of the last document are."""
MAX_BYTES = 1_500_000
"""A record of 2 MiB holds this in base64."""

CHECK = 3
"""Bytes by which an older row tells whether its entry has changed."""
ENTRY_VERSION = 8
KEY = 8
"""Bytes of the key of a slice."""
ROW_NUMBER = 3

SHARES_LINK = 1
"""Another entry, with other content, has or had its link."""
SHARES_GUID = 2
"""Its GUID (or the link that stands for one) is or was that of another entry too."""
IS_DELETED = 4
"""Its feed has said that it has deleted it, and that was told."""

MOST_WHOLE, MOST_OLD, MOST_CHANGED = 24_000, 46_000, 20_000
"""Rows and versions that fit, whatever a document and the settings want."""

_HEADER = Struct("<BIIII")
_WHOLE = (ID, GUID, LINK, LOOSE, CONTENT, 1)
_OLD = (ID, GUID, CHECK)


class Row(NamedTuple):
    """What is kept of one state of an entry."""

    id: bytes
    guid: bytes
    link: bytes
    loose: bytes
    content: bytes
    flags: int = 0


class Memory:
    """What is remembered of one feed: rows, the last seen first, numbered from 0."""

    def __init__(self, packed: bytes = b"") -> None:
        """Unpack what `packed` gave; bytes of another version or length are an empty memory."""
        self._packed = b""
        whole = old = changed = slices = 0
        if len(packed) >= _HEADER.size and packed[0] == VERSION:
            _, whole, old, changed, slices = _HEADER.unpack_from(packed)
            size = whole * sum(_WHOLE) + old * sum(_OLD)
            size += changed * (ID + ENTRY_VERSION) + slices * (KEY + ROW_NUMBER)
            if len(packed) == _HEADER.size + size:
                self._packed = packed
            else:
                whole = old = changed = slices = 0
        self.whole = whole
        """How many rows are whole: those with the lowest numbers."""
        self.old = old
        self._slices = slices
        self._next_slice = 0
        start = _HEADER.size
        columns = []
        for count, widths in (
            (whole, _WHOLE),
            (old, _OLD),
            (changed, (ID, ENTRY_VERSION)),
            (slices, (KEY, ROW_NUMBER)),
        ):
            for width in widths:
                columns.append(self._packed[start : start + count * width])
                start += count * width
        self.ids, self.guids, self.links, self.looses, self.contents, self.flags = columns[:6]
        self.old_ids, self.old_guids, self.old_checks = columns[6:9]
        self._changed_ids, self._changed_versions, self._keys, self._numbers = columns[9:]

    def __len__(self) -> int:
        """How many states of entries are remembered."""
        return self.whole + self.old

    def packed(self) -> bytes:
        """All of it, for `Memory` to unpack."""
        return self._packed

    def row(self, number: int) -> Row:
        """A whole row."""
        return Row(
            cell(self.ids, number, ID),
            cell(self.guids, number, GUID),
            cell(self.links, number, LINK),
            cell(self.looses, number, LOOSE),
            cell(self.contents, number, CONTENT),
            self.flags[number],
        )

    def id_of(self, number: int) -> bytes:
        """The id of the entry in any row."""
        if number < self.whole:
            return cell(self.ids, number, ID)
        return cell(self.old_ids, number - self.whole, ID)

    def guid_of(self, number: int) -> bytes:
        """The GUID of the entry in any row."""
        if number < self.whole:
            return cell(self.guids, number, GUID)
        return cell(self.old_guids, number - self.whole, GUID)

    def has_content(self, number: int, content: bytes) -> bool:
        """Whether the state in any row has this content."""
        if number < self.whole:
            return cell(self.contents, number, CONTENT) == content
        return cell(self.old_checks, number - self.whole, CHECK) == _check(content)

    def with_id(self, id_: bytes, most: int) -> Iterator[int]:
        """The rows of an entry, of which there may be several."""
        yield from find(self.ids, id_, ID, most)
        yield from (self.whole + n for n in find(self.old_ids, id_, ID, most))

    def with_guid(self, guid: bytes, most: int) -> Iterator[int]:
        """The rows with a GUID."""
        yield from find(self.guids, guid, GUID, most)
        yield from (self.whole + n for n in find(self.old_guids, guid, GUID, most))

    def with_link(self, link: bytes, most: int) -> Iterator[int]:
        """The whole rows with a link."""
        return find(self.links, link, LINK, most)

    def with_content(self, content: bytes, most: int) -> Iterator[int]:
        """The whole rows with a title and a text."""
        return find(self.contents, content, CONTENT, most)

    def with_title(self, title: bytes, most: int) -> Iterator[int]:
        """The whole rows with a title."""
        return find(self.contents, title, CONTENT, most)

    def with_text(self, text: bytes, most: int) -> Iterator[int]:
        """The whole rows with a text."""
        return find(self.contents, text, CONTENT, most, at=TITLE)

    def version_of(self, number: int) -> str:
        """The latest entry_version of the entry in any row."""
        for changed in find(self._changed_ids, self.id_of(number), ID, 1):
            return cell(self._changed_versions, changed, ENTRY_VERSION).hex()
        if number < self.whole:
            return cell(self.contents, number, CONTENT).hex()
        # The whole hash is lost; these bytes stand for it just as well.
        return cell(self.old_checks, number - self.whole, CHECK).hex()

    def known_slice(self, key: bytes) -> int | None:
        """The row of the entry that was read from this slice of the last document."""
        # The next document has most of its slices in the same order.
        for number in range(self._next_slice, min(self._next_slice + 3, self._slices)):
            if cell(self._keys, number, KEY) == key:
                break
        else:
            number = next(find(self._keys, key, KEY, 1), -1)
            if number < 0:
                return None
        self._next_slice = number + 1
        return int.from_bytes(cell(self._numbers, number, ROW_NUMBER), "big")

    def slices(self) -> Iterator[tuple[bytes, int]]:
        """The keys of the last document's slices, and the rows of the entries in them."""
        for number in range(self._slices):
            row = int.from_bytes(cell(self._numbers, number, ROW_NUMBER), "big")
            yield cell(self._keys, number, KEY), row

    def changed(
        self,
        seen: Iterable[Row],
        gone: set[int],
        flags: Mapping[int, int],
        versions: Mapping[bytes, str],
        remembered: int = REMEMBERED,
    ) -> "Memory":
        """This memory after a document.

        Args:
            seen: the rows of the document's entries, in the order in which they are to be kept.
            gone: numbers of rows that are in `seen` now, or are kept no longer.
            flags: flags to be added to rows that stay, by their number.
            versions: the latest entry_version, by id, of the entries that have changed.
            remembered: how many rows are kept, if the document does not have more.
        """
        front = list(seen)
        own = len(front)
        flagged = bytearray(self.flags)
        for number, more in flags.items():
            if number < self.whole:
                flagged[number] |= more
        parts: list[list[bytes]] = [[] for _ in _WHOLE]
        for row in front:
            for part, value in zip(parts, (*row[:5], bytes((row.flags,))), strict=True):
                part.append(value)
        columns = (self.ids, self.guids, self.links, self.looses, self.contents, bytes(flagged))
        kept = list(runs(self.whole, gone))
        for part, column, width in zip(parts, columns, _WHOLE, strict=True):
            part.extend(column[start * width : end * width] for start, end in kept)
        ids, guids, links, looses, contents, all_flags = (b"".join(part) for part in parts)
        whole = len(all_flags)
        most = max(remembered, own)
        keep = min(whole, max(WHOLE_ROWS, own), most, MOST_WHOLE)
        aged = range(keep, whole)
        old_kept = list(runs(self.old, {number - self.whole for number in gone}))
        old_ids = ids[keep * ID :] + joined(self.old_ids, old_kept, ID)
        # A GUID of several entries says nothing of a row without link and title.
        old_guids = b"".join(
            bytes(GUID) if all_flags[n] & SHARES_GUID else cell(guids, n, GUID) for n in aged
        ) + joined(self.old_guids, old_kept, GUID)
        old_checks = b"".join(_check(cell(contents, n, CONTENT)) for n in aged) + joined(
            self.old_checks, old_kept, CHECK
        )
        old = min(len(old_ids) // ID, most - keep, MOST_OLD)
        body = [
            ids[: keep * ID],
            guids[: keep * GUID],
            links[: keep * LINK],
            looses[: keep * LOOSE],
            contents[: keep * CONTENT],
            all_flags[:keep],
            old_ids[: old * ID],
            old_guids[: old * GUID],
            old_checks[: old * CHECK],
        ]
        changed = self._versions_of(versions, body[0], body[6])
        body += [b"".join(changed), b"".join(changed.values())]
        return Memory(b"".join((_HEADER.pack(VERSION, keep, old, len(changed), 0), *body)))

    def with_slices(self, rows_by_key: Mapping[bytes, int]) -> "Memory":
        """This memory with the slices of the last document: the row of the entry in each."""
        room = (MAX_BYTES - len(self._packed)) // (KEY + ROW_NUMBER)
        fitting = [(key, row) for key, row in rows_by_key.items() if row < self.whole][:room]
        _, whole, old, changed, slices = _HEADER.unpack_from(self._packed)
        end = len(self._packed) - slices * (KEY + ROW_NUMBER)
        return Memory(
            _HEADER.pack(VERSION, whole, old, changed, len(fitting))
            + self._packed[_HEADER.size : end]
            + b"".join(key for key, _ in fitting)
            + b"".join(row.to_bytes(ROW_NUMBER, "big") for _, row in fitting)
        )

    def flagged(self, numbers: Iterable[int], flag: int) -> "Memory":
        """This memory with a flag added to whole rows; other rows cannot have one."""
        column = _HEADER.size + self.whole * (sum(_WHOLE) - 1)
        packed = bytearray(self._packed)
        for number in numbers:
            if number < self.whole:
                packed[column + number] |= flag
        return self if packed == self._packed else Memory(bytes(packed))

    def _versions_of(
        self, newer: Mapping[bytes, str], ids: bytes, old_ids: bytes
    ) -> dict[bytes, bytes]:
        """The entry_versions by id of all entries in these columns that have ever changed."""
        versions = {
            cell(self._changed_ids, n, ID): cell(self._changed_versions, n, ENTRY_VERSION)
            for n in range(len(self._changed_ids) // ID)
        }
        versions.update((id_, bytes.fromhex(version)) for id_, version in sorted(newer.items()))
        if not versions:
            return {}
        kept = {cell(column, n, ID) for column in (ids, old_ids) for n in range(len(column) // ID)}
        still = [(id_, version) for id_, version in versions.items() if id_ in kept]
        return dict(still[-MOST_CHANGED:])


def wrapped(url: str, memory: bytes) -> FeedMemory:
    """A packed memory as the record of a feed."""
    return FeedMemory(url=url, entries=b64encode(memory).decode("ascii"))


def unwrapped(record: FeedMemory) -> bytes:
    """The packed memory in a record; empty if it is none."""
    try:
        return b64decode(record.entries, validate=True)
    except (NotBase64, ValueError):
        return b""


def _check(content: bytes) -> bytes:
    return zlib.crc32(content).to_bytes(4, "big")[-CHECK:]
