"""Countries and regions that a text names, found without a model."""

import pytest

from newsmill.enricher.places.evidence import Hint, behind, lexicon


@pytest.mark.parametrize(
    ("language", "text", "hints"),
    [
        ("en", "The Kenyan and", [Hint(4, "KE", "")]),
        ("en", "U.S. officials, and us", [Hint(0, "US", "")]),
        ("en", "Us and It", []),
        ("en", "South Korean ships", [Hint(0, "KR", "")]),
        ("en", "the Democratic Republic of", []),
        ("en", "New Zealand’s", [Hint(0, "NZ", "")]),
        ("en", "in Texas, Scottish", [Hint(3, "US", "TX"), Hint(10, "GB", "SCT")]),
        ("en", "Georgia and Jordan", []),
        ("en", "kenyan", []),
        ("fr", "le ministre allemand", [Hint(12, "DE", "")]),
        ("ru", "с китайским лидером в России", [Hint(2, "CN", ""), Hint(22, "RU", "")]),
    ],
)
def test_hints(language: str, text: str, hints: list[Hint]) -> None:
    assert lexicon(language).hints(text) == hints


def test_hints_take_time_in_proportion_to_the_text() -> None:
    assert len(lexicon("en").hints("U.S. New Zealand " * 20_000)) == 40_000


def test_a_name_behind_a_city_may_mean_several_areas() -> None:
    areas = behind("en").by_name["georgia"]
    assert {(area.country, area.admin1) for area in areas} == {("GE", ""), ("US", "GA")}
    assert behind("en").by_abbreviation["Ore."].admin1 == "OR"
