"""Remove lines that only repeat a part of another one: pull quotes, and teasers cut off."""

from newsmill.cleaner.extraction.paragraphs import count_words
from newsmill.cleaner.texts import PARAGRAPH_BREAK

# Shorter lines may repeat: refrains, names of speakers, answers.
MIN_WORDS = 8
# Each line is looked for in all others.
MAX_LINES = 400
_QUOTES_AND_ENDS = " \t-–—…\"'“”„‚‘’«»‹›「」『』."


def without_repetitions(text: str) -> str:
    """`text` without lines that stand in a longer line word by word."""
    lines = text.split(PARAGRAPH_BREAK)
    if not 2 <= len(lines) <= MAX_LINES:
        return text
    keys = [line.strip(_QUOTES_AND_ENDS) for line in lines]
    return PARAGRAPH_BREAK.join(
        line
        for line, key in zip(lines, keys, strict=True)
        if count_words(key) < MIN_WORDS or not _is_part_of_longer(key, text)
    )


def _is_part_of_longer(key: str, text: str) -> bool:
    at = text.find(key)
    while at >= 0:
        start = text.rfind(PARAGRAPH_BREAK, 0, at) + 1
        end = text.find(PARAGRAPH_BREAK, at)
        around = text[start : end if end >= 0 else len(text)].strip("\n").strip(_QUOTES_AND_ENDS)
        if len(around) > len(key):
            return True
        at = text.find(key, at + len(key))
    return False
