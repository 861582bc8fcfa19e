"""aiokafka's own code for commits, on a model of the requests that it sends."""

import asyncio
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from aiokafka import TopicPartition
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.errors import (
    IllegalGenerationError,
    RequestTimedOutError,
    TopicAuthorizationFailedError,
    UnknownError,
)
from aiokafka.protocol.commit import OffsetCommitRequest
from aiokafka.structs import OffsetAndMetadata
from faust.types import TP

from tests.streaming.simulation.broker import Broker

NO_GENERATION = OffsetCommitRequest.DEFAULT_GENERATION_ID
NO_ERROR = 0
REFUSALS = (UnknownError, TopicAuthorizationFailedError)


class Coordinator:
    """What aiokafka's commits need of their coordinator."""

    group_id = "group"
    coordinator_id = 0
    _retry_backoff_ms = 100

    def __init__(self, broker: Broker, name: str, put_out: Callable[[], None]) -> None:
        self.member_id = name
        self.generation = NO_GENERATION
        self.reset_generation = self.request_rejoin = put_out
        self._broker = broker
        self._commit_lock = asyncio.Lock()

    async def commit_offsets(
        self, assignment: Any, offsets: Mapping[TopicPartition, OffsetAndMetadata]
    ) -> None:
        """As aiokafka does, with what newsmill mends there."""
        await GroupCoordinator.commit_offsets(self, assignment, offsets)

    async def _do_commit_offsets(
        self, assignment: Any, offsets: Mapping[TopicPartition, OffsetAndMetadata]
    ) -> None:
        await GroupCoordinator._do_commit_offsets(self, assignment, offsets)

    async def ensure_coordinator_known(self) -> None:
        """It is."""

    def coordinator_dead(self) -> None:
        """There is no other."""

    async def fetch_committed_offsets(
        self, partitions: Any
    ) -> dict[TopicPartition, OffsetAndMetadata]:
        """What is committed, with its metadata."""
        committed = self._broker.group.committed
        wanted = [TP(*tp) for tp in partitions]
        found = await self._broker.ask(
            lambda: {tp: committed[tp] for tp in wanted if tp in committed}
        )
        return {TopicPartition(*tp): OffsetAndMetadata(*at) for tp, at in found.items()}

    async def _send_req(self, request: OffsetCommitRequest) -> Any:
        """The answer to a commit: an error code for each partition.

        Raises:
            RequestTimedOutError: it was lost.
        """
        broker, group, name = self._broker, self._broker.group, self.member_id
        generation = request._consumer_group_generation_id
        commits = {
            TP(topic, partition): (offset, metadata)
            for topic, partitions in request._topics
            for partition, offset, metadata in partitions
        }
        how = broker.what_goes_wrong("commit")
        code = NO_ERROR
        if how == "refused":
            await asyncio.sleep(broker.rng.random() * 0.1)
            code = broker.rng.choice(REFUSALS).errno
        else:
            if how == "fenced":
                await broker.ask(lambda: group.forget(name))
            elif how == "late":
                await asyncio.sleep(broker.rng.random() * 4)
            if not await broker.ask(lambda: group.commit(name, generation, commits)):
                code = IllegalGenerationError.errno
            if how == "answer lost":
                await asyncio.sleep(broker.rng.random() * 3)
                raise RequestTimedOutError
        topics = {tp.topic for tp in commits}
        answers = [
            (topic, [(tp.partition, code) for tp in commits if tp.topic == topic])
            for topic in sorted(topics)
        ]
        return SimpleNamespace(topics=answers)
