"""The statements make tables on a real server, and rows of all kinds fit."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from newsmill.contracts.base import Record
from newsmill.contracts.postgresql import ABOUT_LISTS, NESTED, column_type, postgresql_table
from newsmill.contracts.shapes import shape_of
from tests.contracts.forms.records import Stored, each_stored
from tests.postgresql import Server, missing, running_postgresql

pytestmark = [
    pytest.mark.skipif(missing() is not None, reason=str(missing())),
    pytest.mark.xdist_group("postgresql-forms"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_postgresql() as running:
        yield running


@pytest.fixture
def database(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """Empty; what is done in it is undone."""
    with psycopg.connect(server.url()) as connection:
        yield connection
        connection.rollback()


def make(database: psycopg.Connection[Any], stored: Stored) -> str:
    statements = postgresql_table(stored.table, stored.key, shape_of(stored.record))
    database.execute(statements.encode())
    return statements


def insert(database: psycopg.Connection[Any], stored: Stored, values: dict[str, Any]) -> None:
    nested = {it.name for it in shape_of(stored.record).fields if column_type(it.shape) == NESTED}
    database.execute(
        sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(stored.table),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(sql.Placeholder() * len(values)),
        ),
        [Jsonb(value) if name in nested else value for name, value in values.items()],
    )


@each_stored
def test_rows_fit_and_are_read_as_they_were(
    stored: Stored, database: psycopg.Connection[Any]
) -> None:
    make(database, stored)
    for record in (stored.full, stored.sparse):
        written = json.loads(record.model_dump_json())
        insert(database, stored, written)
        database.execute("SET TIME ZONE 'UTC'")
        row = database.execute(
            sql.SQL("SELECT row_to_json(it) FROM {} AS it WHERE {} = %s").format(
                sql.Identifier(stored.table), sql.Identifier(stored.key)
            ),
            [written[stored.key]],
        ).fetchone()
        assert row is not None
        assert stored.record.model_validate(row[0]) == record
        database.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(stored.table)))


@each_stored
def test_it_may_be_executed_again(stored: Stored, database: psycopg.Connection[Any]) -> None:
    make(database, stored)
    insert(database, stored, json.loads(stored.full.model_dump_json()))
    make(database, stored)
    count = database.execute(
        sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(stored.table))
    ).fetchone()
    assert count == (1,)


@each_stored
def test_the_key_is_unique(stored: Stored, database: psycopg.Connection[Any]) -> None:
    make(database, stored)
    values = json.loads(stored.full.model_dump_json())
    insert(database, stored, values)
    with pytest.raises(psycopg.errors.UniqueViolation):
        insert(database, stored, values)


@each_stored
def test_every_column_has_its_description(
    stored: Stored, database: psycopg.Connection[Any]
) -> None:
    make(database, stored)
    told = dict(
        database.execute(
            "SELECT attname, col_description(attrelid, attnum) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0",
            [stored.table],
        ).fetchall()
    )
    assert told == {it.name: it.description for it in shape_of(stored.record).fields}


@each_stored
def test_no_row_is_refused_for_an_index(stored: Stored, database: psycopg.Connection[Any]) -> None:
    make(database, stored)
    # Words that do not compress, and more of them than a tsvector holds.
    long = "".join(f"{number * 7919 % 1_000_003:x}" for number in range(4000))
    text = " ".join(f"{number:x}" for number in range(400_000))
    values = json.loads(stored.full.model_dump_json())
    insert(database, stored, {**values, "text": text, "tags": [long], "title": long})


@each_stored
def test_the_index_that_refuses_rows_can_be_made(
    stored: Stored, database: psycopg.Connection[Any]
) -> None:
    statements = make(database, stored)
    database.execute(statements.partition(ABOUT_LISTS)[2].removeprefix("-- ").encode())
    insert(database, stored, json.loads(stored.full.model_dump_json()))
    database.execute("SET LOCAL enable_seqscan = off")
    plan = database.execute(
        sql.SQL("EXPLAIN SELECT 1 FROM {} WHERE tags @> ARRAY['tides']").format(
            sql.Identifier(stored.table)
        )
    ).fetchall()
    assert f"{stored.table}_lists" in str(plan)


def test_names_and_texts_are_quoted(database: psycopg.Connection[Any]) -> None:
    shape = shape_of(Strange)
    database.execute(postgresql_table('a"b', "order", shape).encode())
    assert database.execute('SELECT obj_description(\'"a""b"\'::regclass)').fetchone() == (
        "It's “quoted”; -- and so on.",
    )


class Strange(Record):
    """It's “quoted”; -- and so on."""

    order: str
