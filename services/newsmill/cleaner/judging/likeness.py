"""Compare what a feed says of an article with what a page says, in any script."""

import re
import unicodedata
from collections.abc import Iterable

from newsmill.text.words import UNSPACED_SCRIPTS

# Words are pieces between spaces and punctuation, so that vowel signs do not divide them.
_WORD = re.compile(r"[^\s\u2000-\u206f\u3000-\u303f\uff00-\uff0f!-/:-@\[-`{-~«»¡¿·؛،؟।॥۔|…]{1,60}")
_UNSPACED = re.compile(f"[{''.join(script.letters for script in UNSPACED_SCRIPTS)}]")
_IDEOGRAM = re.compile(r"[\u3041-\u9fff\uf900-\ufad9\U00020000-\U0003fffd]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_LATIN_GREEK_CYRILLIC = re.compile(r"[a-zà-ɏͰ-ӿ]")
_VIETNAMESE = re.compile(r"[\u1ea0-\u1ef9đơư]")
_ARTICLE = re.compile(r"^و?(?:ال|لل|بال)(?=\w{3})|^[והבלמש](?=[\u05d0-\u05ea]{4})")

# Inflected forms of a word mostly share so many first letters.
STEM_CHARS = 6
MIN_TELLING_CHARS = 5
MAX_CHARS = 4_000


def readable(text: str) -> str:
    """`text` without differences of case and width."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).lower()


def stems(text: str, *, telling: bool = False) -> frozenset[str]:
    """The beginnings of the words of a text in lower case; pairs of letters where no spaces are.

    With `telling`, only words long enough to say what a text is about.
    """
    found: set[str] = set()
    for word in _WORD.findall(text[:MAX_CHARS]):
        if not word.isascii() and _UNSPACED.search(word):
            size = 2 if _IDEOGRAM.search(word) else 4
            found.update(word[at : at + size] for at in range(max(1, len(word) - size + 1)))
        elif not telling or len(word) >= _telling_length(word):
            found.add(_stem(word))
    return frozenset(found)


def share_of(wanted: frozenset[str], text: str) -> float:
    """Which share of the stems `wanted` a text in lower case holds."""
    return sum(stem in text for stem in wanted) / len(wanted) if wanted else 0.0


def likeness(title: str, headlines: Iterable[str]) -> float:
    """How much of a readable title the most similar of some readable headlines has, from 0 to 1.

    Long words count more than short ones. A title of one word must be most of the headline.
    """
    wanted = stems(title)
    return max((_likeness(title, wanted, each) for each in headlines), default=0.0)


def _likeness(title: str, wanted: frozenset[str], headline: str) -> float:
    if not headline or not wanted:
        return 0.0
    if title == headline:
        return 1.0
    found = stems(headline)
    common = _weight(wanted & found)
    # The shorter of the two may be only a part of the other, but not one word of a long headline.
    smaller, larger = sorted((_weight(wanted), _weight(found)))
    if not smaller:
        return 0.0
    return max(common / larger, common / smaller * min(1.0, len(wanted & found) / 3))


def _weight(words: Iterable[str]) -> int:
    return sum(len(word) if len(word) > 2 or not word.isascii() else 1 for word in words)


def _stem(word: str) -> str:
    if word.isascii():
        return word[:STEM_CHARS]
    if _HANGUL.search(word):
        return word[:2]
    return _ARTICLE.sub("", word)[: STEM_CHARS if _LATIN_GREEK_CYRILLIC.search(word) else 4]


def _telling_length(word: str) -> int:
    if word.isascii():
        return MIN_TELLING_CHARS
    if _VIETNAMESE.search(word):  # written syllable by syllable
        return 3
    if _LATIN_GREEK_CYRILLIC.search(word):
        return MIN_TELLING_CHARS
    return 2 if _HANGUL.search(word) else 4
