"""One article's way: what each room decided, in order, and where it is now."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest

from newsmill.contracts.headers import Header
from newsmill.inspection.describing import describe
from newsmill.inspection.explaining import Explainer, Original, Story
from newsmill.inspection.observations import Sight
from newsmill.kafka.records import Message, Place
from tests.builders import (
    ARTICLE_URL,
    FEED_URL,
    NOON,
    after,
    clean_article,
    drop,
    duplicate_article,
    enriched_article,
    hex32,
    page,
    raw_article,
    retrieved_article,
    unique_article,
)
from tests.inspection.logs import (
    CLEAN,
    DUPLICATES,
    ENRICHED,
    PREFIX,
    RAW,
    RETRIEVED,
    UNIQUE,
    Log,
    about,
    named,
    subject,
)

ARTICLE_ID = hex32(ARTICLE_URL)
OFFERED = f"offered by {FEED_URL} (Harbour Gazette), dated 2026-03-04 12:00 UTC"
PAGE_CHARACTERS = len(page().html)


def put(
    log: Log, topic: str, record: Any, of: object = "x", room: str = "", ce_id: str = "1"
) -> Message:
    """A record with the headers that its room gives it."""
    headers: list[Header] = [*named(of)[1:], ("ce_id", ce_id.encode())]
    headers.append(("ce_source", f"/newsmill/{room}".encode()))
    return log.put(topic, about(record, of).model_dump_json().encode(), headers)


def write_all(log: Log) -> None:
    """The ferry on its way through all rooms."""
    timings = {room: after(number) for number, room in enumerate(
        ("puller", "retriever", "cleaner", "deduper", "enricher"))}  # fmt: skip
    put(log, RAW, raw_article(timings=timings), room="puller")
    put(log, RETRIEVED, retrieved_article(timings=timings), room="retriever")
    put(log, CLEAN, clean_article(timings=timings), room="cleaner")
    put(log, UNIQUE, unique_article(timings=timings), room="deduper")
    put(log, ENRICHED, enriched_article(timings=timings), room="enricher")


def explained(
    log: Log,
    *names: object,
    originals: frozenset[str] = frozenset(),
    committed: Mapping[Place, int] | None = None,
    cut: Mapping[Place, int] = MappingProxyType({}),
) -> tuple[list[Story], dict[str, Original]]:
    explainer = Explainer(
        frozenset(map(subject, names or ["x"])),
        originals,
        log.all_handled() if committed is None else committed,
        PREFIX,
        cut,
    )
    for message in log.messages:
        explainer.enter(message)
    return explainer.stories(), explainer.originals


@pytest.fixture
def log() -> Log:
    return Log()


def test_an_article_is_told_room_by_room(log: Log) -> None:
    write_all(log)
    write_others = log.offer("y")
    (story,), _ = explained(log)

    assert write_others.headers != log.messages[0].headers
    assert story.subject == subject("x")
    assert story.outcome == "enriched"
    assert story.waits_for is None
    assert [(it.described.room, it.at, it.described.what) for it in story.happenings] == [
        (
            "puller",
            after(0),
            OFFERED,
        ),
        ("retriever", after(1), f"page fetched, {PAGE_CHARACTERS} characters"),
        (
            "cleaner",
            after(2),
            f"text from the page, 44 words, en (0.99), canonical {ARTICLE_URL}",
        ),
        ("deduper", after(3), f"new article {ARTICLE_ID}"),
        ("enricher", after(4), "enriched with 1 entities (ok, invented 1.0)"),
    ]
    assert story.happenings[-1].described.fields["entities"] == 1


def test_repeats_are_counted_and_not_told_twice(log: Log) -> None:
    for _ in range(3):
        write_all(log)
    (story,), _ = explained(log)

    assert len(story.happenings) == 5
    assert {it.repeats for it in story.happenings} == {2}


def test_a_room_that_said_something_else_the_second_time_is_told_twice(log: Log) -> None:
    write_all(log)
    put(log, ENRICHED, enriched_article(revision=2), room="enricher", ce_id="2")
    (story,), _ = explained(log)

    assert [it.topic for it in story.happenings].count(ENRICHED) == 2


def test_observations_are_told_in_the_order_in_which_they_began(log: Log) -> None:
    put(log, RAW, raw_article(timings={"puller": after(9)}), "late", "puller")
    put(log, RAW, raw_article(timings={"puller": after(1)}), "early", "puller")
    stories, _ = explained(log, "late", "early")

    assert [story.subject for story in stories] == [subject("early"), subject("late")]


def test_a_copy_is_told_with_the_title_of_its_original(log: Log) -> None:
    write_all(log)
    log.messages[:] = [replace(it, key=ARTICLE_ID.encode(), milliseconds=0) for it in log.messages]
    put(log, DUPLICATES, duplicate_article(), "copy", "deduper")
    (story,), originals = explained(log, "copy", originals=frozenset({ARTICLE_ID}))

    assert story.outcome == "duplicate"
    assert story.happenings[-1].described.what == f"duplicate (same text) of article {ARTICLE_ID}"
    assert originals == {ARTICLE_ID: Original("Ferry returns", ARTICLE_URL)}


@pytest.mark.parametrize("backwards", [False, True])
def test_the_original_is_not_mistaken_for_another_entry_of_its_page(
    log: Log, backwards: bool
) -> None:
    def keyed(topic: str, record: Any, of: str) -> None:
        log.messages[-1] = replace(put(log, topic, record, of), key=ARTICLE_ID.encode())

    # To the cleaner both are the page; the deduper gives the first one an id of its own.
    keyed(CLEAN, clean_article(title="Gulls return"), "sibling")
    keyed(CLEAN, clean_article(), "original")
    keyed(DUPLICATES, duplicate_article(title="Gulls", article_id=ARTICLE_ID), "another")
    keyed(UNIQUE, unique_article(), "original")
    put(log, DUPLICATES, duplicate_article(), "copy", "deduper")
    if backwards:
        log.messages.reverse()
    _, originals = explained(log, "copy", originals=frozenset({ARTICLE_ID}))

    assert originals == {ARTICLE_ID: Original("Ferry returns", ARTICLE_URL)}


def test_what_waits_and_what_is_missing_is_told_with_the_room(log: Log) -> None:
    for topic in (RAW, RETRIEVED, CLEAN):
        log.pass_on("x", topic)
    (waiting,), _ = explained(log, committed={**log.all_handled(), (CLEAN, 0): 0})
    (missing,), _ = explained(log)

    assert (waiting.outcome, waiting.waits_for, waiting.room_is_at) == ("in flight", "deduper", 0)
    assert waiting.last_seen == Sight(CLEAN, 0, 0)
    assert (missing.outcome, missing.waits_for, missing.room_is_at) == ("missing", "deduper", 1)


def test_what_may_have_ended_before_ends_are_kept_from_is_not_called_missing(log: Log) -> None:
    log.offer("x", at=NOON + timedelta(days=1))
    log.end("another", at=NOON)
    log.end("yet another", at=NOON + timedelta(days=9))
    log.offer("old", at=NOON - timedelta(days=1))
    cut = {(ENRICHED, 0): int(NOON.timestamp() * 1000) + 10**9}

    stories, _ = explained(log, "x", "old", cut=cut)

    assert {story.subject: (story.outcome, story.waits_for) for story in stories} == {
        subject("old"): ("expired", None),
        subject("x"): ("missing", "retriever"),
    }


def test_a_dead_letter_is_told_with_its_id_and_its_replay(log: Log) -> None:
    original = put(log, RAW, raw_article(), room="puller")
    letter = log.dead_letter(original, at=after(2))
    (before,), _ = explained(log)
    again = log.replay(letter, original)
    (waiting,), _ = explained(log, committed={(RAW, 0): again.offset})

    assert before.outcome == "dead letter"
    (_, died) = before.happenings
    assert died.described.what == "dead letter 0:0: ValidationError: Invalid JSON"
    assert died.described.room == "retriever"
    assert waiting.outcome == "in flight"
    told = [it.described.what for it in waiting.happenings]
    assert "replayed, as offset 1 of partition 0" in told


@pytest.mark.parametrize(
    ("topic", "record", "what"),
    [
        pytest.param(
            RAW, raw_article(origin="document"), "handed in as a document", id="a-document"
        ),
        pytest.param(
            RAW,
            raw_article(feed_title=None, published_at=None),
            "offered by https://harbour-gazette.example/feed.xml",
            id="a-feed-without-title",
        ),
        pytest.param(
            RETRIEVED,
            retrieved_article(retrieval="robots", page=None),
            "no page: robots.txt forbids it",
            id="forbidden",
        ),
        pytest.param(
            RETRIEVED,
            retrieved_article(retrieval="not_needed", page=None),
            "no page needed: the text is there",
            id="not-needed",
        ),
        pytest.param(
            RETRIEVED,
            retrieved_article(retrieval="not_needed", page=None, shares_link=True),
            "no page: other entries of its feed lead to the same one",
            id="several-entries",
        ),
        pytest.param(
            RETRIEVED,
            retrieved_article(retrieval="not_needed", page=None, url="https://a.example/"),
            "no page: its address is a home page",
            id="a-home-page",
        ),
        pytest.param(
            RETRIEVED,
            retrieved_article(url="https://a.example/"),
            f"page fetched from {ARTICLE_URL}, {PAGE_CHARACTERS} characters",
            id="redirected",
        ),
        pytest.param(
            CLEAN,
            clean_article(
                text_origin="feed",
                provenance=clean_article().provenance.model_copy(update={"page_kind": "login"}),
            ),
            "its page is a login: text from the feed, 44 words, en (0.99), "
            f"canonical {ARTICLE_URL}",
            id="another-page",
        ),
        pytest.param(
            UNIQUE,
            unique_article(revision=3),
            f"revision 3 of article {ARTICLE_ID}",
            id="a-revision",
        ),
        pytest.param(
            UNIQUE,
            unique_article(group_id="0" * 32),
            f"new article {ARTICLE_ID}, group {'0' * 32}",
            id="of-a-group",
        ),
        pytest.param(
            DUPLICATES,
            duplicate_article(duplicate_of=hex32("https://island-post.example/ferry")),
            f"duplicate (same text) of an earlier sight of itself, "
            f"{hex32('https://island-post.example/ferry')}",
            id="seen-before",
        ),
        pytest.param(
            ENRICHED,
            enriched_article(entities=[], entities_status="unsupported_language", model=None),
            "enriched with 0 entities (unsupported language)",
            id="no-model",
        ),
        pytest.param(
            "news.drops.v1", drop(detail="4 words"), "dropped: no_text (4 words)", id="a-drop"
        ),
    ],
)
def test_a_record_is_told_in_a_line(log: Log, topic: str, record: Any, what: str) -> None:
    described = describe(put(log, topic, record))
    assert described.what == what


@pytest.mark.parametrize("milliseconds", [0, -1, 10**18])
@pytest.mark.parametrize("ce_time", [b"", b"yesterday", b"0001-01-01T00:00:00+01:00", b"\xff"])
def test_what_nobody_can_read_is_told_as_that(milliseconds: int, ce_time: bytes) -> None:
    message = Message(CLEAN, 0, 0, None, b"\xff", [("ce_time", ce_time)], milliseconds)
    described = describe(message)
    assert described.what.startswith("unreadable: ")
    assert described.room == "cleaner"


def test_without_a_word_of_its_own_a_record_has_its_headers_time(log: Log) -> None:
    headers: list[Header] = [("ce_time", b"2026-03-04T13:00:00+01:00")]
    assert describe(log.put(CLEAN, b"{}", headers)).at == NOON
    assert describe(log.put(CLEAN, b"{}", [], at=after(3))).at == after(3)
