"""How far a table has come: moved on in the transaction that writes, from where we were."""

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg.rows import TupleRow

from newsmill.sinks.errors import PositionsMoved
from newsmill.sinks.postgresql.preparing import Connection
from newsmill.sinks.postgresql.statements import Statements
from newsmill.sinks.sink import Batch


@dataclass(frozen=True)
class Moved:
    """What stands beside the table after a batch."""

    sink: str
    where: str
    reading_by_partition: Mapping[int, int]
    to_sweep: Mapping[int, int]
    """Partitions whose reading from the start has met all that it had to, with its number."""


async def move(connection: Connection, statements: Statements, table: str, batch: Batch) -> Moved:
    """Move the positions of the batch's partitions on; they are locked until the transaction ends.

    Raises:
        PositionsMoved: another process has moved them meanwhile, or the batch is written already.
    """
    spans = {partition: span for (_, partition), span in batch.ranges.items()}
    anew = {partition for _, partition in batch.anew}
    partitions = sorted(spans)
    select = statements.in_schema(
        "SELECT partition, next_offset, reading, sweep_at, sink, filter"
        " FROM {schema}.newsmill_positions AS kept JOIN {schema}.newsmill_sinks USING (table_name)"
        " WHERE table_name = %s AND partition = ANY(%s) ORDER BY partition FOR UPDATE OF kept"
    )
    rows = await _rows(connection, select, table, partitions)
    if len(rows) < len(partitions):
        await connection.execute(
            statements.in_schema(
                "INSERT INTO {schema}.newsmill_positions (table_name, partition, next_offset)"
                " SELECT %s, * FROM unnest(%s::integer[], %s::bigint[]) ON CONFLICT DO NOTHING"
            ),
            (table, partitions, [spans[it][0] for it in partitions]),
        )
        rows = await _rows(connection, select, table, partitions)
    for partition, next_offset, *_ in rows:
        if next_offset != spans[partition][0] and partition not in anew:
            raise PositionsMoved(f"partition {partition} is at {next_offset}")
    readings = {it[0]: it[2] + (it[0] in anew) for it in rows}
    # The log that was to be read to an end is another one.
    sweeps = {it[0]: None if it[0] in anew else it[3] for it in rows}
    done = {it: readings[it] for it, end in sweeps.items() if end and spans[it][1] >= end}
    await connection.execute(
        statements.in_schema(
            "UPDATE {schema}.newsmill_positions AS kept SET next_offset = moved.next_offset,"
            " reading = moved.reading, sweep_at = moved.sweep_at, written_at = now()"
            " FROM unnest(%s::integer[], %s::bigint[], %s::integer[], %s::bigint[])"
            " AS moved (partition, next_offset, reading, sweep_at)"
            " WHERE kept.table_name = %s AND kept.partition = moved.partition"
        ),
        (
            partitions,
            [spans[it][1] for it in partitions],
            [readings[it] for it in partitions],
            [None if it in done else sweeps[it] for it in partitions],
            table,
        ),
    )
    sink, where = rows[0][4:]
    return Moved(sink, where, readings, done)


async def _rows(
    connection: Connection, select: object, table: str, partitions: list[int]
) -> list[TupleRow]:
    found = await connection.execute(select, (table, partitions))  # type: ignore[call-overload]
    rows: list[TupleRow] = await found.fetchall()
    return rows
