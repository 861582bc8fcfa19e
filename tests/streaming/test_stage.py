import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from newsmill import __version__
from newsmill.contracts.articles import (
    CleanArticle,
    DuplicateArticle,
    EnrichedArticle,
    Entity,
    Mention,
    UniqueArticle,
)
from newsmill.contracts.base import Record, Timings
from newsmill.contracts.headers import (
    Headers,
    event_headers,
    original_headers,
    read_dead_letter,
)
from newsmill.contracts.outcomes import Drop, Dropped
from newsmill.contracts.topics import (
    CLEAN_ARTICLES,
    DEAD_LETTERS,
    DROPS,
    DUPLICATE_ARTICLES,
    ENRICHED_ARTICLES,
    UNIQUE_ARTICLES,
    Topic,
)
from newsmill.kafka.errors import RecordRefused
from newsmill.kafka.records import Message
from newsmill.pipeline import DEDUPE, ENRICH
from newsmill.streaming.poison import End
from newsmill.streaming.stage import (
    ENVELOPE_BYTES,
    LARGEST_DEAD_LETTER_BYTES,
    Decision,
    Runner,
    Spliced,
    Stage,
)
from newsmill.subprocesses.pool import DeadlineExceeded, ProcessDied
from tests.builders import NOON, clean_article, duplicate_article, hex32, unique_article

TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
SUBJECT = f"{hex32('entry')}.0123456789abcdef"
READ_HEADERS: Headers = (("traceparent", TRACEPARENT.encode()), ("ce_subject", SUBJECT.encode()))

Outcome = UniqueArticle | DuplicateArticle | Dropped


class PublishFailed(Exception):
    """The broker said no."""


@dataclass
class Written:
    topic: str
    key: bytes | None
    value: bytes | None
    by: str
    headers: Headers

    @property
    def text_by_header(self) -> dict[str, str]:
        return {name: (value or b"").decode() for name, value in self.headers}


@dataclass
class FakePublisher:
    written: list[Written] = field(default_factory=list)
    fails: bool = False
    refused: set[str] = field(default_factory=set)

    async def publish(
        self, topic: str, key: bytes | None, value: bytes | None, by: str, headers: Headers
    ) -> None:
        if self.fails:
            raise PublishFailed
        if topic in self.refused:
            raise RecordRefused(topic)
        self.written.append(Written(topic, key, value, by, headers))


def message(value: bytes | None, **changes: object) -> Message:
    fields: dict[str, object] = {
        "topic": CLEAN_ARTICLES.name,
        "partition": 3,
        "offset": 41,
        "key": b"a key",
        "value": value,
        "headers": READ_HEADERS,
    }
    return Message(**(fields | changes))  # type: ignore[arg-type]


def encoded(record: Record) -> bytes:
    return record.model_dump_json().encode()


def prefixed(topic: Topic[Record]) -> str:
    return f"test.{topic.name}"


def runner_for(
    decide: Callable[[CleanArticle], Awaitable[Outcome]], publisher: FakePublisher
) -> Runner[CleanArticle, UniqueArticle | DuplicateArticle]:
    stage: Stage[CleanArticle, UniqueArticle | DuplicateArticle] = Stage(DEDUPE, decide)
    return Runner(stage, publisher, prefixed, now=lambda: NOON)


async def run(
    decide: Callable[[CleanArticle], Awaitable[Outcome]], read: Message
) -> tuple[Written, Stage[CleanArticle, UniqueArticle | DuplicateArticle]]:
    """Take `read` through a deduper; it writes exactly one message and counts it once."""
    publisher = FakePublisher()
    runner = runner_for(decide, publisher)
    await runner.publish(read, await runner.decide(read))
    counts = runner.stage.counts
    assert (counts.read, counts.done, counts.in_flight) == (1, 1, 0)
    (written,) = publisher.written
    return written, runner.stage


async def answer_unique(article: CleanArticle) -> Outcome:
    return unique_article(provenance=article.provenance, timings=article.timings)


async def answer_copy(article: CleanArticle) -> Outcome:
    return duplicate_article()


async def answer_drop(article: CleanArticle) -> Outcome:
    return Dropped("too_old", "from last year")


async def test_a_decision_is_published_to_the_topic_of_its_record() -> None:
    written, stage = await run(answer_unique, message(encoded(clean_article())))
    assert written.topic == prefixed(UNIQUE_ARTICLES)
    assert stage.counts.published == {UNIQUE_ARTICLES.name: 1}
    record = UniqueArticle.model_validate_json(written.value or b"")
    assert written.key == record.article_id.encode()
    assert written.by == record.article_id


async def test_a_step_that_writes_two_topics_chooses_by_the_record() -> None:
    written, stage = await run(answer_copy, message(encoded(clean_article())))
    assert written.topic == prefixed(DUPLICATE_ARTICLES)
    assert stage.counts.published == {DUPLICATE_ARTICLES.name: 1}


async def test_the_room_notes_when_it_was_done() -> None:
    article = clean_article(timings={"cleaner": NOON})
    written, _ = await run(answer_unique, message(encoded(article)))
    timings = UniqueArticle.model_validate_json(written.value or b"").timings
    assert timings == Timings(cleaner=NOON, deduper=NOON)


async def test_the_headers_say_what_it_is_and_keep_the_trace() -> None:
    article = clean_article()
    written, _ = await run(answer_unique, message(encoded(article)))
    said = written.text_by_header
    assert said["ce_type"] == UNIQUE_ARTICLES.name
    assert said["ce_source"] == "/newsmill/deduper"
    assert said["ce_time"] == "2026-03-04T12:00:00.000Z"
    assert said["ce_subject"] == str(article.observation)
    version, trace, span, flags = said["traceparent"].split("-")
    assert (version, trace, flags) == ("00", "4bf92f3577b34da6a3ce929d0e0e4736", "01")
    assert span != "00f067aa0ba902b7"


@pytest.mark.parametrize(
    "subject", [b"articles", SUBJECT.encode(), b"", b"\xff", b"x" * 2000, None]
)
async def test_the_subject_is_the_records_whatever_the_headers_say(subject: bytes | None) -> None:
    """Headers are copied from other messages; an audit counts what the records say."""
    article = clean_article()
    headers = (("ce_source", b"/newsmill/cleaner"), ("ce_subject", subject))
    written, _ = await run(answer_unique, message(encoded(article), headers=headers))
    assert written.text_by_header["ce_subject"] == str(article.observation)


async def test_without_headers_a_trace_begins_and_the_observation_is_the_subject() -> None:
    article = clean_article()
    written, _ = await run(answer_unique, message(encoded(article), headers=()))
    assert written.text_by_header["ce_subject"] == str(article.observation)
    assert written.text_by_header["traceparent"].startswith("00-")


async def test_a_second_delivery_writes_the_same_message() -> None:
    read = message(encoded(clean_article()))
    first, _ = await run(answer_unique, read)
    second, _ = await run(answer_unique, read)
    assert first == second


async def test_a_drop_is_written_with_its_reason() -> None:
    article = clean_article()
    written, stage = await run(answer_drop, message(encoded(article)))
    assert written.topic == prefixed(DROPS)
    assert stage.counts.dropped == {"too_old": 1}
    drop = Drop.model_validate_json(written.value or b"")
    assert (drop.room, drop.reason, drop.detail) == ("deduper", "too_old", "from last year")
    assert drop.article_id == article.article_id
    assert drop.entry_id == article.provenance.entry_id
    assert drop.dropped_at == NOON
    assert written.key == drop.entry_id.encode()


async def fail(article: CleanArticle) -> Outcome:
    raise ValueError("the ferry\n\tsank")


async def fail_with_half_a_character(article: CleanArticle) -> Outcome:
    raise ValueError("half a gull: \ud83d")


async def answer_another_rooms_record(article: CleanArticle) -> Outcome:
    return EnrichedArticle(**unique_article().model_dump(), entities_status="ok")


async def answer_too_much(article: CleanArticle) -> Outcome:
    return unique_article(text="gull " * (UNIQUE_ARTICLES.max_message_bytes // 5))


async def answer_a_little_too_much(article: CleanArticle) -> Outcome:
    envelope = len(encoded(unique_article(text="", timings={"deduper": NOON})))
    room = UNIQUE_ARTICLES.max_message_bytes - ENVELOPE_BYTES
    return unique_article(text="x" * (room - envelope + 1), timings={})


GOOD = encoded(clean_article())
HOPELESS = {
    "no JSON": (b"\x00\xff<html>", answer_unique, "decode", "ValidationError"),
    "no value": (None, answer_unique, "decode", "NoValue"),
    "an empty value": (b"", answer_unique, "decode", "ValidationError"),
    "another record": (encoded(duplicate_article()), answer_unique, "decode", "ValidationError"),
    "JSON of another shape": (b'["article"]', answer_unique, "decode", "ValidationError"),
    "nested without end": (b"[" * 100_000, answer_unique, "decode", "ValidationError"),
    "an exception": (GOOD, fail, "decide", "ValueError"),
    "unwritable words": (GOOD, fail_with_half_a_character, "decide", "ValueError"),
    "a foreign record": (GOOD, answer_another_rooms_record, "encode", "LookupError"),
    "too large a record": (GOOD, answer_too_much, "encode", "RecordTooLarge"),
    "a byte too much": (GOOD, answer_a_little_too_much, "encode", "RecordTooLarge"),
}


@pytest.mark.parametrize(
    ("value", "decide", "stage", "exception"), HOPELESS.values(), ids=HOPELESS.keys()
)
async def test_what_cannot_be_handled_becomes_a_dead_letter_as_it_was(
    value: bytes | None,
    decide: Callable[[CleanArticle], Awaitable[Outcome]],
    stage: str,
    exception: str,
) -> None:
    read = message(value)
    written, ran = await run(decide, read)
    assert written.topic == prefixed(DEAD_LETTERS)
    assert ran.counts.dead_lettered == 1
    assert (written.key, written.value) == (read.key, read.value)
    assert original_headers(written.headers) == list(read.headers)
    letter = read_dead_letter(written.headers)
    assert (letter.stage, letter.exception) == (stage, exception)
    assert (letter.topic, letter.partition, letter.offset) == (CLEAN_ARTICLES.name, 3, 41)
    assert (letter.room, letter.version, letter.failed_at) == ("deduper", __version__, NOON)


async def test_a_dead_letter_tells_the_error_in_one_line_and_where_it_was_raised() -> None:
    written, _ = await run(fail, message(GOOD))
    letter = read_dead_letter(written.headers)
    assert letter.message == "the ferry sank"
    assert 'raise ValueError("the ferry' in letter.stacktrace


async def test_the_largest_message_becomes_a_dead_letter_as_it_was() -> None:
    headers = sum(len(name) + len(value or b"") for name, value in READ_HEADERS)
    read = message(b"{" * (LARGEST_DEAD_LETTER_BYTES - headers - len(b"a key")))
    written, _ = await run(answer_unique, read)
    assert written.value == read.value
    assert original_headers(written.headers) == list(read.headers)
    assert size(written) <= DEAD_LETTERS.max_message_bytes


async def test_a_message_with_neither_key_nor_value_gets_an_empty_one() -> None:
    """The producer refuses to write what other clients write."""
    written, ran = await run(answer_unique, message(None, key=None))
    assert (written.key, written.value) == (None, b"")
    assert not read_dead_letter(written.headers).is_cut
    assert ran.counts.dead_lettered == 1


UNSENDABLE = {
    "a value": message(b"{" * 12_000_000),
    "headers": message(b"{", headers=[("bulk", b"x" * 12_000_000)]),
    "a key": message(b"{", key=b"k" * 12_000_000),
}


@pytest.mark.parametrize("read", UNSENDABLE.values(), ids=UNSENDABLE.keys())
async def test_what_no_producer_would_take_is_cut_so_that_it_ends(read: Message) -> None:
    """A compressed message may unpack to more than any topic takes."""
    written, _ = await run(answer_unique, read)
    assert size(written) <= DEAD_LETTERS.max_message_bytes
    assert (read.value or b"").startswith(written.value or b"")
    letter = read_dead_letter(written.headers)
    assert letter.message.startswith("cut from 12000")
    assert letter.is_cut


def size(written: Written) -> int:
    headers = sum(len(name) + len(value or b"") for name, value in written.headers)
    return len(written.key or b"") + len(written.value or b"") + headers


async def test_a_failure_to_publish_is_raised_and_not_counted() -> None:
    publisher = FakePublisher(fails=True)
    runner = runner_for(answer_unique, publisher)
    decision = await runner.decide(message(GOOD))
    with pytest.raises(PublishFailed):
        await runner.publish(message(GOOD), decision)
    counts = runner.stage.counts
    assert (counts.read, counts.done, counts.in_flight) == (1, 0, 1)


async def test_a_record_that_the_broker_refuses_becomes_a_dead_letter() -> None:
    publisher = FakePublisher(refused={prefixed(UNIQUE_ARTICLES)})
    runner = runner_for(answer_unique, publisher)
    await runner.publish(message(GOOD), await runner.decide(message(GOOD)))
    (written,) = publisher.written
    letter = read_dead_letter(written.headers)
    assert (letter.stage, letter.exception) == ("publish", "RecordRefused")
    assert written.value == GOOD
    assert (runner.stage.counts.done, runner.stage.counts.dead_lettered) == (1, 1)


async def test_a_refused_record_is_judged_as_the_dead_letter_that_it_becomes() -> None:
    """Its feed is known: a topic that takes nothing any more breaks the room."""
    publisher = FakePublisher(refused={prefixed(UNIQUE_ARTICLES)})
    runner = runner_for(answer_unique, publisher)
    judged: list[tuple[bool, str | None]] = []

    def judge(decision: Decision) -> None:
        judged.append((decision.topic is DEAD_LETTERS, decision.origin))
        assert not publisher.written, "it can still be kept back"

    article = clean_article(feed_url="https://a.example/feed")
    read = message(encoded(article))
    await runner.publish(read, await runner.decide(read), judge)
    feed_url = unique_article().feed_url
    assert judged == [(False, feed_url), (True, feed_url)]


async def test_what_is_published_is_judged_before_it_is_acknowledged() -> None:
    """Else dead letters would seem to come in a row where acknowledgements are slow."""
    publisher = FakePublisher()
    runner = runner_for(answer_unique, publisher)
    judged: list[bool] = []

    def judge(decision: Decision) -> None:
        judged.append(decision.topic is DEAD_LETTERS)
        assert not publisher.written

    await runner.publish(message(GOOD), await runner.decide(message(GOOD)), judge)
    assert judged == [False]
    assert publisher.written


async def test_a_dead_letter_that_is_refused_too_is_raised() -> None:
    publisher = FakePublisher(refused={prefixed(UNIQUE_ARTICLES), prefixed(DEAD_LETTERS)})
    runner = runner_for(answer_unique, publisher)
    with pytest.raises(RecordRefused):
        await runner.publish(message(GOOD), await runner.decide(message(GOOD)))
    assert runner.stage.counts.done == 0


@pytest.mark.parametrize("error", [DeadlineExceeded("slow"), ProcessDied("killed")], ids=repr)
@pytest.mark.parametrize(("failing", "outcome"), [(2, UNIQUE_ARTICLES), (3, DEAD_LETTERS)])
async def test_what_costs_a_child_process_is_tried_three_times(
    error: Exception, failing: int, outcome: Topic[Record]
) -> None:
    tries = 0

    async def decide(article: CleanArticle) -> Outcome:
        nonlocal tries
        tries += 1
        if tries <= failing:
            raise error
        return unique_article(provenance=article.provenance)

    written, stage = await run(decide, message(GOOD))
    assert written.topic == prefixed(outcome)
    assert tries == 3
    assert stage.counts.read == 1


async def test_a_decision_without_end_becomes_a_dead_letter_after_three_tries() -> None:
    tries = 0

    async def decide(article: CleanArticle) -> Outcome:
        nonlocal tries
        tries += 1
        await asyncio.Event().wait()
        raise AssertionError

    stage: Stage[CleanArticle, UniqueArticle | DuplicateArticle] = Stage(DEDUPE, decide)
    limit = timedelta(milliseconds=5)
    runner = Runner(stage, FakePublisher(), prefixed, now=lambda: NOON, time_limit=limit)
    decision = await runner.decide(message(GOOD))
    letter = read_dead_letter(decision.headers)
    assert (letter.stage, letter.exception) == ("decide", "DeadlineExceeded")
    assert letter.message == "longer than 0.005 s in the room"
    assert tries == 3


async def test_a_time_out_of_the_rooms_own_is_not_tried_again() -> None:
    """Only the room knows what it means."""
    tries = 0

    async def decide(article: CleanArticle) -> Outcome:
        nonlocal tries
        tries += 1
        raise TimeoutError("no harbour in sight")

    written, _ = await run(decide, message(GOOD))
    assert read_dead_letter(written.headers).exception == "TimeoutError"
    assert tries == 1


async def test_a_quarantined_message_is_a_dead_letter_with_its_bytes() -> None:
    publisher = FakePublisher()
    runner = runner_for(answer_unique, publisher)
    ends = [End("a", 1_700_000_000), End("b", 1_700_000_060), End("c", 1_700_000_120, alone=True)]
    await runner.publish(message(GOOD), await runner.decide(message(GOOD), ends))
    (written,) = publisher.written
    letter = read_dead_letter(written.headers)
    assert (letter.stage, letter.exception) == ("quarantine", "Quarantined")
    assert letter.message == (
        "was in the hands of 3 workers that ended, alone in the last's; their ends were seen at "
        "2023-11-14T22:13:20+00:00, 2023-11-14T22:14:20+00:00, 2023-11-14T22:15:20+00:00"
    )
    assert (written.key, written.value) == (message(GOOD).key, GOOD)
    counts = runner.stage.counts
    assert (counts.read, counts.dead_lettered, counts.in_flight) == (1, 1, 0)


async def test_a_decision_tells_the_feed_it_comes_from() -> None:
    async def fail(article: CleanArticle) -> Outcome:
        raise ValueError("no such harbour")

    runner = runner_for(fail, FakePublisher())
    article = clean_article(feed_url="https://a.example/feed")
    assert (await runner.decide(message(encoded(article)))).origin == "https://a.example/feed"
    undecodable = await runner.decide(message(b"{", key=b"an entry"))
    assert undecodable.origin is None


async def test_a_cancelled_decision_is_no_outcome() -> None:
    async def wait(article: CleanArticle) -> Outcome:
        raise asyncio.CancelledError

    runner = runner_for(wait, FakePublisher())
    with pytest.raises(asyncio.CancelledError):
        await runner.decide(message(GOOD))
    assert runner.stage.counts.in_flight == 1


async def test_an_enriched_article_is_timed_by_its_own_room() -> None:
    async def enrich(article: UniqueArticle) -> EnrichedArticle:
        return EnrichedArticle(**article.model_dump(), entities_status="ok")

    publisher = FakePublisher()
    runner = Runner(Stage(ENRICH, enrich), publisher, prefixed, now=lambda: NOON)
    read = message(encoded(unique_article()))
    await runner.publish(read, await runner.decide(read))
    value = json.loads(publisher.written[0].value or b"")
    assert value["timings"]["enricher"] == "2026-03-04T12:00:00.000Z"


def test_what_other_programs_wrote_into_the_headers_is_read() -> None:
    """The runner relies on these two names."""
    headers = event_headers(CLEAN_ARTICLES, clean_article(), "cleaner", NOON, SUBJECT, TRACEPARENT)
    assert {"ce_subject", "traceparent"} <= dict(headers).keys()


def spliced_article(text: str) -> tuple[EnrichedArticle, Spliced[EnrichedArticle]]:
    """An article with entities, and the same with them as JSON."""
    entity = Entity(
        name="Åse Marsh",
        label="PERSON",
        kind="person",
        mentions=(Mention(start=0, end=9, text="Åse Marsh"),),
        count=1,
        salience=0.5,
    )
    article = EnrichedArticle(
        **dict(unique_article(text=text)), entities=(entity,), entities_status="ok", model=text
    )
    array = f"[{entity.model_dump_json()}]".encode()
    return article, Spliced(article.model_copy(update={"entities": ()}), "entities", array)


@pytest.mark.parametrize("text", ["Åse Marsh left.", 'Åse Marsh "entities":[] \\"entities":[]'])
def test_a_record_with_a_spliced_field_is_written_as_if_it_had_been_in_the_model(
    text: str,
) -> None:
    article, spliced = spliced_article(text)
    assert spliced.encoded() == encoded(article)


def test_nothing_is_spliced_into_a_field_that_is_not_empty() -> None:
    article, spliced = spliced_article("Åse Marsh left.")
    with pytest.raises(ValueError, match="entities is not empty"):
        Spliced(article, "entities", spliced.array).encoded()


async def test_a_spliced_record_is_timed_and_written_where_records_of_its_type_are() -> None:
    article, spliced = spliced_article("Åse Marsh left.")

    async def answer(_: UniqueArticle) -> Spliced[EnrichedArticle]:
        return spliced

    publisher = FakePublisher()
    stage: Stage[UniqueArticle, EnrichedArticle] = Stage(ENRICH, answer)
    runner = Runner(stage, publisher, prefixed, now=lambda: NOON)
    read = message(encoded(unique_article()), topic=UNIQUE_ARTICLES.name)
    await runner.publish(read, await runner.decide(read))
    (written,) = publisher.written
    assert written.topic == prefixed(ENRICHED_ARTICLES)
    assert written.value == encoded(article.timed("enricher", NOON))
    assert written.text_by_header["ce_type"] == ENRICHED_ARTICLES.name


async def test_a_stage_whose_messages_wait_long_has_more_time_for_them() -> None:
    async def never(_: UniqueArticle) -> EnrichedArticle:
        await asyncio.sleep(60)
        raise AssertionError

    seconds = []
    for time_limits in (1, 3):
        stage: Stage[UniqueArticle, EnrichedArticle] = Stage(
            ENRICH, never, tries=1, time_limits=time_limits
        )
        runner = Runner(stage, FakePublisher(), prefixed, time_limit=timedelta(milliseconds=10))
        decision = await runner.decide(message(encoded(unique_article())))
        letter = read_dead_letter(decision.headers)
        seconds.append(letter.message)
    assert seconds == ["longer than 0.01 s in the room", "longer than 0.03 s in the room"]
