"""Wait until a change of topics has reached all brokers: Kafka answers before it has."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import for_code
from aiokafka.protocol.metadata import MetadataRequest
from aiokafka.protocol.offset import OffsetRequest

PATIENCE_SECONDS = 10.0
LOOK_SECONDS = 0.1
LATEST = -1
NO_REPLICA, READ_UNCOMMITTED = -1, 0


async def until_writable(admin: AIOKafkaAdminClient, names: Sequence[str]) -> None:
    """Return when each partition of these topics has a leader that knows of it.

    A producer would be refused before, try again, and complain of it. Given up after ten seconds.
    """
    await _until(lambda: _are_writable(admin, names))


async def until_gone(admin: AIOKafkaAdminClient, names: Sequence[str]) -> list[str]:
    """Return when these topics are there no more, or after ten seconds: those that still are."""
    left: list[str] = []

    async def are_gone() -> bool:
        left[:] = [it["topic"] for it in await _described(admin, names) if it["partitions"]]
        return not left

    await _until(are_gone)
    return left


async def _until(is_so: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not await is_so() and time.monotonic() < deadline:  # noqa: ASYNC110 # there is no event to wait for
        await asyncio.sleep(LOOK_SECONDS)


async def _are_writable(admin: AIOKafkaAdminClient, names: Sequence[str]) -> bool:
    """Ask each leader where its partitions end: one that does not know yet says so."""
    asked: defaultdict[int, dict[str, list[tuple[int, int]]]] = defaultdict(dict)
    for topic in await _described(admin, names):
        if for_code(topic["error_code"]).retriable:
            return False
        for partition in topic["partitions"]:
            if partition["leader"] < 0:
                return False
            of_topic = asked[partition["leader"]].setdefault(topic["topic"], [])
            of_topic.append((partition["partition"], LATEST))
    for leader, partitions in asked.items():
        request = OffsetRequest(NO_REPLICA, READ_UNCOMMITTED, list(partitions.items()))
        reply = await admin._send_request_to_node(leader, request)
        codes = [code for _, answers in reply.topics for _, code, *_ in answers]
        if any(for_code(code).retriable for code in codes):
            return False
    return True


async def _described(admin: AIOKafkaAdminClient, names: Sequence[str]) -> list[dict[str, Any]]:
    """What one broker knows of these topics; an error where it knows none of that name."""
    reply = await admin._send_request(MetadataRequest(list(names), False))
    topics: list[dict[str, Any]] = reply.to_object()["topics"]
    return topics
