"""Cut the text of a filter into tokens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from newsmill.filters.errors import FilterError, shown

# What keyboards of East Asia and word processors write instead.
_LOOKALIKES = str.maketrans("（）：＂＊", '():"*')
_MINUS = "-−–—"
_OPENING = '"“„‟«»'
_CLOSING = "”“‟«»"

_BARE = re.compile(r'[^\s()"“”„‟«»]+')
_FIELD = re.compile(r"([A-Za-z][A-Za-z_-]*):")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)

Kind = Literal["(", ")", "-", "AND", "OR", "NOT", "term"]


@dataclass(frozen=True, slots=True)
class Token:
    """One of them; only terms have more than kind and position."""

    kind: Kind
    position: int
    field: str = ""
    """As written; empty of free words."""
    value: str = ""
    value_at: int = 0
    quoted: bool = False
    prefix: bool = False


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of `text`.

    Raises:
        FilterError: a quotation mark is not closed, or a value is missing.
    """
    plain = text.translate(_LOOKALIKES)
    at, end = 0, len(text)
    while at < end:
        character = plain[at]
        if character.isspace():
            at += 1
        elif character == "(" or character == ")":
            yield Token("(" if character == "(" else ")", at)
            at += 1
        elif character in _MINUS and _begins(plain, at + 1):
            yield Token("-", at)
            at += 1
        else:
            token, at = _term(text, plain, at)
            yield token


def _begins(plain: str, at: int) -> bool:
    """Whether something begins here that a minus can exclude."""
    return at < len(plain) and not plain[at].isspace() and plain[at] != ")"


def _term(text: str, plain: str, start: int) -> tuple[Token, int]:
    at, name = start, ""
    field = _FIELD.match(plain, start)
    if field is not None:
        name, at = field[1], field.end()
    if at < len(plain) and plain[at] in _OPENING:
        value, end = _quoted(text, plain, at)
        prefix = plain.startswith("*", end)
        return Token("term", start, name, value, at, True, prefix), end + prefix
    bare = _BARE.match(plain, at)
    if bare is None:
        if name:
            raise FilterError(text, at, f"{name}: has no value", _in_parentheses(plain, at, name))
        raise FilterError(text, at, "a quotation mark closes nothing")
    value, end = text[at : bare.end()], bare.end()
    if not name and value in ("AND", "OR", "NOT"):
        return Token(value, start), end  # type: ignore[arg-type] # it is one of the three
    # In words:100..* it is a number.
    stem = bare[0].rstrip("*") if name.lower() != "words" else bare[0]
    if "*" in stem and name.lower() != "words":
        star = at + stem.index("*")
        hint = _without_star(name, stem)
        raise FilterError(text, star, "* stands only at the end of a word", hint)
    prefix = stem != bare[0]
    return Token("term", start, name, value[: len(stem)], at, False, prefix), end


def _in_parentheses(plain: str, at: int, name: str) -> str:
    if plain.startswith("(", at):
        return f"name the field each time: ({name}:… OR {name}:…)"
    return f"a value follows without a space; the word itself is written “{name}:” in quotes"


def _without_star(name: str, stem: str) -> str:
    if name == "source" and stem.startswith("*."):
        return f"source:{stem[2:]} holds its subdomains too"
    return f"between two words, as in {stem.replace('*', '* ', 1)}*" if not name else ""


def _quoted(text: str, plain: str, start: int) -> tuple[str, int]:
    """The value that begins with a quotation mark at `start`, and where it ends."""
    if plain[start] == '"':
        match = _QUOTED.match(plain, start)
        if match is not None:
            inside = text[start + 1 : match.end() - 1]
            return _ESCAPE.sub(r"\1", inside), match.end()
    else:
        for end in range(start + 1, len(plain)):
            if plain[end] in _CLOSING or plain[end] == '"':
                return text[start + 1 : end], end + 1
    rest = text[start + 1 :]
    raise FilterError(text, start, f"the quotation mark before {shown(rest.strip())} is not closed")
