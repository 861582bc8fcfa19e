"""Read single messages of a topic by their offsets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from newsmill.kafka.connection import client_options
from newsmill.kafka.errors import BrokerUnavailable, in_one_line
from newsmill.kafka.reading import READ_COMMITTED, true_ends
from newsmill.kafka.records import Message
from newsmill.settings import KafkaSettings

POLL_MILLISECONDS = 200
FETCH_BYTES = 64 * 1024
"""One message is wanted; the broker gives at least one batch."""

PATIENCE_SECONDS = 10.0
RETRY_SECONDS = 1.0


class SingleMessages:
    """Reads messages of one topic, in no consumer group."""

    def __init__(self, consumer: AIOKafkaConsumer, topic: str) -> None:
        self._consumer = consumer
        self._topic = topic

    async def at(self, partition: int, offset: int) -> Message | None:
        """The message at `offset`; None if the log does not have it any more.

        Brokers that are away are waited for.
        """
        while True:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    return await self._at(TopicPartition(self._topic, partition), offset)
            except (KafkaError, TimeoutError):
                await asyncio.sleep(RETRY_SECONDS)

    async def _at(self, tp: TopicPartition, offset: int) -> Message | None:
        start = (await self._consumer.beginning_offsets([tp]))[tp]
        if offset < start:
            return None
        self._consumer.assign([tp])
        self._consumer.seek(tp, offset)
        while True:
            given = await self._consumer.getmany(timeout_ms=POLL_MILLISECONDS, max_records=1)
            for found in given.get(tp, ()):
                if found.offset != offset:
                    return None
                return Message(
                    topic=found.topic,
                    partition=found.partition,
                    offset=found.offset,
                    key=found.key,
                    value=found.value,
                    headers=found.headers,
                )
            if await self._consumer.position(tp) != offset:
                # There is a hole, which the fetch has covered.
                return None
            if offset >= (await true_ends(self._consumer, [tp]))[tp]:
                # The log is shorter than it was.
                return None
            self._consumer.seek(tp, offset)


@asynccontextmanager
async def open_single_messages(kafka: KafkaSettings, topic: str) -> AsyncIterator[SingleMessages]:
    """A reader of single messages of the topic of that name on the broker.

    Raises:
        BrokerUnavailable: no broker answers.
    """
    consumer = AIOKafkaConsumer(
        **client_options(kafka),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level=READ_COMMITTED,
        max_partition_fetch_bytes=FETCH_BYTES,
    )
    try:
        try:
            await consumer.start()
        except (KafkaError, OSError) as error:
            raise BrokerUnavailable(kafka.broker, in_one_line(error)) from error
        yield SingleMessages(consumer, topic)
    finally:
        await consumer.stop()
