"""Know the entries of a feed again: by their GUID, their link, their title and their text.

What an entry is known as depends on the entry and on what is remembered of its feed, never on what
else the document holds, nor on its order:

1. The GUID (or the link, where there is none), the link and the title are those of a known entry.
2. The GUID is that of a known entry, and the title, the text or the link is the same. If none of
   them is, the feed gives one GUID to several entries, and it is another one. So it is for GUIDs
   that feeds are seen to use again, positions in the document, and the site's own address.
3. The title and text are known with this link: the GUID has changed. Or with a link of the same
   numbers, where the GUID is made of the link: a headline in the address was mended. If the number
   may be the article's, its title may have changed with it.
4. The link is known for one entry only, which has this title or this text: the GUID has changed
   with an edit. An entry that shares its link with others is told from them by its GUID.
"""

from typing import NamedTuple

from newsmill.puller.identity.marks import Marks
from newsmill.puller.identity.remembering import SHARES_GUID, SHARES_LINK, Memory

MOST_CANDIDATES = 64
"""Rows that are looked at where many have the same mark, as in hostile documents."""


class Known(NamedTuple):
    """A row of the memory that an entry is known as."""

    row: int
    is_same: bool
    """Whether its title and text are what they were."""


class Conflict(NamedTuple):
    """A row with the entry's GUID that is another entry's."""

    row: int


def recognise(marks: Marks, memory: Memory) -> Known | Conflict | None:
    """What the entry is known as; None if it is new."""
    content = marks.content
    # A state that is known by any of them comes before one that would be a change.
    by_id = []
    for row in memory.with_id(marks.first_id, MOST_CANDIDATES):
        if memory.has_content(row, content):
            return Known(row, is_same=True)
        by_id.append(row)
    by_guid = list(memory.with_guid(marks.guid, MOST_CANDIDATES))
    is_trusted = bool(by_guid) and not marks.is_weak and not _has(memory, by_guid[0], SHARES_GUID)
    for row in by_guid if is_trusted else ():
        if memory.has_content(row, content):
            return Known(row, is_same=True)
    for row in memory.with_content(content, MOST_CANDIDATES):
        if _leads_to_the_same(marks, row, memory):
            return Known(row, is_same=True)
    if by_id:
        return Known(by_id[0], is_same=False)
    if is_trusted:
        for row in by_guid:
            if _is_edited(marks, row, memory):
                return Known(row, is_same=False)
    edited = _by_link(marks, memory)
    if edited is not None:
        return Known(edited, is_same=False)
    return Conflict(by_guid[0]) if by_guid else None


def _is_edited(marks: Marks, row: int, memory: Memory) -> bool:
    """Whether a row with the entry's GUID is an earlier state of it."""
    if row >= memory.whole:
        # Of an older row only the GUID is left, which has named no other entry so far.
        return True
    cells = memory.row(row)
    return (
        cells.link == marks.link
        or (marks.has_title and cells.content.startswith(marks.title))
        or (marks.has_text and cells.content.endswith(marks.text))
    )


def _leads_to_the_same(marks: Marks, row: int, memory: Memory) -> bool:
    """Whether a row with the entry's content is the entry, although its GUID is another."""
    cells = memory.row(row)
    if cells.link == marks.link:
        # Few words without a link may be those of the next entry too: its GUID tells them apart.
        return any(marks.link) or marks.has_text or not marks.has_guid
    says_enough = marks.has_text or (marks.has_title and marks.has_number)
    return marks.may_move and says_enough and any(marks.link) and cells.loose == marks.loose


def _by_link(marks: Marks, memory: Memory) -> int | None:
    """An earlier state of the entry that had another GUID."""
    if not any(marks.link):
        return None
    first = next(memory.with_link(marks.link, 1), None)
    if first is None:
        return _by_number(marks, memory)
    is_shared = _has(memory, first, SHARES_LINK)
    is_own = not is_shared and not marks.is_link_to_root
    if marks.has_title and (is_own or not marks.has_guid):
        for row in memory.with_title(marks.title, MOST_CANDIDATES):
            if memory.row(row).link == marks.link:
                return row
    if marks.has_text and not is_shared:
        for row in memory.with_text(marks.text, MOST_CANDIDATES):
            if memory.row(row).link == marks.link:
                return row
    return None


def _by_number(marks: Marks, memory: Memory) -> int | None:
    """An earlier state of the entry that had another headline, also in its link and GUID."""
    if marks.may_move and marks.has_number and marks.has_text:
        for row in memory.with_text(marks.text, MOST_CANDIDATES):
            if memory.row(row).loose == marks.loose:
                return row
    return None


def _has(memory: Memory, row: int, flag: int) -> bool:
    return row < memory.whole and bool(memory.flags[row] & flag)
