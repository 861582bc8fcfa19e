"""The report of a replay as a person and as a program see it."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from rich.console import Console

from newsmill.cli.replay import step_of, suffix, what_remains
from newsmill.cli.replay_report import fields_of, show
from newsmill.errors import UsageError
from newsmill.inspection.comparing import Comparison, Outcome
from newsmill.local.shadow_input import Input, Order
from newsmill.local.shadow_room import Replayed
from newsmill.pipeline import CLEAN, DEDUPE, ENRICH, FOLDER, PULLER, STEPS, Step
from tests.builders import NOON
from tests.inspection.test_comparing import clean, dropped, enriched

MILLISECONDS = int(NOON.timestamp() * 1000)


def replayed(step: Step[Any, Any], comparison: Comparison, **read: object) -> Replayed:
    """A replay of two hours."""
    order = Order(step, NOON - timedelta(hours=2), NOON, "next")
    given = {"first_milliseconds": MILLISECONDS, "last_milliseconds": MILLISECONDS + 5000, **read}
    return Replayed(order, Input(**given), comparison)  # type: ignore[arg-type]


def drawn(it: Replayed) -> list[str]:
    """The lines on a screen of 80 columns."""
    console = Console(width=80, highlight=False)
    with console.capture() as capture:
        show(it, console)
    return capture.get().splitlines()


@pytest.fixture
def of_entities() -> Replayed:
    """An enricher with another model."""
    comparison = Comparison()
    pairs = [
        (enriched("sm 1", "PERSON", "GPE"), enriched("md 2", "PERSON", "GPE")),
        (enriched("sm 1", "PERSON", "GPE"), enriched("md 2", "PERSON", "ORG")),
        (None, enriched("md 2", "PERSON")),
    ]
    for number, (before, now) in enumerate(pairs):
        comparison.enter(str(number), before, now, is_waiting=False)
    comparison.new_fields = Counter({"entities.kind": 2})
    return replayed(ENRICH, comparison, read=3)


def test_entities_are_shown_with_the_models_that_found_them(of_entities: Replayed) -> None:
    assert drawn(of_entities) == [
        "enricher: 3 messages of news.articles.unique.v1, written from ",
        "2026-03-04T12:00:00Z to 2026-03-04T12:00:05Z",
        "then: 2 enriched",
        "now:  3 enriched",
        "2 compared = 1 same + 1 changed + 0 ended elsewhere",
        "1 could not be compared: what became of them is not kept any more",
        "fields that earlier records did not have, not compared: entities.kind",
        "model sm 1 → md 2: 1 of 2 articles changed",
        "  1 gained, 1 lost",
        "entities gained: 1, in 1 article",
        "  Org (ORG) · Ferry returns",
        "entities lost: 1, in 1 article",
        "  Gpe (GPE) · Ferry returns",
    ]


def test_drops_and_texts_are_shown_with_what_was_and_what_is() -> None:
    comparison = Comparison()
    pairs = [
        (clean(), clean(title="Ferry is back")),
        (clean(), clean(text="The old ferry went back into service after a year in the dry dock.")),
        (clean(), dropped(detail="12 words")),
        (Outcome("dead letter: KeyError"), clean()),
    ]
    for number, (before, now) in enumerate(pairs):
        comparison.enter(str(number), before, now, is_waiting=False)

    lines = drawn(replayed(CLEAN, comparison, read=4))

    assert "1 gained (no more dropped), 1 lost" in lines
    assert lines[lines.index("1 clean → dropped: no_text") + 1] == (
        "  clean → dropped: no_text (12 words) · Ferry returns"
    )
    assert lines[lines.index("title: 1 changed") + 1] == (
        "  Ferry returns → Ferry is back · Ferry is back"
    )
    text = lines.index("text: 1 changed")
    assert [line[:6] for line in lines[text + 1 : text + 4]] == ["  Ferr", "    - ", "    + "]
    assert all(len(line) <= 80 for line in lines)


def test_what_limits_a_comparison_is_said() -> None:
    read = {
        "read": 7,
        "repeats": 1,
        "refused": 2,
        "before": 3,
        "remembered_from": MILLISECONDS - 60_000,
        "kept_from": MILLISECONDS - 60_000,
    }
    comparison = Comparison(not_yet=4, unanswered=5)

    lines = " ".join(drawn(replayed(DEDUPE, comparison, **read)))

    assert "all are there only from 2026-03-04T11:59:00Z" in lines
    assert "its memory was made of 3 older messages, from 2026-03-04T11:59:00Z on" in lines
    assert "1 repeated an observation" in lines
    assert "2 were too large to be copied" in lines
    assert "4 could not be compared: the deduper has not come so far" in lines
    assert "5 have no outcome in the replay" in lines


def test_a_memory_that_began_empty_is_said() -> None:
    assert any("began empty" in line for line in drawn(replayed(DEDUPE, Comparison())))
    assert not any("memory" in line for line in drawn(replayed(CLEAN, Comparison())))


def test_nothing_that_a_feed_wrote_is_obeyed_by_the_terminal() -> None:
    comparison = Comparison()
    comparison.enter("1", clean(), clean(title="a\x1b[2J\x9b2J"), is_waiting=False)

    told = "".join(drawn(replayed(CLEAN, comparison)))

    assert "\x1b[2J" not in told
    assert "\x9b" not in told


def test_a_program_gets_everything(of_entities: Replayed) -> None:
    fields = json.loads(json.dumps(fields_of(of_entities)))

    assert (fields["room"], fields["suffix"]) == ("enricher", "next")
    assert (fields["since"], fields["until"]) == ("2026-03-04T10:00:00Z", "2026-03-04T12:00:00Z")
    assert fields["input"]["read"] == 3
    assert fields["input"]["memory"] is None
    assert (fields["compared"], fields["same"], fields["changed"]) == (2, 1, 1)
    assert fields["not_compared"] == {"not_kept": 1, "not_yet": 0}
    assert fields["entities"]["gained"]["examples"][0]["name"] == "Org"
    (model,) = fields["models"]
    assert (model["then"], model["now"], model["gained"]) == ("sm 1", "md 2", 1)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.room)
def test_every_room_that_reads_articles_can_be_replayed(step: Step[Any, Any]) -> None:
    assert step_of(step.room) is step


@pytest.mark.parametrize("room", [PULLER, FOLDER])
def test_who_reads_no_articles_on_their_way_cannot(room: str) -> None:
    with pytest.raises(UsageError, match=f"the {room} cannot be replayed: it .*enricher$"):
        step_of(room)


@pytest.mark.parametrize("written", ["", "a.b", "-a", "a-", "a_b", "ä", "a b", "a" * 41, "v1/"])
def test_a_suffix_is_letters_digits_and_hyphens(written: str) -> None:
    with pytest.raises(UsageError, match="letters, digits and hyphens"):
        suffix(written)


@pytest.mark.parametrize("written", ["a", "7", "md-371", "a" * 40])
def test_a_suffix_is_taken_as_it_is(written: str) -> None:
    assert suffix(written) == written


def test_what_remains_is_told_with_the_way_to_be_rid_of_it() -> None:
    told = what_remains("next", "kafka:9092")

    assert "NEWSMILL_TOPIC_SUFFIX=.next newsmill tail --from-start --broker kafka:9092" in told
    assert "newsmill topics delete --into next --broker kafka:9092" in told
    assert "--broker" not in what_remains("next", None)
