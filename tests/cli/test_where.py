"""A filter on the command line: what it lets through, and how an error is shown."""

import asyncio
import json
from typing import Any

import pytest
from rich.cells import cell_len

from newsmill import filters
from newsmill.cli.where import marked, record_test
from newsmill.contracts.topics import (
    CLEAN_ARTICLES,
    CURRENT_ARTICLES,
    DUPLICATE_ARTICLES,
    ENRICHED_ARTICLES,
    FEED_EVENTS,
)
from newsmill.errors import UsageError
from newsmill.filters import FilterError
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.settings import KafkaSettings
from tests.builders import enriched_article
from tests.commands import Run
from tests.filters.cases import ARTICLES

ARTICLE: dict[str, Any] = ARTICLES["merkel"]


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ('person:"Angela Merkel" language:de', True),
        ("place:Kenya -language:de", False),
        ("kanzlerin", True),
        # As before there were filters.
        ("language=de-AT", True),
        ("source.host~wien", True),
        ("language=en", False),
    ],
)
def test_a_test_is_a_filter_or_about_one_field(written: str, holds: bool) -> None:
    assert record_test(written, [ENRICHED_ARTICLES])(ARTICLE) is holds


@pytest.mark.parametrize("field", ["deleted", "unreadable"])
def test_what_is_no_record_matches_no_filter(field: str) -> None:
    assert not record_test("-is:copy", [ENRICHED_ARTICLES])({field: "x"})


@pytest.mark.parametrize(
    "topic", [ENRICHED_ARTICLES, DUPLICATE_ARTICLES, CURRENT_ARTICLES, CLEAN_ARTICLES]
)
def test_topics_of_articles_take_a_filter(topic: Any) -> None:
    record_test("place:Kenya", [topic])


def test_a_topic_without_articles_takes_none() -> None:
    with pytest.raises(UsageError, match=r"feed-events holds no articles, as .*enriched"):
        record_test("place:Kenya", [ENRICHED_ARTICLES, FEED_EVENTS])
    record_test("status=failed", [FEED_EVENTS])


def error_of(text: str) -> FilterError:
    with pytest.raises(FilterError) as caught:
        filters.parse(text)
    return caught.value


def test_carets_stand_under_what_is_wrong() -> None:
    assert marked(error_of("place:Kenya lanugage:de")) == (
        "  place:Kenya lanugage:de\n"
        "              ^^^^^^^^^\n"
    )  # fmt: skip


def test_something_missing_has_one_caret_where_it_would_stand() -> None:
    assert marked(error_of("a OR")) == "  a OR\n      ^\n"


@pytest.mark.parametrize("before", ["東京 🔥a ", "e\u0301 ", "\x1b[31m\n", "word " * 50])
def test_a_caret_counts_columns_and_the_filter_is_one_line(before: str) -> None:
    line, carets, end = marked(error_of(f"{before}is:copi {'x ' * 100}")).split("\n")
    assert end == ""
    wrong = line.index("copi")
    assert cell_len(line[:wrong]) == carets.index("^")
    assert carets.strip() == "^^^^"
    assert "\x1b" not in line
    assert cell_len(line) <= 80


def test_a_bad_filter_ends_the_command_before_it_connects(newsmill: Run) -> None:
    run = newsmill("tail", "--where", "lanugage:de", "--broker", "127.0.0.1:1")
    assert run.returncode == 2
    assert run.stderr.splitlines() == [
        "newsmill: --where: there is no field “lanugage”; did you mean “language:”?",
        "  lanugage:de",
        "  ^^^^^^^^^",
    ]


@pytest.mark.broker
def test_tail_shows_what_matches(at_broker: Run, kafka: KafkaSettings) -> None:
    async def put() -> None:
        async with open_publisher(kafka) as publisher:
            for language, title in (("en", "Ferry"), ("fr", "Le bac"), ("fr-CA", "Le traversier")):
                article = enriched_article(language=language, title=title)
                await publish_record(publisher, kafka, ENRICHED_ARTICLES, article, "enricher")

    asyncio.run(put())
    run = at_broker("tail", "--from-start", "--until-now", "--where", "language:fr entity:oltmann")
    assert run.returncode == 0, run.stderr
    titles = [json.loads(line)["title"] for line in run.stdout.splitlines()]
    assert titles == ["Le bac", "Le traversier"]
