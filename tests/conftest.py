"""One Kafka broker for the whole run; each test has its own topics on it."""

import asyncio
import itertools
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from newsmill.local.broker import open_embedded_broker
from newsmill.local.ports import free_port
from newsmill.settings import KafkaSettings
from tests.apache_kafka import addresses, missing_tools, running_kafka
from tests.brokers import (
    GIVEN,
    OwnApacheBroker,
    OwnBroker,
    OwnEmbeddedBroker,
    is_apache_wanted,
)
from tests.commands import Run, clean_environment, runner

# Tests run on loaded machines: how long an example takes says nothing there. And each run tries the
# same examples; `make test-fast ARGS=--hypothesis-profile=default` looks for others.
settings.register_profile(
    "newsmill", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("newsmill")

# Tansu lets the first member of a group wait for half of it.
SESSION_TIMEOUT = timedelta(seconds=2)
BROKER_PATIENCE_SECONDS = 90

_numbers = itertools.count(1)

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started by a shell in the background. What tests start is to be interrupted all the same.
    signal.signal(signal.SIGINT, signal.default_int_handler)

if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    # Started by nohup. What tests start must not inherit that: it is to end with its terminal.
    signal.signal(signal.SIGHUP, lambda *_: None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what is about the embedded broker itself where the run is about another."""
    if os.environ.get(GIVEN):
        reason = pytest.mark.skip(reason="about the embedded broker itself")
        for item in items:
            if item.get_closest_marker("embedded"):
                item.add_marker(reason)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print how to run the tests in this order again, also with -q."""
    seed = config.getoption("randomly_seed", None)
    if seed is not None:
        terminalreporter.write_line(f"In the same order again: --randomly-seed={seed}")


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaSettings]:
    """The broker of `NEWSMILL_TEST_BROKER=HOST:PORT`, Apache Kafka for `apache`, else embedded."""
    given = os.environ.get(GIVEN)
    if is_apache_wanted():
        if (problem := missing_tools()) is not None:
            pytest.skip(problem)
        with running_kafka(tmp_path_factory.mktemp("kafka")) as nodes:
            yield KafkaSettings(broker=addresses(nodes), topic_partitions=1)
        return
    if given:
        yield KafkaSettings(broker=given, topic_partitions=1)
        return
    embedded = _EmbeddedBroker(tmp_path_factory.mktemp("broker") / "broker.log")
    try:
        yield embedded.kafka.result(BROKER_PATIENCE_SECONDS)
    finally:
        embedded.stop()


@pytest.fixture
def kafka(broker: KafkaSettings) -> KafkaSettings:
    """The broker, with names of topics and groups that no other test has."""
    prefix = f"t{os.getpid()}-{next(_numbers)}."
    return broker.model_copy(update={"topic_prefix": prefix, "session_timeout": SESSION_TIMEOUT})


@pytest.fixture
def own_broker(tmp_path: Path) -> OwnBroker:
    """A broker that is not running yet and that no other test uses, of the run's kind."""
    own: OwnBroker
    if is_apache_wanted():
        own = OwnApacheBroker(tmp_path)
    else:
        own = OwnEmbeddedBroker(tmp_path, free_port())
    own.kafka = own.kafka.model_copy(update={"session_timeout": SESSION_TIMEOUT})
    return own


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What a command is started with; a test may add to it."""
    return clean_environment(tmp_path / "state")


@pytest.fixture
def newsmill(environment: dict[str, str]) -> Run:
    """Run `newsmill` with these arguments to its end."""
    return runner(environment)


class _EmbeddedBroker:
    """A broker held by an event loop of its own, which outlives those of the tests."""

    def __init__(self, log_file: Path) -> None:
        self.kafka: Future[KafkaSettings] = Future()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._hold, args=(log_file,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(BROKER_PATIENCE_SECONDS)

    def _hold(self, log_file: Path) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._until_stopped(log_file))

    async def _until_stopped(self, log_file: Path) -> None:
        try:
            async with open_embedded_broker(log_file) as kafka:
                self.kafka.set_result(kafka)
                await self._stop.wait()
        except BaseException as error:
            if not self.kafka.done():
                self.kafka.set_exception(error)
            raise
