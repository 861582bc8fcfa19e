"""Read compacted topics as tables: this process's share of them, or all of them to their end."""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import GroupAuthorizationFailedError, KafkaError

from newsmill.kafka.connection import client_options
from newsmill.kafka.errors import BrokerRefuses, BrokerUnavailable
from newsmill.kafka.fetch_gaps import position, readable_end
from newsmill.kafka.reading import READ_COMMITTED, open_reader
from newsmill.kafka.rebalances import Rebalances
from newsmill.settings import KafkaSettings

POLL_MILLISECONDS = 200
FETCH_MAX_WAIT_MILLISECONDS = 100
READ_TO_END_SECONDS = 30.0


class TableListener(Protocol):
    """Receives the rows of a share. Partitions of equal number belong together."""

    def on_assigned(self, partitions: set[int]) -> None:
        """These partitions are ours; their rows follow from the first."""

    def on_revoked(self, partitions: set[int]) -> None:
        """These are no longer ours."""

    def on_row(self, topic: str, partition: int, key: str, value: bytes | None) -> None:
        """The latest row of `key`; None when it was deleted."""

    def on_caught_up(self, partition: int) -> None:
        """All rows that were there when the partition was assigned have been given to `on_row`."""


class SharedTables:
    """The share of equally partitioned compacted topics that a consumer group gives us.

    Rows are read from the start at every assignment; nothing is ever committed.
    """

    def __init__(
        self, kafka: KafkaSettings, group: str, topics: Sequence[str], listener: TableListener
    ) -> None:
        self._kafka = kafka
        self._group = group
        self._topics = list(topics)
        self._listener = listener
        self._behind: dict[int, set[TopicPartition]] = {}
        self._rebalances = Rebalances(self.assigned, self.revoked)
        self._consumer = AIOKafkaConsumer(
            **client_options(kafka),
            group_id=group,
            partition_assignment_strategy=[RangePartitionAssignor],
            auto_offset_reset="earliest",
            isolation_level=READ_COMMITTED,
            enable_auto_commit=False,
            session_timeout_ms=int(kafka.session_timeout.total_seconds() * 1000),
            heartbeat_interval_ms=int(kafka.session_timeout.total_seconds() * 1000 / 6),
            fetch_max_wait_ms=FETCH_MAX_WAIT_MILLISECONDS,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Call the listener for each row until `stop` is set.

        Raises:
            BrokerRefuses: we may not join the group.
            KafkaError: something else does not work; brokers that are away are waited for.
        """
        try:
            await self._consumer.start()
            self._consumer.subscribe(self._topics, listener=self._rebalances)
            while not stop.is_set():
                records = await self._consumer.getmany(timeout_ms=POLL_MILLISECONDS)
                for partition, messages in records.items():
                    for message in messages:
                        self._deliver(partition, message)
                self._rebalances.check()
                self._notice_caught_up()
        except GroupAuthorizationFailedError as error:
            why = f"no right to join the group {self._group}"
            raise BrokerRefuses(self._kafka.broker, why) from error
        finally:
            await self._consumer.stop()

    def _deliver(self, partition: TopicPartition, message: Any) -> None:
        key = (message.key or b"").decode(errors="replace")
        self._listener.on_row(partition.topic, partition.partition, key, message.value)

    def _notice_caught_up(self) -> None:
        for number, behind in list(self._behind.items()):
            behind -= {partition for partition in behind if _is_at_end(self._consumer, partition)}
            if not behind:
                del self._behind[number]
                self._listener.on_caught_up(number)

    async def assigned(self, assigned: set[TopicPartition]) -> None:
        """Begin at the first row of everything."""
        # First of all: rows that come while we seek are given twice at worst.
        self._listener.on_assigned({partition.partition for partition in assigned})
        for partition in assigned:
            self._behind.setdefault(partition.partition, set()).add(partition)
        if assigned:
            await self._consumer.seek_to_beginning(*assigned)

    async def revoked(self, revoked: set[TopicPartition]) -> None:
        """Forget everything."""
        numbers = {partition.partition for partition in revoked}
        for number in numbers:
            self._behind.pop(number, None)
        self._listener.on_revoked(numbers)


async def read_to_end(kafka: KafkaSettings, names: Sequence[str]) -> dict[str, dict[str, bytes]]:
    """Every key's last value by topic, as of now; deleted keys are left out.

    A key is deleted in one partition at a time. Where it has rows in several, written under another
    rule for partitions, the latest counts.

    Raises:
        BrokerUnavailable: no broker answers, or it stops answering.
        TopicsMissing: a topic is not there.
    """
    rows: dict[TopicPartition, dict[str, Any]] = {}
    async with open_reader(kafka, names, from_start=True) as consumer:
        behind = set(consumer.assignment())
        try:
            async with asyncio.timeout(READ_TO_END_SECONDS):
                while behind:
                    records = await consumer.getmany(timeout_ms=POLL_MILLISECONDS)
                    for partition, messages in records.items():
                        for message in messages:
                            _set_row(rows.setdefault(partition, {}), message)
                    behind = {p for p in behind if not _is_at_end(consumer, p)}
        except (TimeoutError, KafkaError) as error:
            raise BrokerUnavailable(kafka.broker, "it stopped answering") from error
    tables: dict[str, dict[str, bytes]] = {name: {} for name in names}
    latest_last = sorted(
        (message.timestamp, partition, key)
        for partition, by_key in rows.items()
        for key, message in by_key.items()
    )
    for _, partition, key in latest_last:
        tables[partition.topic][key] = rows[partition][key].value
    return tables


def _set_row(rows: dict[str, Any], message: Any) -> None:
    key = (message.key or b"").decode(errors="replace")
    if message.value is None:
        rows.pop(key, None)
    else:
        rows[key] = message


def _is_at_end(consumer: AIOKafkaConsumer, partition: TopicPartition) -> bool:
    """Whether everything up to the end that a fetch reports has been read; that end is right.

    What is in a transaction that is open is not there yet.
    """
    end, reached = readable_end(consumer, partition), position(consumer, partition)
    return end is not None and reached is not None and reached >= end
