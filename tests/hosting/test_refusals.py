"""What a broker refuses for now is waited for, for good ends the room, and blames no message."""

import asyncio
import json
import os
import random
import re
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from newsmill.contracts.articles import UniqueArticle
from newsmill.contracts.headers import read_dead_letter
from newsmill.contracts.topics import (
    DEAD_LETTERS,
    ENRICHED_ARTICLES,
    RAW_ARTICLES,
    UNIQUE_ARTICLES,
    Topic,
)
from newsmill.exit_codes import EXIT_NOT_STARTED
from newsmill.kafka.admin import create_topics, delete_topics
from newsmill.kafka.connection import client_options, group_name, open_admin, topic_name
from newsmill.kafka.reading import open_reader
from newsmill.local.ports import free_port
from newsmill.settings import KafkaSettings
from tests.apache_kafka import addresses, kafkas_own, prepare, running_kafka
from tests.brokers import is_apache_wanted
from tests.builders import TEXT, unique_article
from tests.commands import Run
from tests.faults.faults_of_surroundings import (
    CLOCK_FILE,
    false_clock,
    set_clock,
    why_no_false_clock,
)
from tests.hosting.running import REPOSITORY, RunningRoom, read, run_room, write

pytestmark = [
    pytest.mark.broker,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        not is_apache_wanted(), reason="only Apache Kafka refuses these: make test-kafka"
    ),
]
needs_false_clock = pytest.mark.skipif(
    why_no_false_clock() is not None, reason=str(why_no_false_clock())
)

NINETY_MINUTES = 5400
WAITING = "waiting: the broker refuses for now"


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """What lets a process read its clock from the folder's file."""
    with false_clock(tmp_path) as environment:
        yield environment


def articles(count: int, start: int = 0, **changes: Any) -> list[UniqueArticle]:
    return [
        unique_article(url=f"https://a.example/{n}", **changes) for n in range(start, start + count)
    ]


async def results(kafka: KafkaSettings, count: int) -> list[str | None]:
    """The addresses of the articles that came out."""
    records = await read(kafka, [ENRICHED_ARTICLES], lambda records: len(records) >= count)
    return [record.url for record in records if isinstance(record, UniqueArticle)]


async def set_up(kafka: KafkaSettings, topic: Topic[Any], **settings: str) -> None:
    name = topic_name(kafka, topic)
    told = {setting.replace("_", "."): value for setting, value in settings.items()}
    async with open_admin(kafka) as admin:
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, told)])


def told_of_waiting(log: Path) -> list[str]:
    """Why the room has waited; a line for each time."""
    lines = (json.loads(line) for line in log.read_text().splitlines() if line.startswith("{"))
    return [line["why"] for line in lines if line["event"] == WAITING]


def is_waiting(told: dict[str, Any]) -> bool:
    return not told["ready"] and bool(told["rooms"])


async def dead_letters(room: RunningRoom) -> int:
    told = await room.status()
    assert told is not None
    return int(told["rooms"]["enricher"]["dead_lettered"])


@needs_false_clock
@pytest.mark.parametrize("room_name", ["enricher", "numberer"], ids=["stateless", "with journal"])
@pytest.mark.parametrize(
    ("wrong_by", "settings", "line"),
    [
        (NINETY_MINUTES, {}, r"our clock \(.* UTC\) is 1:(29:5|30:0)\d ahead of the broker's \(2"),
        (
            -NINETY_MINUTES,
            {"message_timestamp_before_max_ms": "3600000"},
            r"our clock \(.* UTC\) is 0:(29:5|30:0)\d further behind the broker's than",
        ),
    ],
    ids=["ahead", "behind"],
)
async def test_a_wrong_clock_is_waited_for_and_suspects_nobody(
    topics: KafkaSettings,
    log: Path,
    tmp_path: Path,
    clock: Mapping[str, str],
    room_name: str,
    wrong_by: int,
    settings: dict[str, str],
    line: str,
) -> None:
    for topic in (ENRICHED_ARTICLES, DEAD_LETTERS):
        await set_up(topics, topic, **settings)
    await write(topics, UNIQUE_ARTICLES, articles(5))
    async with run_room(room_name, topics, log, NEWSMILL_LOG_FORMAT="json", **clock) as room:
        await results(topics, 5)
        set_clock(tmp_path / CLOCK_FILE, wrong_by)
        await write(topics, UNIQUE_ARTICLES, articles(40, start=5))
        await room.until(is_waiting)
        # Several tries, none of which is said again.
        await asyncio.sleep(5)
        assert is_waiting(await room.status() or {})
        (why,) = told_of_waiting(log)
        assert re.search(line, why)
        assert "set the clock right" in why
        set_clock(tmp_path / CLOCK_FILE, 0)
        assert len(set(await results(topics, 45))) == 45
        await room.ready()
        assert await dead_letters(room) == 0
        assert await room.stop() == 0


@needs_false_clock
async def test_where_the_broker_sets_the_time_no_clock_is_waited_for(
    topics: KafkaSettings, log: Path, tmp_path: Path, clock: Mapping[str, str]
) -> None:
    await set_up(topics, ENRICHED_ARTICLES, message_timestamp_type="LogAppendTime")
    set_clock(tmp_path / CLOCK_FILE, NINETY_MINUTES)
    await write(topics, UNIQUE_ARTICLES, articles(3))
    async with run_room("enricher", topics, log, NEWSMILL_LOG_FORMAT="json", **clock) as room:
        assert len(set(await results(topics, 3))) == 3
        await room.ready()
        assert told_of_waiting(log) == []
        assert await room.stop() == 0


@needs_false_clock
async def test_a_room_that_is_stopped_while_it_waits_suspects_nobody(
    topics: KafkaSettings, log: Path, tmp_path: Path, clock: Mapping[str, str]
) -> None:
    await write(topics, UNIQUE_ARTICLES, articles(3))
    set_clock(tmp_path / CLOCK_FILE, NINETY_MINUTES)
    for _ in range(4):
        settings = {"NEWSMILL_STOP_TIMEOUT": "1", **clock}
        async with run_room("enricher", topics, log, **settings) as room:
            await room.until(lambda told: bool(told["rooms"]) and is_waiting(told))
            await room.until(lambda told: told["rooms"]["enricher"]["in_flight"] == 3)
            await room.stop(patience=15)
    set_clock(tmp_path / CLOCK_FILE, 0)
    async with run_room("enricher", topics, log, **clock) as room:
        assert len(set(await results(topics, 3))) == 3
        assert await dead_letters(room) == 0


@needs_false_clock
def test_a_command_with_a_wrong_clock_says_so(
    kafka: KafkaSettings, newsmill: Run, tmp_path: Path, clock: Mapping[str, str]
) -> None:
    asyncio.run(create_topics(kafka, [RAW_ARTICLES]))
    set_clock(tmp_path / CLOCK_FILE, NINETY_MINUTES)
    document = json.dumps({"title": "A ferry sinks", "text": TEXT, "url": "https://a.example/1"})
    ended = newsmill(
        *("ingest", "-"),
        stdin=document,
        NEWSMILL_BROKER=kafka.broker,
        NEWSMILL_TOPIC_PREFIX=kafka.topic_prefix,
        **clock,
    )
    assert ended.returncode == 1
    assert "ahead of the broker's" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.timeout(300)
async def test_too_few_replicas_are_waited_for_and_hold_up_nobody_else(
    tmp_path: Path, log: Path
) -> None:
    with running_kafka(tmp_path / "kafka", brokers=3) as nodes:
        kafka = KafkaSettings(
            broker=addresses(nodes), topic_partitions=1, replication_factor=3, session_timeout=6
        )
        await create_topics(kafka)
        await set_up(kafka, ENRICHED_ARTICLES, min_insync_replicas="3")
        await write(kafka, UNIQUE_ARTICLES, articles(5))
        async with run_room("enricher", kafka, log, NEWSMILL_LOG_FORMAT="json") as room:
            await results(kafka, 5)
            nodes[2].stop()
            await write(
                kafka,
                UNIQUE_ARTICLES,
                [*articles(5, start=5), *articles(3, start=10, title="fail")],
            )
            await room.until(is_waiting)
            assert any("min.insync.replicas" in why for why in told_of_waiting(log))
            # Dead letters go to another topic of the same brokers.
            await room.until(lambda told: told["rooms"]["enricher"]["dead_lettered"] == 3)
            nodes[2].start()
            nodes[2].wait_until_ready()
            assert len(set(await results(kafka, 10))) == 10
            await room.ready()
            assert await room.stop() == 0


async def test_a_record_that_is_refused_takes_no_other_with_it(
    topics: KafkaSettings, log: Path
) -> None:
    """They come to the broker in one batch, which it takes or refuses as a whole."""
    noise = [f"{n * 7919 % 1000003:06x}" for n in range(20000)]
    sent = articles(30)
    sent[13] = articles(14, text=" ".join(noise))[13]
    await set_up(topics, ENRICHED_ARTICLES, max_message_bytes="9000")
    await write(topics, UNIQUE_ARTICLES, sent)
    async with run_room("enricher", topics, log) as room:
        assert len(set(await results(topics, 29))) == 29
        told = await room.until(lambda told: told["rooms"]["enricher"]["dead_lettered"] == 1)
        assert told["rooms"]["enricher"]["in_flight"] == 0
        await room.ready()
        assert await room.stop() == 0
    async with open_reader(topics, [topic_name(topics, DEAD_LETTERS)], from_start=True) as reader:
        letter = read_dead_letter((await anext(reader)).headers)
    assert (letter.offset, letter.stage) == (13, "publish")
    assert "max.message.bytes" in letter.message


async def test_a_dead_letter_that_is_refused_waits_and_the_rest_goes_on(
    topics: KafkaSettings, log: Path
) -> None:
    noise = " ".join(f"{n * 7919 % 1000003:06x}" for n in range(4000))
    sent = [*articles(1, title="fail", text=noise), *articles(40, start=1)]
    await set_up(topics, DEAD_LETTERS, max_message_bytes="5000")
    await write(topics, UNIQUE_ARTICLES, sent)
    async with run_room("enricher", topics, log, NEWSMILL_LOG_FORMAT="json") as room:
        assert len(set(await results(topics, 40))) == 40
        await room.until(is_waiting)
        (why,) = told_of_waiting(log)
        assert "max.message.bytes" in why
        assert await dead_letters(room) == 0
        await set_up(topics, DEAD_LETTERS, max_message_bytes="5000000")
        await room.until(lambda told: told["rooms"]["enricher"]["dead_lettered"] == 1)
        await room.ready()
        assert await room.stop() == 0


async def test_a_topic_that_is_deleted_is_waited_for(topics: KafkaSettings, log: Path) -> None:
    await write(topics, UNIQUE_ARTICLES, articles(3))
    async with run_room("enricher", topics, log, NEWSMILL_LOG_FORMAT="json") as room:
        await results(topics, 3)
        await delete_topics(topics, [topic_name(topics, ENRICHED_ARTICLES)])
        await write(topics, UNIQUE_ARTICLES, articles(3, start=3))
        await room.until(is_waiting)
        assert "newsmill topics create" in told_of_waiting(log)[0]
        await create_topics(topics, [ENRICHED_ARTICLES])
        assert len(set(await results(topics, 3))) == 3
        await room.ready()
        assert await dead_letters(room) == 0
        assert await room.stop() == 0


@asynccontextmanager
async def broker_with(folder: Path, setting: str) -> AsyncIterator[KafkaSettings]:
    (node,) = prepare(folder, brokers=1, first_port=0)
    with (node.folder / "server.properties").open("a") as settings:
        settings.write(f"{setting}\n")
    kafka = KafkaSettings(broker=f"127.0.0.1:{node.port}", topic_partitions=1)
    try:
        node.start()
        node.wait_until_ready()
        await create_topics(kafka)
        yield kafka
    finally:
        node.stop()


async def test_a_quota_slows_a_room_down_and_is_said(tmp_path: Path, log: Path) -> None:
    noise = [random.Random(n).randbytes(20_000).hex() for n in range(8)]
    sent = [articles(n + 1, text=noise[n])[n] for n in range(len(noise))]
    async with broker_with(tmp_path / "kafka", "") as kafka:
        await write(kafka, UNIQUE_ARTICLES, sent)
        limit = ["--alter", "--add-config", "producer_byte_rate=12000"]
        limited = ["--entity-type", "clients", "--entity-default"]
        await asyncio.to_thread(
            kafkas_own, "kafka.admin.ConfigCommand", kafka.broker, *limit, *limited
        )
        async with run_room("enricher", kafka, log) as room:
            assert len(set(await results(kafka, len(sent)))) == len(sent)
            assert await dead_letters(room) == 0
            assert await room.stop(patience=30) == 0
    assert "raise its producer_byte_rate" in last_line_with("slows us down", log)


def last_line_with(words: str, log: Path) -> str:
    return [line for line in log.read_text().splitlines() if words in line][-1]


@needs_false_clock
@pytest.mark.parametrize("idempotent", ["0", "1"])
async def test_each_of_many_batches_goes_on_when_the_clock_is_right_again(
    topics: KafkaSettings,
    log: Path,
    tmp_path: Path,
    clock: Mapping[str, str],
    idempotent: str,
) -> None:
    """Also where producers are numbered: a refused batch has used up no numbers."""
    set_clock(tmp_path / CLOCK_FILE, NINETY_MINUTES)
    sent = articles(60)
    await write(topics, UNIQUE_ARTICLES, sent)
    settings = {"NEWSMILL_IDEMPOTENT": idempotent, **clock}
    async with run_room("enricher", topics, log, **settings) as room:
        for offset in (0, NINETY_MINUTES, 0):
            await room.until(lambda told: bool(told["rooms"]))
            set_clock(tmp_path / CLOCK_FILE, offset)
            await write(topics, UNIQUE_ARTICLES, articles(20, start=len(sent)))
            sent += articles(20, start=len(sent))
        out = await results(topics, len(sent))
        # Once each, in one life.
        assert sorted(map(str, out)) == sorted(str(article.url) for article in sent)
        await room.ready()
        assert await dead_letters(room) == 0


async def test_a_puller_whose_session_timeout_is_refused_ends_in_one_line(
    topics: KafkaSettings, log: Path
) -> None:
    told = {
        "NEWSMILL_BROKER": topics.broker,
        "NEWSMILL_TOPIC_PREFIX": topics.topic_prefix,
        "NEWSMILL_SESSION_TIMEOUT": "3600",
        "NEWSMILL_HEALTH_PORT": str(free_port()),
    }
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "newsmill.puller"),
            env=os.environ | told,
            cwd=REPOSITORY,
            stdout=output,
            stderr=output,
        )
        async with asyncio.timeout(60):
            assert await process.wait() == EXIT_NOT_STARTED
    assert "NEWSMILL_SESSION_TIMEOUT" in last_line(log)


def lines(log: Path) -> list[str]:
    """What is for people, beside the log."""
    return [line for line in log.read_text().splitlines() if line.startswith("newsmill: ")]


def last_line(log: Path) -> str:
    return log.read_text().rstrip().splitlines()[-1]


@pytest.mark.parametrize("room_name", ["enricher", "deduper"])
async def test_a_session_timeout_that_the_broker_refuses_ends_a_room_in_one_line(
    topics: KafkaSettings, log: Path, room_name: str
) -> None:
    settings = {"NEWSMILL_SESSION_TIMEOUT": "3600"}
    async with run_room(room_name, topics, log, **settings) as room:
        assert await room.ended() == EXIT_NOT_STARTED
    assert "NEWSMILL_SESSION_TIMEOUT" in last_line(log)
    assert "max.session.timeout.ms" in last_line(log)
    assert len(lines(log)) == 1


async def test_a_group_that_is_full_ends_a_room_in_one_line(tmp_path: Path, log: Path) -> None:
    async with (
        broker_with(tmp_path / "kafka", "group.max.size=1") as kafka,
        run_room("enricher", kafka, tmp_path / "first.log") as first,
    ):
        await first.ready()
        async with run_room("enricher", kafka, log) as second:
            assert await second.ended() == EXIT_NOT_STARTED
        assert "group.max.size" in last_line(log)
        await first.ready()


async def test_a_group_of_another_application_ends_a_room_in_one_line(
    topics: KafkaSettings, log: Path
) -> None:
    consumer = AIOKafkaConsumer(
        topic_name(topics, UNIQUE_ARTICLES),
        **client_options(topics),
        group_id=group_name(topics, "enricher"),
    )
    await consumer.start()
    try:
        async with run_room("enricher", topics, log) as room:
            assert await room.ended() == EXIT_NOT_STARTED
    finally:
        await consumer.stop()
    assert "another application uses our group's name" in last_line(log)
