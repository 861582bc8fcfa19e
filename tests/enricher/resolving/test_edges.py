import pytest

from tests.enricher.resolving.builders import resolved


@pytest.mark.parametrize(
    ("written", "names"),
    [
        pytest.param("[General Aro Lind|PERSON] left.", ["Aro Lind"], id="rank"),
        pytest.param("[Gen. Aro Lind|PERSON] left.", ["Aro Lind"], id="short rank"),
        pytest.param("[Prime Minister Aro Lind|PERSON] left.", ["Aro Lind"], id="office"),
        pytest.param("[former Foreign Minister Lind|PERSON] left.", ["Lind"], id="former office"),
        pytest.param("[ex-President Lind|PERSON] left.", ["Lind"], id="ex"),
        pytest.param("[Mr Lind|PERSON] left.", ["Lind"], id="honorific"),
        pytest.param("[Dr. Lind|ORG] left.", ["Lind"], id="honorific in what is no person"),
        pytest.param("[coach Aro Lind|PERSON] left.", ["Aro Lind"], id="job"),
        pytest.param("[Duke of Lind|PERSON] left.", ["Duke of Lind"], id="title with a place"),
        pytest.param("[General Electric|ORG] grew.", ["General Electric"], id="no rank"),
        pytest.param("[Lind’s|PERSON] boat.", ["Lind"], id="possessive"),
        pytest.param("[Lind 's|PERSON] boat.", ["Lind"], id="possessive apart"),
        pytest.param("the [Linds’|PERSON] boat.", ["Linds"], id="plural possessive"),
        pytest.param("At [McDonald’s|ORG] today.", ["McDonald’s"], id="a firm's possessive"),
        pytest.param("[The Harbour Office|ORG] said.", ["Harbour Office"], id="The"),
        pytest.param("In [The Hague|GPE] today.", ["The Hague"], id="The Hague"),
        pytest.param("a [the\nHarbour Office|ORG] b", ["Harbour Office"], id="the and a break"),
        pytest.param("[Norway and Sweden|GPE] agree.", ["Norway", "Sweden"], id="two countries"),
        pytest.param("[Oslo/Bergen|GPE] agree.", ["Bergen", "Oslo"], id="two cities"),
        pytest.param("[Trinidad and Tobago|GPE] agree.", ["Trinidad and Tobago"], id="one country"),
        pytest.param(
            "[Aro Lind and Agna Moreno|PERSON] left.", ["Agna Moreno", "Aro Lind"], id="two people"
        ),
        pytest.param("[Marks and Sons|ORG] grew.", ["Marks and Sons"], id="one firm"),
        pytest.param("A heading [Marsh\n\nLONDON|PERSON] is.", ["London", "Marsh"], id="lines"),
        pytest.param(
            "This line of the text is long enough to be wrapped at [Aro\nLind|PERSON].",
            ["Aro Lind"],
            id="a wrapped line",
        ),
        pytest.param("[Halden Ltd. Okafor|ORG] left.", ["Halden Ltd", "Okafor"], id="sentences"),
        pytest.param("[Halden 138-134|ORG] today.", ["Halden"], id="a result"),
        pytest.param("[EU Trade Commissioner|ORG] Lind.", ["EU"], id="an office behind"),
        pytest.param("[Ursula von der|PERSON] Leyen said.", ["Ursula von der Leyen"], id="torn"),
        pytest.param("In the [Indian|NORP] Ocean.", ["Indian Ocean"], id="an ocean"),
        pytest.param("[Nordhavn|GPE] Plc grew.", ["Nordhavn Plc"], id="a legal form"),
        pytest.param("[U.S.|GPE] [District Court|ORG].", ["U.S. District Court"], id="a court"),
        pytest.param("[Aro Li\u200bnd\u200e|PERSON] left.", ["Aro Lind"], id="invisible marks"),
    ],
)
def test_a_name_is_cut_to_what_belongs_to_it(written: str, names: list[str]) -> None:
    assert sorted(entity.name for entity in resolved(written)) == names


@pytest.mark.parametrize(
    ("written", "names"),
    [
        pytest.param("selon [l'Autorité|ORG]", ["Autorité"], id="l'"),
        pytest.param("la mer [du Nord|LOC]", ["Nord"], id="du"),
        pytest.param("[M. Vasseur|PER] part", ["Vasseur"], id="M."),
        pytest.param("[la ministre Nadia Vasseur|PER] part", ["Nadia Vasseur"], id="ministre"),
        pytest.param("[université de Berne|LOC]", ["université de Berne"], id="université"),
        pytest.param("[La France|LOC]", ["France"], id="La France"),
        pytest.param("[Le Havre|LOC]", ["Le Havre"], id="Le Havre"),
        pytest.param("[L'Oréal|ORG]", ["L'Oréal"], id="L'Oréal"),
    ],
)
def test_a_french_name_is_cut_to_what_belongs_to_it(written: str, names: list[str]) -> None:
    assert sorted(entity.name for entity in resolved(written, language="fr")) == names


@pytest.mark.parametrize(
    "written",
    [
        "[He|PERSON] left.",
        "[Tuesday|PERSON] came.",
        "[Mr|PERSON] said.",
        "the [President|PERSON] said.",
        "[Prime Minister|PERSON] said.",
        "[Residents|ORG] were told to leave.",
        "[https://a.example|ORG]",
        "[www.gazette.example|ORG]",
        "[@aro_lind|PERSON]",
        "[lind@gazette.example|ORG]",
        "[M25|FAC]",
        "[--|ORG]",
        "The [government|ORG] said",
        "a [covid-19|ORG] ward",
    ],
)
def test_what_is_no_name_is_dropped(written: str) -> None:
    assert resolved(written) == ()


@pytest.mark.parametrize(
    "written",
    [
        "[Apple|ORG] said it would grow.",
        "[Bright|PERSON] said no. Then [Bright|PERSON] went. He saw Bright go.",
        "[China|GPE] said no.",
        "to the [US|GPE].",
        "a [King|PERSON] named [Martin King|PERSON]",
        "[amazon|ORG] and [google|ORG] said no",
    ],
)
def test_what_may_be_a_name_stays(written: str) -> None:
    assert resolved(written)
