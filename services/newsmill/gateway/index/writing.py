"""Put articles into the index, and keep it within its bounds.

Everything of one batch and how far the topics were read is one transaction: whoever opens the file
later goes on exactly behind what is in it.
"""

import json
from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any
from zlib import crc32

from newsmill.filters import Article, article_of, folded
from newsmill.gateway.index import tables
from newsmill.gateway.index.documents import KINDS, Document, document_of
from newsmill.gateway.index.entries import Entry, digest_of
from newsmill.gateway.index.packing import packed, unpacked
from newsmill.gateway.index.rows import previous_of
from newsmill.gateway.index.tables import COLUMNS, DAY_NUMBERS, SLOT_BITS

Reached = Mapping[tuple[str, int], int]
"""The next offset of each topic's partitions."""

MAX_NAMES_OF_AN_ARTICLE = 100
MAX_HOSTS = 50
MAX_COPIES_OF_A_GROUP = 500
_MAX_KNOWN_NAMES = 20_000
_PAGES_TO_FREE = 2000

_INSERT_WORDS = f"({', '.join(COLUMNS)}, rowid) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"
_DELETE_WORDS = (
    f"(words_{{day}}, {', '.join(COLUMNS)}, rowid)"
    f" VALUES ('delete', {', '.join('?' * (len(COLUMNS) + 1))})"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """An entry that was new to the index."""

    entry: Entry
    raw: bytes
    """Its value; of an article that is taken back without the text."""
    article: Article
    number: int
    previous_raw: bytes | None = None
    copies: int = 0
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """The newest version of an article, as `articles` has it."""

    number: int
    day: int
    revision: int
    at: int
    retracted: int

    @property
    def version(self) -> tuple[int, int, int]:
        return self.revision, self.retracted, self.at


class Writer:
    """The one that writes. Not for several threads."""

    def __init__(
        self, connection: Connection, days: int, max_bytes: int, now: Callable[[], int]
    ) -> None:
        self._db = connection
        self._keep = days
        self._max_bytes = max_bytes
        self._now = now
        self._known_days = {row[0] for row in connection.execute("SELECT day FROM days")}
        self._name_ids: dict[tuple[str, str], tuple[int, int]] = {}
        self._hours: Counter[tuple[int, int, int]] = Counter()

    def add(self, entries: Sequence[Entry], reached: Reached) -> list[Taken]:
        """Take what is new; `reached` is how far the topics were read with this."""
        self._hours.clear()
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._make_room()
            taken = [one for entry in entries if (one := self._add_one(entry)) is not None]
            self._write_hours()
            self._write_positions(entries, reached)
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            self._known_days = {row[0] for row in self._db.execute("SELECT day FROM days")}
            self._name_ids.clear()
            raise
        return taken

    def note_gone(
        self, partition: int, first: int, until: int, begins: int | None, ends: int | None
    ) -> None:
        """Messages of `partition` were gone before they could be read."""
        self._db.execute(
            "INSERT OR REPLACE INTO gone VALUES (?, ?, ?, ?, ?, ?)",
            (partition, first, until, until - first, begins, ends),
        )

    def _add_one(self, entry: Entry) -> Taken | None:
        new = _understood(entry)
        if new is None:
            return None
        if entry.kind == "duplicate":
            return self._add_copy(new)
        # What is dated tomorrow would be the newest for a day.
        at = min(entry.enriched_at, self._now())
        day = at // tables.DAY_MILLISECONDS
        if day < self._first_day():
            self._note_too_old(entry, at)
            return None
        known = self._known(entry.article_id)
        retracted = int(entry.kind == "retraction")
        if known is not None and (entry.revision, retracted, at) <= known.version:
            return None
        self._require_day(day)
        if retracted:
            return self._retract(entry, at, day, known)
        return self._add_article(new, at, day, known)

    def _add_article(self, new: "_Understood", at: int, day: int, known: _Known | None) -> Taken:
        entry = new.entry
        number = self._free_number(entry, at, day)
        local = number % DAY_NUMBERS
        first, previous_raw, before = at, None, 0
        if known is not None and known.number and known.day in self._known_days:
            before = known.number
            first, previous_raw = self._supersede(known)
        names = array("I", {self._name_id(kind, name, day) for kind, name in new.names})
        grouped = digest_of(entry.record.get("group_id")) or entry.article_id
        self._insert_row(entry, number, grouped, before, first, names, current=1)
        self._db.execute(f"INSERT INTO records_{day} VALUES (?, ?)", (local, packed(entry.raw)))
        self._db.execute(f"INSERT INTO words_{day} {_INSERT_WORDS}", (*new.document, local))
        self._count(names, first, 1)
        self._remember(entry, number, day, at, 0)
        copies, hosts = self._group(grouped)
        return Taken(entry, entry.raw, new.article, number, previous_raw, copies, hosts)

    def _retract(self, entry: Entry, at: int, day: int, known: _Known | None) -> Taken:
        """Remove all versions, and keep that it was taken back, without its text."""
        number = known.number if known is not None else 0
        while number and number // DAY_NUMBERS in self._known_days:
            number = self._remove(number)
        record = without_text(entry.record)
        raw = json.dumps(record, separators=(",", ":"), ensure_ascii=False).encode(
            "utf-8", "surrogatepass"
        )
        place = self._free_number(entry, at, day)
        self._insert_row(entry, place, entry.article_id, 0, at, array("I"), current=0)
        self._db.execute(
            f"INSERT INTO records_{day} VALUES (?, ?)", (place % DAY_NUMBERS, packed(raw))
        )
        self._remember(entry, 0, day, at, 1)
        return Taken(entry, raw, article_of(record), place)

    def _add_copy(self, new: "_Understood") -> Taken | None:
        entry = new.entry
        grouped = digest_of(entry.record.get("group_id"))
        if not grouped or entry.record.get("duplicate_of") == entry.record.get("article_id"):
            return None
        day = min(entry.seen_at, self._now()) // tables.DAY_MILLISECONDS
        if day < self._first_day():
            return None
        known = self._db.execute(
            "SELECT 1 FROM copies WHERE grouped = ? AND article = ?", (grouped, entry.article_id)
        ).fetchone()
        copies, hosts = self._group(grouped)
        if known is not None:
            return None
        told = entry.record.get("copies")
        copies = max(copies + 1, told if isinstance(told, int) and told < 2**31 else 0)
        hosts = merged_hosts(hosts, entry.record)
        self._db.execute(
            "INSERT INTO groups VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET"
            " day = max(day, ?2), copies = ?3, hosts = ?4",
            (grouped, day, copies, json.dumps(hosts)),
        )
        if copies <= MAX_COPIES_OF_A_GROUP:
            self._db.execute(
                "INSERT INTO copies VALUES (?, ?, ?, ?, ?)",
                (grouped, entry.article_id, day, entry.seen_at, packed(_copy_record(entry))),
            )
        return Taken(entry, entry.raw, new.article, 0, None, copies, hosts)

    def _insert_row(
        self,
        entry: Entry,
        number: int,
        grouped: bytes,
        previous: int,
        first: int,
        names: "array[int]",
        *,
        current: int,
    ) -> None:
        day, local = divmod(number, DAY_NUMBERS)
        self._db.execute(
            f"INSERT INTO rows_{day} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                local,
                entry.article_id,
                entry.revision,
                entry.partition,
                entry.offset,
                entry.seen_at,
                current,
                grouped,
                previous,
                first,
                names.tobytes(),
            ),
        )
        self._db.execute("UPDATE days SET articles = articles + ? WHERE day = ?", (current, day))

    def _supersede(self, known: _Known) -> tuple[int, bytes]:
        """The version `known` is no longer the newest: when the first came, and its record."""
        day, local = divmod(known.number, DAY_NUMBERS)
        first, raw = self._unlist(known.number)
        self._db.execute(f"UPDATE rows_{day} SET current = 0 WHERE n = ?", (local,))
        return first, raw

    def _remove(self, number: int) -> int:
        """One version is gone altogether; the number of the one before it, or 0."""
        day, local = divmod(number, DAY_NUMBERS)
        found = self._db.execute(
            f"SELECT current, previous FROM rows_{day} WHERE n = ?", (local,)
        ).fetchone()
        if found is None:
            return 0
        if found[0]:
            self._unlist(number)
        self._db.execute(f"DELETE FROM rows_{day} WHERE n = ?", (local,))
        self._db.execute(f"DELETE FROM records_{day} WHERE n = ?", (local,))
        return int(found[1])

    def _unlist(self, number: int) -> tuple[int, bytes]:
        """Take a version out of the words and the counts; when the first came, and its record."""
        day, local = divmod(number, DAY_NUMBERS)
        first, names = self._db.execute(
            f"SELECT first, names FROM rows_{day} WHERE n = ?", (local,)
        ).fetchone()
        stored = self._db.execute(
            f"SELECT record FROM records_{day} WHERE n = ?", (local,)
        ).fetchone()[0]
        raw = unpacked(stored)
        document = document_of(article_of(json.loads(raw)))
        self._db.execute(
            f"INSERT INTO words_{day} {_DELETE_WORDS.format(day=day)}", (*document, local)
        )
        self._count(array("I", names), first, -1)
        self._db.execute("UPDATE days SET articles = articles - 1 WHERE day = ?", (day,))
        return first, raw

    def _free_number(self, entry: Entry, at: int, day: int) -> int:
        """The same in each gateway, unless several articles have one."""
        digest = crc32(entry.article_id + entry.revision.to_bytes(4, "big"))
        number = tables.number_at(at) + (digest & (1 << SLOT_BITS) - 1)
        last = (day + 1) * DAY_NUMBERS - 1
        step = 1
        while self._db.execute(
            f"SELECT 1 FROM rows_{day} WHERE n = ?", (number % DAY_NUMBERS,)
        ).fetchone():
            # Ever wider steps: there may be many with one and the same time.
            number, step = min(number + step, last - digest % step), step * 2
        return number

    def _known(self, article: bytes) -> _Known | None:
        found = self._db.execute(
            "SELECT n, day, revision, at, retracted FROM articles WHERE article = ?", (article,)
        ).fetchone()
        return _Known(*found) if found else None

    def _remember(self, entry: Entry, number: int, day: int, at: int, retracted: int) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?)",
            (entry.article_id, number, day, entry.revision, at, retracted),
        )

    def _group(self, grouped: bytes) -> tuple[int, tuple[str, ...]]:
        found = self._db.execute(
            "SELECT copies, hosts FROM groups WHERE grouped = ?", (grouped,)
        ).fetchone()
        return (found[0], tuple(json.loads(found[1]))) if found else (0, ())

    def _name_id(self, kind: str, name: str, day: int) -> int:
        known = self._name_ids.get((name, kind))
        if known is not None and known[1] >= day:
            return known[0]
        row = self._db.execute(
            "INSERT INTO names (kind, folded, name, day) VALUES (?1, ?2, ?3, ?4)"
            " ON CONFLICT DO UPDATE SET day = max(day, ?4) RETURNING id",
            (kind, folded(name), name, day),
        ).fetchone()
        if len(self._name_ids) >= _MAX_KNOWN_NAMES:
            self._name_ids.clear()
        self._name_ids[name, kind] = row[0], day
        return int(row[0])

    def _count(self, names: "array[int]", at: int, by: int) -> None:
        day, within = divmod(at, tables.DAY_MILLISECONDS)
        hour = within // 3_600_000
        for name in names:
            self._hours[day, name, hour] += by

    def _write_hours(self) -> None:
        by_day: dict[int, list[tuple[int, int, int]]] = {}
        for (day, name, hour), by in sorted(self._hours.items()):
            by_day.setdefault(day, []).append((name, hour, by))
        for day, counts in by_day.items():
            if day in self._known_days:
                self._db.executemany(
                    f"INSERT INTO hours_{day} VALUES (?, ?, ?)"
                    " ON CONFLICT DO UPDATE SET articles = articles + excluded.articles",
                    counts,
                )

    def _write_positions(self, entries: Sequence[Entry], reached: Reached) -> None:
        nexts = {(entry.topic, entry.partition): entry.offset + 1 for entry in entries}
        for place, offset in reached.items():
            nexts[place] = max(offset, nexts.get(place, 0))
        self._db.executemany(
            "INSERT OR REPLACE INTO positions VALUES (?, ?, ?)",
            [(topic, partition, offset) for (topic, partition), offset in nexts.items()],
        )

    def _note_too_old(self, entry: Entry, at: int) -> None:
        """It is older than what is kept: a reader that wants it is told so."""
        changed = self._db.execute(
            "UPDATE gone SET until = ?2 + 1, messages = messages + 1, ends = ?3"
            " WHERE partition = ?1 AND until = ?2",
            (entry.partition, entry.offset, at),
        )
        if not changed.rowcount:
            self.note_gone(entry.partition, entry.offset, entry.offset + 1, at, at)

    def _first_day(self) -> int:
        return self._now() // tables.DAY_MILLISECONDS - self._keep + 1

    def _require_day(self, day: int) -> None:
        if day not in self._known_days:
            tables.add_day(self._db, day)
            self._known_days.add(day)

    def _make_room(self) -> None:
        old = sorted(day for day in self._known_days if day < self._first_day())
        if self._used_bytes() > self._max_bytes and len(self._known_days) > len(old) + 1:
            old = sorted(self._known_days)[: len(old) + 1]
        for day in old:
            tables.drop_day(self._db, day)
            self._known_days.discard(day)
            self._name_ids.clear()
        if old:
            self._db.execute(f"PRAGMA incremental_vacuum({_PAGES_TO_FREE})")

    def _used_bytes(self) -> int:
        pages, free, size = (
            self._db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)


@dataclass(frozen=True, slots=True)
class _Understood:
    """An article with all that the index takes from its record."""

    entry: Entry
    article: Article
    document: Document
    names: set[tuple[str, str]]


def _understood(entry: Entry) -> _Understood | None:
    """What `entry` is; None if its record is not what the contract says, whoever wrote it."""
    if not entry.article_id or not _has_promised_types(entry.record):
        return None
    try:
        article = article_of(entry.record)
        previous_of(entry.record)
        return _Understood(entry, article, document_of(article), named(entry.record))
    except (TypeError, ValueError, AttributeError, KeyError):
        return None


def _has_promised_types(record: Mapping[str, Any]) -> bool:
    """Whether what readers are shown first is of the types that the contract promises."""
    texts = (record.get(name) for name in ("title", "text", "summary", "url", "language"))
    return (
        all(text is None or isinstance(text, str) for text in texts)
        and isinstance(record.get("source"), Mapping)
        and isinstance(record.get("entities", []), list)
    )


def named(record: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Kind and name of what an article names: as a knowledge base has it, where it is linked."""
    found: set[tuple[str, str]] = set()
    for entity in (record.get("entities") or ())[:MAX_NAMES_OF_AN_ARTICLE]:
        link, kind = entity.get("link"), entity.get("kind")
        name = (link.get("name") if link else None) or entity.get("name")
        # A name of signs and spaces only is seen and found by nobody.
        if kind in KINDS and name and any(map(str.isalnum, name)):
            # Half of a surrogate pair can be read from JSON, and not be written.
            found.add((kind, name.encode("utf-8", "replace").decode()))
    return found


def without_text(record: Mapping[str, Any]) -> dict[str, Any]:
    """What is left of an article that was taken back."""
    emptied = {"title": "", "text": "", "summary": "", "word_count": 0}
    removed = ("entities", "authors", "categories", "media")
    return {**record, **emptied, **{name: [] for name in removed}, "image_url": None}


def merged_hosts(hosts: Sequence[str], duplicate: Mapping[str, Any]) -> tuple[str, ...]:
    """The hosts of a group, the first seen first, with those that a duplicate tells."""
    source = duplicate.get("source")
    own = source.get("host") if isinstance(source, Mapping) else None
    told = [*hosts, *(duplicate.get("hosts") or ()), own or ""]
    return tuple(dict.fromkeys(host for host in told if isinstance(host, str) and host))[:MAX_HOSTS]


def _copy_record(entry: Entry) -> bytes:
    names = ("article_id", "revision", "url", "title", "kind", "similarity", "seen_at", "source")
    kept = {name: entry.record.get(name) for name in names}
    return json.dumps(kept, separators=(",", ":")).encode()
