"""The index as the gateway uses it: asked from the event loop, answered in threads."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol, TypeVar

from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.filters import Filter
from newsmill.gateway.index.cursors import Order
from newsmill.gateway.index.database import Database
from newsmill.gateway.index.entries import Entry, digest_of
from newsmill.gateway.index.packing import Damaged
from newsmill.gateway.index.rows import Count, Counts, Detail, Page, Row
from newsmill.gateway.index.searching import Searcher
from newsmill.gateway.index.since import Gone, gone_since, versions_since
from newsmill.gateway.index.trends import Measure, Rising, Trends
from newsmill.gateway.index.writing import Reached, Taken, Writer
from newsmill.logs import logger
from newsmill.positions import Position

log = logger(__name__)

T = TypeVar("T")

_READERS = 2
DEFAULT_MAX_BYTES = 8 * 1024**3


class IndexSettings(Protocol):
    """What of the gateway's settings the index looks at."""

    @property
    def index_days(self) -> int:
        """Days of articles that it keeps."""


class MadeAnew(Exception):
    """The file was damaged or deleted: it is empty now, and the topics must be read again."""


class Index:
    """The newest articles. One writes, several read; close it at the end."""

    def __init__(
        self,
        database: Database,
        settings: IndexSettings,
        now: Callable[[], int],
        max_bytes: int,
    ) -> None:
        self._database = database
        self._settings = settings
        self._now = now
        self._max_bytes = max_bytes
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="index-writer")
        self._reading = ThreadPoolExecutor(_READERS, thread_name_prefix="index-reader")
        self._searchers: SimpleQueue[Searcher] = SimpleQueue()
        self._connections: list[sqlite3.Connection] = []
        self._writer_connection: sqlite3.Connection
        self._writer: Writer
        self._positions: dict[str, dict[int, int]] = {}
        self._epochs: dict[str, int] = {}
        self._is_damaged = False
        self._open()

    @classmethod
    async def open(
        cls,
        path: Path | None,
        settings: IndexSettings,
        *,
        now: Callable[[], int] | None = None,
        max_bytes: int = DEFAULT_MAX_BYTES,
    ) -> "Index":
        """The index at `path`; without one, in a file that is deleted at the end.

        `now` is in milliseconds since 1970.

        Raises:
            IndexInUse, IndexUnusable: it cannot be had.
        """
        clock = now or _milliseconds
        return await asyncio.to_thread(lambda: cls(Database(path), settings, clock, max_bytes))

    async def close(self) -> None:
        """Wait for what is being done, and let go of the file."""
        await asyncio.to_thread(self._close)

    async def add(self, entries: Sequence[Entry], reached: Reached | None = None) -> list[Taken]:
        """Take what is new, and how far the topics were read with it: both or nothing.

        What is not newer than what is there, is repeated, or belongs to something that was taken
        back, is left out.

        Raises:
            MadeAnew: the file was damaged or deleted.
        """
        return await self._write(lambda: self._add(entries, reached or {}))

    async def begin(self, topic: str, epoch: int) -> bool:
        """Say which life of `topic` is read now; another one than before empties the index.

        Whether it was emptied.
        """
        return await self._write(lambda: self._begin(topic, epoch))

    async def empty(self) -> None:
        """Forget everything: the topics are read anew."""
        await asyncio.get_running_loop().run_in_executor(self._writing, self._make_anew)

    async def note_gone(
        self, partition: int, first: int, until: int, begins: int | None, ends: int | None
    ) -> None:
        """The enriched messages from `first` up to before `until` were gone before we read them."""
        await self._write(lambda: self._writer.note_gone(partition, first, until, begins, ends))

    def position(self, topic: str = ENRICHED_ARTICLES.name) -> Position:
        """Up to where `topic` is in the index."""
        return Position(self._epochs.get(topic, 0), dict(self._positions.get(topic, {})))

    async def search(
        self,
        wanted: Filter,
        *,
        limit: int,
        before: str | None = None,
        order: Order = "newest",
        now: datetime | None = None,
    ) -> Page:
        """One page of what matches, the newest first or the best of the newest thousand.

        `before` is `next` of the page before. An answer that would take too long is partial.

        Raises:
            CursorInvalid: `before` was not given with an answer to this question.
        """
        return await self._read(lambda searcher: searcher.search(wanted, limit, before, order, now))

    async def count(self, wanted: Filter, most: int = 1000) -> Count:
        """How many match, up to `most`."""
        return await self._read(lambda searcher: searcher.count(wanted, most))

    async def article(self, article_id: str) -> Detail | None:
        """An article with its versions and copies; None if it is not there."""
        article = digest_of(article_id)
        return await self._read(lambda searcher: searcher.article(article)) if article else None

    async def rising(
        self,
        wanted: Filter,
        *,
        hours: int,
        kind: str | None,
        limit: int,
        measure: Measure = "rising",
    ) -> list[Rising]:
        """What is named more often in the last `hours` than in the rest of the week.

        With the measure `count`, what is named most in them, such as places.
        """
        now = self._now()
        return await self._read(
            lambda searcher: Trends(searcher, now).rising(wanted, hours, kind, limit, measure)
        )

    async def over_time(
        self, name: str, *, kind: str | None, hours: int
    ) -> tuple[datetime, int, tuple[int, ...]]:
        """When the first stretch begins, how many seconds each has, and articles that name it."""
        now = self._now()
        return await self._read(lambda searcher: Trends(searcher, now).over_time(name, kind, hours))

    async def since(self, position: Position, until: Position, limit: int) -> list[Row]:
        """The first versions behind `position` and before `until`, in order in each partition.

        Also those that are not the newest any more, and that something was taken back.
        """
        return await self._read(lambda searcher: versions_since(searcher, position, until, limit))

    async def gone_since(self, position: Position) -> Gone:
        """What was behind `position` once and is not in the index."""
        return await self._read(lambda searcher: gone_since(searcher, position))

    async def counts(self) -> Counts:
        """How much there is."""
        return await self._read(Searcher.counts)

    async def _write(self, deed: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(
            self._writing, lambda: self._careful(deed)
        )

    async def _read(self, deed: Callable[[Searcher], T]) -> T:
        def with_a_searcher() -> T:
            searcher = self._searchers.get()
            try:
                return deed(searcher)
            except (sqlite3.DatabaseError, Damaged) as error:
                self._notice(error)
                raise
            finally:
                self._searchers.put(searcher)

        return await asyncio.get_running_loop().run_in_executor(self._reading, with_a_searcher)

    def _careful(self, deed: Callable[[], T]) -> T:
        if self._is_damaged or not self._database.is_there():
            self._make_anew()
            raise MadeAnew("the index was damaged or deleted")
        try:
            return deed()
        except (sqlite3.DatabaseError, Damaged) as error:
            self._notice(error)
            if not self._is_damaged:
                raise
            self._make_anew()
            raise MadeAnew(str(error)) from error

    def _notice(self, error: Exception) -> None:
        if isinstance(error, Damaged) or _is_damage(error):
            log.warning("index_damaged", path=str(self._database.path), why=str(error))
            self._is_damaged = True

    def _add(self, entries: Sequence[Entry], reached: Reached) -> list[Taken]:
        taken = self._writer.add(entries, reached)
        self._read_positions()
        return taken

    def _begin(self, topic: str, epoch: int) -> bool:
        known = self._epochs.get(topic)
        if known == epoch:
            return False
        if known is not None:
            self._make_anew()
        self._writer_connection.execute(
            "INSERT OR REPLACE INTO epochs VALUES (?, ?)", (topic, epoch)
        )
        self._read_positions()
        return known is not None

    def _make_anew(self) -> None:
        self._close_connections()
        self._database.remove()
        self._open()

    def _open(self) -> None:
        self._writer_connection = self._database.open_writer()
        self._writer = Writer(
            self._writer_connection, self._settings.index_days, self._max_bytes, self._now
        )
        for _ in range(_READERS):
            connection = self._database.open_reader()
            self._connections.append(connection)
            self._searchers.put(Searcher(connection))
        self._is_damaged = False
        self._read_positions()

    def _close_connections(self) -> None:
        # Each is taken when nobody uses it.
        for _ in range(_READERS):
            self._searchers.get()
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        self._writer_connection.close()

    def _close(self) -> None:
        self._writing.shutdown()
        self._reading.shutdown()
        self._close_connections()
        self._database.close()

    def _read_positions(self) -> None:
        positions: dict[str, dict[int, int]] = {}
        rows = self._writer_connection.execute("SELECT topic, partition, next FROM positions")
        for topic, partition, following in rows:
            positions.setdefault(topic, {})[partition] = following
        self._positions = positions
        self._epochs = dict(self._writer_connection.execute("SELECT topic, epoch FROM epochs"))


def _is_damage(error: Exception) -> bool:
    """Whether SQLite says that the file is not what it has written."""
    if isinstance(error, sqlite3.IntegrityError):
        # An offset that has been read already holds something else.
        return True
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000
