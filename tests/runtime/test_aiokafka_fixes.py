"""aiokafka's clients are in no hurry where there is nothing to be had, and believe a refusal."""

import inspect
import time
from hashlib import sha256

import pytest
from aiokafka import TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.errors import (
    BrokerResponseError,
    GroupAuthorizationFailedError,
    GroupCoordinatorNotAvailableError,
    GroupLoadInProgressError,
    NotCoordinatorForGroupError,
)
from aiokafka.protocol.commit import OffsetFetchResponse_v3
from aiokafka.structs import PartitionMetadata

from services.runtime import aiokafka_fixes
from services.runtime.administration import create_topics
from services.runtime.kafka import client_options
from services.runtime.settings import KafkaSettings
from tests.brokers import OwnBroker

SECONDS = 1.0
MOST_IN_A_SECOND = 12
"""aiokafka's own pause between two tries of anything else is a tenth of a second."""

REPLACED = {
    "_metadata_update": (aiokafka_fixes._update, "06dc51ed3e0d"),
    "_send_req": (aiokafka_fixes._ask, "fa4b12e914ce"),
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
        self.has_lost_its_coordinator = False

    async def send(self, *_: object, **__: object) -> object:
        return self._answers.pop(0)

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
    raw = TopicPartition("raw", 0)
    found = await coordinator.fetch_committed_offsets([raw])
    assert found[raw].offset == 4999
    assert coordinator.has_lost_its_coordinator is is_another


async def test_who_may_not_know_what_is_committed_is_told_so() -> None:
    coordinator = FakeCoordinator(refused(GroupAuthorizationFailedError.errno))
    with pytest.raises(GroupAuthorizationFailedError):
        await coordinator.fetch_committed_offsets([TopicPartition("raw", 0)])


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
