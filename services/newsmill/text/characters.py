"""Invisible characters, and cutting text at grapheme boundaries."""

import unicodedata

INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
"""The inside of a regular expression's character set: controls, soft hyphens, zero-width spaces,
marks and overrides of direction, tags, lone surrogates.

The joiners U+200C and U+200D are not in it: Persian, Hindi and emoji are spelt with them.
"""

# UAX #15 (https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format): no natural text has more
# than 30 marks in a row. Longer sequences may be cut anywhere.
MAX_SEQUENCE = 32

_ZERO_WIDTH_JOINER = "\u200d"
# Emoji modifiers, tags of flags, voiced sound marks of halfwidth kana, Thai and Lao SARA AM, and
# the joiners: they extend the character before them, although they are not marks (Mn, Mc, Me).
_EXTENDING = frozenset(
    ["\u200c", _ZERO_WIDTH_JOINER, "\uff9e", "\uff9f", "\u0e33", "\u0eb3"]
    + [chr(code) for code in (*range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080))]
)
_REGIONAL_INDICATORS = "".join(chr(code) for code in range(0x1F1E6, 0x1F200))
_VIRAMA_CLASS = 9


def whole_characters(text: str, limit: int) -> str:
    """At most the first `limit` code points of `text`, cut at a grapheme cluster boundary.

    By UAX #29 (https://unicode.org/reports/tr29/#Grapheme_Cluster_Boundaries), from the general
    categories, with two differences: a letter after a virama always stays with it (GB9c does so in
    some scripts only), and prepended characters (GB9b) are not recognised. The result is never
    empty: a first cluster longer than `limit` is cut.
    """
    if len(text) <= limit:
        return text
    for end in range(limit, max(limit - MAX_SEQUENCE, 0), -1):
        if not _is_inside_cluster(text, end):
            return text[:end]
    return text[:limit]


def _is_inside_cluster(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if after in _EXTENDING or unicodedata.category(after).startswith("M"):
        # A mark after a line break has no base and is a cluster of its own.
        return before not in "\r\n"
    if before == _ZERO_WIDTH_JOINER:
        return True
    if unicodedata.combining(before) == _VIRAMA_CLASS:
        return after.isalpha()
    if after in _REGIONAL_INDICATORS:
        start = text[:place]
        return (place - len(start.rstrip(_REGIONAL_INDICATORS))) % 2 == 1
    return before + after == "\r\n" or (_is_hangul(before) and _is_conjoining_jamo(after))


def _is_hangul(character: str) -> bool:
    return (
        "\u1100" <= character <= "\u11ff"
        or "\ua960" <= character <= "\ua97f"
        or "\uac00" <= character <= "\ud7ff"
    )


def _is_conjoining_jamo(character: str) -> bool:
    """Whether it is a vowel or a final consonant, which join the syllable before them."""
    return "\u1160" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7ff"
