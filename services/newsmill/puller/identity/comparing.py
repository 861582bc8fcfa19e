"""Compare the entries of a document with the memory: what is new, and the memory after it."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from newsmill.puller.identity.identifying import Conflict, Known, recognise
from newsmill.puller.identity.marks import TITLE, Marks, digest, entry_id_of, marks_of
from newsmill.puller.identity.remembering import SHARES_GUID, SHARES_LINK, WHOLE_ROWS, Memory, Row
from newsmill.puller.reading.contents import Entry

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LATEST = WHOLE_ROWS // 2
"""Rows of the document with lower numbers stay where they are: they are far from being forgotten,
and moving one costs more than looking at it."""
FEW = 8
"""Rows with one link that are looked at: whether it is shared is noted in each."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A new entry, or a new state of a known one."""

    entry: Entry
    entry_id: str
    entry_version: str
    shares_link: bool
    """Whether another entry, with other content, has or had the same link."""


def following_version(content: str, previous: str) -> str:
    """The entry_version of an entry that has changed: it depends on the version before.

    So a content that returns is a new state: A, B, A has three versions.
    """
    return digest("following", content, previous)[:8].hex()


@dataclass(slots=True)
class State:
    """An entry that is new or has changed."""

    place: int
    entry: Entry
    marks: Marks
    id: bytes
    row: int | None
    flags: int = 0
    keys: list[bytes] = field(default_factory=list)
    version: str = ""
    is_told: bool = True
    """Whether it may be published: not an earlier state of one that is."""

    @property
    def latest_last(self) -> tuple[datetime, bytes, bytes]:
        """Orders the states of one entry, whatever their order in the document."""
        date = self.entry.updated or self.entry.published or EPOCH
        return date, self.marks.content, self.marks.guid + self.marks.first_id


class Comparison:
    """The entries of one document, as they are compared with the memory."""

    def __init__(self, feed_url: str, memory: Memory, known: Mapping[bytes, int]) -> None:
        self._feed_url = feed_url
        self._memory = memory
        self._slices = dict(known)
        self._same: dict[int, set[Marks]] = {row: set() for row in known.values()}
        self._states: list[State] = []
        self._versions: dict[bytes, str] = {}
        self._flags: dict[int, int] = {}
        self._entries = 0
        self.known_count = len(self._same)
        self.merged = 0

    def add(self, entry: Entry) -> None:
        """Compare one entry."""
        memory, marks = self._memory, marks_of(entry, self._feed_url)
        found = recognise(marks, memory)
        self._entries += 1
        if isinstance(found, Known):
            self.known_count += 1
            own_guid = memory.guid_of(found.row) == marks.guid
            self.merged += not own_guid
            if found.is_same:
                self._same.setdefault(found.row, set()).add(marks)
                self._slices.update(dict.fromkeys(entry.keys, found.row))
                return
        state = State(
            place=self._entries,
            entry=entry,
            marks=marks,
            id=memory.id_of(found.row) if isinstance(found, Known) else marks.first_id,
            row=found.row if isinstance(found, Known) else None,
            keys=list(entry.keys),
        )
        if isinstance(found, Conflict):
            state.flags |= SHARES_GUID
            self._flags[found.row] = self._flags.get(found.row, 0) | SHARES_GUID
        self._states.append(state)

    def fresh(self) -> list[Fresh]:
        """The states to be published; all states get their flags."""
        self._states = self._without_doubles()
        self._join_states()
        groups: dict[bytes, list[State]] = {}
        for state in self._states:
            groups.setdefault(state.id, []).append(state)
        published = [self._told(group) for group in groups.values()]
        self._flag_shared()
        published.sort(key=lambda states: min(state.place for state in states))
        return [
            Fresh(
                state.entry,
                entry_id_of(self._feed_url, state.id),
                state.version,
                bool(state.flags & SHARES_LINK),
            )
            for states in published
            for state in states
        ]

    def _without_doubles(self) -> list[State]:
        """The states, each once: what stands in the document twice is one entry."""
        kept: list[State] = []
        by_link: dict[tuple[bytes, bytes, bytes], State] = {}
        by_numbers: dict[tuple[bytes, bytes], State] = {}
        for state in sorted(self._states, key=lambda one: (one.id, one.latest_last)):
            marks = state.marks
            # Few words without a link may be those of the next entry too.
            says_enough = any(marks.link) or marks.has_text or not marks.has_guid
            name = (marks.link, marks.content, b"" if says_enough else marks.guid)
            double = by_link.get(name)
            is_long = marks.has_text and any(marks.link)
            if double is None and is_long and marks.may_move:
                double = by_numbers.get((marks.loose, marks.content))
            if double is not None:
                self.merged += double.marks.guid != marks.guid
                double.keys += state.keys
                continue
            kept.append(state)
            by_link[name] = state
            if is_long:
                by_numbers.setdefault((marks.loose, marks.content), state)
        return sorted(kept, key=lambda one: one.place)

    def _join_states(self) -> None:
        """Of two new states of one entry, before and after an edit of its headline, publish the
        latest only."""
        by_names: dict[tuple[bytes, bytes, bytes], list[State]] = {}
        for state in self._states:
            marks = state.marks
            if state.row is None and marks.has_guid and marks.has_text and not marks.is_weak:
                by_names.setdefault((marks.guid, marks.link, marks.text), []).append(state)
        for states in by_names.values():
            # More than two are rather entries of a feed that has one GUID, link and text for all.
            if len(states) == 2:
                earlier, latest = sorted(states, key=lambda one: one.latest_last)
                earlier.id, earlier.is_told = latest.id, False

    def _told(self, group: list[State]) -> list[State]:
        """The states of one entry that are published, with their versions, the latest last.

        Of states with one title and link, only the latest.
        """
        told: list[State] = []
        headlines: set[tuple[bytes, bytes]] = set()
        for state in sorted(group, key=lambda one: one.latest_last, reverse=True):
            marks = state.marks
            # Entries without a title are told apart by their text.
            headline = (marks.link, marks.title if marks.has_title else marks.text)
            if state.is_told and headline not in headlines:
                told.append(state)
            headlines.add(headline)
        told.reverse()
        row = group[0].row
        before = self._memory.version_of(row) if row is not None else None
        for state in told:
            content = state.marks.content.hex()
            state.version = content if before is None else following_version(content, before)
            if before is not None:
                self._versions[state.id] = state.version
            before = state.version
        self._flag_siblings(told)
        return told

    def _flag_siblings(self, told: list[State]) -> None:
        """Learn from states of an entry that have nothing in common and stand side by side: its
        GUID or link is that of several entries."""
        row = told[0].row
        contents = {state.marks.content for state in told}
        is_there = row is not None and row in self._same and row < self._memory.whole
        if is_there and row is not None:
            contents.add(self._memory.row(row).content)
        titles, texts = ({half(it) for it in contents} for half in (_title_in, _text_in))
        if len(titles) == 1 or len(texts) == 1:
            return
        for state in told:
            state.flags |= SHARES_GUID | SHARES_LINK
        if is_there and row is not None:
            self._flags[row] = self._flags.get(row, 0) | SHARES_GUID | SHARES_LINK

    def _flag_shared(self) -> None:
        """Flag the states whose link or GUID is another entry's too, in the document or before."""
        memory = self._memory
        ids_by_link: dict[bytes, set[bytes]] = {}
        ids_by_guid: dict[bytes, set[bytes]] = {}
        moved = {row: link for row in self._same if (link := self._moved_to(row)) is not None}
        left = {state.row for state in self._states if state.row is not None}
        for state in self._states:
            ids_by_link.setdefault(state.marks.link, set()).add(state.id)
            ids_by_guid.setdefault(state.marks.guid, set()).add(state.id)
        for row, link in moved.items():
            if link in ids_by_link:
                ids_by_link[link].add(memory.id_of(row))
        for state in self._states:
            link = state.marks.link
            if state.row is not None and state.row < memory.whole:
                before = memory.row(state.row)
                if before.link == link:
                    state.flags |= before.flags & SHARES_LINK
                if before.guid == state.marks.guid:
                    state.flags |= before.flags & SHARES_GUID
            if len(ids_by_guid[state.marks.guid]) > 1:
                state.flags |= SHARES_GUID
            if not any(link):
                continue
            if len(ids_by_link[link]) > 1:
                state.flags |= SHARES_LINK
            for row in memory.with_link(link, FEW):
                if row in left or moved.get(row, link) != link:
                    continue
                cells = memory.row(row)
                if cells.id != state.id or cells.flags & SHARES_LINK:
                    state.flags |= SHARES_LINK
                if cells.id != state.id:
                    self._flags[row] = self._flags.get(row, 0) | SHARES_LINK

    def remembered(self, most: int) -> Memory:
        """The memory after this document."""
        memory = self._memory
        places: dict[int, int] = {}
        rows: list[Row] = []
        keys: dict[bytes, int] = {}
        # In no order of the document: of two rows that an entry may be, the same one is found.
        for state in sorted(self._states, key=lambda one: one.latest_last, reverse=True):
            marks = state.marks
            keys.update(dict.fromkeys(state.keys, len(rows)))
            rows.append(
                Row(state.id, marks.guid, marks.link, marks.loose, marks.content, state.flags)
            )
        stay: list[int] = []
        for number in sorted(self._same):
            if number < LATEST - len(self._states) and self._stays(number):
                stay.append(number)
            elif again := self._rows_again(number):
                places[number] = len(rows)
                rows += again
        gone = set(places) | {
            state.row
            for state in self._states
            if state.row is not None
            and state.row not in self._same
            and memory.guid_of(state.row) == state.marks.guid
        }
        # Rows that stay follow those that come before them now.
        before = sorted(gone)
        places.update((row, len(rows) + row - bisect_left(before, row)) for row in stay)
        keys.update((key, places[row]) for key, row in self._slices.items() if row in places)
        most = max(most, len(rows) + (stay[-1] + 1 if stay else 0))
        after = memory.changed(rows, gone, self._flags, self._versions, most)
        return after.with_slices(keys) if keys else after

    def _stays(self, row: int) -> bool:
        """Whether nothing of a row changes, which is among the latest already."""
        same = self._same[row]
        return row < self._memory.whole and (
            not same or (len(same) == 1 and self._moved_to(row) is None)
        )

    def _moved_to(self, row: int) -> bytes | None:
        """The link that an unchanged entry has now, if it has another one. Not if several entries
        are known by the row: one of them by the link that it had."""
        if row >= self._memory.whole or len(self._same[row]) != 1:
            return None
        (marks,) = self._same[row]
        before = self._memory.row(row)
        return marks.link if marks.guid == before.guid and marks.link != before.link else None

    def _rows_again(self, number: int) -> list[Row]:
        """The row of an entry that has not changed, and those of others that it is known as."""
        memory, more = self._memory, self._flags.get(number, 0)
        same = sorted(self._same[number])
        id_, guid = memory.id_of(number), memory.guid_of(number)
        if number >= memory.whole:
            return [
                Row(id_, one.guid, one.link, one.loose, one.content, more)
                for one in same
                if one.guid == guid or len(same) == 1
            ]
        row = memory.row(number)
        if self._moved_to(number) is not None:
            # Whether others have its new link is not known yet.
            flags = row.flags & ~SHARES_LINK | more
            return [row._replace(link=same[0].link, loose=same[0].loose, flags=flags)]
        row = row._replace(flags=row.flags | more)
        others = {
            (one.link, one.loose)
            for one in same
            if len(same) > 1 and one.guid == guid and one.link != row.link
        }
        return [row, *(row._replace(link=link, loose=loose) for link, loose in sorted(others))]


def _title_in(content: bytes) -> bytes:
    return content[:TITLE]


def _text_in(content: bytes) -> bytes:
    return content[TITLE:]
