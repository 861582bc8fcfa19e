"""Lists of feeds of every kind."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.local.feed_lists import FeedList, read_feed_list
from newsmill.local.feed_sources import read_feed_source
from newsmill.local.opml import read_outlines
from newsmill.local.source_files import SourceError
from newsmill.web.fetching import FetchSettings

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SITE = "https://paper.example/news/"


def listed(content: str | bytes, url: str | None = None) -> FeedList:
    body = content if isinstance(content, bytes) else content.encode()
    return read_feed_list(body, "list", NOW, url=url)


def urls(content: str | bytes, url: str | None = None) -> list[str]:
    return [feed.url for feed in listed(content, url).feeds]


def opml(*outlines: str) -> str:
    return f"<opml version='2.0'><head/><body>{''.join(outlines)}</body></opml>"


def outline(attributes: str) -> str:
    return f"<outline {attributes}/>"


@pytest.mark.parametrize(
    "content",
    [
        opml(outline('xmlUrl="https://a.example/?x=1&y=2"')),
        opml(outline('xmlUrl="https://a.example/?x=1&amp;y=2"')),
        opml(outline("XMLURL='https://a.example/?x=1&y=2' type=rss")),
        opml(outline('xmlurl="https://a.example/?x=1&#38;y=2"')),
        opml(outline('url="https://a.example/?x=1&y=2" type="rss"')),
        opml(outline('feedUrl="https://a.example/?x=1&y=2"')),
        opml(outline('text="Tom & Jerry&hellip; <3" xmlUrl=" https://a.example/?x=1&y=2 "')),
        "<OPML><BODY><OUTLINE XMLURL='https://a.example/?x=1&y=2'></OUTLINE></BODY></OPML>",
        "<!DOCTYPE opml SYSTEM 'opml.dtd'>" + opml(outline('xmlUrl="https://a.example/?x=1&y=2"')),
        "<body>" + outline('xmlUrl="https://a.example/?x=1&y=2"'),
        outline('xmlUrl="https://a.example/?x=1&y=2"'),
        opml("<outline text='x'>", outline('xmlUrl="https://a.example/?x=1&y=2"'))[:-14],
        opml(outline('xmlUrl="https://a.example/?x=1&y=2"'), outline('type="link" url="https://b.example/"')),
    ],
)  # fmt: skip
def test_opml_is_read_as_it_is_written(content: str) -> None:
    assert urls(content) == ["https://a.example/?x=1&y=2"]


def test_opml_keeps_title_section_language_and_tags() -> None:
    content = opml(
        '<outline text="Science &amp; caf&eacute;s"><outline text="Deeper">',
        outline('text="T" title="Stars" xmlUrl="https://a.example/" language="en"'),
        "</outline>",
        outline('text="Moons" xmlUrl="https://b.example/" category="/Sky/Night,moon, moon,"'),
        "</outline>",
        '<outline text="Parent" xmlUrl="https://c.example/">',
        outline('text="Child" xmlUrl="https://d.example/"'),
        "</outline>",
        outline('text="https://e.example/" xmlUrl="https://e.example/"'),
    )

    feeds = listed(content).feeds

    assert [(f.url[8:9], f.title, f.section, f.language, f.tags) for f in feeds] == [
        ("a", "Stars", "Science & cafés", "en", ()),
        ("b", "Moons", "Science & cafés", None, ("Sky/Night", "moon")),
        ("c", "Parent", None, None, ()),
        ("d", "Child", None, None, ()),
        ("e", None, None, None, ()),
    ]


def test_opml_in_latin_1_is_read_without_a_declaration() -> None:
    content = opml(outline('text="Café" xmlUrl="https://a.example/"')).encode("latin-1")
    assert listed(content).feeds[0].title == "Café"


def test_opml_expands_nothing() -> None:
    laughs = '<!DOCTYPE opml [<!ENTITY a "https://a.example/">]>'
    with pytest.raises(SourceError, match="declares entities"):
        listed(laughs + opml(outline('xmlUrl="&a;"')))


def test_a_bad_entry_spoils_none_of_the_others() -> None:
    content = opml(
        outline('xmlUrl="ftp://a.example/"'),
        outline('xmlUrl="https://me:word@b.example/"'),
        outline('xmlUrl="https://c.example/"'),
    )
    found = listed(content)
    assert [feed.url for feed in found.feeds] == ["https://c.example/"]
    assert [line.partition(": ")[0] for line in found.refused] == ["list:1", "list:2"]
    assert "word@" not in "".join(found.refused)


PAGE = """<!DOCTYPE html><html><head>
<link rel="alternate stylesheet" type="application/rss+xml" href="/style">
<link rel="alternate" hreflang="fr" href="/fr/">
<link rel="alternate" type="application/json" href="/wp-json/1">
<link rel="ALTERNATE feed" type="application/atom+xml;charset=utf-8" href="atom" title="All">
</head><body>
<!-- <a href="/hidden.rss">x</a> --><script>document.write('<a href="/script.rss">x</a>')</script>
<a href="sport.rss">Sport</a> <a href='/feeds/world'>World</a> <a href=/feed/comments>Comments</a>
<a href="https://other.example/?feed=rss2">Other</a> <a href="feed:https://third.example/x">Third</a>
<a type="application/rss+xml" href="/odd">Odd</a> <a href="/about">About</a>
<a href="mailto:a@b.example">M</a>
<a href="/feed-your-cat.html">Cats</a> <a href="">Empty</a> <a href="https://[">Bad</a>
<a href="sport.rss#again">Sport</a>
</body></html>"""


def test_a_page_gives_the_feeds_it_names() -> None:
    found = listed(PAGE, SITE)
    assert [feed.url for feed in found.feeds] == [
        "https://paper.example/news/atom",
        "https://paper.example/news/sport.rss",
        "https://paper.example/feeds/world",
        "https://other.example/?feed=rss2",
        "https://paper.example/odd",
    ]
    assert found.refused == ()
    assert found.others == 5


def test_a_page_may_have_another_base() -> None:
    page = '<html><base href="https://b.example/x/"><a href="a.rss">A</a>'
    assert urls(page) == urls(page, SITE) == ["https://b.example/x/a.rss"]


def test_a_file_has_no_address_for_relative_links() -> None:
    assert urls('<a href="a.rss">A</a><a href="https://b.example/b.rss">B</a>') == [
        "https://b.example/b.rss"
    ]


def test_lines_of_text_are_addresses() -> None:
    content = (
        "\ufeff# mine\r\n\r\nhttps://a.example/feed#top # the best\nfeed://b.example/rss\tB\n"
        "  HTTPS://A.example/feed\nc.example/feed\n#https://d.example/\nhttps://e.example/"
    )
    found = listed(content)
    assert [feed.url for feed in found.feeds] == [
        "https://a.example/feed",
        "http://b.example/rss",
        "https://e.example/",
    ]
    (refused,) = found.refused
    assert refused.startswith("list:6: c.example/feed: not a feed address")


@pytest.mark.parametrize(
    "line",
    [
        "- [A](https://a.example/feed)",
        "* <https://a.example/feed>",
        '"https://a.example/feed","News"',
        "News;https://a.example/feed; 7",
        "| A | https://a.example/feed |",
        'https://a.example/feed "~A" tag',
    ],
)
def test_an_address_is_found_beside_other_words(line: str) -> None:
    assert urls(f"Feeds\n{line}\n") == ["https://a.example/feed"]


def test_parentheses_of_an_address_stay() -> None:
    assert urls("https://a.example/feed_(news)\n") == ["https://a.example/feed_(news)"]


def sitemap(*locations: str) -> str:
    rows = "".join(f"<url><loc> {location}\n</loc></url>" for location in locations)
    return f'<?xml version="1.0"?><urlset xmlns="x">{rows}</urlset>'


def test_a_sitemap_gives_the_feeds_in_it() -> None:
    content = sitemap("https://a.example/feed.xml?a=1&amp;b=2", "https://a.example/about")
    found = listed(content)
    assert [feed.url for feed in found.feeds] == ["https://a.example/feed.xml?a=1&b=2"]
    assert found.others == 1


def test_an_index_gives_its_news_sitemaps() -> None:
    content = (
        "<sitemapindex><sitemap><loc>https://a.example/pages.xml</loc></sitemap>"
        "<sitemap><loc><![CDATA[https://a.example/news-sitemap.xml]]></loc></sitemap></sitemapindex>"
    )
    assert urls(content) == ["https://a.example/news-sitemap.xml"]


def test_a_sitemap_without_feeds_is_itself_a_subscription() -> None:
    content = sitemap("https://a.example/1", "https://a.example/2")
    assert urls(content, "https://a.example/sitemap.xml") == ["https://a.example/sitemap.xml"]
    with pytest.raises(SourceError, match="none of the 2 addresses"):
        listed(content)


def test_an_address_of_a_feed_is_a_list_of_one() -> None:
    assert urls("<rss><channel/></rss>", SITE) == [SITE]
    with pytest.raises(SourceError, match="a feed itself"):
        listed("<rss><channel/></rss>")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "no line has an address"),
        ("# only\n", "no line has an address"),
        ("a\nb\n", "no line has an address"),
        (bytes(range(256)) * 9, "no line has an address"),
        ("<html><a href='/x'>x</a>", "none of the 1 links"),
        ("<html><a href='https://a.example/x'>x</a>", "none of the 1 links"),
        ("<opml><body></body></opml>", "no subscriptions in it"),
        ("<note/>", "not an OPML file"),
    ],
)
def test_what_is_no_list_is_said_to_be_none(content: str | bytes, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        listed(content)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["<opml>", "<body>", "<outline xmlUrl='", "'/>", "<a href=", "<urlset>", "<loc>",
                 "</loc>", "https://a.example/feed", "http://[", "feed:", "\n", "#", "&amp;",
                 "<!--", "<![CDATA[", "<html>", "<base href='//b.example/'>", "{", "<rss>", "\0",
                 "%00", "@", ":99999", '"']
            ),
            st.text(max_size=9),
        ),
        max_size=30,
    )
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_any_document_is_a_list_or_said_to_be_none(pieces: list[str]) -> None:
    with suppress(SourceError):
        found = listed("".join(pieces).encode("utf-8", "replace"), SITE)
        assert found.feeds or found.refused
        for line in found.refused:
            assert len(line.splitlines()) == 1


def test_a_list_of_twelve_megabytes_is_read(tmp_path: Path) -> None:
    """Some programs say much of each feed."""
    outlines = "".join(
        f'<outline text="Feed {number}" description="{"What it is about. " * 80}"'
        f' xmlUrl="https://site{number}.example/feed"/>\n'
        for number in range(8_000)
    )
    path = tmp_path / "many.opml"
    path.write_text(opml(outlines))
    found = asyncio.run(read_feed_source(str(path), NOW, FetchSettings()))
    assert len(found.feeds) == 8_000


def test_the_time_is_linear_in_outlines_that_are_never_closed() -> None:
    """Each was asked for its name by each that stood in it."""

    def seconds(count: int) -> float:
        listed = "".join(
            f'<outline xmlUrl="https://site{number}.example/feed">' for number in range(count)
        )
        started = time.process_time()
        assert len(read_outlines(f"<opml><body>{listed}")) == count
        return time.process_time() - started

    # Six times as many; had each asked all around it, it would be 36 times as long.
    assert min(seconds(60_000), seconds(60_000)) < 20 * max(seconds(10_000), seconds(10_000))
