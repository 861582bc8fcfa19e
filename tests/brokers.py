"""Brokers of a test's own, which it may start, pause and end: embedded or Apache Kafka."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import psutil

from newsmill.local.broker import embedded_kafka, open_embedded_broker
from newsmill.settings import KafkaSettings
from tests.apache_kafka import Broker, prepare

GIVEN = "NEWSMILL_TEST_BROKER"


def is_apache_wanted() -> bool:
    """Whether this run is about Apache Kafka."""
    return os.environ.get(GIVEN) == "apache"


class OwnEmbeddedBroker:
    """Forgets everything when it ends."""

    keeps_data = False

    def __init__(self, folder: Path, port: int) -> None:
        self._log = folder / "broker.log"
        self._port = port
        checkpoints = folder / "broker-checkpoints"
        self.kafka = embedded_kafka(port).model_copy(update={"checkpoint_folder": checkpoints})

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """It, until the end of the block."""
        async with open_embedded_broker(self._log, self._port):
            yield

    @contextmanager
    def paused(self) -> Iterator[None]:
        """It does nothing, and goes on afterwards."""
        address = f"tcp://{self.kafka.broker}"
        (process,) = (
            child
            for child in psutil.Process().children(recursive=True)
            if address in child.cmdline() and "sh" not in child.name()
        )
        with _paused(process):
            yield


class OwnApacheBroker:
    """Goes on with what it had when it is started again."""

    keeps_data = True

    def __init__(self, folder: Path) -> None:
        (self._node,) = prepare(folder / "own-kafka", brokers=1, first_port=0)
        self.kafka = KafkaSettings(broker=f"127.0.0.1:{self._node.port}", topic_partitions=1)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """It, until the end of the block."""
        node: Broker = self._node
        try:
            node.start()
            node.wait_until_ready()
            yield
        finally:
            node.stop()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """It does nothing, and goes on afterwards."""
        assert self._node.process is not None
        with _paused(psutil.Process(self._node.process.pid)):
            yield


OwnBroker = OwnEmbeddedBroker | OwnApacheBroker


@contextmanager
def _paused(process: psutil.Process) -> Iterator[None]:
    process.suspend()
    try:
        yield
    finally:
        process.resume()
