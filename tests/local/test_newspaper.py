"""The demo newspaper: what stands in it, how it changes, what its server answers."""

import asyncio
import difflib
import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
from calendar import timegm
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import unescape

import aiohttp
import feedparser
import pytest
import trafilatura
from aiohttp import web
from lxml import html
from multidict import CIMultiDictProxy

from newsmill.local.newspaper import (
    FEED_TYPES,
    Article,
    Edition,
    Feed,
    Newspaper,
    Site,
    Story,
    load_newspaper,
    open_edition,
    stories,
)
from newsmill.local.newspaper_feeds import render_feed
from newsmill.local.newspaper_pages import render_page
from newsmill.local.newspaper_server import SLOW_FEED_PIECES, create_app

NOON = datetime(2031, 5, 14, 12, 0, tzinfo=UTC)
PORT = 8070

PAPER = load_newspaper()
GAZETTE, LEDGER, ORRERY, ECHO, KURIER = PAPER.sites
FERRIES = "/business/kestrel-lomax-orders-electric-ferries"
STADIUM = "/news/stadium-ropery-lane-approved-20470"
BRIEF = "/news/a39-closed-lorry-fire-20476"

# One phrase each from menu, adverts, share buttons, newsletter, comments, cookie banner and footer.
FURNITURE = {
    GAZETTE.host: [
        "Family notices",
        "Brightwick Beds",
        "Pargeter Conservatories",
        "E-mail to a friend",
        "Harrowmere headlines by e-mail",
        "laughed out of the room",
        "412 partners",
        "Registered in England and Wales",
    ],
    LEDGER.host: [
        "Subscribe for $1 a week",
        "Corvantis Private Bank",
        "Gift this article",
        "before your first coffee",
        "nobody reads the footnotes",
        "others that pay for writing",
        "All rights reserved",
    ],
    ORRERY.host: [
        "Letters to the Orrery",
        "Zephyrine Lab Glassware",
        "Saturn by Sunday",
        "Send to a colleague",
        "our letter on Fridays",
        "Surely the error bars",
        "This site sets one cookie",
        "Best viewed with curiosity",
    ],
    ECHO.host: [
        "Avis d'obsèques",
        "Literie Morphéa",
        "Garage Brossard",
        "Messagerie",
        "l'essentiel de la vallée",
        "le rond-point de la route de Lyon",
        "traceurs publicitaires",
        "Contacter la rédaction",
    ],
    KURIER.host: [
        "Kleinanzeigen",
        "Sol y Mar",
        "Drucken",
        "los jueves en su buzón",
        "Leser der ersten Stunde",
        "Usamos cookies",
        "Aviso legal",
    ],
}


def site_of(feed: Feed) -> Site:
    site = PAPER.site(feed.host)
    assert site is not None
    return site


def article_at(site: Site, path: str) -> Article:
    return next(article for article in site.articles if article.path == path)


def paths(site: Site, edition: Edition, elapsed: float) -> list[str]:
    return [story.article.path for story in stories(site, edition, elapsed)]


def story_at(site: Site, path: str, edition: Edition, elapsed: float) -> Story:
    return next(s for s in stories(site, edition, elapsed) if s.article.path == path)


def page(site: Site, path: str, edition: Edition, elapsed: float) -> str:
    document = render_page(site, path, edition, elapsed, PORT)
    assert document is not None
    return document.body.decode()


def parsed(feed: Feed, edition: Edition, elapsed: float) -> feedparser.FeedParserDict:
    document = render_feed(site_of(feed), feed, edition, elapsed, PORT)
    return feedparser.parse(document.body, response_headers={"content-type": document.content_type})


@pytest.fixture
def edition() -> Edition:
    return open_edition(PAPER, NOON)


GOOD_FEEDS = pytest.mark.parametrize(
    "feed", [f for f in PAPER.feeds if not f.is_broken], ids=lambda f: f.host + f.path
)
ALL_ARTICLES = pytest.mark.parametrize(
    ("site", "article"),
    [(site, article) for site in PAPER.sites for article in site.articles],
    ids=[article.path for article in PAPER.articles],
)


class TestArticles:
    def test_there_are_enough_of_them_mostly_in_english(self) -> None:
        languages = [article.language[:2] for article in PAPER.articles]
        assert len(languages) >= 44
        assert set(languages) == {"en", "fr", "de", "es"}
        assert languages.count("en") > len(languages) / 2
        assert min(languages.count(tag) for tag in ("fr", "de", "es")) >= 4

    def test_every_article_has_an_address_of_its_own(self) -> None:
        assert len({(a.host, a.path) for a in PAPER.articles}) == len(PAPER.articles)

    def test_every_site_has_a_host_of_its_own_that_stays_on_this_machine(self) -> None:
        hosts = {site.host for site in PAPER.sites}
        assert len(hosts) == 5
        assert all(host.endswith(".localhost") for host in hosts)

    def test_bodies_have_the_length_of_news_but_for_one_brief(self) -> None:
        words = {a.path: len(" ".join(a.paragraphs).split()) for a in PAPER.articles}
        assert [path for path, count in words.items() if not 130 <= count <= 350] == [BRIEF]
        assert article_at(GAZETTE, BRIEF).paragraphs == (article_at(GAZETTE, BRIEF).teaser,)

    def test_awkward_ones_are_among_them(self) -> None:
        titles = [article.title for article in PAPER.articles]
        assert sum(not article.is_dated for article in PAPER.articles) == 1
        assert sum(not article.has_guid for article in PAPER.articles) == 1
        assert max(map(len, titles)) > 200
        assert any(ord(character) > 0xFFFF for title in titles for character in title)
        assert [a.path for a in PAPER.articles if "&amp;" in a.feed_title] == [
            "/news/ashby-daughters-bookshop-prize-20460"
        ]

    def test_one_dispatch_is_printed_by_three_sites_as_wired_edited_and_cut(self) -> None:
        copies = [a for a in PAPER.articles if any("Ingrid Solvang" in p for p in a.paragraphs)]
        wired, cut, edited = sorted(copies, key=lambda copy: copy.after)
        assert len({copy.host for copy in copies}) == len({copy.title for copy in copies}) == 3
        assert wired.paragraphs[0].startswith("BRUSSELS (Halyard) - ")
        assert edited.paragraphs[0].startswith("From our agency, Halyard: ")
        assert 0.05 <= share_of_words_changed(wired, edited) <= 0.15
        assert len(edited.paragraphs) == len(wired.paragraphs)
        assert 0.55 <= word_count(cut) / word_count(wired) <= 0.68
        # The first to come out is the original, and it is there at the start.
        assert wired.after < 0 < cut.after < edited.after

    def test_another_dispatch_is_printed_word_for_word_by_two(self) -> None:
        first, second = (a for a in PAPER.articles if any("Brusaferri" in p for p in a.paragraphs))
        assert first.host != second.host
        assert first.title != second.title
        assert first.paragraphs == second.paragraphs


def word_count(article: Article) -> int:
    return len(" ".join(article.paragraphs).split())


def share_of_words_changed(one: Article, other: Article) -> float:
    words, others = (" ".join(article.paragraphs).split() for article in (one, other))
    same = difflib.SequenceMatcher(None, words, others, autojunk=False)
    return 1 - sum(block.size for block in same.get_matching_blocks()) / max(
        len(words), len(others)
    )


class TestTimeline:
    def test_about_half_of_the_articles_are_there_at_the_start(self, edition: Edition) -> None:
        out = [story for site in PAPER.sites for story in stories(site, edition, 0)]
        assert 20 <= len(out) <= 28
        assert all(story.published < NOON for story in out)
        assert min(story.published for story in out) > NOON - timedelta(days=4)

    def test_every_other_article_appears_at_its_own_second(self, edition: Edition) -> None:
        late = [(s, a) for s in PAPER.sites for a in s.articles if a.after > 0]
        assert len({article.after for _, article in late}) == len(late)
        for site, article in late:
            assert article.path not in paths(site, edition, article.after - 0.001)
            assert article.path in paths(site, edition, article.after)
            assert page(site, article.path, edition, article.after)
            assert render_page(site, article.path, edition, article.after - 1, PORT) is None

    def test_it_takes_about_two_and_a_half_minutes(self, edition: Edition) -> None:
        assert 120 <= PAPER.out_after <= 180
        assert all(
            stories(site, edition, PAPER.out_after) == stories(site, edition, 1e9)
            for site in PAPER.sites
        )
        assert sum(len(stories(s, edition, PAPER.out_after)) for s in PAPER.sites) == len(
            PAPER.articles
        )

    def test_speed_shortens_the_run_and_leaves_the_past_alone(self) -> None:
        fast = open_edition(PAPER, NOON, speed=10)
        assert fast.elapsed(NOON + timedelta(seconds=3)) == 30
        assert fast.instant(30) == NOON + timedelta(seconds=3)
        assert fast.instant(-3600) == NOON - timedelta(hours=1)

    def test_a_patient_reader_makes_as_many_observations_as_announced(
        self, edition: Edition
    ) -> None:
        seconds = {0.0} | {a.after for a in PAPER.articles if a.after > 0} | {PAPER.out_after}
        seconds |= {a.corrected.after for a in PAPER.articles if a.corrected}
        seen = {
            (feed.url(PORT), entry.link, entry.title)
            for feed in PAPER.feeds
            for elapsed in seconds
            for entry in parsed(feed, edition, elapsed).entries
        }
        assert len(seen) == PAPER.observations()


class TestAtOnce:
    @pytest.mark.parametrize("speed", [0.3, 1, 3, 7, 100])
    def test_everything_is_out_and_nothing_is_from_the_future(self, speed: float) -> None:
        edition = open_edition(PAPER, NOON, speed=speed, at_once=True)
        out = [s for site in PAPER.sites for s in stories(site, edition, edition.elapsed(NOON))]
        assert len(out) == len(PAPER.articles)
        assert max(story.updated for story in out) <= NOON

    def test_only_the_corrected_version_is_ever_seen(self) -> None:
        edition = open_edition(PAPER, NOON, at_once=True)
        story = story_at(LEDGER, FERRIES, edition, edition.elapsed(NOON))
        assert "460 million" in story.article.title

    def test_nothing_changes_afterwards(self) -> None:
        edition = open_edition(PAPER, NOON, at_once=True)
        for site in PAPER.sites:
            now = stories(site, edition, edition.elapsed(NOON))
            assert now == stories(site, edition, edition.elapsed(NOON + timedelta(hours=1)))

    def test_there_is_one_observation_less_for_each_correction(self) -> None:
        assert PAPER.observations(at_once=True) == PAPER.observations() - 1


class TestCorrection:
    @pytest.fixture
    def before(self, edition: Edition) -> Story:
        return story_at(LEDGER, FERRIES, edition, 59.9)

    @pytest.fixture
    def afterwards(self, edition: Edition) -> Story:
        return story_at(LEDGER, FERRIES, edition, 60)

    def test_a_figure_and_a_name_change_everywhere(self, before: Story, afterwards: Story) -> None:
        old, new = (
            " ".join([story.article.title, *story.article.paragraphs])
            for story in (before, afterwards)
        )
        assert (old.count("640 million dollars"), old.count("Fraser Lennox")) == (2, 1)
        assert (new.count("460 million dollars"), new.count("Frazer Lenox")) == (2, 1)
        assert "640 million" not in new
        assert "Fraser" not in new
        assert afterwards.article.paragraphs[-1].startswith("Correction:")

    def test_it_moves_the_update_and_not_the_publication(
        self, before: Story, afterwards: Story
    ) -> None:
        assert before.updated == before.published == afterwards.published
        assert afterwards.updated == NOON + timedelta(seconds=60)

    def test_feed_and_page_both_show_it(self, edition: Edition) -> None:
        feed = next(feed for feed in LEDGER.feeds if feed.path == "/business/atom.xml")
        for elapsed, amount in ((0, "640 million"), (60, "460 million")):
            entry = next(e for e in parsed(feed, edition, elapsed).entries if FERRIES in e.link)
            assert amount in entry.title
            assert amount in entry.content[0].value
            assert amount in page(LEDGER, FERRIES, edition, elapsed)

    def test_the_feed_gets_another_etag(self, edition: Edition) -> None:
        feed = next(feed for feed in LEDGER.feeds if feed.path == "/business/atom.xml")
        old, same, new = (
            render_feed(LEDGER, feed, edition, elapsed, PORT).etag for elapsed in (50, 59, 60)
        )
        assert old == same != new


class TestFeeds:
    @GOOD_FEEDS
    def test_a_feed_reader_gets_the_right_entries(self, feed: Feed, edition: Edition) -> None:
        site = site_of(feed)
        listed = [s for s in stories(site, edition, 1e9) if feed.path in s.article.feeds]
        result = parsed(feed, edition, 1e9)
        assert not result.bozo
        assert result.feed.title == feed.title
        assert result.feed.language.lower() == feed.language.lower()
        assert [unescape(entry.title) for entry in result.entries] == [
            story.article.title for story in listed
        ]
        assert [entry.link.partition("?")[0] for entry in result.entries] == [
            f"http://{site.host}:{PORT}{story.article.path}" for story in listed
        ]
        assert [entry.get("author", "") for entry in result.entries] == [
            story.article.author for story in listed
        ]

    @GOOD_FEEDS
    def test_dates_are_right_and_missing_only_where_meant(
        self, feed: Feed, edition: Edition
    ) -> None:
        for entry in parsed(feed, edition, 1e9).entries:
            path = entry.link.partition(str(PORT))[2].partition("?")[0]
            story = story_at(site_of(feed), path, edition, 1e9)
            # feedparser reads dc:date as the time of the update.
            date = entry.get("published_parsed") or entry.get("updated_parsed")
            if story.article.is_dated:
                assert datetime.fromtimestamp(timegm(date), UTC) == story.published.replace(
                    microsecond=0
                )
            else:
                assert date is None

    @GOOD_FEEDS
    def test_only_full_feeds_carry_the_article(self, feed: Feed, edition: Edition) -> None:
        for entry in parsed(feed, edition, 1e9).entries:
            path = entry.link.partition(str(PORT))[2].partition("?")[0]
            article = story_at(site_of(feed), path, edition, 1e9).article
            assert entry.summary == article.teaser
            if feed.kind in ("atom", "rss-full"):
                text = html.fromstring(f"<div>{entry.content[0].value}</div>")
                assert [p.text_content() for p in text.iter("p")] == list(article.paragraphs)
            else:
                assert "content" not in entry

    @GOOD_FEEDS
    def test_the_newest_entry_stands_first(self, feed: Feed, edition: Edition) -> None:
        dates = [
            e.get("published_parsed") or e.get("updated_parsed")
            for e in parsed(feed, edition, 1e9).entries
        ]
        known = [date for date in dates if date]
        assert known == sorted(known, reverse=True) != sorted(known)

    @GOOD_FEEDS
    def test_it_says_when_it_last_changed(self, feed: Feed, edition: Edition) -> None:
        site = site_of(feed)
        listed = [a for a in site.articles if feed.path in a.feeds]
        versions = [v for a in listed for v in (a, a.corrected) if v]
        last = edition.instant(max(version.after for version in versions))
        assert render_feed(site, feed, edition, 1e9, PORT).updated == last
        if feed.kind != "rdf":  # RSS 1.0 has no such field.
            assert timegm(parsed(feed, edition, 1e9).feed.updated_parsed) == int(last.timestamp())

    def test_every_kind_of_feed_is_there(self, edition: Edition) -> None:
        versions = {f.kind: parsed(f, edition, 0).version for f in PAPER.feeds if not f.is_broken}
        assert versions == {"rss": "rss20", "rss-full": "rss20", "atom": "atom10", "rdf": "rss10"}
        assert set(FEED_TYPES) == set(versions)

    def test_one_feed_is_not_in_utf_8(self, edition: Edition) -> None:
        feed = next(feed for feed in PAPER.feeds if feed.encoding != "utf-8")
        body = render_feed(site_of(feed), feed, edition, 0, PORT).body
        assert "Taïwan".encode("iso-8859-1") in body
        with pytest.raises(UnicodeDecodeError):
            body.decode()

    def test_a_title_arrives_with_html_entities_in_it(self, edition: Edition) -> None:
        document = render_feed(GAZETTE, GAZETTE.feeds[0], edition, 0, PORT)
        assert b"Ashby &amp;amp; Daughters" in document.body

    def test_one_entry_has_no_guid(self, edition: Edition) -> None:
        feed = next(feed for feed in ORRERY.feeds if feed.is_slow)
        bare = [e.link for e in parsed(feed, edition, 1e9).entries if not e.get("id")]
        assert bare == [f"http://{ORRERY.host}:{PORT}/articles/1204.html"]

    def test_one_article_is_in_two_feeds_once_with_tracking(self, edition: Edition) -> None:
        news, sport, _ = GAZETTE.feeds
        plain, tracked = (
            next(e for e in parsed(feed, edition, 1e9).entries if STADIUM in e.link)
            for feed in (news, sport)
        )
        assert plain.link == f"http://{GAZETTE.host}:{PORT}{STADIUM}"
        assert tracked.link.startswith(f"{plain.link}?utm_source=rss&utm_medium=feed")
        assert plain.id == tracked.id

    def test_a_closed_article_says_more_in_the_feed_than_the_others(self, edition: Edition) -> None:
        teasers = {a.path: len(a.teaser) for a in GAZETTE.articles}
        closed = [path for path in teasers if path.startswith(GAZETTE.disallowed)]
        assert len(closed) == 1
        assert teasers.pop(closed[0]) > 3 * max(teasers.values())


class TestPages:
    @ALL_ARTICLES
    def test_extraction_finds_the_article_and_nothing_else(
        self, site: Site, article: Article, edition: Edition
    ) -> None:
        article = story_at(site, article.path, edition, 1e9).article
        text = trafilatura.extract(page(site, article.path, edition, 1e9), fast=True)
        assert [p[:40] for p in article.paragraphs if p[:40] not in text] == []
        allowed = {article.title, article.teaser, *article.paragraphs}
        assert [line for line in text.splitlines() if line and line not in allowed] == []

    @ALL_ARTICLES
    def test_the_page_is_full_of_what_extraction_leaves_out(
        self, site: Site, article: Article, edition: Edition
    ) -> None:
        whole = page(site, article.path, edition, 1e9)
        shown = html.fromstring(whole).text_content()
        text = trafilatura.extract(whole, fast=True)
        others = [s.article.title for s in stories(site, edition, 1e9) if s.article is not article]
        assert [phrase for phrase in FURNITURE[site.host] if phrase not in shown] == []
        assert [phrase for phrase in FURNITURE[site.host] if phrase in text] == []
        assert sum(title in shown for title in others) >= 3
        assert [title for title in others if title in text] == []

    @ALL_ARTICLES
    def test_metadata_say_what_the_article_is(
        self, site: Site, article: Article, edition: Edition
    ) -> None:
        story = story_at(site, article.path, edition, 1e9)
        tree = html.fromstring(page(site, article.path, edition, 1e9))
        url = f"http://{site.host}:{PORT}{article.path}"
        (script,) = tree.xpath("//script[@type='application/ld+json']/text()")
        metadata = json.loads(script)
        assert tree.get("lang") == article.language
        assert tree.xpath("//link[@rel='canonical']/@href") == [url]
        assert tree.xpath("//meta[@property='og:title']/@content") == [story.article.title]
        assert metadata["@type"] == "NewsArticle"
        assert metadata["headline"] == story.article.title
        dates = tree.xpath("//meta[@property='article:published_time']/@content")
        assert dates == [metadata["datePublished"]] if article.is_dated else dates == []
        if article.is_dated:
            assert datetime.fromisoformat(dates[0]) == story.published

    def test_the_undated_article_shows_no_date_at_all(self, edition: Edition) -> None:
        (article,) = (a for a in PAPER.articles if not a.is_dated)
        whole = page(ORRERY, article.path, edition, 0)
        year = edition.instant(article.after).year
        assert str(year) not in whole
        assert str(year) in page(ORRERY, "/articles/1188.html", edition, 0)

    def test_every_site_has_its_own_layout(self) -> None:
        assert len({site.layout.template for site in PAPER.sites}) == 5


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Reply:
    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    pieces: int


@dataclass(frozen=True)
class Reader:
    """Asks the server on loopback in the name of any host."""

    session: aiohttp.ClientSession
    port: int
    clock: Clock

    async def get(self, host: str, path: str, **headers: str) -> Reply:
        asked = {"Host": f"{host}:{self.port}", "Accept-Encoding": "identity"}
        asked |= {name.replace("_", "-"): value for name, value in headers.items()}
        url = f"http://127.0.0.1:{self.port}{path}"
        async with self.session.get(url, headers=asked) as response:
            pieces = [piece async for piece in response.content.iter_any()]
            return Reply(response.status, response.headers, b"".join(pieces), len(pieces))


@asynccontextmanager
async def serving(
    newspaper: Newspaper, *, speed: float = 1.0, at_once: bool = False
) -> AsyncIterator[Reader]:
    clock = Clock()
    runner = web.AppRunner(create_app(newspaper, clock, speed, at_once))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        yield Reader(session, runner.addresses[0][1], clock)
    await runner.cleanup()


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    async with serving(PAPER) as reader:
        yield reader


class TestServer:
    async def test_sites_are_distinguished_by_the_host_header(self, reader: Reader) -> None:
        for site in PAPER.sites:
            home = await reader.get(site.host, "/")
            assert home.status == 200
            assert f"<h1>{site.name}</h1>".encode() in home.body.replace(b"&#x27;", b"'")
        strange = await reader.get(GAZETTE.host, FERRIES)
        assert strange.status == 404
        assert (await reader.get(LEDGER.host, FERRIES)).status == 200

    async def test_a_host_in_capitals_is_the_same_host(self, reader: Reader) -> None:
        capitals = await reader.get(LEDGER.host.upper(), FERRIES)
        assert capitals.body == (await reader.get(LEDGER.host, FERRIES)).body

    async def test_an_unknown_host_gets_a_list_of_the_sites(self, reader: Reader) -> None:
        index = await reader.get("127.0.0.1", "/whatever")
        links = html.fromstring(index.body).xpath("//a/@href")
        assert links == [f"http://{site.host}:{reader.port}/" for site in PAPER.sites]

    async def test_the_home_page_links_what_is_out(self, reader: Reader) -> None:
        reader.clock.advance(20)
        home = await reader.get(ECHO.host, "/")
        links = html.fromstring(home.body).xpath("//main//a/@href")
        assert links == paths(ECHO, open_edition(PAPER, NOON), 20)
        assert len(links) == 5

    async def test_feeds_link_to_pages_that_are_there(self, reader: Reader) -> None:
        feed = await reader.get(GAZETTE.host, "/feeds/sport.rss")
        for entry in feedparser.parse(feed.body).entries:
            host, _, path = entry.link.removeprefix("http://").partition(f":{reader.port}")
            assert (await reader.get(host, path)).status == 200

    async def test_an_article_is_not_found_before_it_appears(self, reader: Reader) -> None:
        assert (await reader.get(GAZETTE.host, STADIUM)).status == 404
        reader.clock.advance(31)
        assert (await reader.get(GAZETTE.host, STADIUM)).status == 200

    async def test_what_never_was_is_not_found(self, reader: Reader) -> None:
        assert (await reader.get(GAZETTE.host, "/news/nothing")).status == 404

    async def test_an_unchanged_feed_is_not_sent_again(self, reader: Reader) -> None:
        first = await reader.get(LEDGER.host, "/business/atom.xml")
        again = await reader.get(
            LEDGER.host, "/business/atom.xml", If_None_Match=first.headers["ETag"]
        )
        assert (first.status, again.status, again.body) == (200, 304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]

    async def test_a_feed_is_sent_again_once_it_has_changed(self, reader: Reader) -> None:
        first = await reader.get(LEDGER.host, "/business/atom.xml")
        held = {
            "If_None_Match": first.headers["ETag"],
            "If_Modified_Since": first.headers["Last-Modified"],
        }
        reader.clock.advance(59)
        assert (await reader.get(LEDGER.host, "/business/atom.xml", **held)).status == 304
        reader.clock.advance(1)
        corrected = await reader.get(LEDGER.host, "/business/atom.xml", **held)
        assert corrected.status == 200
        assert b"460 million" in corrected.body

    async def test_a_client_without_the_etag_may_ask_by_date(self, reader: Reader) -> None:
        first = await reader.get(ECHO.host, "/actualites.rss")
        since = first.headers["Last-Modified"]
        earlier = format_datetime(NOON - timedelta(days=9), usegmt=True)
        path = "/actualites.rss"
        assert (await reader.get(ECHO.host, path, If_Modified_Since=since)).status == 304
        assert (await reader.get(ECHO.host, path, If_Modified_Since=earlier)).status == 200

    async def test_a_wrong_etag_beats_a_right_date(self, reader: Reader) -> None:
        first = await reader.get(ECHO.host, "/actualites.rss")
        again = await reader.get(
            ECHO.host,
            "/actualites.rss",
            If_None_Match='W/"other"',
            If_Modified_Since=first.headers["Last-Modified"],
        )
        assert again.status == 200

    async def test_who_accepts_gzip_gets_gzip(self, reader: Reader) -> None:
        plain = await reader.get(KURIER.host, "/de/feed.xml")
        packed = await reader.get(KURIER.host, "/de/feed.xml", Accept_Encoding="gzip, deflate")
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert len(packed.body) < len(plain.body)
        assert gzip.decompress(packed.body) == plain.body

    async def test_one_site_keeps_robots_out_of_one_section(self, reader: Reader) -> None:
        gazette = await reader.get(GAZETTE.host, "/robots.txt")
        ledger = await reader.get(LEDGER.host, "/robots.txt")
        assert gazette.body == b"User-agent: *\nDisallow: /subscribers/\n"
        assert ledger.body == b"User-agent: *\nDisallow:\n"

    async def test_pictures_that_pages_promise_are_there(self, reader: Reader) -> None:
        whole = await reader.get(LEDGER.host, FERRIES)
        (source,) = html.fromstring(whole.body).xpath("//figure/img/@src")
        picture = await reader.get(LEDGER.host, source)
        assert picture.headers["Content-Type"] == "image/svg+xml"
        assert picture.body.startswith(b"<svg")

    async def test_no_parser_gets_an_entry_out_of_the_broken_feed(self, reader: Reader) -> None:
        (feed,) = (feed for feed in PAPER.feeds if feed.is_broken)
        broken = await reader.get(feed.host, feed.path)
        result = feedparser.parse(broken.body)
        assert broken.status == 200
        assert result.bozo
        assert result.entries == []

    async def test_the_slow_feed_comes_in_pieces_and_is_still_right(self) -> None:
        (feed,) = (feed for feed in PAPER.feeds if feed.is_slow)
        async with serving(PAPER, speed=100, at_once=True) as reader:
            started = asyncio.get_running_loop().time()
            slow = await reader.get(feed.host, feed.path)
            took = asyncio.get_running_loop().time() - started
        assert took >= 0.05
        assert slow.pieces >= SLOW_FEED_PIECES / 2
        assert len(feedparser.parse(slow.body).entries) == 3

    async def test_a_slow_feed_does_not_delay_another(self) -> None:
        (feed,) = (feed for feed in PAPER.feeds if feed.is_slow)
        async with serving(PAPER, speed=20) as reader:
            slow = asyncio.create_task(reader.get(feed.host, feed.path))
            quick = await reader.get(LEDGER.host, "/world/atom.xml")
            assert not slow.done()
            assert quick.status == (await slow).status == 200

    async def test_at_once_is_all_out_from_the_first_request(self) -> None:
        async with serving(PAPER, at_once=True) as reader:
            count = 0
            for feed in PAPER.feeds:
                if not feed.is_slow:
                    reply = await reader.get(feed.host, feed.path)
                    count += len(feedparser.parse(reply.body).entries)
        assert count == PAPER.observations(at_once=True) - 3


COMMAND = [sys.executable, "-m", "newsmill.local.newspaper_server"]


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        try:
            yield process
        finally:
            process.kill()


class TestCommand:
    def test_it_announces_itself_in_one_line_and_ends_when_told(self) -> None:
        with running(*COMMAND, "--speed", "2") as process:
            assert process.stdout is not None
            announcement = json.loads(process.stdout.readline())
            process.send_signal(signal.SIGTERM)
            rest, complaints = process.communicate(timeout=60)
        assert (process.returncode, rest, complaints) == (0, b"", b"")
        assert announcement["articles"] == len(PAPER.articles)
        assert announcement["observations"] == PAPER.observations()
        assert announcement["out_after"] == PAPER.out_after / 2
        assert [feed["url"] for feed in announcement["feeds"]] == [
            feed.url(announcement["port"]) for feed in PAPER.feeds
        ]
        assert [feed["title"] for feed in announcement["feeds"] if feed["broken"]] == [
            "Harrowmere Gazette: Public notices"
        ]
        assert sum(feed["slow"] for feed in announcement["feeds"]) == 1

    @pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
    def test_it_ends_with_the_process_that_started_it(self) -> None:
        # The shell lives until its input ends; stdout ends only with the server behind it.
        script = f"{' '.join(COMMAND)} --at-once & read -r end"
        with running("/bin/sh", "-c", script) as shell:
            assert shell.stdout is not None
            assert json.loads(shell.stdout.readline())["out_after"] == 0
            rest, _ = shell.communicate(timeout=60)
        assert rest == b""

    def test_a_taken_port_is_one_clear_line(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            ended = subprocess.run([*COMMAND, "--port", port], capture_output=True, timeout=60)
        assert ended.returncode == 1
        assert ended.stdout == b""
        assert re.fullmatch(rb"newspaper: cannot listen on 127\.0\.0\.1:\d+: .*\n", ended.stderr)
