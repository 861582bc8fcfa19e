import pytest

from tests.enricher.resolving.builders import resolved


def things(text: str, title: str = "") -> list[tuple[str, str, int]]:
    return sorted((it.name, it.kind, it.count) for it in resolved(text, title))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "[Springfield|GPE], [Illinois|GPE], and [Springfield|GPE], [Missouri|GPE].",
            [("Springfield", "place", 1)] * 2,
            id="two states",
        ),
        pytest.param(
            "In [San Jose|GPE], [California|GPE]. In [San Jose|GPE], [Costa Rica|GPE].",
            [("San Jose", "place", 1)] * 2,
            id="state and country",
        ),
        pytest.param(
            "[Springfield|GPE], [Illinois|GPE], and [Springfield|GPE], [Missouri|GPE]."
            " They left [Springfield|GPE].",
            [("Springfield", "place", 1)] * 3,
            id="either of two",
        ),
        pytest.param(
            "In [London|GPE], [England|GPE], and [London|GPE], [UK|GPE]. In [London|GPE].",
            [("London", "place", 3)],
            id="a part of the country",
        ),
        pytest.param(
            "In [Paris|GPE], [Germany|GPE] and [Paris|GPE], [Spain|GPE].",
            [("Paris", "place", 2)],
            id="a list",
        ),
    ],
)
def test_places_of_one_name_in_two_states_are_two(
    text: str, expected: list[tuple[str, str, int]]
) -> None:
    name = expected[0][0]
    assert [it for it in things(text) if it[0] == name] == expected


def test_a_city_with_its_state_is_nobody() -> None:
    text = (
        "[Hamilton|GPE], [Ontario|GPE], was home. [Lewis Hamilton|PERSON] spoke."
        " [Hamilton|PERSON] won."
    )
    assert things(text) == [
        ("Hamilton", "place", 1),
        ("Lewis Hamilton", "person", 2),
        ("Ontario", "place", 1),
    ]


def test_a_city_with_its_country_is_nobody_behind_in() -> None:
    text = "[Carmen Santiago|PERSON] lives in [Santiago|PERSON], [Chile|GPE]."
    assert ("Santiago", "place", 1) in things(text)


def test_a_driver_with_his_country_is_no_city() -> None:
    text = "[Lewis Hamilton|PERSON] won. [Hamilton|PERSON], [Britain|GPE], led."
    assert ("Lewis Hamilton", "person", 2) in things(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("[Jordan|PERSON] said it was ready. [Jordan Henderson|PERSON] scored.", 1),
        ("[Jordan Henderson|PERSON] scored. [Jordan|PERSON] said it was ready.", 1),
        ("[Jordan Henderson|PERSON] scored. [Jordan|PERSON] said he was ready.", 2),
    ],
)
def test_a_country_is_a_first_name_only_where_a_person_is_meant(text: str, count: int) -> None:
    assert ("Jordan Henderson", "person", count) in things(text)
    assert len(things(text)) == 3 - count


def test_a_dateline_s_city_is_not_the_company_named_after_it() -> None:
    text = (
        "[NORDHAVN|ORG] — [Aro Lind|PERSON] left. [Nordhavn Plc|ORG] makes ships."
        " [Nordhavn|ORG] rose."
    )
    assert things(text) == [
        ("Aro Lind", "person", 1),
        ("NORDHAVN", "place", 1),
        ("Nordhavn Plc", "organization", 2),
    ]


def test_a_dateline_s_agency_stays_one() -> None:
    text = "[NORDHAVN|ORG] ([Halden|ORG]) - [Halden Plc|ORG] said no. [Nordhavn Plc|ORG] agreed."
    assert ("Halden Plc", "organization", 2) in things(text)
    assert ("NORDHAVN", "place", 1) in things(text)
