"""aiokafka's client is not in a hurry where there is nothing to be had."""

import inspect
import time
from hashlib import sha256

import pytest
from aiokafka.client import AIOKafkaClient
from aiokafka.structs import PartitionMetadata

from services.runtime import pausing
from services.runtime.administration import create_topics
from services.runtime.kafka import client_options
from services.runtime.settings import KafkaSettings
from tests.brokers import OwnBroker

SECONDS = 1.0
MOST_IN_A_SECOND = 12
"""aiokafka's own pause between two tries of anything else is a tenth of a second."""

REPLACED = "06dc51ed3e0d"


def test_the_replaced_method_is_the_one_that_was_read() -> None:
    """When it changes, see whether aiokafka has learnt to wait; then remove services' own way."""
    source = inspect.getsource(pausing._update)
    assert sha256(source.encode()).hexdigest()[:12] == REPLACED


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
