import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from newsmill.kafka import liveness as contact_module
from newsmill.kafka.liveness import BrokerLiveness
from newsmill.local.ports import free_port
from newsmill.settings import KafkaSettings
from tests.apache_kafka import prepare
from tests.brokers import OwnBroker, is_apache_wanted
from tests.faults.forwarding import Forwarder
from tests.hosting.running import until

pytestmark = pytest.mark.broker

FAR_BELOW_THE_TIME_OF_A_REQUEST = 5.0


@pytest.fixture(autouse=True)
def _asking_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact_module, "ASK_SECONDS", 0.2)
    monkeypatch.setattr(contact_module, "ANSWER_SECONDS", 1.0)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Forwarder]:
    """A line to a broker of its own, which all clients take."""
    if not is_apache_wanted():
        pytest.skip("only Apache Kafka advertises another port than its own: make test-kafka")
    (node,) = prepare(tmp_path / "kafka", brokers=1, first_port=0)
    line = Forwarder(free_port(), node.port)
    node.advertise(line.port)
    try:
        node.start()
        node.wait_until_ready()
        with line.forwarding():
            yield line
    finally:
        node.stop()


@asynccontextmanager
async def asking(kafka: KafkaSettings) -> AsyncIterator[BrokerLiveness]:
    liveness = BrokerLiveness(kafka)
    stop = asyncio.Event()
    running = asyncio.create_task(liveness.run(stop))
    try:
        yield liveness
    finally:
        stop.set()
        await running


async def test_brokers_that_go_away_and_come_back_are_noticed(own_broker: OwnBroker) -> None:
    async with asking(own_broker.kafka) as liveness:
        await until(lambda: not liveness.is_ready())
        async with own_broker.running():
            await until(liveness.is_ready)
            with own_broker.paused():
                await until(lambda: not liveness.is_ready())
            await until(liveness.is_ready)


async def test_after_a_cut_the_question_is_asked_on_a_new_connection(line: Forwarder) -> None:
    """An old one would stay silent until its request is given up, or much longer."""
    async with asking(KafkaSettings(broker=f"127.0.0.1:{line.port}")) as liveness:
        await asyncio.sleep(1)
        assert liveness.is_ready()
        line.cut()
        await until(lambda: not liveness.is_ready())
        async with asyncio.timeout(FAR_BELOW_THE_TIME_OF_A_REQUEST):
            await until(liveness.is_ready)
