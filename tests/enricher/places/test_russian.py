"""Nominatives of declined Russian names, as places are looked up."""

import pytest

from newsmill.enricher.names import key_of
from newsmill.enricher.places.gazetteer import gazetteer
from newsmill.enricher.places.russian import MAX_WORDS, adjective, nominatives


@pytest.mark.parametrize(
    ("declined", "nominative"),
    [
        ("Москве", "Москва"),
        ("Лондоном", "Лондон"),
        ("Твери", "Тверь"),
        ("России", "Россия"),
        ("Китая", "Китай"),
        ("Израиле", "Израиль"),
        ("Филиппинах", "Филиппины"),
        ("Северной Кореи", "Северная Корея"),
        ("Нижнем Новгороде", "Нижний Новгород"),
        ("Красноярского края", "Красноярский край"),
    ],
)
def test_a_nominative_is_among_the_guesses(declined: str, nominative: str) -> None:
    guesses = nominatives(" ".join(key_of(declined)))
    assert " ".join(key_of(nominative)) in guesses


def test_long_names_and_short_words_have_no_guesses() -> None:
    assert not list(nominatives(" ".join(["северной"] * (MAX_WORDS + 1))))
    assert not list(nominatives("сша"))


@pytest.mark.parametrize("form", ["российская", "российского", "российские", "российских"])
def test_adjectives_have_one_form(form: str) -> None:
    assert adjective(" ".join(key_of(form))) == " ".join(key_of("российский"))


def test_the_gazetteer_finds_declined_names() -> None:
    russian = gazetteer("ru")
    assert russian.country(key_of("Россией")) == "RU"
    assert russian.nationality(key_of("китайскими")) == "CN"
    assert russian.state(key_of("Чечне"))
    assert russian.population(key_of("Казани")) > 1_000_000
    assert russian.population(key_of("Абвгд")) == 0
