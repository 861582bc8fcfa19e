"""The sum, on hand-written logs: every kind of end, and every kind of loss."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from newsmill.cli.audit import fields_of
from newsmill.contracts.articles import article_id_of_entry
from newsmill.contracts.base import Observation
from newsmill.contracts.headers import dead_letter_headers
from newsmill.contracts.topics import DEAD_LETTERS, DROPS, MONTH
from newsmill.inspection.auditing import AUDITED, CLOCK_SKEW, Audit, _milliseconds
from newsmill.inspection.counts import (
    Count,
    Earlier,
    Gap,
    Missing,
    Orphans,
    gaps,
    unbegun,
)
from newsmill.inspection.findings import Findings
from newsmill.inspection.observations import Sight
from newsmill.inspection.retention import latest_removed
from newsmill.kafka.records import Message
from tests.builders import (
    FEED_URL,
    NOON,
    after,
    clean_article,
    dead_letter,
    duplicate_article,
    hex16,
    hex32,
    raw_article,
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
    named,
    subject,
)

FEED = ("feed", FEED_URL)
OTHER = "https://island-post.example/rss"
LATER = _milliseconds(NOON + CLOCK_SKEW * 4)


@pytest.fixture
def log() -> Log:
    return Log()


def only(audit: Audit) -> Count:
    """The count of the only feed."""
    ((offerer, count),) = audit.counts().items()
    assert offerer == FEED
    ends = count.enriched + count.duplicates + count.drops.total() + count.dead_letters
    assert count.offered == ends + count.in_flight + count.missing + count.expired
    return count


@pytest.mark.parametrize("backwards", [False, True], ids=["in-order", "ends-first"])
def test_every_end_is_counted_by_feed(log: Log, backwards: bool) -> None:
    for name in "abc":
        log.through(name)
        log.end(name)
    log.through("d", last=CLEAN)
    log.end("d", DUPLICATES)
    log.through("e", last=RETRIEVED)
    log.drop("e")
    log.drop("e2", "too_short")
    log.offer("e2")
    log.dead_letter(log.through("f", last=CLEAN)[-1])
    log.offer("g", OTHER)
    log.drop("g")
    log.offer("h", None, "document")
    log.drop("h")

    audit = log.audited(backwards=backwards)

    assert audit.counts() == {
        FEED: Count(7, 3, 1, Counter(no_text=1, too_short=1), 1),
        ("feed", OTHER): Count(1, drops=Counter(no_text=1)),
        ("documents", None): Count(1, drops=Counter(no_text=1)),
    }
    assert list(audit.missing()) == []
    assert list(audit.ended_twice()) == []
    assert not audit.repeats.total()
    assert audit.earlier() == Earlier()


@pytest.mark.parametrize(
    ("last", "room"),
    [(RAW, "retriever"), (RETRIEVED, "cleaner"), (CLEAN, "deduper"), (UNIQUE, "enricher")],
)
def test_what_a_room_has_swallowed_is_missing_and_the_room_is_named(
    log: Log, last: str, room: str
) -> None:
    log.through("kept")
    log.end("kept")
    swallowed = log.through("lost", last)[-1]

    audit = log.audited()

    assert only(audit) == Count(2, 1, missing=1)
    (missing,) = audit.missing()
    assert missing.subject == subject("lost")
    assert missing.offerer == FEED
    assert missing.last_seen == Sight(last, 0, swallowed.offset)
    assert missing.room == room
    assert missing.committed == swallowed.offset + 1


@pytest.mark.parametrize("last", [RAW, RETRIEVED, CLEAN, UNIQUE])
def test_what_no_room_has_committed_past_is_in_flight(log: Log, last: str) -> None:
    waiting = log.through("x", last)[-1]
    committed = {**log.all_handled(), waiting.place: waiting.offset}

    assert only(log.audited(committed)) == Count(1, in_flight=1)


def test_where_nothing_was_ever_committed_everything_is_in_flight(log: Log) -> None:
    log.through("x")
    log.end("y")
    log.offer("y")

    assert only(log.audited({})) == Count(2, 1, in_flight=1)


def test_a_message_further_back_that_waits_again_keeps_an_observation_in_flight(log: Log) -> None:
    """The retriever was ended before it could commit, and will publish it again."""
    log.offer("x")
    log.pass_on("x", RETRIEVED)
    again = log.offer("x")
    committed = {(RAW, 0): again.offset, (RETRIEVED, 0): 1}

    audit = log.audited(committed)

    assert only(audit) == Count(1, in_flight=1)
    assert audit.outcome_of(subject("x")) == ("in flight", Sight(RAW, 0, again.offset))
    assert audit.repeats == {RAW: 1}


def test_repeats_count_once_and_are_told(log: Log) -> None:
    for _ in range(3):
        log.through("x")
        log.end("x")
        log.through("y", last=RETRIEVED)
        log.drop("y")

    audit = log.audited()

    assert only(audit) == Count(2, 1, drops=Counter(no_text=1))
    assert list(audit.ended_twice()) == []
    assert audit.repeats[ENRICHED] == 2
    assert audit.repeats[RAW] == 4
    assert audit.repeats["news.drops.v1"] == 2


@pytest.mark.parametrize(
    ("write", "ends"),
    [
        pytest.param(lambda log: log.drop("x"), (ENRICHED, "news.drops.v1"), id="dropped-too"),
        pytest.param(
            lambda log: log.end("x", DUPLICATES), (ENRICHED, DUPLICATES), id="a-copy-of-itself"
        ),
        pytest.param(lambda log: log.end("x", record="r2"), (ENRICHED,), id="as-two-revisions"),
        pytest.param(
            lambda log: log.dead_letter(log.pass_on("x", CLEAN)),
            (ENRICHED, "news.dead-letters.v1"),
            id="dead-letter-too",
        ),
    ],
)
@pytest.mark.parametrize("backwards", [False, True], ids=["in-order", "ends-first"])
def test_two_different_ends_are_told_and_the_better_one_counts(
    log: Log, write: Callable[[Log], object], ends: tuple[str, ...], backwards: bool
) -> None:
    log.through("x")
    log.end("x")
    write(log)

    audit = log.audited(backwards=backwards)

    assert only(audit) == Count(1, 1)
    assert [(it.subject, it.offerer, it.ends) for it in audit.ended_twice()] == [
        (subject("x"), FEED, ends)
    ]


def test_two_dead_letters_of_one_message_are_one_and_a_repeat(log: Log) -> None:
    original = log.offer("x")
    log.dead_letter(original)
    log.dead_letter(original)

    audit = log.audited()

    assert only(audit) == Count(1, dead_letters=1)
    assert audit.repeats == {"news.dead-letters.v1": 1}


@pytest.mark.parametrize("record_only", [False, True], ids=["all-read", "message-not-read-yet"])
def test_a_replayed_dead_letter_is_in_flight_until_its_room_comes_to_it(
    log: Log, record_only: bool
) -> None:
    original = log.offer("x")
    letter = log.dead_letter(original)
    again = log.replay(letter, original, record_only=record_only)

    assert only(log.audited({(RAW, 0): again.offset})) == Count(1, in_flight=1)
    if not record_only:
        assert only(log.audited({(RAW, 0): again.offset + 1})) == Count(1, missing=1)


def test_a_replay_is_no_repeat_and_no_second_end(log: Log) -> None:
    original = log.offer("x")
    log.replay(log.dead_letter(original), original)
    log.end("x")

    audit = log.audited()

    assert only(audit) == Count(1, 1)
    assert list(audit.ended_twice()) == []
    assert not audit.repeats.total()


def test_a_replay_that_failed_again_is_a_dead_letter(log: Log) -> None:
    original = log.offer("x")
    again = log.replay(log.dead_letter(original), original)
    log.dead_letter(again)

    assert only(log.audited()) == Count(1, dead_letters=1)


def test_a_dead_letter_without_a_name_is_known_by_its_place(log: Log) -> None:
    """What somebody else wrote: it has no headers, and one of them is no JSON."""
    foreign = log.put(RAW, b"\xff not JSON", [])
    stranger = raw_article(feed_url=OTHER).model_dump_json().encode()
    readable = log.put(RAW, stranger, [("x", None)])
    lost = log.put(RAW, b"lost", [("ce_subject", b"\xff")])
    log.dead_letter(foreign)
    log.dead_letter(readable)

    for audit in (log.audited(), log.audited(backwards=True)):
        assert audit.counts() == {
            ("unreadable", None): Count(2, dead_letters=1, missing=1),
            ("feed", OTHER): Count(1, dead_letters=1),
        }
        assert [it.subject for it in audit.missing()] == [f"{RAW}-0-{lost.offset}"]


def test_a_message_without_a_name_stays_one_observation_when_it_is_replayed(log: Log) -> None:
    original = log.put(RAW, b"\xff not JSON", [])
    again = log.replay(log.dead_letter(original), original)
    unreadable = ("unreadable", None)

    assert log.audited({(RAW, 0): again.offset}).counts() == {unreadable: Count(1, in_flight=1)}
    assert log.audited().counts() == {unreadable: Count(1, missing=1)}

    log.replay(log.dead_letter(again), again)
    last = log.messages[-2]
    log.dead_letter(last)
    audit = log.audited()
    assert audit.counts() == {unreadable: Count(1, dead_letters=1)}
    assert audit.outcome_of(f"{RAW}-0-{original.offset}")[0] == "dead letter"
    assert audit.earlier() == Earlier()


def test_a_replay_that_claims_to_be_its_own_message_ends(log: Log) -> None:
    """Such a record is nobody's of ours."""
    original = log.put(RAW, b"\xff", [])
    letter = log.dead_letter(original)
    log.replay(letter, original)
    *before, _, record = log.messages
    said = (record.value or b"").replace(b'"replayed_offset":1', b'"replayed_offset":0')
    log.messages[:] = [*before, replace(record, value=said)]

    assert log.audited().counts() == {("unreadable", None): Count(1, missing=1)}


def test_a_dead_letter_that_was_cut_is_known_by_its_place(log: Log) -> None:
    """Too large to be kept whole: without its headers, and without the end of its value."""
    of_clean = log.through("x", last=CLEAN)[-1]
    log.dead_letter(replace(of_clean, headers=[], value=b'{"article_id": "0'))
    of_raw = log.offer("y")
    log.dead_letter(replace(of_raw, headers=[], value=(of_raw.value or b"")[:120]))

    assert only(log.audited()) == Count(2, dead_letters=2)


def test_a_message_without_a_name_is_known_by_what_its_record_says(log: Log) -> None:
    article = clean_article()
    name = str(Observation(article.provenance.entry_id, article.provenance.entry_version))
    raw = raw_article(
        entry_id=article.provenance.entry_id, entry_version=article.provenance.entry_version
    )
    log.put(RAW, raw.model_dump_json().encode(), [])
    log.put(CLEAN, article.model_dump_json().encode(), [])

    audit = log.audited()

    assert [(it.subject, it.last_seen.topic) for it in audit.missing()] == [(name, CLEAN)]


def test_a_letter_of_another_program_is_passed_by(log: Log) -> None:
    log.offer("x")
    log.end("x")
    log.put("news.dead-letters.v1", b"", [("a", b"b")])

    assert only(log.audited()) == Count(1, 1)


@pytest.mark.parametrize(
    "topic", ["other.news.articles.raw.v1", RAW, f"{PREFIX}{ENRICHED}", f"{PREFIX}orders", ""]
)
def test_a_letter_from_where_no_room_of_ours_reads_ends_nothing(log: Log, topic: str) -> None:
    """Two installations poll the same feeds; a mirror copies the letters of one to the other."""
    lost = log.offer("lost")
    letter = dead_letter(topic=topic, partition=0, offset=lost.offset)
    log.put(DEAD_LETTERS.name, lost.value, dead_letter_headers(letter, lost.headers))

    audit = log.audited()

    assert only(audit) == Count(1, missing=1)
    assert audit.foreign_letters == 1


def test_what_the_raw_topic_has_no_more_is_told_and_missing_when_it_is_lost(log: Log) -> None:
    """Retention took it from the raw topic."""
    log.pass_on("ended", UNIQUE)
    log.end("ended")
    lost = log.pass_on("lost", CLEAN)
    log.dead_letter(log.pass_on("dead", CLEAN))
    waiting = log.pass_on("waiting", CLEAN)
    committed = {**log.all_handled(), waiting.place: waiting.offset}

    audit = log.audited(committed)

    assert audit.counts() == {}
    assert list(audit.missing()) == [
        Missing(
            subject("lost"), None, Sight(CLEAN, 0, lost.offset), "deduper", committed[lost.place]
        )
    ]
    assert audit.earlier() == Earlier(ended=2, in_flight=1, without_end=1)
    since = log.audited(committed, since=after(0))
    assert list(since.missing()) == []
    assert since.earlier() == Earlier(ended=2, in_flight=1, without_end=1)


def test_what_ended_before_ends_are_kept_from_is_expired_and_not_missing(log: Log) -> None:
    """Of the topics in which observations end, what is cut longest says from when on."""
    log.offer("long-ago", at=NOON - CLOCK_SKEW * 2)
    log.offer("ended", at=NOON - CLOCK_SKEW * 2)
    log.offer("lost", at=NOON + CLOCK_SKEW * 2)
    log.end("ended", at=NOON)
    log.drop("another", at=NOON - CLOCK_SKEW * 3)
    log.pass_on("earlier", CLEAN, at=NOON - CLOCK_SKEW * 2)
    for backwards in (False, True):
        audit = log.audited(
            cut={(ENRICHED, 0): LATER, (DROPS.name, 0): LATER, (RAW, 0): LATER * 2},
            backwards=backwards,
        )

        assert only(audit) == Count(3, 1, missing=1, expired=1)
        assert [it.subject for it in audit.missing()] == [subject("lost")]
        assert audit.earlier() == Earlier(ended=1, expired=1)
        assert audit.ends_kept_since == _milliseconds(NOON)
    assert only(log.audited()) == Count(3, 1, missing=2)
    assert log.audited().ends_kept_since is None


@pytest.mark.parametrize(
    "first", [None, NOON + MONTH, NOON + 9 * MONTH], ids=["empty", "young", "future"]
)
def test_of_a_quiet_topic_its_retention_says_what_it_removed(
    log: Log, first: datetime | None
) -> None:
    """A letter of today after a month without any does not make yesterday's ends expired."""
    log.offer("old", at=NOON - CLOCK_SKEW * 2)
    log.offer("new", at=NOON + CLOCK_SKEW * 2)
    if first is not None:
        log.end("another", DUPLICATES, at=first)

    cut = latest_removed([(DUPLICATES, 0), (RAW, 0)], NOON + MONTH, {DUPLICATES: MONTH})

    assert cut == {(DUPLICATES, 0): _milliseconds(NOON), (RAW, 0): _milliseconds(NOON + MONTH)}
    assert only(log.audited(cut=cut)) == Count(2, missing=1, expired=1)


def test_what_was_put_back_has_been_there_though_retention_has_left_neither(log: Log) -> None:
    original = log.offer("x")
    letter = log.dead_letter(original)
    again = log.replay(letter, original)
    log.messages = [message for message in log.messages if message.topic != RAW]

    audit = log.audited({(RAW, 0): 2})
    assert audit.earlier() == Earlier(without_end=1)
    assert [it.last_seen for it in audit.missing()] == [Sight(RAW, 0, again.offset)]

    aged = log.audited({(RAW, 0): 2}, cut={(ENRICHED, 0): _milliseconds(NOON + CLOCK_SKEW)})
    assert aged.earlier() == Earlier(expired=1)
    assert list(aged.missing()) == []


def test_what_was_put_back_and_went_on_was_last_seen_where_it_went(log: Log) -> None:
    original = log.offer("x")
    log.replay(log.dead_letter(original), original)
    passed_on = log.pass_on("x", RETRIEVED)

    assert [it.last_seen for it in log.audited().missing()] == [
        Sight(RETRIEVED, 0, passed_on.offset)
    ]


def test_a_replay_of_somebody_elses_into_nowhere_is_no_trouble(log: Log) -> None:
    """Its numbers fit into no partition."""
    original = replace(log.offer("x"), partition=2**40)
    log.replay(log.dead_letter(original), original)

    assert only(log.audited()) == Count(1, in_flight=1)


def _key(of: object) -> bytes:
    return hex32(of).encode()


def test_copies_of_what_is_nowhere_are_told(log: Log) -> None:
    log.end("enriched", key=_key("enriched"))
    log.pass_on("on its way", UNIQUE, key=_key("on its way"))
    log.pass_on("swallowed", CLEAN, key=_key("swallowed"))
    log.drop("dropped", article_id=hex32("dropped"))
    log.dead_letter(log.pass_on("refused", CLEAN, key=_key("refused")))
    waiting = log.pass_on("not yet passed on", CLEAN, key=_key("not yet passed on"))
    originals = ("enriched", "on its way", "dropped", "refused", "not yet passed on")
    for number, original in enumerate((*originals, "swallowed", "swallowed", "never seen")):
        log.copy(number, original)
    whole = duplicate_article(duplicate_of=hex32("never seen")).model_dump_json().encode()
    log.end("whole", DUPLICATES, value=whole)
    for nonsense in (b"7", b'"%s"' % (b"x" * 32), b'"\\ud800"', b"[]"):
        log.end(nonsense, DUPLICATES, value=b'{"duplicate_of": %s}' % nonsense)
    committed = {**log.all_handled(), waiting.place: waiting.offset}

    found = log.audited(committed).orphans()

    assert found == [Orphans(hex32("swallowed"), 2), Orphans(hex32("never seen"), 2)]
    assert log.audited(committed, backwards=True).orphans() == found[::-1]
    assert log.audited(committed, since=after(0)).orphans() == []
    for ending in (ENRICHED, DROPS.name, DEAD_LETTERS.name):
        assert log.audited(committed, cut={(ending, 0): 0}).orphans() == []
    assert log.audited(committed, cut={(DUPLICATES, 0): 0}).orphans() == found


@pytest.mark.parametrize("script", ["Latn", "Cyrl"])
def test_an_original_that_got_an_id_of_its_own_is_somewhere(log: Log, script: str) -> None:
    """Its copy may end before it: after a crash it is decided on once more, or refused."""

    def clean(of: str) -> Message:
        value = f'{{"title": "x", "script":"{script}"}}'.encode()
        return log.put(CLEAN, value, named(of), key=_key("the page"))

    def copy_of(of: str) -> str:
        article_id = article_id_of_entry(hex32(of), script)
        log.end(f"copy of {of}", DUPLICATES, value=b'{"duplicate_of": "%s"}' % article_id.encode())
        return article_id

    clean("passed")
    log.pass_on("passed", UNIQUE, key=copy_of("passed").encode())
    log.dead_letter(clean("refused"))
    clean("swallowed")
    waiting = clean("waiting")
    lost = copy_of("swallowed")
    for of in ("waiting", "refused"):
        copy_of(of)
    committed = {**log.all_handled(), waiting.place: waiting.offset}

    assert log.audited(committed).orphans() == [Orphans(lost, 1)]


@pytest.mark.parametrize("backwards", [False, True], ids=["in-order", "ends-first"])
def test_what_the_puller_had_to_drop_was_offered_all_the_same(log: Log, backwards: bool) -> None:
    """Too large for every broker: the raw topic never saw it."""
    log.drop("huge", "refused_by_broker", room="puller", feed_url=FEED_URL)
    log.drop("huge", "refused_by_broker", room="puller", feed_url=FEED_URL)
    log.drop("earlier", room="cleaner", feed_url=FEED_URL)

    audit = log.audited(backwards=backwards)

    assert only(audit) == Count(1, drops=Counter(refused_by_broker=1))
    assert audit.earlier() == Earlier(ended=1)
    assert log.audited(since=after(1)).counts() == {}


def test_since_a_moment_only_what_was_offered_from_then_on_counts(log: Log) -> None:
    log.offer("before", at=after(0))
    log.offer("long-before", at=NOON - CLOCK_SKEW - timedelta(minutes=1))
    log.end("long-before", at=NOON - CLOCK_SKEW)
    log.offer("at", at=after(1))
    log.end("at", at=after(1))
    log.offer("lost", at=after(2))

    audit = log.audited(since=after(1))

    assert only(audit) == Count(2, 1, missing=1)
    assert [it.subject for it in audit.missing()] == [subject("lost")]
    assert audit.earlier() == Earlier()


def test_an_end_by_a_clock_that_is_behind_is_found(log: Log) -> None:
    log.offer("x", at=after(1))
    log.end("x", at=after(1) - CLOCK_SKEW)

    assert only(log.audited(since=after(1))) == Count(1, 1)


def test_a_repeat_of_what_was_offered_before_counts_from_its_repetition_on(log: Log) -> None:
    log.offer("x", at=after(0))
    log.offer("x", at=after(5))
    log.end("x", at=after(6))

    audit = log.audited(since=after(1))

    assert only(audit) == Count(1, 1)
    assert not audit.repeats.total()


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="nothing"),
        pytest.param(b"[1]", id="no-object"),
        pytest.param(b'{"feed_url": 7}', id="no-address"),
        pytest.param(b"[" * 100_000, id="without-end"),
    ],
)
def test_who_offered_what_nobody_can_read_is_not_known(log: Log, value: bytes | None) -> None:
    log.dead_letter(log.put(RAW, value, named("x")))
    assert log.audited().counts() == {("unreadable", None): Count(1, dead_letters=1)}


def test_a_feed_is_read_from_a_record_in_any_order_of_fields(log: Log) -> None:
    ids = f'"entry_version": "{hex16("x")}", "entry_id": "{hex32("x")}"'
    log.put(RAW, f'{{"feed_url": "https://x.example/\\u00fc", {ids}}}'.encode(), [])
    log.offer("y", 'https://y.example/?q="a\\b"')
    log.end("x")
    log.end("y")
    offerers = set(log.audited().counts())
    assert offerers == {("feed", "https://x.example/ü"), ("feed", 'https://y.example/?q="a\\b"')}


def test_reasons_without_end_do_not_fill_the_memory(log: Log) -> None:
    for number in range(1100):
        log.offer(number)
        log.drop(number, f"reason {number}")

    drops = only(log.audited()).drops

    assert drops.total() == 1100
    assert len(drops) < 1002
    assert drops["other"] == 1100 - (len(drops) - 1)


def test_gaps_are_what_retention_removed_unread_or_the_log_has_lost() -> None:
    committed = {(RAW, 0): 5, (RAW, 1): 9, (CLEAN, 0): 40, (UNIQUE, 0): 3}
    kept_from = {(RAW, 0): 12, (RAW, 1): 9, (CLEAN, 0): 0, (UNIQUE, 0): 0}
    ends = {(RAW, 0): 20, (RAW, 1): 9, (CLEAN, 0): 33, (UNIQUE, 0): 4}

    found = [(gap.topic, gap.room, gap.first, gap.count, gap.why) for gap in
             gaps(committed, kept_from, ends)]  # fmt: skip

    assert found == [(CLEAN, "deduper", 33, 7, "cut off"), (RAW, "retriever", 5, 7, "expired")]


def test_where_a_room_has_committed_nothing_what_is_gone_and_what_waits_is_told() -> None:
    committed = {(RAW, 0): 12}
    kept_from = {(RAW, 0): 12, (RAW, 1): 9, (RETRIEVED, 0): 0, (CLEAN, 0): 4, (ENRICHED, 0): 6}
    ends = {(RAW, 0): 20, (RAW, 1): 10, (RETRIEVED, 0): 0, (CLEAN, 0): 4, (ENRICHED, 0): 9}

    assert gaps(committed, kept_from, ends) == [
        Gap(CLEAN, 0, "deduper", 0, 4, "unknown"),
        Gap(RAW, 1, "retriever", 0, 9, "unknown"),
    ]
    assert unbegun(committed, kept_from, ends) == {"retriever": 1}


@pytest.mark.parametrize(
    "feed_url",
    [b'"\\q"', b'"a\nb"', b'"\xff"', b"7", b'["x"]'],
    ids=["q", "line", "ff", "7", "list"],
)
def test_records_of_somebody_else_break_no_audit(log: Log, feed_url: bytes) -> None:
    """They begin like ours, and what follows is no text of JSON, or no text at all."""
    head = b'{"entry_id":"%s","entry_version":"%s",' % (b"a" * 32, b"b" * 16)
    log.put(RAW, head + b'"origin":"feed","feed_url":' + feed_url + b"}", [])
    log.put(DROPS.name, b'{"room": "puller", "feed_url": %s}' % feed_url, named("dropped"))
    for key in (b"-" + b"0" * 30 + b"1", b"0x" + b"1" * 30, b"1_1" + b"0" * 29, b"\xff" * 32):
        log.end(key, key=key)
    log.offer("of a feed")
    log.end("of a feed")

    audit = log.audited()

    assert audit.counts().keys() == {FEED, ("unreadable", None)}
    assert audit.orphans() == []
    assert json.loads(json.dumps(fields_of(Findings(audit, audit.counts(), [], frozenset()))))


def test_forged_replays_make_no_ring(log: Log) -> None:
    original = log.put(RAW, b"\xff", [("ce_subject", f"{RAW}-0-1".encode())])
    log.replay(log.dead_letter(replace(original, headers=[])), replace(original, headers=[]))

    audit = log.audited()

    # It ends, whatever it says.
    assert audit.outcome_of(f"{RAW}-0-1")
    assert sum(count.offered for count in audit.counts().values()) == 1


def test_every_topic_that_is_read_is_one_of_the_contracts() -> None:
    assert [topic.name for topic in AUDITED][:2] == [RAW, RETRIEVED]
    assert len(AUDITED) == 9
