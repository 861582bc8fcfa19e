"""The sink: each batch becomes whole files, one for each partition and day in it.

A file is written beside its place and renamed when it is durable. Its name has its offsets, so
each record is in exactly one file, wherever the process was killed. A process that has lost its
partitions without noticing finds that they are further, and writes nothing.
"""

import asyncio
import errno
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date
from functools import partial
from typing import Literal

from newsmill.atomic_files import NotWritten, replacing
from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.base import Record
from newsmill.contracts.topics import ENRICHED_ARTICLES, Topic
from newsmill.kafka.records import Place
from newsmill.parquet import CountedBytes, ParquetFile
from newsmill.sinks.errors import ChangesRefused, PositionsMoved, SinkRefused, TargetAway
from newsmill.sinks.parquet.address import Address, address_of
from newsmill.sinks.parquet.folder import FileName, Folder, Notes, Reached, sync
from newsmill.sinks.sink import Batch, Bounds, Change

TO_BE_MENDED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST})
"""What ends the command when it begins; a full disk is waited for."""


class ParquetSink:
    """One folder of files."""

    is_table = False
    begins_at: Literal["start", "now"] = "start"

    def __init__(self, address: Address) -> None:
        self._address = address
        self._folder = Folder(address.folder, ENRICHED_ARTICLES.name)
        self._sink, self._where = address.name, ""
        self._is_open = False
        # A batch that was cancelled goes on in its thread to its end.
        self._one_at_a_time = threading.Lock()
        self._written: dict[int, Reached] = {}

    @property
    def name(self) -> str:
        """What its group is called unless somebody says."""
        return self._address.name

    @property
    def target(self) -> str:
        """For people."""
        return str(self._address.folder)

    @property
    def topic(self) -> Topic[Record]:
        """Every version of every article, as it came."""
        return ENRICHED_ARTICLES

    @property
    def bounds(self) -> Bounds:
        """When a file is full."""
        return self._address.bounds

    def claim(self, name: str, where: str, topic_id: str = "") -> None:  # noqa: ARG002
        """Be the sink of this name, with the filter `where`; both are noted in the folder."""
        self._sink, self._where = name, where

    async def open(self) -> None:
        """Have the folder."""
        await asyncio.to_thread(self._open)

    async def close(self) -> None:
        """Nothing is half written that anybody would miss."""
        self._folder.close()

    async def positions(self, places: Sequence[Place]) -> Mapping[Place, int]:
        """How far files and notes go."""
        notes = await asyncio.to_thread(self._read)
        return {
            place: notes.reached[place[1]].next_offset
            for place in places
            if place[1] in notes.reached
        }

    async def set_positions(
        self,
        positions: Mapping[Place, int],
        ends: Mapping[Place, int],  # noqa: ARG002 # there is nothing before them in an empty folder
    ) -> None:
        """Begin there, in an empty folder."""
        await asyncio.to_thread(partial(self._begin, positions))

    async def write(self, batch: Sequence[Change]) -> None:
        """Write `batch` as whole files, and note how far that is."""
        assert isinstance(batch, Batch)
        await asyncio.to_thread(self._write, batch)

    def _open(self) -> None:
        with self._failures():
            self._folder.open()
            with self._folder.locked():
                self._folder.note(self._folder.found(self._notes()))
        self._is_open = True

    def _read(self) -> Notes:
        with self._failures(), self._one_at_a_time, self._folder.locked():
            self._written = {}
            notes = self._folder.found(self._notes())
            # Also for a process that still believes it is at work here.
            self._folder.note(notes)
            return notes

    def _begin(self, positions: Mapping[Place, int]) -> None:
        with self._failures(), self._one_at_a_time, self._folder.locked():
            if self._folder.has_files():
                raise SinkRefused(
                    f"{self.target}: there are files already, and it would write all of them again:"
                    " take an empty folder"
                )
            notes = self._notes()
            for (_, partition), offset in positions.items():
                notes = notes.at(partition, Reached(next_offset=offset))
            self._folder.note(notes)

    def _write(self, batch: Batch) -> None:
        with self._failures(), self._one_at_a_time, self._folder.locked():
            notes = self._notes()
            # All of them first: a batch that another has begun is not begun here.
            begun = {place: self._begun(notes, place, batch) for place in batch.ranges}
            for place, (_, end) in batch.ranges.items():
                partition, reached = place[1], begun[place]
                changes = [
                    it
                    for it in batch
                    if (it.topic, it.partition) == place and it.offset >= reached.next_offset
                ]
                for run, until in _by_day(changes, end):
                    name = FileName(partition, reached.reading, reached.next_offset, until)
                    self._write_file(name, run)
                    reached = self._written[partition] = Reached(reached.reading, until)
                reached = self._written[partition] = Reached(reached.reading, end)
                notes = notes.at(partition, reached)
            self._folder.note(notes)

    def _begun(self, notes: Notes, place: Place, batch: Batch) -> Reached:
        """Where a partition's part of `batch` begins: a try before may have written some of it."""
        partition, (start, _) = place[1], batch.ranges[place]
        noted = notes.reached.get(partition)
        written = self._written.get(partition)
        if place in batch.anew:
            if written is not None and noted is not None and written.reading > noted.reading:
                return written
            return Reached(noted.reading + 1 if noted else 1, start)
        if noted is None:
            known = written or Reached(next_offset=start)
        else:
            known = max(noted, written or noted)
        if known.next_offset > start and known != written:
            raise PositionsMoved
        return Reached(known.reading, max(known.next_offset, start))

    def _write_file(self, name: FileName, changes: Sequence[Change]) -> None:
        refused: dict[Change, str] = {}
        change_by_record = {id(it.record): it for it in changes}

        def on_refused(record: Record, why: str) -> None:
            refused[change_by_record[id(record)]] = why

        about = {
            "newsmill.topic": ENRICHED_ARTICLES.name,
            "newsmill.partition": str(name.partition),
            "newsmill.from_offset": str(name.start),
            "newsmill.until_offset": str(name.end),
        }
        path = self._folder.file(_day(changes[0]), name)
        with replacing(path) as draft:
            file = ParquetFile(CountedBytes(draft.write), EnrichedArticle, about)
            for change in changes:
                assert change.record is not None
                file.add(change.record, on_refused)
            file.finish(on_refused)
            if refused:
                raise ChangesRefused(refused)
        sync(path.parent)

    def _notes(self) -> Notes:
        return self._folder.notes(self._sink, self._where)

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (OSError, NotWritten) as error:
            cause = error.__cause__ if isinstance(error, NotWritten) else error
            number = cause.errno if isinstance(cause, OSError) else None
            why = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(error)
            if not self._is_open and number in TO_BE_MENDED:
                raise SinkRefused(f"{self.target}: {why}") from error
            raise TargetAway(why) from error


def create(url: str) -> ParquetSink:
    """The sink that `parquet:DIR` means."""
    return ParquetSink(address_of(url))


def _by_day(changes: Sequence[Change], end: int) -> Iterator[tuple[list[Change], int]]:
    """Runs of records of one day, each with the offset where the next begins, or with `end`."""
    run: list[Change] = []
    for change in changes:
        if change.record is None:
            continue
        if run and _day(run[0]) != _day(change):
            yield run, change.offset
            run = []
        run.append(change)
    if run:
        yield run, end


def _day(change: Change) -> date:
    """When it was enriched, in UTC."""
    assert isinstance(change.record, EnrichedArticle)
    return change.record.enriched_at.astimezone(UTC).date()
