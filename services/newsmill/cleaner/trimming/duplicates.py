"""Remove paragraphs that a page shows twice: copies, and quotes pulled out of a paragraph."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

# A refrain is shorter than the first, a copy of the whole longer than the second.
MIN_REPEATED_WORDS = 15
MIN_COPY_WORDS = 25
MIN_PULLED_WORDS = 5
MAX_PULLED_WORDS = 30
# So many paragraphs around a pulled quote are searched for it.
NEIGHBOURS = 2

_MARKS = "\"'“”„«»「」『』‘’‚‹› "
_ENDS = ".!?…。！？।؟۔"


class Line(Protocol):
    """A paragraph."""

    text: str
    words: int


AnyLine = TypeVar("AnyLine", bound=Line)


def without_duplicates(lines: list[AnyLine]) -> list[AnyLine]:
    """`lines` without copies of paragraphs, and without quotes that a neighbour holds verbatim."""
    seen: set[str] = set()
    kept: list[AnyLine] = []
    last = ""
    for place, line in enumerate(lines):
        text, words = line.text, line.words
        is_next = words >= MIN_REPEATED_WORDS and text == last
        is_copy = words >= MIN_COPY_WORDS and text in seen
        last = text
        if is_next or is_copy or _is_pulled(lines, place):
            continue
        seen.add(text)
        kept.append(line)
    return kept


def _is_pulled(lines: Sequence[Line], place: int) -> bool:
    text = lines[place].text
    if not MIN_PULLED_WORDS <= lines[place].words <= MAX_PULLED_WORDS:
        return False
    # Without marks, it may be a subhead.
    if text[-1] not in _ENDS and text[0] not in _MARKS:
        return False
    quote = text.strip(_MARKS).removesuffix(".").strip(_MARKS)
    around = lines[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1]
    return bool(quote) and any(
        len(other.text) > 2 * len(text) and quote in other.text and _holds(other.text, quote)
        for other in around
    )


def _holds(paragraph: str, quote: str) -> bool:
    """Whether `quote` is a whole sentence, or whole sentences, of `paragraph`."""
    begin = paragraph.index(quote)
    before = paragraph[:begin].rstrip(_MARKS)
    behind = paragraph[begin + len(quote) :].lstrip(_MARKS)
    begins = not before or before[-1] in _ENDS + ":,"
    return begins and (not behind or behind[0] in _ENDS + "," or quote[-1] in _ENDS)
