"""Parse authors from bylines."""

import re
from collections.abc import Iterable

from newsmill.cleaner.markup import line_of_text
from newsmill.text.words import is_readable

MAX_AUTHORS = 20
MAX_NAME_CHARS = 100
MAX_BYLINE_CHARS = 1_000

_MAIL = r"[^\s@<>()\[\],;]{1,64}@[^\s@<>()\[\],;]{1,255}"
# RSS 2.0 wants “mail (Name)” in <author>: https://www.rssboard.org/rss-specification
_RSS_AUTHOR = re.compile(rf"\s*{_MAIL}\s*\(([^()]+)\)\s*")
_MAIL_ADDRESS = re.compile(rf"[<(\[]?(?:mailto:)?{_MAIL}[>)\]]?")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# “Von”, “de” and “di” can begin a name, so they need the colon.
_BY = re.compile(
    r"(?:(?:written |reported )?by|par|por)[:\s]\s*|(?:von|de|di|door|av|af):\s*", re.IGNORECASE
)
_BETWEEN_NAMES = re.compile(r"\s*(?:[;|•]|\s/\s|\n)\s*")
_AND = re.compile(r",?\s+(?:and|und|et|y|e|en|och|og|&)\s+", re.IGNORECASE)
# A role may follow a name after a comma.
_ROLE = re.compile(
    r".*\b(?:correspondent|editor|reporter|writer|journalist|columnist|analyst|producer|"
    r"contributor|staff|desk|bureau|redakteur(?:in)?|korrespondent(?:in)?|rédaction|redacción)\b.*",
    re.IGNORECASE,
)
# What content management systems write when there is no author.
_NOBODY = frozenset(
    {"admin", "administrator", "author", "editor", "guest", "n/a", "no author", "none", "noreply",
     "null", "root", "unknown", "user", "webmaster"}
)  # fmt: skip


def authors_of(bylines: Iterable[str]) -> tuple[str, ...]:
    """The names in `bylines`, each once: without “By”, mail addresses, links and roles.

    A byline is split at “and” and commas only where whole names (of two words or more) stand on
    both sides, so that “Food and Drug Office” and “Doe, Jane” are not split.
    """
    found: dict[str, str] = {}
    for byline in bylines:
        for name in _names(byline):
            found.setdefault(name.casefold(), name)
            if len(found) == MAX_AUTHORS:
                return tuple(found.values())
    return tuple(found.values())


def _names(byline: str) -> Iterable[str]:
    # A mail address in angle brackets would be taken for a tag.
    byline = _MAIL_ADDRESS.sub(" ", _RSS_AUTHOR.sub(r"\1", byline[:MAX_BYLINE_CHARS]))
    byline = _LINK.sub(" ", line_of_text(byline, MAX_BYLINE_CHARS))
    for part in _BETWEEN_NAMES.split(byline):
        part = part.strip(" ,.()[]<>\"'“”-–—")
        if match := _BY.match(part):
            part = part[match.end() :]
        for name in _split(part):
            name = name.strip(" ,.()[]\"'“”-–—")
            if is_readable(name) and len(name) <= MAX_NAME_CHARS and name.lower() not in _NOBODY:
                yield name


def _split(part: str) -> list[str]:
    names: list[str] = []
    for piece in part.split(","):
        sides = _AND.split(piece.strip())
        # “A B, and C D” leaves “and C D” after the comma.
        sides[0] = re.sub(r"^(?:and|und|et|y|e|en|och|og|&)\s+", "", sides[0], flags=re.IGNORECASE)
        names += sides if all(" " in side for side in sides) else [piece.strip()]
    if not all(" " in name for name in names):
        first, _, rest = part.partition(",")
        # “Jane Doe, BBC” is a person and an employer; “Doe, Jane” is one person.
        return [first] if " " in first.strip() and rest and "," not in rest else [part]
    return names[:1] + [name for name in names[1:] if not _ROLE.fullmatch(name)]
