"""Titles, texts and links of other vocabularies are never those of the entry."""

import pytest

from newsmill.contracts.articles import Media, RawArticle
from tests.puller.documents import parsed

NAMESPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:podcast="https://podcastindex.org/namespace/1.0"'
    ' xmlns:googleplay="http://www.google.com/schemas/play-podcasts/1.0"'
    ' xmlns:x="https://vocabulary.example/"'
)
OWN = (
    "<guid isPermaLink='false'>g</guid><title>Own title</title>"
    "<link>https://site.example/own</link><description>Own words.</description>"
)
PAGE = "https://site.example/other"

FOREIGN = [
    "<media:title>Other</media:title>",
    "<media:description type='plain'>Other, and longer than the own words.</media:description>",
    (
        "<media:content url='https://site.example/a.jpg'><media:title>Other</media:title>"
        "<media:description>Other, and much longer</media:description></media:content>"
    ),
    (
        "<media:group><media:content url='https://site.example/a.jpg'/><media:title>Other</media:title>"
        "<media:description>Other, and much longer</media:description></media:group>"
    ),
    "<media:text>Other, and much longer than the own words</media:text>",
    "<itunes:title>Other</itunes:title>",
    "<itunes:summary>Other, and much longer than the own words</itunes:summary>",
    "<itunes:subtitle>Other</itunes:subtitle>",
    "<googleplay:description>Other, and much longer</googleplay:description>",
    "<podcast:transcript url='https://site.example/other'>Other</podcast:transcript>",
    "<dc:description>Other, and much longer than the own words</dc:description>",
    "<dc:title>Other</dc:title>",
    "<x:title>Other</x:title><x:description>Other, and much longer</x:description>",
    f"<x:link>{PAGE}</x:link><x:guid>other</x:guid>",
    f"<atom:link rel='self' href='{PAGE}'/>",
    f"<atom:link rel='alternate' href='{PAGE}'/>",
    f"<atom:link rel='replies' type='text/html' href='{PAGE}'/>",
    f"<link rel='alternate' hreflang='fr' href='{PAGE}'/>",
    f"<link href='{PAGE}'/>",
    "<link uri='at://did:plc:abc/app.feed.post/1'/>",
    f"<enclosure url='{PAGE}' type='audio/mpeg' length='1'/>",
    f"<source url='{PAGE}'>Other</source>",
    f"<image><url>{PAGE}</url><title>Other</title><link>{PAGE}</link></image>",
    (
        f"<atom:source><atom:id>other</atom:id><atom:title>Other</atom:title>"
        f"<atom:link href='{PAGE}'/></atom:source>"
    ),
    "<atom:title>Other</atom:title><atom:id>other</atom:id><atom:summary>Other</atom:summary>",
    f"<x:group><title>Other</title><link>{PAGE}</link><description>Other</description></x:group>",
    f"<textInput><title>Other</title><link>{PAGE}</link><description>Other</description></textInput>",
]


def entry(inside: str) -> RawArticle:
    text = f'<rss version="2.0" {NAMESPACES}><channel><title>F</title><item>{inside}</item>'
    (found,) = parsed(text + "</channel></rss>").entries
    return found


@pytest.mark.parametrize("foreign", FOREIGN)
@pytest.mark.parametrize("is_first", [True, False], ids=["before", "behind"])
def test_what_is_not_the_entrys_own_stays_apart(foreign: str, is_first: bool) -> None:
    found = entry(foreign + OWN if is_first else OWN + foreign)
    assert (found.guid, found.title, found.url) == ("g", "Own title", "https://site.example/own")
    assert (found.summary_html, found.content_html) == ("Own words.", "")


@pytest.mark.parametrize("foreign", [one for one in FOREIGN if "media:" in one or "itunes:" in one])
def test_an_entry_with_nothing_else_has_no_text_of_its_own(foreign: str) -> None:
    found = entry("<guid isPermaLink='false'>g</guid><title>Own title</title>" + foreign)
    assert (found.summary_html, found.content_html, found.title) == ("", "", "Own title")


def test_an_alternate_is_the_link_where_there_is_no_other() -> None:
    assert entry(f"<title>T</title><atom:link rel='alternate' href='{PAGE}'/>").url == PAGE
    assert entry("<title>T</title><link uri='at://did/1'/>").url is None


def atom(inside: str, **attributes: str) -> RawArticle:
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    text = f'<feed xmlns="http://www.w3.org/2005/Atom"{written}><entry><id>urn:1</id>'
    (found,) = parsed(f"{text}<title>T</title>{inside}</entry></feed>").entries
    return found


@pytest.mark.parametrize(
    "links",
    [
        "<link href='{own}'/><link rel='alternate' hreflang='fr' href='{other}'/>",
        "<link hreflang='fr' href='{other}'/><link hreflang='en' href='{own}'/>",
        "<link hreflang='en-GB' href='{own}'/><link hreflang='fr' href='{other}'/>",
        "<link href='{own}'/><link rel='self' href='{other}'/><link rel='edit' href='{other}'/>",
        "<link type='application/json' href='{other}'/><link type='text/html' href='{own}'/>",
        "<link rel='enclosure' type='text/html' href='{other}'/><link href='{own}'/>",
        "<link href='{own}'/><source><id>x</id><title>O</title><link href='{other}'/></source>",
        "<link rel='http://www.iana.org/assignments/relation/alternate' href='{own}'/>",
    ],
)
def test_of_several_links_the_page_in_the_feeds_language_is_the_entrys(links: str) -> None:
    own = "https://site.example/own"
    found = atom(links.format(own=own, other=PAGE), **{"xml:lang": "en-US"})
    assert (found.url, found.title, found.guid) == (own, "T", "urn:1")


def test_media_keep_their_captions_and_credits() -> None:
    found = entry(
        OWN + "<media:group><media:credit>All of them</media:credit>"
        "<media:content url='https://site.example/a.jpg' type='image/jpeg' medium='image'"
        " width='600' height='400' fileSize='1234'><media:title>A bus</media:title>"
        "<media:description type='html'>A &lt;b&gt;yellow&lt;/b&gt; bus &amp;amp; a church"
        "</media:description><media:credit>Someone</media:credit>"
        "<media:thumbnail url='https://site.example/small.jpg'/></media:content>"
        "<media:content url='https://site.example/b.mp4' type='video/mp4' duration='61.5'/>"
        "</media:group><enclosure url='/c.mp3' type='audio/mpeg' length='99'/>"
    )
    assert found.media == (
        Media(url="https://feeds.example/c.mp3", type="audio/mpeg", medium="audio", bytes=99),
        Media(
            url="https://site.example/a.jpg",
            type="image/jpeg",
            medium="image",
            title="A bus",
            caption="A yellow bus & a church",
            credit="Someone",
            width=600,
            height=400,
            bytes=1234,
        ),
        Media(
            url="https://site.example/b.mp4",
            type="video/mp4",
            medium="video",
            credit="All of them",
            seconds=61,
        ),
        Media(
            url="https://site.example/small.jpg",
            medium="image",
            title="A bus",
            caption="A yellow bus & a church",
            credit="Someone",
        ),
    )
    assert found.image_url == "https://site.example/a.jpg"


def test_captions_beside_a_medium_are_those_of_all_media() -> None:
    found = entry(
        OWN + "<media:thumbnail url='https://site.example/s.jpg' width='px'/>"
        "<media:content url='https://site.example/a.jpg' medium='image'/>"
        "<media:description>A bus</media:description><media:copyright>An agency</media:copyright>"
    )
    assert [(one.caption, one.credit) for one in found.media] == [("A bus", "An agency")] * 2


def test_media_are_bounded() -> None:
    one = "<media:content url='https://site.example/{}.jpg'><media:title>{}</media:title></media:content>"
    found = entry(OWN + "".join(one.format(n, "t" * 9_000) for n in range(100)))
    assert len(found.media) == 20
    assert max(len(medium.title) for medium in found.media) == 500


def test_undeclared_prefixes_mean_what_they_usually_do() -> None:
    text = (
        "<rss version='2.0'><channel><item><title>T</title><dc:creator>Mira</dc:creator>"
        "<content:encoded>Full text</content:encoded><media:description>A caption"
        "</media:description><y:title>Other</y:title></item></channel></rss>"
    )
    (found,) = parsed(text).entries
    assert (found.title, found.authors) == ("T", ("Mira",))
    assert found.summary_html + found.content_html == "Full text"


@pytest.mark.parametrize("name", ["title", "summary", "author", "link", "guid", "source"])
def test_elements_within_a_text_are_words_of_it(name: str) -> None:
    text = f"<p>Before <{name}>within</{name}> &amp; behind</p>"
    found = entry(OWN.replace("Own words.", text))
    assert (found.guid, found.title, found.url) == ("g", "Own title", "https://site.example/own")
    assert found.summary_html == text


def test_an_element_without_words_within_a_text_is_markup_of_it() -> None:
    found = entry(OWN.replace("Own words.", 'Before <link href="https://a.example/"/> & behind'))
    assert found.summary_html == 'Before <link href="https://a.example/"></link> &amp; behind'
