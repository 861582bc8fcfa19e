from datetime import UTC, datetime, timedelta

import pytest

from newsmill.contracts.feeds import FeedWishes
from tests.puller.documents import item, parsed, rss

SYNDICATION = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


def wishes(channel: str, *, behind: str = "") -> FeedWishes:
    text = rss(item(1), channel=channel).replace("<channel", f"<channel {SYNDICATION}", 1)
    return parsed(text.replace("</channel>", f"{behind}</channel>")).wishes


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("<hour>0</hour><hour> 5 </hour><hour>23</hour>", (0, 5, 23)),
        ("<hour>24</hour><hour>1</hour>", (0, 1)),
        ("<hour>25</hour><hour>-1</hour><hour>x</hour><hour/><hour>1.5</hour>", ()),
        ("<hour>07</hour><hour>7</hour><hour>08:00</hour>", (7, 8)),
        ("".join(f"<hour>{n}</hour>" for n in range(24)), ()),
        ("<hour>3</hour>" * 5_000, (3,)),
        ("", ()),
    ],
)
def test_hours_to_skip_are_those_of_the_day(written: str, hours: tuple[int, ...]) -> None:
    assert wishes(f"<skipHours>{written}</skipHours>").skip_hours == hours


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("<day>Saturday</day><day>sunday</day>", (5, 6)),
        ("<day>Lørdag</day><day/>", ()),
        (
            "".join(f"<day>{name}day</day>" for name in ("Mon", "Tues", "Wednes", "Thurs", "Fri"))
            + "<day>Saturday</day><day>Sunday</day>",
            (),
        ),
    ],
)
def test_days_to_skip_are_those_of_the_week(written: str, days: tuple[int, ...]) -> None:
    assert wishes(f"<skipDays>{written}</skipDays>").skip_days == days


def test_wishes_stand_also_behind_the_entries_and_without_a_well_formed_header() -> None:
    behind = "<ttl>45</ttl><skipDays><day>Monday</day></skipDays>"
    assert wishes("", behind=behind) == FeedWishes(ttl=timedelta(minutes=45), skip_days=(0,))
    assert wishes("<title>A & B</title><ttl>45</ttl>").ttl == timedelta(minutes=45)


def test_a_period_has_a_base() -> None:
    found = wishes(
        "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
        "<sy:updateBase>2026-01-01T06:00+01:00</sy:updateBase>"
    )
    assert found.update_period == timedelta(hours=6)
    assert found.update_base == datetime(2026, 1, 1, 5, tzinfo=UTC)


def test_wishes_of_entries_and_of_other_vocabularies_are_none() -> None:
    assert parsed(rss(item(1, ttl="5"), channel="<x:ttl xmlns:x='urn:x'>5</x:ttl>")).wishes == (
        FeedWishes()
    )


def test_links_and_the_generator_are_told_absolute() -> None:
    links = (
        "<a:link rel='self' href='/feed'/><a:link rel='hub' href='https://hub.example/'/>"
        "<a:link rel='prev-archive' href='old.xml'/><a:link rel='next' href='?page=2'/>"
        "<generator>https://wordpress.org/?v=6</generator>"
    )
    text = rss(item(1), channel=links).replace(
        "<channel", '<channel xmlns:a="http://www.w3.org/2005/Atom"', 1
    )
    found = parsed(text).links
    assert (found.self_url, found.hub) == ("https://feeds.example/feed", "https://hub.example/")
    assert found.prev_archive == "https://feeds.example/news/old.xml"
    assert found.next_page == "https://feeds.example/news/feed?page=2"
    assert found.generator == "https://wordpress.org/?v=6"
