"""What the text around a date tells of it."""

from datetime import UTC, datetime

import pytest

from newsmill.contracts.articles import Date, Entity, Mention
from newsmill.enricher.dates.dating import dated

SATURDAY = datetime(2026, 11, 28, 13, tzinfo=UTC)
EVENING = datetime(2026, 11, 28, 21, tzinfo=UTC)


def mentions(name: str, text: str) -> tuple[Mention, ...]:
    starts = [at for at in range(len(text)) if text.startswith(name, at)]
    return tuple(Mention(start=at, end=at + len(name), text=name) for at in starts)


def value(
    name: str,
    text: str,
    title: str = "",
    *,
    label: str = "DATE",
    published_at: datetime = SATURDAY,
    language: str = "en",
) -> str | None:
    found = (mentions(name, title), mentions(name, text))
    entity = Entity(
        name=name,
        label=label,
        mentions=found[1],
        title_mentions=found[0],
        count=sum(map(len, found)),
        salience=0.1,
    )
    (entity,) = dated([entity], published_at, language, title=title, text=text)
    return entity.date.value if entity.date else None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The minister resigned on Tuesday.", "2026-11-24"),
        ("The minister said on Tuesday that he will resign.", "2026-11-24"),
        ("The minister will resign on Tuesday.", "2026-12-01"),
        ("The minister, he said, will be sworn in on Tuesday.", "2026-12-01"),
        ("She'll be sentenced on Tuesday.", "2026-12-01"),
        ("She’ll be sentenced on Tuesday.", "2026-12-01"),
        ("Talks are due to resume on Tuesday.", "2026-12-01"),
        ("The rain is expected to reach\nBlantyre on Tuesday.", "2026-12-01"),
        ("Schools were closed until Tuesday.", "2026-12-01"),
        ("The vote is on Tuesday.", "2026-12-01"),
        ("The sides meet again on Tuesday.", "2026-12-01"),
        ("On Tuesday, voters will decide.", "2026-12-01"),
        ("On Tuesday the court ruled that voters will decide.", "2026-11-24"),
        ("He will appeal. The court ruled on Tuesday.", "2026-11-24"),
        ("Troops left after Tuesday's vote.", "2026-11-24"),
        ("Candidates spoke ahead of Tuesday's vote.", "2026-12-01"),
        ("The U.S. Senate voted on Tuesday.", "2026-11-24"),
        ("Forecasters expect a second wave on Tuesday.", "2026-12-01"),
        ("Passengers had booked tickets for Tuesday.", None),
        ("Ministers closed all schools from Tuesday.", None),
        ("The shops sell bread on Tuesday.", None),
        ("She found it on a Tuesday.", None),
        ("It snowed on Tuesday. The roads will be cleared by Tuesday.", None),
        ("It snowed on Tuesday. Many shops sell bread on Tuesday.", "2026-11-24"),
    ],
)
def test_the_verb_says_which_tuesday_is_meant(text: str, day: str | None) -> None:
    assert value("Tuesday", text) == day


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Minister resigns on Tuesday", "2026-11-24"),
        ("Court to rule on Tuesday", "2026-12-01"),
        ("Strike planned for Tuesday", "2026-12-01"),
    ],
)
def test_headlines_tell_the_past_in_the_present(title: str, day: str) -> None:
    assert value("Tuesday", "", title) == day


@pytest.mark.parametrize(
    ("name", "text", "month"),
    [
        ("February", "Prices rose in February.", "2026-02"),
        ("October", "The ministry gave figures for October.", "2026-10"),
        ("February", "Prices will rise in February.", "2027-02"),
        ("June", "The court will hear the case in June.", "2027-06"),
        ("June", "The court heard the case in June.", "2026-06"),
        ("December", "The court heard the case in December.", None),
        ("March", "March contracts gained four percent.", None),
        ("June 3", "The vote will be held on June 3.", "2027-06-03"),
        ("Feb. 3", "The bridge fell on Feb. 3.", "2026-02-03"),
        ("Nov. 29", "The bridge fell on Nov. 29.", "2026-11-29"),
        ("Christmas", "The ship had been in dock since Christmas.", None),
    ],
)
def test_the_verb_says_which_year_is_meant(name: str, text: str, month: str | None) -> None:
    assert value(name, text) == month


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Sales fell last year.", "2025"),
        ("Sales fell over the last year.", None),
        ("Sales fell last year. Sales fell over the last year.", None),
    ],
)
def test_the_last_year_is_not_last_year_whatever_the_name_has_lost(
    text: str, year: str | None
) -> None:
    assert value("last year", text) == year
    within = text.replace("last year", "the last year") if "the last" not in text else text
    start = within.index("the last year")
    mention = Mention(start=start, end=start + 13, text="the last year")
    entity = Entity(name="last year", label="DATE", mentions=(mention,), count=1, salience=0.1)
    assert dated([entity], SATURDAY, "en", text=within)[0].date is None


def test_the_weekday_itself_is_today_whatever_the_verb() -> None:
    assert value("Saturday", "Voters will decide on Saturday.") == "2026-11-28"
    assert value("Saturday", "Voters decided on Saturday.") == "2026-11-28"


def test_in_the_evening_it_may_be_tomorrow_already_where_the_article_was_written() -> None:
    text = "The court ruled on Sunday."
    assert value("Sunday", text) == "2026-11-22"
    assert value("Sunday", text, published_at=EVENING) is None
    assert value("Monday", "The court ruled on Monday.", published_at=EVENING) == "2026-11-23"


@pytest.mark.parametrize(
    ("name", "text", "time"),
    [
        ("0900 GMT", "Shares had fallen by 0900 GMT.", "2026-11-28T09:00"),
        ("1430 GMT", "Trading will resume at 1430 GMT.", "2026-11-28T14:30"),
        ("1430 GMT", "Trading resumed at 1430 GMT.", "2026-11-27T14:30"),
        ("0900 GMT", "The quake struck at 0900 GMT on Friday.", "2026-11-27T09:00"),
        ("0900 GMT", "The quake struck on Friday at 0900 GMT.", "2026-11-27T09:00"),
        ("11 p.m. EDT", "The quake struck on Friday at 11 p.m. EDT.", "2026-11-28T03"),
        ("6 a.m.", "Staff were told at 6 a.m. on Friday.", "2026-11-27"),
        ("morning", "Miners were rescued on Friday morning.", "2026-11-27"),
        ("6 a.m.", "Staff were told at 6 a.m. in writing.", None),
        ("1430", "Staff were told at 1430.", None),
        ("two hours ago", "Staff were told two hours ago.", "2026-11-28T11"),
        ("tonight", "The wind turns tonight.", "2026-11-28"),
        ("last week", "It snowed last week.", None),
    ],
)
def test_times_have_a_date_where_day_or_zone_is_named(
    name: str, text: str, time: str | None
) -> None:
    assert value(name, text, label="TIME") == time


def test_only_dates_and_times_of_english_texts_have_dates() -> None:
    text = "It snowed on Tuesday."
    assert value("Tuesday", text) == "2026-11-24"
    assert value("Tuesday", text, label="ORG") is None
    assert value("Tuesday", text, language="fr") is None
    assert value("Tuesday", text, language="ru") is None


def test_entities_keep_their_order_and_everything_else() -> None:
    entities = [
        Entity(name=name, label=label, mentions=(), count=1, salience=0.5)
        for name, label in [("Marsh", "PERSON"), ("today", "DATE"), ("daily", "DATE")]
    ]
    marsh, today, daily = dated(entities, SATURDAY, "en")
    assert (marsh, daily) == (entities[0], entities[2])
    assert today.date == Date(value="2026-11-28", precision="day")
    assert today.model_copy(update={"date": None}) == entities[1]


def test_a_sentence_without_an_end_takes_no_longer_than_a_short_one() -> None:
    text = "was " * 50_000 + "on Tuesday" + " wanted" * 50_000
    assert value("Tuesday", text) == "2026-11-24"


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("October", "The film, due out in October, was shot in Bergen.", None),
        ("February", "The film, due out in February, was shot in Bergen.", "2027-02"),
        ("September", "He turns 40 in September.", None),
        ("January", "He turns 40 in January.", "2027-01"),
        ("January", "The series premieres in January.", "2027-01"),
        ("Tuesday", "The album goes on sale on Tuesday.", "2026-12-01"),
        ("September", "He turned 40 in September.", "2026-09"),
        ("Tuesday", "They took turns on Tuesday.", "2026-11-24"),
    ],
)
def test_what_is_due_or_turns_an_age_is_still_to_come(
    name: str, text: str, wanted: str | None
) -> None:
    assert value(name, text) == wanted


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("June", "June said no.", None),
        ("April", "April, 34, left.", None),
        ("May", "Theresa May resigned in May. May said it was hard.", None),
        ("August", "Mrs. August left.", None),
        ("June", "It was cold in June, 34, others said, wrote.", "2026-06"),
        ("June", "The firm's losses in June said a lot.", "2026-06"),
        ("April", "He left in April, he said.", "2026-04"),
        ("2012", "The bus took route 2012.", None),
        ("2000", "They ran Windows 2000.", None),
        ("2012", "The class of 2012 met.", "2012"),
        ("2012", "In 2012 he left.", "2012"),
    ],
)
def test_people_and_numbers_are_no_dates(name: str, text: str, wanted: str | None) -> None:
    assert value(name, text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Polls close at 11pm on Wednesday (2300 GMT).", None),
        ("Polls close at 11pm on Wednesday (2300 GMT Wednesday).", "2026-11-25T23:00"),
        ("Polls closed at 11pm (2300 GMT).", "2026-11-24T23:00"),
        ("On Wednesday polls close. (2300 GMT)", None),
    ],
)
def test_a_time_in_brackets_is_not_on_the_local_day_before_it(
    text: str, wanted: str | None
) -> None:
    at = datetime(2026, 11, 25, 14, tzinfo=UTC)
    assert value("2300 GMT", text, label="TIME", published_at=at) == wanted
