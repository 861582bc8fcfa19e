"""Follow topics in no consumer group: what is there, and then what comes."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from newsmill.contracts.base import Record
from newsmill.contracts.topics import Topic
from newsmill.kafka.connection import in_contracts, topic_name
from newsmill.kafka.fetch_gaps import position, readable_end
from newsmill.kafka.reading import open_reader
from newsmill.kafka.records import Message
from newsmill.logs import logger
from newsmill.settings import KafkaSettings

POLL_MILLISECONDS = 500
RETRY_SECONDS = 5.0
MESSAGES_AT_ONCE = 500
"""Handed over before anything else has its turn."""

log = logger("newsmill.gateway")


class Follower:
    """Calls `on_message` with each message of `topics`, from their start.

    With `newest`, from so many messages before the end of each partition. After a failure it begins
    again, so that messages may come twice.
    """

    def __init__(
        self,
        kafka: KafkaSettings,
        topics: Sequence[Topic[Record]],
        on_message: Callable[[Message], None],
        *,
        newest: int | None = None,
    ) -> None:
        self._kafka = kafka
        self._names = [topic_name(kafka, topic) for topic in topics]
        self._on_message = on_message
        self._newest = newest
        self.has_caught_up = False
        """Whether everything that was there at the start has been handed over."""

    async def run(self, stop: asyncio.Event) -> None:
        """Follow until `stop` is set; what cannot be read is tried again."""
        while not stop.is_set():
            try:
                await self._follow(stop)
            except Exception as error:
                # Brokers that are away, refuse or answer nonsense: readers have what is known.
                log.warning("cannot follow topics", topics=self._names, why=str(error))
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), RETRY_SECONDS)

    async def _follow(self, stop: asyncio.Event) -> None:
        async with open_reader(self._kafka, self._names, from_start=True) as consumer:
            if self._newest is not None:
                await self._skip_old(consumer, self._newest)
            while not stop.is_set():
                batches = await consumer.getmany(
                    timeout_ms=POLL_MILLISECONDS, max_records=MESSAGES_AT_ONCE
                )
                for messages in batches.values():
                    for message in messages:
                        self._on_message(self._as_message(message))
                if not self.has_caught_up:
                    self.has_caught_up = all(
                        _is_at_end(consumer, tp) for tp in consumer.assignment()
                    )
                # What lies ready is given without waiting.
                await asyncio.sleep(0)

    async def _skip_old(self, consumer: Any, newest: int) -> None:
        partitions = list(consumer.assignment())
        begins = await consumer.beginning_offsets(partitions)
        ends = await consumer.end_offsets(partitions)
        for tp in partitions:
            if ends[tp] - newest > begins[tp]:
                consumer.seek(tp, ends[tp] - newest)

    def _as_message(self, message: Any) -> Message:
        return Message(
            in_contracts(self._kafka, message.topic),
            message.partition,
            message.offset,
            message.key,
            message.value,
            message.headers,
            message.timestamp,
        )


def _is_at_end(consumer: Any, tp: Any) -> bool:
    end, reached = readable_end(consumer, tp), position(consumer, tp)
    return end is not None and reached is not None and reached >= end
