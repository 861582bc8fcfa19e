import pytest

from tests.enricher.resolving.builders import kinds, mentions, resolved


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        pytest.param("in [Kenya|ORG]", "Kenya", "place", id="country"),
        pytest.param("two [Kenyan|GPE] boats", "Kenyan", "other", id="nationality"),
        pytest.param("in [Mogadishu|PERSON]", "Mogadishu", "place", id="city"),
        pytest.param("the [IMF|GPE] said", "IMF", "organization", id="well known"),
        pytest.param("[Halden Ltd|PERSON] grew", "Halden Ltd", "organization", id="legal form"),
        pytest.param("the [Fish Ministry|GPE]", "Fish Ministry", "organization", id="ministry"),
        pytest.param("the [Brann Stadium|ORG]", "Brann Stadium", "place", id="building"),
        pytest.param("[Ingrid Marsh|ORG] left", "Ingrid Marsh", "person", id="first name"),
        pytest.param("[Okafor|ORG], 54, left", "Okafor", "person", id="age"),
        pytest.param("Judge [Okafor|ORG] left", "Okafor", "person", id="title"),
        pytest.param("a spokesman for [Qubrane|PERSON]", "Qubrane", "organization", id="speaker"),
        pytest.param("The [Oslo Globe|ORG] said", "Oslo Globe", "organization", id="it said"),
        pytest.param("[Jordan|PERSON] left", "Jordan", "person", id="a country's name"),
        pytest.param("in [LA|GPE]", "LA", "place", id="no French article"),
        pytest.param("[Cyclone Hanta|GPE] came", "Cyclone Hanta", "event", id="storm"),
        pytest.param("the [Fish Act|ORG]", "Fish Act", "other", id="law"),
        pytest.param("a [Qubrane|PERSON] [2 million|MONEY] loan", "2 million", "other", id="value"),
    ],
)
def test_what_everybody_knows_decides(text: str, name: str, kind: str) -> None:
    assert kinds(resolved(text))[name] == kind


def test_all_mentions_of_a_name_vote() -> None:
    (entity,) = resolved("[Brann|ORG] grew. [Brann|PERSON] fell. [Brann|ORG] rose.")
    assert (entity.label, entity.count) == ("ORG", 3)


def test_a_company_gives_its_label_to_its_short_name() -> None:
    entities = resolved("[Qubrane Devices LLC|ORG] grew. [Qubrane|PERSON] fell.")
    assert kinds(entities) == {"Qubrane Devices LLC": "organization"}


def test_a_french_model_keeps_its_own_labels() -> None:
    entities = resolved("le [Kenya|PER] et l'[ONU|LOC]", language="fr")
    assert {it.name: it.label for it in entities} == {"Kenya": "LOC", "ONU": "ORG"}


def test_countries_under_several_names_are_one() -> None:
    entities = resolved("the [US|GPE], the [United States|GPE], [U.S.|GPE], [Americans|NORP]")
    assert {it.name: it.count for it in entities} == {"United States": 3, "Americans": 1}


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        pytest.param(
            "[Aro Lind|PERSON] left. On Monday Lind came back.",
            "Aro Lind",
            ["Aro Lind", "Lind"],
            id="surname",
        ),
        pytest.param(
            "[Aro Lind|PERSON] left. LIND IS BACK. Lindt sells.",
            "Aro Lind",
            ["Aro Lind", "LIND"],
            id="capitals",
        ),
        pytest.param(
            "[European Fisheries Board|ORG] met. The EFB said no.",
            "European Fisheries Board",
            ["European Fisheries Board", "EFB"],
            id="acronym",
        ),
        pytest.param(
            "[Nordhavn Plc|ORG] grew. Then Nordhavn fell.",
            "Nordhavn Plc",
            ["Nordhavn Plc", "Nordhavn"],
            id="company",
        ),
        pytest.param(
            "[Tom Bright|PERSON] left. Bright had won. Bright lights.",
            "Tom Bright",
            ["Tom Bright", "Bright"],
            id="a common word",
        ),
        pytest.param(
            "[Ann Lind|PERSON] lives in Lind Street.", "Ann Lind", ["Ann Lind"], id="a street"
        ),
        pytest.param(
            "[Ann Lind|PERSON] saw the [Lind Museum|ORG].", "Ann Lind", ["Ann Lind"], id="a span"
        ),
        pytest.param("[Ann Lind|PERSON] saw linden.", "Ann Lind", ["Ann Lind"], id="a part"),
    ],
)
def test_names_are_found_again(text: str, name: str, found: list[str]) -> None:
    assert mentions(resolved(text))[name] == found


def test_names_are_found_in_the_title() -> None:
    entities = resolved("[Aro Lind|PERSON] left [Kenya|GPE].", title="LIND’S LAST DAY IN KENYA")
    assert mentions(entities) == {"Aro Lind": ["LIND", "Aro Lind"], "Kenya": ["KENYA", "Kenya"]}


def test_what_only_the_title_names_has_no_mention_in_the_text() -> None:
    (entity,) = resolved("He left.", title="[Aro Lind|PERSON] leaves")
    assert (entity.mentions, entity.count, entity.salience) == ((), 1, 0.7)


def test_cities_are_teams_in_results() -> None:
    entities = resolved("Results :\nLeeds 2 Derby 1\nCrewe 0 Preston 0\nKenya 1 Mali 1\n")
    assert kinds(entities) == {
        **dict.fromkeys(["Leeds", "Derby", "Crewe", "Preston"], "organization"),
        **dict.fromkeys(["Kenya", "Mali"], "place"),
    }


def test_cities_are_teams_where_they_play() -> None:
    text = "[Memphis|GPE] beat [Denver|GPE] 138-134. [Memphis|GPE] coach [Lind|PERSON] smiled."
    assert kinds(resolved(text)) == {
        "Memphis": "organization",
        "Denver": "organization",
        "Lind": "person",
    }


def test_a_result_makes_no_team_of_a_city_that_only_hosts() -> None:
    text = "The 2-1 win in [Memphis|GPE] was the first. Fans came to [Memphis|GPE] by train."
    assert kinds(resolved(text)) == {"Memphis": "place"}
