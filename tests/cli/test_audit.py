"""An audit's findings as a person and as a program see them."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from rich.console import Console

from newsmill.cli.audit import fields_of
from newsmill.cli.audit_screen import FEEDS_SHOWN, IDS_SHOWN, show
from newsmill.cli.audit_summary import LOSSES_SHOWN, summary
from newsmill.inspection.counts import Gap
from newsmill.inspection.findings import Findings
from tests.builders import FEED_URL, NOON, hex32
from tests.inspection.logs import CLEAN, ENRICHED, RAW, Log, findings, subject
from tests.inspection.test_losses import losses, lost

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


def drawn(found: Findings, width: int = 80, *, everything: bool = False) -> str:
    """The screen."""
    console = Console(width=width, highlight=False)
    with console.capture() as capture:
        show(found, console, everything=everything)
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

    lines = told.splitlines()
    assert lines[0] == "3 feeds, 1 with something wrong (all of them: --all)"
    assert lines[1] == OTHER.replace("\x1b", " ")
    assert lines[2] == "    1 offered = 1 missing"
    assert lines[3] == f"missing: {subject('lost')}"
    assert lines[4] == f"    last seen in {RAW} 0:3; retriever is at 5"
    assert lines[5] == f"    of {OTHER}".replace("\x1b", " ")
    assert f"ended twice: {subject('twice')}\n    enriched and drops\n" in told
    everything = drawn(findings(log), everything=True)
    assert f"{FEED_URL}\n    3 offered = 2 enriched + 1 dropped (1 no_text)\n" in everything
    assert "documents\n    1 offered = 1 enriched\n" in everything
    assert "\x1b" not in told


def test_a_screen_full_of_ids_is_enough() -> None:
    log = Log()
    for number in range(IDS_SHOWN + 5):
        log.offer(number)
    found = findings(log)

    assert drawn(found).count("missing: ") == IDS_SHOWN
    assert (
        f"{IDS_SHOWN} missing ids shown of {IDS_SHOWN + 5}; --all or --json has all"
        in summary(found)[1]
    )
    assert drawn(found, everything=True).count("missing: ") == IDS_SHOWN + 5
    assert len(summary(found, everything=True)) == 1
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

    assert f"missing: {subject('lost')}\n    last seen in {CLEAN} 0:0" in drawn(found)
    assert "nobody knows whose" in drawn(found)
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

    assert told["since"] == "2026-03-04T12:00:00.000Z"
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


WITH_LOSS = "https://paper-{:03}.example/rss/of/a/long/section/{}"


@pytest.fixture
def two_hundred() -> Log:
    """Feeds with long addresses, of which one has lost an article and one has a dead letter."""
    log = Log()
    for number in range(200):
        feed = WITH_LOSS.format(number, "x" * 300 if number % 2 else "news.xml")
        offered = log.offer(number, feed)
        if number == 3:
            log.dead_letter(offered)
        elif number != 150:
            log.end(number)
    return log


@pytest.mark.parametrize("width", [80, 100, 200])
def test_of_many_feeds_only_those_with_something_wrong_are_listed(
    two_hundred: Log, width: int
) -> None:
    lines = drawn(findings(two_hundred), width).splitlines()

    assert lines[0] == "200 feeds, 2 with something wrong (all of them: --all)"
    assert len(lines) == 1 + 2 * 2 + 3
    assert lines[1].startswith("https://paper-003.example/rss/of/a/long/section/"[:38])
    assert lines[1].endswith("xxx")
    assert lines[2] == "    1 offered = 1 dead letters"
    assert lines[3].startswith("https://paper-150.example/")
    assert lines[4] == "    1 offered = 1 missing"
    assert max(map(len, lines)) <= width


def test_all_feeds_are_listed_where_somebody_wants_that(two_hundred: Log) -> None:
    lines = drawn(findings(two_hundred), everything=True).splitlines()

    assert lines[0] == "200 feeds"
    assert sum(line.startswith("https://") for line in lines) == 200
    assert max(map(len, lines)) <= 80


def test_when_everything_is_wrong_a_screen_is_enough() -> None:
    log = Log()
    for number in range(FEEDS_SHOWN + 7):
        log.offer(number, WITH_LOSS.format(number, "rss"))

    told = drawn(findings(log))

    assert told.count("    1 offered = 1 missing\n") == FEEDS_SHOWN
    assert "\nand 7 more: --all\n" in told
    assert len(told.splitlines()) < 3 * (FEEDS_SHOWN + IDS_SHOWN)


def test_a_feed_that_was_asked_for_is_listed_though_nothing_is_wrong(log: Log) -> None:
    assert drawn(findings(log, FEED_URL)).splitlines()[:2] == ["1 feed", FEED_URL]


def test_what_rooms_have_stepped_over_is_told_behind_the_equation() -> None:
    hole = lost(20, 21, reason="unexplained")
    found = replace(findings(Log()), losses=losses(lost(5, 15), hole, b"theirs"))

    _, total, first, second, ignored = summary(found)

    assert found.verdict == "missing"
    assert total == "lost besides: 11 messages that were gone before they were read"
    assert first.startswith(
        f"{RAW} 0: retriever stepped over 10 messages, offsets 5 to 14, at 2026"
    )
    assert first.endswith(": retention had removed them unread")
    assert "offsets 20 to 20" in second
    # It may be that retention took them before this group had committed anything.
    assert second.endswith(": the log does not have them, and nobody is known to have read them")
    assert ignored.startswith("1 records of lost messages are not of this installation's rooms")
    told = json.loads(json.dumps(fields_of(found)["lost"]))
    assert (told["messages"], told["ignored_records"], told["more_records"]) == (11, 1, 0)
    assert told["records"][0] == {
        "room": "retriever",
        "group": "t.newsmill-retriever.s",
        "topic": RAW,
        "partition": 0,
        "from_offset": 5,
        "until_offset": 15,
        "reason": "retention",
        "noticed_at": "2026-03-04T12:00:00.000Z",
    }


def test_what_was_lost_behind_the_entrance_is_not_told_as_if_it_came_on_top() -> None:
    """Its offers are counted as missing: whoever adds up must not count them twice."""
    behind = lost(3, 10, topic=f"t.{CLEAN}.s", room="deduper", group="t.newsmill-deduper.s")

    _, besides, on_the_way, *_ = summary(
        replace(findings(Log()), losses=losses(lost(5, 15), behind))
    )
    _, alone, *_ = summary(replace(findings(Log()), losses=losses(behind)))

    assert besides == "lost besides: 10 messages that were gone before they were read"
    assert on_the_way.startswith(
        "lost on the way: 7 messages that were gone before they were read;"
    )
    assert alone == on_the_way


def test_losses_without_end_are_a_screen_full_unless_all_are_wanted() -> None:
    many = losses(*(lost(2 * n, 2 * n + 1) for n in range(LOSSES_SHOWN + 4)))
    found = replace(findings(Log()), losses=many)

    assert len(summary(found)) == 1 + 1 + LOSSES_SHOWN + 1
    assert summary(found)[-1].startswith("and 4 more records of losses")
    assert len(summary(found, everything=True)) == 1 + 1 + LOSSES_SHOWN + 4


def test_records_of_others_alone_are_no_loss() -> None:
    assert replace(findings(Log()), losses=losses(b"theirs")).verdict == "whole"


def test_a_feed_that_nobody_knows_is_no_verdict(log: Log) -> None:
    silent = replace(findings(log, "x://y"), since=NOON)
    unknown = replace(silent, unknown_feeds=("x://y",))

    assert (silent.verdict, unknown.verdict) == ("whole", "unknown")
    assert summary(unknown)[-1].endswith("nobody subscribes to it: is it mistyped?")


def test_behind_an_open_transaction_what_is_missing_may_be_found_yet(log: Log) -> None:
    found = replace(findings(log), held_back=frozenset({(ENRICHED, 3)}))

    assert findings(log).verdict == "missing"
    assert found.verdict == "unknown"
    assert summary(found)[-1].startswith(
        f"a transaction is open in {ENRICHED} 3: what comes behind"
    )
    assert json.loads(json.dumps(fields_of(found)["held_back"])) == [[ENRICHED, 3]]
    lost_for_good = replace(found, losses=losses(lost(5, 15)))
    assert lost_for_good.verdict == "missing"
