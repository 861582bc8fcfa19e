"""What names mean as places: countries, nationalities, regions, cities."""

import pytest

from newsmill.enricher.names import key_of
from newsmill.enricher.places.gazetteer import gazetteer


@pytest.mark.parametrize(
    ("language", "name", "code"),
    [
        ("en", "Kenya", "KE"),
        ("en", "the U.S.", "US"),
        ("en", "USA", "US"),
        ("en", "UK", "GB"),
        ("en", "Britain", "GB"),
        ("en", "UAE", "AE"),
        ("en", "the DRC", "CD"),
        ("en", "Democratic Republic of the Congo", "CD"),
        ("en", "Islamic Republic of Iran", "IR"),
        ("en", "Türkiye", "TR"),
        ("en", "Turkey", "TR"),
        ("en", "Côte d’Ivoire", "CI"),
        ("en", "Burma", "MM"),
        ("en", "Holland", "NL"),
        ("en", "Kosovo", "XK"),
        ("en", "Nairobi", None),
        ("en", "Salvador", None),
        ("fr", "Allemagne", "DE"),
        ("fr", "les États-Unis".removeprefix("les "), "US"),
        ("fr", "Royaume-Uni", "GB"),
        ("fr", "RDC", "CD"),
        ("ru", "Россия", "RU"),
        ("ru", "Германия", "DE"),
        ("ru", "США", "US"),
    ],
)
def test_countries_are_known_by_their_names_and_short_forms(
    language: str, name: str, code: str | None
) -> None:
    assert gazetteer(language).country(key_of(name)) == code


@pytest.mark.parametrize(
    ("language", "word", "code"),
    [
        ("en", "Kenyan", "KE"),
        ("en", "Kenyans", "KE"),
        ("en", "British", "GB"),
        ("en", "Frenchmen", "FR"),
        ("en", "South Koreans", "KR"),
        ("en", "Czechs", "CZ"),
        ("en", "Kenya", None),
        ("fr", "françaises", "FR"),
        ("fr", "kényane", "KE"),
        ("fr", "sud-coréens", "KR"),
        ("en", "françaises", None),
    ],
)
def test_nationalities_lead_to_countries(language: str, word: str, code: str | None) -> None:
    assert gazetteer(language).nationality(key_of(word)) == code


@pytest.mark.parametrize("name", ["Texas", "Ontario", "Scotland", "Crimea", "Bavaria", "New York"])
def test_regions_that_need_no_country_beside_them_are_known(name: str) -> None:
    assert gazetteer("en").state(key_of(name))


@pytest.mark.parametrize("name", ["Madrid", "Moscow", "Nairobi", "Central", "Niger"])
def test_regions_named_like_their_city_or_a_common_word_are_not(name: str) -> None:
    assert not gazetteer("en").state(key_of(name))


def test_cities_have_the_population_of_the_largest_of_their_name() -> None:
    english = gazetteer("en")
    assert english.population(key_of("London")) > 8_000_000
    assert english.population(key_of("Bombay")) == english.population(key_of("Mumbai"))
    assert english.population(key_of("Londres")) == english.population(key_of("London"))
    assert english.population(key_of("Nowhere")) == 0
    assert gazetteer("ru").population(key_of("Москва")) > 10_000_000
