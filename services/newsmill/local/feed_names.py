"""Guess from an address, a media type or a link's text whether it leads to a feed."""

import re

from newsmill.hosts import parse

FEED_TYPES = frozenset(
    {
        # https://www.rssboard.org/rss-autodiscovery, RFC 4287 §7, https://www.jsonfeed.org/version/1.1/
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        # As sites write it too.
        "application/atom",
        "application/rdf+xml",
        "application/rss",
        "application/x-rss+xml",
        "application/x.atom+xml",
        "text/atom+xml",
        "text/rss",
        "text/rss+xml",
    }
)
# Of feeds, and of much else: WordPress calls its REST interface so.
UNSURE_TYPES = frozenset({"application/json", "application/xml", "text/xml", ""})

_FILE = re.compile(
    r"(?:^|/)(?:[\w-]{0,60}[-_.])?(?:feed|rss2?|atom|rdf)(?:[-_.][\w-]{0,60})?"
    r"\.(?:xml|json|php|aspx?|jsp|cgi|rdf|rss|atom)/?$|\.(?:rss|atom|rdf)/?$"
    r"|(?:^|/)[\w.-]{0,60}news[\w.-]{0,60}sitemap[\w.-]{0,60}\.xml$"
    r"|(?:^|/)[\w.-]{0,60}sitemap[\w.-]{0,60}news[\w.-]{0,60}\.xml$",
    re.IGNORECASE,
)
_FOLDER = re.compile(r"(?:^|/)(?:feeds?|rss2?|atom)(?:/|$)", re.IGNORECASE)
_QUERY = re.compile(
    r"[?&](?:feed=(?:rss2?|atom|rdf|json|feed)|(?:format|type|output|alt)=(?:rss|atom|feed))(?:&|$)",
    re.IGNORECASE,
)
# What a page says of all feeds, and services that make an address out of another.
_NOT_A_FEED = re.compile(r"\.(?:html?|png|jpe?g|gif|svg|css|js|pdf)$", re.IGNORECASE)
_COMMENTS = re.compile(
    r"comment|kommentar|reacti(?:es|ons)|comentario|commenti|comentários|комментари",
    re.IGNORECASE,
)


def is_feed_type(media_type: str, url: str) -> bool:
    """Whether a link of this type leads to a feed; where the type may be anything, by its name."""
    kind = media_type.partition(";")[0].strip().lower()
    return kind in FEED_TYPES or (kind in UNSURE_TYPES and is_feed_name(url))


def is_feed_name(url: str) -> bool:
    """Whether an address looks like that of a feed: `/feed`, `/news.rss`, `?feed=atom`."""
    parsed = parse(url)
    if parsed is None or _NOT_A_FEED.search(parsed.path):
        return False
    path = parsed.path[:2_000]
    return bool(
        _FILE.search(path)
        or _FOLDER.search(path)
        or _QUERY.search(parsed.query[:2_000])
        or parsed.host.startswith(("feeds.", "rss.", "feed."))
    )


def is_of_comments(url: str, title: str) -> bool:
    """Whether a feed has a site's comments, not its articles."""
    parsed = parse(url)
    path = parsed.path + parsed.query if parsed else ""
    return bool(_COMMENTS.search(path[:2_000]) or _COMMENTS.search(title[:500]))
