"""Find the script that a text is written in, as an ISO 15924 code: Latn, Cyrl, Arab, …"""

from bisect import bisect_right
from collections import Counter

NO_SCRIPT = "Zyyy"
"""Of a text without letters."""

UNLISTED = "Zzzz"
"""Of letters that are not in the table."""

MAX_CHARACTERS = 2_000
"""Of a text, its beginning decides."""

# The codes are those of https://www.unicode.org/iso15924/iso15924-codes.html, the ranges those of
# https://www.unicode.org/Public/UCD/latest/ucd/Scripts.txt, simplified to blocks: only letters are
# looked up, so that digits, signs and gaps in a block do not matter. Chinese and Japanese are one
# script here, “Hani”, whichever share of a text is kana, as are Bopomofo: a headline may have none
# of it. Who needs to tell them apart has the language.
_RANGES_BY_SCRIPT = {
    "Latn": (
        (0x0041, 0x02AF), (0x1D00, 0x1D25), (0x1D2C, 0x1D5C), (0x1D62, 0x1D65), (0x1D6B, 0x1DBE),
        (0x1E00, 0x1EFF), (0x2071, 0x209C), (0x2C60, 0x2C7F), (0xA722, 0xA7FF), (0xAB30, 0xAB64),
        (0xFB00, 0xFB06), (0xFF21, 0xFF5A),
        # Bold and other letters for mathematics (“Common” there), in which headlines are set.
        (0x1D400, 0x1D6A5),
    ),
    "Grek": ((0x0370, 0x03E1), (0x03F0, 0x03FF), (0x1D26, 0x1D2A), (0x1F00, 0x1FFF)),
    "Cyrl": ((0x0400, 0x052F), (0x1C80, 0x1C8F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)),
    "Armn": ((0x0531, 0x058F), (0xFB13, 0xFB17)),
    "Hebr": ((0x0591, 0x05F4), (0xFB1D, 0xFB4F)),
    "Arab": (
        (0x0600, 0x06FF), (0x0750, 0x077F), (0x0870, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC),
    ),
    "Syrc": ((0x0700, 0x074F), (0x0860, 0x086A)),
    "Thaa": ((0x0780, 0x07BF),),
    "Nkoo": ((0x07C0, 0x07FF),),
    "Deva": ((0x0900, 0x097F), (0xA8E0, 0xA8FF)),
    "Beng": ((0x0980, 0x09FF),),
    "Guru": ((0x0A00, 0x0A7F),),
    "Gujr": ((0x0A80, 0x0AFF),),
    "Orya": ((0x0B00, 0x0B7F),),
    "Taml": ((0x0B80, 0x0BFF),),
    "Telu": ((0x0C00, 0x0C7F),),
    "Knda": ((0x0C80, 0x0CFF),),
    "Mlym": ((0x0D00, 0x0D7F),),
    "Sinh": ((0x0D80, 0x0DFF),),
    "Thai": ((0x0E00, 0x0E7F),),
    "Laoo": ((0x0E80, 0x0EFF),),
    "Tibt": ((0x0F00, 0x0FFF),),
    "Mymr": ((0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)),
    "Geor": ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)),
    "Hang": (
        (0x1100, 0x11FF), (0x3131, 0x318E), (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xFFA0, 0xFFDC),
    ),
    "Ethi": ((0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB01, 0xAB2F)),
    "Cher": ((0x13A0, 0x13FF), (0xAB70, 0xABBF)),
    "Cans": ((0x1400, 0x167F), (0x18B0, 0x18FF)),
    "Khmr": ((0x1780, 0x17FF),),
    "Mong": ((0x1800, 0x18AF),),
    "Olck": ((0x1C50, 0x1C7F),),
    "Tfng": ((0x2D30, 0x2D7F),),
    "Hani": (
        (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035), (0x303B, 0x303C),
        (0x3041, 0x30FF), (0x3105, 0x312F), (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF),
        (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x1AFF0, 0x1B16F),
        (0x20000, 0x3FFFD),
    ),
    "Yiii": ((0xA000, 0xA4CF),),
    "Mtei": ((0xAAE0, 0xAAFF), (0xABC0, 0xABFF)),
    "Adlm": ((0x1E900, 0x1E95F),),
}  # fmt: skip

_RANGES = sorted(
    (first, last, script) for script, ranges in _RANGES_BY_SCRIPT.items() for first, last in ranges
)
_STARTS = [first for first, _, _ in _RANGES]


def script_of(*texts: str) -> str:
    """The script that most letters of `texts` are in; `NO_SCRIPT` where there are none.

    Only the beginning of each text is looked at. Of two scripts with equally many letters, it is
    the first in alphabetical order.
    """
    beginnings = "".join(text[:MAX_CHARACTERS] for text in texts)
    scripts = {_script(ord(letter)) for letter in set(beginnings) if letter.isalpha()}
    if len(scripts) < 2:
        # Most texts are in one script: nothing has to be counted.
        return scripts.pop() if scripts else NO_SCRIPT
    letters = Counter(beginnings)
    letters_by_script: Counter[str] = Counter()
    for letter, count in letters.items():
        if letter.isalpha():
            letters_by_script[_script(ord(letter))] += count
    return min(letters_by_script, key=lambda it: (-letters_by_script[it], it), default=NO_SCRIPT)


def _script(code: int) -> str:
    found = bisect_right(_STARTS, code) - 1
    if found < 0:
        return UNLISTED
    _, last, script = _RANGES[found]
    return script if code <= last else UNLISTED
