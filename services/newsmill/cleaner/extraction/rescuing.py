"""Recognise an extraction that failed, and replace or complete it."""

from newsmill.cleaner.extraction.lost import Comparison, compared, with_lost_paragraphs
from newsmill.cleaner.extraction.paragraphs import Paragraph, count_words, is_prose, text_of
from newsmill.cleaner.extraction.preparing import Prepared
from newsmill.cleaner.extraction.published_body import full_body, without_what_it_lacks
from newsmill.cleaner.extraction.repetitions import without_repetitions
from newsmill.cleaner.extraction.second_opinion import main_prose
from newsmill.cleaner.parsing import Tree
from newsmill.cleaner.texts import PARAGRAPH_BREAK, tidy

# Below these shares of the container's prose, or of the text's own lines, an extraction failed.
MIN_FOUND_SHARE = 0.6
MIN_PROSE_SHARE = 0.5
# Another text replaces one that did not fail only if that is a mere beginning of it.
MUCH_LONGER = 2.5
LONGER = 1.3
FEW_WORDS = 120
MANY_WORDS = 300

_LINES = ("p", "li", "blockquote", "dd", "dt", "pre", "h2", "h3", "h4", "h5", "h6")


def rescued(text: str, page: Prepared, html: str, bodies: tuple[str, ...]) -> str:
    """The extracted `text`, tidy, completed or replaced if much of the article is missing in it.

    `bodies` are the texts of the article that the page's JSON-LD holds.
    """
    comparison = compared(text, _paragraphs_left(page))
    if page.container is not None and comparison.found_share < MIN_FOUND_SHARE:
        text = max(text, _all_of(page.container), key=_prose_words)
    elif text:
        text = with_lost_paragraphs(comparison)
    is_poor = _is_poor(text, comparison)
    if is_poor:
        text = _better(text, main_prose(html))
    text = without_repetitions(text)
    published = full_body(bodies)
    if not published:
        return text
    prose, words = _prose_words(text), count_words(published)
    if is_poor and words > LONGER * prose:
        return published
    if prose < MANY_WORDS and words > MUCH_LONGER * prose:
        return published
    return without_what_it_lacks(text, published)


def _paragraphs_left(page: Prepared) -> list[Paragraph]:
    left = set(page.tree.iter("p", "li", "blockquote", "dd", "pre"))
    return [each for each in page.survey.paragraphs if each.element in left]


def _is_poor(text: str, comparison: Comparison) -> bool:
    """Whether a text looks like navigation, or is short while its page holds more prose."""
    lines = text.split(PARAGRAPH_BREAK)
    counts = [count_words(line) for line in lines]
    total = sum(counts)
    if not text or comparison.found_share < MIN_FOUND_SHARE / 2:
        return True
    prose = sum(words for line, words in zip(lines, counts, strict=True) if is_prose(line, words))
    return total > FEW_WORDS and prose < MIN_PROSE_SHARE * total


def _better(text: str, other: str) -> str:
    """`other` if it holds clearly more prose and is not mostly something else."""
    prose = _prose_words(other)
    if prose > LONGER * _prose_words(text) and prose > MIN_PROSE_SHARE * count_words(other):
        return other
    return text


def _prose_words(text: str) -> int:
    counts = ((line, count_words(line)) for line in text.split(PARAGRAPH_BREAK))
    return sum(words for line, words in counts if is_prose(line, words))


def _all_of(container: Tree) -> str:
    """All lines of `container`, in its order."""
    lines: list[str] = []
    for element in container.iter(_LINES):
        if element.tag in ("li", "blockquote", "dd") and element.find(".//p") is not None:
            continue
        text = text_of(element)
        if text:
            lines.append(f"- {text}" if element.tag == "li" else text)
    return tidy("\n".join(lines))
