"""The verifier sees what is wrong, and nothing else."""

import dataclasses
import json
from collections.abc import Mapping
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.faults.comparing import Facts
from tests.faults.corpus import Corpus
from tests.faults.faults_of_surroundings import poison_numbers
from tests.faults.judging import AGREES, answer_of_the_audit, breaches_of
from tests.faults.ledger import Served
from tests.faults.reading import (
    CLEAN,
    DEAD_LETTERS,
    DROPS,
    DUPLICATES,
    ENRICHED,
    RAW,
    RETRIEVED,
    UNIQUE,
    Log,
    Message,
    Snapshot,
)
from tests.faults.verifying import (
    Breach,
    answers_never_change,
    commits_are_never_early,
    dead_letters_are_as_they_were,
    dead_letters_are_the_poison,
    dead_poison,
    disagreements,
    drops_are_those_served,
    exits_are_those_wanted,
    exits_by_poison,
    nothing_is_lost,
    repeats,
    revisions_are_in_order,
    there_is_something_to_judge,
)

WRITER = {RAW: "puller", RETRIEVED: "retriever", CLEAN: "cleaner", UNIQUE: "deduper"}


def served(number: int, kind: str = "full") -> Served:
    """A publication that was served."""
    return Served(
        number, number, kind, "f", f"guid-{number}", f"url-{number}", f"title-{number}", 0
    )


def message(topic: str, subject: str, offset: int = 0, **changes: Any) -> Message:
    """A message of one observation; by default the first revision of the article of its name."""
    record = {"article_id": subject, "revision": 1, "title": subject, "text": "t", "entities": "e"}
    told: dict[str, Any] = {
        "topic": topic,
        "partition": 0,
        "offset": offset,
        "timestamp": 0.0,
        "id": f"{subject}.1",
        "subject": subject,
        "record": {**record, "url": f"url-{subject}"},
        "room": WRITER.get(topic, "enricher"),
    }
    return Message(**{**told, **changes})


def raw(number: int) -> Message:
    """What the puller made of a publication."""
    record = {"guid": f"guid-{number}", "title": f"title-{number}"}
    return message(RAW, f"s{number}", number, record=record)


def log(*messages: Message) -> Log:
    """Topics with these messages."""
    by_topic: dict[str, list[Message]] = {}
    for one in messages:
        by_topic.setdefault(one.topic, []).append(one)
    return Log(by_topic)


def snapshot(time: float, committed: Mapping[int, int], **ends: int) -> Snapshot:
    """The enricher's position and the ends of its outputs."""
    return Snapshot(time, {"enricher": committed}, {(ENRICHED, 0): ends.get("enriched", 0)})


def rules(breaches: list[Breach]) -> list[str]:
    """What was broken."""
    return [breach.rule for breach in breaches]


def copy_of(original: str) -> dict[str, Any]:
    """The record of a copy."""
    return {"url": "url-copy", "duplicate_of": original, "article_id": "copy", "revision": 1}


def test_a_run_in_which_nothing_happened_proves_nothing() -> None:
    seen = Snapshot(1.0, {"retriever": {0: 1}, "cleaner": {}}, {})
    found = there_is_something_to_judge([], Log({}), [seen])
    assert [breach.rule for breach in found] == [
        "nothing was served",
        "nothing was enriched",
        "no committed position was ever seen",
    ]
    assert found[-1].examples == ("cleaner", "deduper", "enricher")
    whole = Snapshot(2.0, {room: {0: 1} for room in ("cleaner", "deduper", "enricher")}, {})
    log = Log({ENRICHED: [message(ENRICHED, "s1")]})
    assert there_is_something_to_judge([served(1)], log, [seen, whole]) == []


def test_what_holds_no_word_is_dropped_and_nothing_else() -> None:
    without_text = message(DROPS, "s2", record={"reason": "no_text"})
    with_another_reason = message(DROPS, "s2", record={"reason": "too_short"})
    wordless = [served(2, "wordless")]

    assert drops_are_those_served(wordless, log(raw(2), without_text)) == []
    (found,) = drops_are_those_served([served(2)], log(raw(2), without_text))
    assert str(found) == "dropped without a reason that was served: 1 (s2 no_text)"
    (found,) = drops_are_those_served(wordless, log(raw(2), with_another_reason))
    assert str(found) == "dropped without a reason that was served: 1 (s2 too_short)"
    (found,) = drops_are_those_served(wordless, log(raw(2), message(ENRICHED, "s2")))
    assert str(found) == f"without a word, and not dropped: 1 (s2: {ENRICHED})"


def test_each_rule_is_applied() -> None:
    first = message(ENRICHED, "s0")
    topics = log(
        *(raw(number) for number in (0, 2)),
        first,
        message(ENRICHED, "s0", 1, record={**(first.record or {}), "text": "another"}),
        message(ENRICHED, "s7", 2, id="a.2", record={"article_id": "a", "revision": 2, "url": "u"}),
        message(ENRICHED, "s8", 3, id="a.1", record={"article_id": "a", "revision": 1, "url": "u"}),
        message(UNIQUE, "s9"),
        message(DUPLICATES, "s0", record=copy_of("nobody")),
        *(
            message(ENRICHED, f"s{n}", n, record={**(first.record or {}), **told})
            for n, told in (
                (10, {"article_id": "b", "guid": "guid-1"}),
                (11, {"article_id": "b", "guid": "guid-11", "group_id": "c"}),
            )
        ),
        message(DUPLICATES, "s12", record={**copy_of("b"), "guid": "guid-12", "copies": 7}),
        message(DUPLICATES, "s12", record={**copy_of("b"), "group_id": "c", "copies": 7}),
        message(DROPS, "s2", record={"reason": "too_short"}),
        message(DEAD_LETTERS, "s3", failed=(CLEAN, 0, 3)),
    )
    taken = [snapshot(1, {0: 1})]
    publications = [
        dataclasses.replace(served(1), title=str((first.record or {})["title"])),
        dataclasses.replace(served(5, "return"), guid="guid-1"),
        served(11),
        dataclasses.replace(served(12, "sibling"), target=11),
    ]

    found = breaches_of(topics, publications, taken, {"bad"}, {(CLEAN, 0, 9)}, None, 0.0)

    assert rules(found) == [
        "no committed position was ever seen",
        "served and never offered",
        "a state that returned and was not offered anew",
        "a copy of something that was never enriched",
        "dropped without a reason that was served",
        "an observation ended in two ways",
        f"two different records of {ENRICHED} with one id",
        f"two different records of {DUPLICATES} with one id",
        "one revision enriched under two ids",
        "one revision with two contents",
        "one ce_id with two contents",
        "two verdicts on one observation",
        "a copy of something that was never unique",
        "in the group of something that was never unique",
        "one article of two entries",
        "states of an article that are not its revisions",
        "an entry of a shared page that is no article of its own",
        "copies of one article in several groups",
        "articles that are no copies in one group",
        "a group of which not one article was published",
        "a copy that is not told as what it is",
        "copies of a group that are counted wrong",
        "hosts of a group that are not those of its articles",
        "a revision behind a later one",
        "enricher committed past what it had not published",
        "a dead letter that was no poison",
        "poison that is no dead letter",
        "poison that is no dead letter, by position",
        "a dead letter with other bytes than its message",
    ]


def test_rules_that_need_a_reference_or_are_of_some_faults_only_are_applied_too() -> None:
    record = {"article_id": "a", "revision": 1, "url": "http://h:7/0", "title": "title-0"}
    told = {**record, "guid": "s-0", "text": "t", "entities": "e", "group_id": "a"}
    once = message(ENRICHED, "s0", record=told)
    topics = log(raw(0), once, message(ENRICHED, "s0", 1, record=told))
    rooms = ("retriever", "cleaner", "deduper", "enricher")
    taken = [Snapshot(1.0, {room: {0: 0} for room in rooms}, {})]

    def broken(text: str, *, repeats_allowed: bool) -> list[str]:
        reference = Facts({("s-0", 1): ("title-0", text, "e")}, {"s-0": "a"})
        given = (topics, [served(0)], taken, set[str](), set[tuple[str, int, int]](), reference)
        found = breaches_of(*given, 9.0, repeats_allowed=repeats_allowed)
        return rules(found)

    assert broken("t", repeats_allowed=True) == []
    assert broken("another", repeats_allowed=True) == ["other than in the run without faults"]
    assert broken("t", repeats_allowed=False) == ["repeats where there must be none"]


def ended_in_all_ways() -> Log:
    """Four that were offered, with a repeat, and a dead letter of something that was not."""
    return log(
        *(raw(number) for number in range(4)),
        raw(0),
        message(ENRICHED, "s0"),
        message(ENRICHED, "s0", 1),
        message(DUPLICATES, "s1", record=copy_of("s0")),
        message(DROPS, "s2"),
        message(DEAD_LETTERS, "s3", failed=(CLEAN, 0, 3)),
        message(DEAD_LETTERS, "poison-1", failed=(CLEAN, 0, 4)),
    )


def audit(**changes: Any) -> dict[str, Any]:
    """What newsmill says of `ended_in_all_ways`; a number of the total or of what is earlier."""
    total = {
        "offered": 4,
        "enriched": 1,
        "duplicates": 1,
        "drops": {"no_text": 1},
        "dead_letters": 1,
        "in_flight": 0,
        "missing": 0,
        "expired": 0,
    }
    earlier = {"ended": 1, "in_flight": 0, "without_end": 0, "expired": 0}
    return {
        "verdict": "whole",
        "total": {name: changes.pop(name, value) for name, value in total.items()},
        "earlier": {name: changes.pop(f"earlier_{name}", n) for name, n in earlier.items()},
        **{name: [] for name in ("missing", "ended_twice", "gaps", "orphans")},
        "unbegun": {},
        "lost": {"messages": 0},
        **changes,
    }


def test_an_audit_that_comes_to_the_same_numbers_agrees() -> None:
    assert disagreements(audit(), ended_in_all_ways()) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"offered": 3}, "offered: 3, not 4"),
        ({"enriched": 2}, "enriched: 2, not 1"),
        ({"duplicates": 0}, "duplicates: 0, not 1"),
        ({"drops": {}}, "drops: 0, not 1"),
        ({"dead_letters": 2}, "dead_letters: 2, not 1"),
        ({"in_flight": 1}, "in_flight: 1, not 0"),
        ({"expired": 1}, "expired: 1, not 0"),
        ({"earlier_ended": 0}, "ended: 0, not 1"),
        ({"earlier_without_end": 1}, "without_end: 1, not 0"),
        ({"ended_twice": [{"subject": "s0"}]}, "ended_twice: 1, not none"),
        ({"gaps": [{}, {}]}, "gaps: 2, not none"),
        ({"orphans": [{}]}, "orphans: 1, not none"),
        ({"unbegun": {"cleaner": 3}}, "unbegun: 1, not none"),
        ({"lost": {"messages": 2}}, "lost: 2, not 0"),
        ({"verdict": "unknown"}, "verdict: unknown"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_audit_that_says_anything_else_does_not(changes: dict[str, Any], told: str) -> None:
    assert disagreements(audit(**changes), ended_in_all_ways()) == [told]


def test_an_audit_that_read_nothing_does_not_agree() -> None:
    nothing = audit(offered=0, enriched=0, duplicates=0, drops={}, dead_letters=0, earlier_ended=0)
    assert len(disagreements(nothing, ended_in_all_ways())) == 6


def answer(said: str, code: int = 0, error: str = "") -> CompletedProcess[str]:
    """How the command ended."""
    return CompletedProcess(["newsmill", "audit"], code, said, error)


def test_an_audit_is_believed_only_when_it_ends_well_and_can_be_read() -> None:
    topics, whole = ended_in_all_ways(), json.dumps(audit())

    assert answer_of_the_audit(answer(whole), topics) == AGREES
    assert answer_of_the_audit(answer(whole, 1), topics).startswith("exit 1: ")
    assert answer_of_the_audit(answer("", 3, "no broker"), topics) == "exit 3: no broker"
    assert answer_of_the_audit(answer(json.dumps(audit(gaps=[{}]))), topics) == (
        "gaps: 1, not none"
    )


def test_an_audit_must_tell_of_what_was_removed_unread() -> None:
    topics = ended_in_all_ways()
    told = json.dumps(audit(verdict="missing", lost={"messages": 8}))
    silent = json.dumps(audit())

    assert answer_of_the_audit(answer(told, 1), topics, 8) == AGREES
    assert answer_of_the_audit(answer(told, 1), topics, 9) == "lost: 8, not 9"
    assert answer_of_the_audit(answer(silent, 1), topics, 8) == "lost: 0, not 8; verdict: whole"
    assert answer_of_the_audit(answer(silent), topics, 8).startswith("exit 0: ")


@pytest.mark.parametrize("said", ["", "no JSON", "[]", "{}", '{"total": 3, "earlier": {}}'])
def test_an_audit_that_cannot_be_read_does_not_agree(said: str) -> None:
    told = answer_of_the_audit(answer(said), ended_in_all_ways())

    assert told.startswith("it says something else: ")


def test_ends_of_rooms_are_those_that_were_wanted() -> None:
    wanted = {("cleaner", -9): 2, ("puller", 0): 1}
    assert exits_are_those_wanted(wanted, wanted) == []
    assert exits_are_those_wanted({("cleaner", -9): 1, ("deduper", 70): 1}, wanted) == [
        "cleaner ended with -9 1 times, not 2",
        "deduper ended with 70 1 times, not 0",
        "puller ended with 0 0 times, not 1",
    ]


def poison() -> list[Served]:
    """Publications as the feed server serves them, that a room each cannot live with."""
    chosen = poison_numbers(1, 50, 600, crashes=2, hangs=2)
    corpus = Corpus(1, chosen)
    made = [corpus.publication(number) for number in sorted(chosen)]
    return [
        Served(one.number, one.number, "poison", "f", one.guid, "url", one.title, 0) for one in made
    ]


def test_poison_ends_its_room_three_times_and_is_counted_when_it_is_dead() -> None:
    those = poison()
    assert exits_by_poison([served(9), *those]) == {
        ("cleaner", -6): 3,
        ("deduper", -6): 3,
        ("enricher", 70): 3,
        ("retriever", 70): 3,
    }
    assert exits_by_poison([*those, those[0]]).total() == 15
    topics = log(
        *(
            message(RAW, f"s{p.number}", record={"guid": p.guid, "title": p.title})
            for p in those[:2]
        ),
        message(DEAD_LETTERS, f"s{those[0].number}", failed=(CLEAN, 0, 3)),
        message(DEAD_LETTERS, "s7", failed=(CLEAN, 0, 4)),
    )
    assert dead_poison([served(7), *those], topics) == 1


def test_what_ended_in_any_way_is_not_lost() -> None:
    topics = log(
        *(raw(number) for number in range(4)),
        message(ENRICHED, "s0"),
        message(DUPLICATES, "s1", record=copy_of("s0")),
        message(DROPS, "s2"),
        message(DEAD_LETTERS, "s3", failed=(CLEAN, 0, 3)),
    )

    assert nothing_is_lost([served(number) for number in range(4)], topics) == []


def test_what_was_served_and_not_offered_is_lost() -> None:
    topics = log(raw(0), message(ENRICHED, "s0"))

    found = nothing_is_lost([served(0), served(1)], topics)

    assert rules(found) == ["served and never offered"]
    assert found[0].examples == ("1 url-1",)


def test_what_was_offered_and_did_not_end_is_lost() -> None:
    topics = log(raw(0), raw(1), message(ENRICHED, "s0"))

    assert rules(nothing_is_lost([served(0), served(1)], topics)) == ["served and never ended"]


def test_a_state_that_returned_is_offered_anew() -> None:
    first, returned = served(0), dataclasses.replace(served(7, "return"), guid="guid-0")
    returned = dataclasses.replace(returned, title=first.title)
    ends = (message(ENRICHED, "s0"), message(ENRICHED, "s0b"))
    anew = dataclasses.replace(raw(0), subject="s0b")

    assert nothing_is_lost([first, returned], log(raw(0), anew, *ends)) == []
    assert rules(nothing_is_lost([first, returned], log(raw(0), *ends))) == [
        "a state that returned and was not offered anew"
    ]


def test_a_copy_of_nothing_is_lost() -> None:
    topics = log(raw(0), message(DUPLICATES, "s0", record=copy_of("s0")))

    assert rules(nothing_is_lost([served(0)], topics)) == [
        "a copy of something that was never enriched"
    ]


def test_a_repeat_changes_no_answer() -> None:
    topics = log(message(ENRICHED, "s0", 0), message(ENRICHED, "s0", 1))

    assert answers_never_change(topics) == []
    assert repeats(topics, [ENRICHED]) == {ENRICHED: 1}


def test_an_observation_that_is_enriched_and_a_copy_is_seen() -> None:
    topics = log(message(ENRICHED, "s0"), message(DUPLICATES, "s0", record=copy_of("s0")))

    assert "an observation ended in two ways" in rules(answers_never_change(topics))


def test_two_records_with_one_id_are_seen() -> None:
    first = message(ENRICHED, "s0")
    other = message(ENRICHED, "s0", 1, record={**(first.record or {}), "text": "another"})

    assert rules(answers_never_change(log(first, other))) == [
        f"two different records of {ENRICHED} with one id"
    ]


@pytest.mark.parametrize("field", ["duplicate_of", "group_id", "entities_status", "kind"])
def test_another_verdict_with_the_same_id_is_seen(field: str) -> None:
    first = message(DUPLICATES, "s0", record=copy_of("s1"))
    other = message(DUPLICATES, "s0", 1, record={**copy_of("s1"), field: "another"})

    assert rules(answers_never_change(log(first, other))) == [
        f"two different records of {DUPLICATES} with one id"
    ]


def test_a_dead_letter_with_other_bytes_is_seen() -> None:
    original = message(CLEAN, "s0", 4, digest="a")
    letter = message(DEAD_LETTERS, "s0", failed=(CLEAN, 0, 4), digest="a")

    assert dead_letters_are_as_they_were(log(original, letter)) == []
    for wrong in (
        message(DEAD_LETTERS, "s0", failed=(CLEAN, 0, 4), digest="b"),
        message(DEAD_LETTERS, "s0", failed=(CLEAN, 0, 5), digest="a"),
    ):
        assert rules(dead_letters_are_as_they_were(log(original, wrong))) == [
            "a dead letter with other bytes than its message"
        ]


def test_one_revision_of_two_observations_is_seen() -> None:
    same = {"article_id": "a", "revision": 1}
    topics = log(message(ENRICHED, "s0", record=same), message(ENRICHED, "s1", 1, record=same))

    assert "one revision enriched under two ids" in rules(answers_never_change(topics))


def test_one_revision_with_other_entities_is_none() -> None:
    topics = log(
        message(ENRICHED, "s0", id="s0.1.1a2b3c4d"),
        message(ENRICHED, "s0", 1, id="s0.1.5e6f7a8b"),
        message(ENRICHED, "s0", 2, id="s0.1"),
    )

    assert answers_never_change(topics) == []


def test_a_revision_behind_a_later_one_is_seen() -> None:
    def revision(number: int, offset: int) -> Message:
        record = {"article_id": "a", "revision": number, "url": "u"}
        return message(ENRICHED, f"s{number}", offset, id=f"a.{number}", record=record)

    assert revisions_are_in_order(log(revision(1, 0), revision(2, 1))) == []
    assert revisions_are_in_order(log(revision(1, 0), revision(2, 1), revision(1, 2))) == []
    assert rules(revisions_are_in_order(log(revision(2, 0), revision(1, 1)))) == [
        "a revision behind a later one"
    ]


def test_a_commit_behind_its_output_is_in_order() -> None:
    topics = log(message(UNIQUE, "s0", 0), message(ENRICHED, "s0", 0))

    assert commits_are_never_early(topics, [snapshot(1, {0: 1}, enriched=1)]) == []


def test_a_commit_before_its_output_is_seen_even_if_the_output_comes_later() -> None:
    topics = log(message(UNIQUE, "s0", 0), message(ENRICHED, "s0", 0))
    taken = [snapshot(1, {0: 1}, enriched=0), snapshot(2, {0: 1}, enriched=1)]

    found = commits_are_never_early(topics, taken)

    assert rules(found) == ["enricher committed past what it had not published"]
    assert commits_are_never_early(topics, taken, grace_seconds=2) == []


def test_one_output_does_not_stand_for_two_inputs() -> None:
    inputs = (message(UNIQUE, "s0", 0), message(UNIQUE, "s0", 1))
    topics = log(*inputs, message(ENRICHED, "s0", 0))

    assert commits_are_never_early(topics, [snapshot(1, {0: 1}, enriched=1)]) == []
    assert commits_are_never_early(topics, [snapshot(1, {0: 2}, enriched=1)]) != []


def test_another_rooms_output_does_not_count() -> None:
    topics = log(message(UNIQUE, "s0", 0), message(DROPS, "s0", 0, room="cleaner"))
    taken = Snapshot(1, {"enricher": {0: 1}}, {(DROPS, 0): 1})

    assert len(commits_are_never_early(topics, [taken])) == 1


def test_a_dead_letter_without_subject_is_found_by_its_position() -> None:
    dead = message(DEAD_LETTERS, "", failed=(UNIQUE, 0, 0))
    topics = log(message(UNIQUE, "", 0), dead)
    taken = Snapshot(1, {"enricher": {0: 1}}, {(DEAD_LETTERS, 0): 1})

    assert commits_are_never_early(topics, [taken]) == []


def test_dead_letters_are_exactly_the_poison() -> None:
    dead = message(DEAD_LETTERS, "bad", failed=(CLEAN, 0, 7))

    assert dead_letters_are_the_poison(log(dead), {"bad"}, {(CLEAN, 0, 7)}) == []
    assert rules(dead_letters_are_the_poison(log(dead), set(), set())) == [
        "a dead letter that was no poison"
    ]
    assert rules(dead_letters_are_the_poison(log(), {"bad"}, set())) == [
        "poison that is no dead letter"
    ]
