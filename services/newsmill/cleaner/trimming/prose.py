"""Tell paragraphs of sentences from headings, buttons and headlines."""

import re

from newsmill.text.words import word_count

# A line of so many words that ends as a sentence does is prose; of many more, however it ends.
MIN_PROSE_WORDS = 15
MIN_OPEN_PROSE_WORDS = 25
# A full stop with quotation marks and brackets behind it.
MAX_END_CHARS = 5

QUOTED = re.compile("[\"'“”„«»「『‘’‚‹《]")
"""The beginning of a line that somebody says."""

_SENTENCE_END = re.compile(r"[.!?…。！？।॥؟۔།။።][\"'“”«»‹›」』’‘)\]）]{0,4}$")


def is_prose(line: str) -> bool:
    """Whether a line is a paragraph of sentences."""
    # Counting words takes time: where there are spaces, these tell.
    words = line.count(" ") + 1
    if words < MIN_PROSE_WORDS and not line.isascii():
        words = word_count(line)
    if words < MIN_PROSE_WORDS:
        return False
    return words >= MIN_OPEN_PROSE_WORDS or line[-1] in ":：" or ends_sentence(line)


def ends_sentence(line: str) -> bool:
    """Whether a line ends with a full stop, a question mark or the like."""
    return _SENTENCE_END.search(line, max(0, len(line) - MAX_END_CHARS)) is not None
