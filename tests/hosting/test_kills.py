"""Workers that are killed and stopped from outside, and what is held against their messages."""

import asyncio
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from newsmill.contracts.articles import UniqueArticle
from newsmill.contracts.headers import read_dead_letter
from newsmill.contracts.topics import DEAD_LETTERS, UNIQUE_ARTICLES
from newsmill.kafka.connection import client_options, topic_name
from newsmill.kafka.reading import open_reader
from newsmill.settings import KafkaSettings
from newsmill.streaming.poison import STILL_THERE, TRIES, Checkpoint
from newsmill.streaming.poison_files import CheckpointFiles
from tests.builders import unique_article
from tests.hosting.running import RunningRoom, run_room, write

# Each worker that is killed is waited for until the group has given it up.
pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

PATIENCE_SECONDS = 90


def article(number: int, title: str = "ok") -> UniqueArticle:
    return unique_article(url=f"https://a.example/{number}", title=title)


async def checkpoint(kafka: KafkaSettings) -> tuple[int, Checkpoint]:
    """What is committed of the only partition, and what stands beside it."""
    group, name = f"{kafka.topic_prefix}newsmill-enricher", topic_name(kafka, UNIQUE_ARTICLES)
    client = AIOKafkaConsumer(**client_options(kafka), group_id=group, enable_auto_commit=False)
    async with client:
        partition = TopicPartition(name, 0)
        found = await client._coordinator.fetch_committed_offsets([partition])
        if partition not in found:
            return 0, Checkpoint()
        committed = found[partition].offset
        if kafka.checkpoint_folder is not None:
            files = CheckpointFiles(kafka.checkpoint_folder, group)
            return committed, files.read(name, 0, committed)
        return committed, Checkpoint.decoded(found[partition].metadata, committed)


async def until_committed(
    kafka: KafkaSettings, condition: Callable[[int, Checkpoint], bool]
) -> Checkpoint:
    """What stands beside the commit as soon as `condition` holds for both."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            offset, found = await checkpoint(kafka)
            if condition(offset, found):
                return found
            await asyncio.sleep(0.05)


def is_idle_after(last: int, offset: int, found: Checkpoint) -> bool:
    """Whether all up to the message at `last` is done, and nothing is in hand."""
    return offset == last + 1 and found == Checkpoint()


def is_in_hand_and_no_end_is_known(_: int, found: Checkpoint) -> bool:
    """Whether the message at 0 is in hand, and only those still work on it who have lost it."""
    return found.in_hand == {0} and {it.found for it in found.suspects.get(0, ())} <= {STILL_THERE}


async def in_hand(room: RunningRoom, count: int = 1) -> None:
    await room.until(lambda told: counts(told).get("in_flight") == count)


def counts(told: dict[str, Any]) -> dict[str, Any]:
    """What the room says of its stage, as soon as it has one."""
    stage: dict[str, Any] = told["rooms"].get("enricher", {})
    return stage


async def test_kills_of_idle_workers_are_held_against_no_message(
    topics: KafkaSettings, log: Path
) -> None:
    """One partition; the message at offset 2 is begun for the first time before the third kill."""
    for number in range(2):
        await write(topics, UNIQUE_ARTICLES, [article(number)])
        async with run_room("enricher", topics, log) as room:
            await until_committed(topics, partial(is_idle_after, number))
            await room.kill()
    await write(topics, UNIQUE_ARTICLES, [article(2, "hang")])
    for ends in range(TRIES):
        async with run_room("enricher", topics, log) as room:
            await in_hand(room)
            found = await until_committed(topics, lambda _, found: bool(found.in_hand))
            assert found.in_hand == {2}
            assert len(found.suspects.get(2, ())) == ends
            await room.kill()
    # Only now, after three ends at each of which it was in hand.
    async with run_room("enricher", topics, log) as room:
        told = await room.until(lambda told: counts(told).get("dead_lettered") == 1)
        assert counts(told)["in_flight"] == 0
    async with open_reader(topics, [topic_name(topics, DEAD_LETTERS)], from_start=True) as reader:
        letter = read_dead_letter((await anext(reader)).headers)
    assert (letter.offset, letter.stage) == (2, "quarantine")
    assert letter.message.startswith(
        "was in the hands of 3 workers that ended, alone in the last's; their ends were seen at 2"
    )


async def test_a_worker_that_was_stopped_and_goes_on_has_not_ended(
    topics: KafkaSettings, log: Path
) -> None:
    """Another has taken over meanwhile, and has the message in hand."""
    await write(topics, UNIQUE_ARTICLES, [article(0, "hang")])
    async with run_room("enricher", topics, log) as stopped:
        await in_hand(stopped)
        stopped._process.send_signal(signal.SIGSTOP)
        async with run_room("enricher", topics, log) as other:
            await in_hand(other)
            # For all that can be known now, the first has ended.
            found = await until_committed(topics, lambda _, found: 0 in found.suspects)
            assert len(found.suspects[0]) == 1
            stopped._process.send_signal(signal.SIGCONT)
            await until_committed(topics, is_in_hand_and_no_end_is_known)
            await stopped.kill()
            await other.kill()


async def test_a_worker_that_is_killed_as_soon_as_it_has_begun_is_seen_by_the_next(
    topics: KafkaSettings, log: Path
) -> None:
    """Nothing is begun before the broker knows of it: the process ends in its first line."""
    sent = [article(number) for number in range(5)]
    sent[3] = article(3, "abort")
    await write(topics, UNIQUE_ARTICLES, sent)
    async with run_room("enricher", topics, log) as room:
        await room.ended()
    _, found = await checkpoint(topics)
    assert 3 in found.in_hand
