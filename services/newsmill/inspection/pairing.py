"""Pair what was with what is, of any number of observations: on disk, in a temporary file."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsmill.errors import UserError
from newsmill.inspection.comparing import Outcome

CACHE_KIBIBYTES = 64 * 1024

COMPRESSION_LEVEL = 1
"""Records pack to a third in a tenth of the time that reading them takes."""

_TABLES = """
CREATE TABLE expected (
    id INTEGER PRIMARY KEY, name TEXT UNIQUE, is_waiting INTEGER, is_answered INTEGER DEFAULT 0,
    copy TEXT
);
CREATE INDEX expected_by_copy ON expected (copy) WHERE copy IS NOT NULL;
CREATE TABLE earlier (id INTEGER PRIMARY KEY, milliseconds INTEGER, end TEXT, value BLOB);
"""


class PairingFailed(UserError):
    """The temporary file cannot be written: the disk is full, for one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An observation that is to be compared, with its earlier outcome where there is one."""

    name: str
    before: Outcome | None
    is_waiting: bool


class Pairing:
    """The observations that a replay reads, and what became of them before.

    Memory is bounded by a cache of 64 MiB. The file holds some 150 bytes an observation and the
    earlier records, packed.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def expect(self, name: str, *, is_waiting: bool) -> bool:
        """Add an observation; False where it is there already.

        `is_waiting`: the real room has not read it yet.
        """
        done = self._connection.execute(
            "INSERT OR IGNORE INTO expected (name, is_waiting) VALUES (?, ?)", (name, is_waiting)
        )
        return done.rowcount == 1

    def rename(self, name: str, copy: str) -> None:
        """Expect the answer for `name` under that of its copy: both are named by their places."""
        self._connection.execute("UPDATE expected SET copy = ? WHERE name = ?", (copy, name))

    def note(self, name: str, milliseconds: int, before: Outcome) -> None:
        """What became of an observation before; of several outcomes, the newest counts.

        One that is not expected is ignored.
        """
        found = self._connection.execute(
            "SELECT id FROM expected WHERE name = ?", (name,)
        ).fetchone()
        if found is not None:
            packed = zlib.compress(before.value, COMPRESSION_LEVEL)
            self._connection.execute(
                "INSERT INTO earlier VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " milliseconds = excluded.milliseconds, end = excluded.end, value = excluded.value"
                " WHERE excluded.milliseconds >= earlier.milliseconds",
                (found[0], milliseconds, before.end, packed),
            )

    def answer(self, name: str) -> Pair | None:
        """What an outcome of the replay is to be compared with.

        None where nothing is expected under this name, or where it was answered before: a room that
        was started again repeats what it had not committed.
        """
        row = self._connection.execute(
            "UPDATE expected SET is_answered = 1 WHERE (name = ? OR copy = ?) AND NOT is_answered"
            " RETURNING id, name, is_waiting",
            (name, name),
        ).fetchone()
        if row is None:
            return None
        number, own_name, is_waiting = row
        earlier = self._connection.execute(
            "SELECT end, value FROM earlier WHERE id = ?", (number,)
        ).fetchone()
        before = Outcome(earlier[0], zlib.decompress(earlier[1])) if earlier else None
        return Pair(own_name, before, bool(is_waiting))

    @property
    def unanswered(self) -> int:
        """How many observations were expected and had no answer."""
        return int(
            self._connection.execute(
                "SELECT count(*) FROM expected WHERE NOT is_answered"
            ).fetchone()[0]
        )


@contextmanager
def open_pairing(path: Path) -> Iterator[Pairing]:
    """A pairing in the new file `path`, which is removed on leaving.

    Raises:
        PairingFailed: the file cannot be written, now or later.
    """
    try:
        with closing(sqlite3.connect(path)) as connection:
            # Whatever ends this process, the file is of no use to the next.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
            connection.executescript(_TABLES)
            yield Pairing(connection)
    except sqlite3.OperationalError as error:
        raise PairingFailed(f"{path}: {error}") from error
    finally:
        path.unlink(missing_ok=True)
