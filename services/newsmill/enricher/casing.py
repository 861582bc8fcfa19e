"""How English words are usually written."""

from functools import lru_cache
from pathlib import Path

_TABLES = Path(__file__).with_name("tables")


def lower_case_odds(word: str) -> float:
    """The logarithm of how much more often `word` is written in lower case than with capitals.

    0 for words that are not, or that nobody knows. Case does not matter. “the” has 2.4,
    “minister” 0.1, “London” 0. Source: the table of word probabilities in spacy-lookups-data 1.0.5
    (MIT), as counted on web text, so “will” and “mark” are mostly no names there.
    """
    return _odds_by_word().get(word.lower(), 0.0)


def is_acronym(word: str) -> bool:
    """Whether `word` is mostly written in capitals, whatever its case here (same source)."""
    return word.upper() in _acronyms()


@lru_cache(maxsize=1)
def _odds_by_word() -> dict[str, float]:
    pairs = (line.split() for line in _lines("lower_case_words.txt"))
    return {word: float(odds) for word, odds in pairs}


@lru_cache(maxsize=1)
def _acronyms() -> frozenset[str]:
    return frozenset(_lines("acronyms.txt"))


def _lines(file: str) -> list[str]:
    return (_TABLES / file).read_text(encoding="utf-8").splitlines()
