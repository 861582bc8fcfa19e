"""Compare names: spelling, articles, possessives, acronyms."""

import re
import unicodedata
from functools import lru_cache

Key = tuple[str, ...]
"""The words of a name without case, accents, possessives and a leading “the”."""

# In lower case inside names, and left out of most acronyms: Bank of England, Organisation mondiale
# de la santé.
SMALL_WORDS = frozenset(
    {"a", "and", "at", "d", "de", "der", "des", "du", "et", "for", "für", "in", "l", "la", "las"}
    | {"le", "les", "of", "on", "the", "und", "y"}
)

_APOSTROPHE = re.compile(r"['’‘ʼ]")
_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ]s\b", re.IGNORECASE)
_ABBREVIATION_DOT = re.compile(r"\b(\w)\.(?=\w\b)")
_WORD = re.compile(r"[\w&+#]+")


# The same few names come again and again in an article, and in a day's news.
@lru_cache(maxsize=8192)
def key_of(written: str) -> Key:
    """The key of a name: the same for all spellings."""
    words = name_words(written)
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return tuple(words) or (" ".join(written.split()).casefold(),)


def name_words(written: str) -> list[str]:
    """The words of a name or a title, without case, accents and possessives."""
    text = _POSSESSIVE.sub("", written)
    text = _APOSTROPHE.sub("", text).casefold()
    if not text.isascii():
        text = without_accents(text).casefold()
    return _WORD.findall(_ABBREVIATION_DOT.sub(r"\1", text))


def without_accents(text: str) -> str:
    """The text with its letters in their basic form: “Societe” for “Société”."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def abbreviates(short: str, written: str) -> bool:
    """Whether `short` is the initials of `written`, with or without its `SMALL_WORDS`."""
    if sum(letter.isupper() for letter in short) < 2:
        return False
    words = name_words(written)
    letters = "".join(name_words(short))
    significant = [word for word in words if word not in SMALL_WORDS]
    return len(significant) > 1 and letters in (
        "".join(word[0] for word in words),
        "".join(word[0] for word in significant),
    )
