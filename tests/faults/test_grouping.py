"""What must hold of identities, states and groups: seen where it is broken, and nowhere else."""

from typing import Any

import pytest

from tests.faults.grouping import (
    articles_belong_to_one_entry,
    copies_are_counted_once,
    equal_ids_mean_equal_content,
    groups_are_those_served,
    no_copy_is_its_own_first,
    repeats_are_the_same_verdict,
    siblings_are_articles_of_their_own,
    states_are_told_in_order,
)
from tests.faults.ledger import Served
from tests.faults.reading import DUPLICATES, ENRICHED, UNIQUE, Log, Message
from tests.faults.verifying import Breach

Told = tuple[str, dict[str, Any]]


def served(number: int, kind: str = "full", target: int | None = None, **changes: Any) -> Served:
    """A publication; a state of its target where it revises that."""
    target = number if target is None else target
    of = target if kind in ("revision", "return") else number
    title = f"title-{number if kind == 'revision' else of}"
    told = {
        "feed": "f",
        "guid": f"s-{of}",
        "url": f"http://h{of}/{of}",
        "title": title,
        "time": 0.0,
    }
    return Served(**{"number": number, "target": target, "kind": kind, **told, **changes})


def published(number: int, revision: int = 1, **changes: Any) -> list[Told]:
    """An article as unique and as enriched."""
    record = {
        "article_id": f"a{number}",
        "revision": revision,
        "group_id": f"a{number}",
        "guid": f"s-{number}",
        "url": f"http://h{number}:80/{number}",
        "title": f"title-{number}",
        "text": f"text-{number}-{revision}",
        **changes,
    }
    return [(UNIQUE, record), (ENRICHED, record)]


def copied(number: int, of: int, kind: str = "near", **changes: Any) -> list[Told]:
    """A copy of the article of another number."""
    ((_, record), _) = published(number, group_id=f"a{of}", duplicate_of=f"a{of}", kind=kind)
    told = {name: value for name, value in record.items() if name != "text"}
    return [(DUPLICATES, {**told, "similarity": 0.7, **changes})]


def log(*told: list[Told], subjects: dict[int, str] | None = None) -> Log:
    """Topics with these messages, each an observation of its own unless its number has a name."""
    by_topic: dict[str, list[Message]] = {}
    for number, group in enumerate(told):
        for topic, record in group:
            messages = by_topic.setdefault(topic, [])
            subject = (subjects or {}).get(number, f"o{number}")
            is_copy = topic == DUPLICATES
            name = subject if is_copy else f"{record['article_id']}.{record['revision']}"
            messages.append(Message(topic, 0, len(messages), 0.0, name, subject, record))
    return Log(by_topic)


def rules(breaches: list[Breach]) -> list[str]:
    """What was broken."""
    return [breach.rule for breach in breaches]


def all_rules(publications: list[Served], topics: Log) -> list[str]:
    """Everything that this module's rules say."""
    return rules(
        [
            *equal_ids_mean_equal_content(topics),
            *repeats_are_the_same_verdict(topics),
            *no_copy_is_its_own_first(topics),
            *articles_belong_to_one_entry(topics),
            *states_are_told_in_order(publications, topics),
            *siblings_are_articles_of_their_own(publications, topics),
            *groups_are_those_served(publications, topics),
            *copies_are_counted_once(topics),
        ]
    )


SERVED = [
    served(1),
    served(2, "near", 1),
    served(3, "copy", 1),
    served(4),
    served(5, "revision", 4),
    served(6, "return", 4),
    served(7, "sibling", url="http://h7/shared"),
    served(8, "sibling", url="http://h7/shared"),
]
STATES = [
    published(4),
    published(4, 2, title="title-5"),
    published(4, 3, text="text-4-1"),
]
SIBLINGS = [published(7), published(8)]
ORIGINAL_FIRST = [
    published(1),
    copied(2, 1, copies=1, hosts=["h1", "h2"]),
    copied(3, 1, "same_text", copies=2, hosts=["h1", "h2", "h3"]),
]
COPY_FIRST = [
    published(2),
    copied(1, 2, copies=1, hosts=["h2", "h1"]),
    copied(3, 2, copies=2, hosts=["h2", "h1", "h3"]),
]


@pytest.mark.parametrize(
    "group", [ORIGINAL_FIRST, COPY_FIRST], ids=["original-first", "copy-first"]
)
def test_nothing_is_said_of_a_run_in_which_all_is_right(group: list[list[Told]]) -> None:
    assert all_rules(SERVED, log(*group, *STATES, *SIBLINGS)) == []


def test_repeats_of_the_same_say_nothing() -> None:
    whole = [*ORIGINAL_FIRST, *STATES, *SIBLINGS]
    again = log(*whole, *whole, subjects={n: f"o{n % len(whole)}" for n in range(2 * len(whole))})

    assert all_rules(SERVED, again) == []


def test_a_revision_that_is_given_twice_is_seen() -> None:
    topics = log(published(1), published(1, text="another"))

    assert rules(equal_ids_mean_equal_content(topics)) == [
        "one revision with two contents",
        "one ce_id with two contents",
    ]


def test_what_was_published_as_unique_alone_counts_as_well() -> None:
    topics = log(published(1), published(1, text="another")[:1])

    assert len(equal_ids_mean_equal_content(topics)) == 2


@pytest.mark.parametrize(
    "change",
    [{"group_id": "a9"}, {"kind": "same_text"}, {"duplicate_of": "a9"}, {"revision": 2}],
    ids=lambda change: next(iter(change)),
)
def test_another_verdict_on_the_same_observation_is_seen(change: dict[str, Any]) -> None:
    topics = log(published(1), copied(2, 1), copied(2, 1, **change), subjects={2: "o1"})

    assert rules(repeats_are_the_same_verdict(topics)) == ["two verdicts on one observation"]


def test_a_copy_after_it_was_new_is_another_verdict() -> None:
    topics = log(published(1), copied(1, 1, "same_url"), subjects={1: "o0"})

    assert rules(repeats_are_the_same_verdict(topics)) == ["two verdicts on one observation"]


def test_a_copy_of_what_nobody_has_is_seen() -> None:
    topics = log(copied(1, 1, "same_url"))

    assert rules(no_copy_is_its_own_first(topics)) == [
        "a copy of something that was never unique",
        "in the group of something that was never unique",
    ]


def test_two_entries_that_are_one_article_are_seen() -> None:
    topics = log(published(7), published(8, article_id="a7"))

    assert rules(articles_belong_to_one_entry(topics)) == ["one article of two entries"]


def test_an_entry_that_gets_another_article_is_seen() -> None:
    topics = log(published(7), published(7, article_id="a9"))

    assert rules(articles_belong_to_one_entry(topics)) == ["one entry under two article_ids"]


@pytest.mark.parametrize(
    "told",
    [STATES[:2], STATES[:1], [STATES[0], STATES[2], STATES[1]], []],
    ids=["never-returned", "never-revised", "returned-before-it-was-revised", "never-told"],
)
def test_states_that_are_no_revisions_are_seen(told: list[list[Told]]) -> None:
    numbered = [
        [(topic, {**record, "revision": number}) for topic, record in group]
        for number, group in enumerate(told, 1)
    ]

    assert rules(states_are_told_in_order(SERVED, log(*numbered))) == [
        "states of an article that are not its revisions"
    ]


def test_a_state_that_stays_is_one_revision() -> None:
    twice = [*SERVED[3:6], served(9, "return", 4)]

    assert states_are_told_in_order(twice, log(*STATES)) == []


def test_of_the_states_of_a_copy_nothing_is_asked() -> None:
    copy_first = [copied(4, 1), published(4, 2, title="title-5", group_id="a1")]

    assert states_are_told_in_order(SERVED, log(published(1), *copy_first)) == []


@pytest.mark.parametrize(
    "second", [copied(8, 7, "same_url"), []], ids=["a-copy-of-the-first", "not-there"]
)
def test_a_sibling_that_is_no_article_is_seen(second: list[Told]) -> None:
    assert rules(siblings_are_articles_of_their_own(SERVED, log(published(7), second))) == [
        "an entry of a shared page that is no article of its own"
    ]


def test_a_sibling_that_is_offered_again_is_still_an_article() -> None:
    again = copied(7, 7, "same_url")

    assert siblings_are_articles_of_their_own(SERVED, log(*SIBLINGS, again)) == []


def test_a_copy_that_was_published_is_seen() -> None:
    topics = log(*ORIGINAL_FIRST[:2], published(3))

    assert rules(groups_are_those_served(SERVED[:3], topics)) == [
        "copies of one article in several groups",
        "a group of which not one article was published",
    ]


def test_copies_of_which_none_was_published_are_seen() -> None:
    topics = log(copied(1, 3, "same_text"), copied(2, 3), copied(3, 3, "same_text"))

    assert "a group of which not one article was published" in rules(
        groups_are_those_served(SERVED[:3], topics)
    )


def test_another_story_in_the_group_is_seen() -> None:
    topics = log(*ORIGINAL_FIRST, copied(4, 1))

    assert rules(groups_are_those_served(SERVED[:4], topics)) == [
        "articles that are no copies in one group",
        "a copy of an article that is another story",
    ]


@pytest.mark.parametrize(
    "told",
    [copied(2, 1, "same_text"), copied(2, 1, "same_url"), copied(2, 1, similarity=None)],
    ids=["as-word-for-word", "as-the-same-page", "without-a-similarity"],
)
def test_a_near_copy_that_is_told_as_something_else_is_seen(told: list[Told]) -> None:
    topics = log(published(1), told, ORIGINAL_FIRST[2])

    assert rules(groups_are_those_served(SERVED[:3], topics)) == [
        "a copy that is not told as what it is"
    ]


@pytest.mark.parametrize("copies", [1, 3], ids=["forgotten", "counted-twice"])
def test_copies_that_are_counted_wrong_are_seen(copies: int) -> None:
    last = copied(3, 1, "same_text", copies=copies, hosts=["h1", "h2", "h3"])
    topics = log(*ORIGINAL_FIRST[:1], copied(2, 1), last)

    assert rules(copies_are_counted_once(topics)) == ["copies of a group that are counted wrong"]


def test_a_host_that_is_not_told_is_seen() -> None:
    last = copied(3, 1, "same_text", copies=2, hosts=["h1", "h3"])

    assert rules(copies_are_counted_once(log(*ORIGINAL_FIRST[:2], last))) == [
        "hosts of a group that are not those of its articles"
    ]


def test_groups_whose_records_tell_no_number_are_not_judged_by_it() -> None:
    assert copies_are_counted_once(log(published(1), copied(2, 1))) == []
