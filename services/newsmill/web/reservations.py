"""Parse what a page's owner reserves: X-Robots-Tag, meta robots, and TDM reservation."""

import re
from collections.abc import Iterable, Iterator

from newsmill.contracts.articles import Reservations
from newsmill.hosts import parse

# Directives with a value. Any other word before a colon names a crawler:
# https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag#xrobotstag
WITH_VALUE = frozenset(
    {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}
)
# Only these are told apart where a site puts spaces between directives instead of commas.
WITHOUT_VALUE = frozenset(
    {"all", "archive", "follow", "index", "indexifembedded", "noai", "noarchive", "nocache",
     "nofollow", "noimageai", "noimageindex", "noindex", "none", "noodp", "nositelinkssearchbox",
     "nosnippet", "notranslate", "noydir"}
)  # fmt: skip
MAX_CHARACTERS = 4096
MAX_DIRECTIVES = 50
MAX_DIRECTIVE_CHARACTERS = 200

_SEPARATOR = re.compile(r"[,;]")
_NAMED = re.compile(r"([a-z*][a-z0-9_./*-]{0,60})\s*:(.*)", re.DOTALL)
_TOKEN = re.compile(r"[a-z_-]+|\*")
# A date whose first part ends with a comma: “Friday, 25-Jun-27 15:00:00 GMT”, “June 25, 2027”.
_FIRST_PART_OF_DATE = re.compile(r"[a-z]{3,9}\.?(?: [0-9]{1,2})?")


def directives(text: str, token: str) -> tuple[str, ...]:
    """The directives in one X-Robots-Tag value, or in the content of one meta element.

    Those for crawlers other than `token`, our name in robots.txt, are left out. They are in lower
    case, without white space behind the colon, each once: `noindex`, `max-snippet:0`.
    """
    found: dict[str, None] = {}
    is_for_us = True
    for part in _parts(text[:MAX_CHARACTERS].lower()):
        rest = part
        named = _NAMED.fullmatch(part)
        if named and named[1] not in WITH_VALUE:
            leading = _TOKEN.match(named[1])
            is_for_us = bool(leading and leading[0] in ("*", token.lower()))
            rest = named[2].strip()
        if is_for_us:
            found.update(dict.fromkeys(_told_apart(rest)))
        if len(found) >= MAX_DIRECTIVES:
            break
    return tuple(found)[:MAX_DIRECTIVES]


def reservations(
    x_robots_tag_values: Iterable[str],
    tdm_reservation: str | None,
    tdm_policy: str | None,
    token: str,
) -> Reservations:
    """What the headers of one answer reserve; `x_robots_tag_values` one by one, not joined.

    https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/
    """
    found: dict[str, None] = {}
    for value in x_robots_tag_values:
        found.update(dict.fromkeys(directives(value, token)))
    policy = parse(tdm_policy.strip()) if tdm_policy else None
    return Reservations(
        robots=tuple(found)[:MAX_DIRECTIVES],
        tdm_reservation=is_reserved(tdm_reservation),
        tdm_policy=policy.href if policy else None,
    )


def is_reserved(tdm_reservation: str | None) -> bool | None:
    """The meaning of a tdm-reservation header or meta element: 1 or 0; None for anything else."""
    value = (tdm_reservation or "").partition(",")[0].strip()
    return {"1": True, "0": False}.get(value)


def combined(headers: Reservations, page: Reservations) -> Reservations:
    """What the headers and the meta elements of one page reserve; of TDM, the headers go first."""
    says_tdm = page if headers.tdm_reservation is None else headers
    return Reservations(
        robots=tuple(dict.fromkeys(headers.robots + page.robots))[:MAX_DIRECTIVES],
        tdm_reservation=says_tdm.tdm_reservation,
        tdm_policy=says_tdm.tdm_policy or headers.tdm_policy or page.tdm_policy,
    )


def _parts(text: str) -> Iterator[str]:
    """The parts between commas; those of one date are one."""
    parts = iter(" ".join(part.split()) for part in _SEPARATOR.split(text))
    for part in parts:
        before, colon, value = part.rpartition("unavailable_after:")
        if colon and _FIRST_PART_OF_DATE.fullmatch(value.strip()):
            yield f"{before}{colon}{value}, {next(parts, '')}".rstrip(", ")
        elif part:
            yield part


def _told_apart(part: str) -> Iterator[str]:
    words = part.split()
    if len(words) > 1 and WITHOUT_VALUE.issuperset(words):
        yield from words
        return
    name, colon, value = part.partition(":")
    directive = f"{name.strip()}{colon}{value.strip()}"[:MAX_DIRECTIVE_CHARACTERS]
    if directive:
        yield directive
