"""The tables of the index: some for all days, and one set for each day, which is dropped whole.

A row's number `n` is the sixteenth of a second in which the article was enriched, in UTC, with
`SLOT_BITS` for several of one: numbers go with time, also where the topics are read anew and
partitions come one after the other, and another gateway gives an article nearly the same one. They
are no finer, and within a day's tables count from its midnight, so that the full-text index stays
small.
"""

import unicodedata
import zlib
from sqlite3 import Connection

from newsmill.gateway.index.packing import DICTIONARY

APPLICATION_ID = 0x6E6D6978
LAYOUT = 2
"""Raised whenever a file of before cannot be read any more: it is made anew from the topics."""

SLOT_BITS = 4
TICKS_OF_A_SECOND = 16
DAY_MILLISECONDS = 86_400_000
DAY_NUMBERS = (86_400 * TICKS_OF_A_SECOND) << SLOT_BITS
HOUR_NUMBERS = DAY_NUMBERS // 24

COLUMNS = (
    "text", "title", "summary", "person", "organization", "place", "event", "work", "other",
    "author", "feed", "source", "tags",
)  # fmt: skip
"""Of the full-text index: words of the article, of the names in it, and whole labels as `tags`.

The one that has most words is the first: all others take two more bytes for each word.
"""

_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE positions (
  topic TEXT, partition INTEGER, next INTEGER NOT NULL, PRIMARY KEY (topic, partition)
) WITHOUT ROWID;
CREATE TABLE epochs (topic TEXT PRIMARY KEY, epoch INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE days (day INTEGER PRIMARY KEY, articles INTEGER NOT NULL DEFAULT 0);
-- The newest version of each article that was taken; n is 0 where it was taken back.
CREATE TABLE articles (
  article BLOB PRIMARY KEY, n INTEGER NOT NULL, day INTEGER NOT NULL, revision INTEGER NOT NULL,
  at INTEGER NOT NULL, retracted INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE groups (
  grouped BLOB PRIMARY KEY, day INTEGER NOT NULL, copies INTEGER NOT NULL, hosts TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE copies (
  grouped BLOB, article BLOB, day INTEGER NOT NULL, seen INTEGER NOT NULL, record BLOB NOT NULL,
  PRIMARY KEY (grouped, article)
) WITHOUT ROWID;
CREATE TABLE names (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, folded TEXT NOT NULL, name TEXT NOT NULL,
  day INTEGER NOT NULL, UNIQUE (folded, kind)
);
-- What the topic had and the index has no more, or never had: for those who come back.
CREATE TABLE gone (
  partition INTEGER, first INTEGER, until INTEGER NOT NULL, messages INTEGER NOT NULL,
  begins INTEGER, ends INTEGER, PRIMARY KEY (partition, first)
) WITHOUT ROWID;
"""

# Small columns apart from large ones: what is walked through are many rows on few pages.
_TABLES_OF_A_DAY = f"""
CREATE TABLE rows_{{day}} (
  n INTEGER PRIMARY KEY, article BLOB NOT NULL, revision INTEGER NOT NULL,
  partition INTEGER NOT NULL, place INTEGER NOT NULL, seen INTEGER NOT NULL,
  current INTEGER NOT NULL, grouped BLOB NOT NULL, previous INTEGER NOT NULL,
  first INTEGER NOT NULL, names BLOB NOT NULL
);
CREATE UNIQUE INDEX places_{{day}} ON rows_{{day}} (partition, place);
CREATE TABLE records_{{day}} (n INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE hours_{{day}} (
  name INTEGER, hour INTEGER, articles INTEGER NOT NULL, PRIMARY KEY (name, hour)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE words_{{day}} USING fts5(
  {", ".join(COLUMNS)}, content='',
  tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc Me'"
);
"""


def recipe() -> str:
    """What a file must have been written with to be understood: layout, and folding of words."""
    return f"{LAYOUT} unicode-{unicodedata.unidata_version} {zlib.crc32(DICTIONARY):x}"


def number_at(milliseconds: int) -> int:
    """The first number of an instant."""
    return milliseconds * TICKS_OF_A_SECOND // 1000 << SLOT_BITS


def instant_of(number: int) -> int:
    """About when an article of this number was enriched, in milliseconds since 1970."""
    return (number >> SLOT_BITS) * 1000 // TICKS_OF_A_SECOND


def create(connection: Connection) -> None:
    """Make the tables that are there for all days."""
    connection.executescript(f"BEGIN; {_TABLES}")
    connection.execute("INSERT INTO about VALUES ('recipe', ?)", (recipe(),))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {LAYOUT}")
    connection.execute("COMMIT")


def add_day(connection: Connection, day: int) -> None:
    """Make the tables of `day`, within the transaction that is open."""
    for statement in _TABLES_OF_A_DAY.format(day=day).split(";"):
        if statement.strip():
            connection.execute(statement)
    connection.execute("INSERT INTO days (day) VALUES (?)", (day,))


def drop_day(connection: Connection, day: int) -> None:
    """Let go of all that `day` has, within the transaction that is open."""
    # What a reader that comes back after long is told: so many between these times.
    connection.execute(
        f"INSERT OR REPLACE INTO gone SELECT partition, min(place), max(place) + 1, count(*),"
        f" {day * DAY_MILLISECONDS} + (min(n) >> {SLOT_BITS}) * 1000 / {TICKS_OF_A_SECOND},"
        f" {day * DAY_MILLISECONDS} + (max(n) >> {SLOT_BITS}) * 1000 / {TICKS_OF_A_SECOND}"
        f" FROM rows_{day} GROUP BY partition, n / {HOUR_NUMBERS}"
    )
    for table in ("articles", "groups", "copies"):
        connection.execute(f"DELETE FROM {table} WHERE day <= ?", (day,))
    connection.execute("DELETE FROM names WHERE day <= ?", (day,))
    for table in ("rows", "records", "hours", "words"):
        connection.execute(f"DROP TABLE {table}_{day}")
    connection.execute("DELETE FROM days WHERE day = ?", (day,))
