"""How likely an English word is written in lower case."""

from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).with_name("tables") / "lower_case_words.txt"


def lower_case_odds(word: str) -> float:
    """The logarithm of how much more often `word` is written in lower case than with a capital.

    0 for words that are not, or that nobody knows. Case does not matter. “the” has 2.4,
    “minister” 0.1, “London” 0. Source: the table of word probabilities in spacy-lookups-data 1.0.5
    (MIT), as counted on web text, so “will” and “mark” are mostly no names there.
    """
    return _odds_by_word().get(word.lower(), 0.0)


@lru_cache(maxsize=1)
def _odds_by_word() -> dict[str, float]:
    pairs = (line.split() for line in _TABLE.read_text(encoding="utf-8").splitlines())
    return {word: float(odds) for word, odds in pairs}
