"""Six bugs of aiokafka, patched for all of its clients in this process, Faust's included.

A seventh patch adds what aiokafka knows of a fetch and does not tell: see `fetch_gaps`.
`tests/kafka/test_aiokafka_fixes.py` fails when a method that is replaced here changes upstream.
"""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any, SupportsIndex

from aiokafka import AIOKafkaConsumer
from aiokafka.client import AIOKafkaClient
from aiokafka.cluster import ClusterMetadata
from aiokafka.consumer import fetcher
from aiokafka.consumer.fetcher import Fetcher, FetchResult, PartitionRecords
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.errors import (
    CommitFailedError,
    CorruptRecordException,
    NotCoordinatorForGroupError,
    for_code,
)
from aiokafka.protocol.commit import OffsetFetchRequest
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import MemoryRecords, _MemoryRecordsPy

from newsmill.kafka.fetch_gaps import Covering, getall_with_gaps, with_gaps

_update = AIOKafkaClient._metadata_update
_ask = GroupCoordinator._send_req
_commit = GroupCoordinator.commit_offsets
_try_to_commit = GroupCoordinator._do_commit_offsets
_unpack = PartitionRecords._unpack_records
_close = Fetcher.close
_close_client = AIOKafkaClient.close
_stop_consumer = AIOKafkaConsumer.stop

_wanted_in: ContextVar[int] = ContextVar("wanted_in")
"""The generation of the group in which a commit was wanted."""

CLOSING_SECONDS = 1.0
"""How long closing may still take when whoever wanted it is cancelled."""

_FIRST_WITH_HEADERS = 2
"""The format of record batches, https://kafka.apache.org/documentation/#recordbatch."""


async def _update_and_pause(
    self: AIOKafkaClient, metadata: ClusterMetadata, topics: Iterable[str]
) -> Any:
    """Take a breath before metadata are asked for again that could not be used.

    A producer wants new metadata as long as a partition has no leader, and asks for it again the
    moment it has come: while brokers elect, or are gone, that is a loop without a pause which
    takes a whole core and writes thousands of lines a second.
    """
    is_updated = await _update(self, metadata, topics)
    if not is_updated or _lacks_a_leader(metadata):
        await asyncio.sleep(self._retry_backoff)
    return is_updated


def _lacks_a_leader(metadata: ClusterMetadata) -> bool:
    return any(
        partition.leader < 0
        for partitions in metadata._partitions.values()
        for partition in partitions.values()
    )


async def _ask_and_look(self: GroupCoordinator, request: Any) -> Any:
    """Raise where an offset-fetch answer is an error; whoever asked asks again.

    A coordinator that is loading, or is the coordinator no more, says so once for the whole
    answer, in a field that aiokafka does not look at: its answer without partitions would be taken
    for "nothing is committed", and everything be read again from the start.

    Raises:
        KafkaError: what the broker gave as the reason.
    """
    response = await _ask(self, request)
    code = getattr(response, "error_code", 0) if isinstance(request, OffsetFetchRequest) else 0
    if code:
        error = for_code(code)
        if error is NotCoordinatorForGroupError:
            self.coordinator_dead()
        raise error(f"{self.group_id}: the offset-fetch answer is an error")
    return response


async def _commit_in_one_generation(
    self: GroupCoordinator, assignment: Any, offsets: Mapping[Any, Any]
) -> None:
    """Commit, with each new try for the generation in which it was wanted.

    aiokafka takes for each try the generation that it is in by then: what is still tried again
    after a rebalance goes back behind what the partition's new owner has committed, or says of it
    what is true no more, and the broker takes it for a commit of today.
    """
    token = _wanted_in.set(self.generation)
    try:
        await _commit(self, assignment, offsets)
    finally:
        _wanted_in.reset(token)


async def _try_in_one_generation(
    self: GroupCoordinator, assignment: Any, offsets: Mapping[Any, Any]
) -> None:
    """Try once, unless the group is in another generation by now.

    Raises:
        CommitFailedError: it is.
    """
    if _wanted_in.get(self.generation) != self.generation:
        raise CommitFailedError(f"{self.group_id}: the group has rebalanced meanwhile")
    await _try_to_commit(self, assignment, offsets)


class _Fetched(Covering, MemoryRecords):  # type: ignore[misc] # has no types
    """Record batches as they were fetched, which can be read a second time."""

    def __init__(self, fetched: bytes) -> None:
        super().__init__(fetched)
        self.fetched = fetched


def _unpack_with_gaps(self: PartitionRecords) -> Iterator[Any]:
    return with_gaps(self, _unpack_whatever_comes(self))


def _unpack_whatever_comes(self: PartitionRecords) -> Iterator[Any]:
    """Read also messages with a header whose name is not UTF-8; its bytes are written `\\xff`.

    No broker minds such a name, and anybody who may write can write one. aiokafka fails at it, and
    delivers neither that message nor what was fetched with it, before or behind, at any try.
    """
    aborted = list(self._aborted_transactions)
    try:
        yield from _unpack(self)
    except UnicodeDecodeError:
        pass
    except CorruptRecordException as error:
        # aiokafka raises this without its C extensions.
        if not isinstance(error.__cause__, UnicodeDecodeError):
            raise
    else:
        return
    # From the start once more, without what was delivered: the end of each batch that is read again
    # sets the position back to itself.
    delivered = self.next_fetch_offset
    self._records = _Lenient(self._records.fetched)
    self._aborted_transactions, self._aborted_producers = aborted, set()
    yield from (record for record in _unpack(self) if record.offset >= delivered)


class _LenientBatches(_MemoryRecordsPy):  # type: ignore[misc] # has no types
    def next_batch(self) -> Any:
        batch = self._next_slice
        if len(batch) < self.MIN_SLICE or batch[self.MAGIC_OFFSET] < _FIRST_WITH_HEADERS:
            return super().next_batch()
        self._cache_next()
        return _LenientBatch(batch)


class _Lenient(Covering, _LenientBatches):
    """Record batches in which a text may be anything."""


class _LenientBatch(_DefaultRecordBatchPy):  # type: ignore[misc] # has no types
    _buffer: bytearray

    def _maybe_uncompress(self) -> None:
        super()._maybe_uncompress()
        self._buffer = _LenientBytes(self._buffer)


class _LenientBytes(bytearray):
    def __getitem__(self, at: SupportsIndex | slice) -> Any:
        part = super().__getitem__(at)
        return _LenientBytes(part) if isinstance(at, slice) else part

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:  # noqa: ARG002
        return super().decode(encoding, "backslashreplace")


async def _close_all(self: Fetcher) -> None:
    """Close, also while a fetch takes its pause after a failure.

    aiokafka cancels the fetches that are under way and awaits them. One in that pause raises the
    cancellation, which looks like the caller's own: with a broker gone, whoever closed a consumer
    was ended by it, and the connections stayed open.
    """
    # First of all what would begin new ones.
    self._fetch_task.cancel()
    await asyncio.gather(self._fetch_task, return_exceptions=True)
    under_way = [*self._pending_tasks]
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)
    self._pending_tasks.difference_update(under_way)
    await _close(self)


async def _close_whole(self: AIOKafkaClient) -> None:
    await _whole(_close_client(self))


async def _stop_whole(self: AIOKafkaConsumer) -> None:
    await _whole(_stop_consumer(self))


async def _whole(closing: Coroutine[Any, Any, None]) -> None:
    """Close in a task of its own, and let a cancellation of the caller through after it.

    aiokafka awaits the tasks that it has cancelled with every cancellation suppressed, also the
    caller's own: a command went on after a Ctrl-C that came in this moment.
    """
    task = asyncio.create_task(closing)
    try:
        await asyncio.wait({task})
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=CLOSING_SECONDS)
        task.cancel()
        raise
    task.result()


def mend_aiokafka() -> None:
    """Put the mended methods in place."""
    AIOKafkaClient.close = _close_whole
    AIOKafkaConsumer.stop = _stop_whole
    Fetcher.close = _close_all
    AIOKafkaClient._metadata_update = _update_and_pause
    GroupCoordinator._send_req = _ask_and_look
    GroupCoordinator.commit_offsets = _commit_in_one_generation
    GroupCoordinator._do_commit_offsets = _try_in_one_generation
    PartitionRecords._unpack_records = _unpack_with_gaps
    FetchResult.getall = getall_with_gaps
    fetcher.MemoryRecords = _Fetched
