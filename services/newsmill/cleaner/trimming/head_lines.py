"""Recognise the lines above an article: headline, kicker, byline, date, share bar."""

import re

from newsmill.cleaner.texts import words_of
from newsmill.cleaner.trimming.byline_lines import is_byline, is_date
from newsmill.cleaner.trimming.head_words import HOME_WORDS, SECTIONS, SHARING
from newsmill.cleaner.trimming.phrase_matching import MAX_LINE_CHARS, plain
from newsmill.cleaner.trimming.prose import ends_sentence
from newsmill.cleaner.trimming.surroundings import Surroundings, parts_of

MAX_SHARING_WORDS = 16
MAX_BREADCRUMBS = 8
MAX_BREADCRUMB_WORDS = 6
MAX_SECTION_WORDS = 3
# What a site may put behind a headline: its name, its section.
MAX_ADDED_WORDS = 5
MIN_SIMILAR_WORDS = 5
SIMILAR_SHARE = 0.8

_CRUMB = re.compile(r"\s?[›»>→❯▸]\s?|\s/\s")
_SHARING = frozenset(SHARING.split())
# Of a share bar's words, these alone make none.
_NO_SHARING = frozenset((
    "x", "line", "on", "via", "more", "options", "this", "article", "story", "of", "to",
    "the", "with", "search", "menu", "par", "per", "su", "sur", "sul", "en", "por",
    "correo", "le", "gift", "close", "ut",
))  # fmt: skip
_SECTIONS = frozenset(map(plain, SECTIONS))
_HOME = frozenset(HOME_WORDS)


def is_headline(line: str, about: Surroundings) -> bool:
    """Whether a line says what one of the headlines says, in nearly the same words."""
    if len(line) > MAX_LINE_CHARS:
        return False
    words = words_of(line)
    return bool(words) and any(_is_same(words, headline, line) for headline in about.headlines)


def _is_same(words: list[str], headline: tuple[str, ...], line: str) -> bool:
    longer, shorter = max(len(words), len(headline)), min(len(words), len(headline))
    if shorter == longer and tuple(words) == headline:
        return True
    if shorter < MIN_SIMILAR_WORDS or ends_sentence(line):
        return False
    if longer - shorter <= MAX_ADDED_WORDS and tuple(words[:shorter]) == headline[:shorter]:
        return True
    return len({*words} & {*headline}) >= SIMILAR_SHARE * len({*words, *headline})


def is_above_article(line: str, about: Surroundings) -> bool:
    """Whether a line is a date, a byline, a share bar, a breadcrumb or a section's name."""
    return len(line) <= MAX_LINE_CHARS and (
        is_date(line, about)
        or is_byline(line, about)
        or is_share_bar(line)
        or _is_breadcrumb(line)
        or _is_section(line, about)
    )


def is_share_bar(line: str) -> bool:
    """Whether a line holds nothing but the names of networks and of buttons."""
    if ends_sentence(line):
        return False
    parts = [part for part in parts_of(line) if not part.isdigit()]
    return parts == ["x"] or (
        0 < len(parts) <= MAX_SHARING_WORDS
        and all(part in _SHARING for part in parts)
        and not _NO_SHARING.issuperset(parts)
    )


def _is_breadcrumb(line: str) -> bool:
    if ends_sentence(line):
        return False
    crumbs = [crumb for crumb in _CRUMB.split(line.strip(" ›»>→/")) if crumb]
    if not 1 < len(crumbs) <= MAX_BREADCRUMBS or any(
        len(crumb.split()) > MAX_BREADCRUMB_WORDS for crumb in crumbs
    ):
        return False
    return crumbs[0].strip().casefold() in _HOME or (
        len(crumbs) > 2 and plain(crumbs[0]) in _SECTIONS
    )


def _is_section(line: str, about: Surroundings) -> bool:
    if len(line.split()) > MAX_SECTION_WORDS or ends_sentence(line):
        return False
    name = plain(line)
    return name in _SECTIONS or name in about.sections or name in _HOME
