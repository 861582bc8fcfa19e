import itertools
from typing import Any

import pytest

from newsmill.contracts.base import Record
from newsmill.contracts.outcomes import Observed
from newsmill.contracts.topics import Topic, Users
from newsmill.pipeline import (
    ALL_IN_ONE,
    ENDS,
    FOLDER,
    FOLDER_READS,
    FOLDER_WRITES,
    GATEWAY,
    KEYED_BY_ARTICLE,
    PATH,
    PROCESSES_BY_TOPIC,
    PULLER,
    ROOMS,
    STEPS,
    TOPICS,
    USERS_BY_TOPIC,
    Step,
    topics_of,
)
from tests.contracts.examples import example_of

each_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.room)

HANDLING = ("retriever", "cleaner", "deduper", "enricher")
# As the access rules of an installation were made.
EXPECTED_USERS = {
    "news.feeds.v1": Users(("cli",), ("puller", "gateway")),
    "news.feed-states.v1": Users(("puller",), ("puller", "gateway")),
    "news.feed-memories.v1": Users(("puller",), ("puller",)),
    "news.feed-events.v1": Users(("puller",), ("readers",)),
    "news.articles.raw.v1": Users(("puller", "cli"), ("retriever", "gateway")),
    "news.articles.retrieved.v1": Users(("retriever", "cli"), ("cleaner", "gateway")),
    "news.articles.clean.v1": Users(("cleaner", "cli"), ("deduper", "gateway")),
    "news.articles.unique.v1": Users(("deduper", "cli"), ("enricher", "gateway")),
    "news.articles.enriched.v1": Users(("enricher", "cli"), ("folder", "gateway", "readers")),
    "news.articles.duplicates.v1": Users(("deduper",), ("folder", "gateway", "readers")),
    "news.articles.current.v1": Users(("folder",), ("readers",)),
    "news.drops.v1": Users(("puller", *HANDLING), ("gateway", "readers")),
    "news.dead-letters.v1": Users(HANDLING, ("gateway", "readers")),
    "news.replays.v1": Users(("cli",), ("gateway", "readers")),
    "news.lost-messages.v1": Users(HANDLING, ("gateway", "readers")),
}


def names(topics: tuple[Topic[Record], ...]) -> list[str]:
    return [topic.name.removeprefix("news.").removesuffix(".v1") for topic in topics]


def test_the_map_says_who_writes_and_reads_each_topic() -> None:
    assert {topic.name: users for topic, users in USERS_BY_TOPIC.items()} == EXPECTED_USERS


def test_every_room_is_on_the_map_once() -> None:
    assert (PULLER, *(step.room for step in STEPS), FOLDER, GATEWAY) == ROOMS


def test_the_path_is_whole() -> None:
    """Each room but the last hands on what the next one reads."""
    assert names(PATH) == [
        "articles.raw",
        "articles.retrieved",
        "articles.clean",
        "articles.unique",
    ]
    for step, following in itertools.pairwise(STEPS):
        assert following.reads in step.writes
    assert set(PROCESSES_BY_TOPIC) == {topic.name for topic in PATH}


def test_a_process_needs_the_topics_of_its_rooms() -> None:
    assert names(topics_of("deduper")) == [
        "articles.clean",
        "articles.unique",
        "articles.duplicates",
        "drops",
        "dead-letters",
        "lost-messages",
    ]
    assert topics_of(ALL_IN_ONE) == TOPICS


def test_a_way_ends_where_nobody_takes_it_on() -> None:
    assert names(ENDS) == ["articles.enriched", "articles.duplicates", "drops"]


def test_the_folder_reads_ends_and_is_none() -> None:
    assert names(FOLDER_READS) == ["articles.enriched", "articles.duplicates"]
    assert names(FOLDER_WRITES) == ["articles.current"]
    assert not {*FOLDER_WRITES} & {*PATH, *ENDS}
    assert names(topics_of(FOLDER)) == [
        "articles.enriched",
        "articles.duplicates",
        "articles.current",
    ]


def test_what_is_keyed_by_article_is_known() -> None:
    assert names(KEYED_BY_ARTICLE) == [
        "articles.clean",
        "articles.unique",
        "articles.enriched",
        "articles.duplicates",
    ]
    for topic in KEYED_BY_ARTICLE:
        record: Any = example_of(topic)
        assert topic.key(record) == record.article_id


@each_step
def test_what_a_step_reads_and_writes_is_of_an_observation(step: Step[Any, Any]) -> None:
    for topic in (step.reads, *step.writes):
        assert issubclass(topic.record, Observed)


@each_step
def test_a_record_goes_to_the_topic_of_its_own_type(step: Step[Any, Any]) -> None:
    for topic in step.writes:
        assert step.topic_for(example_of(topic)) is topic
    # What it reads is often the base class of what it writes.
    with pytest.raises(LookupError, match=f"{step.room} writes no {step.reads.record.__name__}"):
        step.topic_for(example_of(step.reads))
