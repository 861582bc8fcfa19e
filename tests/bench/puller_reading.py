"""make bench-puller: CPU of reading feeds, beside fastfeedparser and feedparser in the same run.

Invented feeds of several kinds. Each is read when nothing in it is known, when one entry of it is
new, and when only its header has changed, as it is at most polls: feeds with a build date change
whenever they are asked for. Bars: with nothing new at most twice the CPU of fastfeedparser, with
one new entry at most three times.
"""

import argparse
import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import fastfeedparser
import feedparser

from newsmill.puller.reading.documents import FeedDocument
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.reading.parsing import parse_feed

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
URL = "https://www.harbour.example/feed"
ROUNDS = 7
"""The fastest of so many counts: other processes only make it slower."""
SECONDS_PER_ROUND = 0.15
NOTHING_NEW_BAR, ONE_NEW_BAR = 2.0, 3.0

SENTENCE = (
    "the harbour council met on a wet evening to hear what the ferry costs and who pays for it"
    " while nets were mended on the quay and children counted the boats that came home before dark"
)
WORDS = tuple(SENTENCE.split(" "))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of feed: how many entries, and how one is written."""

    name: str
    entries: int
    head: str
    entry: Callable[[int, str], str]
    tail: str


def text(number: int, words: int) -> str:
    """Some sentences that no other entry has."""
    start = number * 7
    return " ".join(WORDS[(start + n * (number % 5 + 1)) % len(WORDS)] for n in range(words))


def teaser(number: int, title: str) -> str:
    """An entry as most newspapers write it."""
    return (
        f"<item><title><![CDATA[{title}]]></title>\n"
        f"<link>https://www.harbour.example/news/2026/03/04/{number}?at_medium=RSS</link>\n"
        f'<guid isPermaLink="false">https://www.harbour.example/news/{number}#0</guid>\n'
        f"<pubDate>Wed, 04 Mar 2026 {number % 24:02}:{number % 60:02}:00 GMT</pubDate>\n"
        f"<dc:creator>Mira Holm</dc:creator><category>Harbour</category>"
        f"<category>Council</category>\n"
        f"<description><![CDATA[{text(number, 30)}]]></description>\n"
        f'<media:thumbnail width="240" height="135" url="https://img.example/{number}.jpg"/>\n'
        "</item>\n"
    )


def article(number: int, title: str) -> str:
    """An entry of an Atom feed with its full text."""
    paragraphs = "".join(f"&lt;p&gt;{text(number + n, 70)}&lt;/p&gt;\n" for n in range(10))
    return (
        f"<entry><id>tag:harbour.example,2026:{number}</id>"
        f'<title type="html">{title}</title>'
        f'<link rel="alternate" type="text/html" href="https://www.harbour.example/{number}"/>'
        f"<published>2026-03-04T10:00:00Z</published><updated>2026-03-04T11:00:00Z</updated>"
        f"<author><name>Odd Vik</name></author><category term='Harbour'/>"
        f"<summary type='html'>{text(number, 30)}</summary>"
        f'<content type="html">{paragraphs}</content></entry>\n'
    )


def stone(number: int, title: str) -> str:
    """An entry of an RDF feed."""
    return (
        f'<item rdf:about="https://www.harbour.example/{number}"><title>{title}</title>'
        f"<link>https://www.harbour.example/{number}</link>"
        f"<description>{text(number, 40)}</description><dc:date>2026-03-04T10:00:00+01:00</dc:date>"
        f"<dc:creator>Odd Vik</dc:creator><dc:subject>Stone</dc:subject></item>\n"
    )


def gallery(number: int, title: str) -> str:
    """An entry with pictures and their captions."""
    pictures = "".join(
        f'<media:content url="https://img.example/{number}/{n}.jpg" type="image/jpeg"'
        f' medium="image" width="600" height="400"><media:credit>Someone</media:credit>'
        f"<media:description>{text(number + n, 15)}</media:description></media:content>"
        for n in range(2)
    )
    return teaser(number, title).replace("</item>", f"{pictures}</item>")


RSS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:atom="http://www.w3.org/2005/Atom" version="2.0"'
    ' xmlns:media="http://search.yahoo.com/mrss/"><channel><title><![CDATA[The Harbour]]></title>'
    "<description>News</description><link>https://www.harbour.example/</link>"
    "<image><url>https://img.example/logo.gif</url><title>The Harbour</title>"
    "<link>https://www.harbour.example/</link></image><generator>Quay</generator>"
    "<lastBuildDate>{}</lastBuildDate>"
    '<atom:link href="https://www.harbour.example/feed" rel="self" type="application/rss+xml"/>'
    "<language>en-gb</language><ttl>15</ttl>\n"
)
ATOM = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"'
    ' xml:lang="en"><title>The Harbour</title><id>tag:harbour.example,2026:feed</id>'
    '<link href="https://www.harbour.example/"/><updated>{}</updated>'
    '<link rel="self" href="https://www.harbour.example/feed"/>\n'
)
RDF = (
    '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    '<channel rdf:about="https://www.harbour.example/"><title>The Harbour</title>'
    "<link>https://www.harbour.example/</link><description>News</description>"
    "<dc:date>{}</dc:date></channel>\n"
)
KINDS = (
    Kind("20 entries, teasers, RSS", 20, RSS, teaser, "</channel></rss>"),
    Kind("20 entries, full texts, Atom", 20, ATOM, article, "</feed>"),
    Kind("60 entries, RDF", 60, RDF, stone, "</rdf:RDF>"),
    Kind("100 entries with media, RSS", 100, RSS, gallery, "</channel></rss>"),
)


def feed(kind: Kind, built: str, new: int = 0) -> bytes:
    """A document of this kind; its first `new` entries are of no earlier one."""
    entries = range(1000 - new, 1000 - new + kind.entries)
    written = "".join(
        kind.entry(n, f"Ferry {n} is back & sails".replace("&", "and")) for n in entries
    )
    return (kind.head.format(built) + written + kind.tail).encode()


def microseconds(read: Callable[[], object]) -> float:
    """CPU per call: of several rounds, the fastest."""
    read()
    began = time.process_time()
    read()
    calls = max(1, int(SECONDS_PER_ROUND / max(time.process_time() - began, 1e-6)))
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(calls):
            read()
        rounds.append((time.process_time() - began) / calls)
    return min(rounds) * 1e6


def ours(body: bytes, memory: bytes = b"") -> ParsedFeed:
    """A document as the puller reads it, all from bytes to new articles."""
    return parse_feed(FeedDocument(URL, URL, "application/xml", body, NOW, memory=memory))


def costs(kind: Kind) -> tuple[float, float, float, float, float]:
    """Of fastfeedparser, of feedparser, and ours when all, one or no entry is new."""
    first, second, third = feed(kind, "A"), feed(kind, "B"), feed(kind, "C", new=1)
    memory = ours(first).memory
    assert ours(second, memory).entries == ()
    assert len(ours(third, memory).entries) == 1
    return (
        microseconds(lambda: fastfeedparser.parse(third)),
        microseconds(lambda: feedparser.parse(io.BytesIO(third))),
        microseconds(lambda: ours(first)),
        microseconds(lambda: ours(third, memory)),
        microseconds(lambda: ours(second, memory)),
    )


def main() -> None:
    """Print one line per kind, and whether the bars are met."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    heads = "".join(f"{head:>16}" for head in ("all new", "one new", "none new"))
    lines = ["CPU in µs per document; in brackets: times fastfeedparser", ""]
    lines.append(f"{'':30}{'KB':>5}{'fast':>8}{'feedparser':>12}{heads}")
    is_met = True
    for kind in KINDS:
        fast, theirs, every, one, none = costs(kind)
        is_met = is_met and none <= NOTHING_NEW_BAR * fast and one <= ONE_NEW_BAR * fast
        cells = "".join(f"{f'{cost:.0f} ({cost / fast:.1f})':>16}" for cost in (every, one, none))
        size = len(feed(kind, "A")) // 1000
        lines.append(f"{kind.name:30}{size:5}{fast:8.0f}{theirs:12.0f}{cells}")
    verdict = "met" if is_met else "missed"
    lines += ["", f"none new ≤ {NOTHING_NEW_BAR}, one new ≤ {ONE_NEW_BAR}: {verdict}"]
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
