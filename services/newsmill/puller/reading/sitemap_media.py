"""Pictures and videos of a page in a sitemap.

https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps
https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps
"""

import re
from collections.abc import Iterator
from typing import Any

from newsmill.contracts.articles import Media

MAX_MEDIA = 50

_IMAGES = re.compile(r"\{https?://www\.google\.com/schemas/sitemap-image/[^{}]{1,20}\}image")
_VIDEOS = re.compile(r"\{https?://www\.google\.com/schemas/sitemap-video/[^{}]{1,20}\}video")
_SECONDS = re.compile(r"[0-9]{1,7}")


def media_of(page: Any) -> Iterator[Media]:
    """What stands beside the text of a `<url>` element, its captions apart."""
    found = 0
    for element in page.iterchildren("*"):
        if found == MAX_MEDIA:
            return
        medium = None
        if _IMAGES.fullmatch(element.tag):
            medium = _image(element)
        elif _VIDEOS.fullmatch(element.tag):
            medium = _video(element)
        if medium is not None:
            found += 1
            yield medium


def _image(element: Any) -> Media | None:
    url = _text(element, "loc")
    if not url:
        return None
    return Media(
        url=url, medium="image", title=_text(element, "title"), caption=_text(element, "caption")
    )


def _video(element: Any) -> Media | None:
    url = _text(element, "content_loc") or _text(element, "player_loc")
    if not url:
        return None
    duration = _text(element, "duration")
    return Media(
        url=url,
        medium="video",
        title=_text(element, "title"),
        caption=_text(element, "description"),
        seconds=int(duration) if _SECONDS.fullmatch(duration) else None,
    )


def _text(parent: Any, name: str) -> str:
    element = parent.find(f"{{*}}{name}")
    return "" if element is None else " ".join("".join(element.itertext()).split())
