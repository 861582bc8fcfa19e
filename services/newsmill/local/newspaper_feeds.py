"""The demo newspaper's feeds: RSS 2.0 with teasers and with full texts, Atom, RDF."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from newsmill.local.newspaper import (
    FEED_TYPES,
    Article,
    Document,
    Edition,
    Feed,
    Site,
    Story,
    address,
    rfc3339,
    stories,
)


def render_feed(site: Site, feed: Feed, edition: Edition, elapsed: float, port: int) -> Document:
    """The feed's XML: RSS 2.0, Atom (RFC 4287) or RSS 1.0, as its kind says."""
    if feed.nonsense:
        return Document(feed.nonsense, FEED_TYPES[feed.kind], edition.opened)
    listed = [s for s in stories(site, edition, elapsed) if feed.path in s.article.feeds]
    updated = max((story.updated for story in listed), default=edition.opened)
    match feed.kind:
        case "rss" | "rss-full":
            root = _rss(site, feed, listed, updated, port)
        case "atom":
            root = _atom(site, feed, listed, updated, port)
        case "rdf":
            root = _rdf(site, feed, listed, port)
    ET.indent(root)
    body: bytes = ET.tostring(root, encoding=feed.encoding, xml_declaration=True)
    return Document(body, f"{FEED_TYPES[feed.kind]}; charset={feed.encoding}", updated)


def _rss(
    site: Site, feed: Feed, listed: Iterable[Story], updated: datetime, port: int
) -> ET.Element:
    root = ET.Element(
        "rss",
        {
            "version": "2.0",
            "xmlns:atom": "http://www.w3.org/2005/Atom",
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        },
    )
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", address(site.host, port, "/"))
    _add(channel, "description", site.tagline)
    _add(channel, "language", feed.language.lower())
    _add(channel, "lastBuildDate", _rfc822(site, updated))
    own = {"href": feed.url(port), "rel": "self", "type": FEED_TYPES[feed.kind]}
    _add(channel, "atom:link", **own)
    for story in listed:
        article = story.article
        item = ET.SubElement(channel, "item")
        _add(item, "title", article.feed_title)
        _add(item, "link", _link(feed, article, port))
        _add(item, "description", article.teaser)
        if article.author:
            _add(item, "dc:creator", article.author)
        for topic in article.topics:
            _add(item, "category", topic)
        if article.has_guid:
            _add(item, "guid", article.guid, isPermaLink="false")
        if article.is_dated:
            _add(item, "pubDate", _rfc822(site, story.published))
        if feed.kind == "rss-full":
            _add(item, "content:encoded", _entry_html(article))
    return root


def _atom(
    site: Site, feed: Feed, listed: Iterable[Story], updated: datetime, port: int
) -> ET.Element:
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language})
    _add(root, "title", feed.title)
    _add(root, "subtitle", site.tagline)
    _add(root, "link", rel="self", href=feed.url(port))
    _add(root, "link", rel="alternate", type="text/html", href=address(site.host, port, "/"))
    _add(root, "id", f"tag:{site.host},2019:{feed.path}")
    _add(root, "updated", rfc3339(site, updated))
    _add(ET.SubElement(root, "author"), "name", site.name)
    for story in listed:
        article = story.article
        entry = ET.SubElement(root, "entry")
        _add(entry, "title", article.feed_title)
        link = _link(feed, article, port)
        _add(entry, "link", rel="alternate", type="text/html", href=link)
        _add(entry, "id", article.guid)
        _add(entry, "published", rfc3339(site, story.published))
        _add(entry, "updated", rfc3339(site, story.updated))
        if article.author:
            _add(ET.SubElement(entry, "author"), "name", article.author)
        for topic in article.topics:
            _add(entry, "category", term=topic)
        _add(entry, "summary", article.teaser)
        _add(entry, "content", _entry_html(article), type="html")
    return root


def _rdf(site: Site, feed: Feed, listed: Sequence[Story], port: int) -> ET.Element:
    root = ET.Element(
        "rdf:RDF",
        {
            "xmlns": "http://purl.org/rss/1.0/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        },
    )
    channel = ET.SubElement(root, "channel", {"rdf:about": feed.url(port)})
    _add(channel, "title", feed.title)
    _add(channel, "link", address(site.host, port, "/"))
    _add(channel, "description", site.tagline)
    _add(channel, "dc:language", feed.language)
    sequence = ET.SubElement(ET.SubElement(channel, "items"), "rdf:Seq")
    for story in listed:
        ET.SubElement(sequence, "rdf:li", {"rdf:resource": _link(feed, story.article, port)})
    for story in listed:
        article = story.article
        link = _link(feed, article, port)
        item = ET.SubElement(root, "item", {"rdf:about": link})
        _add(item, "title", article.feed_title)
        _add(item, "link", link)
        _add(item, "description", article.teaser)
        if article.author:
            _add(item, "dc:creator", article.author)
        for topic in article.topics:
            _add(item, "dc:subject", topic)
        if article.is_dated:
            _add(item, "dc:date", rfc3339(site, story.published))
    return root


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = text


def _link(feed: Feed, article: Article, port: int) -> str:
    url = address(article.host, port, article.path)
    return f"{url}?{feed.tracking}" if feed.tracking else url


def _entry_html(article: Article) -> str:
    return "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in article.paragraphs)


def _rfc822(site: Site, instant: datetime) -> str:
    return format_datetime(instant.astimezone(site.zone))
