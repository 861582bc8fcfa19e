"""A PostgreSQL server of the tests' own, from the machine's packages; it keeps nothing.

PostgreSQL refuses to run as root: there it runs as the user that its package brings.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from newsmill.local.ports import free_port

USER = "postgres"
START_SECONDS = 60.0
DEBIANS = Path("/usr/lib/postgresql")


def programs() -> Path | None:
    """Where its programs are, of the newest version; None where it is not installed."""
    found = sorted(DEBIANS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def missing() -> str | None:
    """What keeps PostgreSQL from running here; None if nothing does."""
    if programs() is None:
        return "PostgreSQL is not installed (apt-get install postgresql)"
    if os.getuid() == 0 and not _has_user():
        return f"PostgreSQL does not run as root, and there is no user {USER}"
    return None


@dataclass
class Server:
    """A running server, which a test may end and start again."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    def url(self, database: str = USER, user: str = USER) -> str:
        """Its address, without a password: whoever comes is trusted."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Return when it answers."""
        folder = programs()
        assert folder is not None
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            "fsync": "off",
            "shared_buffers": "32MB",
            "max_connections": 40,
        }
        command = [folder / "postgres", "-D", self.folder / "data"]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                _as_user(command), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url()).close()
            except psycopg.OperationalError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.05)
            else:
                return

    def stop(self, signum: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT disconnects everybody, SIGQUIT is a crash."""
        if self.process is not None:
            self.process.send_signal(signum)
            self.process.wait(START_SECONDS)
            self.process = None


@contextmanager
def running_postgresql() -> Iterator[Server]:
    """A server until the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="newsmill-postgresql-"))
    try:
        if os.getuid() == 0:
            user = pwd.getpwnam(USER)
            os.chown(folder, user.pw_uid, user.pw_gid)
        initdb = programs()
        assert initdb is not None
        command = [
            initdb / "initdb",
            "-D",
            folder / "data",
            "-U",
            USER,
            "-E",
            "UTF8",
            "-A",
            "trust",
        ]
        command += ["--locale=C.UTF-8", "--no-sync"]
        subprocess.run(_as_user(command), check=True, capture_output=True, cwd=folder)
        server = Server(folder, free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_user(command: list[object]) -> list[str]:
    """The same as whoever may run it; the program replaces the one that changes users."""
    written = [str(it) for it in command]
    if os.getuid() != 0:
        return written
    setpriv = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--"]
    return [*setpriv, *written]


def _has_user() -> bool:
    try:
        pwd.getpwnam(USER)
    except KeyError:
        return False
    return True
