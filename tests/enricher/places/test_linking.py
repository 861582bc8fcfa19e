"""Links of places: what beside a name decides, and when there is none."""

import pytest

from newsmill.contracts.articles import Entity, EntityKind, Link, Mention
from newsmill.enricher.places.linking import linked
from tests.enricher.places.cases import NO_LINK, links, read_case

PORTLAND_OREGON = "geonames:5746545"
PORTLAND_MAINE = "geonames:4975802"
LONDON = "geonames:2643743"


def entity(name: str, kind: EntityKind = "place", label: str = "GPE", start: int = 0) -> Entity:
    mention = Mention(start=start, end=start + len(name), text=name)
    return Entity(name=name, label=label, kind=kind, mentions=(mention,), count=1, salience=0.5)


def link_of(named: Entity, text: str, *others: Entity, language: str = "en") -> Link | None:
    return linked((named, *others), "", text, language)[0].link


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Police in [Portland=] said so.", PORTLAND_OREGON),
        ("Police in [Portland=], Maine, said so.", PORTLAND_MAINE),
        ("Police in [Portland=], Me., said so.", PORTLAND_OREGON),
        ("Police in [Portland=], ME, said so.", PORTLAND_MAINE),
        ("Police in [Portland=] (Maine) said so.", PORTLAND_MAINE),
        ("[SPRINGFIELD=], MASS. (AP) - Police said so.", "geonames:4951788"),
        ("[Portland, Maine=] police said so.", PORTLAND_MAINE),
        ("The governor of Maine spoke in [Portland=].", PORTLAND_MAINE),
        ("Police in [Portland=], Nev., said so.", NO_LINK),
        ("Police in [Paris=], Nevada, said so.", NO_LINK),
        ("Police in [Paris=], Ontario, said so.", "geonames:6942553"),
    ],
)
def test_the_region_beside_a_city_decides(text: str, wanted: str) -> None:
    assert links(read_case("en", text.replace("=]", "=?]"))) == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("In [Athens=], US officials said so.", "geonames:264371"),
        ("The Canadian prime minister flew to [London=] on Monday.", LONDON),
        ("The [London=], Ontario, police said so.", "geonames:6058560"),
        ("Flights from Boston, [New York=], and Washington are late.", "geonames:5128581"),
        ("A farmer in upstate [New York=] said so.", "geonames:5128638"),
        ("[Washington=] state banned it.", "geonames:5815135"),
        ("The state of [Washington=] banned it.", "geonames:5815135"),
        ("[Washington=] state media said so.", "geonames:4140963"),
        ("[Moscow=] region officials said so.", "geonames:524925"),
        ("[Niger=] said so.", "iso3166:NE"),
        ("[Niger=] state officials said so.", "geonames:2328925"),
        ("[Georgia=] said so.", NO_LINK),
        ("[Georgia=] and Armenia said so.", "iso3166:GE"),
        ("The Texas and [Georgia=] teams met.", "geonames:4197000"),
        ("Atlanta, [Georgia=], was hot.", "geonames:4197000"),
        ("Tbilisi, [Georgia=], was hot.", "iso3166:GE"),
        ("[Victoria=] laughed.", NO_LINK),
        ("[CAN=] said so.", NO_LINK),
        ("[us=] and them", NO_LINK),
        ("[US=] and them", "iso3166:US"),
        ("northern [Kenya=]", "iso3166:KE"),
        ("[Northern Kenya=]", "iso3166:KE"),
        ("[City of London=]", NO_LINK),
        ("[South America=]", NO_LINK),
        ("[White House=]", NO_LINK),
        ("[EU=] and NATO in France", NO_LINK),
        ("the [Atacama=] Desert in Chile", NO_LINK),
        ("[Lake Victoria=] in Kenya", NO_LINK),
        ("[Mississippi=] River", NO_LINK),
        ("[Orange=] County in California", NO_LINK),
        ("[Hammerfest=] in Norway", "geonames:779683"),
        ("[Hammerfest=]", NO_LINK),
        ("[Asia=]", NO_LINK),
        ("[Union=] and Hope in the US", NO_LINK),
    ],
)
def test_words_beside_a_name_and_other_places_decide(text: str, wanted: str) -> None:
    case = read_case("en", text.replace("=]", "=?]"))
    assert links(case) == [wanted]


def test_a_region_that_is_a_person_s_name_does_not_decide() -> None:
    text = "Maine Lewis lives in Portland."
    place = entity("Portland", start=text.index("Portland"))
    by_word = link_of(place, text)
    by_person = link_of(place, text, entity("Maine Lewis", "person", "PERSON"))
    assert by_word is not None
    assert by_person is not None
    assert (by_word.id, by_person.id) == ("4975802", "5746545")


@pytest.mark.parametrize("kind", ["person", "organization", "event", "work", "other"])
def test_only_places_are_linked(kind: EntityKind) -> None:
    assert link_of(entity("Kenya", kind), "Kenya") is None


def test_a_building_is_not_the_city_that_it_is_named_like() -> None:
    assert link_of(entity("London", label="FAC"), "London") is None


def test_a_link_that_is_there_stays() -> None:
    link = Link(kb="ours", id="7", name="Kenya Ltd", score=1)
    given = entity("Kenya").model_copy(update={"link": link})
    assert link_of(given, "Kenya") == link


def test_a_place_named_in_the_title_only_is_linked() -> None:
    mention = Mention(start=0, end=8, text="Portland")
    named = Entity(
        name="Portland",
        label="GPE",
        kind="place",
        mentions=(),
        title_mentions=(mention,),
        count=1,
        salience=0.5,
    )
    (found,) = linked((named,), "Portland, Maine: fog", "The ferries stay in.", "en")
    assert found.link is not None
    assert found.link.id == PORTLAND_MAINE.removeprefix("geonames:")


def test_scores_say_how_a_link_was_found() -> None:
    def score(text: str) -> float:
        case = read_case("en", text)
        (found,) = linked(case.entities, "", case.text, "en")
        assert found.link is not None
        return found.link.score

    assert score("[Kenya=?] won.") == 1
    assert score("[Portland=?], Maine, won.") == 0.97
    assert score("[Portland=?] in Maine won.") == 0.9
    assert score("[Portland=?] won.") == 0.8


def test_a_link_has_the_name_of_its_knowledge_base() -> None:
    bombay, uk = entity("Bombay"), entity("UK")
    names = [it.link.name for it in linked((bombay, uk), "", "", "en") if it.link]
    assert names == ["Mumbai", "United Kingdom"]


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("fr", "à [Londres=?]", LONDON),
        ("fr", "la [Géorgie=?]", "iso3166:GE"),
        ("fr", "[Mexico=?]", "geonames:3530597"),
        ("en", "[Mexico=?]", "iso3166:MX"),
        ("fr", "en [Californie=?]", "geonames:5332921"),
        ("ru", "в [Москве=?]", "geonames:524901"),
        ("ru", "из [России=?]", "iso3166:RU"),
        ("ru", "в [Северной Корее=?]", "iso3166:KP"),
        ("ru", "глава [Чечни=?]", "geonames:569665"),
        ("de", "in [Berlin=?]", "geonames:2950159"),
    ],
)
def test_names_are_those_of_the_article_s_language(language: str, text: str, wanted: str) -> None:
    assert links(read_case(language, text)) == [wanted]


def test_nothing_but_links_changes_and_no_places_cost_nothing() -> None:
    people = (entity("Ann Clark", "person", "PERSON"),)
    assert linked(people, "", "Ann Clark", "en") is people
    (place,) = linked((entity("Kenya"),), "", "Kenya", "en")
    assert place.model_copy(update={"link": None}) == entity("Kenya")


@pytest.mark.parametrize(
    "text",
    [
        "[\u200b=?]",
        "[,=?]",
        "[ , =?]",
        "[Paris, =?]",
        "[, Texas=?]",
        "[US, US, US=?]",
        "[%s=?]" % ("A" * 5000),
    ],
)
def test_hostile_names_have_no_link_and_do_no_harm(text: str) -> None:
    links(read_case("en", text))
