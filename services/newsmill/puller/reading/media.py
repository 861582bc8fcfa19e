"""Read the pictures, videos and sounds of an entry: Media RSS, enclosures, iTunes.

Their titles, captions and credits describe them and not the article.
https://www.rssboard.org/media-rss
"""

import html
import re
from dataclasses import dataclass, replace
from typing import Any

from newsmill.contracts.articles import Media
from newsmill.puller.reading.namespaces import local_name

MAX_MEDIA = 20
MAX_URL_CHARACTERS = 4_096
MAX_CAPTION_CHARACTERS = 2_000
MAX_TITLE_CHARACTERS = 500
MAX_CREDIT_CHARACTERS = 200
MAX_TYPE_CHARACTERS = 100
MAX_NUMBER = 2**53
MEDIA = frozenset({"image", "audio", "video", "document", "executable"})

Element = Any


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a medium, or of all media within an element."""

    title: str = ""
    caption: str = ""
    credit: str = ""

    def over(self, outer: "Words") -> "Words":
        """The same; what is missing is as said further out (Media RSS, “Optional elements”)."""
        return Words(
            self.title or outer.title, self.caption or outer.caption, self.credit or outer.credit
        )


class Gallery:
    """Collects the media of one entry: pictures before their thumbnails, each address once."""

    def __init__(self) -> None:
        self._full: dict[str, Media] = {}
        self._small: dict[str, Media] = {}
        self._last: dict[str, Media] = {}

    def add_media_rss(self, elements: list[Element]) -> None:
        """Add what the elements of Media RSS that are an entry's children show."""
        self._walk(elements, Words(), depth=0)

    def add_enclosure(self, url: str, kind: str, length: str = "", title: str = "") -> None:
        """Add a file that is attached to the entry, by an enclosure or a link."""
        self._add(
            self._full,
            url,
            kind=kind,
            length=length,
            words=Words(title=_plain(title, MAX_TITLE_CHARACTERS)),
        )

    def add_picture(self, url: str) -> None:
        """Add the entry's picture (iTunes, or an `image` of RSS): the last choice."""
        self._add(self._last, url, medium="image")

    @property
    def is_empty(self) -> bool:
        """Whether there is no medium."""
        return not (self._full or self._small or self._last)

    def media(self) -> tuple[Media, ...]:
        """All of them, at most `MAX_MEDIA`."""
        every = {**self._last, **self._small, **self._full}
        order = dict.fromkeys((*self._full, *self._small, *self._last))
        return tuple(every[url] for url in order)[:MAX_MEDIA]

    def picture(self) -> str:
        """The address of the picture to show: the full one rather than its thumbnail."""
        pictures = [one for one in self._full.values() if _is_picture(one)]
        chosen = next(iter((*pictures, *self._small.values(), *self._last.values())), None)
        return chosen.url if chosen else ""

    def _walk(self, elements: list[Element], outer: Words, depth: int) -> None:
        words = _words(elements).over(outer)
        for one in elements:
            name = local_name(one)
            children = [child for child in one if isinstance(child.tag, str)]
            if name == "group" and depth < 3:
                self._walk(children, words, depth + 1)
            elif name == "content":
                own = _words(children).over(words)
                player = next((child for child in children if local_name(child) == "player"), None)
                url = one.get("url") or (player.get("url") if player is not None else "") or ""
                self._add(
                    self._full,
                    url,
                    kind=one.get("type") or "",
                    medium=one.get("medium") or "",
                    length=one.get("fileSize") or "",
                    seconds=one.get("duration") or "",
                    width=one.get("width") or "",
                    height=one.get("height") or "",
                    words=own,
                )
                if depth < 3:
                    self._walk([c for c in children if local_name(c) in _NESTED], own, depth + 1)
            elif name == "thumbnail":
                self._add(
                    self._small,
                    one.get("url") or (one.text or "").strip(),
                    medium="image",
                    width=one.get("width") or "",
                    height=one.get("height") or "",
                    words=words,
                )

    def _add(
        self,
        shelf: dict[str, Media],
        url: str,
        *,
        kind: str = "",
        medium: str = "",
        length: str = "",
        seconds: str = "",
        width: str = "",
        height: str = "",
        words: Words = Words(),
    ) -> None:
        url = url.strip()
        if not url or len(url) > MAX_URL_CHARACTERS or len(shelf) >= MAX_MEDIA:
            return
        kind = kind.strip().lower()[:MAX_TYPE_CHARACTERS]
        medium = medium.strip().lower()
        if medium not in MEDIA:
            medium = kind.partition("/")[0] if kind.partition("/")[0] in MEDIA else ""
        found = Media(
            url=url,
            type=kind or None,
            medium=medium or None,
            title=words.title,
            caption=words.caption,
            credit=words.credit,
            width=_number(width),
            height=_number(height),
            bytes=_number(length),
            seconds=_number(seconds),
        )
        before = shelf.get(url)
        if before is None:
            shelf[url] = found
        elif not before.caption and words.caption:
            shelf[url] = before.model_copy(update={"caption": words.caption})


_NESTED = frozenset({"thumbnail", "content", "group"})
_TAG = re.compile(r"<[^<>]*>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"\s*([0-9]{1,16})(?:\.[0-9]{0,9})?\s*(?:px)?\s*", re.ASCII)


def _words(elements: list[Element]) -> Words:
    words = Words()
    for one in elements:
        name = local_name(one)
        if name == "title" and not words.title:
            words = replace(words, title=_text(one, MAX_TITLE_CHARACTERS))
        elif name in ("description", "text") and not words.caption:
            words = replace(words, caption=_text(one, MAX_CAPTION_CHARACTERS))
        elif (name == "credit" and not words.credit) or (name == "copyright" and not words.credit):
            words = replace(words, credit=_text(one, MAX_CREDIT_CHARACTERS))
    return words


def _text(element: Element, limit: int) -> str:
    return _plain("".join(element.itertext()), limit)


def _plain(markup: str, limit: int) -> str:
    """A text on one line; many feeds write HTML where they declare plain text."""
    cut = markup[: 4 * limit]
    if "<" in cut or "&" in cut:
        cut = html.unescape(_TAG.sub(" ", html.unescape(cut) if "&lt;" in cut else cut))
    return " ".join(_CONTROL.sub(" ", cut).split())[:limit].rstrip()


def _number(written: str) -> int | None:
    found = _NUMBER.fullmatch(written[:40])
    return int(found[1]) if found and int(found[1]) <= MAX_NUMBER else None


def _is_picture(medium: Media) -> bool:
    return medium.medium == "image" or (medium.type or "").startswith("image/")
