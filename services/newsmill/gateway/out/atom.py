"""Write articles as an Atom feed (RFC 4287)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from newsmill.gateway.out.channel import Channel
from newsmill.gateway.out.entries import Entry, prose, rfc3339


def atom(channel: Channel, entries: Sequence[Entry], updated_at: datetime) -> bytes:
    """The feed; `updated_at` is its newest entry's time."""
    return "\n".join(_lines(channel, entries, updated_at)).encode("utf-8", "replace")


def _lines(channel: Channel, entries: Sequence[Entry], updated_at: datetime) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<feed xmlns="http://www.w3.org/2005/Atom">'
    yield _element("id", channel.feed("feed.atom"))
    yield _element("title", channel.title)
    yield _element("updated", rfc3339(updated_at))
    yield "<author><name>newsmill</name></author>"
    yield "<generator>newsmill</generator>"
    yield _link("self", channel.feed("feed.atom"), "application/atom+xml")
    yield _link("alternate", channel.home, "text/html")
    for entry in entries:
        yield from _entry(entry)
    yield "</feed>\n"


def _entry(entry: Entry) -> Iterator[str]:
    language = f" xml:lang={quoteattr(entry.language)}" if entry.language else ""
    yield f"<entry{language}>"
    yield _element("id", entry.id)
    yield _element("title", entry.title)
    yield _element("published", rfc3339(entry.published_at))
    yield _element("updated", rfc3339(entry.updated_at))
    if entry.url is not None:
        yield _link("alternate", entry.url)
    for author in entry.authors or ((entry.source_title,) if entry.source_title else ()):
        yield f"<author>{_element('name', author)}</author>"
    for tag in entry.tags:
        yield f"<category term={quoteattr(prose(tag))}/>"
    if entry.summary:
        yield _element("summary", entry.summary)
    # Text, never markup: nothing in it can run, whoever shows it.
    yield _element("content", entry.text)
    if entry.feed_url is not None:
        yield (
            f"<source>{_element('id', entry.feed_url)}"
            f"{_element('title', entry.source_title)}"
            f"{_element('updated', rfc3339(entry.updated_at))}</source>"
        )
    yield "</entry>"


def _element(name: str, text: str) -> str:
    # `>` is escaped too, so that no text can hold the end of a CDATA section.
    return f"<{name}>{escape(prose(text))}</{name}>"


def _link(rel: str, href: str, media_type: str | None = None) -> str:
    kind = f" type={quoteattr(media_type)}" if media_type else ""
    return f'<link rel="{rel}" href={quoteattr(href)}{kind}/>'
