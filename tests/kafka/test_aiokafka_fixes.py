"""aiokafka's clients are in no hurry where nothing is to be had, believe a refusal, commit for the
generation that asked for it, read headers with any name, and close while a broker is gone, without
losing a cancellation."""

import asyncio
import inspect
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import islice

import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.consumer import fetcher
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.errors import (
    BrokerResponseError,
    CommitFailedError,
    GroupAuthorizationFailedError,
    GroupCoordinatorNotAvailableError,
    GroupLoadInProgressError,
    NotCoordinatorForGroupError,
)
from aiokafka.protocol.commit import OffsetCommitResponse_v2, OffsetFetchResponse_v3
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.structs import OffsetAndMetadata, PartitionMetadata

from newsmill.kafka import aiokafka_fixes, fetch_gaps
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import client_options
from newsmill.settings import KafkaSettings
from tests.brokers import OwnBroker
from tests.foreign_headers import ForeignName, builder

RAW = TopicPartition("raw", 0)
SECONDS = 1.0
MOST_IN_A_SECOND = 12
"""aiokafka's own pause between two tries of anything else is a tenth of a second."""

REPLACED = {
    "_metadata_update": (aiokafka_fixes._update, "06dc51ed3e0d"),
    "_send_req": (aiokafka_fixes._ask, "fa4b12e914ce"),
    "commit_offsets": (aiokafka_fixes._commit, "5cbe31af28d6"),
    "_do_commit_offsets": (aiokafka_fixes._try_to_commit, "c3a3ea5613f3"),
    "_unpack_records": (aiokafka_fixes._unpack, "b803e6d46480"),
    "getall": (fetch_gaps._getall, "3e717e30de50"),
    "check_assignment": (fetcher.FetchResult.check_assignment, "b5340df67e3f"),
    "_proc_fetch_request": (fetcher.Fetcher._proc_fetch_request, "59bf948fff47"),
    "last_stable_offset": (AIOKafkaConsumer.last_stable_offset, "ed875fe136b9"),
    "close": (aiokafka_fixes._close, "1cd24bc1c442"),
    "close of a client": (aiokafka_fixes._close_client, "02119d4d618a"),
    "stop": (aiokafka_fixes._stop_consumer, "bc5da9c98595"),
    "_read_msg": (_DefaultRecordBatchPy._read_msg, "0997ab7a5850"),
    "_do_fetch_commit_offsets": (GroupCoordinator._do_fetch_commit_offsets, "b0f359813271"),
}


@pytest.mark.parametrize("name", REPLACED)
def test_a_method_that_is_mended_is_the_one_that_was_read(name: str) -> None:
    """When it changes, see whether aiokafka has learnt it; then remove services' own way."""
    method, expected = REPLACED[name]
    assert sha256(inspect.getsource(method).encode()).hexdigest()[:12] == expected


class FakeCoordinator(GroupCoordinator):
    """Asks a client that gives these answers."""

    def __init__(self, *answers: object) -> None:
        self.group_id = "deduper"
        self.coordinator_id = 1
        self._retry_backoff_ms = 1
        self._client = self
        self._answers = list(answers)
        self._commit_lock = asyncio.Lock()
        self.generation = 7
        self.member_id = "deduper-1"
        self.generation_after_the_answer = 7
        self.has_lost_its_coordinator = False

    async def send(self, *_: object, **__: object) -> object:
        self.generation = self.generation_after_the_answer
        return self._answers.pop(0)

    @property
    def unasked(self) -> int:
        """How many of its answers nobody has asked for."""
        return len(self._answers)

    async def ensure_coordinator_known(self) -> None:
        """It is."""

    def coordinator_dead(self) -> None:
        self.has_lost_its_coordinator = True


def told(offset: int) -> object:
    return OffsetFetchResponse_v3(0, [("raw", [(0, offset, "", 0)])], 0)


def refused(code: int) -> object:
    return OffsetFetchResponse_v3(0, [], code)


@pytest.mark.parametrize(
    ("error", "is_another"),
    [
        (GroupLoadInProgressError, False),
        (GroupCoordinatorNotAvailableError, False),
        (NotCoordinatorForGroupError, True),
    ],
)
async def test_what_a_coordinator_does_not_tell_is_not_taken_for_nothing(
    error: type[BrokerResponseError], is_another: bool
) -> None:
    coordinator = FakeCoordinator(refused(error.errno), told(4999))
    found = await coordinator.fetch_committed_offsets([RAW])
    assert found[RAW].offset == 4999
    assert coordinator.has_lost_its_coordinator is is_another


async def test_who_may_not_know_what_is_committed_is_told_so() -> None:
    coordinator = FakeCoordinator(refused(GroupAuthorizationFailedError.errno))
    with pytest.raises(GroupAuthorizationFailedError):
        await coordinator.fetch_committed_offsets([RAW])


def committed(code: int) -> object:
    return OffsetCommitResponse_v2([("raw", [(0, code)])])


async def test_a_commit_that_may_yet_succeed_is_tried_again() -> None:
    coordinator = FakeCoordinator(committed(GroupLoadInProgressError.errno), committed(0))
    await coordinator.commit_offsets(None, {RAW: OffsetAndMetadata(9, "")})
    assert coordinator.unasked == 0


@pytest.mark.parametrize("generation", [8, -1])
async def test_a_commit_is_not_tried_again_for_another_generation(generation: int) -> None:
    coordinator = FakeCoordinator(committed(GroupLoadInProgressError.errno), committed(0))
    coordinator.generation_after_the_answer = generation
    with pytest.raises(CommitFailedError):
        await coordinator.commit_offsets(None, {RAW: OffsetAndMetadata(9, "")})
    assert coordinator.unasked == 1

    await coordinator.commit_offsets(None, {RAW: OffsetAndMetadata(9, "")})
    assert coordinator.unasked == 0


async def test_a_commit_that_waited_for_another_is_for_its_own_generation() -> None:
    coordinator = FakeCoordinator(committed(0))
    async with coordinator._commit_lock:
        late = asyncio.create_task(
            coordinator.commit_offsets(None, {RAW: OffsetAndMetadata(9, "")})
        )
        await asyncio.sleep(0)
        coordinator.generation = 8
    with pytest.raises(CommitFailedError):
        await late
    assert coordinator.unasked == 1


def fetched(*batches: Sequence[tuple[str, bytes]], codec: int = 0) -> bytes:
    """Record batches of one message for each header, and one batch behind them."""
    raw, offset = b"", 0
    for headers in (*batches, [("behind", b"")]):
        batch = builder(codec)
        for place, header in enumerate(headers):
            batch.append(place, 1, b"key", f"value {offset + place}".encode(), [header])
        built = batch.build()
        # The broker says where it lies; its checksum is of what follows.
        built[:8] = offset.to_bytes(8, "big")
        raw += bytes(built)
        offset += len(headers)
    return raw


def read_out(raw: bytes, *, start: int = 0, deliver: int | None = None) -> list[ConsumerRecord]:
    """As a consumer reads a fetch: all of it, or so many messages."""
    records = fetcher.PartitionRecords(
        RAW, fetcher.MemoryRecords(raw), None, start, None, None, True, fetcher.READ_UNCOMMITTED
    )
    return list(islice(records, deliver))


@pytest.mark.parametrize("codec", [0, 1], ids=["plain", "gzip"])
def test_a_header_whose_name_is_no_text_holds_up_nothing(codec: int) -> None:
    headers = [("a", b"1"), ("b", b"\xff"), (ForeignName(), b"\xff"), ("é", b"")]
    found = read_out(fetched(headers, codec=codec))
    assert [(m.offset, m.value) for m in found] == [
        (offset, f"value {offset}".encode()) for offset in range(5)
    ]
    told = [("a", b"1"), ("b", b"\xff"), ("\\xffname", b"\xff"), ("é", b""), ("behind", b"")]
    assert [m.headers for m in found] == [(header,) for header in told]


GOOD, BAD = ("a", b"1"), (ForeignName(), b"2")


@pytest.mark.parametrize(
    "batches",
    [
        pytest.param([[GOOD, GOOD, BAD, GOOD]], id="in the first batch"),
        pytest.param([[GOOD] * 3, [GOOD, GOOD, BAD, GOOD], [GOOD]], id="in the second"),
        pytest.param([[GOOD], [GOOD], [GOOD, BAD], [BAD, GOOD]], id="in two later ones"),
        pytest.param([[GOOD] * 3, [BAD, GOOD], [BAD]], id="first in each"),
        pytest.param([[BAD], [BAD, BAD]], id="everywhere"),
    ],
)
def test_every_message_is_delivered_once(batches: list[list[tuple[str, bytes]]]) -> None:
    raw = fetched(*batches)
    offsets = list(range(sum(map(len, batches)) + 1))
    # A broker begins with the batch in which the wanted position lies.
    for start in range(len(batches[0])):
        assert [message.offset for message in read_out(raw, start=start)] == offsets[start:]
        assert [m.offset for m in read_out(raw, start=start, deliver=2)] == offsets[start:][:2]


def test_without_its_parts_in_c_aiokafka_reads_it_as_well() -> None:
    test = "test_every_message_is_delivered_once"
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__, "-k", test],
        env={**os.environ, "AIOKAFKA_NO_EXTENSIONS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout


async def tries_in_a_second(client: AIOKafkaClient) -> int:
    """How often it asks for metadata when its answer is not what one waits for."""
    tries, until = 0, time.monotonic() + SECONDS
    while time.monotonic() < until:
        await client.force_metadata_update()
        tries += 1
    return tries


@pytest.mark.broker
async def test_brokers_that_are_gone_are_asked_with_pauses(own_broker: OwnBroker) -> None:
    async with own_broker.running():
        client = AIOKafkaClient(**client_options(own_broker.kafka))
        await client.bootstrap()
    try:
        assert await tries_in_a_second(client) <= MOST_IN_A_SECOND
    finally:
        await client.close()


@pytest.mark.broker
async def test_a_partition_without_a_leader_is_asked_for_with_pauses(kafka: KafkaSettings) -> None:
    await create_topics(kafka)
    client = AIOKafkaClient(**client_options(kafka))
    await client.bootstrap()
    try:
        at_once = await tries_in_a_second(client)
        update = client.cluster.update_metadata

        def update_without_leaders(metadata: object) -> None:
            update(metadata)
            leaderless = PartitionMetadata("t", 0, leader=-1, replicas=[], isr=[], error=5)
            client.cluster._partitions["t"] = {0: leaderless}

        client.cluster.update_metadata = update_without_leaders
        assert await tries_in_a_second(client) <= MOST_IN_A_SECOND < at_once
    finally:
        await client.close()


class FakeFetcher(fetcher.Fetcher):
    """Has fetches under way."""

    def __init__(self, *under_way: "asyncio.Task[bool]") -> None:
        self._fetch_task = asyncio.create_task(asyncio.sleep(60))
        self._fetch_waiters: set[object] = set()
        self._pending_tasks = set(under_way)


async def test_a_consumer_closes_while_a_fetch_waits_to_be_tried_again() -> None:
    async def pause_after_a_failure() -> bool:
        await asyncio.sleep(60)
        return False

    async def fail() -> bool:
        raise ConnectionError("the broker is gone")

    fetches = [asyncio.create_task(fetch()) for fetch in (pause_after_a_failure, fail)]
    closing = FakeFetcher(*fetches)
    await asyncio.sleep(0)

    await closing.close()

    assert all(fetch.done() for fetch in fetches)
    assert closing._fetch_task.cancelled()


class Stubborn:
    """Closes as aiokafka's clients do: it takes a cancellation of its caller for its own."""

    def __init__(self) -> None:
        self.task = asyncio.create_task(asyncio.sleep(60))
        self.is_closed = False

    async def close(self) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task
        await asyncio.sleep(0)
        self.is_closed = True


async def test_a_cancellation_that_comes_while_a_client_closes_is_not_lost() -> None:
    client = Stubborn()
    await asyncio.sleep(0)

    closing = asyncio.create_task(aiokafka_fixes._whole(client.close()))
    for _ in range(2):
        await asyncio.sleep(0)
    closing.cancel()

    with pytest.raises(asyncio.CancelledError):
        await closing
    assert client.is_closed


@pytest.mark.broker
async def test_clients_close_whole_also_when_cancelled_at_any_moment(kafka: KafkaSettings) -> None:
    await create_topics(kafka)
    outcomes: list[BaseException | None] = []
    for moment in range(8):
        consumer = AIOKafkaConsumer(**client_options(kafka))
        await consumer.start()
        closing = asyncio.create_task(consumer.stop())
        for _ in range(moment):
            await asyncio.sleep(0)
        is_over = closing.done()
        closing.cancel()
        outcomes += await asyncio.gather(closing, return_exceptions=True)
        assert is_over or isinstance(outcomes[-1], asyncio.CancelledError), moment
    assert isinstance(outcomes[1], asyncio.CancelledError)
