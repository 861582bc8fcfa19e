"""A run is compared with the one without faults: in what it says, not in who was first."""

from tests.faults.comparing import Facts, equal_as_far_as_both_went, facts_from_json
from tests.faults.ledger import Served
from tests.faults.verifying import Breach

REFERENCE = Facts(
    contents={
        ("s-1", 1): ("one", "text 1", "entities 1"),
        ("s-1", 2): ("one, update", "text 1b", "entities 1b"),
        ("s-2", 1): ("two", "text 2", "entities 2"),
    },
    groups={"s-1": "g1", "s-9": "g1", "s-2": "g2"},
)


def served(
    guid: str, title: str, number: int = 0, *, kind: str = "full", target: int = 0
) -> Served:
    """A publication that was served."""
    return Served(number, target, kind, "f", guid, f"http://h/{guid}", title, 0)


SERVED = [served("s-1", "one"), served("s-1", "one, update"), served("s-2", "two")]


def rules(run: Facts, publications: list[Served]) -> list[str]:
    """What is not equal."""
    found: list[Breach] = equal_as_far_as_both_went(run, REFERENCE, publications)
    return [breach.rule for breach in found]


def with_content(key: tuple[str, int], *told: str) -> Facts:
    """The reference with another content."""
    title, text, entities = told
    return Facts({**REFERENCE.contents, key: (title, text, entities)}, REFERENCE.groups)


def test_a_run_equals_itself_also_after_a_way_through_a_file() -> None:
    assert rules(facts_from_json(REFERENCE.as_json()), SERVED) == []


def test_a_shorter_run_is_compared_as_far_as_it_went() -> None:
    run = Facts({("s-1", 1): REFERENCE.contents["s-1", 1]}, {"s-1": "x"})

    assert rules(run, SERVED[:1]) == []


def test_other_entities_are_seen() -> None:
    run = with_content(("s-2", 1), "two", "text 2", "other entities")

    assert rules(run, SERVED) == ["other than in the run without faults"]


def test_another_text_is_seen() -> None:
    run = with_content(("s-2", 1), "two", "half of text 2", "entities 2")

    assert "other than in the run without faults" in rules(run, SERVED)


def test_what_came_after_the_end_of_the_run_without_faults_is_no_difference() -> None:
    run = with_content(("s-2", 2), "two, update", "text 2b", "entities 2b")
    late, early = (served("s-2", "two, update", number) for number in (10, 3))

    assert rules(run, [*SERVED, late]) == []
    assert rules(run, [*SERVED, early]) == ["not in the run without faults"]


def test_a_copy_that_came_first_this_time_is_no_difference() -> None:
    contents = {**REFERENCE.contents, ("s-9", 1): ("one", "text 1", "entities 1")}
    del contents["s-1", 1]

    assert rules(Facts(contents, REFERENCE.groups), SERVED) == []


def test_a_text_that_was_enriched_nowhere_is_missing() -> None:
    contents = dict(REFERENCE.contents)
    del contents["s-1", 2]

    assert rules(Facts(contents, REFERENCE.groups), SERVED) == ["only in the run without faults"]


def test_other_groups_are_seen_whatever_they_are_called() -> None:
    renamed = Facts(REFERENCE.contents, {"s-1": "other", "s-9": "other", "s-2": "g2"})
    parted = Facts(REFERENCE.contents, {"s-1": "g1", "s-9": "alone", "s-2": "g2"})

    assert rules(renamed, SERVED) == []
    assert rules(parted, SERVED) == ["grouped otherwise than in the run without faults"]


def test_another_edited_copy_that_came_first_brings_another_text() -> None:
    contents = {**REFERENCE.contents, ("s-9", 1): ("one as edited", "text 9", "entities 9")}
    del contents["s-1", 1], contents["s-1", 2]
    run = Facts(contents, REFERENCE.groups)

    assert rules(run, [*SERVED[:2], served("s-9", "one as edited", 9, kind="copy", target=1)]) == [
        "not in the run without faults",
        "only in the run without faults",
    ]
    those = [served("s-1", "one", 1, target=1), served("s-1", "one, update", 8, target=1)]
    near = served("s-9", "one as edited", 9, kind="near", target=1)
    assert rules(run, [*those, near]) == []


def test_the_states_of_an_article_that_was_a_copy_in_one_of_the_runs_are_no_difference() -> None:
    revised = served("s-1", "one, update", kind="revision")
    contents = {
        ("s-9", 1): ("one", "text 1", "entities 1"),
        ("s-2", 1): ("two", "text 2", "entities 2"),
    }
    assert rules(Facts(contents, REFERENCE.groups), [SERVED[0], revised, SERVED[2]]) == []
    there = Facts(contents, REFERENCE.groups)
    assert not equal_as_far_as_both_went(REFERENCE, there, [SERVED[0], revised, SERVED[2]])
