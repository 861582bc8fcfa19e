"""The brokers of a run: one, three, one behind a wall, one at the end of a long line."""

import asyncio
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import psutil

from newsmill.local.broker import open_embedded_broker
from newsmill.local.ports import free_port
from newsmill.settings import KafkaSettings
from tests.apache_kafka import Broker, _java, missing_tools, prepare
from tests.faults.forwarding import Forwarder
from tests.faults.walls import Wall, missing_for_walls, standing_wall

Kind = Literal["single", "three", "walled", "walled three", "delayed", "embedded"]

LOOPBACK = "127.0.0.1"
START_SECONDS = 90.0
BROKER_MEMORY = "512m"
PARTITIONS = 3


@dataclass
class Node:
    """One broker that can be stopped, killed, frozen and started again."""

    broker: Broker
    address: str = LOOPBACK
    wall: Wall | None = None

    def start(self) -> None:
        """Start it; it need not answer yet."""
        command = [
            *_java(self.broker.jars, BROKER_MEMORY),
            "kafka.Kafka",
            str(self.broker.folder / "server.properties"),
        ]
        with (self.broker.folder / "broker.log").open("ab") as log:
            self.broker.process = subprocess.Popen(
                self.wall.inside(command) if self.wall else command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        """Return when it listens.

        Raises:
            RuntimeError: it does not in time.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.broker.process is None or self.broker.process.poll() is not None:
                break
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex((self.address, self.broker.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"broker {self.broker.number} did not start: see {self.broker.folder}")

    def freeze(self) -> None:
        """SIGSTOP."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """kill -9."""
        self.broker.kill()

    def stop(self) -> None:
        """Let it end in order."""
        self.thaw()
        self.broker.stop()

    def _signal(self, signum: int) -> None:
        if self.broker.process is not None and self.broker.process.poll() is None:
            self.broker.process.send_signal(signum)


@dataclass
class Cluster:
    """Running brokers."""

    kind: Kind
    address: str
    partitions: int = PARTITIONS
    replication: int = 1
    idempotent: bool = True
    nodes: list[Node] = field(default_factory=list)
    wall: Wall | None = None
    forwarder: Forwarder | None = None

    def kafka(self, prefix: str) -> KafkaSettings:
        """How newsmill is told of it."""
        return KafkaSettings(
            broker=self.address,
            topic_prefix=prefix,
            topic_partitions=self.partitions,
            replication_factor=self.replication,
            idempotent=self.idempotent,
        )


def why_not(kind: Kind) -> str | None:
    """What keeps such a cluster from running here; None if nothing does."""
    if kind == "embedded":
        return None
    missing = missing_tools()
    return missing or (missing_for_walls() if kind.startswith("walled") else None)


@contextmanager
def running_cluster(kind: Kind, folder: Path) -> Iterator[Cluster]:
    """Brokers until the end of the block; their data and logs lie in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "embedded":
        with _embedded(folder) as kafka:
            yield Cluster(
                kind, kafka.broker, partitions=kafka.topic_partitions or 1, idempotent=False
            )
        return
    with ExitStack() as stack:
        wall = stack.enter_context(standing_wall(folder)) if kind.startswith("walled") else None
        address = wall.address if wall else LOOPBACK
        brokers = prepare(folder, 3 if kind.endswith("three") else 1, 0)
        nodes = [Node(broker, address, wall) for broker in brokers]
        ports = [broker.port for broker in brokers]
        forwarder = None
        if wall:
            for broker in brokers:
                _rewrite(broker, LOOPBACK, wall.address)
        if kind == "delayed":
            forwarder = Forwarder(free_port(), ports[0])
            stack.enter_context(forwarder.forwarding())
            brokers[0].advertise(forwarder.port)
            ports = [forwarder.port]
        stack.callback(_stop_all, nodes)
        for node in nodes:
            node.start()
        for node in nodes:
            node.wait_until_ready()
        yield Cluster(
            kind,
            ",".join(f"{address}:{port}" for port in ports),
            replication=len(nodes),
            nodes=nodes,
            wall=wall,
            forwarder=forwarder,
        )


def end_leftovers(folder: Path) -> list[str]:
    """End processes that an earlier bench left behind in `folder`; says what they were."""
    ended = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if process.pid != os.getpid() and any(word.startswith(f"{folder}/") for word in words):
            ended.append(f"{process.pid} {words[0]}")
            process.kill()
    return ended


def _stop_all(nodes: list[Node]) -> None:
    if any(node.wall for node in nodes):
        # What is cut off would wait for a goodbye.
        for node in nodes:
            node.kill()
    stopping = [threading.Thread(target=node.stop) for node in nodes]
    for thread in stopping:
        thread.start()
    for thread in stopping:
        thread.join()


def _rewrite(broker: Broker, old: str, new: str) -> None:
    path = broker.folder / "server.properties"
    path.write_text(path.read_text().replace(old, new))


@contextmanager
def _embedded(folder: Path) -> Iterator[KafkaSettings]:
    """The embedded broker, held by an event loop of its own."""
    opened: Future[tuple[KafkaSettings, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def hold() -> None:
        stop = asyncio.Event()
        try:
            async with open_embedded_broker(folder / "broker.log") as kafka:
                opened.set_result((kafka, asyncio.get_running_loop(), stop))
                await stop.wait()
        except BaseException as error:
            if not opened.done():
                opened.set_exception(error)
            raise

    thread = threading.Thread(target=lambda: asyncio.run(hold()), daemon=True)
    thread.start()
    kafka, loop, stop = opened.result(START_SECONDS)
    try:
        yield kafka
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
