"""Make texts comparable: case folding, accent folding, and cutting into words.

Filters and whatever stands in for them (a full-text index) must cut the same words, so they take
them from here.
"""

import re
from unicodedata import normalize

MAX_MARKS = 30
"""In a row, as in UAX #15's stream-safe text: to sort more of them takes quadratic time."""

# Combining accents, points and vowel signs of Hebrew and Arabic, the Arabic tatweel, variation
# selectors, and what is invisible. Marks of other scripts, as in Hindi, are parts of their words.
_DROPPED = (
    "\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u061c\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u200b\u200e\u200f\u202a-\u202e\u2060\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f"
    "\ufeff"
)

# The marks (Mn, Mc, Me) of the Basic Multilingual Plane that are not dropped. Between two marks of
# one block its letters are in the range as well.
_MARKS = (
    "\u0483-\u0489\u0711-\u07f3\u07fd\u0816-\u082d\u0859-\u085b\u0898-\u08e1\u08e3-\u0963"
    "\u0981-\u09e3\u09fe-\u0a75\u0a81-\u0ae3\u0afa-\u0b63\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83"
    "\u0cbc-\u0d4d\u0d57-\u0d63\u0d81-\u0df3\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f84"
    "\u0f86-\u0fbc\u0fc6\u135d-\u135f\u1712-\u1734\u1752-\u1773\u180b-\u180d\u180f\u1885-\u193b"
    "\u1a17-\u1a1b\u1a55-\u1a7f\u1b00-\u1b44\u1b6b-\u1b73\u1b80-\u1bf3\u1c24-\u1c37\u1cd0-\u1cd2"
    "\u1cd4-\u1cf9\u2cef-\u2cf1\u2d7f-\u2dff\ua66f-\ua672\ua674-\ua67d\ua69e-\ua6f1\ua802-\ua827"
    "\ua82c\ua880-\ua8c5\ua8e0-\ua8f1\ua8ff-\ua92d\ua947-\ua953\ua980-\ua9c0\uaa29-\uaa4d"
    "\uaaeb-\uaaef\uaaf5\uaaf6\uabe3-\uabea\uabec\uabed"
)

# Scripts that put no spaces between words, and Korean, which joins particles to them: Thai, Lao,
# Burmese, Hangul, Khmer, kana, Han. A character of them counts as a word, so that a part of a text
# is found wherever it stands.
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u109a-\u109d"
    "\u1100-\u11ff\u1780-\u17d3\u17dd\u3005-\u3007\u3041-\u3096\u3099\u309a\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua9e0-\ua9ef\uaa60-\uaa7d\uac00-\ud7a3\uf900-\ufaff\U0001b000-\U0001b16f"
    "\U00020000-\U0003ffff"
)

# Letters that Unicode does not decompose, though people leave their strokes and dots away; and
# the Persian forms of two Arabic letters.
_PLAIN_LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe",
    "þ": "th", "\u06cc": "\u064a", "\u0649": "\u064a", "\u06a9": "\u0643",
}  # fmt: skip

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_WORD = re.compile(
    rf"[^\W_{_UNSPACED}]+(?:[{_MARKS}]+[^\W_{_UNSPACED}]*)*|[{_UNSPACED}]", re.UNICODE
)
_TO_DROP = re.compile(f"[{_DROPPED}]+")
_WITHOUT_WORDS = re.compile(rf"([^\w\s]{{{MAX_MARKS}}})[^\w\s]+")
_LETTER = re.compile(f"[{''.join(_PLAIN_LETTERS)}]")


def words(text: str) -> list[str]:
    """The words of `text`, folded: runs of letters and digits.

    In scripts without spaces between words, and in Korean, every character is one.
    """
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return _WORD.findall(_folded(text))


def folded(text: str) -> str:
    """`text` without differences of case, accents, width and white space."""
    return " ".join((text.lower() if text.isascii() else _folded(text)).split())


def _folded(text: str) -> str:
    short = _WITHOUT_WORDS.sub(r"\1", text)
    bare = _TO_DROP.sub("", normalize("NFKD", _TO_DROP.sub("", short)).casefold())
    # Also puts Hangul and voiced kana together again.
    return normalize("NFC", _LETTER.sub(_plain, bare))


def _plain(letter: re.Match[str]) -> str:
    return _PLAIN_LETTERS[letter[0]]
