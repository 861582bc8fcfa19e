"""Write many records through a bounded window: memory stays flat, CPU grows as the input does.

Sent all at once, each batch that leaves wakes every sender that waits for a place in the next one,
and those at the back give up before it is their turn.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from aiokafka.errors import KafkaConnectionError, KafkaError, KafkaTimeoutError

from newsmill.clock import utc_now
from newsmill.contracts.base import Record
from newsmill.contracts.headers import Headers, event_headers
from newsmill.contracts.topics import Topic
from newsmill.kafka.connection import topic_name
from newsmill.kafka.errors import BrokerUnavailable, RecordRefused, classified_errors
from newsmill.kafka.publisher import KafkaPublisher, open_publisher
from newsmill.settings import KafkaSettings

MOST_UNACKNOWLEDGED = 2_000
MOST_UNACKNOWLEDGED_BYTES = 8 * 1024 * 1024
"""A single larger message is sent alone."""

SILENT = "it stopped answering"


@dataclass(frozen=True, slots=True)
class _Message:
    """What is sent again, alone, where the batch was refused in which it was."""

    name: str
    topic: str
    partition: int
    key: bytes
    value: bytes
    headers: Headers


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
        # A refused batch leaves a gap in an idempotent producer's sequence, and all that follows
        # is refused. What is sent twice has the same id.
        self._kafka = kafka.model_copy(update={"idempotent": False})
        self._writer = writer
        self._on_refused = on_refused
        self._publisher: KafkaPublisher
        self._window: deque[tuple[_Message, asyncio.Future[Any]]] = deque()
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
            for _, acknowledged in self._window:
                if acknowledged.done() and not acknowledged.cancelled():
                    # asyncio logs an exception that nobody has asked for.
                    acknowledged.exception()

    async def write(self, topic: Topic[Record], record: Record, name: str) -> None:
        """Send `record`, which errors call `name`; returns when it is in the window.

        Raises:
            BrokerUnavailable: the broker stopped answering.
            RecordRefused, NotPermitted, KafkaError: as `KafkaPublisher.publish_to`.
        """
        broker_name = topic_name(self._kafka, topic)
        value = record.model_dump_json().encode()
        while self._window and (
            len(self._window) >= MOST_UNACKNOWLEDGED
            or self._bytes + len(value) > MOST_UNACKNOWLEDGED_BYTES
        ):
            await self._settle_oldest()
        message_id = topic.message_id(record)
        with self._broker_that_answers():
            partition = await self._publisher.partition_for(
                broker_name, topic.partition_key(record)
            )
        message = _Message(
            name=name,
            topic=broker_name,
            partition=partition,
            key=topic.key(record).encode(),
            value=value,
            headers=event_headers(topic, record, self._writer, utc_now(), message_id, None),
        )
        try:
            acknowledged = await self._begun(message)
        except RecordRefused as error:
            # Those before it come first, so that `finished` has no gaps.
            while self._window:
                await self._settle_oldest()
            self._refuse(message, error)
            self.finished += 1
            return
        self._window.append((message, acknowledged))
        self._bytes += len(value)
        self._settle_acknowledged()

    async def _begun(self, message: _Message) -> asyncio.Future[Any]:
        """Put it into a batch; a full one is waited for as long as others are acknowledged."""
        while True:
            before = self.finished
            try:
                return await self._publisher.begin(
                    message.topic, message.partition, message.key, message.value, message.headers
                )
            except KafkaTimeoutError as error:
                self._settle_acknowledged()
                if self.finished == before:
                    raise BrokerUnavailable(self._kafka.broker, SILENT) from error

    async def _settle_oldest(self) -> None:
        message, acknowledged = self._window[0]
        with self._broker_that_answers():
            try:
                with classified_errors(message.topic):
                    # Whoever is cancelled here still wants to know how far it came.
                    await asyncio.shield(acknowledged)
            except RecordRefused:
                # A broker refuses whole batches: another record may be the one it does not take.
                try:
                    await self._publisher.publish_to(
                        message.topic,
                        message.partition,
                        message.key,
                        message.value,
                        message.headers,
                    )
                except RecordRefused as error:
                    self._refuse(message, error)
        self._leave()

    def _settle_acknowledged(self) -> None:
        while self._window and _is_acknowledged(self._window[0][1]):
            self._leave()

    def _leave(self) -> None:
        message, _ = self._window.popleft()
        self._bytes -= len(message.value)
        self.finished += 1

    def _refuse(self, message: _Message, error: RecordRefused) -> None:
        if self._on_refused is None:
            raise error
        self.refused += 1
        self._on_refused(message.name, error)

    @contextmanager
    def _broker_that_answers(self) -> Iterator[None]:
        try:
            yield
        except KafkaError as error:
            if error.retriable or isinstance(error, KafkaTimeoutError | KafkaConnectionError):
                raise BrokerUnavailable(self._kafka.broker, SILENT) from error
            raise


def _is_acknowledged(future: asyncio.Future[Any]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
