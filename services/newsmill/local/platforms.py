"""Feeds of pages on well-known platforms, whose addresses follow from the page's own."""

import re
from typing import NamedTuple


class Platform(NamedTuple):
    """One rule."""

    name: str
    source: str
    """Where the platform says so, or who found it out."""
    page: str
    """A pattern for canonical addresses of pages."""
    feed: str
    """The feed's address, with the pattern's groups."""


_SEGMENT = r"[^/?#]{1,200}"
_LABEL = r"[a-z0-9][a-z0-9-]{0,62}"

PLATFORMS = (
    Platform(
        "YouTube channel",
        "https://support.google.com/youtube/answer/6224202",
        r"https?://(?:www\.|m\.)?youtube\.com/channel/(UC[\w-]{22})(?:[/?].*)?",
        r"https://www.youtube.com/feeds/videos.xml?channel_id=\1",
    ),
    Platform(
        "YouTube playlist",
        "https://support.google.com/youtube/answer/6224202",
        r"https?://(?:www\.|m\.)?youtube\.com/playlist\?(?:[^#]{0,500}&)?list=([\w-]{10,60})(?:&.*)?",
        r"https://www.youtube.com/feeds/videos.xml?playlist_id=\1",
    ),
    Platform(
        "YouTube user",
        "https://support.google.com/youtube/answer/6224202",
        rf"https?://(?:www\.|m\.)?youtube\.com/user/({_SEGMENT})(?:[/?].*)?",
        r"https://www.youtube.com/feeds/videos.xml?user=\1",
    ),
    Platform(
        "Medium author or publication",
        "https://help.medium.com/hc/en-us/articles/214874118",
        rf"https?://(?:www\.)?medium\.com/(?!feed/|feed$|tag/|m/|search)({_SEGMENT})/?(?:\?.*)?",
        r"https://medium.com/feed/\1",
    ),
    Platform(
        "Medium author with a name of their own",
        "https://help.medium.com/hc/en-us/articles/214874118",
        rf"https?://({_LABEL})\.medium\.com/?",
        r"https://\1.medium.com/feed",
    ),
    Platform(
        "GitHub tags",
        "https://docs.github.com/en/rest/activity/feeds",
        rf"https?://(?:www\.)?github\.com/({_SEGMENT})/({_SEGMENT})/tags/?",
        r"https://github.com/\1/\2/tags.atom",
    ),
    Platform(
        "GitHub commits",
        "https://docs.github.com/en/rest/activity/feeds",
        rf"https?://(?:www\.)?github\.com/({_SEGMENT})/({_SEGMENT})/commits/({_SEGMENT})/?",
        r"https://github.com/\1/\2/commits/\3.atom",
    ),
    Platform(
        "GitHub releases",
        "https://docs.github.com/en/rest/activity/feeds",
        rf"https?://(?:www\.)?github\.com/(?!orgs/|topics/|sponsors/)({_SEGMENT})/({_SEGMENT}?)"
        r"(?:\.git)?(?:/releases)?/?",
        r"https://github.com/\1/\2/releases.atom",
    ),
    Platform(
        "Substack",
        "https://support.substack.com/hc/en-us/articles/360038239391",
        rf"https?://(?!www\.)({_LABEL})\.substack\.com(?:/(?:archive|about)?)?",
        r"https://\1.substack.com/feed",
    ),
    Platform(
        "WordPress.com",
        "https://wordpress.com/support/feeds/",
        rf"https?://(?!www\.)({_LABEL})\.wordpress\.com/?",
        r"https://\1.wordpress.com/feed/",
    ),
    Platform(
        "Blogger",
        "https://support.google.com/blogger/answer/97933",
        rf"https?://(?!www\.)({_LABEL})\.blogspot\.([a-z]{{2,3}}(?:\.[a-z]{{2}})?)/?",
        r"https://\1.blogspot.\2/feeds/posts/default",
    ),
    Platform(
        "Tumblr",
        "https://www.tumblr.com/docs/en/custom_themes",
        rf"https?://(?!www\.)({_LABEL})\.tumblr\.com/?",
        r"https://\1.tumblr.com/rss",
    ),
    Platform(
        "Reddit",
        "https://www.reddit.com/wiki/rss",
        rf"https?://(?:www\.|old\.|new\.)?reddit\.com/(r|user)/({_SEGMENT})/?",
        r"https://www.reddit.com/\1/\2/.rss",
    ),
)

_PATTERNS = tuple((re.compile(one.page, re.IGNORECASE), one.feed) for one in PLATFORMS)

COMMON_PATHS = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss")
"""Where feeds lie on sites that do not say so: of WordPress and its like, and of the generators of
static sites (Jekyll, Hugo, Eleventy, Ghost)."""


def feed_of_platform(url: str) -> str | None:
    """The feed of a page with this canonical address; None where no rule knows."""
    for pattern, feed in _PATTERNS:
        if found := pattern.fullmatch(url):
            return found.expand(feed)
    return None
