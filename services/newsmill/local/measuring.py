"""Measure CPU time and memory of a command and of all processes it started."""

import contextlib
import time
from collections import Counter
from pathlib import Path

import psutil

Identity = tuple[int, float]
"""A process's id and start time, because ids are used again."""


class Meter:
    """CPU time of this process and all its descendants, also of those that have ended."""

    def __init__(self) -> None:
        self._root = psutil.Process()
        self._cpu_by_process: dict[Identity, float] = {}
        self._name_by_process: dict[Identity, str] = {}
        self._started = time.monotonic()
        self.peak_memory: dict[str, int] = {}

    def sample(self) -> None:
        """Note every process's CPU time and memory as of now."""
        resident_by_name: Counter[str] = Counter()
        for process in [self._root, *self._root.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                identity = (process.pid, process.create_time())
                times = process.cpu_times()
                self._cpu_by_process[identity] = times.user + times.system
                # Asked each time: just after a fork a process still has its parent's arguments.
                if command := process.cmdline():
                    self._name_by_process[identity] = short_name(command)
                resident_by_name[self._name_of(identity)] += process.memory_info().rss
        for name, resident in resident_by_name.items():
            self.peak_memory[name] = max(self.peak_memory.get(name, 0), resident)

    def cpu_seconds(self) -> float:
        """CPU seconds of all of them, as of the last sample."""
        return sum(self._cpu_by_process.values())

    def cpu_seconds_by_name(self) -> dict[str, float]:
        """The same by the kind of process, as `short_name` calls it."""
        by_name: dict[str, float] = {}
        for identity, seconds in self._cpu_by_process.items():
            name = self._name_of(identity)
            by_name[name] = by_name.get(name, 0.0) + seconds
        return by_name

    def seconds(self) -> float:
        """Time since the start."""
        return time.monotonic() - self._started

    def _name_of(self, identity: Identity) -> str:
        return self._name_by_process.get(identity, "command")


def short_name(command: list[str]) -> str:
    """The kind of process; a child process of a room has its pool's name in its arguments."""
    if any("tansu" in Path(part).name for part in command[:1]):
        return "broker"
    if "newsmill-broker" in command:
        return "broker starter"
    if "newsmill.local.mill" in command:
        return "mill"
    if "newsmill.local.newspaper_server" in command:
        return "newspaper"
    if command[1:3] == ["-P", "-c"] and len(command) > 4:
        return command[4]
    return "command"
