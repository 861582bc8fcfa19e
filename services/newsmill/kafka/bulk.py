"""Write many records through a bounded window: memory stays flat, CPU grows as the input does.

Sent all at once, each batch that leaves wakes every sender that waits for a place in the next one,
and those at the back give up before it is their turn.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from newsmill.clock import utc_now
from newsmill.contracts.base import Record
from newsmill.contracts.headers import event_headers, subject_to_begin_with
from newsmill.contracts.topics import Topic
from newsmill.kafka.connection import topic_name
from newsmill.kafka.errors import RecordRefused, WriteRefused, classified_errors
from newsmill.kafka.publisher import KafkaPublisher, open_publisher
from newsmill.settings import KafkaSettings

MOST_UNACKNOWLEDGED = 2_000
MOST_UNACKNOWLEDGED_BYTES = 8 * 1024 * 1024
"""A single larger message is sent alone."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """A message that may not be acknowledged yet."""

    name: str
    topic: str
    size: int
    acknowledged: asyncio.Future[Any]


class Bulk:
    """Writes records one after the other; the next waits when too many are unacknowledged.

    For use as an asynchronous context manager, which ends when all are acknowledged. The counts are
    right afterwards too, also where it ended with an error.
    """

    def __init__(
        self,
        kafka: KafkaSettings,
        writer: str,
        on_refused: Callable[[str, RecordRefused], None] | None = None,
    ) -> None:
        """`writer` is the `ce_source` of the messages.

        `on_refused` is told of each record that the broker never takes, by its name; without it,
        such a record is an error.
        """
        self._kafka = kafka
        self._writer = writer
        self._on_refused = on_refused
        self._publisher: KafkaPublisher
        self._window: deque[_Sent] = deque()
        self._bytes = 0
        self._stack = AsyncExitStack()
        self.finished = 0
        """So many records from the first on have been acknowledged or refused, without a gap."""
        self.refused = 0

    @property
    def unacknowledged(self) -> int:
        """How many have been sent and are not known to have arrived."""
        return len(self._window)

    async def __aenter__(self) -> "Bulk":
        self._publisher = await self._stack.enter_async_context(open_publisher(self._kafka))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                while self._window:
                    await self._settle_oldest()
        finally:
            # What is still on its way is given the publisher's patience.
            await self._stack.aclose()
            self._settle_acknowledged()
            for sent in self._window:
                # asyncio logs an exception that nobody has asked for, and it may come later.
                sent.acknowledged.add_done_callback(_is_acknowledged)

    async def write(self, topic: Topic[Record], record: Record, name: str) -> None:
        """Send `record`, which errors call `name`; returns when it is in the window.

        Raises:
            RecordRefused, NotPermitted, WriteRefused, ProducerBroken: as
                `KafkaPublisher.publish_to`.
        """
        value = record.model_dump_json().encode()
        while self._window and (
            len(self._window) >= MOST_UNACKNOWLEDGED
            or self._bytes + len(value) > MOST_UNACKNOWLEDGED_BYTES
        ):
            await self._settle_oldest()
        try:
            acknowledged = await self._begun(topic, record, value)
        except RecordRefused as error:
            # Those before it come first, so that `finished` has no gaps.
            while self._window:
                await self._settle_oldest()
            self._refuse(name, error)
            self.finished += 1
            return
        self._window.append(_Sent(name, topic_name(self._kafka, topic), len(value), acknowledged))
        self._bytes += len(value)
        self._settle_acknowledged()

    async def _begun(
        self, topic: Topic[Record], record: Record, value: bytes
    ) -> asyncio.Future[Any]:
        """Put it into a batch; a full one is waited for as long as others are acknowledged."""
        name = topic_name(self._kafka, topic)
        key, by = topic.key(record).encode(), topic.partition_key(record)
        subject = subject_to_begin_with(topic, record)
        headers = event_headers(topic, record, self._writer, utc_now(), subject, None)
        while True:
            before = self.finished
            try:
                partition = await self._publisher.partition_for(name, by)
                return await self._publisher.begin(name, partition, key, value, headers)
            except WriteRefused as error:
                self._settle_acknowledged()
                if not error.may_pass or self.finished == before:
                    raise

    async def _settle_oldest(self) -> None:
        sent = self._window[0]
        try:
            with classified_errors(sent.topic):
                # Whoever is cancelled here still wants to know how far it came.
                await asyncio.shield(sent.acknowledged)
        except RecordRefused as error:
            self._refuse(sent.name, error)
        self._leave()

    def _settle_acknowledged(self) -> None:
        while self._window and _is_acknowledged(self._window[0].acknowledged):
            self._leave()

    def _leave(self) -> None:
        self._bytes -= self._window.popleft().size
        self.finished += 1

    def _refuse(self, name: str, error: RecordRefused) -> None:
        if self._on_refused is None:
            raise error
        self.refused += 1
        self._on_refused(name, error)


def _is_acknowledged(future: asyncio.Future[Any]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
