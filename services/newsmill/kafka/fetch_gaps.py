"""Tell a gap in the offsets that a fetch has covered from one that it knows nothing of.

Offsets without a message are normal: the markers that end a transaction, the messages of one that
was aborted, what compaction has taken out of a batch. The batches of a fetch cover such offsets.
What no batch covers is missing in the log.
"""

from collections.abc import Iterator
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.consumer.fetcher import FetchResult, PartitionRecords

Gap = tuple[int, int]
"""The first offset of a gap, and one past its last."""

_getall = FetchResult.getall


class Covering:
    """Mixed into the record batches of a fetch: notes which offsets they cover without a break."""

    covered_from = 0
    _covered_until = -1

    def cover(self, start: int, until: int) -> None:
        """All from `start` up to `until` is covered already."""
        self.covered_from, self._covered_until = start, until

    def next_batch(self) -> Any:
        """As in aiokafka."""
        batch = super().next_batch()  # type: ignore[misc]
        if batch is not None:
            # An old format tells only where a batch ends.
            base = getattr(batch, "base_offset", batch.next_offset)
            if base > self._covered_until:
                self.covered_from = base
            self._covered_until = batch.next_offset
        return batch


def with_gaps(fetched: PartitionRecords, records: Iterator[Any]) -> Iterator[Any]:
    """`records`, which are those of `fetched`; one behind a gap has the attribute `since`.

    From there up to the record, all offsets are covered, and none of them has a message for us.
    When all are read, `fetched.tail` is the gap behind the last.
    """
    since = getattr(fetched, "since", fetched.next_fetch_offset)
    fetched._records.cover(since, fetched.next_fetch_offset)
    for record in records:
        if record.offset != since and fetched._records.covered_from <= record.offset:
            record.since = max(since, fetched._records.covered_from)
        since = record.offset + 1
        yield record
    fetched.tail = max(since, fetched._records.covered_from), fetched.next_fetch_offset


def getall_with_gaps(self: FetchResult, max_records: int | None = None) -> list[Any]:
    """As in aiokafka; the gap that ends at the position is noted, and is that of the next fetch."""
    records = self._partition_records
    state = self._assignment.state_value(self._topic_partition)
    gap: Gap | None = getattr(state, "gap", None)
    if records is not None and gap is not None and gap[1] == records.next_fetch_offset:
        records.since = gap[0]
    given: list[Any] = _getall(self, max_records)
    tail: Gap | None = getattr(records, "tail", None)
    if tail is not None and tail[0] < tail[1]:
        state.gap = tail
    elif given:
        state.gap = None
    return given


def gap_at_position(consumer: AIOKafkaConsumer, tp: TopicPartition) -> Gap | None:
    """The covered gap between the last message given and the position; None where there is none."""
    gap: Gap | None = getattr(_state(consumer, tp), "gap", None)
    return gap if gap is not None and gap[1] == position(consumer, tp) else None


def position(consumer: AIOKafkaConsumer, tp: TopicPartition) -> int | None:
    """From where `tp` is fetched next, without waiting; None while that is not known."""
    found: int | None = getattr(_state(consumer, tp), "_position", None)
    return found


def readable_end(consumer: AIOKafkaConsumer, tp: TopicPartition) -> int | None:
    """Where what may be read ends, as the last fetch has it: before a transaction that is open.

    Only for those who read what is committed.
    """
    stable = consumer.last_stable_offset(tp)
    end: int | None = consumer.highwater(tp) if stable is None or stable < 0 else stable
    return end


def is_held_back(consumer: AIOKafkaConsumer, tp: TopicPartition) -> bool:
    """Whether more has been written than may be read, because a transaction is open."""
    end, written = readable_end(consumer, tp), consumer.highwater(tp)
    return end is not None and written is not None and end < written


def _state(consumer: AIOKafkaConsumer, tp: TopicPartition) -> Any:
    subscription = consumer._subscription.subscription
    assignment = subscription.assignment if subscription is not None else None
    return assignment.state_value(tp) if assignment is not None else None
