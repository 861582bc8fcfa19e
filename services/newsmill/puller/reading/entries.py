"""Check the entries of a feed, cut them to their limits, and turn them into raw articles."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from newsmill.contracts.articles import Media, RawArticle
from newsmill.contracts.feeds import DeletedEntry, FeedWishes
from newsmill.puller.identity.comparing import EPOCH
from newsmill.puller.identity.noticing import notice
from newsmill.puller.identity.remembering import REMEMBERED, Memory
from newsmill.puller.reading.contents import Contents, Entry, FeedLinks
from newsmill.puller.reading.deleted_entries import deleted_entries

MAX_TITLE_CHARACTERS = 2_000
# Both texts in four-byte characters keep an article below 4 MiB of JSON.
MAX_TEXT_CHARACTERS = 500_000
MAX_URL_CHARACTERS = 4_096
MAX_HOST_CHARACTERS = 300
"""A longer name is that of no server (RFC 1035 §2.3.4), and takes milliseconds to parse."""
MAX_GUID_CHARACTERS = 4_096
MAX_NAME_CHARACTERS = 200
MAX_AUTHORS = 50
MAX_CATEGORIES = 50
MAX_MEDIA = 20
MAX_LANGUAGE_CHARACTERS = 35
# Clocks differ, and some feeds publish tomorrow's newspaper with its date.
MAX_AHEAD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What one document of a feed holds."""

    title: str | None
    language: str | None
    site_url: str | None
    entries: tuple[RawArticle, ...]
    """Those that are new or have changed, in the document's order."""
    memory: bytes
    """What is remembered of the feed after it: the very same bytes if nothing is new."""
    entry_count: int
    """Entries in the document."""
    skipped: int = 0
    """Of them, those without link, title and text."""
    left_out: int = 0
    """Of them, the oldest ones beyond the limit."""
    known_count: int = 0
    """Of them, those that were known before, changed or not."""
    merged: int = 0
    """Of them, those whose GUID was not known, and which were known all the same."""
    wishes: FeedWishes = field(default_factory=FeedWishes)
    """What the feed asks of those who poll it."""
    links: FeedLinks = field(default_factory=FeedLinks)
    """Other addresses that it names, absolute."""
    children: tuple[str, ...] = ()
    """Child sitemaps, absolute, the newest first."""
    is_cut_off: bool = False
    """The document breaks off: its whole entries were taken."""
    mended: int = 0
    """Entries that were not well-formed."""
    deleted: tuple[DeletedEntry, ...] = ()
    """Entries that were published, and that the feed says it has deleted."""


def assemble(
    contents: Contents,
    *,
    feed_url: str,
    document_url: str,
    now: datetime,
    memory: Memory,
    max_entries: int,
    remembered: int = REMEMBERED,
) -> ParsedFeed:
    """The feed's entries as articles, cut to the limits of this module.

    `document_url` is the document's URL after redirects. Links are relative to it; in RSS they are
    relative to the site's URL. `memory` is what is remembered of the feed; `remembered`
    says how much of it is kept.
    """
    site_url = absolute(contents.site, document_url)
    base = (site_url or document_url) if contents.is_rss else document_url
    readable = [tidy for entry in contents.entries if (tidy := _tidied(entry, base, now))]
    chosen = _newest(readable, max_entries, now)
    title = _plain(contents.title) or None
    language = _language(contents.language)
    noticed = notice(chosen, feed_url, memory, contents.known, remembered)
    deleted, memory_after = deleted_entries(contents, chosen, feed_url, memory, noticed.memory)
    articles = []
    for one in noticed.fresh:
        entry = one.entry
        articles.append(
            RawArticle(
                entry_id=one.entry_id,
                entry_version=one.entry_version,
                feed_url=feed_url,
                feed_title=title,
                feed_language=language,
                site_url=site_url,
                guid=entry.guid or None,
                url=entry.link or None,
                shares_link=one.shares_link,
                title=entry.title,
                summary_html=entry.summary_html,
                content_html=entry.content_html,
                authors=entry.authors,
                categories=entry.categories,
                image_url=entry.image or None,
                media=entry.media,
                published_at=entry.published,
                updated_at=entry.updated,
                seen_at=now,
            )
        )
    return ParsedFeed(
        title=title,
        language=language,
        site_url=site_url,
        entries=tuple(articles),
        memory=memory_after.packed(),
        entry_count=len(contents.entries) if contents.count is None else contents.count,
        skipped=len(contents.entries) - len(readable) + contents.unreadable,
        left_out=len(readable) - len(chosen) + contents.left_out,
        known_count=noticed.known_count,
        merged=noticed.merged,
        wishes=contents.wishes,
        links=_links(contents.links, document_url),
        children=tuple(filter(None, (absolute(one, document_url) for one in contents.children))),
        is_cut_off=contents.is_cut_off,
        mended=contents.mended,
        deleted=deleted,
    )


def _links(links: FeedLinks, base: str) -> FeedLinks:
    def whole(link: str | None) -> str | None:
        return absolute(link, base) if link else None

    return FeedLinks(
        hub=whole(links.hub),
        self_url=whole(links.self_url),
        prev_archive=whole(links.prev_archive),
        next_page=whole(links.next_page),
        generator=links.generator,
    )


def absolute(link: str, base: str) -> str | None:
    """`link` as an absolute http or https URL; None if it is none, or too long, or its host is."""
    if _PLAIN_URL.fullmatch(link) and len(link) <= MAX_URL_CHARACTERS:
        return link
    link = _CONTROL.sub("", link.strip()[: MAX_URL_CHARACTERS + 1]).replace(" ", "%20")
    # Line ends and tabs within a URL are dropped, as by the WHATWG URL standard.
    link = _LINE_ENDS.sub("", link)
    if not link or len(link) > MAX_URL_CHARACTERS or _LONG_HOST.match(link):
        return None
    try:
        url = urljoin(base, link)
        parts = urlsplit(url)
    except ValueError:
        return None
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return url if is_web and len(url) <= MAX_URL_CHARACTERS else None


def line(text: str, limit: int) -> str:
    """`text` on one line, without control characters, cut at `limit`."""
    # Cut before splitting too: a title may be megabytes of spaces.
    return " ".join(_NOT_TEXT.sub(" ", text.strip()[: 4 * limit]).split())[:limit].rstrip()


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# C1 controls stay in texts: they are how the cleaner sees that a text was encoded twice.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Nearly all links are of this form, in which nothing is to be changed.
_PLAIN_URL = re.compile(
    r"https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/[\w.~/%+:@=-]*(?:\?[\w.~/%+:@=&-]+)?",
    re.ASCII,
)
_LINE_ENDS = re.compile("[\t\r\n]")
_LONG_HOST = re.compile(
    rf"(?:[a-z][a-z0-9+.-]*:)?//[^/?#]{{{MAX_HOST_CHARACTERS + 1}}}", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")


def _tidied(entry: Entry, base: str, now: datetime) -> Entry | None:
    """`entry` cut to the limits; None if it has neither link nor title nor text."""
    link = absolute(entry.link, base) or ""
    title = line(entry.title, MAX_TITLE_CHARACTERS)
    summary = _text(entry.summary_html)
    content = _text(entry.content_html)
    # The parser may take a picture's caption for the full text, or give the same text twice.
    if len(content) <= len(summary):
        content = ""
    if not (link or title or summary or content):
        return None
    return Entry(
        guid=line(entry.guid, MAX_GUID_CHARACTERS),
        link=link,
        title=title,
        summary_html=summary,
        content_html=content,
        authors=_names(entry.authors, MAX_AUTHORS),
        categories=_names(entry.categories, MAX_CATEGORIES),
        image=absolute(entry.image, base) or "",
        published=_plausible(entry.published, now),
        updated=_plausible(entry.updated, now),
        media=_media(entry.media, base),
        keys=entry.keys,
    )


def _media(media: Iterable[Media], base: str) -> tuple[Media, ...]:
    """Those with an address, each once."""
    kept: dict[str, Media] = {}
    for one in media:
        url = absolute(one.url, base)
        if url and url not in kept:
            kept[url] = one if url == one.url else one.model_copy(update={"url": url})
    return tuple(kept.values())[:MAX_MEDIA]


def _text(text: str) -> str:
    return _NOT_TEXT.sub("", text[:MAX_TEXT_CHARACTERS]).strip()


def _names(names: Iterable[str], most: int) -> tuple[str, ...]:
    plain = (_plain(name) for name in names)
    return tuple(dict.fromkeys(name for name in plain if name))[:most]


def _plain(markup: str) -> str:
    return line(html.unescape(_TAG.sub("", markup[: 4 * MAX_NAME_CHARACTERS])), MAX_NAME_CHARACTERS)


def _plausible(instant: datetime | None, now: datetime) -> datetime | None:
    return instant if instant is not None and EPOCH <= instant <= now + MAX_AHEAD else None


def _language(declared: str) -> str | None:
    tag = declared.strip()[:MAX_LANGUAGE_CHARACTERS]
    return tag.replace("_", "-") if _LANGUAGE.fullmatch(tag) else None


def _newest(entries: list[Entry], most: int, now: datetime) -> list[Entry]:
    """The `most` newest entries, in the document's order; those without a date count as new."""
    if len(entries) <= most:
        return entries

    def date(index: int) -> datetime:
        entry = entries[index]
        return entry.updated or entry.published or now

    newest = sorted(range(len(entries)), key=date, reverse=True)[:most]
    return [entries[index] for index in sorted(newest)]
