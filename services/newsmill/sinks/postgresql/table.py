"""The sink: batches into a table, each in one transaction with how far it has come.

So each change counts exactly once. Killed anywhere, the table and its positions are those of the
last batch; a process that has lost its partitions without noticing finds that they have moved on,
and writes nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Literal

import psycopg

from newsmill.contracts.base import Record
from newsmill.contracts.topics import CURRENT_ARTICLES, Topic
from newsmill.kafka.records import Place
from newsmill.logs import logger
from newsmill.sinks.errors import ChangesRefused, PositionsMoved, SinkRefused, TargetAway
from newsmill.sinks.postgresql.address import Address, address_of
from newsmill.sinks.postgresql.columns import columns_of
from newsmill.sinks.postgresql.failures import failure_of, in_one_line, is_about_rows
from newsmill.sinks.postgresql.folding import Folded, fold
from newsmill.sinks.postgresql.moving import move
from newsmill.sinks.postgresql.preparing import Claim, Connection, prepare
from newsmill.sinks.postgresql.statements import PLACE_COLUMNS, Statements
from newsmill.sinks.postgresql.values import text, values_of
from newsmill.sinks.sink import Batch, Bounds, Change

CONNECT_SECONDS = 30.0
WRITE_SECONDS = 120.0
"""A batch takes milliseconds; a lock that somebody holds for longer is waited for anew."""

CLOSE_SECONDS = 2.0

log = logger("newsmill.sink.postgresql")


class TableSink:
    """One table."""

    is_table = True
    begins_at: Literal["start", "now"] = "start"
    bounds = Bounds(messages=1000, wait=timedelta(seconds=0.5))

    def __init__(self, address: Address, topic: Topic[Record]) -> None:
        self._address = address
        self._sink, self._where = address.name, ""
        self._topic_id = ""
        self.topic = topic
        self._columns = columns_of(topic.record)
        self._types = [it.type for it in (*self._columns, *PLACE_COLUMNS)]
        self._statements = Statements(address.schema, address.table, self._columns)
        self._connection: Connection | None = None
        self._is_first = True

    @property
    def name(self) -> str:
        """What its group is called unless somebody says."""
        return self._address.name

    @property
    def target(self) -> str:
        """For people."""
        return self._address.shown

    def claim(self, name: str, where: str, topic_id: str = "") -> None:
        """Be the sink of this name, with the filter `where`; all is noted beside the table."""
        self._sink, self._where, self._topic_id = name, where, topic_id

    async def open(self) -> None:
        """Connect, and have the table as it should be."""
        async with self._connected():
            pass
        self._is_first = False

    async def close(self) -> None:
        """Disconnect."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error, TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await connection.close()

    async def positions(self, places: Sequence[Place]) -> Mapping[Place, int]:
        """How far it has come."""
        async with self._connected() as connection:
            found = await connection.execute(
                self._statements.in_schema(
                    "SELECT partition, next_offset FROM {schema}.newsmill_positions"
                    " WHERE table_name = %s"
                ),
                (self._address.table,),
            )
            known = {(self.topic.name, number): at for number, at in await found.fetchall()}
        return {place: known[place] for place in places if place in known}

    async def set_positions(
        self, positions: Mapping[Place, int], ends: Mapping[Place, int]
    ) -> None:
        """Read from there. Rows that the topic does not have before `ends` are deleted then."""
        rows = [
            (self._address.table, place[1], at, ends.get(place) or None)
            for place, at in positions.items()
        ]
        async with self._connected() as connection, connection.transaction():
            for row in rows:
                await connection.execute(
                    self._statements.in_schema(
                        "INSERT INTO {schema}.newsmill_positions AS kept"
                        " (table_name, partition, next_offset, sweep_at) VALUES (%s, %s, %s, %s)"
                        " ON CONFLICT (table_name, partition) DO UPDATE SET next_offset ="
                        " EXCLUDED.next_offset, sweep_at = EXCLUDED.sweep_at,"
                        " reading = kept.reading + (EXCLUDED.sweep_at IS NOT NULL)::integer"
                    ),
                    row,
                )

    async def write(self, batch: Sequence[Change]) -> None:
        """Write `batch`, and how far that is."""
        assert isinstance(batch, Batch)
        try:
            async with self._connected() as connection, connection.transaction():
                moved = await move(connection, self._statements, self._address.table, batch)
                if moved.where != self._where or moved.sink != self._sink:
                    raise SinkRefused(
                        f"{self.target}: by now it is kept by the sink {moved.sink}, with the "
                        f"filter {moved.where!r}"
                    )
                await self._apply(connection, fold(batch), moved.reading_by_partition)
                for partition, reading in moved.to_sweep.items():
                    swept = await connection.execute(self._statements.sweep(), (partition, reading))
                    log.info("swept", partition=partition, rows=swept.rowcount)
        except psycopg.Error as error:
            await self._blame(batch, error)

    async def _apply(
        self, connection: Connection, folded: Folded, readings: Mapping[int, int]
    ) -> None:
        deleted = folded.deleted.values()
        if deleted:
            await connection.execute(
                self._statements.delete(),
                (
                    [text(it.key) for it in deleted],
                    [it.partition for it in deleted],
                    [it.offset for it in deleted],
                    [readings[it.partition] for it in deleted],
                ),
            )
        if folded.written:
            await connection.execute(self._statements.make_batch())
            async with (
                connection.cursor() as cursor,
                cursor.copy(self._statements.copy()) as copy,
            ):
                copy.set_types(self._types)
                for change in folded.written.values():
                    assert change.record is not None
                    place = change.partition, change.offset, readings[change.partition]
                    await copy.write_row([*values_of(change.record, self._columns), *place])
            await connection.execute(self._statements.upsert())

    async def _blame(self, batch: Batch, error: psycopg.Error) -> None:
        """Find out which changes the database refuses.

        Raises:
            ChangesRefused: some, each by itself.
            TargetAway: all of several, or none alone: what is wrong is not in them.
        """
        readings = {partition: 0 for _, partition in batch.ranges}
        refused: dict[Change, str] = {}
        tried = [*fold(batch).written.values(), *fold(batch).deleted.values()]
        async with self._connected() as connection:
            for change in tried:
                try:
                    async with connection.transaction(force_rollback=True):
                        await self._apply(connection, fold([change]), readings)
                except psycopg.Error as alone:
                    if not is_about_rows(alone):
                        raise
                    refused[change] = in_one_line(alone)
        if not refused or len(refused) == len(tried) > 1:
            raise TargetAway(f"PostgreSQL refuses all rows: {in_one_line(error)}") from error
        raise ChangesRefused(refused) from error

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Connection]:
        """The connection, made anew where there is none; given up where something goes wrong.

        What may be about single rows is let out as it is, and leaves the connection.
        """
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                if self._connection is None or self._connection.closed:
                    self._connection = await self._connect()
                yield self._connection
        except (PositionsMoved, ChangesRefused):
            raise
        except psycopg.Error as error:
            if is_about_rows(error):
                raise
            await self.close()
            raise failure_of(error, is_first=self._is_first) from error
        except (OSError, TimeoutError) as error:
            await self.close()
            raise failure_of(error, is_first=self._is_first) from error
        except BaseException:
            await self.close()
            raise

    async def _connect(self) -> Connection:
        async with asyncio.timeout(CONNECT_SECONDS):
            # Without prepared statements it also works behind a pooler of transactions.
            connection = await psycopg.AsyncConnection.connect(
                **self._address.options, autocommit=True, prepare_threshold=None
            )
        try:
            await prepare(
                connection,
                self._address,
                self._statements,
                Claim(self._sink, self.topic, self._where, self._topic_id),
            )
        except BaseException:
            await connection.close()
            raise
        return connection


def create(url: str) -> TableSink:
    """The table that `url` means."""
    return TableSink(address_of(url), CURRENT_ARTICLES)
