"""The rights that follow from the map."""

import shlex

import pytest

from newsmill.kafka.acls import Right, named, rights
from newsmill.pipeline import ROOMS
from newsmill.settings import KafkaSettings

KAFKA = KafkaSettings(topic_prefix="mine.")


def of(who: str, operation: str, resource: str = "topic") -> set[str]:
    """The names of what `who` may do this with."""
    return {
        right.name
        for right in rights(KAFKA)
        if (right.who, right.operation, right.resource) == (who, operation, resource)
    }


@pytest.mark.parametrize(
    ("room", "reads", "writes"),
    [
        (
            "puller",
            {"feeds", "feed-states", "feed-memories"},
            {"feed-states", "feed-memories", "feed-events", "articles.raw"},
        ),
        ("retriever", {"articles.raw"}, {"articles.retrieved", "dead-letters", "lost-messages"}),
        ("cleaner", {"articles.retrieved"}, {"articles.clean", "dead-letters", "lost-messages"}),
        (
            "deduper",
            {"articles.clean"},
            {"articles.unique", "articles.duplicates", "dead-letters", "lost-messages"},
        ),
        ("enricher", {"articles.unique"}, {"articles.enriched", "dead-letters", "lost-messages"}),
        ("folder", {"articles.enriched", "articles.duplicates"}, {"articles.current"}),
        (
            "gateway",
            {
                *("feeds", "feed-states", "articles.raw", "articles.retrieved", "articles.clean"),
                *("articles.unique", "articles.enriched", "articles.duplicates", "drops"),
                *("dead-letters", "replays", "lost-messages"),
            },
            set(),
        ),
    ],
)
def test_a_room_reads_and_writes_what_the_map_says(
    room: str, reads: set[str], writes: set[str]
) -> None:
    names = {"deduper": "articles", "folder": "folded"}
    journals = {f"mine.newsmill-{names[room]}-journal"} if room in names else set()
    # Folder and gateway end no article's way, neither by a drop.
    drops = set() if room in ("folder", "gateway") else {"drops"}

    assert of(room, "Read") == {f"mine.news.{name}.v1" for name in reads} | journals
    assert of(room, "Write") == {f"mine.news.{n}.v1" for n in writes | drops} | journals
    assert of(room, "Create") == journals
    # A room that starts looks whether the topics that it reads and writes are there.
    assert of(room, "Describe") == set()
    assert of(room, "Read", "group") == {f"mine.newsmill-{room}"}
    # Whether its partitions were ever handled, also by a process with all rooms.
    asked = {"mine.newsmill-mill"} if journals else set()
    if room == "gateway":
        # How far everybody is: it audits.
        asked = {f"mine.newsmill-{process}" for process in (*ROOMS, "mill")}
    assert of(room, "Describe", "group") == asked


def test_readers_only_read() -> None:
    told = [right for right in rights(KAFKA) if right.who == "readers"]

    assert {(right.operation, right.resource) for right in told} == {("Read", "topic")}
    assert of("readers", "Read") == {
        f"mine.news.{name}.v1"
        for name in (
            "articles.enriched",
            "articles.duplicates",
            "articles.current",
            "drops",
            "dead-letters",
            "feed-events",
            "replays",
            "lost-messages",
        )
    }


def test_a_sink_reads_articles_in_any_group_of_sinks() -> None:
    told = [right for right in rights(KAFKA) if right.who == "sinks"]

    assert {(right.operation, right.resource, right.name, right.is_prefix) for right in told} == {
        ("Read", "topic", "mine.news.articles.enriched.v1", False),
        ("Read", "topic", "mine.news.articles.current.v1", False),
        ("Read", "group", "mine.newsmill-sink-", True),
    }
    (group,) = (right for right in told if right.resource == "group")
    assert group.as_arguments("User:newsmill-{}").endswith(
        "--group mine.newsmill-sink- --resource-pattern-type prefixed"
    )


def test_the_command_line_sees_how_far_every_worker_has_come() -> None:
    names = {f"mine.newsmill-{worker}" for worker in (*ROOMS, "mill")}
    assert of("cli", "Describe", "group") == names


def test_nobody_else_gets_anything_and_nothing_twice() -> None:
    told = list(rights(KAFKA))

    assert {right.who for right in told} == {*ROOMS, "cli", "sinks", "readers"}
    assert len(set(told)) == len(told)


def test_a_right_is_what_kafkas_own_tool_is_told() -> None:
    right = Right("cleaner", "Read", "group", "newsmill-cleaner")

    assert right.as_arguments("User:newsmill-{}") == (
        "--add --allow-principal User:newsmill-cleaner --operation Read --group newsmill-cleaner"
    )
    quoted = right.as_arguments("User:CN={},O=News Mill")
    assert shlex.split(quoted)[2] == "User:CN=cleaner,O=News Mill"


def test_a_name_with_other_braces_stays_as_it_is() -> None:
    assert named("User:CN={},O={x}", "cli") == "User:CN=cli,O={x}"
