import asyncio
import json
import os
import random
import re
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import psutil
import pytest

from newsmill.contracts.articles import (
    CleanArticle,
    DuplicateArticle,
    EnrichedArticle,
    UniqueArticle,
)
from newsmill.contracts.base import Record
from newsmill.contracts.headers import read_dead_letter
from newsmill.contracts.topics import (
    CLEAN_ARTICLES,
    DEAD_LETTERS,
    DUPLICATE_ARTICLES,
    ENRICHED_ARTICLES,
    UNIQUE_ARTICLES,
)
from newsmill.deduper.deciding import decide
from newsmill.deduper.memory import PartitionMemory
from newsmill.deduper.settings import Settings
from newsmill.errors import UsageError
from newsmill.exit_codes import ENDS_WITH_PARENT, EXIT_CRASHED, EXIT_NOT_STARTED, EXIT_USAGE
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import topic_name
from newsmill.kafka.reading import open_reader
from newsmill.local.ports import free_port
from newsmill.pipeline import topics_of
from newsmill.settings import KafkaSettings
from newsmill.streaming.poison import TRIES
from tests.brokers import OwnBroker
from tests.builders import TEXT, clean_article, provenance, unique_article
from tests.hosting.running import REPOSITORY, read, run_room, until, write
from tests.user_errors import user_error_classes

pytestmark = pytest.mark.broker


@pytest.fixture
def nobody() -> KafkaSettings:
    """An address where no broker is."""
    return KafkaSettings(broker=f"127.0.0.1:{free_port()}")


def articles(count: int, start: int = 0, **changes: Any) -> list[UniqueArticle]:
    return [
        unique_article(url=f"https://a.example/{n}", **changes) for n in range(start, start + count)
    ]


def urls(records: Sequence[Record]) -> list[str]:
    return [str(record.url) for record in records if isinstance(record, UniqueArticle)]


async def results(kafka: KafkaSettings, count: int) -> list[str]:
    """The URLs of what came out, as soon as it is of `count` articles."""
    return urls(await read(kafka, [ENRICHED_ARTICLES], lambda r: len(set(urls(r))) >= count))


def counts(told: dict[str, Any]) -> dict[str, Any]:
    """Of the only room; of none as long as it waits for its broker."""
    nothing = {"read": 0, "in_flight": 0, "published": {}, "dead_lettered": 0}
    (of_room,) = told["rooms"].values() or [nothing]
    assert isinstance(of_room, dict)
    return of_room


def all_of(log: Path) -> str:
    return log.read_text()


def last_line(log: Path) -> str:
    return all_of(log).splitlines()[-1]


async def test_a_room_stops_politely_and_goes_on_where_it_was(
    topics: KafkaSettings, log: Path
) -> None:
    await write(topics, UNIQUE_ARTICLES, articles(100))
    async with run_room("enricher", topics, log, PAUSE_SECONDS="0.3") as room:
        # In the middle: 32 at a time.
        await room.until(lambda told: bool(counts(told)["published"]))
        assert await room.stop() == 0
    assert json.loads(last_line(log))["event"] == "stopped"
    finished = await results(topics, 1)
    assert 0 < len(finished) < 100
    async with run_room("enricher", topics, log):
        out = await results(topics, 100)
    assert len(out) == 100


async def test_a_room_that_hangs_is_left_when_the_stop_timeout_is_over(
    topics: KafkaSettings, log: Path
) -> None:
    await write(topics, UNIQUE_ARTICLES, articles(1, title="hang"))
    async with run_room("enricher", topics, log, NEWSMILL_STOP_TIMEOUT="1") as room:
        await room.until(lambda told: counts(told)["in_flight"] == 1)
        assert await room.stop(patience=3) == 0


async def test_a_room_that_does_not_close_is_ended(topics: KafkaSettings, log: Path) -> None:
    async with run_room("stubborn", topics, log, NEWSMILL_STOP_TIMEOUT="0") as room:
        await room.until(lambda told: bool(told["rooms"]))
        assert await room.stop(patience=4) == EXIT_CRASHED


async def test_a_room_can_be_stopped_while_it_joins(topics: KafkaSettings, log: Path) -> None:
    async with run_room("deduper", topics, log) as room:
        await room.until(lambda told: "deduper" in told["rooms"])
        assert await room.stop() == 0


async def test_a_broker_that_is_away_is_waited_for_and_nothing_is_lost(
    own_broker: OwnBroker, log: Path
) -> None:
    """It stops answering between the reading and the writing."""
    kafka = own_broker.kafka
    async with own_broker.running():
        await create_topics(kafka)
        await write(kafka, UNIQUE_ARTICLES, articles(10))
        async with run_room("enricher", kafka, log, PAUSE_SECONDS="0.5") as room:
            await room.until(lambda told: counts(told)["in_flight"] == 10)
            with own_broker.paused():
                told = await room.until(lambda told: not told["ready"])
                assert counts(told)["in_flight"] == 10
            assert len(set(await results(kafka, 10))) == 10
            await room.until(lambda told: bool(told["ready"]))
            assert await room.stop() == 0


@pytest.mark.parametrize("headline", ["abort", "block"])
async def test_what_ends_its_worker_is_quarantined_after_the_third_try(
    topics: KafkaSettings, log: Path, headline: str
) -> None:
    """The position of the commits tells whoever comes next; all others come out."""
    sent = articles(30)
    sent[12] = articles(13, title=headline)[12]
    await write(topics, UNIQUE_ARTICLES, sent)
    ends = 0
    while True:
        assert ends <= TRIES, "it is tried for ever"
        settings = {"NEWSMILL_BLOCKED_TIMEOUT": "2", "PAUSE_SECONDS": "0.05"}
        async with run_room("enricher", topics, log, **settings) as room:
            finished = asyncio.create_task(results(topics, 29))
            ended = asyncio.create_task(room.ended())
            await asyncio.wait({finished, ended}, return_when=asyncio.FIRST_COMPLETED)
            ended.cancel()
            if not finished.done() or ended.done():
                finished.cancel()
                ends += 1
                continue
            told = await room.until(lambda told: counts(told)["dead_lettered"] == 1)
            assert counts(told)["in_flight"] == 0
            assert await room.stop() == 0
            break
    assert ends == TRIES
    name = topic_name(topics, DEAD_LETTERS)
    async with open_reader(topics, [name], from_start=True) as reader:
        letter = await anext(reader)
    told_of = read_dead_letter(letter.headers)
    assert (told_of.offset, told_of.stage) == (12, "quarantine")
    assert letter.value == sent[12].model_dump_json().encode()


async def test_a_bug_beside_the_stages_is_no_messages_fault(
    topics: KafkaSettings, log: Path
) -> None:
    """As often as it may end the process: what is in hand then has not done it."""
    await write(topics, UNIQUE_ARTICLES, articles(3))
    for _ in range(TRIES + 2):
        async with run_room("crashing", topics, log, PAUSE_SECONDS="60") as room:
            assert await room.ended() == EXIT_CRASHED
    async with run_room("enricher", topics, log) as room:
        assert len(set(await results(topics, 3))) == 3
        assert counts(await room.until(lambda told: bool(told["rooms"])))["dead_lettered"] == 0
        assert await room.stop() == 0


async def test_a_room_that_makes_dead_letters_of_everything_stops_and_tells(
    topics: KafkaSettings, log: Path
) -> None:
    sent = [unique_article(url=f"https://a.example/{n}", title="fail") for n in range(40)]
    await write(topics, UNIQUE_ARTICLES, sent)
    async with run_room("enricher", topics, log, NEWSMILL_BROKEN_AFTER="10") as room:
        told = await room.until(lambda told: bool(counts(told).get("broken")))
        assert counts(told)["broken"] == "10 dead letters in a row"
        assert told["ready"] is False
        # What was begun before is finished.
        await room.until(lambda told: counts(told)["dead_lettered"] == 9)
        assert await room.stop() == 0
    # What made it stop was not acknowledged, and is read again by whoever comes.
    async with run_room("enricher", topics, log, NEWSMILL_BROKEN_AFTER="0") as room:
        await room.until(lambda told: counts(told)["dead_lettered"] == 31)


async def test_a_room_that_fails_on_more_than_its_share_stops_and_tells(
    topics: KafkaSettings, log: Path
) -> None:
    """Never two in a row."""
    sent = [
        unique_article(url=f"https://a.example/{n}", title="ok" if n % 4 else "fail")
        for n in range(60)
    ]
    await write(topics, UNIQUE_ARTICLES, sent)
    async with run_room("enricher", topics, log, NEWSMILL_BROKEN_AFTER="10") as room:
        told = await room.until(lambda told: bool(counts(told).get("broken")))
        assert re.fullmatch(
            "10 of the last minute's [0-9]+ messages became dead letters", counts(told)["broken"]
        )
        assert told["ready"] is False
        assert await room.stop() == 0
    async with run_room("enricher", topics, log, NEWSMILL_BROKEN_AFTER="0"):
        assert len(set(await results(topics, 45))) == 45


async def test_what_a_room_tells_prometheus_adds_up(topics: KafkaSettings, log: Path) -> None:
    """read = published + dropped + dead-lettered + in flight, also while something is in hand."""
    titles = ["ok"] * 5 + ["fail"] * 3 + ["hang"]
    sent = [
        unique_article(url=f"https://a.example/{n}", title=title) for n, title in enumerate(titles)
    ]
    await write(topics, UNIQUE_ARTICLES, sent)
    async with run_room("enricher", topics, log, NEWSMILL_STOP_TIMEOUT="0") as room:
        await room.until(lambda told: (counts(told)["read"], counts(told)["in_flight"]) == (9, 1))
        samples = [sample for family in await room.metrics() for sample in family.samples]

    def total(name: str, **labels: str) -> float:
        return sum(
            sample.value
            for sample in samples
            if sample.name == name
            and {"room": "enricher", **labels}.items() <= sample.labels.items()
        )

    ended = "newsmill_messages_total"
    assert total(ended, outcome="published", detail=ENRICHED_ARTICLES.name) == 5
    assert total(ended, outcome="dead_lettered") == 3
    assert total("newsmill_messages_read_total") == total(ended) + total("newsmill_in_flight") == 9


async def test_nothing_is_lost_or_judged_anew_when_a_room_with_a_journal_is_killed(
    topics: KafkaSettings, log: Path
) -> None:
    """Whatever the room had published, remembered or committed when it died."""
    sent = observations(1000)
    await write(topics, CLEAN_ARTICLES, sent)
    chance = random.Random(7)
    for _ in range(2):
        async with run_room("deduper", topics, log) as room:
            await room.until(lambda told: bool(counts(told)["read"]))
            await asyncio.sleep(chance.uniform(0, 0.4))
            await room.kill()
    async with run_room("deduper", topics, log):
        out = await read(
            topics,
            [UNIQUE_ARTICLES, DUPLICATE_ARTICLES],
            lambda r: len(set(map(observation, r))) >= len(sent),
        )
    log_order = await read(topics, [CLEAN_ARTICLES], lambda r: len(r) >= len(sent))
    answers = answers_to(log_order)
    assert len(out) > len(sent), "no kill came in the middle of anything"
    assert {observation(record): judged(record) for record in out} == answers
    assert all(judged(record) == answers[observation(record)] for record in out)


def observations(count: int) -> list[CleanArticle]:
    """Articles; every third is a reprint of the one before, every fifth is seen once more."""
    return [
        clean_article(
            url=f"https://a.example/{n - 1 if n % 5 == 4 else n}",
            text=f"{TEXT} Number {n - 1 if n % 3 == 2 else n}.",
            provenance=provenance(n),
        )
        for n in range(count)
    ]


def answers_to(log_order: list[Record]) -> dict[str, tuple[Any, ...]]:
    """What a deduper that never dies says of each observation."""
    memory = PartitionMemory(Settings())
    assert all(isinstance(article, CleanArticle) for article in log_order)
    answers = [decide(a, memory) for a in log_order if isinstance(a, CleanArticle)]
    return {observation(answer): judged(answer) for answer in answers}


def observation(record: Record) -> str:
    assert isinstance(record, UniqueArticle | DuplicateArticle)
    return record.provenance.entry_id


def judged(record: Record) -> tuple[Any, ...]:
    if isinstance(record, UniqueArticle):
        return ("unique", record.article_id, record.revision, record.group_id)
    assert isinstance(record, DuplicateArticle)
    return (record.kind, record.article_id, record.revision, record.duplicate_of, record.group_id)


@pytest.mark.parametrize(
    ("environment", "complaint", "code"),
    [
        pytest.param(
            {"NEWSMILL_LOG_LEVEL": "LOUD"}, "NEWSMILL_LOG_LEVEL='LOUD'", EXIT_USAGE, id="setting"
        ),
        pytest.param(
            {"NEWSMILL_START_TIMEOUT": "0"},
            "no Kafka broker answers at",
            EXIT_NOT_STARTED,
            id="broker",
        ),
    ],
)
async def test_a_room_that_cannot_start_says_why_in_one_line(
    nobody: KafkaSettings, log: Path, environment: dict[str, str], complaint: str, code: int
) -> None:
    async with run_room("enricher", nobody, log, **environment) as room:
        assert await room.ended() == code
    assert last_line(log).startswith("newsmill: ")
    assert complaint in last_line(log)
    assert "Traceback" not in all_of(log)


async def test_missing_topics_are_named(kafka: KafkaSettings, log: Path) -> None:
    async with run_room("enricher", kafka, log, NEWSMILL_START_TIMEOUT="0") as room:
        assert await room.ended() == EXIT_NOT_STARTED
    assert topic_name(kafka, UNIQUE_ARTICLES) in last_line(log)
    assert last_line(log).endswith("run: newsmill topics create")


async def test_a_room_needs_no_topics_but_its_own(kafka: KafkaSettings, log: Path) -> None:
    shadow = kafka.model_copy(update={"topic_partitions": 1, "topic_suffix": ".next"})
    await create_topics(shadow, topics_of("enricher"))
    await write(shadow, UNIQUE_ARTICLES, [unique_article()])

    async with run_room("enricher", shadow, log, NEWSMILL_TOPIC_SUFFIX=".next"):
        (article,) = await read(shadow, [ENRICHED_ARTICLES], lambda records: bool(records))

    assert isinstance(article, EnrichedArticle)


async def test_a_failed_preparation_is_told_in_one_line(topics: KafkaSettings, log: Path) -> None:
    async with run_room("unprepared", topics, log) as room:
        assert await room.ended() == EXIT_NOT_STARTED
    assert last_line(log) == "newsmill: no model; install one"
    assert "Traceback" not in all_of(log)


async def test_a_right_that_is_missing_later_stops_a_room_in_one_line(
    topics: KafkaSettings, log: Path
) -> None:
    """Not with a code for which it would be started again: only a person can give the right."""
    async with run_room("unpermitted", topics, log) as room:
        assert await room.ended() == EXIT_NOT_STARTED
    assert last_line(log) == "newsmill: no right to write to the harbour"
    assert "Traceback" not in all_of(log)


async def test_each_error_that_a_person_can_fix_ends_a_room_in_one_line(
    topics: KafkaSettings,
) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.hosting.failing_rooms"),
        env=os.environ
        | {"NEWSMILL_BROKER": topics.broker, "NEWSMILL_TOPIC_PREFIX": topics.topic_prefix},
        cwd=REPOSITORY,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, log = await process.communicate()
    codes = json.loads(out)
    lines = [line for line in log.decode().splitlines() if not line.startswith("{")]

    assert {kind.__qualname__ for kind in user_error_classes()} | {"KafkaError"} == codes.keys()
    of_usage = {kind.__qualname__ for kind in user_error_classes() if issubclass(kind, UsageError)}
    assert codes == {name: EXIT_USAGE if name in of_usage else EXIT_NOT_STARTED for name in codes}
    assert len(lines) == len(user_error_classes()) + 1
    assert set(lines[1:]) == {"newsmill: no model install one"}


async def test_a_room_that_waits_for_its_broker_lives_and_stops(
    nobody: KafkaSettings, log: Path
) -> None:
    async with run_room("enricher", nobody, log) as room:
        told = await room.until(lambda told: True)
        assert told["ready"] is False
        assert told["rooms"] == {}
        started = time.monotonic()
        assert await room.stop() == 0
        assert time.monotonic() - started < 20


async def test_a_broker_that_comes_later_is_waited_for_and_one_that_goes_holds_nobody(
    own_broker: OwnBroker, log: Path
) -> None:
    kafka = own_broker.kafka
    async with run_room("enricher", kafka, log, NEWSMILL_STOP_TIMEOUT="1") as room:
        await room.until(lambda told: not told["rooms"])
        async with own_broker.running():
            await create_topics(kafka)
            await room.ready()
        # Far less than a broker that is away is waited for, enough for a busy machine.
        assert await room.stop(patience=12) in (0, EXIT_CRASHED)


async def test_a_room_finds_its_broker_again(own_broker: OwnBroker, log: Path) -> None:
    """Whether the broker comes back with what it had or with nothing."""
    kafka = own_broker.kafka
    async with AsyncExitStack() as stack:
        async with own_broker.running():
            await create_topics(kafka)
            await write(kafka, UNIQUE_ARTICLES, articles(10))
            room = await stack.enter_async_context(run_room("enricher", kafka, log))
            await results(kafka, 10)
        await asyncio.sleep(1)
        await stack.enter_async_context(own_broker.running())
        await create_topics(kafka)
        await write(kafka, UNIQUE_ARTICLES, articles(5, start=20))
        there = 15 if own_broker.keeps_data else 5
        assert len(set(await results(kafka, there))) == there
        assert await room.stop() == 0


@pytest.mark.parametrize(
    "ends_while",
    [
        pytest.param("it runs", id="later"),
        # Whoever looks for its parent only now takes another process for it, and stays for ever.
        pytest.param("it starts", id="before it looks"),
    ],
)
async def test_a_room_ends_with_the_process_that_started_it(
    ends_while: str, nobody: KafkaSettings
) -> None:
    pause = "sleep 0.5; " if ends_while == "it starts" else ""
    script = f'export {ENDS_WITH_PARENT}=$$; sh -c \'{pause}exec "$@"\' sh "$@" & echo $!; wait'
    starter = await asyncio.create_subprocess_exec(
        *("/bin/sh", "-c", script, "sh"),
        *(sys.executable, "-m", "tests.hosting.small_rooms", "enricher"),
        env=os.environ | {"NEWSMILL_BROKER": nobody.broker},
        cwd=REPOSITORY,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert starter.stdout is not None
    assert starter.stderr is not None
    pid = int(await starter.stdout.readline())
    if ends_while == "it runs":
        await starter.stderr.readline()
    starter.kill()
    await starter.wait()
    await until(lambda: not psutil.pid_exists(pid))
