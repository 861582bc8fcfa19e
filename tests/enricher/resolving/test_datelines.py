import pytest

from tests.enricher.resolving.builders import kinds, mentions, resolved


@pytest.mark.parametrize(
    ("text", "places", "agencies"),
    [
        ("NAIROBI, Kenya (AP) — Talks began.", ["Nairobi", "Kenya"], ["AP"]),
        ("LONDON – Talks began.", ["London"], []),
        ("LONDON (Reuters) - Talks began.", ["London"], ["Reuters"]),
        ("BRUSSELS/PARIS, 3 March (AFP) -- Talks began.", ["Brussels", "Paris"], ["AFP"]),
        (
            "THE HAGUE, Netherlands, May 9 (Reuters) - It began.",
            ["The Hague", "Netherlands"],
            ["Reuters"],
        ),
        ("LONDON 1996-08-30\n\nTalks began.", ["London"], []),
        (
            "MUTSAMUDU , Comoros 1997-02-06\n\nIt began.",
            ["MUTSAMUDU", "Comoros"],
            [],
        ),
        ("Luxor - Talks began.", ["Luxor"], []),
        ("BENGALURU: Talks began.", ["Bengaluru"], []),
        ("By our reporter\n\nOSLO, April 17 - Talks began.", ["Oslo"], []),
    ],
)
def test_a_dateline_names_places_and_an_agency(
    text: str, places: list[str], agencies: list[str]
) -> None:
    found = kinds(resolved(text))
    assert [name for name, kind in found.items() if kind == "place"] == places
    assert [name for name, kind in found.items() if kind == "organization"] == agencies


@pytest.mark.parametrize(
    "text",
    [
        "BREAKING - Talks began.",
        "SOCCER - Talks began.",
        "WATCH: Talks began.",
        "UPDATE 1 - Talks began.",
        "Well - talks began.",
        "What we know (so far) - talks began.",
        "Talks began in March.",
        "",
    ],
)
def test_what_only_looks_like_a_dateline_names_nothing(text: str) -> None:
    assert resolved(text) == ()


def test_a_span_over_the_end_of_a_dateline_is_replaced() -> None:
    assert mentions(resolved("[DHAKA – Machines|ORG] ran.")) == {"Dhaka": ["DHAKA"]}


def test_a_dateline_keeps_its_date() -> None:
    entities = resolved("OSLO, [April 17|DATE] ([AFP|PERSON]) - Talks began on [Friday|DATE].")
    assert {entity.name: entity.label for entity in entities} == {
        "Oslo": "GPE",
        "AFP": "ORG",
        "April 17": "DATE",
        "Friday": "DATE",
    }
