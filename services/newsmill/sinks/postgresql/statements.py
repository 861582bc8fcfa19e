"""The SQL of a table: made and widened, deleted from and written to, never going back."""

from collections.abc import Sequence
from hashlib import sha256

from psycopg import sql

from newsmill.contracts.base import Record
from newsmill.contracts.postgresql import postgresql_table
from newsmill.contracts.shapes import shape_of
from newsmill.sinks.postgresql.columns import Column

LAYOUT = 1
"""Of what stands beside an article's fields. A higher one is of a newer newsmill."""

KEY = "article_id"

PLACE_COLUMNS = (
    Column("topic_partition", "integer", ""),
    Column("topic_offset", "bigint", ""),
    Column("topic_reading", "integer", ""),
)
"""Where a row was read. A deletion has no revision: the order in the partition decides, and within
one reading of the topic the offset is that order."""

SINKS = """
CREATE TABLE IF NOT EXISTS {schema}.newsmill_sinks (
    table_name text PRIMARY KEY,
    layout integer NOT NULL,
    sink text NOT NULL,
    topic text NOT NULL,
    filter text NOT NULL,
    topic_id text NOT NULL DEFAULT '',
    since timestamptz NOT NULL DEFAULT now()
)"""

POSITIONS = """
CREATE TABLE IF NOT EXISTS {schema}.newsmill_positions (
    table_name text NOT NULL REFERENCES {schema}.newsmill_sinks ON DELETE CASCADE,
    partition integer NOT NULL,
    next_offset bigint NOT NULL,
    reading integer NOT NULL DEFAULT 1,
    sweep_at bigint,
    written_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (table_name, partition)
)"""


class Statements:
    """For one table."""

    def __init__(self, schema: str, table: str, columns: Sequence[Column]) -> None:
        self._schema = sql.Identifier(schema)
        self._name = table
        self._table = sql.Identifier(schema, table)
        self.columns = (*columns, *PLACE_COLUMNS)
        # A pooler may give a session to sinks of several tables, and of several versions.
        layout = repr((schema, table, self.columns)).encode(errors="replace")
        self.batch = sql.Identifier("pg_temp", f"newsmill_{sha256(layout).hexdigest()[:16]}")
        self._names = sql.SQL(", ").join(sql.Identifier(it.name) for it in self.columns)

    def make_schema(self) -> sql.Composed:
        """Where the table is."""
        return sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(self._schema)

    def make_bookkeeping(self) -> list[sql.Composed]:
        """Whose the table is, and how far it has come."""
        return [sql.SQL(it).format(schema=self._schema) for it in (SINKS, POSITIONS)]

    def make_table(self, record: type[Record]) -> list[sql.Composed]:
        """As it is when it is new: what the contracts say, and where each row was read.

        The names in it are without a schema. Ours stands first until the transaction ends.
        """
        made = postgresql_table(self._name, KEY, shape_of(record))
        return [
            sql.SQL("SET LOCAL search_path TO {}").format(self._schema),
            sql.Composed([sql.SQL(made)]),
            self.add_columns(PLACE_COLUMNS),
        ]

    def add_columns(self, missing: Sequence[Column]) -> sql.Composed:
        """What an older newsmill did not have."""
        adding = [sql.SQL("ADD COLUMN IF NOT EXISTS {}").format(self._column(it)) for it in missing]
        return sql.SQL("ALTER TABLE {} {}").format(self._table, sql.SQL(", ").join(adding))

    def make_batch(self) -> sql.Composed:
        """Where rows come first; within a transaction, since a pooler may give us another session
        for the next one."""
        return sql.SQL("CREATE TEMPORARY TABLE IF NOT EXISTS {} ({}) ON COMMIT DELETE ROWS").format(
            self.batch, sql.SQL(", ").join(self._column(it) for it in self.columns)
        )

    def copy(self) -> sql.Composed:
        """Fill the batch."""
        return sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(self.batch, self._names)

    def delete(self) -> sql.Composed:
        """Delete keys, of which a row that was read later stays."""
        return sql.SQL(
            "DELETE FROM {table} AS kept USING unnest(%s::text[], %s::integer[], %s::bigint[],"
            " %s::integer[]) AS gone (key, partition, at, reading)"
            " WHERE kept.{key} = gone.key AND NOT (kept.topic_partition = gone.partition"
            " AND kept.topic_reading = gone.reading AND kept.topic_offset > gone.at)"
        ).format(table=self._table, key=sql.Identifier(KEY))

    def upsert(self) -> sql.Composed:
        """Write the batch; of a row that has a newer version, or the same from later, nothing.

        In the order of keys, so that two that write at once do not wait for each other in a circle.
        """
        key = sql.Identifier(KEY)
        setting = sql.SQL(", ").join(
            sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(it.name))
            for it in self.columns
            if it.name != KEY
        )
        return sql.SQL(
            "INSERT INTO {table} AS kept ({names}) SELECT {names} FROM {batch} ORDER BY {key}"
            " ON CONFLICT ({key}) DO UPDATE SET {setting}"
            " WHERE (kept.revision, kept.enriched_at) < (EXCLUDED.revision, EXCLUDED.enriched_at)"
            " OR ((kept.revision, kept.enriched_at) = (EXCLUDED.revision, EXCLUDED.enriched_at)"
            " AND NOT (kept.topic_partition = EXCLUDED.topic_partition"
            " AND kept.topic_reading = EXCLUDED.topic_reading"
            " AND kept.topic_offset > EXCLUDED.topic_offset))"
            " OR kept.revision IS NULL OR kept.enriched_at IS NULL"
        ).format(table=self._table, names=self._names, batch=self.batch, key=key, setting=setting)

    def sweep(self) -> sql.Composed:
        """Delete what a reading from the start has not met."""
        return sql.SQL("DELETE FROM {} WHERE topic_partition = %s AND topic_reading < %s").format(
            self._table
        )

    def in_schema(self, statement: str) -> sql.Composed:
        """`statement` with our schema in place of {schema}."""
        return sql.SQL(statement).format(schema=self._schema)

    @staticmethod
    def _column(column: Column) -> sql.Composed:
        kind = sql.SQL(column.type)
        return sql.SQL("{} {}").format(sql.Identifier(column.name), kind)
