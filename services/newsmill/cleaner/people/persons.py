"""Find the person's name in one part of a byline, without titles, roles and places."""

import re

from newsmill.cleaner.people.agencies import NEWS_AGENCIES
from newsmill.cleaner.people.byline_words import (
    LEADING_ARTICLES,
    MONTHS_AND_DAYS,
    NAME_ENDS,
    NOBODY,
    OF_OURS,
    ORGANISATIONS,
    PARTICLES,
    PLACES_OF_SEVERAL_WORDS,
    ROLE_MODIFIERS,
    ROLES,
    TITLES,
    TITLES_WITH_DOT,
)
from newsmill.cleaner.site_names import SiteNames
from newsmill.text.words import is_readable

MAX_NAME_CHARS = 100
# Brazilian and Arabic names have up to eight words.
MAX_NAME_WORDS = 8
# A single word of so few capitals is an abbreviation.
MAX_ABBREVIATION_CHARS = 6
# AFP writes family names in capitals; shorter words may be initials.
MIN_CAPITAL_CHARS = 3

AGENCIES = frozenset(name.casefold() for names in NEWS_AGENCIES for name in names)
SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)

_EDGES = " \t,.;:()[]{}<>\"“”„‚‘’'`-–—_*#|/\\•·…!?=«»➤→@+&"
_OF_OURS = re.compile(rf"(?:{'|'.join(map(re.escape, OF_OURS))})\s+(?=\w)", re.IGNORECASE)
_CAMEL = re.compile(r"(?!Mc|Mac|De|La|Le|Di|Du|Van|Fitz|O’|O')\w*[a-z][A-Z]\w*")
_MC = re.compile(r"\bMc([a-z])")
_GLUED = re.compile(r"[^\W\d_]{2,40}(?=\d)")
_CASED_PART = re.compile(r"[^\W\d_]+")


def person_in(part: str, sites: SiteNames, *, alone: bool) -> str:
    """The name of the person in a part of a byline; empty if it names none.

    `alone`: nothing else stands in the byline, so that a single word may be a name.
    """
    # “Contributor: Jane Doe”
    part = _trimmed(part.rpartition(": ")[2])
    if not is_readable(part) or len(part) > 3 * MAX_NAME_CHARS or is_nobody(part, sites):
        return ""
    if match := _OF_OURS.match(part):
        part = _trimmed(part[match.end() :]) if _is_ours(part, match) else part
    tokens = _name_tokens(part.split(" "))
    tokens = _without_roles(_without_titles(tokens))
    tokens = _without_titles(_without_employers(tokens, sites))
    name = _trimmed(" ".join(tokens))
    # “Mis en ligne le 3 mai”
    alone = alone and name == part
    if not is_readable(name) or not _is_name(name, name.split(" "), sites, alone=alone):
        return ""
    name = name + "." if SUFFIX.fullmatch(name.rsplit(" ", 1)[-1]) and name[-2:] in _JR else name
    return in_normal_case(name)


_JR = ("Jr", "Sr", "JR", "SR", "jr", "sr")


def is_nobody(part: str, sites: SiteNames) -> bool:
    """Whether a part of a byline is an agency, the site, or a word for no author."""
    key = part.casefold()
    bare = key.removeprefix("the ")
    return (
        key in NOBODY
        or key in AGENCIES
        or bare in AGENCIES
        or bare.removesuffix(" news") in AGENCIES
        or key in PLACES_OF_SEVERAL_WORDS
        or sites.include(part)
    )


def is_abbreviation(word: str) -> bool:
    """Whether a word is one of an agency or a broadcaster, known or not."""
    return 1 < len(word) <= MAX_ABBREVIATION_CHARS and word.isupper() and word.isalpha()


def in_normal_case(name: str) -> str:
    """A name in capitals as it is usually written; other names, and abbreviations, as they are."""
    words = name.split(" ")
    if len(words) < 2 and not (name.isupper() and len(name) > MAX_ABBREVIATION_CHARS):
        return name
    if name.isupper():
        return " ".join(
            word.lower()
            if 0 < place < len(words) - 1 and word.lower() in PARTICLES
            else _capitalised(word)
            for place, word in enumerate(words)
        )
    return " ".join(
        _capitalised(word)
        if word.isupper() and word[0].isalpha() and len(word) >= MIN_CAPITAL_CHARS
        else word
        for word in words
    )


def _capitalised(word: str) -> str:
    if len(word) < 2 or "." in word[:-1] or SUFFIX.fullmatch(word):
        return word.capitalize() if word.casefold() in ("jr", "jr.", "sr", "sr.") else word
    if not any(vowel in word.casefold() for vowel in "aeiouyáéíóúàèìòùäëïöüаеёиоуыэюяіїєαεηιοωυ"):
        return word if word.isascii() and len(word) < MIN_CAPITAL_CHARS else word.capitalize()
    word = _CASED_PART.sub(lambda part: part[0].capitalize(), word)
    return _MC.sub(lambda match: "Mc" + match[1].upper(), word)


def _trimmed(part: str) -> str:
    part = part.strip()
    quoted = re.search(r"\w[\"”]$", part) if part.count('"') % 2 == 0 else None
    stripped = part.strip(_EDGES) if not quoted or part[0] in '"“' else part
    # The dot of an initial at the end belongs to it: “Anna B.”
    if part[len(stripped) :][:1] == "." and re.search(r"(?:^|[\s.])\w$", stripped):
        stripped += "."
    return stripped.rstrip(" ")


def _is_ours(part: str, match: re.Match[str]) -> bool:
    """Whether a role or an organisation follows: “de” and “da” begin names too."""
    following = [token.casefold() for token in part[match.end() :].split(" ")]
    return any(token in ROLES or token in ORGANISATIONS for token in following)


def _name_tokens(tokens: list[str]) -> list[str]:
    """The words before a place, an employer, a date, a handle or a number."""
    tokens = [token for token in tokens if token]
    for place, token in enumerate(tokens):
        key = token.casefold().strip(".,:")
        if any(character.isdigit() for character in token):
            # “Jane Doe3 min read”
            glued = _GLUED.match(token) if place else None
            return _without_dates([*tokens[:place], *([glued[0]] if glued else [])])
        if token.startswith("@"):
            return tokens[:place]
        if key == "special" and tokens[place + 1 : place + 2] not in (["to"], ["for"]):
            continue
        if key in NAME_ENDS and (token.islower() or (place and key in _CAPITAL_ENDS)):
            return tokens[:place]
    return tokens


_CAPITAL_ENDS = frozenset({"special", "updated", "published", "posted", "modified", "for", "via"})


def _without_dates(tokens: list[str]) -> list[str]:
    while tokens and tokens[-1].casefold().strip(".,:") in MONTHS_AND_DAYS:
        tokens = tokens[:-1]
    return tokens


def _without_titles(tokens: list[str]) -> list[str]:
    while tokens:
        key = tokens[0].casefold()
        is_title = key.rstrip(".") in TITLES or (
            key.endswith(".") and key.rstrip(".") in TITLES_WITH_DOT
        )
        if not is_title:
            break
        tokens = tokens[1:]
    return tokens


def _without_roles(tokens: list[str]) -> list[str]:
    """The words without a role before or behind them; none if they are all one."""
    keys = [token.casefold().strip(".,'’\"") for token in tokens]
    end = len(keys)
    while end and (keys[end - 1] in ROLES or keys[end - 1] in ROLE_MODIFIERS):
        end -= 1
    if any(key in ROLES for key in keys[end:]) and end != 1:
        tokens, keys = tokens[:end], keys[:end]
    start = 0
    while start < len(keys) and (keys[start] in ROLES or keys[start] in ROLE_MODIFIERS):
        start += 1
    if any(key in ROLES for key in keys[:start]):
        tokens, keys = tokens[start:], keys[start:]
    # “deputy Jane” is none, “Science correspondent for health” neither.
    return [] if any(key in ROLES for key in keys) else tokens


def _without_employers(tokens: list[str], sites: SiteNames) -> list[str]:
    """The words without an agency or the site's name behind a whole name."""
    for length in range(min(4, len(tokens) - 2), 0, -1):
        if is_nobody(" ".join(tokens[-length:]), sites) and (
            length > 1 or tokens[-1].isupper() or len(tokens[-1]) > MAX_ABBREVIATION_CHARS
        ):
            return tokens[:-length]
    return tokens


def _is_name(name: str, tokens: list[str], sites: SiteNames, *, alone: bool) -> bool:
    keys = [token.casefold().strip(".,'’\"") for token in tokens]
    if len(name) > MAX_NAME_CHARS or len(tokens) > MAX_NAME_WORDS or is_nobody(name, sites):
        return False
    if any(key in ORGANISATIONS or key in NOBODY for key in keys) or keys[0] in LEADING_ARTICLES:
        return False
    # “CNN Business”, “USA TODAY Sports”
    if tokens[0].isupper() and not name.isupper() and _begins_with_agency(tokens):
        return False
    if len(tokens) == 1:
        return alone and _is_mononym(name)
    has_case = name.lower() != name.upper()
    if has_case and name.islower():
        return alone and keys[0] not in PARTICLES and len(tokens) <= 3
    # Each word has a capital, or is a particle, or has no case as Arabic: “Jane Doe contributed”.
    return all(
        not token[:1].islower() or key in PARTICLES or _has_inner_capital(token)
        for token, key in zip(tokens, keys, strict=True)
    ) and any(
        key not in PARTICLES or token[:1].isupper() for token, key in zip(tokens, keys, strict=True)
    )


def _begins_with_agency(tokens: list[str]) -> bool:
    return any(" ".join(tokens[:length]).casefold() in AGENCIES for length in (1, 2, 3))


def _is_mononym(name: str) -> bool:
    if name.lower() == name.upper():
        return len(name) > 1
    is_login = name[0].islower() or "_" in name or _CAMEL.fullmatch(name) or "." in name
    return len(name) > 2 and not is_abbreviation(name) and not is_login


def _has_inner_capital(token: str) -> bool:
    """“d'Arvent”, “al-Hadid”, “'t Hart”."""
    return any(character.isupper() for character in token[1:])
