"""News sitemaps, plain ones, indexes, and what is wrong with them."""

import gzip
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from newsmill.contracts.articles import Media
from newsmill.puller.reading.contents import Contents
from newsmill.puller.reading.documents import FeedError
from newsmill.puller.reading.formats import gunzipped, read_other_format
from newsmill.puller.reading.sitemaps import MAX_CHILDREN, NotASitemap, is_sitemap, read_sitemap
from tests.puller.documents import FEEDS, NOW, parsed, parsed_file

SITE = "https://tideline.example"
LAUGHS = (
    '<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f"<urlset><url><loc>{SITE}/&b;</loc></url></urlset>"
)
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

PREFIXED = (
    f'<s:urlset xmlns:s="{NAMESPACE}"><s:url><s:loc>{SITE}/a</s:loc>'
    "<s:lastmod>2026-03-04</s:lastmod></s:url></s:urlset>"
)


def urlset(*urls: str, attributes: str = f'xmlns="{NAMESPACE}"') -> str:
    return f"<urlset {attributes}>{''.join(f'<url>{url}</url>' for url in urls)}</urlset>"


def page(path: str, changed: str = "") -> str:
    return f"<loc>{SITE}/{path}</loc>" + (f"<lastmod>{changed}</lastmod>" if changed else "")


def index(*rows: tuple[str, str]) -> Contents:
    sitemaps = "".join(f"<sitemap>{page(path, changed)}</sitemap>" for path, changed in rows)
    return read_sitemap(f'<sitemapindex xmlns="{NAMESPACE}">{sitemaps}</sitemapindex>', NOW)


def links(contents: Contents) -> list[str]:
    return [entry.link.removeprefix(f"{SITE}/") for entry in contents.entries]


def test_a_news_sitemap_is_read_with_pictures_and_keywords() -> None:
    contents = read_sitemap((FEEDS / "tideline.news-sitemap.xml").read_text(), NOW)

    assert (contents.title, contents.language) == ("The Tideline", "en")
    pier, bakery = contents.entries
    assert pier.link == f"{SITE}/pier?id=1&page=2&copy=3"
    assert pier.title == "Pier &amp; promenade: 3 &lt; 5 cafés stay"
    assert pier.categories == ("piers", "Cafés", "tourism", "NASDAQ:TIDE")
    assert pier.published == datetime(2026, 3, 4, 7, tzinfo=UTC)
    assert pier.updated == datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
    assert pier.image == f"{SITE}/pier.jpg"
    assert pier.media == (
        Media(
            url=f"{SITE}/pier.jpg",
            medium="image",
            title="Pier at dusk",
            caption="The pier & its lamps",
        ),
        Media(
            url=f"{SITE}/v.mp4",
            medium="video",
            title="A walk",
            caption="Along the pier",
            seconds=75,
        ),
    )
    assert (pier.summary_html, pier.content_html) == ("", ""), "a caption is not the text"
    assert bakery.link == f"{SITE}/bakery"
    assert bakery.published == datetime(2026, 3, 3, tzinfo=UTC)


def test_a_subscription_may_be_a_news_sitemap() -> None:
    feed = parsed_file("tideline.news-sitemap.xml")
    assert [entry.title for entry in feed.entries][1:] == ["A bakery opens"]
    assert feed.title == "The Tideline"


def test_of_a_plain_sitemap_the_recent_pages_are_read() -> None:
    recent = (NOW - timedelta(days=2)).isoformat()
    old = (NOW - timedelta(days=4)).date().isoformat()
    text = urlset(page("new", recent), page("old", old), page("undated"), page("odd", "2026"))
    assert links(read_sitemap(text, NOW)) == ["new"]


def test_dates_that_are_the_same_for_all_pages_say_nothing() -> None:
    pages = [page(str(number), NOW.isoformat()) for number in range(10)]
    assert links(read_sitemap(urlset(*pages), NOW)) == []
    assert len(links(read_sitemap(urlset(*pages[1:]), NOW))) == 9


@pytest.mark.parametrize(
    "text",
    [
        urlset(page("a", "2026-03-04"), attributes=""),
        urlset(page("a", "2026-03-04"), attributes='xmlns="https://www.google.com/schemas/sitemap/0.84"'),
        PREFIXED,
        '<?xml version="1.0"?><!DOCTYPE u [<!ENTITY x "y">]>' + urlset(page("a", "2026-03-04")),
        urlset(page("a", "2026-03-04") + "<x:y>&hellip; 3 < 5</x:y>"),
        urlset(page("a", "2026-03-04"), page("b"))[:-30],
        urlset(f"<LOC>{SITE}/a</LOC><lastMod>2026-03-04</lastMod>"),
    ],
    ids=["bare", "old", "prefixed", "doctype", "damaged", "cut off", "capitals"],
)  # fmt: skip
def test_damaged_and_odd_sitemaps_are_read(text: str) -> None:
    assert is_sitemap(text)
    assert links(read_sitemap(text, NOW)) == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "urlset",
        "<html><!-- <urlset> --></html>",
        "<rss><channel><item><title>&lt;urlset></title></item></channel></rss>",
        "<!-- <urlset>",
        "<urlsets/>",
        "<sitemap><url/></sitemap>",
    ],
)
def test_other_documents_are_no_sitemaps(text: str) -> None:
    assert not is_sitemap(text)
    assert read_other_format(text, NOW) is None


def test_an_index_names_its_newest_sitemaps() -> None:
    contents = index(
        ("2026-01.xml", "2026-01-31"),
        ("2026-03.xml", "2026-03-04T10:00:00Z"),
        ("undated.xml", ""),
        ("2026-02.xml", "2026-02-28"),
        ("2025-12.xml", "2025-12-31"),
    )
    assert contents.entries == ()
    names = [child.rpartition("/")[2] for child in contents.children]
    assert names == ["2026-03.xml", "2026-02.xml", "2026-01.xml"]
    assert len(names) == MAX_CHILDREN


def test_without_dates_the_news_and_the_greatest_numbers_come_first() -> None:
    names = ["pages-9.xml", "2026-9.xml", "2026-11.xml", "news.xml", "2025-12.xml"]
    children = index(*((name, "") for name in names)).children
    assert [child.rpartition("/")[2] for child in children] == [
        "news.xml",
        "2026-11.xml",
        "2026-9.xml",
    ]


def test_an_index_is_a_feed_without_entries() -> None:
    feed = parsed(f'<sitemapindex xmlns="{NAMESPACE}"/>')
    assert (feed.entries, feed.entry_count) == ((), 0)


def test_a_compressed_sitemap_is_read() -> None:
    text = urlset(page("a", "2026-03-04"))
    feed = parsed(gzip.compress(text.encode()), content_type="application/gzip")
    assert [entry.url for entry in feed.entries] == [f"{SITE}/a"]


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(bytes(5_000)),
        gzip.compress(b"<urlset/>" * 100)[:-9],
        b"\x1f\x8b" + bytes(300),
        gzip.compress(b"") * 200,
    ],
    ids=["too large", "cut off", "damaged", "many members"],
)
def test_a_compressed_file_is_bounded(body: bytes) -> None:
    with pytest.raises(FeedError) as caught:
        gunzipped(body, 4_000)
    assert caught.value.reason == "malformed"


@pytest.mark.parametrize(
    "text",
    [
        "<urlset " + " ".join(f"a{number}=''" for number in range(200_000)) + "/>",
        "<urlset>" + "<url>" * 100_000,
        "<urlset>" + "<![CDATA[" * 200_000,
        "<urlset>" + "&" * 1_000_000,
        "<urlset " + "<!-- " * 200_000,
        LAUGHS,
    ],
    ids=["attributes", "depth", "cdata", "ampersands", "comments", "entities"],
)
@pytest.mark.timeout(10)
def test_hostile_sitemaps_end_soon(text: str) -> None:
    assert is_sitemap(text)
    with suppress(NotASitemap):
        assert len(read_sitemap(text, NOW).entries) <= 1


DAMAGED_TITLES = [
    "Fish & chips",
    "Fish<br>chips",
    "3 < 5",
    "<p class=fish>Fish",
    "Fish</b>",
    "<![CDATA[Fish",
    "Fish<!-- chips",
    "Fish</urlset>",
    "Fish <?php",
    "<x:y>Fish</x:z>",
    'Fish <a href="/chips>chips</a>',
    "Fish &hellip; &#1; \x01",
]


@pytest.mark.parametrize("title", DAMAGED_TITLES)
def test_a_damaged_page_costs_no_other_page(title: str) -> None:
    news = f'xmlns="{NAMESPACE}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    rows = [("a", "First"), ("b", title), ("c", "Third")]
    document = urlset(
        *(
            f"{page(at)}<news:news><news:title>{words}</news:title></news:news>"
            for at, words in rows
        ),
        attributes=news,
    )

    contents = read_sitemap(document, NOW)

    assert links(contents) == ["a", "b", "c"]
    assert [entry.title for entry in contents.entries][::2] == ["First", "Third"]
    assert not contents.is_cut_off


def test_of_a_sitemap_that_breaks_off_the_whole_pages_are_read() -> None:
    document = urlset(*(page(str(number), "2026-03-04") for number in range(3)))
    for length in range(len('<urlset xmlns="">') + len(NAMESPACE), document.rindex("</")):
        contents = read_sitemap(document[:length], NOW)

        assert contents.is_cut_off
        assert len(contents.entries) == document[:length].count("</url>")


def test_a_page_in_a_comment_is_left_out_of_a_damaged_sitemap() -> None:
    document = urlset(page("a&b", "2026-03-04"), page("c", "2026-03-04"))
    document = document.replace(
        "</urlset>", f"<!-- <url>{page('d', '2026-03-04')}</url> --></urlset>"
    )

    assert links(read_sitemap(document, NOW)) == ["a&b", "c"]
