"""Which articles a reader wants: by a filter, and what was taken back in any case."""

from newsmill.client.articles import Article
from newsmill.filters import EVERYTHING, Filter, article_of, parse
from newsmill.filters.tree import And, Node, Not, Or, Term


class Wish:
    """One reader's."""

    def __init__(self, where: str | Filter | None) -> None:
        """Raises `newsmill.filters.FilterError`, which says where `where` is wrong."""
        if isinstance(where, str):
            where = parse(where)
        self._filter = where if where is not None else EVERYTHING
        self._is_everything = self._filter.tree == EVERYTHING.tree
        self._decides_on_retractions = _names_retractions(self._filter.tree)

    def wants(self, article: Article) -> bool:
        """Whether it is what the filter says.

        What is retracted has lost what the filter looks at, and the reader may have it: so it is
        wanted always, unless the filter says something of retractions.
        """
        if self._is_everything or (article.is_retracted and not self._decides_on_retractions):
            return True
        return self._filter.matches(article_of(article))


def _names_retractions(node: Node) -> bool:
    match node:
        case And(parts) | Or(parts):
            return any(_names_retractions(part) for part in parts)
        case Not(part):
            return _names_retractions(part)
        case Term(field="is", value="retracted"):
            return True
    return False
