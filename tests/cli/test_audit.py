"""An audit's findings as a person and as a program see them."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from rich.console import Console

from newsmill.cli.audit import IDS_SHOWN, fields_of, show, summary
from newsmill.inspection.counts import Gap
from newsmill.inspection.findings import Findings
from tests.builders import FEED_URL, NOON, hex32
from tests.inspection.logs import CLEAN, ENRICHED, RAW, Log, findings, subject

OTHER = "https://island-post.example/rss\x1b[2J"


@pytest.fixture
def log() -> Log:
    """One that ended, one that ended twice, a drop, one that is missing; and a document."""
    log = Log()
    for name in ("ended", "twice", "dropped"):
        log.offer(name)
    log.end("ended")
    log.end("twice")
    log.drop("twice")
    log.drop("dropped")
    log.offer("lost", OTHER)
    log.offer("document", None, "document")
    log.end("document")
    log.end("document")
    log.pass_on("earlier", CLEAN)
    return log


def drawn(found: Findings) -> str:
    """The screen."""
    console = Console(width=160, highlight=False)
    with console.capture() as capture:
        show(found, console)
    return capture.get()


def test_the_equation_comes_first_and_the_rest_is_told(log: Log) -> None:
    gap = Gap(RAW, 0, "retriever", 5, 7, "expired")
    cut = Gap(CLEAN, 1, "deduper", 5, 7, "cut off")

    equation, twice, repeats, earlier, expired, cut_off = summary(findings(log, gaps=(gap, cut)))

    ends = "3 enriched + 0 duplicates + 1 dropped + 0 dead letters"
    assert equation == f"5 offered = {ends} + 0 in flight + 1 missing"
    assert twice == "1 ended in two different ways; the first of them is counted"
    assert repeats == "repeats, which count once: 1 in enriched"
    assert earlier.startswith("1 more were offered before what was read, and are not counted: 0 ")
    assert expired == f"{RAW} 0: retention removed 7 messages that retriever had not read"
    assert cut_off.startswith(f"{CLEAN} 1: it ends 7 before what deduper has committed")


def test_the_screen_shows_each_feed_and_what_does_not_add_up(log: Log) -> None:
    told = drawn(findings(log))

    rows = [line.replace("│", " ").split() for line in told.splitlines()]
    assert [FEED_URL, "3", "2", "0", "1", "no_text", "0", "0", "0"] in rows
    assert ["documents", "1", "1", "0", "0", "0", "0", "0"] in rows
    assert ["all", "5", "3", "0", "1", "no_text", "0", "0", "1"] in rows
    assert f"missing: {subject('lost')}, last seen in {RAW} 0:3; retriever is at 5" in told
    assert f"ended twice: {subject('twice')} (enriched and drops)" in told
    assert "\x1b" not in told


def test_a_screen_full_of_ids_is_enough() -> None:
    log = Log()
    for number in range(IDS_SHOWN + 5):
        log.offer(number)
    found = findings(log)

    assert drawn(found).count("missing: ") == IDS_SHOWN
    assert f"{IDS_SHOWN} missing ids shown of {IDS_SHOWN + 5}; --json has all" in summary(found)[1]
    assert len(fields_of(found)["missing"]) == IDS_SHOWN + 5


def test_only_the_feeds_that_were_asked_for_count(log: Log) -> None:
    good, bad, none = findings(log, FEED_URL), findings(log, OTHER), findings(log, "x://y")

    assert fields_of(good)["missing"] == []
    assert len(fields_of(bad)["missing"]) == 1
    assert fields_of(bad)["ended_twice"] == []
    assert fields_of(none)["silent_feeds"] == ["x://y"]
    assert "nothing was offered by x://y" in summary(none)


def test_what_a_room_may_have_read_that_is_not_known_any_more_is_said() -> None:
    forgotten = Gap(RAW, 0, "retriever", 0, 7, "unknown")

    assert (
        "nobody knows whether retriever had read them"
        in summary(findings(Log(), gaps=(forgotten,)))[-1]
    )


def test_what_is_lost_without_its_offer_is_missing_too() -> None:
    log = Log()
    log.pass_on("lost", CLEAN)
    found = findings(log)

    assert f"missing: {subject('lost')}, last seen in {CLEAN} 0:0" in drawn(found)
    assert "nobody knows whom" in drawn(found)
    assert fields_of(found)["missing"][0]["feed"] is None


def test_copies_of_what_is_nowhere_are_missing_too() -> None:
    log = Log()
    log.offer("x")
    log.copy("x", "nothing")
    found = findings(log)

    assert f"1 copies of {hex32('nothing')}" in drawn(found)
    assert "1 duplicates are of 1 articles that are neither" in summary(found)[1]
    assert fields_of(found)["orphans"] == [{"article_id": hex32("nothing"), "copies": 1}]


def test_what_cannot_be_told_any_more_is_no_verdict() -> None:
    log = Log()
    log.offer("x")
    audit = log.audited(cut={(ENRICHED, 0): int(NOON.timestamp() * 1000)})
    found = Findings(audit, audit.counts(), [], frozenset())

    assert "0 missing + 1 expired" in summary(found)[0]
    assert "1 may have ended before 2026-03-04T12:00:00+00:00" in summary(found)[1]
    assert "expired" in drawn(found)
    assert fields_of(found)["whole"] is False


def test_where_nothing_was_ever_committed_it_is_said(log: Log) -> None:
    found = replace(findings(log), unbegun=Counter(cleaner=7))
    assert "cleaner has committed nothing where 7 messages wait for it" in summary(found)


def test_a_program_gets_everything(log: Log) -> None:
    told = json.loads(json.dumps(fields_of(replace(findings(log), since=NOON))))

    assert told["since"] == "2026-03-04T12:00:00+00:00"
    assert told["whole"] is False
    assert told["total"] == {
        "offered": 5,
        "enriched": 3,
        "duplicates": 0,
        "drops": {"no_text": 1},
        "dead_letters": 0,
        "in_flight": 0,
        "missing": 1,
        "expired": 0,
    }
    assert told["verdict"] == "missing"
    assert {(count["kind"], count["feed"]) for count in told["feeds"]} == {
        ("feed", FEED_URL),
        ("feed", OTHER),
        ("documents", None),
    }
    assert told["ended_twice"] == [
        {
            "subject": subject("twice"),
            "feed": FEED_URL,
            "ends": ["news.articles.enriched.v1", "news.drops.v1"],
        }
    ]
    assert told["repeats"] == {"news.articles.enriched.v1": 1}
