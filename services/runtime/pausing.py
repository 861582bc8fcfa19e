"""aiokafka takes a breath before it asks for metadata again that it could not use.

Its producer wants new metadata as long as a partition has no leader, and asks for it again the
moment it has come: while brokers elect, or are gone, that is a loop without a pause which takes a
whole core and writes thousands of lines a second. `tests/runtime/test_pausing.py` fails when the
replaced method changes upstream.
"""

import asyncio
from collections.abc import Iterable
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.cluster import ClusterMetadata

_update = AIOKafkaClient._metadata_update


async def _update_and_pause(
    self: AIOKafkaClient, metadata: ClusterMetadata, topics: Iterable[str]
) -> Any:
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


def let_clients_pause() -> None:
    """Give all of aiokafka's clients in this process the pause, Faust's included."""
    AIOKafkaClient._metadata_update = _update_and_pause
