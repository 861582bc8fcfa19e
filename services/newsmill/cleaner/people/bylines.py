"""Parse authors from bylines: persons only."""

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from newsmill.cleaner.markup import plain_text
from newsmill.cleaner.people.byline_words import (
    AND_WORDS,
    AUTHOR_LABELS,
    BY_WORDS,
    BY_WORDS_IN_NAMES,
    DEGREES,
    OTHER_LABELS,
    PARTICLES,
    ROLES,
    WITH_WORDS,
)
from newsmill.cleaner.people.east_asian_bylines import (
    IN_EAST_ASIAN_SCRIPT,
    IS_REPORTER,
    east_asian_names,
)
from newsmill.cleaner.people.persons import (
    MAX_NAME_CHARS,
    SUFFIX,
    is_abbreviation,
    is_nobody,
    person_in,
)
from newsmill.cleaner.site_names import SiteNames
from newsmill.cleaner.texts import tidy
from newsmill.text.words import is_readable

MAX_AUTHORS = 20
MAX_BYLINES = 50
MAX_BYLINE_CHARS = 1_000
MAX_LINE_START = 100

_NO_SITE = SiteNames()


def _one_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


_MAIL = r"[^\s@<>()\[\],;]{1,64}@[^\s@<>()\[\],;]{1,255}"
# RSS 2.0 wants “mail (Name)” in <author>: https://www.rssboard.org/rss-specification
_RSS_AUTHOR = re.compile(rf"\s*{_MAIL}\s*\(([^()]+)\)\s*")
_MAIL_ADDRESS = re.compile(rf"[<(\[]?(?:mailto:)?{_MAIL}[>)\]]?")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<!\S)@\w{1,40}")
_BRACKETED = re.compile(r"[\[(][^\[\]()]{0,100}[\])]")
# “Anna Berg (Text) und Karl Lind (Fotos)”: the mark takes the place of the brackets.
_NOT_AUTHOR = " \x00"
_OTHER_IN_BRACKETS = re.compile(rf"\s?[\[(](?:{_one_of(OTHER_LABELS)})[\])]", re.IGNORECASE)
_DEGREE = re.compile(rf",?\s+(?:{'|'.join(DEGREES)})\.?(?=\s*(?:,|;|$|\band\b|&))")
_SUFFIX = re.compile(rf",\s*({SUFFIX.pattern})(?=\s|,|;|$)", re.IGNORECASE)

_BY = _one_of(word for words in BY_WORDS.values() for word in words)
_BY_IN_NAMES = _one_of(BY_WORDS_IN_NAMES)
_AUTHOR = _one_of(word for words in AUTHOR_LABELS.values() for word in words)
_OTHER = _one_of(OTHER_LABELS)
_AND = _one_of(AND_WORDS)
# “Text und Fotos: …”, “Photographs by …”: up to four labels, then a colon or a by-word.
_LABEL = re.compile(
    rf"(?<!\w)(?P<labels>(?:{_AUTHOR}|{_OTHER})(?:\s?(?:{_AND}|[,/+])\s?(?:{_AUTHOR}|{_OTHER})){{0,3}})"
    rf"(?:\s?[:：]|\s(?:{_BY}|{_BY_IN_NAMES})(?!\w)\s?:?)\s*",
    re.IGNORECASE,
)
_IS_AUTHOR = re.compile(rf"(?<!\w)(?:{_AUTHOR})(?!\w)", re.IGNORECASE)
_BY_WORD = re.compile(rf"(?:{_BY})(?!\w)\s?[:：]?\s*", re.IGNORECASE)
_CAPITAL = r"[^\W\d_a-zà-ÿа-яα-ω]"
_BETWEEN_CAPITALS = _one_of(PARTICLES - {*AND_WORDS})
_BY_WORD_IN_NAMES = re.compile(
    rf"(?:{_BY_IN_NAMES})(?:\s?:\s*|\s+(?=(?-i:{_CAPITAL})[\w.'’-]*\s"
    rf"(?:(?:{_BETWEEN_CAPITALS})\s){{0,3}}(?-i:{_CAPITAL})))",
    re.IGNORECASE,
)
# “Posted on May 3 by Jane Doe”
_DATED = re.compile(
    rf"[^\d]{{0,40}}\d.{{0,60}}?\s(?:{_BY}|von)\s?:?\s+(?=(?-i:{_CAPITAL}))", re.IGNORECASE
)
_ENDS_WITH_BY = re.compile(rf"(?:\A|\s)(?:{_BY}|{_BY_IN_NAMES})\Z", re.IGNORECASE)
_REPORTS_FROM = re.compile(r"aus \S{1,40} berichtet\s+", re.IGNORECASE)
_BETWEEN_PARTS = re.compile(
    r"\s*[;|•·⋅●]\s*|\s+\+\s+|\s+/\s+|(?<=\w)/(?=\w)|\s+[-–—]\s+|\s*—\s*|[،]"
)
_AND_WORD = re.compile(rf",?\s+(?:{_AND})\s+", re.IGNORECASE)
_AND_BEFORE = re.compile(rf"(?:{_AND})\s+", re.IGNORECASE)
_ET_AL = re.compile(r",?\s+et al\.?\s*\Z", re.IGNORECASE)
_WITH_WORD = re.compile(rf",?\s+(?:{_one_of(set(WITH_WORDS) - {'von'})})\s+", re.IGNORECASE)
_COUPLE = re.compile(r"([^\W\d_]{2,30}) (?:and|und|et|&) ([^\W\d_]{2,30} \S{2,40})")
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{4})\.\s+(?=[^\W\d_]{2})")


def authors_of(bylines: Iterable[str], sites: SiteNames = _NO_SITE) -> tuple[str, ...]:
    """The persons named in `bylines`, each once: names without titles, roles, places and addresses.

    Agencies, the site itself, “Staff” and the like are no persons, and neither are photographers
    and translators. “Doe, Jane” becomes “Jane Doe”, and a name in capitals is written as usual. A
    byline is split at “and” only where whole names stand on both sides, so that “José Ortega y
    Gasset” is one.
    """
    found: dict[str, str] = {}
    for byline in list(bylines)[:MAX_BYLINES]:
        for name in _persons_of(byline[:MAX_BYLINE_CHARS], sites):
            if len(name) <= MAX_NAME_CHARS:
                found.setdefault(name.casefold(), name)
            if len(found) == MAX_AUTHORS:
                return tuple(found.values())
    return tuple(found.values())


def begins_with_by_word(line: str) -> bool:
    """Whether a line of text begins as bylines do: “By Jane Doe”, “Posted on May 3 by Jane Doe”."""
    return bool(
        IS_REPORTER.match(line)
        or _DATED.match(line[:MAX_LINE_START])
        or _BY_WORD.match(line)
        or _BY_WORD_IN_NAMES.match(line)
        or _LABEL.match(line[:MAX_LINE_START])
    )


def is_by_word(text: str) -> bool:
    """Whether a text is nothing but “By” or “Written by”; the name follows in another element."""
    return bool(_ENDS_WITH_BY.search(text) or _LABEL.fullmatch(text + " "))


# Where bylines are looked for, each is asked several times whom it names.
@lru_cache(maxsize=512)
def _persons_of(byline: str, sites: SiteNames) -> tuple[str, ...]:
    return tuple(_persons(byline, sites))


def _persons(byline: str, sites: SiteNames) -> Iterator[str]:
    lines = _lines(byline)
    lines = _with_labels_joined(lines)
    # Markup can put each word on a line of its own.
    if len(lines) > 1 and all(" " not in line for line in lines):
        lines = [" ".join(lines)]
    for line in lines:
        if IN_EAST_ASIAN_SCRIPT.search(line):
            yield from (name for name in east_asian_names(line) if not is_nobody(name, sites))
            continue
        credits_ = list(_credits(line))
        for text in credits_:
            parts = [part for part in _BETWEEN_PARTS.split(_without_brackets(text)) if part]
            is_alone = len(lines) == len(credits_) == len(parts) == 1
            for part in parts:
                yield from _names(part, sites, is_alone)


def _lines(byline: str) -> list[str]:
    # A mail address in angle brackets would be taken for a tag.
    byline = _MAIL_ADDRESS.sub(" ", _RSS_AUTHOR.sub(r"\1", byline[:MAX_BYLINE_CHARS]))
    if "&" in byline:
        byline = html.unescape(byline)
    byline = plain_text(byline) if "<" in byline else tidy(byline)
    byline = _HANDLE.sub(" ", _LINK.sub(" ", byline[:MAX_BYLINE_CHARS]))
    return [" ".join(line.split()) for line in byline.split("\n") if line.strip()]


def _with_labels_joined(lines: list[str]) -> list[str]:
    """`lines`, each “Edited by:” on a line of its own together with the line behind it."""
    joined: list[str] = []
    for line in lines:
        if joined and (joined[-1].endswith((":", "：")) or _ENDS_WITH_BY.search(joined[-1])):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return joined


def _credits(line: str) -> Iterator[str]:
    """The parts of a line that name who wrote, without “By” and “Text:”."""
    start, is_author = 0, True
    for label in _LABEL.finditer(line):
        if is_author and (text := _without_by_word(line[start : label.start()])):
            yield text
        start, is_author = label.end(), bool(_IS_AUTHOR.search(label["labels"]))
    if is_author and (text := _without_by_word(line[start:])):
        yield text


def _without_by_word(text: str) -> str:
    text = text.lstrip(" ,.:;|/-–—").rstrip(" ,:;|/-–—")
    for pattern in (_DATED, _REPORTS_FROM, _BY_WORD, _BY_WORD_IN_NAMES, _BY_WORD):
        if match := pattern.match(text):
            text = text[match.end() :]
    return text


def _without_brackets(text: str) -> str:
    """Without agencies, places and handles in brackets, unless there is nothing else."""
    rest = _BRACKETED.sub(" ", _OTHER_IN_BRACKETS.sub(_NOT_AUTHOR, text))
    return rest if is_readable(rest) or _NOT_AUTHOR in rest else text


def _names(part: str, sites: SiteNames, is_alone: bool) -> Iterator[str]:
    part = _SUFFIX.sub(r" \1", _DEGREE.sub("", part))
    for side in _WITH_WORD.split(_ET_AL.sub("", part)):
        for sentence in _SENTENCE_END.split(side):
            pieces = _split(sentence, sites)
            for piece in pieces:
                if _NOT_AUTHOR in piece:
                    continue
                name = person_in(piece, sites, alone=is_alone and len(pieces) == 1)
                if name:
                    yield name


def _split(part: str, sites: SiteNames) -> list[str]:
    """The pieces between commas and “and” that may each be a person's name."""
    if couple := _COUPLE.fullmatch(part.strip()):
        family = couple[2].split(" ")[-1]
        if couple[1].istitle() and person_in(couple[2], sites, alone=False):
            return [f"{couple[1]} {family}", couple[2]]
    sides = _AND_WORD.split(part.strip())
    if not all(_is_whole(side, sites) for side in sides):
        sides = _joined(part.strip(), sides, sites)
    pieces: list[str] = []
    for side in sides:
        side = _AND_BEFORE.sub("", side, count=1) if _AND_BEFORE.match(side) else side
        pieces += _between_commas(side, sites)
    return pieces


def _joined(part: str, sides: list[str], sites: SiteNames) -> list[str]:
    """`sides` put together again where “and” is part of a name or a role."""
    joined = [sides[0]]
    rest = part[len(sides[0]) :]
    for side in sides[1:]:
        joint, rest = rest[: rest.index(side)], rest[rest.index(side) + len(side) :]
        if _is_whole(side, sites) and _is_whole(joined[-1], sites):
            joined.append(side)
        else:
            joined[-1] += joint + side
    return joined


def _is_whole(side: str, sites: SiteNames) -> bool:
    """Whether a side of “and” can stand alone: two words, or an agency, or “Staff”."""
    words = side.split(" ")
    is_name = len(words) > 1 and words[-1].casefold() not in PARTICLES
    return is_name or is_nobody(side, sites) or is_abbreviation(side)


def _between_commas(side: str, sites: SiteNames) -> list[str]:
    first, *others = [piece for piece in (each.strip() for each in side.split(",")) if piece] or [
        ""
    ]
    if len(others) == 1 and _is_inverted(first, others[0], sites):
        return [f"{others[0]} {first}"]
    # A single word behind a comma is a place or an employer.
    return [
        first,
        *(
            other
            for other in others
            if " " in other and other.rsplit(" ", 1)[1].casefold().strip(".") not in ROLES
        ),
    ]


def _is_inverted(family: str, given: str, sites: SiteNames) -> bool:
    """Whether this is “Doe, Jane” or “van der Berg, Jan”."""
    words = family.split(" ")
    return (
        all(word in PARTICLES for word in words[:-1])
        and 1 <= len(given.split(" ")) <= 2
        and words[-1][:1].isupper()
        and given[:1].isupper()
        and not given.isupper()
        and not is_nobody(given, sites)
        and not is_nobody(family, sites)
        and not any(word.casefold() in ROLES for word in (*words, *given.split(" ")))
        and bool(person_in(f"{given} {family}", sites, alone=False))
    )
