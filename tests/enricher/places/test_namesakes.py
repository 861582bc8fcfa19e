"""Names of two places in one article, towns with the names of countries, and words."""

import pytest

from newsmill.contracts.articles import Entity, Mention
from newsmill.enricher.places.linking import linked
from tests.enricher.places.cases import links, read_case


@pytest.mark.parametrize(
    "marked",
    [
        "The mayor of [Springfield=-], Illinois, and the mayor of [Springfield=-], Missouri, met.",
        "Flights from [San Jose=-], Costa Rica, to [San Jose=-], California, were late.",
        "[Kansas City=-], Kan., and [Kansas City=-], Mo., voted.",
        "[Valencia=-], Spain, is twinned with [Valencia=-], Venezuela.",
        "[Alexandria=-], Egypt, and [Alexandria=-], Virginia, flooded.",
        "Atlanta, [Georgia=-], is twinned with Tbilisi, [Georgia=-].",
        "[Hyderabad=-], Pakistan, and [Hyderabad=-], India, flooded.",
        "[Birmingham=-], England, and [Birmingham=-], Alabama, flooded.",
        "The senator from [Washington=-] state flew to [Washington=-], D.C., on Monday.",
        "The mother of [Lebanon=geonames:5736218], a small town in Oregon, wept.",
        "The mother of [Lebanon=geonames:5736218], Oregon, wept.",
        "The mayor of [Cuba=-], Missouri, resigned. [Cuba=-] has a clinic.",
        "A man from [Poland=-], Ohio, died.",
        "A man from [China=-], Maine, died.",
        "A man from [Norway=-], Michigan, died.",
        "A man from [Jamaica=geonames:5122520], Queens, died.",
        "A man from [Cuba=-], Crawford County, died.",
        "A man from [Cuba=-], a small town in rural Missouri, died.",
        "A fire in [Denmark=-], a village near Green Bay, killed two.",
        "Exports from [Mexico=iso3166:MX], Texas officials said, fell.",
        "[Armenia=iso3166:AM], Georgia, and Azerbaijan met.",
        "[Mexico=iso3166:MX], the town of Tijuana and others",
        "Talks in [Lebanon=iso3166:LB], a country of five million, resumed.",
        "Talks in [Mexico=iso3166:MX] (Texas's neighbour) resumed.",
        (
            "[Springfield=geonames:4951788], Massachusetts, and Boston, Massachusetts. In "
            "[Springfield=geonames:4951788], Mass., more."
        ),
        "[Turkey=-] prices rose this week. A 16-pound turkey now costs 30 dollars.",
        "[Turkey=-] prices rose. A 16-pound [turkey=-] now costs 30 dollars.",
        "[Turkey=iso3166:TR] said so. Officials in [Turkey=iso3166:TR] ate a turkey.",
        '"[China=-] is fragile," he said, unpacking the china.',
        "[China=iso3166:CN] is big, he said.",
        (
            "The crash killed a [Lebanon=-] teenager in Linn County, Oregon, police said. Her "
            "car left a road near Corvallis."
        ),
        (
            "The crash killed a [Lebanon=-] teenager in Linn County, police said. Her car left a "
            "road near [Corvallis=geonames:5720727]; she was taken to Albany, Oregon."
        ),
        "The Lebanese army left [Lebanon=iso3166:LB] families in Oregon alone.",
        "The Oregon senator flew to [Lebanon=iso3166:LB] and Israel.",
        "Exports to [Mexico=iso3166:MX] from Texas rose.",
        "[Chad=-], 14, was found. [Jordan=-], 9, too.",
        "In [Georgia=-], USA, it rained. In Tbilisi, [Georgia=-], too.",
        "[Vancouver=-], Wash., and [Vancouver=-], British Columbia, voted.",
        "[Jordan=iso3166:JO] said so.",
        "[China=iso3166:CN], 20 years on, is rich.",
        "[Chad=iso3166:TD], 60 million people and a desert",
        "Only [Peru=iso3166:PE], 12 votes short, abstained.",
    ],
)
def test_what_stands_beside_all_mentions_decides(marked: str) -> None:
    case = read_case("en", marked)
    assert tuple(links(case)) == case.wanted


def test_a_person_s_first_name_is_no_country() -> None:
    chad = entity("Chad", "Chad Daybell was jailed. Chad wept.", 25)
    whole = chad.model_copy(
        update={
            "name": "Chad Daybell",
            "kind": "person",
            "label": "PERSON",
            "mentions": (Mention(start=0, end=12, text="Chad Daybell"),),
        }
    )
    text = "Chad Daybell was jailed. Chad wept."
    assert linked((chad, whole), "", text, "en")[0].link is None
    text = "Chad Daybell was jailed. In Chad it rained."
    moved = entity("Chad", text, 28)
    assert linked((moved, whole), "", text, "en")[0].link is not None


def test_a_country_in_the_texts_of_one_state_is_less_sure_where_a_town_there_has_its_name() -> None:
    text = "A church in Portland, Oregon, gave a bell to Lebanon."
    portland = entity("Portland", text, 12)
    lebanon = entity("Lebanon", text, 45)
    found = linked((portland, lebanon), "", text, "en")[1].link
    assert found is not None
    assert (found.id, found.score) == ("LB", 0.8)


def entity(name: str, text: str, start: int) -> Entity:
    assert text[start : start + len(name)] == name
    mention = Mention(start=start, end=start + len(name), text=name)
    return Entity(name=name, label="GPE", kind="place", mentions=(mention,), count=1, salience=0.5)
