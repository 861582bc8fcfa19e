"""What it means when a topic is not as the contracts have it, in a line."""

import pytest

from newsmill.contracts.base import Record
from newsmill.contracts.topics import (
    DEAD_LETTERS,
    DROPS,
    FEED_EVENTS,
    FEED_MEMORIES,
    FEED_STATES,
    FEEDS,
    RAW_ARTICLES,
    Topic,
)
from newsmill.kafka.admin import _new_topic
from newsmill.kafka.topic_rules import (
    Difference,
    Found,
    difference,
    other_partitions,
    rules_of,
    rules_of_journal,
)
from newsmill.pipeline import JOURNALS, PATH, TOPICS
from newsmill.settings import KafkaSettings

KAFKA = KafkaSettings(topic_prefix="t.")
OF_THE_BROKER = {"retention.bytes": "-1", "min.insync.replicas": "1"}
DAY = str(24 * 3600 * 1000)


def compared(topic: Topic[Record], **changes: str | None) -> Difference | None:
    """A topic as newsmill makes it, after `changes` (with _ for a point)."""
    made = _new_topic(KAFKA, topic).topic_configs
    settings = {**OF_THE_BROKER, **made}
    settings |= {name.replace("_", "."): value for name, value in changes.items()}
    return difference(rules_of(KAFKA, topic), Found(8, 1, settings))


def told(topic: Topic[Record], **changes: str | None) -> str:
    """What is said of a topic that is not refused for it."""
    found = compared(topic, **changes)
    assert found is not None
    assert not found.is_grave
    return found.told


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_of_a_topic_as_newsmill_makes_it_nothing_is_said(topic: Topic[Record]) -> None:
    assert compared(topic) is None


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_where_the_broker_tells_nothing_nothing_is_said(topic: Topic[Record]) -> None:
    assert difference(rules_of(KAFKA, topic), Found(1, 1, None)) is None
    assert difference(rules_of(KAFKA, topic), Found(1, 0, {})) is None


@pytest.mark.parametrize(
    ("topic", "changes", "means"),
    [
        pytest.param(
            FEEDS,
            {"cleanup_policy": "delete", "retention_ms": "604800000"},
            "t.news.feeds.v1 is cleaned by deletion: subscriptions vanish after 7 days",
            id="deleted",
        ),
        pytest.param(
            FEED_STATES,
            {"cleanup_policy": "delete", "retention_bytes": "1048576"},
            "t.news.feed-states.v1 is cleaned by deletion: the states of feeds vanish beyond "
            "1 MiB a partition",
            id="deleted-by-size",
        ),
        pytest.param(
            FEED_MEMORIES,
            {"cleanup_policy": "delete"},
            "t.news.feed-memories.v1 is cleaned by deletion: the entries that feeds have shown "
            "vanish as soon as it has a retention",
            id="deleted-never-yet",
        ),
        pytest.param(
            FEEDS,
            {"cleanup_policy": "compact,delete", "retention_ms": "3600000"},
            "t.news.feeds.v1 is compacted and cleaned by deletion: subscriptions vanish after "
            "1 hour",
            id="both",
        ),
        pytest.param(
            FEEDS,
            {"cleanup_policy": ""},
            "t.news.feeds.v1 is not compacted: every change of subscriptions is kept, and it grows "
            "without end",
            id="neither",
        ),
    ],
)
def test_a_table_that_is_not_kept_is_refused_with_what_mends_it(
    topic: Topic[Record], changes: dict[str, str], means: str
) -> None:
    found = compared(topic, **changes)

    assert found is not None
    assert found.is_grave
    assert found.told == means
    assert found.command("b:1").endswith(
        f"--entity-name {found.topic} --add-config cleanup.policy=compact"
    )


def test_a_table_that_is_compacted_and_deleted_without_limits_is_kept() -> None:
    assert compared(FEEDS, cleanup_policy="compact,delete") is None
    assert compared(FEEDS, cleanup_policy="compact", retention_ms=DAY) is None


@pytest.mark.parametrize("topic", PATH, ids=lambda topic: topic.name)
@pytest.mark.parametrize("policy", ["compact", "compact,delete", "delete, compact"])
def test_a_topic_of_the_path_that_is_compacted_is_refused(
    topic: Topic[Record], policy: str
) -> None:
    found = compared(topic, cleanup_policy=policy)

    assert found is not None
    assert found.is_grave
    assert "so that articles that no room has read yet are lost" in found.told
    assert found.mended_by == {"cleanup.policy": "delete"}


def test_another_topic_that_is_compacted_is_told() -> None:
    assert "so that readers and audits miss what is older" in told(DROPS, cleanup_policy="compact")


def test_a_shorter_retention_is_told_with_what_it_costs() -> None:
    on_the_path = told(RAW_ARTICLES, retention_ms=DAY)
    assert on_the_path == (
        "t.news.articles.raw.v1 keeps messages for 1 day instead of 7 days: what a room has not "
        "read by then is lost"
    )
    assert "for 90 minutes instead of 30 days: readers and audits" in told(
        FEED_EVENTS, retention_ms="5400000"
    )
    assert "for 1 ms instead of" in told(DROPS, retention_ms="1")
    assert "removes what is beyond 1.5 MiB in a partition, however new: what" in told(
        RAW_ARTICLES, retention_bytes="1572864"
    )


@pytest.mark.parametrize("longer", ["-1", "9223372036854775807", "604800000", "nonsense", None])
def test_of_a_longer_retention_nothing_is_said(longer: str | None) -> None:
    assert compared(RAW_ARTICLES, retention_ms=longer) is None


def test_a_topic_from_which_nothing_is_removed_has_no_retention() -> None:
    assert compared(RAW_ARTICLES, cleanup_policy="", retention_ms="1") is None


def test_a_smaller_maximum_is_told_with_what_becomes_of_larger_messages() -> None:
    assert told(RAW_ARTICLES, max_message_bytes="1048576") == (
        "t.news.articles.raw.v1 takes messages of 1 MiB instead of 8 MiB: larger articles become "
        "dead letters"
    )
    assert "a larger one waits, and its room is not ready" in told(
        DEAD_LETTERS, max_message_bytes="1000"
    )
    assert "1000 bytes instead of 1 MiB: larger ones are refused" in told(
        FEEDS, max_message_bytes="1000"
    )
    assert compared(RAW_ARTICLES, max_message_bytes="99999999") is None


def test_more_replicas_in_sync_than_there_are_is_told() -> None:
    assert "asks for 2 replicas in sync and has 1: nothing can be written" in told(
        RAW_ARTICLES, min_insync_replicas="2"
    )
    two = Found(8, 2, {"min.insync.replicas": "2"})
    assert difference(rules_of(KAFKA, RAW_ARTICLES), two) is None


def test_more_partitions_are_told_unless_somebody_has_said_so() -> None:
    found = difference(rules_of(KAFKA, RAW_ARTICLES), Found(12, 1, None))

    assert found is not None
    assert "has 12 partitions and not 8: where they were added later" in found.told
    meant = KAFKA.model_copy(update={"topic_partitions": 12})
    assert difference(rules_of(meant, RAW_ARTICLES), Found(12, 1, None)) is None
    assert difference(rules_of(KAFKA, RAW_ARTICLES), Found(1, 1, None)) is None
    assert "has 12 partitions and had 8: new messages of a key go" in other_partitions("t", 12, 8)
    assert "has 1 partitions and had 8: it was made anew" in other_partitions("t", 1, 8)


def test_all_that_is_different_is_one_line() -> None:
    settings = {
        "cleanup.policy": "delete",
        "retention.ms": DAY,
        "retention.bytes": "5",
        "max.message.bytes": "1000",
    }
    found = difference(rules_of(KAFKA, RAW_ARTICLES), Found(12, 1, settings))

    assert found is not None
    assert found.told.count("; ") == 4
    assert found.mended_by.keys() == {"retention.ms", "retention.bytes", "max.message.bytes"}


def test_a_journal_is_a_table() -> None:
    journal = JOURNALS[0]
    rules = rules_of_journal(KAFKA, journal)
    found = difference(rules, Found(3, 1, {"cleanup.policy": "delete", "retention.ms": DAY}))

    assert found is not None
    assert found.is_grave
    assert found.told == (
        "t.newsmill-articles-journal is cleaned by deletion: the memories of the deduper vanish "
        "after 1 day"
    )
