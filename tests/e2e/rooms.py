"""Rooms as processes, as containers run them, and what the topics say of their work."""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from newsmill.contracts.articles import DuplicateArticle, EnrichedArticle
from newsmill.contracts.headers import subject_of
from newsmill.contracts.outcomes import Drop
from newsmill.contracts.topics import (
    DEAD_LETTERS,
    DROPS,
    DUPLICATE_ARTICLES,
    ENRICHED_ARTICLES,
    RAW_ARTICLES,
)
from newsmill.exit_codes import ENDS_WITH_PARENT
from newsmill.hosting.asking import LOOPBACK, ask
from newsmill.kafka.connection import topic_name
from newsmill.kafka.reading import open_reader
from newsmill.local.ports import free_port
from newsmill.local.topics import kafka_environment
from newsmill.settings import KafkaSettings
from tests.commands import INSTALLED

START_SECONDS = 90
STOP_SECONDS = 90


class RoomProcess:
    """One room in a process of its own, which can be killed and started again."""

    def __init__(self, room: str, environment: Mapping[str, str], log_file: Path) -> None:
        self.room = room
        self.health_port = free_port()
        self._environment = {
            **os.environ,
            # Any port: several gateways may run on this machine.
            "NEWSMILL_GATEWAY_PORT": "0",
            **environment,
            "NEWSMILL_HEALTH_PORT": str(self.health_port),
        }
        self.log_file = log_file
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it."""
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [*INSTALLED, "run", self.room],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(STOP_SECONDS)

    def stop(self, signum: int = signal.SIGTERM) -> int:
        """Ask it to stop; returns the exit code.

        Raises:
            subprocess.TimeoutExpired: it does not within ten seconds.
        """
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signum)
        return self._process.wait(STOP_SECONDS)

    def wait_until_ready(self) -> None:
        """Return when /ready answers 200."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.poll() is not None:
                raise AssertionError(f"{self.room} ended:\n{self.log_file.read_text()}")
            with contextlib.suppress(OSError):
                if ask(LOOPBACK, self.health_port, "/ready", timeout=1).status == HTTPStatus.OK:
                    return
            time.sleep(0.1)
        raise AssertionError(f"{self.room} is not ready:\n{self.log_file.read_text()}")


@contextmanager
def running_rooms(
    rooms: tuple[str, ...], kafka: KafkaSettings, folder: Path, environment: Mapping[str, str]
) -> Iterator[dict[str, RoomProcess]]:
    """All of `rooms`, started and ready."""
    told = {
        **kafka_environment(kafka),
        "NEWSMILL_SESSION_TIMEOUT": str(kafka.session_timeout.total_seconds()),
        "NEWSMILL_ALLOW_PRIVATE_NETWORKS": "1",
        ENDS_WITH_PARENT: str(os.getpid()),
        **environment,
    }
    processes = {room: RoomProcess(room, told, folder / f"{room}.log") for room in rooms}
    try:
        for process in processes.values():
            process.start()
        for process in processes.values():
            process.wait_until_ready()
        yield processes
    finally:
        for process in processes.values():
            process.kill()


@dataclass
class Outcomes:
    """Where each observation (ce_subject) ended, by the id of the record that says so."""

    offered: set[str] = field(default_factory=set)
    urls: dict[str, str | None] = field(default_factory=dict)
    ends: defaultdict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    raw_records: Counter[str] = field(default_factory=Counter)
    enriched: dict[str, EnrichedArticle] = field(default_factory=dict)

    def ended_urls(self, topic_name: str) -> set[str | None]:
        """The addresses of what ended in one topic."""
        return {
            self.urls[subject]
            for subject, ends in self.ends.items()
            if any(name == topic_name for name, _ in ends)
        }


async def collect(
    kafka: KafkaSettings, until: Callable[[Outcomes], bool], patience: float
) -> Outcomes:
    """Read the topics from the start until the condition holds or patience ends."""
    outcomes = Outcomes()
    watched = (RAW_ARTICLES, ENRICHED_ARTICLES, DUPLICATE_ARTICLES, DROPS, DEAD_LETTERS)
    names = {topic_name(kafka, topic): topic for topic in watched}
    deadline = time.monotonic() + patience
    async with open_reader(kafka, list(names), from_start=True) as consumer:
        while not until(outcomes) and time.monotonic() < deadline:
            for partition, messages in (await consumer.getmany(timeout_ms=200)).items():
                for message in messages:
                    _enter(outcomes, names[partition.topic].name, message)
    return outcomes


def _enter(outcomes: Outcomes, name: str, message: object) -> None:
    headers = message.headers  # type: ignore[attr-defined]
    value = message.value  # type: ignore[attr-defined]
    subject = subject_of(headers) or ""
    outcomes.raw_records[name] += 1
    if name == RAW_ARTICLES.name:
        outcomes.offered.add(subject)
        return
    record_id = dict(headers).get("ce_id", b"").decode()
    outcomes.ends[subject].add((name, record_id))
    if name == ENRICHED_ARTICLES.name:
        article = EnrichedArticle.model_validate_json(value)
        outcomes.enriched[record_id] = article
        outcomes.urls[subject] = article.url
    elif name == DUPLICATE_ARTICLES.name:
        outcomes.urls[subject] = DuplicateArticle.model_validate_json(value).url
    elif name == DROPS.name:
        outcomes.urls[subject] = Drop.model_validate_json(value).url
    else:
        outcomes.urls.setdefault(subject, None)


def collected(kafka: KafkaSettings, until: Callable[[Outcomes], bool], patience: float) -> Outcomes:
    """As `collect`, for tests without an event loop."""
    return asyncio.run(collect(kafka, until, patience))
