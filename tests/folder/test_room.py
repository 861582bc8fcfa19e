"""The room on a broker: killed while it writes, its rows are those of the golden fold."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

import pytest

from newsmill.contracts.articles import DuplicateArticle
from newsmill.contracts.current import CurrentArticle
from newsmill.contracts.topics import CURRENT_ARTICLES, DUPLICATE_ARTICLES, ENRICHED_ARTICLES
from newsmill.hosting.asking import LOOPBACK, ask
from newsmill.hosting.status import ProcessStatus
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import partition_of, topic_name
from newsmill.kafka.publisher import KafkaPublisher, open_publisher
from newsmill.kafka.reading import open_reader
from newsmill.settings import KafkaSettings
from newsmill.streaming.status import StageStatus
from tests.e2e.rooms import RoomProcess, running_rooms
from tests.folder.records import Golden, Said, article, copy, folded_by_hand, retracted

pytestmark = [pytest.mark.broker, pytest.mark.timeout(240)]

PARTITIONS = 2
PATIENCE_SECONDS = 60
LOOK_SECONDS = 0.1
POLL_MILLISECONDS = 200
ARTICLES = 40


@pytest.fixture
async def topics(kafka: KafkaSettings) -> KafkaSettings:
    """The broker, with the folder's topics."""
    two = kafka.model_copy(update={"topic_partitions": PARTITIONS})
    await create_topics(two, [ENRICHED_ARTICLES, DUPLICATE_ARTICLES, CURRENT_ARTICLES])
    return two


def news(draw: Random, count: int) -> list[Said]:
    """Versions, retractions and copies of some articles, in no order and with repeats."""
    said: list[Said] = []
    while len(said) < count:
        name, revision, minute = draw.randrange(ARTICLES), draw.randint(1, 9), draw.randrange(5)
        kind = draw.random()
        if kind < 0.1:
            said.append(retracted(name, revision, minute))
        elif kind < 0.5:
            said.append(copy(name, draw.randint(1, 12)))
        elif kind < 0.6 and said:
            said.append(draw.choice(said))
        else:
            said.append(article(name, revision, minute))
    return said


async def write(kafka: KafkaSettings, publisher: KafkaPublisher, said: Sequence[Said]) -> None:
    for record in said:
        topic = DUPLICATE_ARTICLES if isinstance(record, DuplicateArticle) else ENRICHED_ARTICLES
        await publisher.publish(
            topic_name(kafka, topic),
            topic.key(record).encode(),
            record.model_dump_json().encode(),
            topic.partition_key(record),
            [],
        )


class Rows:
    """All that was ever written to the rows, and what compaction would leave of it."""

    def __init__(self) -> None:
        self.current: dict[str, CurrentArticle] = {}
        self.deleted = 0
        self.went_back: list[tuple[CurrentArticle, CurrentArticle]] = []
        self._last: dict[str, CurrentArticle] = {}

    def note(self, key: str, value: bytes | None) -> None:
        if value is None:
            self.deleted += 1
            self.current.pop(key, None)
            return
        row = CurrentArticle.model_validate_json(value)
        assert row.article_id == key
        before = self._last.get(key)
        if before is not None and order(row) < order(before):
            self.went_back.append((before, row))
        self._last[key] = self.current[key] = row

    def golden(self) -> Golden:
        return {
            key: (row.title, row.copies, list(row.copy_hosts)) for key, row in self.current.items()
        }


def order(row: CurrentArticle) -> tuple[Any, ...]:
    return row.revision, row.enriched_at, row.copies


async def until_rows(
    kafka: KafkaSettings, is_enough: Callable[[Rows], bool], rows: Rows | None = None
) -> Rows:
    """All rows from the first, as soon as they are enough."""
    rows = rows or Rows()
    deadline = time.monotonic() + PATIENCE_SECONDS
    async with open_reader(kafka, [topic_name(kafka, CURRENT_ARTICLES)], from_start=True) as reader:
        while time.monotonic() < deadline and not is_enough(rows):
            for messages in (await reader.getmany(timeout_ms=POLL_MILLISECONDS)).values():
                for message in messages:
                    rows.note(message.key.decode(), message.value)
    return rows


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await condition():  # noqa: ASYNC110 # the room brings it about
            await asyncio.sleep(LOOK_SECONDS)


def status_of(process: RoomProcess) -> StageStatus:
    answer = ask(LOOPBACK, process.health_port, "/status", timeout=5)
    status = ProcessStatus.from_json(answer.body).rooms["folder"]
    assert isinstance(status, StageStatus)
    return status


async def test_killed_while_it_writes_it_ends_with_the_rows_of_the_golden_fold(
    topics: KafkaSettings, tmp_path: Path
) -> None:
    draw = Random(16)
    said = news(draw, 1500)
    expected = folded_by_hand(said)
    with running_rooms(("folder",), topics, tmp_path, {}) as processes:
        async with open_publisher(topics) as publisher:
            for start in range(0, len(said), 300):
                writing = asyncio.create_task(write(topics, publisher, said[start : start + 300]))
                await asyncio.sleep(draw.uniform(0, 0.7))
                processes["folder"].kill()
                processes["folder"].start()
                processes["folder"].wait_until_ready()
                await writing
        rows = await until_rows(topics, lambda rows: rows.golden() == expected)
        status = status_of(processes["folder"])

    assert rows.golden() == expected
    assert rows.went_back == []
    assert rows.deleted
    assert status.in_flight == status.lost == 0
    assert status.read == status.published[CURRENT_ARTICLES.name] + sum(status.dropped.values())


async def test_two_share_the_partitions_and_one_goes_on_where_the_other_was_killed(
    topics: KafkaSettings, tmp_path: Path
) -> None:
    draw = Random(61)
    said = news(draw, 600)
    # No row is held ready: late copies read their originals once more.
    environment = {"NEWSMILL_FOLDER_RECENT_BYTES": "0"}
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(running_rooms(("folder",), topics, folder, environment))["folder"]
            for folder in (made(tmp_path / "first"), made(tmp_path / "second"))
        )
        async with open_publisher(topics) as publisher:
            await write(topics, publisher, said[:300])
            await until_rows(topics, lambda rows: rows.golden() == folded_by_hand(said[:300]))
            writing = asyncio.create_task(write(topics, publisher, said[300:]))
            second.kill()
            await writing
        expected = folded_by_hand(said)
        rows = await until_rows(topics, lambda rows: rows.golden() == expected)
        second.start()
        second.wait_until_ready()
        status = status_of(first)

    assert rows.golden() == expected
    assert rows.went_back == []
    assert "out_of_reach" not in status.dropped


async def test_what_is_no_record_is_told_and_copies_from_before_do_no_harm(
    topics: KafkaSettings, tmp_path: Path
) -> None:
    old = next(
        it
        for it in (copy("a", number) for number in range(1, 99))
        if partition_of(it.article_id, PARTITIONS) != partition_of(it.group_id, PARTITIONS)
    )
    async with open_publisher(topics) as publisher:
        # Keyed and partitioned by the copy's own id, as they were.
        await publisher.publish(
            topic_name(topics, DUPLICATE_ARTICLES),
            old.article_id.encode(),
            old.model_dump_json().encode(),
            old.article_id,
            [],
        )
        await publisher.publish(topic_name(topics, ENRICHED_ARTICLES), b"k", b"{", "k", [])
        await publisher.publish(topic_name(topics, DUPLICATE_ARTICLES), b"k", None, "k", [])
        await write(topics, publisher, [article("a"), article("b")])
        with running_rooms(("folder",), topics, tmp_path, {}) as processes:
            rows = await until_rows(topics, lambda rows: len(rows.current) > 1)
            # They lie in other partitions than the articles: they may come later.
            await until(_is_counted(processes["folder"], {"unreadable": 2, "elsewhere": 1}))

    assert rows.golden() == folded_by_hand([article("a"), article("b")])
    log = (tmp_path / "folder.log").read_text()
    assert log.count("a message cannot be read, and is in no row") == 2


def _is_counted(process: RoomProcess, dropped: dict[str, int]) -> Callable[[], Awaitable[bool]]:
    async def counted() -> bool:
        return (await asyncio.to_thread(status_of, process)).dropped == dropped

    return counted


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder
