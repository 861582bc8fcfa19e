"""Cut the text of a filter into tokens."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from newsmill.filters.errors import FilterError, shown

# What keyboards of East Asia write instead.
_LOOKALIKES = str.maketrans("（）：＂＊", '():"*')
_MINUS = "-−–—"
_OPENING = '"“„‟«»'
_CLOSING = "”“‟«»"

_SPACE = re.compile(r"\s*")
_BARE = re.compile(r'[^\s()"“”„‟«»]+')
_FIELD = re.compile(r"([A-Za-z][A-Za-z_-]*):")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)

Kind = Literal["(", ")", "-", "AND", "OR", "NOT", "term"]


class Token(NamedTuple):
    """One of them; only terms have more than kind, position and end."""

    kind: Kind
    position: int
    end: int
    field: str = ""
    """As written; empty of free words."""
    value: str = ""
    """Without its quotation marks; empty where there is none."""
    value_at: int = 0
    prefix: bool = False
    """Whether a * follows."""


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of `text`.

    Raises:
        FilterError: a quotation mark is not closed, or a * stands inside a word.
    """
    plain = text if text.isascii() else text.translate(_LOOKALIKES)
    at, end = _after_space(plain, 0), len(text)
    while at < end:
        character = plain[at]
        if character == "(" or character == ")":
            token = Token("(" if character == "(" else ")", at, at + 1)
        elif character in _MINUS and _begins(plain, at + 1):
            token = Token("-", at, at + 1)
        else:
            token = _term(text, plain, at)
        yield token
        at = _after_space(plain, token.end)


def _after_space(plain: str, at: int) -> int:
    match = _SPACE.match(plain, at)
    assert match is not None
    return match.end()


def _begins(plain: str, at: int) -> bool:
    """Whether something begins here that a minus can exclude."""
    return at < len(plain) and not plain[at].isspace() and plain[at] != ")"


def _term(text: str, plain: str, start: int) -> Token:
    at, name = start, ""
    field = _FIELD.match(plain, start)
    if field is not None:
        name, at = field[1], field.end()
    if at < len(plain) and plain[at] in _OPENING:
        value, end = _quoted(text, plain, at)
        prefix = plain.startswith("*", end)
        return Token("term", start, end + prefix, name, value, at, prefix)
    bare = _BARE.match(plain, at)
    if bare is None:
        if name:
            return Token("term", start, at, name, "", at)
        raise FilterError(text, at, "this quotation mark closes nothing", end=at + 1)
    end = bare.end()
    if not name and bare[0] in ("AND", "OR", "NOT"):
        return Token(bare[0], start, end)  # type: ignore[arg-type] # it is one of the three
    # In words:100..* it is a number.
    if plain.find("*", at, end) < 0 or name.lower() == "words":
        return Token("term", start, end, name, text[at:end], at)
    stem = bare[0].rstrip("*")
    if "*" in stem:
        raise _star_inside(text, name, at, stem)
    return Token("term", start, end, name, text[at : at + len(stem)], at, len(stem) < end - at)


def _star_inside(text: str, name: str, at: int, stem: str) -> FilterError:
    message = "* stands only at the end of a word"
    if name.lower() == "source" and stem.startswith("*."):
        rest, end = stem[2:], at + len(stem)
        if rest and "*" not in rest:
            message = "a host holds its subdomains without a *"
            return FilterError(text, at, message, end=end, suggestion=rest)
    star = at + stem.index("*")
    return FilterError(text, star, message, end=star + 1)


def _quoted(text: str, plain: str, start: int) -> tuple[str, int]:
    """The value that begins with a quotation mark at `start`, and where it ends."""
    if plain[start] == '"':
        match = _QUOTED.match(plain, start)
        if match is not None:
            inside = text[start + 1 : match.end() - 1]
            return (_ESCAPE.sub(r"\1", inside) if "\\" in inside else inside), match.end()
    else:
        for end in range(start + 1, len(plain)):
            if plain[end] in _CLOSING or plain[end] == '"':
                return text[start + 1 : end], end + 1
    rest = text[start + 1 :].strip()
    raise FilterError(
        text,
        start,
        f"the quotation mark before {shown(rest)} is not closed" if rest else "nothing is quoted",
        end=len(text),
        suggestion=f'"{rest}"' if rest and not {'"', "\\"} & set(rest) else "",
    )
