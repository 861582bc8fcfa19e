"""The demo newspaper's pages: articles with all that stands around them on a news site."""

import colorsys
import json
from collections.abc import Iterable
from hashlib import blake2b
from html import escape
from itertools import chain
from pathlib import Path

from newsmill.local.newspaper import (
    FEED_TYPES,
    Article,
    Document,
    Edition,
    Feed,
    Newspaper,
    Site,
    Story,
    address,
    rfc3339,
    stories,
)

RELATED_STORIES = 3
# The layouts put an advert after the second paragraph, where real pages have it.
OPENING_PARAGRAPHS = 2


def render_page(
    site: Site, path: str, edition: Edition, elapsed: float, port: int
) -> Document | None:
    """The article's HTML page with everything a real site puts around it; None if there is none."""
    out = stories(site, edition, elapsed)
    story = next((story for story in out if story.article.path == path), None)
    if story is None:
        return None
    article = story.article
    paragraphs = [site.paragraph.substitute(text=escape(text)) for text in article.paragraphs]
    related = [other for other in out if other is not story][:RELATED_STORIES]
    date = story.published.astimezone(site.zone)
    page = site.layout.substitute(
        language=article.language,
        head=_head(site, story, port),
        site_name=escape(site.name),
        tagline=escape(site.tagline),
        section=escape(article.section),
        title=escape(article.title),
        teaser=escape(article.teaser),
        byline=escape(article.author),
        date=date.strftime(site.date_format) if article.is_dated else "",
        datetime=date.isoformat(timespec="seconds") if article.is_dated else "",
        picture=escape(_picture_path(article)),
        opening="\n".join(paragraphs[:OPENING_PARAGRAPHS]),
        rest="\n".join(paragraphs[OPENING_PARAGRAPHS:]),
        related=_links(related),
    )
    return Document(page.encode(), "text/html; charset=utf-8", story.updated)


def render_home(site: Site, edition: Edition, elapsed: float, port: int) -> Document:
    out = stories(site, edition, elapsed)
    page = site.home_layout.substitute(
        language=site.language,
        site_name=escape(site.name),
        tagline=escape(site.tagline),
        feeds="\n".join(_feed_link(feed, port) for feed in site.feeds),
        stories=_links(out),
    )
    updated = max((story.updated for story in out), default=edition.opened)
    return Document(page.encode(), "text/html; charset=utf-8", updated)


def render_picture(site: Site, path: str, edition: Edition) -> Document | None:
    """A plain coloured rectangle in the place of an article's photograph."""
    article = next((a for a in site.articles if _picture_path(a) == path), None)
    if article is None:
        return None
    hue = blake2b(path.encode(), digest_size=1).digest()[0] / 255
    red, green, blue = (round(255 * part) for part in colorsys.hls_to_rgb(hue, 0.7, 0.4))
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9">'
        f'<rect width="16" height="9" fill="#{red:02x}{green:02x}{blue:02x}"/></svg>'
    )
    return Document(svg.encode(), "image/svg+xml", edition.opened)


def render_robots(site: Site, edition: Edition) -> Document:
    """The site's rules for robots (RFC 9309)."""
    rules = [f"Disallow: {path}" for path in site.disallowed] or ["Disallow:"]
    lines = ["User-agent: *", *rules, ""]
    return Document("\n".join(lines).encode(), "text/plain; charset=utf-8", edition.opened)


def render_index(newspaper: Newspaper, edition: Edition, port: int) -> Document:
    """The page for whoever asks for a host that no site has: which ones there are."""
    items = "\n".join(
        f'<li><a href="{address(site.host, port, "/")}">{escape(site.name)}</a></li>'
        for site in newspaper.sites
    )
    page = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Newspapers</title>'
        f"</head><body><ul>\n{items}\n</ul></body></html>\n"
    )
    return Document(page.encode(), "text/html; charset=utf-8", edition.opened)


def _head(site: Site, story: Story, port: int) -> str:
    """Canonical link, Open Graph and schema.org metadata; no date for an article without one."""
    article = story.article
    url = address(site.host, port, article.path)
    picture = address(site.host, port, _picture_path(article))
    published, modified = (rfc3339(site, at) for at in (story.published, story.updated))
    properties = {
        "og:type": "article",
        "og:site_name": site.name,
        "og:title": article.title,
        "og:description": article.teaser,
        "og:url": url,
        "og:image": picture,
    }
    news_article: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": url,
        "headline": article.title,
        "description": article.teaser,
        "image": [picture],
        "inLanguage": article.language,
        "articleSection": article.section,
        "keywords": list(article.topics),
        "publisher": {"@type": "NewsMediaOrganization", "name": site.name},
    }
    if article.author:
        news_article["author"] = [{"@type": "Person", "name": article.author}]
    if article.is_dated:
        properties["article:published_time"] = published
        properties["article:modified_time"] = modified
        news_article |= {"datePublished": published, "dateModified": modified}
    # A brief is shorter than the furniture around it; this is how its site points it out.
    if len(article.paragraphs) == 1:
        news_article["articleBody"] = article.paragraphs[0]
    # A "</script>" inside the JSON would end the element.
    script = json.dumps(news_article, ensure_ascii=False).replace("</", "<\\/")
    feeds = (feed for feed in site.feeds if feed.path in article.feeds)
    return "\n".join(
        chain(
            [
                '<meta charset="utf-8">',
                '<meta name="viewport" content="width=device-width, initial-scale=1">',
                f"<title>{escape(article.title)} | {escape(site.name)}</title>",
                f'<meta name="description" content="{escape(article.teaser)}">',
                f'<link rel="canonical" href="{escape(url)}">',
            ],
            [f'<meta name="author" content="{escape(article.author)}">'] if article.author else [],
            (f'<meta property="{k}" content="{escape(v)}">' for k, v in properties.items()),
            (_feed_link(feed, port) for feed in feeds),
            [f'<script type="application/ld+json">{script}</script>'],
        )
    )


def _feed_link(feed: Feed, port: int) -> str:
    return (
        f'<link rel="alternate" type="{FEED_TYPES[feed.kind]}"'
        f' title="{escape(feed.title)}" href="{escape(feed.url(port))}">'
    )


def _links(listed: Iterable[Story]) -> str:
    articles = (story.article for story in listed)
    return "\n".join(f'<li><a href="{a.path}">{escape(a.title)}</a></li>' for a in articles)


def _picture_path(article: Article) -> str:
    return f"/pictures/{Path(article.path).stem}.svg"
