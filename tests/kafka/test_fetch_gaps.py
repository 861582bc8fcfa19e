"""Which gaps a fetch has covered, by batches as brokers send them."""

import struct
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.consumer.fetcher import READ_COMMITTED, FetchResult, PartitionRecords
from aiokafka.consumer.subscription_state import Assignment
from aiokafka.record.default_records import DefaultRecordBatchBuilder

from newsmill.kafka.aiokafka_fixes import _Fetched, mend_aiokafka

RAW = TopicPartition("raw", 0)
CONTROL_BIT = 0x20
ATTRIBUTES_AT = 21
PRODUCER = 7
ABORT, COMMIT = 0, 1

mend_aiokafka()


def batch(first: int, last: int, *, control: int | None = None, aborted: bool = False) -> bytes:
    """A record batch from `first` to `last`, or a marker of the end of a transaction."""
    is_transactional = aborted or control is not None
    builder = DefaultRecordBatchBuilder(
        magic=2,
        compression_type=0,
        is_transactional=int(is_transactional),
        producer_id=PRODUCER if is_transactional else -1,
        producer_epoch=0,
        base_sequence=0,
        batch_size=100_000,
    )
    key = b"key" if control is None else struct.pack(">hh", 0, control)
    for number in range(last - first + 1):
        builder.append(number, timestamp=1, key=key, value=b"value", headers=[])
    written = bytearray(builder.build())
    written[:8] = struct.pack(">q", first)
    if control is not None:
        written[ATTRIBUTES_AT + 1] |= CONTROL_BIT
    return bytes(written)


def fetched(*batches: bytes, at: int = 0, aborted_from: int | None = None) -> PartitionRecords:
    aborted = [] if aborted_from is None else [(PRODUCER, aborted_from)]
    records = _Fetched(b"".join(batches))
    return PartitionRecords(RAW, records, aborted, at, None, None, False, READ_COMMITTED)


def gaps(records: PartitionRecords) -> list[tuple[int, int]]:
    """Before which record there is a gap, and since when."""
    return [(it.since, it.offset) for it in records if hasattr(it, "since")]


def test_between_messages_side_by_side_is_no_gap() -> None:
    assert gaps(fetched(batch(0, 2), batch(3, 5))) == []


def test_a_marker_is_a_covered_gap() -> None:
    records = fetched(batch(0, 2), batch(3, 3, control=COMMIT), batch(4, 5))
    assert gaps(records) == [(3, 4)]


def test_what_a_transaction_has_aborted_is_a_covered_gap() -> None:
    records = fetched(
        batch(0, 2), batch(3, 6, aborted=True), batch(7, 7, control=ABORT), batch(8, 8),
        aborted_from=3,
    )  # fmt: skip
    assert gaps(records) == [(3, 8)]


def test_what_no_batch_covers_is_not_said_to_be_covered() -> None:
    records = fetched(batch(0, 2), batch(3, 3, control=COMMIT), batch(9, 9))
    assert gaps(records) == [(9, 9)]


def test_what_no_batch_covers_is_not_covered_by_what_follows_it() -> None:
    records = fetched(batch(0, 2), batch(5, 5, control=COMMIT), batch(6, 6))
    assert gaps(records) == [(5, 6)]


def test_a_fetch_tells_nothing_of_what_it_has_not_asked_for() -> None:
    assert gaps(fetched(batch(4, 6), at=5)) == []
    assert gaps(fetched(batch(9, 9), at=5)) == [(9, 9)]


@pytest.mark.parametrize(
    ("batches", "tail"),
    [
        ([batch(0, 2)], (3, 3)),
        ([batch(0, 2), batch(3, 3, control=COMMIT)], (3, 4)),
        ([batch(0, 2), batch(8, 8, control=COMMIT)], (8, 9)),
        ([batch(0, 0, control=COMMIT)], (0, 1)),
    ],
)
def test_the_gap_behind_the_last_message(batches: list[bytes], tail: tuple[int, int]) -> None:
    records = fetched(*batches)
    list(records)
    assert records.tail == tail


class Client:
    """The part of a consumer that fetches, with what it is given."""

    def __init__(self) -> None:
        self._assignment = Assignment([RAW])
        self.state = self._assignment.state_value(RAW)
        self.state.seek(0)

    def get(self, *batches: bytes, max_records: int | None = None) -> list[Any]:
        """What one fetch from the present position gives, as (offset, since)."""
        records = fetched(*batches, at=self.state.position)
        result = FetchResult(RAW, assignment=self._assignment, partition_records=records, backoff=0)
        given = []
        while result.has_more():
            given += result.getall(max_records)
        return [(it.offset, getattr(it, "since", None)) for it in given]


async def test_a_gap_goes_on_in_the_next_fetch() -> None:
    client = Client()
    assert client.get(batch(0, 1), batch(2, 2, control=COMMIT)) == [(0, None), (1, None)]
    assert client.state.gap == (2, 3)
    assert client.get(batch(3, 3, control=COMMIT)) == []
    assert client.state.gap == (2, 4)
    assert client.get(batch(4, 4), batch(5, 5)) == [(4, 2), (5, None)]
    assert client.state.gap is None


async def test_a_gap_ends_where_somebody_goes_elsewhere() -> None:
    client = Client()
    client.get(batch(0, 1), batch(2, 2, control=COMMIT))
    client.state.seek(9)
    assert client.get(batch(9, 9)) == [(9, None)]
    assert client.state.gap is None


@pytest.mark.parametrize("max_records", [1, 2, 3, 500])
async def test_it_does_not_matter_how_much_is_taken_at_once(max_records: int) -> None:
    client = Client()
    batches = batch(0, 1), batch(2, 2, control=COMMIT), batch(3, 3), batch(4, 4, control=COMMIT)
    assert client.get(*batches, max_records=max_records) == [(0, None), (1, None), (3, 2)]
    assert client.state.gap == (4, 5)
