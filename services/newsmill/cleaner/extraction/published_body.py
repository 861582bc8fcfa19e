"""Use the article's text in a page's JSON-LD, schema.org's articleBody, where it is the whole text.

https://schema.org/articleBody. Many pages put a summary, a cut text or all of the page there.
"""

from newsmill.cleaner.extraction.paragraphs import count_words
from newsmill.cleaner.markup import plain_text
from newsmill.cleaner.texts import PARAGRAPH_BREAK
from newsmill.text.cut_off import breaks_off

MIN_FULL_WORDS = 80
# A body that lacks more of the text than this is not the whole article.
MIN_COVERED_SHARE = 0.85
# Only short paragraphs at the ends are taken for boilerplate.
MAX_LACKED_WORDS = 40
MAX_LACKED_SHARE = 0.15
KEY_CHARS = 40
MAX_CHARS = 500_000


def full_body(bodies: tuple[str, ...]) -> str:
    """JSON-LD's text, its parts or posts joined, tidy; empty if it is short or cut off."""
    if sum(map(len, bodies)) < MIN_FULL_WORDS:
        return ""
    text = PARAGRAPH_BREAK.join(filter(None, (plain_text(each[:MAX_CHARS]) for each in bodies)))
    return text if count_words(text) >= MIN_FULL_WORDS and not breaks_off(text) else ""


def without_what_it_lacks(text: str, body: str) -> str:
    """`text` without short paragraphs at its beginning and end that the full `body` lacks."""
    lines = text.split(PARAGRAPH_BREAK)
    counts = [count_words(line) for line in lines]
    squeezed = _squeezed(body)
    covered = [_is_in(line, squeezed) for line in lines]
    total = sum(counts)
    shared = sum(words for words, inside in zip(counts, covered, strict=True) if inside)
    if shared < MIN_COVERED_SHARE * total or shared < MIN_COVERED_SHARE * count_words(body):
        return text
    start, end = covered.index(True), len(lines) - covered[::-1].index(True)
    lacked = counts[:start] + counts[end:]
    if max(lacked, default=0) > MAX_LACKED_WORDS or sum(lacked) > MAX_LACKED_SHARE * total:
        return text
    return PARAGRAPH_BREAK.join(lines[start:end])


def _is_in(line: str, squeezed: str) -> bool:
    key = _squeezed(line.removeprefix("- "))
    return key[:KEY_CHARS] in squeezed and key[-KEY_CHARS:] in squeezed


def _squeezed(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
