"""Read schema.org values, which may be text, objects, references, or lists of these."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

MAX_VALUES = 100
MAX_VALUE_CHARS = 5_000

Node = Mapping[str, Any]
"""An object of structured data: names of properties and their values, nothing checked."""

# Article and its subtypes, then what is published like one: https://schema.org/CreativeWork
_TELLING = (
    (5, ("LiveBlogPosting",)),
    (4, ("Article", "BlogPosting", "Report")),
    (3, ("Review", "SocialMediaPosting")),
    (2, ("CreativeWork", "DiscussionForumPosting", "HowTo", "PodcastEpisode", "Recipe")),
    (1, ("Page", "WebContent")),
)
_PREFIX = re.compile(r"^(?:https?://schema\.org/|schema:)", re.IGNORECASE)


def types_of(node: Node) -> tuple[str, ...]:
    """The names of a node's types, without “http://schema.org/”."""
    return tuple(_PREFIX.sub("", kind) for kind in _flat(node.get("@type")) if _is_text(kind))


def telling(node: Node) -> int:
    """How much a node's type tells of an article: 0 nothing, 1 a page, 2 and more an article."""
    names = types_of(node)
    if "Person" in names or "ProfilePage" in names:
        return 0
    return max(
        (rank for name in names for rank, ends in _TELLING if name.endswith(ends)), default=0
    )


def texts_of(value: Any, limit: int = MAX_VALUE_CHARS) -> Iterator[str]:
    """The texts of a property: given as text, `{"@value"}`, a named thing, or a list of these."""
    for one in _flat(value):
        if isinstance(one, Mapping):
            one = next((one[key] for key in ("@value", "name") if one.get(key)), None)
            one = next(_flat(one), None)
        if _is_text(one):
            yield one.strip()[:limit]


def text_of(value: Any) -> str:
    """The first text of a property, or none."""
    return next(texts_of(value), "")


def names_of(value: Any) -> Iterator[str]:
    """The names of persons or organisations; a person may be given in parts."""
    for one in _flat(value):
        if not isinstance(one, Mapping):
            if _is_text(one):
                yield one.strip()[:MAX_VALUE_CHARS]
            continue
        found = [
            name.strip()[:MAX_VALUE_CHARS] for name in _flat(one.get("name")) if _is_text(name)
        ]
        if not found:
            parts = (text_of(one.get("givenName")), text_of(one.get("familyName")))
            found = [" ".join(part for part in parts if part)]
        yield from (name for name in found if name)


def addresses_of(value: Any) -> Iterator[str]:
    """The URLs of a property: given as text or by `url`, `contentUrl` or `@id`."""
    for one in _flat(value):
        if isinstance(one, Mapping):
            for key in ("url", "contentUrl", "@id"):
                yield from (each.strip() for each in _flat(one.get(key)) if _is_text(each))
        elif _is_text(one):
            yield one.strip()


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text that is not empty, once."""
    return tuple(dict.fromkeys(text for text in texts if text))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _flat(value: Any) -> Iterator[Any]:
    """The values of a list, also of lists in it."""
    waiting = [value]
    for _ in range(MAX_VALUES):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one[:MAX_VALUES][::-1]
        elif one is not None:
            yield one
