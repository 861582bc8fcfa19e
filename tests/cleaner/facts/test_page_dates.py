import time
from datetime import timedelta

import pytest

from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.date_names import PUBLISHED_NAMES
from newsmill.cleaner.facts.gathering import facts_of
from newsmill.cleaner.parsing import parse_page
from tests.cleaner.facts.pages import HEADLINE, PROSE, SEEN, URL, facts, html, ld


def node(**more: str) -> str:
    return ld({"@type": "NewsArticle", "url": URL, **more})


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("head", "body", "url", "expected"),
    [
        pytest.param(node(datePublished="2026-05-03T10:15:00+02:00"), "", URL,
                     "2026-05-03T08:15 instant", id="structured"),
        pytest.param(meta("article:published_time", "1777803300"), "", URL,
                     "2026-05-03T10:15 instant", id="seconds"),
        pytest.param(meta("date", "May 3, 2026"), "", URL, "2026-05-03T00:00 day", id="words"),
        pytest.param("", "<p class='info'>By Ada Lind</p><p>3 May 2026, 10:15</p>", URL,
                     "2026-05-03T10:15 local_time", id="text behind the headline"),
        pytest.param("", "<span class='date'>5/3/2026</span>", URL, "none", id="no country"),
        pytest.param("", "<span class='date'>5/3/2026</span>", "https://g.example.uk/a",
                     "2026-03-05T00:00 day", id="British"),
        pytest.param(meta("og:locale", "en_US"), "<span class='date'>5/3/2026</span>", URL,
                     "2026-05-03T00:00 day", id="American"),
        pytest.param("", "", "https://g.example/2026/05/03/bridge", "2026-05-03T00:00 day",
                     id="address"),
        pytest.param("", "", "https://g.example/a-20260503.html", "2026-05-03T00:00 day",
                     id="number in the address"),
        pytest.param("", "", "https://g.example/2025/05/bridge", "2025-05-01T00:00 month",
                     id="month in the address"),
        pytest.param("", "", "https://g.example/2026/06/bridge", "none", id="this month"),
        pytest.param(node(datePublished="2026-05-10T09:00Z", dateModified="2026-05-10T09:00Z"),
                     "<p class='meta'>Published 3 May 2026. Updated 10 May 2026</p>", URL,
                     "2026-05-03T00:00 day", id="a change that calls itself publication"),
        pytest.param(node(datePublished="2012-01-01T00:00:00Z"),
                     "<time datetime='2026-05-03'>3 May</time>", "https://g.example/2026/05/03/b",
                     "2026-05-03T00:00 day", id="a template's constant"),
        pytest.param(node(datePublished="2026-05-03"),
                     "<time datetime='2026-05-03T10:15:00Z'>3 May</time>", URL,
                     "2026-05-03T10:15 instant", id="the more exact of one day"),
        pytest.param(node(datePublished="2027-05-03"), "<p class='date'>3 May 2026</p>", URL,
                     "2026-05-03T00:00 day", id="a date in the future"),
        pytest.param(meta("article:modified_time", "2026-05-10T09:00:00Z"),
                     "<p class='date'>3 May 2026</p>", URL, "2026-05-03T00:00 day",
                     id="not the change"),
        pytest.param("", "<p class='meta'>Originally published 3 May 2019</p>"
                     "<p class='meta'>3 May 2026</p>", URL, "2026-05-03T00:00 day",
                     id="not another house's publication"),
    ],
)  # fmt: skip
def test_the_day_of_publication_is_decided(head: str, body: str, url: str, expected: str) -> None:
    found = facts(head, body, url=url).published
    told = [f"{date.instant:%FT%H:%M} {date.precision}" for date in found]
    if expected == "none":
        # An entry has its own date, so none is guessed.
        assert told == []
    else:
        assert told[0] == expected


FURNITURE = {
    "a comment's": "<div class='comments'><time datetime='2026-05-20'>20 May</time></div>",
    "a teaser's": "<section class='related'><p class='date'>20 May 2026</p></section>",
    "another article's": "<article><h2>Other</h2><time datetime='2026-05-20'>x</time></article>",
    "today's": "<div class='current-date'>Wednesday 20 May 2026</div>",
    "an aside's": "<aside><time datetime='2026-05-20'>20 May</time></aside>",
    "the copyright's": "<p class='meta'>© 20 May 2026</p>",
    "the site's head's": "<header><span class='date'>20 May 2026</span></header>",
    "a comment's property": "<div itemscope itemtype='https://schema.org/Comment'>"
    "<meta itemprop='datePublished' content='2026-05-20'></div>",
    "an event's in the text": f"<p>It opens on 20 May 2026. {PROSE[3:]}",
}


@pytest.mark.parametrize("furniture", FURNITURE.values(), ids=FURNITURE)
@pytest.mark.parametrize("place", ["before", "after"])
def test_a_date_of_something_else_is_not_the_articles(furniture: str, place: str) -> None:
    page = html()
    page = page.replace("<article>", furniture + "<article>", 1) if place == "before" else page
    page = page.replace("</article><footer", "</article>" + furniture + "<footer")
    assert facts(page=page).published == ()
    dated = page.replace(f"{HEADLINE}</h1>", f"{HEADLINE}</h1><p>3 May 2026</p>")
    assert [date.instant.day for date in facts(page=dated).published][:1] == [3]


def test_a_time_without_zone_takes_that_of_the_pages_other_dates() -> None:
    head = node(datePublished="2026-05-03T10:15:00", dateModified="2026-05-04T09:00:00+02:00")
    date = facts(head).published[0]
    assert (date.precision, date.instant.hour, date.offset) == ("instant", 8, timedelta(hours=2))


def test_a_time_without_zone_takes_none_of_another_season() -> None:
    head = node(datePublished="2026-01-03T10:15:00", dateModified="2026-05-04T09:00:00+02:00")
    date = facts(head).published[0]
    assert (date.precision, date.instant.hour) == ("local_time", 10)


def test_a_time_without_zone_takes_the_declared_one() -> None:
    head = node(datePublished="2026-05-03T10:15:00") + meta("timezone", "Europe/Berlin")
    assert facts(head).published[0].instant.hour == 8


def test_the_zoned_form_of_one_time_is_used() -> None:
    head = node(datePublished="2026-05-03T10:15:00")
    head += meta("article:published_time", "2026-05-03T10:15:00+02:00")
    assert facts(head).published[0].instant.hour == 8


def test_a_shown_change_is_a_change() -> None:
    body = "<p class='meta'>3 May 2026 <span class='updated'>Updated: 4 May 2026</span></p>"
    found = facts(body=body)
    assert [date.instant.day for date in found.published] == [3]
    assert [date.instant.day for date in found.modified] == [4]


def test_a_page_that_tells_nothing_is_guessed_only_if_the_entry_tells_nothing_either() -> None:
    page = f"<html><body><div>{PROSE}</div><div>Posted on 2026-05-03</div></body></html>"
    undated = Expectation(url=URL, page_url=URL, seen_at=SEEN)
    assert [date.instant.day for date in facts_of(parse_page(page), undated).published] == [3]
    assert facts(page=page).published == ()


def test_a_page_that_only_tells_its_last_change_is_dated_by_it() -> None:
    page = html(node(dateModified="2026-05-10T09:00:00Z"))
    undated = Expectation(url=URL, page_url=URL, seen_at=SEEN)
    assert facts_of(parse_page(page), undated).published[0].instant.day == 10


def test_a_page_without_headings_has_its_date_beside_the_words_of_its_title() -> None:
    page = html("", "<font>Created: 3 May 2026</font>").replace("<article>", "<center>")
    page = page.replace("</article>", "</center>").replace("h1>", "b>")
    assert [date.instant.day for date in facts(page=page).published] == [3]


def test_a_headline_may_stand_before_its_article_and_the_date_in_the_articles_foot() -> None:
    dated = "<article><footer><time datetime='2026-05-03'>x</time></footer>"
    teaser = "<article><h3>Other</h3><p class='date'>20 May 2026</p></article>"
    page = html().replace("<article>", "").replace("</h1>", f"</h1>{dated}")
    page = page.replace("</article>", f"</article>{teaser}")
    assert [date.instant.day for date in facts(page=page).published] == [3]


def test_a_date_may_stand_in_a_label() -> None:
    body = "<div class='ar_dt' aria-label='3 May 2026 Last updated: 4 May 2026'></div>"
    assert [date.instant.day for date in facts(body=body).published] == [3]


@pytest.mark.parametrize(
    ("moment", "shown", "day"),
    [
        pytest.param("2026-05-03T02:45:00Z", "<p>May 2, 2026 10:45 PM</p>", "02", id="west"),
        pytest.param("2026-05-02T20:00:00Z", "<p>May 3, 2026, 01:30 IST</p>", "03", id="east"),
        pytest.param("2026-05-03T02:45:00Z", "<p class='date'>May 2, 2026</p>", "02", id="day"),
        pytest.param("2026-05-02T22:15:00Z", "<time datetime='2026-05-02T22:15:00.000Z'>3 May 2026"
                     "</time>", "03", id="words of a time"),
        pytest.param("2026-05-02T22:15:00Z", meta("article:modified_time",
                     "2026-05-04T08:00:00+02:00"), "03", id="zone of the change"),
        pytest.param("2026-05-02T22:15:00Z", "<p>Updated: May 3, 2026</p>", "02", id="a change"),
        pytest.param("2026-05-02T22:15:00Z", "<p class='date'>May 9, 2026</p>", "02", id="another"),
    ],
)  # fmt: skip
def test_a_moment_in_utc_has_the_day_that_readers_see(moment: str, shown: str, day: str) -> None:
    found = facts(node(datePublished=moment) + meta("article:published_time", moment), shown)
    assert found.published[0].local.date().isoformat() == f"2026-05-{day}"
    assert found.published[0].instant.isoformat() == moment.replace("Z", "+00:00")


@pytest.mark.parametrize(
    ("lang", "moment", "day"),
    [
        ("ko", "2026-05-03T15:30:00Z", 4),
        ("de", "2026-05-03T22:30:00Z", 4),
        ("de", "2026-01-03T22:30:00Z", 3),
        ("en", "2026-05-03T22:30:00Z", 3),
        ("en-NZ", "2026-05-03T22:30:00Z", 4),
        ("de", "2026-05-03T22:30:00+01:00", 3),
    ],
)
def test_a_moment_in_utc_alone_has_the_day_where_the_language_is_spoken(
    lang: str, moment: str, day: int
) -> None:
    assert facts(node(datePublished=moment), lang=lang).published[0].local.day == day


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        ("", "<p>Updated: May 6, 2026</p><p>By Ada Lind</p><p>Published: May 3, 2026</p>"),
        ("", "<p>Updated May 6, 2026 - 08:00 · Published May 3, 2026 - 06:00</p>"),
        ("", "<p class='date'>Updated: May 6, 2026</p><p>First published: May 3, 2026</p>"),
        (meta("date", "2026-05-06") + meta("dcterms.modified", "2026-05-06"), "<p>May 3, 2026</p>"),
    ],
)
def test_the_last_change_hides_no_earlier_date_of_the_article(head: str, shown: str) -> None:
    assert facts(head, shown).published[0].local.day == 3


def test_a_date_before_the_headline_gives_way_to_one_behind_it() -> None:
    page = html(body="<p>By Ada Lind</p><p>15:20, 3 May 2026</p>")
    page = page.replace("<article>", "<article><p class='date'>6 May 2026, City v Town</p>")
    assert facts(page=page).published[0].local.day == 3


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<p class='date'>3 May 2026</p>" * 5_000, id="many"),
        pytest.param("<div class='date'>" * 200 + "3 May 2026", id="deep"),
        pytest.param("<p class='date'>" + "3 may " * 50_000 + "</p>", id="long"),
        pytest.param("<h1>x</h1>" * 5_000, id="headlines"),
        pytest.param(meta("date", "1" * 100_000) * 20, id="digits"),
        pytest.param(
            "".join(
                meta(name, f"2026-05-{n % 28 + 1:02} {n // 28:02}:00")
                for name in PUBLISHED_NAMES
                for n in range(60)
            ),
            id="metas",
        ),
    ],
)
def test_hostile_dates_take_no_time(body: str) -> None:
    started = time.process_time()
    facts(body=body)
    assert time.process_time() - started < 2
