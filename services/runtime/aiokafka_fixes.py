"""Three mistakes of aiokafka, mended for all of its clients in this process, Faust's included.

`tests/runtime/test_aiokafka_fixes.py` fails when a method that is replaced here changes upstream.
"""

import asyncio
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.cluster import ClusterMetadata
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.errors import CommitFailedError, NotCoordinatorForGroupError, for_code
from aiokafka.protocol.commit import OffsetFetchRequest

_update = AIOKafkaClient._metadata_update
_ask = GroupCoordinator._send_req
_commit = GroupCoordinator.commit_offsets
_try_to_commit = GroupCoordinator._do_commit_offsets

_wanted_in: ContextVar[int] = ContextVar("wanted_in")
"""The generation of the group in which a commit was wanted."""


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
    """Take a refusal to tell what is committed for a refusal; who asked asks again.

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
        raise error(f"{self.group_id}: what is committed was not told")
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


def mend_aiokafka() -> None:
    """Put the mended methods in place."""
    AIOKafkaClient._metadata_update = _update_and_pause
    GroupCoordinator._send_req = _ask_and_look
    GroupCoordinator.commit_offsets = _commit_in_one_generation
    GroupCoordinator._do_commit_offsets = _try_in_one_generation
