"""What a model has right, the rules leave alone."""

import pytest

from tests.enricher.resolving.builders import kinds, mentions, resolved


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "[Madison Keys|PERSON] beat [Austin Rivers|PERSON].",
            {"Madison Keys": "person", "Austin Rivers": "person"},
            id="a first name that is a city, and a surname in -s",
        ),
        pytest.param(
            "[DR Congo|GPE] sent troops. [DR Congo|GPE] said no.",
            {"DR Congo": "place"},
            id="a country that begins like a title",
        ),
        pytest.param(
            "[Dell Technologies Inc.|ORG] rose. [Dell|ORG] gained 4%. [Michael Dell|PERSON] left.",
            {"Dell Technologies Inc.": "organization", "Michael Dell": "person"},
            id="a company with its founder's name",
        ),
        pytest.param(
            "[Ferrari|ORG] won. [Enzo Ferrari|PERSON] died in 1988.",
            {"Ferrari": "organization", "Enzo Ferrari": "person"},
            id="a name of one word before the person",
        ),
        pytest.param(
            "[Enzo Ferrari|PERSON] died. [Ferrari|ORG] was 90.",
            {"Enzo Ferrari": "person"},
            id="but the surname of somebody introduced is a person",
        ),
        pytest.param(
            "The [National Oceanic and Atmospheric Administration|LOC] warned.",
            {"National Oceanic and Atmospheric Administration": "organization"},
            id="an “and” inside a name",
        ),
        pytest.param(
            "Mr. [Drinkwater|PERSON] met Mrs. [Strange|PERSON]. Rep. [Bright|PERSON] objected.",
            {"Drinkwater": "person", "Strange": "person", "Bright": "person"},
            id="a common word behind an abbreviated title",
        ),
        pytest.param(
            "Leave [Port Loman|PERSON]! [Port Loman|PERSON], the capital of Kestria, sleeps.",
            {"Port Loman": "place"},
            id="a town with an apposition",
        ),
        pytest.param(
            "[Moussa Keita|PERSON], a village health worker, smiled.",
            {"Moussa Keita": "person"},
            id="but no town",
        ),
        pytest.param(
            "[Turkey|GPE] bakes; they ate a 16-pound [turkey|GPE] on a [china|GPE] plate.",
            {"Turkey": "place"},
            id="words in lower case",
        ),
        pytest.param(
            "The [Federal Emergency Management Agency|ORG] came. [FEMA|ORG]'s tents are wet.",
            {"Federal Emergency Management Agency": "organization"},
            id="a known acronym",
        ),
        pytest.param(
            "[Mihai|GPE] [Ionescu-Pop|PERSON] spoke.",
            {"Mihai Ionescu-Pop": "person"},
            id="one person in two spans",
        ),
        pytest.param(
            "The seat is safe. [Labour|ORG] won, and [Labor|ORG] Minister [Ann Lund|PERSON] left.",
            {"Labour": "organization", "Ann Lund": "person"},
            id="a party that is a title's first word",
        ),
        pytest.param(
            "[Theresa|PERSON] [May|DATE] resigned.",
            {"Theresa May": "person"},
            id="a surname that is a month",
        ),
        pytest.param(
            "Lord [King|PERSON] met Sen. [Young|PERSON] and [Martin Luther Long Jr.|PERSON].",
            {"King": "person", "Young": "person", "Martin Luther Long Jr.": "person"},
            id="surnames that are titles or common words",
        ),
        pytest.param(
            "[Judge Alice Hart KC|PERSON] met [Alhaji Musa Danladi|PERSON].",
            {"Alice Hart": "person", "Musa Danladi": "person"},
            id="titles and honours of more countries",
        ),
        pytest.param(
            "In [Paris|GPE] [Hollande|PERSON] spoke.",
            {"Paris": "place", "Hollande": "person"},
            id="a city and a person",
        ),
    ],
)
def test_kinds_are_kept(text: str, expected: dict[str, str]) -> None:
    assert kinds(resolved(text)) == expected


def test_invisible_marks_make_no_other_name() -> None:
    entities = resolved(
        "[Ali\u200bce Mo\u00adreno|PERSON] met [L\u2060und|PERSON] in [Os\u200blo|GPE]. "
        "[Moreno|PERSON] and [Lund|PERSON] like [Oslo|GPE]."
    )
    assert mentions(entities) == {
        "Alice Moreno": ["Ali\u200bce Mo\u00adreno", "Moreno"],
        "Lund": ["L\u2060und", "Lund"],
        "Oslo": ["Os\u200blo", "Oslo"],
    }


def test_a_title_s_adjective_is_no_part_of_a_name() -> None:
    entities = resolved("[Intel|ORG] fell.", title="What To Know About The [New Intel|ORG] CEO")
    assert mentions(entities) == {"Intel": ["Intel", "Intel"]}


def test_a_town_that_only_the_dateline_names_is_not_shouted() -> None:
    entities = resolved("[GLASGOW|GPE] — [NATO|ORG] met [ZELMIRA|GPE] officials.")
    assert mentions(entities) == {
        "Glasgow": ["GLASGOW"],
        "NATO": ["NATO"],
        "ZELMIRA": ["ZELMIRA"],
    }
