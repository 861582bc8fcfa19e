"""The file of the index: opened if it can be trusted, made anew otherwise.

Whatever is wrong with it (torn, foreign, of another version) is no loss: everything in it is on
the topics.
"""

import fcntl
import sqlite3
import tempfile
from contextlib import suppress
from pathlib import Path

from newsmill.errors import UserError
from newsmill.gateway.index import tables
from newsmill.logs import logger

log = logger(__name__)

_WRITER_CACHE_KIBIBYTES = 16 * 1024
_READER_CACHE_KIBIBYTES = 6 * 1024
_BUSY_SECONDS = 10.0
_PAGE_BYTES = 16 * 1024
"""Records of two kilobytes fill these, and leave half of smaller pages empty."""


class IndexInUse(UserError):
    """Another gateway has the same file open."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is the index of another gateway that runs: give each its own")


class IndexUnusable(UserError):
    """The file cannot be made where it should be."""


class Database:
    """A file that nobody else writes, and connections to it. Without a path, a temporary one."""

    def __init__(self, path: Path | None) -> None:
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        if path is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="newsmill-index-")
            path = Path(self._temporary.name) / "index.sqlite"
        self.path = path
        self._lock = self._locked()
        self._inode = 0

    def open_writer(self) -> sqlite3.Connection:
        """The connection that writes; the file is made anew if it cannot be trusted."""
        try:
            connection = self._trusted()
        except (sqlite3.DatabaseError, _Foreign) as error:
            log.warning("index_made_anew", path=str(self.path), why=str(error))
            self.remove()
            connection = self._connect(_WRITER_CACHE_KIBIBYTES)
            self._make(connection)
        self._inode = self.path.stat().st_ino
        return connection

    def open_reader(self) -> sqlite3.Connection:
        """A connection that only reads."""
        connection = self._connect(_READER_CACHE_KIBIBYTES)
        connection.execute("PRAGMA query_only = ON")
        return connection

    def is_there(self) -> bool:
        """Whether the file that was opened still has its name."""
        try:
            return self.path.stat().st_ino == self._inode
        except OSError:
            return False

    def remove(self) -> None:
        """Delete the file, and what SQLite keeps beside it."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(FileNotFoundError):
                Path(f"{self.path}{suffix}").unlink()

    def close(self) -> None:
        """Let others have it; all connections are closed by now."""
        self._lock.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    def _locked(self) -> "_Lock":
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return _Lock(self.path)
        except BlockingIOError as error:
            raise IndexInUse(self.path) from error
        except OSError as error:
            raise IndexUnusable(f"the index {self.path}: {error.strerror}") from error

    def _trusted(self) -> sqlite3.Connection:
        if not self.path.exists():
            # What is left of a file that was deleted belongs to none.
            self.remove()
        connection = self._connect(_WRITER_CACHE_KIBIBYTES)
        try:
            if not connection.execute("PRAGMA page_count").fetchone()[0]:
                self._make(connection)
                return connection
            _require_ours(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _make(self, connection: sqlite3.Connection) -> None:
        try:
            # They can be set only while there is no table yet.
            connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("PRAGMA journal_mode = WAL")
            tables.create(connection)
        except sqlite3.OperationalError as error:
            raise IndexUnusable(f"the index {self.path}: {error}") from error

    def _connect(self, cache_kibibytes: int) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        except sqlite3.OperationalError as error:
            raise IndexUnusable(f"the index {self.path}: {error}") from error
        connection.execute(f"PRAGMA cache_size = -{cache_kibibytes}")
        # A process that is killed loses nothing; a machine that is may lose the last transactions.
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection


class _Foreign(Exception):
    """The file is a database, but not one of ours that this version can read."""


class _Lock:
    """A file beside the index that only one process can hold."""

    def __init__(self, path: Path) -> None:
        self._file = Path(f"{path}.lock").open("w")  # noqa: SIM115 # held until closed
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        self._file.close()


def _require_ours(connection: sqlite3.Connection) -> None:
    """Raise unless this very version has written the file, and nothing has happened to it since."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != tables.APPLICATION_ID:
        raise _Foreign("it is another program's")
    try:
        found = connection.execute("SELECT value FROM about WHERE name = 'recipe'").fetchone()
    except sqlite3.OperationalError as error:
        raise _Foreign("it is not complete") from error
    if found is None or found[0] != tables.recipe():
        raise _Foreign("an older or newer version has written it")
    problem = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if problem != "ok":
        raise _Foreign(f"it is damaged: {problem}")
    days = {row[0] for row in connection.execute("SELECT day FROM days")}
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if any(f"{table}_{day}" not in there for day in days for table in ("rows", "words")):
        raise _Foreign("it is not complete")
