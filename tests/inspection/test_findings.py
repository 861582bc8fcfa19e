"""The verdict of an audit: whole, missing, or unknown."""

from dataclasses import replace

import pytest

from newsmill.inspection.counts import Gap
from newsmill.inspection.findings import Findings, Verdict
from tests.builders import FEED_URL, NOON
from tests.inspection.logs import CLEAN, ENRICHED, RAW, Log, findings, subject

OTHER = "https://island-post.example/rss"
SILENT = "https://harbour.example/rss"

FORGOTTEN = Gap(RAW, 0, "retriever", 0, 7, "unknown")
REMOVED = Gap(RAW, 1, "retriever", 0, 7, "expired")
CUT_OFF = Gap(RAW, 2, "retriever", 5, 7, "cut off")


@pytest.fixture
def log() -> Log:
    """One feed has lost nothing, the other one article, which also has a second end."""
    log = Log()
    log.offer("ended")
    log.end("ended")
    log.offer("twice", OTHER)
    log.end("twice")
    log.drop("twice")
    log.offer("lost", OTHER)
    return log


@pytest.mark.parametrize(
    ("feeds", "verdict"),
    [
        pytest.param([FEED_URL], "whole", id="whole"),
        pytest.param([OTHER], "missing", id="missing"),
        pytest.param([SILENT], "unknown", id="silent"),
        pytest.param([], "missing", id="all"),
    ],
)
def test_only_the_feeds_that_were_asked_for_count(
    log: Log, feeds: list[str], verdict: Verdict
) -> None:
    assert findings(log, *feeds).verdict == verdict


def test_what_is_listed_is_of_the_feeds_that_were_asked_for(log: Log) -> None:
    good, bad = findings(log, FEED_URL), findings(log, OTHER)

    assert [it.subject for it in bad.missing()] == [subject("lost")]
    assert [it.subject for it in bad.ended_twice()] == [subject("twice")]
    assert list(good.missing()) == []
    assert list(good.ended_twice()) == []
    assert bad.total.offered == 2


def test_an_audit_of_nothing_is_whole() -> None:
    assert findings(Log()).verdict == "whole"


@pytest.mark.parametrize(
    ("gaps", "verdict"),
    [
        pytest.param((REMOVED,), "missing", id="removed-unread"),
        pytest.param((CUT_OFF,), "missing", id="cut-off"),
        pytest.param((FORGOTTEN,), "unknown", id="read-or-not"),
        pytest.param((FORGOTTEN, REMOVED), "missing", id="both"),
    ],
)
def test_what_a_topic_has_lost_is_missing_unless_a_room_may_have_read_it(
    gaps: tuple[Gap, ...], verdict: Verdict
) -> None:
    assert findings(Log(), gaps=gaps).verdict == verdict


def test_what_a_topic_has_lost_counts_whatever_feed_was_asked_for(log: Log) -> None:
    assert findings(log, FEED_URL, gaps=(REMOVED,)).verdict == "missing"


def test_what_is_lost_without_its_offer_is_missing_unless_less_was_asked_for() -> None:
    """It is of no feed, and of no time."""
    log = Log()
    log.pass_on("lost", CLEAN)
    found = findings(log)

    assert found.verdict == "missing"
    assert replace(found, since=NOON).verdict == "whole"
    assert replace(found, feeds=frozenset({FEED_URL})).verdict == "whole"


def test_copies_of_what_is_nowhere_are_missing_too() -> None:
    log = Log()
    log.offer("x")
    log.copy("x", "nothing")

    assert findings(log).verdict == "missing"


def test_an_end_that_may_have_expired_is_no_verdict() -> None:
    log = Log()
    log.offer("x")
    audit = log.audited(cut={(ENRICHED, 0): int(NOON.timestamp() * 1000)})

    assert Findings(audit, audit.counts(), [], frozenset()).verdict == "unknown"


def test_a_feed_that_offered_nothing_is_no_verdict_unless_a_time_was_given(log: Log) -> None:
    silent = findings(log, FEED_URL, SILENT)

    assert silent.verdict == "unknown"
    assert silent.silent_feeds == [SILENT]
    assert replace(silent, since=NOON).verdict == "whole"
