"""Teams are not the cities and countries that they are named after."""

import pytest

from tests.enricher.places.cases import links, read_case

BARCELONA = "geonames:3128760"
LIVERPOOL = "geonames:2644210"


def wrong(language: str, marked: str) -> list[tuple[str, str]]:
    case = read_case(language, marked)
    pairs = zip(links(case), case.wanted, strict=True)
    return [pair for pair in pairs if pair[0] != pair[1]]


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "[Barcelona=-] drew 1-1 with Real Madrid. "),
        ("en", "Bayern won 4-0 at [Dortmund=-] on Saturday."),
        ("en", "[Boston=-] 101, [Miami=-] 98"),
        ("en", "[Boston=-] 24 31 20 26 - 101"),
        ("en", "[Miami=-] 20 31 20 27 - 98"),
        ("en", "[Mumbai=-] beat [Punjab=-] by six wickets in the Indian Premier League."),
        ("en", "[Liverpool=-] have signed a striker, the Premier League club said."),
        (
            "en",
            (
                "[Liverpool=-] host Chelsea on Sunday, with the league title at stake. "
                "[Liverpool=-] manager Arne Holt was calm."
            ),
        ),
        ("en", "[Brazil=-] lost to [France=-] in the quarter-finals of the World Cup."),
        (
            "en",
            (
                "Born in [Lagos=geonames:2332459], the striker played for [Freiburg=-] in the "
                "Bundesliga."
            ),
        ),
        ("fr", "[Lyon=-] a battu [Marseille=-] 2-1 dimanche en championnat."),
        ("ru", "«[Барселона=-]» обыграла «[Севилья=-]» со счётом 2:1 в матче чемпионата."),
        ("ru", "Сборная [России=-] обыграла сборную [Сербии=-] в матче."),
        ("en", "[Chennai=-] won the toss. [Chennai=-] captain Dhoni kept wicket."),
        ("en", "[Detroit=-] is 3-1 this season. [Atlanta=-] lost 20-17 on Sunday."),
        ("en", "[Milan=-] beat Roma 2-0 in Serie A."),
        ("en", "[England=-] won the second Test against [India=-] by five wickets."),
        ("en", "[Wales=-] face [Ireland=-] in a rugby match on Saturday."),
        ("en", "[Argentina=-] defeated [Croatia=-] 3-0 in the semifinal."),
        ("en", "[Boston=-] 4, [Toronto=-] 2"),
        ("fr", "[Marseille=-] bat [Lille=-] 2-0 en Ligue 1."),
        ("fr", "[Toulouse=-] s'est imposé 24-10 à domicile, a dit l'entraîneur."),
        ("ru", "«[Краснодар=-]» сыграл вничью с «[Ростов=-]» в матче чемпионата России."),
    ],
)
def test_teams_have_no_link(language: str, marked: str) -> None:
    assert not wrong(language, marked)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        (
            "en",
            (
                "[Barcelona=geonames:3128760] drew 1-1 with Real Madrid in "
                "[Barcelona=geonames:3128760]."
            ),
        ),
        ("en", "[Liverpool=geonames:2644210] police arrested four fans before the league match."),
        ("en", "The plant in [Liverpool=geonames:2644210] will close, the company said."),
        ("en", "[Brazil=iso3166:BR] will host the World Cup, said the football association."),
        ("en", "The court ruled 5-4 against [Texas=geonames:4736286] on Monday."),
        ("en", "[London=geonames:2643743] beat Paris to become the host of the fair."),
        ("en", "[Kenya=iso3166:KE] won praise from the IMF for its reforms."),
        ("en", "[Spain=iso3166:ES] lost 200,000 jobs last month."),
        (
            "en",
            (
                "A football coach was arrested in [Leeds=geonames:2644688] before a match; he "
                "denies fraud."
            ),
        ),
        ("en", "Trade talks with [China=iso3166:CN] are late. The team of negotiators left."),
        ("en", "Sanctions against [Russia=iso3166:RU] stay, the ministry said."),
        (
            "en",
            (
                "The war against [Ukraine=iso3166:UA] and the boycott of the World Cup and the "
                "football league: [Ukraine=iso3166:UA] called for it in Kyiv."
            ),
        ),
        ("en", "The ticket from [Mumbai=geonames:1275339] to Delhi costs 30 dollars."),
        ("en", "[Iran=iso3166:IR] defeated a motion at the UN; [Iran=iso3166:IR] has 20 members."),
        ("en", "Weather: [Paris=geonames:2988507] is 12 degrees, [Rome=geonames:3169070] 14."),
        ("fr", "Le maire de [Lyon=geonames:2996944] a battu le rappel."),
        ("ru", "Власти [Москвы=geonames:524901] сообщили о матче чемпионата."),
        ("en", "[France=iso3166:FR] faces a deficit of 5 percent, the finance ministry said."),
        ("en", "[Germany=iso3166:DE] won the contract; [Germany=iso3166:DE] lead the project."),
        ("en", "[Japan=iso3166:JP] has lost 800,000 people in a year."),
        ("en", "The UN voted 14-1 to [Sudan=iso3166:SD]'s favour."),
        ("en", "The committee backed the bill 12-3 with [Texas=geonames:4736286] abstaining."),
        ("en", "[Denver=geonames:5419384] lost 40 jobs in 10-15 days."),
        ("en", "[Chicago=geonames:4887398], 10 miles away, saw 7 Canadian geese."),
        ("en", "In [Jordan=iso3166:JO], 9, 10 and 11 are lucky."),
        ("en", "Flights from [Paris=geonames:2988507] to [Rome=geonames:3169070] are late."),
        ("en", "[London=geonames:2643743] (Reuters) - Shares fell 1-2 percent."),
        ("en", "LONDON: 3 dead in [London=geonames:2643743] 10-12 hours later."),
        ("fr", "Les soldats de la [France=iso3166:FR] se battent contre le froid."),
    ],
)
def test_places_of_sport_and_those_who_win_other_things_keep_theirs(
    language: str, marked: str
) -> None:
    assert not wrong(language, marked)


def test_a_dateline_is_the_city_though_its_team_is_named_twice() -> None:
    marked = (
        f"[Barcelona={BARCELONA}] (AP) - Two goals lifted [Barcelona={BARCELONA}] past Lyon. "
        f"[Barcelona={BARCELONA}] beat them before, in the league and in the cup."
    )
    assert not wrong("en", marked)
    assert not wrong("en", f"[Liverpool={LIVERPOOL}] (AP) - It rained.")
