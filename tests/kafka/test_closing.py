"""Publishers and readers close, whatever has become of their brokers."""

import asyncio
import gc
import time
import warnings
from contextlib import AsyncExitStack

import pytest

from newsmill.contracts.topics import DROPS
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import topic_name
from newsmill.kafka.errors import ProducerBroken
from newsmill.kafka.log_reading import open_log
from newsmill.kafka.publisher import open_publisher
from newsmill.kafka.reading import open_reader
from tests.brokers import OwnBroker

pytestmark = pytest.mark.broker

QUICKLY_SECONDS = 6.0
"""What is waited for by design, and a machine that is busy."""


@pytest.mark.parametrize("patient", [True, False], ids=["of a room", "of a command"])
@pytest.mark.parametrize("ends", ["normally", "cancelled"])
async def test_a_publisher_closes_when_the_broker_is_gone(
    own_broker: OwnBroker, patient: bool, ends: str
) -> None:
    """No task, no connection is left, and who waits for an answer hears that there will be none."""
    kafka = own_broker.kafka
    before = asyncio.all_tasks()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        stack = AsyncExitStack()
        async with own_broker.running():
            await create_topics(kafka, [DROPS])
            publisher = await stack.enter_async_context(open_publisher(kafka, patient=patient))
            await publisher.publish_to(topic_name(kafka, DROPS), 0, b"key", b"value", [])
        writing = asyncio.create_task(
            publisher.publish_to(topic_name(kafka, DROPS), 0, b"key", b"value", [])
        )
        await asyncio.wait({writing}, timeout=0.5)
        assert not writing.done()
        began = time.monotonic()
        closing = asyncio.create_task(stack.aclose())
        if ends == "cancelled":
            await asyncio.wait({closing}, timeout=0.2)
            closing.cancel()
        await asyncio.wait({closing})
        assert closing.cancelled() == (ends == "cancelled")
        assert time.monotonic() - began < QUICKLY_SECONDS
        with pytest.raises(ProducerBroken):
            await writing
        assert asyncio.all_tasks() <= before | {asyncio.current_task()}
        del publisher, stack, writing, closing
        gc.collect()
    assert [str(it.message) for it in warned if "nclosed" in str(it.message)] == []


@pytest.mark.parametrize("kind", ["of what comes", "of a log"])
async def test_a_reader_closes_when_the_broker_is_gone(own_broker: OwnBroker, kind: str) -> None:
    """It is in the middle of a fetch then: no task and no connection is left."""
    kafka = own_broker.kafka
    before = asyncio.all_tasks()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        stack = AsyncExitStack()
        async with own_broker.running():
            await create_topics(kafka, [DROPS])
            name = topic_name(kafka, DROPS)
            async with open_publisher(kafka) as publisher:
                await publisher.publish_to(name, 0, b"key", b"value", [])
            if kind == "of a log":
                log = await stack.enter_async_context(open_log(kafka, name, [0]))
                bounds = (await log.bounds())[0]
                reading = log.read({0: bounds.start}, {0: bounds.end})
                assert [batch.position async for batch in reading] == [1]
            else:
                opened = open_reader(kafka, [name], from_start=True)
                reader = await stack.enter_async_context(opened)
                assert (await anext(reader)).value == b"value"
        began = time.monotonic()
        await stack.aclose()
        assert time.monotonic() - began < QUICKLY_SECONDS
        assert asyncio.all_tasks() <= before | {asyncio.current_task()}
        gc.collect()
    assert [str(it.message) for it in warned if "nclosed" in str(it.message)] == []
