"""Parse the text of a filter: recursive descent over its tokens.

filter  = [ either ]
either  = all { "OR" all }
all     = one { [ "AND" ] one }
one     = ( "-" | "NOT" ) one | "(" either ")" | term
"""

from newsmill.filters.errors import FilterError
from newsmill.filters.tokens import Token, tokens_of
from newsmill.filters.tree import Everything, Node, all_of, negated, one_of
from newsmill.filters.values import node_of

MAX_CHARACTERS = 2_000
MAX_TERMS = 200
MAX_DEPTH = 20
"""Of parentheses and negations in each other."""

_END = "end"
_NOT_CLOSED = "this parenthesis is not closed"


def tree_of(text: str) -> Node:
    """The tree of a filter; Everything for an empty one.

    Raises:
        FilterError: it is none.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"a filter has at most {MAX_CHARACTERS} characters"
        raise FilterError(text, MAX_CHARACTERS, message, end=len(text))
    parser = _Parser(text)
    return parser.filter() if parser.tokens else Everything()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = []
        terms = 0
        for token in tokens_of(text):
            terms += token.kind == "term"
            if terms > MAX_TERMS:
                message = f"a filter has at most {MAX_TERMS} terms"
                raise FilterError(text, token.position, message, end=token.end)
            self.tokens.append(token)
        self._at = 0

    @property
    def _kind(self) -> str:
        return self.tokens[self._at].kind if self._at < len(self.tokens) else _END

    @property
    def _position(self) -> int:
        return self.tokens[self._at].position if self._at < len(self.tokens) else len(self.text)

    def filter(self) -> Node:
        node = self._either(0)
        if self._kind != _END:
            raise self._error("this parenthesis closes none")
        return node

    def _either(self, depth: int) -> Node:
        parts = [self._all(depth)]
        while self._kind == "OR":
            self._at += 1
            parts.append(self._all(depth))
        return one_of(tuple(parts))

    def _all(self, depth: int) -> Node:
        parts = [self._one(depth)]
        while self._kind not in (_END, "OR", ")"):
            if self._kind == "AND":
                self._at += 1
            parts.append(self._one(depth))
        return all_of(tuple(parts))

    def _one(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self._error(f"nested deeper than {MAX_DEPTH}")
        kind, start = self._kind, self._position
        if kind in ("-", "NOT"):
            self._at += 1
            return negated(self._one(depth + 1))
        if kind == "(":
            self._at += 1
            node = self._either(depth + 1)
            if self._kind != ")":
                raise FilterError(self.text, start, _NOT_CLOSED, end=start + 1)
            self._at += 1
            return node
        if kind == "term":
            self._at += 1
            return node_of(self.text, self.tokens[self._at - 1])
        raise self._missing()

    def _missing(self) -> FilterError:
        """Why no term begins here."""
        before = self.tokens[self._at - 1] if self._at else None
        kind = self._kind
        if kind in ("OR", "AND") and (before is None or before.kind == "("):
            return self._error(f"nothing stands before {kind}", _as_word(kind))
        if before is None:
            return self._error("this parenthesis closes none")
        if before.kind in ("OR", "AND", "NOT"):
            return self._error(f"a term is missing after {before.kind}", _as_word(before.kind))
        if before.kind == "(" and kind == _END:
            return FilterError(self.text, before.position, _NOT_CLOSED, end=before.end)
        if before.kind == "(":
            return self._error("nothing stands between the parentheses")
        return self._error("nothing stands after -")

    def _error(self, message: str, advice: str = "") -> FilterError:
        end = self.tokens[self._at].end if self._at < len(self.tokens) else len(self.text)
        return FilterError(self.text, self._position, message, end=end, advice=advice)


def _as_word(operator: str) -> str:
    return f"the word itself is written “{operator.lower()}”"
