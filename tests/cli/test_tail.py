"""Watching a topic: conditions on records, and whatever a topic may hold."""

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from newsmill.cli.conditions import condition
from newsmill.cli.tail_lines import as_line, fields_of
from newsmill.cli.topic_names import topic_named
from newsmill.contracts.topics import (
    DEAD_LETTERS,
    ENRICHED_ARTICLES,
    FEED_EVENTS,
    Topic,
)
from newsmill.errors import UsageError
from newsmill.kafka.connection import topic_name
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.pipeline import TOPICS
from newsmill.settings import KafkaSettings
from tests.builders import enriched_article
from tests.commands import Run

RECORD: dict[str, Any] = {
    "language": "en",
    "revision": 2,
    "title": "A bridge = a way",
    "source": {"host": "paper.example"},
    "entities": [{"name": "Norway", "label": "GPE"}, {"name": "Ingrid Solvang"}],
    "image_url": None,
}


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ("language=en", True),
        ("language=e", False),
        ("language~^e", True),
        ("source.host=paper.example", True),
        ("entities.name=Norway", True),
        ("entities.name~Solv", True),
        ("entities.label=ORG", False),
        ("revision=2", True),
        ("title=A bridge = a way", True),
        ("image_url=null", True),
        ("nothing.here=x", False),
        ("title.host=x", False),
        ("source..host=paper.example", False),
        ("revision~^2$", True),
        ("language=", False),
        ("entities=x", False),
    ],
)
def test_a_condition_holds_for_any_value_its_path_leads_to(written: str, holds: bool) -> None:
    assert condition(written)(RECORD) is holds


@pytest.mark.parametrize("written", ["language", "=en", "title~(", "a b=c"])
def test_a_condition_that_makes_no_sense_is_refused(written: str) -> None:
    with pytest.raises(UsageError):
        condition(written)


@pytest.mark.parametrize(
    ("topic", "path"),
    [
        (ENRICHED_ARTICLES, "language"),
        (ENRICHED_ARTICLES, "source.host"),
        (ENRICHED_ARTICLES, "entities.name"),
        (ENRICHED_ARTICLES, "timings.cleaner"),
        (FEED_EVENTS, "status"),
        (DEAD_LETTERS, "room"),
        (DEAD_LETTERS, "unreadable"),
    ],
)
def test_a_field_that_records_of_the_topic_have_is_taken(topic: Any, path: str) -> None:
    condition(f"{path}=x", [topic])


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("langauge", "did you mean language"),
        ("source.hots", "did you mean source.host"),
        ("entities.nam", "did you mean entities.name"),
        ("entities.name.first", "entities.name"),
        ("zzz", "there are .*title"),
        ("kind", "there are|did you mean"),
    ],
)
def test_a_field_that_no_record_has_is_refused_with_a_suggestion(path: str, meant: str) -> None:
    with pytest.raises(UsageError, match=f"there is no field '{path}'; .*({meant})"):
        condition(f"{path}=x", [ENRICHED_ARTICLES])


def test_of_several_topics_one_must_have_the_field() -> None:
    condition("kind=failed", [ENRICHED_ARTICLES, FEED_EVENTS])


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("enriched", ENRICHED_ARTICLES),
        ("articles.enriched", ENRICHED_ARTICLES),
        ("news.articles.enriched.v1", ENRICHED_ARTICLES),
        ("dead-letters", DEAD_LETTERS),
        ("feed-events", FEED_EVENTS),
    ],
)
def test_a_topic_goes_by_short_and_long_names(name: str, topic: object) -> None:
    assert topic_named(name) is topic


def test_an_unknown_topic_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"did you mean enriched\? choose from .*enriched"):
        topic_named("enrichd")


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_every_record_is_shown_for_a_person(topic: Topic[Any]) -> None:
    example = (Path("schemas/examples") / f"{topic.name}.json").read_bytes()
    headers = [(name, str(value).encode()) for name, value in json.loads(example).items()]

    line = as_line(fields_of(topic, message(example, headers=headers))).plain

    assert re.fullmatch(r"(\d\d:\d\d:\d\d| {8}) .+", line), line
    assert "{" not in line.partition(" error: ")[0].partition("pattern")[0]


def message(value: bytes | None, key: bytes | None = b"k", headers: Any = ()) -> Any:
    """A message of Kafka."""
    return SimpleNamespace(value=value, key=key, headers=headers)


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        pytest.param(b'{"a": 1}', {"a": 1}, id="a-record"),
        pytest.param(None, {"deleted": "k"}, id="a-deletion"),
        pytest.param(b"", {"unreadable": "b''"}, id="nothing"),
        pytest.param(b"[1]", {"unreadable": "b'[1]'"}, id="no-object"),
        pytest.param(
            b'{"a": NaN, "b": [-Infinity, 1e999, 1.5]}',
            {"a": None, "b": [None, None, 1.5]},
            id="no-numbers",
        ),
        pytest.param(b"\xff{", {"unreadable": "b'\\xff{'"}, id="no-text"),
    ],
)
def test_what_a_message_holds_is_told(value: bytes | None, fields: dict[str, Any]) -> None:
    assert fields_of(ENRICHED_ARTICLES, message(value)) == fields


def test_a_record_nested_without_end_is_unreadable() -> None:
    assert "unreadable" in fields_of(ENRICHED_ARTICLES, message(b"[" * 1_000_000))


def test_a_dead_letter_without_its_headers_is_unreadable() -> None:
    assert "unreadable" in fields_of(DEAD_LETTERS, message(b"{}"))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"seen_at": 5, "source": "paper.example", "entities": [1, {"label": "ORG"}], "title": None},
        {"seen_at": "0001-01-01T00:00:00+00:00", "entities": {"name": ["A", 2]}},
        {"unreadable": "b'x'"},
        {"title": ["a", "b"], "kind": {"a": 1}, "source": {"host": 7}},
        {"title": "half a pair: \ud800"},
    ],
    ids=["empty", "other-types", "year-one", "unreadable", "lists", "surrogate"],
)
def test_any_record_makes_one_line(fields: dict[str, Any]) -> None:
    line = as_line(fields).plain

    assert "\n" not in line
    line.encode()


def test_a_title_cannot_command_the_terminal() -> None:
    line = as_line({"title": "\x1b]0;owned\x07 [red]Ferry\r\nreturns"}).plain

    assert line.endswith("]0;owned  [red]Ferry returns")
    assert "\x1b" not in line


async def put_articles(kafka: KafkaSettings) -> None:
    """Three articles, one in French, and something that is none."""
    async with open_publisher(kafka) as publisher:
        for language, title in (("en", "Ferry\u2028returns"), ("fr", "Le bac"), ("en", "Gulls")):
            article = enriched_article(language=language, title=title)
            await publish_record(publisher, kafka, ENRICHED_ARTICLES, article, "enricher")
        name = topic_name(kafka, ENRICHED_ARTICLES)
        await publisher.publish(name, b"k", b'{"title": "\\ud800', "k", [])
        await publisher.publish(name, b"k", b'{"title": "\\ud800", "weight": NaN}', "k", [])
        # More than a pipe holds: who writes it notices that the reader has left.
        long = enriched_article(text="Gulls. " * 10_000, entities=[])
        for _ in range(5):
            await publish_record(publisher, kafka, ENRICHED_ARTICLES, long, "enricher")


@pytest.mark.broker
def test_records_come_out_as_json_lines(
    at_broker: Run, kafka: KafkaSettings, environment: dict[str, str]
) -> None:
    asyncio.run(put_articles(kafka))

    everything = at_broker("tail", "--from-start", "--limit", "5")
    assert everything.returncode == 0, everything.stderr
    records = [json.loads(line) for line in everything.stdout.split("\n")[:-1]]
    assert len(records) == 5
    assert records[0]["title"] == "Ferry\u2028returns"
    assert "unreadable" in records[3]
    assert records[4] == {"title": "\ufffd", "weight": None}

    chosen = at_broker("tail", "--from-start", "--limit", "1", "--where", "language=fr")
    assert [json.loads(line)["title"] for line in chosen.stdout.splitlines()] == ["Le bac"]

    # A reader that leaves after the first line: quietly, and soon.
    command = f"{sys.executable} -m newsmill tail --from-start"
    piped = subprocess.run(
        ["/bin/sh", "-c", f"{command} | head -c 1"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert piped.stdout == "{"
    assert piped.stderr == ""
