"""Formats of feeds."""

import json

from tests.puller.simulator.answers import says
from tests.puller.simulator.behaviours import Behaviour, Group, row, visit
from tests.puller.simulator.checks import (
    article,
    asks,
    event,
    new,
    offers,
    offers_nothing,
    reads,
    revised,
    sees,
    titles,
)
from tests.puller.simulator.documents import (
    SITE,
    atom,
    entry,
    item,
    items,
    json_feed,
    news_sitemap,
    numbered,
    rss,
)

BOTH = titles("Title 1", "Title 2")
SITEMAP_INDEX = (
    '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<sitemap><loc>@HERE@/news-1.xml</loc><lastmod>2026-03-04</lastmod></sitemap></sitemapindex>"
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    f'<channel rdf:about="{SITE}/"><title>The Tolvik Courier</title><link>{SITE}/</link></channel>'
    + "".join(
        f'<item rdf:about="{SITE}/{n}"><title>Title {n}</title><link>{SITE}/{n}</link>'
        f"<dc:date>2026-03-03T10:00:00Z</dc:date></item>"
        for n in (1, 2)
    )
    + "</rdf:RDF>"
)
ATOM_03 = (
    '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>The Tolvik Courier</title>'
    + "".join(
        f'<entry><id>tolvik-{n}</id><title>Title {n}</title><link rel="alternate"'
        f' type="text/html" href="{SITE}/{n}"/><issued>2026-03-03T10:00:00Z</issued></entry>'
        for n in (1, 2)
    )
    + "</feed>"
)


def _format(name: str, server: str, body: str, content_type: str, source: str = "") -> Behaviour:
    answer = says(body, content_type=content_type)
    return row(
        f"format-{name}",
        f"serves {server}",
        "reads it, and offers nothing twice",
        visit(answer, BOTH, article(feed_title="The Tolvik Courier")),
        visit(says(body + "\n", content_type=content_type), offers_nothing()),
        source=source,
    )


FORMATS = Group(
    "Formats",
    (
        _format("rss", "RSS 2.0", numbered(1, 2), "application/rss+xml"),
        _format("rss-0-91", "RSS 0.91", numbered(1, 2).replace("2.0", "0.91"), "text/xml"),
        _format("rdf", "RSS 1.0 (RDF)", RDF, "application/rdf+xml"),
        _format(
            "atom", "Atom 1.0", atom(entry(1), entry(2)), "application/atom+xml", "RFC 4287 §4"
        ),
        _format("atom-0-3", "Atom 0.3", ATOM_03, "application/atom+xml"),
        _format(
            "atom-prefixed",
            "Atom with a prefix before each element",
            atom(entry(1), entry(2))
            .replace("</", "</a:")
            .replace("<", "<a:")
            .replace("<a:/a:", "</a:")
            .replace("<a:?", "<?")
            .replace("xmlns=", "xmlns:a="),
            "application/atom+xml",
        ),
        _format("json", "JSON Feed 1.1", json_feed(1, 2), "application/feed+json"),
        _format("json-1", "JSON Feed 1", json_feed(1, 2, version="1"), "application/json"),
        row(
            "format-json-mistakes",
            "serves a JSON Feed with a number for an id, an entry that is a text, and null titles",
            "reads what can be read",
            visit(
                says(
                    json.dumps(
                        {
                            "version": "https://jsonfeed.org/version/1.1",
                            "title": None,
                            "items": [
                                {"id": 7, "url": f"{SITE}/7", "title": "Title 7"},
                                "nothing",
                                None,
                                {"id": "8", "title": None, "content_html": "<p>Eight</p>"},
                            ],
                        }
                    ),
                    content_type="application/feed+json",
                ),
                offers(2),
            ),
        ),
        row(
            "format-news-sitemap",
            "serves a Google News sitemap",
            "reads it as a feed",
            visit(says(news_sitemap(1, 2), content_type="application/xml"), BOTH),
            visit(says(news_sitemap(3, 1, 2), content_type="application/xml"), titles("Title 3")),
        ),
        row(
            "format-sitemap-index",
            "serves an index of news sitemaps",
            "reads the news sitemaps it names",
            visit(
                says(SITEMAP_INDEX, content_type="application/xml"),
                BOTH,
                asks("feed", "news-1.xml"),
                at={"news-1.xml": says(news_sitemap(1, 2), content_type="application/xml")},
            ),
        ),
        row(
            "format-switches",
            "goes over from RSS to JSON Feed with the same ids, links and texts",
            "offers nothing as new",
            visit(says(numbered(1, 2)), offers(2)),
            visit(
                says(json_feed(1, 2, home_page_url=f"{SITE}/"), content_type="application/json"),
                new(0),
            ),
        ),
        row(
            "format-1200-entries",
            "has 1 200 entries in its document",
            "takes the thousand newest and counts the others",
            visit(
                says(
                    rss(
                        *(
                            item(n, pubDate=f"Tue, 03 Mar 2026 {n // 60:02}:{n % 60:02}:00 GMT")
                            for n in range(1_200)
                        )
                    )
                ),
                offers(1_000),
                event(entries=1_200, left_out=200),
                sees("the newest", lambda s: "Title 199" not in {a.title for a in s.articles}),
            ),
        ),
        row(
            "format-subscriber",
            "knows nothing of what its subscriber calls it",
            "gives each article the subscriber's section, tags and title for the feed",
            visit(
                says(numbered(1)),
                article(section="Science", tags=("harbour",), subscription_title="Ours"),
            ),
        ),
        row(
            "format-comment-and-cdata",
            "has items in a comment and in a CDATA section",
            "takes neither for an entry",
            visit(
                says(
                    rss(
                        f"<!-- {items(7, 8)} -->",
                        item(1, description=f"<![CDATA[{items(9)}]]>"),
                        items(2),
                    )
                ),
                BOTH,
            ),
        ),
        row(
            "format-nested-entry",
            "has an entry of another feed within an entry (atom:source)",
            "gives the outer one its own title and link",
            visit(
                says(
                    atom(
                        entry(
                            1,
                            "<source><title>Elsewhere</title><id>x</id>"
                            '<link href="https://other.example/"/></source>',
                        )
                    )
                ),
                titles("Title 1"),
                article(url=f"{SITE}/1"),
            ),
            source="RFC 4287 §4.2.11",
        ),
        row(
            "format-text-revised",
            "changes the text of an entry",
            "offers it once more, as a new state of the same entry",
            visit(says(numbered(1, 2)), offers(2)),
            visit(
                says(rss(item(1, description="Corrected: the ferry stays."), items(2))),
                revised(1),
                offers(1),
                reads("the new text", lambda a: "Corrected" in a.summary_html),
            ),
        ),
    ),
)
