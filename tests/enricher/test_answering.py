from collections.abc import Iterator

import pytest
from pydantic import TypeAdapter

from newsmill.contracts.articles import Entity, Mention
from newsmill.enricher import answering, recognising
from newsmill.enricher.answering import Answer, answer
from newsmill.enricher.recognising import Reading, Recognised
from tests.enricher.builders import NOON, load_fake_models

READING = Reading("en", "Marsh resigns", "Marsh left Oslo.", NOON)


@pytest.fixture(autouse=True)
def models() -> Iterator[None]:
    load_fake_models()
    yield
    recognising._loaded.clear()


def entities(count: int) -> tuple[Entity, ...]:
    return tuple(
        Entity(
            name=f"Ådne {n}",
            label="PERSON",
            mentions=(Mention(start=n, end=n + 4, text="Ådne"),),
            count=1,
            salience=0.5,
        )
        for n in range(count)
    )


def parsed(array: bytes) -> tuple[Entity, ...]:
    return TypeAdapter(tuple[Entity, ...]).validate_json(array)


def test_the_entities_of_an_answer_are_those_that_were_recognised() -> None:
    (recognised,) = recognising.recognise([READING])
    assert recognised.entities
    (read,) = answering.read([READING])
    assert parsed(read.entities) == recognised.entities
    assert (read.status, read.error) == ("ok", "")


def test_a_text_read_in_parts_has_the_same_entities() -> None:
    found = answering.find("en", READING.text)
    assert isinstance(found, list)
    assert answering.read_found(READING, found) == answering.read([READING])[0]


def test_a_part_that_the_model_fails_on_is_an_answer() -> None:
    assert answering.find("en", "RAISE") == Answer("failed", error="KeyError: 'a word'")


def test_a_title_that_the_model_fails_on_is_an_answer() -> None:
    reading = Reading("en", "RAISE", "Marsh left Oslo.", NOON)
    assert answering.read_found(reading, []) == Answer("failed", error="KeyError: 'a word'")


@pytest.mark.parametrize("spare", [-1, 0, 1])
def test_of_more_entities_than_a_record_holds_the_first_are_kept(spare: int) -> None:
    recognised = Recognised("ok", entities(20))
    whole = answer(recognised).entities
    eight = len(answer(Recognised("ok", entities(8))).entities)
    assert answer(recognised, len(whole)) == Answer("ok", whole)
    cut = answer(recognised, eight + spare)
    assert cut.status == "too_long"
    assert parsed(cut.entities) == recognised.entities[: 7 if spare < 0 else 8]
    assert len(cut.entities) <= eight + spare
