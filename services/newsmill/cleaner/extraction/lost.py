"""Find the paragraphs that an extraction lost, and put them back in their places."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from newsmill.cleaner.extraction.paragraphs import Paragraph
from newsmill.cleaner.texts import PARAGRAPH_BREAK, squeezed, tidy

# Enough of a paragraph's beginning to find it again.
KEY_CHARS = 48
# A paragraph after the last one found is longer than a line about the newspaper or its author.
MIN_FURTHER_WORDS = 15

MIN_SURE_WORDS = 25
_SET_APART = ("aside", "figure", "form", "footer", "table", "details", "blockquote", "li")


@dataclass(slots=True)
class Comparison:
    """Where a page's paragraphs stand in an extracted text."""

    lines: list[str]
    placed: list[tuple[Paragraph, int | None]]
    """Each paragraph with the number of its last line; None if it is not in the text."""

    @property
    def found_share(self) -> float:
        """The share of the words of prose that are in the text; 1 if there is no prose."""
        words = [(each.words, line is not None) for each, line in self.placed if each.is_prose]
        total = sum(count for count, _ in words)
        return sum(count for count, found in words if found) / total if total else 1.0


def compared(text: str, paragraphs: list[Paragraph]) -> Comparison:
    """`text`, tidy, beside the paragraphs of its page."""
    lines = text.split(PARAGRAPH_BREAK) if text else []
    without_spaces = ["".join(line.split()) for line in lines]
    whole = "".join(without_spaces)
    ends = list(accumulate(map(len, without_spaces)))
    placed: list[tuple[Paragraph, int | None]] = []
    for paragraph in paragraphs:
        key = squeezed(paragraph.text)
        at = whole.find(key[:KEY_CHARS]) if key else -1
        last = min(at + len(key), len(whole)) - 1
        placed.append((paragraph, None if at < 0 else bisect_right(ends, last)))
    return Comparison(lines, placed)


def with_lost_paragraphs(comparison: Comparison) -> str:
    """The text with the prose that it lost in its middle, and with prose like its own behind it.

    Those come back that are shaped like the found ones: same tags, same classes. In the middle,
    also long ones that stand in nothing that is set apart.
    """
    placed = comparison.placed
    shapes = {each.shape for each, line in placed if line is not None and each.is_prose}
    found = [
        index for index, (each, line) in enumerate(placed) if line is not None and each.is_prose
    ]
    if not found:
        return PARAGRAPH_BREAK.join(comparison.lines)
    behind: dict[int, list[str]] = {}
    last_line = 0
    for index, (paragraph, line) in enumerate(placed):
        if line is not None:
            last_line = max(last_line, line)
            continue
        further = index > found[-1]
        if (
            index > found[0]
            and paragraph.is_prose
            and (paragraph.shape in shapes or (not further and _is_surely_text(paragraph)))
            and not (further and paragraph.words < MIN_FURTHER_WORDS)
        ):
            behind.setdefault(last_line, []).append(tidy(paragraph.text))
    return PARAGRAPH_BREAK.join(
        part
        for number, line in enumerate(comparison.lines)
        for part in (line, *behind.get(number, ()))
    )


def _is_surely_text(paragraph: Paragraph) -> bool:
    return (
        paragraph.element.tag == "p"
        and paragraph.words >= MIN_SURE_WORDS
        and next(paragraph.element.iterancestors(_SET_APART), None) is None
    )
