import pickle
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import feedparser.html
import feedparser.mixin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.contracts.base import NOT_TIMED
from newsmill.puller.identity.remembering import Memory
from newsmill.puller.reading.documents import FeedError
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.reading.parsing import parse_feed
from newsmill.puller.reading.strict import MAX_CODES_KEPT
from tests.puller.documents import FEED_URL, FEEDS, NOW, document, item, parsed, parsed_file, rss


def test_rss_2_is_read_with_its_modules() -> None:
    feed = parsed_file("harbour.rss20.xml")
    assert (feed.title, feed.language) == ("Harbour & Quay", "en-GB")
    assert feed.site_url == "https://www.harbour.example/"
    assert (feed.wishes.ttl, feed.wishes.update_period) == (
        timedelta(minutes=30),
        timedelta(hours=6),
    )
    assert (feed.entry_count, feed.skipped, feed.left_out) == (5, 1, 0)
    ferry = feed.entries[0]
    assert ferry.title == "Ferry <b>Tern</b> &amp; crew back in service"
    assert ferry.guid == "hq-7"
    assert ferry.url == "https://www.harbour.example/2026/ferry?id=7&page=2"
    assert ferry.summary_html == "<p>The ferry sails again.</p>"
    assert ferry.content_html.startswith('<p>The ferry <a href="/tern">Tern</a> sails')
    assert ferry.authors == ("Mira Holm", "Odd Vik")
    assert ferry.categories == ("Transport", "Islands")
    assert ferry.image_url == "https://img.harbour.example/tern.jpg"
    assert ferry.published_at == datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert (ferry.updated_at, ferry.seen_at, ferry.timings) == (None, NOW, NOT_TIMED)
    assert (ferry.feed_url, ferry.feed_title) == (FEED_URL, "Harbour & Quay")


def test_rss_2_is_read_where_it_is_careless() -> None:
    _, service, notice, permalink = parsed_file("harbour.rss20.xml").entries
    assert service.url == "https://www.harbour.example/2026/eight"
    assert service.authors == ("Night Desk",)
    assert service.published_at is None
    assert (notice.guid, notice.url) == ("4711", None)
    assert permalink.url == permalink.guid == "https://www.harbour.example/2026/nine"
    assert permalink.image_url == "https://www.harbour.example/pictures/nine.png"


def test_atom_is_read_with_its_bases_and_authors() -> None:
    feed = parsed_file("lighthouse.atom.xml")
    assert (feed.title, feed.language) == ("The Lighthouse", "nb")
    lamp, signed = feed.entries
    assert lamp.url == "https://www.lighthouse.example/march/one.html"
    assert lamp.image_url == "https://www.lighthouse.example/march/one.jpg"
    assert lamp.authors == ("Newsroom",)
    assert lamp.categories == ("Lamps",)
    assert lamp.content_html == "<p>The lamp was lit at <em>four</em> in the morning.</p>"
    assert lamp.published_at == datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
    assert lamp.updated_at == datetime(2026, 3, 4, 10, tzinfo=UTC)
    assert signed.url == "https://cdn.lighthouse.example/two"
    assert signed.authors == ("Zoe Berg",)
    # The only text is no summary of another one, and the dates are of no use.
    assert (signed.summary_html, signed.content_html) == ("<p>A <b>signed</b> piece.</p>", "")
    assert (signed.published_at, signed.updated_at) == (None, None)


def test_plain_text_that_looks_like_markup_reads_the_same_as_html() -> None:
    lamp = parsed_file("lighthouse.atom.xml").entries[0]
    assert lamp.title == "Is 1 &lt; 2 &lt;b&gt;?"
    assert lamp.summary_html == "Plain words &amp;amp; signs."


@pytest.mark.parametrize(
    ("name", "title", "url", "date"),
    [
        ("quarry.rss10.xml", "Stone found", "https://quarry.example/1", "2026-03-01T08:00Z"),
        ("mill.rss091.xml", "März", "https://mill.example/1", None),
        ("channel.cdf.xml", "An item", "https://cdf.example/1", "2026-03-01T10:00Z"),
    ],
)
def test_older_formats_are_read(name: str, title: str, url: str, date: str | None) -> None:
    (entry,) = parsed_file(name).entries
    assert (entry.title, entry.url) == (title, url)
    assert entry.published_at == (datetime.fromisoformat(date) if date else None)


def test_json_feed_is_read() -> None:
    feed = parsed_file("orchard.json")
    assert (feed.title, feed.language) == ("Orchard & Garden", "en-NZ")
    assert (feed.entry_count, feed.skipped) == (3, 1)
    apples, seeds = feed.entries
    assert (apples.title, apples.url) == ("Apples &lt; pears", "https://feeds.example/apples")
    assert (apples.summary_html, apples.authors) == ("Apples.", ("Pip Stone",))
    assert (apples.categories, apples.image_url) == (("fruit",), "https://orchard.example/a.png")
    assert apples.published_at == datetime(2026, 3, 1, 21, tzinfo=UTC)
    assert (seeds.guid, seeds.authors) == ("2", ("Gardeners",))
    assert seeds.summary_html + seeds.content_html == "Seeds &amp; soil"
    assert seeds.published_at is None


def test_a_feed_that_is_no_xml_gives_what_can_be_read() -> None:
    feed = parsed_file("careless.rss20.xml")
    assert feed.title == "Careless & Sons"
    (first,) = feed.entries
    assert first.title == "Salt\u00a0© 😊 pepper".replace("\u00a0", " ")
    assert first.url == "https://careless.example/1?a=1&b=2"
    assert "with a <b>bold</b> word" in first.summary_html
    # The second entry breaks off with the document.
    assert (feed.is_cut_off, feed.entry_count) == (True, 1)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b" \r\n\x00", "empty", id="blanks"),
        pytest.param(b"<!DOCTYPE html><html><title>Hi</title><a>x</a>", "not_a_feed", id="HTML"),
        pytest.param(
            b"<html><item><title>x</title></item></html>", "not_a_feed", id="HTML with an item"
        ),
        pytest.param(b"<sitemap><url/></sitemap>", "not_a_feed", id="other XML"),
        pytest.param(b"Not found", "not_a_feed", id="text"),
        pytest.param(bytes(range(256)) * 40, "not_a_feed", id="bytes"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(400), "not_a_feed", id="a picture"),
        pytest.param(b'{"items": []}', "not_a_feed", id="other JSON"),
        pytest.param(b'{"version": "https://jsonfeed.org/version/1"}', "not_a_feed", id="no items"),
        pytest.param(b"{", "not_a_feed", id="half of JSON"),
        pytest.param(b'{"a":' * 100_000, "not_a_feed", id="deep JSON"),
        pytest.param(b"[" * 100_000, "not_a_feed", id="a deep list"),
        pytest.param(b'<rss version="2.0"><channel><title>x', "malformed", id="cut off"),
        pytest.param(b'<rss version="2.0"><channel><item><ti', "malformed", id="cut off in entry"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(body: bytes, reason: str) -> None:
    with pytest.raises(FeedError) as caught:
        parsed(body)
    assert caught.value.reason == reason
    assert str(caught.value)


@pytest.mark.parametrize("body", [rss(), '<feed xmlns="http://www.w3.org/2005/Atom"/>'])
def test_a_feed_may_be_empty(body: str) -> None:
    feed = parsed(body)
    assert (feed.entries, feed.memory, feed.entry_count) == ((), b"", 0)


DOCUMENT_TYPES = {
    "billion laughs": '<!DOCTYPE x [<!ENTITY a "AAAAAAAA">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghi"))
    + "]>",
    "one long entity": f'<!DOCTYPE x [<!ENTITY i "{"A" * 30_000}">]>',
    "one long entity on a line of its own": f'<!DOCTYPE x [\n<!ENTITY i "{"A" * 30_000}">\n]>',
    "a file": '<!DOCTYPE x [\n<!ENTITY i SYSTEM "file:///etc/passwd">\n]>',
    "a parameter": '<!DOCTYPE x [<!ENTITY % i SYSTEM "http://127.0.0.1/"> %i;]>',
    "an external subset": '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
}


@pytest.mark.parametrize("kind", DOCUMENT_TYPES)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_document_type_brings_nothing_in(kind: str, codec: str) -> None:
    text = '<?xml version="1.0"?>' + DOCUMENT_TYPES[kind] + rss(item(1, "&i;" * 9_000))
    (entry,) = parsed(text.encode(codec)).entries
    assert entry.title == "Title 1"
    assert len(entry.summary_html) <= 3 * 9_000
    assert "root:" not in entry.summary_html


@pytest.mark.parametrize("before", ["", "\n\n  "])
@pytest.mark.parametrize("gap", ["", "\n"])
def test_a_declared_character_is_read(before: str, gap: str) -> None:
    head = f'<?xml version="1.0"?>{before}<!DOCTYPE rss [{gap}<!ENTITY eng "&#331;">\n]>'
    (entry,) = parsed(head + rss(item(1, title="Lo&eng;g"))).entries
    assert entry.title == "Loŋg"


def test_control_characters_and_surrogates_do_not_come_through() -> None:
    text = "a\x00\x08\x1b&#8;&#x9f;&#xd800;&#1114112;b"
    (entry,) = parsed(rss(item(1, text, title=text, category=text, author=text))).entries
    for field in (entry.title, entry.summary_html, *entry.authors, *entry.categories):
        assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in field)
        assert field.encode()


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "Thu, 01 Jan 1000 00:00:00 GMT",
        "Wed, 31 Dec 1969 23:59:59 GMT",
        "Sat, 07 Mar 2026 12:00:01 GMT",
        "Tue, 03 Mar 99999 10:00:00 GMT",
        "9" * 5000,
    ],
)
def test_a_date_that_cannot_be_is_no_date(written: str) -> None:
    (entry,) = parsed(rss(item(1, pubDate=written))).entries
    assert entry.published_at is None


@pytest.mark.parametrize(
    ("channel", "ttl", "period"),
    [
        ("<ttl>0</ttl>", None, None),
        ("<ttl>-5</ttl>", None, None),
        ("<ttl>soon</ttl>", None, None),
        ("<ttl>999999</ttl>", timedelta(days=7), None),
        ("<sy:updatePeriod> Weekly </sy:updatePeriod>", None, timedelta(days=7)),
        ("<sy:updatePeriod>always</sy:updatePeriod>", None, None),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            None,
            None,
        ),
    ],
)
def test_a_feed_may_say_how_often_it_changes(
    channel: str, ttl: timedelta | None, period: timedelta | None
) -> None:
    namespace = ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    feed = parsed(rss(channel=channel).replace("<channel", f"<channel{namespace}"))
    assert (feed.wishes.ttl, feed.wishes.update_period) == (ttl, period)


def test_a_feed_and_its_failure_can_cross_a_process_boundary() -> None:
    asked = pickle.loads(pickle.dumps(document(rss(item(1)))))
    feed: ParsedFeed = pickle.loads(pickle.dumps(parse_feed(asked)))
    assert feed.entries[0].title == "Title 1"
    error = pickle.loads(pickle.dumps(FeedError("empty", "the document is empty")))
    assert (error.reason, str(error)) == ("empty", "the document is empty")


def test_the_parser_brings_neither_the_web_nor_kafka_with_it() -> None:
    program = (
        "import sys, newsmill.puller.reading.parsing;"
        "heavy = {'aiohttp', 'faust', 'aiokafka', 'newsmill.web.fetching'};"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


WHOLE = [path.read_bytes() for path in sorted(FEEDS.iterdir())]
FRAGMENTS = st.sampled_from(
    [
        *(b"<item>", b"</item>", b"<entry>", b"<![CDATA[", b"]]>", b"<!--", b"&", b"&#xD800;"),
        *(b"<!ENTITY a", b"<links a='b'>", b"<tags x='1'/>", b"<link/>", b"</channel>", b"\x00"),
        *(
            b"<source url='x'>",
            b"<image>",
            b"<authors a='b'>",
            b"<category/>",
            b"<svg>",
            b'"',
            b"}",
        ),
        *(b"<title type='xhtml'>", b"<content mode='base64'>!", b"<media:credit>", b"<textinput>"),
        *(b"<summary_detail a='b'>", b"<guid ispermalink='x'>", b"xmlns:a='b'", b"<a:b c:d='e'>"),
        *(b"<itunes:category/>", b"<dcterms:valid>=;", b"<georss:point>1", b"<media:rating>"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(WHOLE),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 200), FRAGMENTS | st.binary(max_size=6)),
        min_size=1,
        max_size=5,
    ),
)
def test_damage_costs_entries_but_never_raises_anything_else(
    whole: bytes, cuts: list[tuple[float, int, bytes]]
) -> None:
    damaged = whole
    for where, length, inserted in cuts:
        start = int(where * len(damaged))
        damaged = damaged[:start] + inserted + damaged[start + length :]
    try:
        feed = parsed(damaged)
    except FeedError as error:
        assert str(error)  # noqa: PT017 # either outcome is right
    else:
        assert len(Memory(feed.memory)) <= feed.entry_count
        for entry in feed.entries:
            assert entry.model_dump_json().encode()


def test_feedparsers_table_of_replacements_says_the_same_of_every_code_point_and_stays_small() -> (
    None
):
    table = feedparser.mixin._cp1252
    assert table is not feedparser.html._cp1252
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    for text in (every, every[::-1]):
        assert text.translate(table) == text.translate(feedparser.html._cp1252)
    assert len(table) <= MAX_CODES_KEPT
