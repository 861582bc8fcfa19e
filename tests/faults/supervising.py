"""Rooms as processes under a supervisor, as a container runtime keeps them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from newsmill.exit_codes import ENDS_WITH_PARENT
from newsmill.hosting.asking import LOOPBACK, ask
from newsmill.local.ports import free_port

RESTART_PAUSE_SECONDS = 0.5
CHECK_SECONDS = 0.05
READY_SECONDS = 90.0
STOP_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Exit:
    """One end of a room's process."""

    code: int
    at: float
    started_again_at: float | None
    """None where the run was over, or it was to leave just then."""


@dataclass
class Room:
    """A room's process; the supervisor starts it again whenever it ends."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log_file: Path
    health_port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    wanted: bool = True
    exits: list[Exit] = field(default_factory=list)
    wanted_exits: Counter[int] = field(default_factory=Counter)
    """How often it was made to end, by the code that this gives."""

    def start(self) -> None:
        """Start its process."""
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env={**self.environment, "NEWSMILL_HEALTH_PORT": str(self.health_port)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Of its process, running or not."""
        assert self.process is not None, f"{self.name} was never started"
        return self.process.pid

    def signal(self, signum: int) -> None:
        """Send `signum`; nothing happens to a process that has ended."""
        if self.is_running:
            assert self.process is not None
            self.process.send_signal(signum)

    @property
    def is_running(self) -> bool:
        """Whether its process has been started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def make_end(self, signum: int) -> None:
        """End it by a signal, as part of a fault: with 0 after SIGTERM, else by the signal.

        One that has ended by itself is not made to.
        """
        if self.is_running:
            self.wanted_exits[0 if signum == signal.SIGTERM else -signum] += 1
            self.signal(signum)

    def note_end(self) -> None:
        """It may have ended by itself, before anybody asked it to, and stays so."""
        if self.process is not None and not self.is_running:
            self.exits.append(Exit(self.process.returncode, time.time(), None))

    def answers(self, path: str) -> int:
        """The status of its health page; 0 without an answer."""
        try:
            return ask(LOOPBACK, self.health_port, f"/{path}", timeout=2).status
        except OSError:
            return 0

    def family(self) -> list[psutil.Process]:
        """Its process and all that it has started."""
        try:
            process = psutil.Process(self.pid)
            return [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


class Supervisor:
    """Keeps rooms running."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self.rooms = list(rooms)
        self._end = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def __getitem__(self, name: str) -> Room:
        return next(room for room in self.rooms if room.name == name)

    def start(self) -> None:
        """Start all rooms and keep them running."""
        for room in self.rooms:
            room.start()
        self._thread.start()

    def add(self, room: Room) -> None:
        """Start one more."""
        with self._lock:
            room.start()
            self.rooms.append(room)

    def retire(self, room: Room) -> int:
        """End a room politely and keep it ended; returns its exit code, -9 if it did not."""
        with self._lock:
            room.wanted = False
        room.note_end()
        room.signal(signal.SIGCONT)
        room.signal(signal.SIGTERM)
        assert room.process is not None
        try:
            return room.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            room.process.kill()
            return room.process.wait()

    def restore(self, room: Room) -> None:
        """Start a retired room again."""
        with self._lock:
            room.start()
            room.wanted = True

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        """Return when every room's /ready answers 200.

        Raises:
            TimeoutError: one does not in time; the message shows the end of its log.
        """
        deadline = time.monotonic() + seconds
        for room in list(self.rooms):
            while room.wanted and room.answers("ready") != 200:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{room.name} is not ready:\n{_tail(room.log_file)}")
                time.sleep(0.2)

    def end(self) -> dict[str, int]:
        """End everything, politely as far as it goes; returns the exit codes of what still ran."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join()
        families = [process for room in self.rooms if room.process for process in room.family()]
        kept = [room for room in self.rooms if room.wanted]
        for room in kept:
            room.note_end()
        for room in self.rooms:
            room.signal(signal.SIGCONT)
            room.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for room in self.rooms:
            if room.process is not None:
                try:
                    room.process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    room.process.kill()
                    room.process.wait()
        for process in psutil.wait_procs(families, timeout=1.0)[1]:
            process.kill()
        for room in kept:
            room.wanted = False
        return {room.name: room.process.returncode for room in kept if room.process}

    def _watch(self) -> None:
        while not self._end.wait(CHECK_SECONDS):
            for room in list(self.rooms):
                if room.wanted and room.process is not None and room.process.poll() is not None:
                    self._start_again(room)

    def _start_again(self, room: Room) -> None:
        assert room.process is not None
        ended_at = time.time()
        code = room.process.returncode
        # Whoever asked it to stop wants to see what a restart at once costs.
        if self._end.wait(0 if code == 0 else RESTART_PAUSE_SECONDS):
            # `end` takes note of it.
            return
        with self._lock:
            if room.wanted:
                room.start()
                room.exits.append(Exit(code, ended_at, time.time()))


@contextmanager
def supervised(rooms: Sequence[Room]) -> Iterator[Supervisor]:
    """Rooms that are kept running until the end of the block."""
    supervisor = Supervisor(rooms)
    try:
        supervisor.start()
        yield supervisor
    finally:
        supervisor.end()


def room_environment(told: Mapping[str, str]) -> dict[str, str]:
    """This machine's environment without newsmill's settings, and with those told."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSMILL_")}
    return {
        **kept,
        "NEWSMILL_ALLOW_PRIVATE_NETWORKS": "1",
        ENDS_WITH_PARENT: str(os.getpid()),
        "NEWSMILL_PULLER_MIN_INTERVAL": "1",
        "NEWSMILL_PULLER_MAX_INTERVAL": "2",
        "NEWSMILL_SESSION_TIMEOUT": "6",
        "NEWSMILL_START_TIMEOUT": "60",
        **told,
    }


def run_command(room: str) -> list[str]:
    """As a container starts a room."""
    return [sys.executable, "-m", "newsmill", "run", room]


def _tail(path: Path) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-15:])
