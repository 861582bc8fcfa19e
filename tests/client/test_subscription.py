"""Reading from a broker: every article once, in every way to read and to end."""

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from newsmill import subscribe
from newsmill.client import (
    BrokerUnavailable,
    FilterError,
    Gap,
    GapWarning,
    TopicMissing,
    WrongPosition,
)
from newsmill.kafka.topic_ids import topic_ids
from newsmill.local.ports import free_port
from newsmill.positions import Position, decode, epoch_of
from newsmill.settings import KafkaSettings
from tests.brokers import OwnBroker, is_apache_wanted
from tests.client.newsstand import Newsstand, open_newsstand, utc_now, version

pytestmark = pytest.mark.broker

PATIENCE_SECONDS = 60


@pytest.fixture
async def stand(kafka: KafkaSettings) -> Newsstand:
    return await open_newsstand(kafka)


async def titles(stand: Newsstand, **arguments: Any) -> list[str]:
    """Those of all that is there."""
    wanted = {"start": "earliest", "until": "end", **stand.reader, **arguments}
    async with asyncio.timeout(PATIENCE_SECONDS):
        return [article.title async for article in subscribe(**wanted)]


async def test_both_forms_give_every_article_of_every_partition(stand: Newsstand) -> None:
    await stand.write(*(version(f"a{n}") for n in range(30)))
    await stand.write(*(version(f"b{n}") for n in range(30)), partition=1)
    expected = [f"a{n}" for n in range(30)] + [f"b{n}" for n in range(30)]

    blocking = await titles(stand)
    waiting = [
        article.title async for article in subscribe(**stand.reader, start="earliest", until="end")
    ]

    assert sorted(blocking) == sorted(waiting) == sorted(expected)
    assert [title for title in waiting if title.startswith("a")] == expected[:30]


async def test_repeats_and_older_versions_are_left_out(stand: Newsstand) -> None:
    made_again = version("x", timings={"enricher": "2026-03-04T13:00:00.000Z"})
    retraction = version("y", 2, change="retracted", text="")
    await stand.write(
        version("x"), version("x"), made_again, version("x", 3), version("x", 2), version("y"),
        retraction, version("y", 2, id="again"),
    )  # fmt: skip
    newest = subscribe(**stand.reader, start="earliest", until="end")
    given = [(article.title, article.revision) async for article in newest]
    assert given == [("x", 1), ("x", 3), ("y", 1), ("y", 2)]
    assert (newest.counts.repeated, newest.counts.older) == (2, 2)

    everything = subscribe(**stand.reader, start="earliest", until="end", revisions="all")
    given_all = [(a.title, a.revision, a.is_older) async for a in everything]
    assert given_all[:3] == [("x", 1, False), ("x", 3, False), ("x", 2, True)]
    assert given_all[3:] == [("y", 1, False), ("y", 2, False), ("y", 2, True)]


async def test_what_comes_later_is_waited_for(stand: Newsstand) -> None:
    await stand.write(version("before"))
    articles = aiter(subscribe(**stand.reader, start="earliest"))
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert (await anext(articles)).title == "before"
        waiting = asyncio.ensure_future(anext(articles))
        await stand.write(version("after"), partition=1)
        assert (await waiting).title == "after"
    await articles.aclose()  # type: ignore[attr-defined]


async def test_a_position_goes_on_behind_its_article(stand: Newsstand) -> None:
    await stand.write(*(version(f"a{n}") for n in range(10)))
    await stand.write(*(version(f"b{n}") for n in range(10)), partition=1)
    first = [a async for a in subscribe(**stand.reader, start="earliest", limit=7)]
    rest = await titles(stand, start=first[-1].position)
    assert len(rest) == 13
    assert {a.title for a in first}.isdisjoint(rest)


async def test_the_same_subscription_goes_on_where_its_loop_was_left(stand: Newsstand) -> None:
    await stand.write(*(version(f"a{n}") for n in range(6)))
    articles = subscribe(**stand.reader, start="earliest", until="end")
    async for article in articles:
        if article.title == "a2":
            break
    await asyncio.sleep(0)
    await articles.aclose()
    # What the loop was left with had not come back: it is not done.
    assert [article.title async for article in articles] == ["a3", "a4", "a5"]


@pytest.mark.skipif(not is_apache_wanted(), reason="the embedded broker keeps everything")
async def test_what_retention_took_is_told_with_its_number(stand: Newsstand) -> None:
    await stand.write(*(version(f"a{n}") for n in range(10)))
    (*_, third) = [a async for a in subscribe(**stand.reader, start="earliest", limit=3)]
    await stand.cut(before=8)

    gaps: list[Gap] = []
    rest = await titles(stand, start=third.position, on_gap=gaps.append)
    assert rest == ["a8", "a9"]
    assert [(gap.partition, gap.wanted, gap.found, gap.missing) for gap in gaps] == [(0, 3, 8, 5)]

    with pytest.warns(GapWarning, match="5 messages of .* partition 0, are gone"):
        await titles(stand, start=third.position)


async def test_a_position_behind_the_end_is_a_gap_without_a_number(stand: Newsstand) -> None:
    await stand.write(version("one"), version("two"))
    articles = subscribe(**stand.reader, start="earliest", until="end")
    assert len([article async for article in articles]) == 2
    known = decode(articles.position)
    beyond = replace(known, offsets={**known.offsets, 0: 500}).encode()
    with pytest.warns(GapWarning, match="created anew or cut"):
        assert await titles(stand, start=beyond) == ["one", "two"]


async def test_a_position_of_another_topic_is_refused(
    stand: Newsstand, kafka: KafkaSettings
) -> None:
    other = await open_newsstand(kafka.model_copy(update={"topic_prefix": "other."}))
    await other.write(version("there"))
    (there,) = [a async for a in subscribe(**other.reader, start="earliest", limit=1)]
    with pytest.raises(WrongPosition, match="another topic"):
        await titles(stand, start=there.position)


async def test_reading_since_an_instant_gives_nothing_older(stand: Newsstand) -> None:
    await stand.write(version("old"))
    await asyncio.sleep(0.05)
    since = utc_now()
    await stand.write(version("new"), version("newer"))
    assert await titles(stand, start=since) == ["new", "newer"]
    assert len(await titles(stand, start="2h")) == 3
    assert await titles(stand, start=since + timedelta(hours=1)) == []


async def test_what_is_no_article_is_counted_and_stepped_over(stand: Newsstand) -> None:
    newer = version("newer", invented_later={"a": [1]}, change="invented_later")
    await stand.write(b"{", b"[]", b"\xff", b"[" * 100_000, version("good"), newer)
    articles = subscribe(**stand.reader, start="earliest", until="end")
    assert [article.title async for article in articles] == ["good", "newer"]
    assert articles.counts.unreadable == 4


async def test_a_filter_lets_through_what_matches_and_what_is_taken_back(stand: Newsstand) -> None:
    gone = version("gone", 2, change="retracted", text="", language="und")
    await stand.write(
        version("english", language="en"), version("deutsch", language="de"), gone,
        version("english", 2, language="de"),
    )  # fmt: skip
    german = subscribe(**stand.reader, start="earliest", until="end", where="language:de")
    given = [(article.title, article.revision) async for article in german]
    assert given == [("deutsch", 1), ("gone", 2), ("english", 2)]
    assert german.counts.filtered == 1
    kept = await titles(stand, where="language:de -is:retracted")
    assert kept == ["deutsch", "english"]
    with pytest.raises(FilterError, match="place"):
        subscribe(**stand.reader, where="plcae:Kenya")


READER = """
import os, sys, time
from newsmill import subscribe

for article in subscribe(start="earliest", group="desk", until="end"):
    print(article.title, flush=True)
    if article.title in sys.argv:
        time.sleep(120)
"""


def started(stand: Newsstand, *arguments: str, program: str = READER) -> "subprocess.Popen[str]":
    environment = {
        **os.environ,
        "NEWSMILL_BROKER": stand.kafka.broker,
        "NEWSMILL_TOPIC_PREFIX": stand.kafka.topic_prefix,
        "NEWSMILL_SESSION_TIMEOUT": "2",
    }
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def read_to_the_end(stand: Newsstand) -> list[str]:
    with started(stand) as reader:
        out, err = reader.communicate(timeout=PATIENCE_SECONDS)
    assert reader.returncode == 0, err
    return out.split()


async def test_a_killed_reader_of_a_group_repeats_and_loses_nothing(stand: Newsstand) -> None:
    await stand.write(*(version(f"a{n}") for n in range(20)))
    before: list[str] = []
    with started(stand, "a11") as killed:
        assert killed.stdout is not None
        for line in killed.stdout:
            before.append(line.strip())
            if line.strip() == "a11":
                killed.kill()
    after = read_to_the_end(stand)
    assert before == [f"a{n}" for n in range(12)]
    # The one that it had in hand comes again, whatever else does.
    assert "a11" in after
    assert {*before, *after} == {f"a{n}" for n in range(20)}

    await stand.write(version("last"))
    assert read_to_the_end(stand) == ["last"]


WAITING = """
import asyncio
from newsmill import subscribe

async def main():
    async for article in subscribe(start="earliest", group="desk"):
        print(article.title, flush=True)

asyncio.run(main())
"""


async def test_ctrl_c_ends_a_reader_that_waits_in_order(stand: Newsstand) -> None:
    await stand.write(version("one"))
    with started(stand, program=WAITING) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "one\n"
        reader.send_signal(signal.SIGINT)
        _, err = reader.communicate(timeout=PATIENCE_SECONDS)
    assert err.strip().endswith("KeyboardInterrupt")
    assert "unraisable" not in err
    await stand.write(version("two"))
    # Whether it was done with the first one, nobody knows.
    assert read_to_the_end(stand)[-1] == "two"


async def test_without_a_broker_or_a_topic_it_says_so(stand: Newsstand) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    with pytest.raises(BrokerUnavailable, match=f"{nobody}.*refused"):
        await anext(aiter(subscribe(nobody, connect_timeout=1)))
    with pytest.raises(TopicMissing, match=r"no topic nowhere\.news\.articles\.enriched\.v1"):
        await anext(aiter(subscribe(stand.kafka.broker, topic_prefix="nowhere.")))


async def test_a_reader_waits_for_a_broker_that_is_away(own_broker: OwnBroker) -> None:
    async with own_broker.running():
        stand = await open_newsstand(own_broker.kafka)
        await stand.write(version("before"))
        async with subscribe(**stand.reader, start="earliest") as articles:
            given = aiter(articles)
            async with asyncio.timeout(PATIENCE_SECONDS):
                assert (await anext(given)).title == "before"
                waiting = asyncio.ensure_future(anext(given))
                with own_broker.paused():
                    done, _ = await asyncio.wait([waiting], timeout=3)
                    assert done == set()
                await stand.write(version("after"))
                assert (await waiting).title == "after"


async def test_a_position_is_the_same_to_a_reader_and_to_a_gateway(stand: Newsstand) -> None:
    await stand.write(version("one"))
    articles = subscribe(**stand.reader, start="earliest", until="end")
    assert len([article async for article in articles]) == 1
    ids = await topic_ids(stand.kafka, [stand.topic])
    expected = Position(epoch_of(stand.topic, ids[stand.topic]), {0: 1, 1: 0})
    assert decode(articles.position) == expected
