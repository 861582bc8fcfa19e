"""Take this process's share of equally partitioned topics in batches, each at least once."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import (
    CommitFailedError,
    GroupAuthorizationFailedError,
    IllegalStateError,
    KafkaError,
    TopicAuthorizationFailedError,
)

from newsmill.kafka.connection import client_options
from newsmill.kafka.errors import BrokerRefuses, BrokerUnavailable, TopicMismatch
from newsmill.kafka.log_reading import LogStuck
from newsmill.kafka.reading import READ_COMMITTED
from newsmill.kafka.rebalances import Rebalances
from newsmill.kafka.records import Place
from newsmill.logs import logger
from newsmill.settings import KafkaSettings

POLL_MILLISECONDS = 200
FETCH_MAX_WAIT_MILLISECONDS = 100
FETCH_BYTES_PER_PARTITION = 512 * 1024
MESSAGES_AT_ONCE = 500
RETRY_SECONDS = 1.0

DAY_MILLISECONDS = 24 * 3600 * 1000
"""A consumer must not leave its group because brokers kept it waiting."""

Batches = Mapping[Place, Sequence[Any]]
"""Messages as aiokafka gives them, by the partition they were read from."""

StillOurs = Callable[[], Awaitable[None]]
"""Raises where others have the partitions by now; to be awaited before each write."""

log = logger("newsmill.batches")


class BatchHandler(Protocol):
    """Works on a share. Partitions of equal number belong together."""

    def assign(self, committed: Mapping[Place, int | None]) -> None:
        """These are ours now and no others, and are read from what was committed of them."""

    def revoke(self) -> None:
        """None is ours. Called between two batches."""

    def is_prepared(self) -> bool:
        """Whether batches may come."""

    async def prepare(self) -> None:
        """Get ready for what was assigned. An assignment may end meanwhile.

        Raises:
            KafkaError, BrokerUnavailable, LogStuck: it is to be tried again.
        """

    async def handle(self, batches: Batches, still_ours: StillOurs) -> None:
        """Work on messages; they are committed when this has returned."""


class SharedBatches:
    """The share of topics with equally many partitions that a consumer group gives us.

    One batch is worked on at a time, and partitions are given away between two of them. What is not
    committed is read again.
    """

    def __init__(
        self,
        kafka: KafkaSettings,
        group: str,
        topics: Sequence[str],
        count: int,
        handler: BatchHandler,
    ) -> None:
        self._kafka = kafka
        self._group = group
        self._topics = list(topics)
        self._count = count
        self._handler = handler
        self._busy = asyncio.Lock()
        self._assignment = 0
        self._assigned: frozenset[TopicPartition] | None = None
        self._done: dict[TopicPartition, int] = {}
        self._rebalances = Rebalances(self.assigned, self.revoked)
        session = int(kafka.session_timeout.total_seconds() * 1000)
        self._consumer = AIOKafkaConsumer(
            **client_options(kafka),
            group_id=group,
            partition_assignment_strategy=[RangePartitionAssignor],
            auto_offset_reset="earliest",
            isolation_level=READ_COMMITTED,
            enable_auto_commit=False,
            session_timeout_ms=session,
            heartbeat_interval_ms=session // 6,
            rebalance_timeout_ms=session,
            max_poll_interval_ms=DAY_MILLISECONDS,
            fetch_max_wait_ms=FETCH_MAX_WAIT_MILLISECONDS,
            max_partition_fetch_bytes=FETCH_BYTES_PER_PARTITION,
        )

    @property
    def is_assigned(self) -> bool:
        """Whether the group has given us our share, which may be nothing."""
        return self._assigned is not None

    async def run(self, stop: asyncio.Event) -> None:
        """Give batches to the handler until `stop` is set, then leave the group.

        Raises:
            BrokerRefuses: we may not join the group, or not read what we need.
            TopicMismatch: partitions were added to one of the topics.
            KafkaError: something else does not work; brokers that are away are waited for.
        """
        try:
            await self._consumer.start()
            self._consumer.subscribe(self._topics, listener=self._rebalances)
            while not stop.is_set():
                await self._turn()
                self._rebalances.check()
        except GroupAuthorizationFailedError as error:
            why = f"no right to join the group {self._group}"
            raise BrokerRefuses(self._kafka.broker, why) from error
        finally:
            await self._consumer.stop()

    async def _turn(self) -> None:
        assignment, assigned = self._assignment, self._assigned
        if not assigned:
            await asyncio.sleep(POLL_MILLISECONDS / 1000)
        elif not self._handler.is_prepared():
            await self._prepare()
        else:
            given = await self._consumer.getmany(
                *assigned, timeout_ms=POLL_MILLISECONDS, max_records=MESSAGES_AT_ONCE
            )
            async with self._busy:
                if assignment != self._assignment:
                    self._put_back(given)
                elif given:
                    await self._handle(given)

    async def _prepare(self) -> None:
        try:
            await self._handler.prepare()
        except (BrokerRefuses, TopicAuthorizationFailedError) as error:
            raise BrokerRefuses(self._kafka.broker, f"reading what was kept: {error}") from error
        except (KafkaError, BrokerUnavailable, LogStuck) as error:
            log.warning("could not be read back, trying again", error=repr(error))
            await asyncio.sleep(RETRY_SECONDS)

    async def _handle(self, given: Mapping[TopicPartition, Sequence[Any]]) -> None:
        began_at = time.monotonic()
        trusted = self._kafka.session_timeout.total_seconds() / 2

        async def still_ours() -> None:
            # Who was stopped for a while and goes on must not write over what others wrote.
            if time.monotonic() - began_at > trusted:
                firsts = {tp: messages[0].offset for tp, messages in given.items()}
                await self._consumer.commit(firsts)

        try:
            batches = {(tp.topic, tp.partition): messages for tp, messages in given.items()}
            await self._handler.handle(batches, still_ours)
            await self._consumer.commit(
                {tp: messages[-1].offset + 1 for tp, messages in given.items()}
            )
        except (CommitFailedError, IllegalStateError) as error:
            log.info("the group has rebalanced meanwhile", error=type(error).__name__)
            # Maybe half done. The next assignment begins at what is committed.
            self._leave()

    def _put_back(self, given: Mapping[TopicPartition, Sequence[Any]]) -> None:
        """Read these once more: they came while partitions were assigned anew.

        What was before them in the log, we have worked on in the assignment before.
        """
        for tp, messages in given.items():
            if tp in self._consumer.assignment():
                self._consumer.seek(tp, messages[0].offset)

    async def assigned(self, assigned: set[TopicPartition]) -> None:
        """These are ours now, and no others."""
        by_topic = {
            topic: {tp.partition for tp in assigned if tp.topic == topic} for topic in self._topics
        }
        first = self._topics[0]
        for topic, numbers in by_topic.items():
            if numbers != by_topic[first]:
                raise TopicMismatch(first, len(by_topic[first]), topic, len(numbers))
        if (most := max(by_topic[first], default=-1) + 1) > self._count:
            raise TopicMismatch(first, most, "what is kept of it", self._count)
        committed = {
            (tp.topic, tp.partition): await self._consumer.committed(tp) for tp in assigned
        }
        async with self._busy:
            self._assignment += 1
            self._assigned = frozenset(assigned)
            self._handler.assign(committed)

    async def revoked(self, _: set[TopicPartition]) -> None:
        """Nothing is ours; what is in hand is finished first."""
        async with self._busy:
            self._leave()

    def _leave(self) -> None:
        self._assignment += 1
        self._assigned = None
        self._handler.revoke()
