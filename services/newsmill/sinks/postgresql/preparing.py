"""Make the table, widen it, or refuse one that is not ours."""

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from psycopg.rows import TupleRow

from newsmill.contracts.base import Record
from newsmill.contracts.topics import Topic
from newsmill.logs import logger
from newsmill.sinks.errors import SinkRefused
from newsmill.sinks.postgresql.address import Address
from newsmill.sinks.postgresql.columns import Column
from newsmill.sinks.postgresql.statements import LAYOUT, Statements

LOCK = "newsmill sink: one at a time makes or widens tables"

Connection = psycopg.AsyncConnection[TupleRow]
log = logger("newsmill.sink.postgresql")


@dataclass(frozen=True)
class Claim:
    """Who keeps a table, from which topic, and with which filter."""

    sink: str
    topic: Topic[Record]
    where: str
    topic_id: str
    """Empty where the broker has none to tell."""


async def prepare(
    connection: Connection, address: Address, statements: Statements, claim: Claim
) -> None:
    """Have the table as this newsmill writes it.

    Where it was made for another filter or of another topic of that name, or had fewer columns,
    everything is read again.

    Raises:
        SinkRefused: the table is not ours, is another sink's, or of a newer newsmill.
        psycopg.Error: we may not, or something else does not work.
    """
    if (encoding := connection.info.parameter_status("server_encoding")) != "UTF8":
        raise SinkRefused(
            f"the database keeps text as {encoding}, which has no room for most of the world's: "
            "create one with ENCODING 'UTF8'"
        )
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (LOCK,))
        if not await _is_there(
            connection, "SELECT to_regnamespace(quote_ident(%s))", address.schema
        ):
            await connection.execute(statements.make_schema())
        if not await _is_table(connection, address.schema, "newsmill_positions"):
            for statement in statements.make_bookkeeping():
                await connection.execute(statement)
        ours = await _row(
            connection,
            statements.in_schema(
                "SELECT layout, sink, topic, filter, topic_id FROM {schema}.newsmill_sinks"
                " WHERE table_name = %s FOR UPDATE"
            ),
            address.table,
        )
        is_there = await _is_table(connection, address.schema, address.table)
        if ours is None and is_there:
            raise SinkRefused(
                f"there is a table {address.schema}.{address.table} that newsmill has not made: "
                "name another with ?table="
            )
        if ours is not None:
            _refuse_others(address, ours, claim)
        if not is_there:
            for statement in statements.make_table(claim.topic.record):
                await connection.execute(statement)
            log.info("made", table=f"{address.schema}.{address.table}")
        missing = await _missing(connection, address, statements.columns)
        if missing:
            await connection.execute(statements.add_columns(missing))
            log.info("widened", columns=[it.name for it in missing])
        await connection.execute(
            statements.in_schema(
                "INSERT INTO {schema}.newsmill_sinks AS kept"
                " (table_name, layout, sink, topic, filter, topic_id)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (table_name) DO UPDATE"
                " SET layout = EXCLUDED.layout, filter = EXCLUDED.filter,"
                " topic_id = coalesce(nullif(EXCLUDED.topic_id, ''), kept.topic_id)"
            ),
            (address.table, LAYOUT, claim.sink, claim.topic.name, claim.where, claim.topic_id),
        )
        is_other = ours is not None and ours[3] != claim.where
        is_anew = ours is not None and bool(ours[4] and claim.topic_id not in ("", ours[4]))
        if not is_there or missing or is_other or is_anew:
            await connection.execute(
                statements.in_schema(
                    "UPDATE {schema}.newsmill_positions SET next_offset = 0,"
                    " reading = reading + %s, sweep_at = CASE WHEN %s THEN NULL ELSE sweep_at END"
                    " WHERE table_name = %s"
                ),
                (int(is_anew), is_anew, address.table),
            )
            if is_anew:
                log.warning("the topic was made anew", topic=claim.topic.name)
            if ours is not None:
                log.info("reading everything again", table=address.table)


def _refuse_others(address: Address, ours: TupleRow, claim: Claim) -> None:
    layout, other_sink, other_topic, *_ = ours
    table = f"{address.schema}.{address.table}"
    if layout > LAYOUT:
        raise SinkRefused(f"the table {table} was made by a newer newsmill: use that one")
    if other_sink != claim.sink:
        raise SinkRefused(
            f"the table {table} is kept by the sink {other_sink}: go on with --name {other_sink}, "
            "or name another table with ?table="
        )
    if other_topic != claim.topic.name:
        raise SinkRefused(
            f"the table {table} has what {other_topic} has, and not {claim.topic.name}: "
            "name another with ?table="
        )


async def _missing(
    connection: Connection, address: Address, columns: Sequence[Column]
) -> list[Column]:
    found = await connection.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = %s AND table_name = %s",
        (address.schema, address.table),
    )
    there = {name for (name,) in await found.fetchall()}
    return [it for it in columns if it.name not in there]


async def _is_table(connection: Connection, schema: str, name: str) -> bool:
    query = "SELECT to_regclass(quote_ident(%s) || '.' || quote_ident(%s))"
    return await _is_there(connection, query, schema, name)


async def _is_there(connection: Connection, query: str, *names: str) -> bool:
    found = await (await connection.execute(query, names)).fetchone()
    return found is not None and found[0] is not None


async def _row(connection: Connection, query: psycopg.sql.Composed, name: str) -> TupleRow | None:
    return await (await connection.execute(query, (name,))).fetchone()
