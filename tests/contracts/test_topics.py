"""The table of topics fits itself, the map of the rooms and the records."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from newsmill.contracts.articles import script_in_id
from newsmill.contracts.base import Record
from newsmill.contracts.headers import (
    HEADER_BY_DEAD_LETTER_FIELD,
    MAX_STACKTRACE_BYTES,
    MAX_TEXT_BYTES,
)
from newsmill.contracts.outcomes import Observed
from newsmill.contracts.topics import (
    CLEAN_ARTICLES,
    CURRENT_ARTICLES,
    DEAD_LETTERS,
    DROPS,
    DUPLICATE_ARTICLES,
    ENRICHED_ARTICLES,
    FEED_MEMORIES,
    FEED_STATES,
    FEEDS,
    RAW_ARTICLES,
    REPLAYS,
    RETRIEVED_ARTICLES,
    Topic,
)
from newsmill.pipeline import STEPS, TOPICS
from tests.builders import (
    SPELLINGS_OF_A_HOST,
    after,
    clean_article,
    duplicate_article,
    page,
    retrieved_article,
)
from tests.contracts.examples import EXAMPLES, example_of, record_of, topic_of

OUTCOMES = {DROPS.name, DEAD_LETTERS.name}

each_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
each_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.room)
each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def test_no_two_topics_share_a_name_or_a_record() -> None:
    assert len({topic.name for topic in TOPICS}) == len(TOPICS)
    assert len({topic.record for topic in TOPICS}) == len(TOPICS)


@each_topic
def test_a_name_is_legal_in_kafka_and_ends_with_its_version(topic: Topic[Record]) -> None:
    # Without underscores, which Kafka's metrics cannot tell from dots.
    assert re.fullmatch(r"news\.[a-z]+([.-][a-z]+)*\.v[1-9]\d*", topic.name)
    # Kafka allows 249 characters; an installation puts its own prefix before the name.
    assert len(topic.name) < 100


def test_only_what_is_looked_up_by_its_key_is_compacted() -> None:
    compacted = {topic.name for topic in TOPICS if topic.cleanup == "compact"}
    assert compacted == {
        FEEDS.name,
        FEED_STATES.name,
        FEED_MEMORIES.name,
        CURRENT_ARTICLES.name,
    }


@each_topic
def test_a_log_is_kept_for_a_time_and_a_table_for_good(topic: Topic[Record]) -> None:
    assert (topic.retention is None) == (topic.cleanup == "compact")
    assert topic.retention is None or topic.retention >= timedelta(days=7)


@each_example
def test_a_record_has_a_key_a_partition_and_an_id(path: Path) -> None:
    topic, record = topic_of(path), record_of(path)
    assert topic.key(record)
    assert topic.partition_key(record)
    assert topic.message_id(record)


@pytest.mark.parametrize(
    ("first", "second"),
    [(FEEDS, FEED_STATES), (FEEDS, FEED_MEMORIES), (RAW_ARTICLES, RETRIEVED_ARTICLES)],
    ids=["feeds and their states", "feeds and their memories", "an entry and its page"],
)
def test_topics_that_are_kept_together_put_a_host_in_the_same_partition(
    first: Topic[Record], second: Topic[Record]
) -> None:
    assert first.partitions == second.partitions
    assert first.partition_key(example_of(first)) == second.partition_key(example_of(second))


def test_copies_lie_beside_their_original_and_its_row() -> None:
    copy, original = example_of(DUPLICATE_ARTICLES), example_of(ENRICHED_ARTICLES)
    row = example_of(CURRENT_ARTICLES)
    together = (DUPLICATE_ARTICLES, ENRICHED_ARTICLES, CURRENT_ARTICLES)
    assert len({topic.partitions for topic in together}) == 1
    assert DUPLICATE_ARTICLES.partition_key(copy) == ENRICHED_ARTICLES.partition_key(original)
    assert ENRICHED_ARTICLES.partition_key(original) == CURRENT_ARTICLES.partition_key(row)
    assert DUPLICATE_ARTICLES.key(copy) != DUPLICATE_ARTICLES.partition_key(copy)


def test_entries_of_one_host_meet_whatever_feed_they_came_from() -> None:
    article = example_of(RAW_ARTICLES)
    other = article.model_copy(update={"entry_id": "0" * 32, "feed_url": "https://x.example/f"})
    assert RAW_ARTICLES.partition_key(article) == RAW_ARTICLES.partition_key(other)
    assert RAW_ARTICLES.key(article) != RAW_ARTICLES.key(other)


@pytest.mark.parametrize(
    "topic",
    [FEEDS, FEED_STATES, FEED_MEMORIES, RAW_ARTICLES, RETRIEVED_ARTICLES],
    ids=lambda topic: topic.name,
)
def test_spellings_of_one_host_meet(topic: Topic[Record]) -> None:
    record = example_of(topic)
    urls = [f"https://{host}/feed" for host in SPELLINGS_OF_A_HOST]
    keys = {topic.partition_key(record.model_copy(update={"url": url})) for url in urls}
    assert keys == {"xn--bcher-kva.example"}


def test_an_entry_without_a_link_is_its_own_partition_key() -> None:
    article = example_of(RAW_ARTICLES).model_copy(update={"url": None})
    assert RAW_ARTICLES.partition_key(article) == RAW_ARTICLES.key(article)


def test_languages_of_one_script_meet_and_scripts_do_not() -> None:
    article = example_of(CLEAN_ARTICLES)
    french = article.model_copy(update={"language": "fr"})
    greek = article.model_copy(update={"script": "Grek"})
    assert CLEAN_ARTICLES.partition_key(french) == CLEAN_ARTICLES.partition_key(article)
    assert CLEAN_ARTICLES.partition_key(greek) != CLEAN_ARTICLES.partition_key(article)


def test_articles_whose_ids_do_not_hold_their_script_meet() -> None:
    article = example_of(CLEAN_ARTICLES)
    by_shard: dict[str, set[tuple[str, ...]]] = {}
    for script in ("Latn", "Zyyy", "Zzzz", "Hani", "Cyrl"):
        one = article.model_copy(update={"script": script})
        by_shard.setdefault(CLEAN_ARTICLES.partition_key(one), set()).add(script_in_id(script))
    assert [len(ids) for ids in by_shard.values()] == [1] * 4


def test_a_dead_letter_has_room_for_any_message_and_what_is_said_of_it() -> None:
    texts = len(HEADER_BY_DEAD_LETTER_FIELD) * (MAX_TEXT_BYTES + 64) + MAX_STACKTRACE_BYTES
    largest = max(step.reads.max_message_bytes for step in STEPS)
    assert DEAD_LETTERS.max_message_bytes >= largest + texts


def test_a_replay_is_remembered_for_longer_than_its_dead_letter() -> None:
    # A segment is removed as a whole: with weeks to spare, whatever shares one with a letter.
    assert DEAD_LETTERS.retention is not None
    assert REPLAYS.retention is not None
    assert REPLAYS.retention >= DEAD_LETTERS.retention + timedelta(days=14)


def test_intent_and_completion_of_a_replay_stay_in_order_and_are_distinguished() -> None:
    begun, done = (record_of(path) for path in EXAMPLES if path.name.startswith(f"{REPLAYS.name}."))
    assert REPLAYS.partition_key(begun) == REPLAYS.partition_key(done)
    assert REPLAYS.message_id(begun) != REPLAYS.message_id(done)


@pytest.mark.parametrize(
    ("topic", "record", "changed"),
    [
        (RETRIEVED_ARTICLES, retrieved_article(), {"page": page(html="<p>Other words.</p>")}),
        (RETRIEVED_ARTICLES, retrieved_article(), {"page": None, "retrieval": "timeout"}),
        (CLEAN_ARTICLES, clean_article(), {"text": "Other words."}),
        (CLEAN_ARTICLES, clean_article(), {"title": "Another headline"}),
        (DUPLICATE_ARTICLES, duplicate_article(), {"title": "Another headline"}),
    ],
)
def test_equal_ids_mean_equal_content(
    topic: Topic[Record], record: Observed, changed: dict[str, Any]
) -> None:
    """A page that is fetched again, after a crash, may say something else."""
    other = record.model_copy(update=changed)
    assert other.observation == record.observation
    assert topic.message_id(other) != topic.message_id(record)
    later = record.timed("cleaner", after(9)).model_copy(update={"seen_at": after(9)})
    assert topic.message_id(later) == topic.message_id(record)


def test_an_entry_that_is_offered_again_is_no_other_copy() -> None:
    """A puller that was killed offers it again: without a date of its own it has the later one."""
    copy = duplicate_article()
    again = copy.model_copy(update={"seen_at": after(9), "published_at": after(9)})
    assert DUPLICATE_ARTICLES.message_id(again) == DUPLICATE_ARTICLES.message_id(copy)
