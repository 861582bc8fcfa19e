"""Read what an element says, if it is short enough for a byline."""

import re

from newsmill.cleaner.parsing import Tree

MAX_BYLINE_CHARS = 300
MAX_ADDRESS_CHARS = 500
MAX_CLASS_CHARS = 200

# In a byline, but not the name.
_NOT_THE_NAME = re.compile(
    r"(?:^|[\s_-])(?:bio|biography|description|desc|about|avatar|image|img|photo|picture|pic|thumb|"
    r"social|follow|share|date|time|role|title|position|job|email|mail|twitter|count|posts|box|meta-?date)"
    r"(?:$|[\s_-])|(?:Bio|Avatar|Image|Photo|Social|Date|Time|Role|Title|Email)(?:$|[\s_-])"
)
_AUTHOR_PAGE = re.compile(
    r"/@[\w.]|/(?:author|autor|auteur)-[^/]|/(?:authors?|autor(?:en|es|a|i)?|auteurs?|autore|profiles?|profil|by|people|staff|"
    r"writers?|contributors?|journalists?|journalistes?|reporters?|columnists?|correspondents?|"
    r"team|redakteure?|"
    r"redaktion/autoren|byline|bios?|forfatter|skribent|yazar(?:lar)?|penulis|firmas|person|user)/[^/]",
    re.IGNORECASE,
)
UNREAD = frozenset(
    {"script", "style", "time", "button", "svg", "img", "figure", "figcaption", "noscript"}
)


def is_author_page(link: Tree) -> bool:
    """Whether a link leads to the page of an author."""
    return "author" in (link.get("rel") or "").lower().split() or bool(
        _AUTHOR_PAGE.search((link.get("href") or "")[:MAX_ADDRESS_CHARS])
    )


def byline_text(element: Tree) -> str:
    """What an element says, a line for each element in it; empty if too long for a byline."""
    lines: list[str] = []
    length = 0
    waiting: list[Tree | str] = [element]
    while waiting and length <= MAX_BYLINE_CHARS:
        place = waiting.pop()
        if isinstance(place, str):
            line = " ".join(place[: MAX_BYLINE_CHARS + 1].split())
            lines += [line] if line else []
            length += len(line)
            continue
        is_read = isinstance(place.tag, str) and place.tag not in UNREAD
        if place is not element and place.tail:
            waiting.append(place.tail)
        if is_read and (
            place is element
            or not _NOT_THE_NAME.search((place.get("class") or "")[:MAX_CLASS_CHARS])
        ):
            waiting += reversed(place)
            if place.text:
                waiting.append(place.text)
    return "\n".join(lines) if length <= MAX_BYLINE_CHARS else ""
