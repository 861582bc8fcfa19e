"""Audits, explanations and dead letters, read from a broker without the command line."""

import pytest

from newsmill.contracts.topics import DEAD_LETTERS, RAW_ARTICLES
from newsmill.inspection.quarantine import Replays
from newsmill.inspection.reading import (
    NoSuchLetter,
    explain,
    read_letter,
    read_quarantine,
    run_audit,
)
from newsmill.inspection.searching import Sought
from newsmill.kafka.admin import create_topics
from newsmill.kafka.publisher import open_publisher
from newsmill.settings import KafkaSettings
from tests.builders import FEED_URL
from tests.inspection.logs import Log, subject
from tests.kafka.test_reading import commit

pytestmark = pytest.mark.broker


@pytest.fixture
async def topics(kafka: KafkaSettings) -> KafkaSettings:
    kafka = kafka.model_copy(update={"topic_partitions": 1, "idempotent": False})
    await create_topics(kafka)
    return kafka


@pytest.fixture
async def worked(topics: KafkaSettings) -> KafkaSettings:
    """Four articles: enriched, lost, refused, and one that the retriever has yet to read."""
    log = Log(topics.topic_prefix)
    for name in ("ended", "lost", "refused", "waiting"):
        log.offer(name)
    log.end("ended")
    log.dead_letter(log.messages[2])
    async with open_publisher(topics) as publisher:
        for message in log.messages:
            name = topics.topic_prefix + message.topic
            await publisher.publish_to(name, 0, message.key, message.value, message.headers)
    await commit(topics, "newsmill-retriever", RAW_ARTICLES.name, 0, 3)
    return topics


async def test_an_audit_counts_what_is_at_the_broker_and_reports_its_progress(
    worked: KafkaSettings,
) -> None:
    reports: list[tuple[str, int, int]] = []

    found = await run_audit(worked, on_progress=lambda *report: reports.append(report))

    assert found.verdict == "missing"
    assert [it.subject for it in found.missing()] == [subject("lost")]
    assert (found.total.offered, found.total.enriched, found.total.in_flight) == (4, 1, 1)
    assert found.total.dead_letters == 1
    assert reports[0] == ("auditing", 0, 6)
    assert reports[-1] == ("auditing", 6, 6)


async def test_an_audit_of_a_feed_is_of_that_feed(worked: KafkaSettings) -> None:
    silent = "https://harbour.example/rss"

    assert (await run_audit(worked, frozenset({FEED_URL}))).total.offered == 4
    assert (await run_audit(worked, frozenset({silent}))).silent_feeds == [silent]


async def test_an_observation_is_explained_up_to_where_it_waits(worked: KafkaSettings) -> None:
    explained = await explain(worked, Sought.by(subject("waiting")))

    (story,) = explained.stories
    assert (story.outcome, story.waits_for, story.room_is_at) == ("in flight", "retriever", 3)
    assert explained.searched == 6


async def test_where_nothing_is_found_it_is_known_how_much_was_searched(
    worked: KafkaSettings,
) -> None:
    explained = await explain(worked, Sought.by(subject("nobody's")))

    assert explained.stories == []
    assert explained.searched == 6
    assert explained.searched_from is not None


async def test_empty_topics_have_no_oldest_message(topics: KafkaSettings) -> None:
    explained = await explain(topics, Sought.by(subject("nobody's")))

    assert (explained.searched, explained.searched_from) == (0, None)


async def test_a_dead_letter_is_read_with_its_value_and_the_list_without(
    worked: KafkaSettings,
) -> None:
    message, replays = await read_letter(worked, (0, 0))

    assert message.topic == DEAD_LETTERS.name
    assert message.value
    assert replays == Replays()
    assert [letter.id for letter in (await read_quarantine(worked)).letters] == ["0:0"]


async def test_a_dead_letter_that_is_not_there_names_those_that_are(
    worked: KafkaSettings,
) -> None:
    with pytest.raises(NoSuchLetter, match="no dead letter 0:7; there are 0:0 to 0:0"):
        await read_letter(worked, (0, 7))


async def test_without_dead_letters_there_are_none(topics: KafkaSettings) -> None:
    with pytest.raises(NoSuchLetter, match="there are none"):
        await read_letter(topics, (0, 0))
