"""Elements of other vocabularies beside an entry's own."""

from tests.puller.simulator.answers import says
from tests.puller.simulator.behaviours import Behaviour, Check, Group, row, visit
from tests.puller.simulator.checks import article, offers, reads, sees
from tests.puller.simulator.documents import SITE, TEXT, item, rss

NAMESPACES = (
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:atom="http://www.w3.org/2005/Atom"'
)
OWN = TEXT.format(number=1)
PICTURE = 'url="https://img.tolvik.example/1.jpg" type="image/jpeg"'


def apart(
    name: str, server: str, client: str, inside: str, *checks: Check, **more: str | None
) -> Behaviour:
    """An RSS item with `more` in it."""
    document = rss(item(1, inside, **more), root=NAMESPACES)
    return row(f"entry-{name}", server, client, visit(says(document), offers(1), *checks))


def text_is(text: str) -> Check:
    """The article has this text, and no other."""
    return reads(
        f"the text is {text!r}",
        lambda a: (
            (a.content_html or a.summary_html).strip() == text
            and a.summary_html.strip() in (text, "")
        ),
    )


VOCABULARIES = Group(
    "Other vocabularies",
    (
        apart(
            "caption",
            "has a text, and a caption in media:description",
            "keeps the caption with the picture, and the text as the text",
            f"<media:content {PICTURE}><media:description>A ferry at sea"
            "</media:description><media:credit>K. Vik</media:credit></media:content>",
            text_is(OWN),
            sees(
                "caption and credit",
                lambda s: (
                    [(m.caption, m.credit) for m in s.articles[0].media]
                    == [("A ferry at sea", "K. Vik")]
                ),
            ),
        ),
        apart(
            "caption-alone",
            "has no text, and a caption in media:description",
            "does not take the caption for the text",
            "<media:description>A ferry at sea</media:description>",
            text_is(""),
            description=None,
        ),
        apart(
            "caption-longer",
            "has a caption that is longer than the text",
            "takes the text for the text",
            f'<media:content {PICTURE}><media:description type="html">{"A ferry at sea. " * 40}'
            "</media:description></media:content>",
            text_is(OWN),
        ),
        apart(
            "media-title",
            "has media:title behind its own title",
            "keeps its own",
            "<media:title>IMG_4711.JPG</media:title>",
            article(title="Title 1"),
        ),
        apart(
            "media-title-first",
            "has media:title and no title of its own",
            "does not take the picture's for the entry's",
            f"<media:content {PICTURE}><media:title>IMG_4711.JPG</media:title></media:content>",
            article(title=""),
            title=None,
        ),
        apart(
            "itunes-summary",
            "has itunes:summary, itunes:title and itunes:subtitle beside its own",
            "keeps its own",
            "<itunes:title>Pod</itunes:title><itunes:summary>Pod pod pod</itunes:summary>"
            "<itunes:subtitle>Pod</itunes:subtitle>",
            article(title="Title 1"),
            text_is(OWN),
        ),
        apart(
            "dc-description",
            "has dc:description and dc:title beside its own",
            "keeps its own",
            "<dc:title>Record 1</dc:title><dc:description>Record</dc:description>",
            article(title="Title 1"),
            text_is(OWN),
        ),
        apart(
            "full-text",
            "has a teaser and the full text in content:encoded",
            "keeps both apart",
            f"<content:encoded><![CDATA[<p>{OWN} {OWN}</p>]]></content:encoded>",
            reads("both", lambda a: a.summary_html == OWN and a.content_html.count(OWN) == 2),
        ),
        apart(
            "atom-link",
            "has atom:link elements beside its own link",
            "keeps its own link",
            '<atom:link rel="replies" href="https://tolvik.example/1/comments"/>'
            '<atom:link rel="self" href="https://tolvik.example/feed"/>',
            article(url=f"{SITE}/1"),
        ),
        apart(
            "link-with-attributes",
            "has a second `<link>` with attributes and no text",
            "keeps its own link",
            '<link rel="amphtml" href="https://amp.example/1"/>',
            article(url=f"{SITE}/1"),
        ),
        apart(
            "enclosure",
            "has an enclosure and no link",
            "does not take the sound for the article",
            '<enclosure url="https://audio.tolvik.example/1.mp3" type="audio/mpeg" length="9"/>',
            article(url=None),
            link=None,
        ),
    ),
)
