"""Split a long text into parts that are read one after the other."""

import re
from collections.abc import Iterator

from newsmill.text.characters import whole_characters

# Where the text may be split, the best first. A name can stand across all but the first two.
_BREAKS = (
    # A sentence that ends its paragraph. A line break alone may be a hard wrap.
    re.compile(r"[.!?…。！？][\"'”’»)\]]*[^\S\n]*\n\s*"),
    re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[^\W\d_a-zß-öø-ÿ])|[。！？][”’」』）]*"),
    re.compile(r"\n\s*"),
    re.compile(r"\s+"),
)


def parts(text: str, most_chars: int) -> Iterator[tuple[int, int]]:
    """The start and end of each part of `text`; together they are the whole text.

    No part is longer than `most_chars`. It ends with the last paragraph that ends in its second
    half, else with a sentence, else with a line, else with a word; in a text without spaces,
    between two characters.
    """
    start = 0
    while len(text) - start > most_chars:
        end = _end_of_part(text, start, most_chars)
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def _end_of_part(text: str, start: int, most_chars: int) -> int:
    earliest, latest = start + (most_chars + 1) // 2, start + most_chars
    for pattern in _BREAKS:
        ends = [it.end() for it in pattern.finditer(text, earliest, latest)]
        if ends:
            return ends[-1]
    return start + len(whole_characters(text[start : latest + 1], most_chars))
