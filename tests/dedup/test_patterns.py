import pytest

from tests.dedup.drawing import Draw
from tests.dedup.patterns import BadPattern, expand, parse


def text_of(pattern: str, seed: int = 0, **kept: str) -> str:
    return expand(
        parse(pattern), Draw(seed), kept, lambda symbol: f"<{symbol}>", lambda n, d: f"{n:.{d}f}"
    )


def test_gaps_are_filled() -> None:
    assert text_of("in {place} on {day}", day="Monday") == "in <place> on Monday"


def test_a_kept_gap_stays_the_same() -> None:
    text = text_of("{n=100-999} and {n}, {who=[a|b] {name}} and {who}")
    numbers, people = text.split(", ")
    assert len(set(numbers.split(" and "))) == len(set(people.split(" and "))) == 1


def test_one_of_the_alternatives_is_taken() -> None:
    texts = {text_of("[rose|fell by {0-0}|]", seed) for seed in range(30)}
    assert texts == {"rose", "fell by 0", ""}


def test_numbers_lie_in_their_range() -> None:
    assert {text_of("{-1-1}", seed) for seed in range(30)} == {"-1", "0", "1"}
    assert 0.5 <= float(text_of("{0.5-0.9}")) <= 0.9


@pytest.mark.parametrize("pattern", ["{open", "[open|", "a [b {c] d"])
def test_a_bracket_that_is_not_closed_is_an_error(pattern: str) -> None:
    with pytest.raises(BadPattern):
        parse(pattern)
