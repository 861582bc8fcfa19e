"""What a replay reports, from the outcomes of an observation then and now."""

import json
from typing import Any

import pytest

from newsmill.contracts.headers import dead_letter_headers
from newsmill.contracts.topics import CLEAN_ARTICLES, DEAD_LETTERS, DROPS
from newsmill.inspection.comparing import Comparison, Outcome, outcome_of
from newsmill.kafka.records import Message
from tests.builders import clean_article, dead_letter, drop, enriched_article


def clean(**changes: Any) -> Outcome:
    """An article that the cleaner lets pass."""
    return Outcome("clean", clean_article(**changes).model_dump_json().encode())


def dropped(reason: str = "no_text", detail: str = "") -> Outcome:
    """One that it drops."""
    return Outcome(f"dropped: {reason}", drop(detail=detail).model_dump_json().encode())


def enriched(model: str, *labels: str) -> Outcome:
    """An article with an entity of each label."""
    fields = json.loads(enriched_article(model=model).model_dump_json())
    (captain,) = fields["entities"]
    fields["entities"] = [{**captain, "name": label.title(), "label": label} for label in labels]
    return Outcome("enriched", json.dumps(fields).encode())


def compared(*pairs: tuple[Outcome | None, Outcome], examples: int = 5) -> Comparison:
    """The comparison of one observation after the other."""
    comparison = Comparison(examples_kept=examples)
    for number, (before, now) in enumerate(pairs):
        comparison.enter(str(number), before, now, is_waiting=False)
    return comparison


def message(topic: str, value: bytes | None, headers: Any = ()) -> Message:
    """A message of the cleaner's, or of another room's."""
    return Message(topic, 0, 0, b"k", value, headers)


@pytest.mark.parametrize(
    ("written", "end"),
    [
        pytest.param(message(CLEAN_ARTICLES.name, b"{}"), "clean", id="published"),
        pytest.param(
            message(DROPS.name, drop().model_dump_json().encode()), "dropped: no_text", id="dropped"
        ),
        pytest.param(
            message(DROPS.name, drop(room="puller").model_dump_json().encode()),
            None,
            id="dropped-by-another",
        ),
        pytest.param(
            message(DEAD_LETTERS.name, b"\xff", dead_letter_headers(dead_letter(), ())),
            "dead letter: ValidationError",
            id="dead-letter",
        ),
        pytest.param(
            message(DEAD_LETTERS.name, b"", dead_letter_headers(dead_letter(room="deduper"), ())),
            None,
            id="dead-letter-of-another",
        ),
        pytest.param(message(DEAD_LETTERS.name, b""), None, id="no-dead-letter"),
    ],
)
def test_an_outcome_is_the_rooms_own(written: Message, end: str | None) -> None:
    outcome = outcome_of(written, "cleaner")

    assert (outcome.end if outcome else None) == end


def test_every_observation_is_counted_once() -> None:
    comparison = compared(
        (clean(), clean()),
        (clean(), clean(title="Ferry is back")),
        (clean(), dropped()),
        (dropped(), clean()),
        (dropped("no_text"), dropped("too_short")),
        (Outcome("dead letter: OverflowError"), clean()),
        (None, clean()),
    )

    assert (comparison.same, comparison.changed, comparison.moved) == (1, 1, 4)
    assert comparison.compared == 6
    assert (comparison.gained, comparison.lost) == (2, 1)
    assert comparison.not_kept == 1
    assert comparison.ends_before.total() == 6
    assert comparison.ends_now == {"clean": 5, "dropped: no_text": 1, "dropped: too_short": 1}
    assert set(comparison.moves) == {
        ("clean", "dropped: no_text"),
        ("dropped: no_text", "clean"),
        ("dropped: no_text", "dropped: too_short"),
        ("dead letter: OverflowError", "clean"),
    }


def test_a_message_that_waits_for_the_real_room_is_told_from_one_that_is_gone() -> None:
    comparison = Comparison()

    comparison.enter("waits", None, clean(), is_waiting=True)
    comparison.enter("gone", None, clean(), is_waiting=False)

    assert (comparison.not_yet, comparison.not_kept) == (1, 1)


def test_examples_say_which_article_what_was_and_what_is() -> None:
    comparison = compared(
        *((clean(), clean(title=f"Ferry number {number}")) for number in range(9)),
        (clean(), dropped(detail="12 words")),
        examples=2,
    )

    title = comparison.fields["title"]
    assert (title.count, title.articles, len(title.examples)) == (9, 9, 2)
    assert title.examples[0] == {
        "observation": "0",
        "url": clean_article().url,
        "title": "Ferry number 0",
        "before": "Ferry returns",
        "now": "Ferry number 0",
    }
    (example,) = comparison.moves["clean", "dropped: no_text"].examples
    assert (example["before"], example["now"]) == ("clean", "dropped: no_text (12 words)")


def test_entities_are_counted_by_what_happened_and_by_model() -> None:
    comparison = compared(
        (enriched("sm 1", "PERSON", "GPE"), enriched("md 2", "PERSON", "GPE")),
        (enriched("sm 1", "PERSON", "GPE"), enriched("md 2", "PERSON", "ORG", "LAW")),
        (enriched("fr 1", "PER"), enriched("fr 1")),
    )

    assert (comparison.same, comparison.changed) == (1, 2)
    # Another model alone is no change, and neither is told as a field.
    assert not comparison.fields
    gained, lost = comparison.entities["gained"], comparison.entities["lost"]
    assert (gained.count, gained.articles, lost.count, lost.articles) == (2, 1, 2, 2)
    assert {example["label"] for example in lost.examples} == {"GPE", "PER"}
    model = comparison.models["sm 1", "md 2"]
    assert (model.articles, model.changed) == (2, 1)
    assert model.by_what == {"gained": 2, "lost": 1}


def test_fields_that_an_earlier_version_did_not_write_are_named_and_not_compared() -> None:
    old = json.loads(enriched("sm 1", "GPE").value)
    new = json.loads(enriched("sm 1", "GPE").value)
    for name in ("script", "language"):
        del old[name]
    new["entities"][0]["mood"] = "good"

    comparison = compared((_enriched(old), _enriched(new)))

    assert comparison.same == 1
    assert set(comparison.new_fields) == {"script", "language", "entities.mood"}


def _enriched(fields: dict[str, Any]) -> Outcome:
    return Outcome("enriched", json.dumps(fields).encode())


@pytest.mark.parametrize("value", [b"", b"[]", b"\xff", b"7"])
def test_a_record_that_nobody_can_read_is_compared_all_the_same(value: bytes) -> None:
    comparison = compared((Outcome("clean", value), clean()))

    assert comparison.compared == 1
