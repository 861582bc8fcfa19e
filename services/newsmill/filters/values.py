"""Check the value of a field, and put it in its usual spelling."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

from newsmill.filters.errors import FilterError, nearest, shown
from newsmill.filters.folding import folded, words
from newsmill.filters.languages import CODE_BY_MISTAKE, TWO_LETTERS
from newsmill.filters.tokens import Token
from newsmill.filters.tree import (
    LABEL_FIELDS,
    NAME_FIELDS,
    Length,
    Node,
    Seen,
    Term,
    Words,
)

FIELD_BY_ALIAS = {"lang": "language", "org": "organization", "organisation": "organization"}
FIELDS = (
    "person", "organization", "place", "event", "work", "entity", "language", "source", "feed",
    "section", "tag", "author", "category", "title", "text", "is", "has", "since", "until", "words",
)  # fmt: skip
"""All that there are; each has one meaning, told in README.md."""

STATES = {
    "new": "new",
    "revision": "revision", "revised": "revision",
    "re-enriched": "re-enriched", "re_enriched": "re-enriched", "reenriched": "re-enriched",
    "retracted": "retracted", "retraction": "retracted",
    "copy": "copy", "duplicate": "copy",
}  # fmt: skip
"""What `is:` takes, and what it is called."""

_PARTS = (
    "author", "category", "entity", "event", "image", "organization", "person", "place", "section",
    "summary", "tag", "text", "work",
)  # fmt: skip
PARTS = {part: part for part in _PARTS}
"""What `has:` takes."""

MAX_COMMAS = 5
"""Values that a suggestion takes apart."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,4}")
_ADDRESS = re.compile(
    r"(https?://)?([^\s/:@?#.]+(?:\.[^\s/:@?#.]+)+)(:\d+)?([/?#]\S*)?", re.IGNORECASE
)
_AGO = re.compile(r"(\d{1,6})(s|m|h|d|w)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DATE = re.compile(
    r"(\d{4}-\d{2}-\d{2})"
    r"(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)([Zz]|[+-]\d{2}:\d{2})?)?"
)
_MAX_AGO = timedelta(days=36_500)
_COUNT = re.compile(r"(>=|<=|>|<|=)?(\d{1,9})|(\d{1,9})\.\.(\d{1,9}|\*)|\*\.\.(\d{1,9})")


def node_of(text: str, token: Token) -> Node:
    """What a term of the filter `text` says.

    Raises:
        FilterError: there is no such field, or its value is none.
    """
    name = _field(text, token) if token.field else ""
    value = token.value.strip()
    if not value and not token.prefix:
        raise _no_value(text, token, name)
    if not name or name in ("title", "text"):
        _require_word(text, token)
        return Words(token.value, token.prefix, name or "anywhere")  # type: ignore[arg-type]
    if name in NAME_FIELDS:
        _require_word(text, token)
        _require_no_address(text, token, name, value)
        return Term(name, value, token.prefix)  # type: ignore[arg-type]
    if name in LABEL_FIELDS:
        if not folded(value):
            raise _error(text, token, f"* needs the beginning of a {name} before it")
        return Term(name, value, token.prefix)  # type: ignore[arg-type]
    if token.prefix:
        raise FilterError(text, token.end - 1, f"{name}: takes no *", end=token.end)
    match name:
        case "language":
            return Term("language", _language(text, token))
        case "is":
            return Term("is", _one_of(text, token, "is", STATES))
        case "has":
            return Term("has", _one_of(text, token, "has", PARTS))
        case "words":
            return _length(text, token)
    return _seen(text, token, "since" if name == "since" else "until")


def _field(text: str, token: Token) -> str:
    written = token.field.lower()
    name = FIELD_BY_ALIAS.get(written, written)
    if name in FIELDS:
        return name
    message = f"there is no field {shown(token.field)}"
    end = token.position + len(token.field) + 1
    near = nearest(written, [*FIELDS, *FIELD_BY_ALIAS])
    if near is not None:
        raise FilterError(text, token.position, message, end=end, suggestion=f"{near}:")
    quoted = text[token.position : token.end]
    if '"' not in quoted and "\\" not in quoted:
        suggestion = f'"{quoted}"'
        raise FilterError(text, token.position, message, end=token.end, suggestion=suggestion)
    advice = f"there are {', '.join(FIELDS)}"
    raise FilterError(text, token.position, message, end=end, advice=advice)


def _error(
    text: str, token: Token, message: str, *, suggestion: str = "", advice: str = ""
) -> FilterError:
    """Something is wrong with the value of a term."""
    return FilterError(
        text, token.value_at, message, end=token.end, suggestion=suggestion, advice=advice
    )


def _no_value(text: str, token: Token, name: str) -> FilterError:
    if not name:
        return _error(text, token, "nothing stands between the quotation marks")
    if text.startswith(("(", "（"), token.value_at):
        advice = f"name the field each time: ({name}:… OR {name}:…)"
    else:
        advice = "the value follows without a space"
    return _error(text, token, f"{name}: has no value", advice=advice)


def _require_word(text: str, token: Token) -> None:
    if words(token.value):
        return
    if not token.value:
        raise _error(text, token, "* needs the beginning of a word before it")
    advice = "words with signs between them stand in quotes" if not token.field else ""
    message = f"there is no letter or digit in {shown(token.value)}"
    raise _error(text, token, message, advice=advice)


def _require_no_address(text: str, token: Token, name: str, value: str) -> None:
    """An address in place of a host, or half of one, would match nothing in silence."""
    address = _ADDRESS.fullmatch(value) if name in ("source", "feed") else None
    if address is None:
        return
    scheme, host, port, path = address.groups()
    if name == "source" and (scheme or port or path):
        raise _error(text, token, f"{shown(value)} is no host", suggestion=host)
    if name == "feed" and not scheme and path:
        message = "the address of a feed begins with https:// or http://"
        raise _error(text, token, message, suggestion=f"https://{value}")


def _one_of(text: str, token: Token, name: str, known: Mapping[str, str]) -> str:
    value = token.value.strip().lower()
    if value in known:
        return known[value]
    message = f"{name}: has no {shown(token.value)}"
    if "," in value:
        raise _commas(text, token, name, message)
    near = nearest(value, list(known))
    advice = f"one of {', '.join(dict.fromkeys(known.values()))}"
    suggestion = known[near] if near else ""
    raise _error(text, token, message, suggestion=suggestion, advice=advice)


def _commas(text: str, token: Token, name: str, message: str) -> FilterError:
    """Of several values with commas: how they are written."""
    values = [part.strip() for part in token.value.split(",") if part.strip()]
    advice = f"write ({name}:… OR {name}:…)"
    if not 1 < len(values) <= MAX_COMMAS or any(not part.isalnum() for part in values):
        return _error(text, token, message, advice=advice)
    suggestion = f"({' OR '.join(f'{name}:{part}' for part in values)})"
    return FilterError(text, token.position, message, end=token.end, suggestion=suggestion)


def _language(text: str, token: Token) -> str:
    written = token.value.strip().lower().replace("_", "-")
    first, *rest = written.split("-")
    is_known = first in TWO_LETTERS or (len(first) == 3 and first not in CODE_BY_MISTAKE)
    if is_known and _LANGUAGE.fullmatch(written):
        return "-".join([first, *map(_subtag, rest)])
    message = f"{shown(token.value)} is no code of a language"
    if "," in written:
        raise _commas(text, token, "language", message)
    meant = CODE_BY_MISTAKE.get(folded(first))
    if meant is None and len(first) > 3:
        near = nearest(folded(first), list(CODE_BY_MISTAKE))
        meant = CODE_BY_MISTAKE[near] if near else None
    advice = "codes are those of BCP 47: en, de, pt-BR, zh-Hant"
    raise _error(text, token, message, suggestion=meant or "", advice=advice)


def _subtag(subtag: str) -> str:
    if len(subtag) == 2:
        return subtag.upper()
    return subtag.title() if len(subtag) == 4 and subtag.isalpha() else subtag


def _length(text: str, token: Token) -> Length:
    match = _COUNT.fullmatch(token.value.strip())
    if match is None or not token.value.isascii():
        message = f"{shown(token.value)} is no number of words"
        advice = "write words:>500, words:<=100 or words:100..500"
        raise _error(text, token, message, advice=advice)
    sign, number, least, most, at_most = match.groups()
    if least is not None:
        if most != "*" and int(most) < int(least):
            message = f"no text has at least {least} and at most {most} words"
            raise _error(text, token, message, suggestion=f"{most}..{least}")
        return Length(int(least), None if most == "*" else int(most))
    if at_most is not None:
        return Length(0, int(at_most))
    count = int(number)
    match sign:
        case ">":
            return Length(count + 1)
        case ">=":
            return Length(count)
        case "<":
            if count:
                return Length(0, count - 1)
            raise _error(text, token, "no text has fewer than 0 words")
        case "<=":
            return Length(0, count)
    return Length(count, count)


def _seen(text: str, token: Token, edge: Literal["since", "until"]) -> Seen:
    value = token.value.strip()
    ago = _AGO.fullmatch(value.lower()) if value.isascii() else None
    if ago is not None:
        back = timedelta(seconds=int(ago[1]) * _SECONDS[ago[2]])
        if back > _MAX_AGO:
            raise _error(text, token, f"{shown(value)} is more than a century")
        return Seen(edge, ago=back)
    date = _DATE.fullmatch(value) if value.isascii() else None
    if date is None:
        raise _no_date(text, token)
    day, time, zone = date.groups()
    try:
        at = datetime.fromisoformat(f"{day}T{time or '00:00'}{(zone or 'Z').upper()}")
        if time is None and edge == "until":
            # The day that is named is the last one.
            at += timedelta(days=1)
        return Seen(edge, at=at.astimezone(UTC))
    except (ValueError, OverflowError):
        raise _no_date(text, token) from None


def _no_date(text: str, token: Token) -> FilterError:
    message = f"{shown(token.value)} is no time"
    advice = "write 30m, 2h, 7d, 2026-11-20 or 2026-11-20T10:00 (UTC)"
    return _error(text, token, message, advice=advice)
