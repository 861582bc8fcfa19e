"""Match one article against many filters: only those are tried whose rarest word it has.

Each filter is entered under keys of which a matching article has at least one: a word, a host, a
label, a language. The keys of an article are found at once for all filters.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from newsmill.filters.articles import Article
from newsmill.filters.filter import Filter
from newsmill.filters.folding import folded
from newsmill.filters.tree import LABEL_FIELDS, And, Node, Or, Term, Words

Keys = frozenset[str]

# What a key begins with, so that a word and a host of the same letters differ.
_WORD, _NAME, _HOST, _CODE, _LABEL, _LANGUAGE = "w", "n", "h", "c", "l", "g"

# A language selects least, a rare word most.
_WORTH = {_LANGUAGE: 1, _WORD: 2, _LABEL: 3, _NAME: 4, _CODE: 4, _HOST: 5}


class Many:
    """Filters by number, to be asked together."""

    def __init__(self, filters: Iterable[Filter]) -> None:
        self.filters: Sequence[Filter] = tuple(filters)
        self._always: list[int] = []
        by_key: dict[str, list[int]] = {}
        for number, one in enumerate(self.filters):
            keys = _keys_of(one.tree)
            for key in keys or ():
                by_key.setdefault(key, []).append(number)
            if keys is None:
                self._always.append(number)
        self._by_key = by_key
        self._words = {key[1:] for key in by_key if key[0] == _WORD}
        self._names = {key[1:] for key in by_key if key[0] == _NAME}
        self._moves = any(one.moves for one in self.filters)

    def matching(self, article: Article, now: datetime | None = None) -> list[int]:
        """The numbers of the filters that match, in rising order."""
        if now is None and self._moves:
            now = datetime.now(UTC)
        candidates = set(self._always)
        by_key = self._by_key
        for key in self._keys_in(article):
            found = by_key.get(key)
            if found is not None:
                candidates.update(found)
        filters = self.filters
        return sorted(number for number in candidates if filters[number].matches(article, now))

    def _keys_in(self, article: Article) -> Iterable[str]:
        if self._words:
            yield from (_WORD + word for word in self._words & article.vocabulary)
        if self._names:
            yield from (_NAME + word for word in self._names & article.names_vocabulary)
        for host in article.hosts:
            yield _HOST + host
        for code in article.codes:
            yield _CODE + code
        for field, labels in (
            ("section", (article.section,) if article.section else ()),
            ("tag", article.tags),
            ("category", article.categories),
        ):
            for label in labels:
                yield f"{_LABEL}{field} {folded(label)}"
        yield _LANGUAGE + article.language.lower().partition("-")[0]


def many(filters: Iterable[Filter]) -> Many:
    """`filters`, to be asked together of one article after the other."""
    return Many(filters)


def _keys_of(node: Node) -> Keys | None:
    """Keys of which every matching article has one; None if nothing can be said."""
    match node:
        case And(parts):
            known = [keys for part in parts if (keys := _keys_of(part)) is not None]
            return max(known, key=_selectivity) if known else None
        case Or(parts):
            union: set[str] = set()
            for part in parts:
                keys = _keys_of(part)
                if keys is None:
                    return None
                union |= keys
            return frozenset(union)
        case Words(_, prefix):
            whole = node.words[:-1] if prefix else node.words
            return frozenset([_WORD + max(whole, key=len)]) if whole else None
        case Term():
            return _keys_of_term(node)
    return None


def _keys_of_term(term: Term) -> Keys | None:
    if term.field in LABEL_FIELDS:
        return None if term.prefix else frozenset([f"{_LABEL}{term.field} {term.folded}"])
    if term.field == "language":
        return frozenset([_LANGUAGE + term.value.lower().partition("-")[0]])
    if term.field in ("is", "has") or (term.field == "feed" and "://" in term.value):
        return None
    whole = term.words[:-1] if term.prefix else term.words
    if not whole:
        return None
    keys = {_NAME + max(whole, key=len)}
    if term.host is not None:
        keys.add(_HOST + term.host)
    if term.code is not None:
        keys.add(_CODE + term.code)
    return frozenset(keys)


def _selectivity(keys: Keys) -> tuple[int, int, int]:
    worth = min(_WORTH[key[0]] for key in keys)
    return worth, -len(keys), min(map(len, keys))
