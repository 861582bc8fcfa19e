"""See that a country's name is an ordinary word in a text: turkey, china, guinea."""

import re

from newsmill.contracts.articles import Entity

_SENTENCE_START = re.compile(r"(?:^|[.!?:…]['\"”’)]* |\n|(?:^|[\s(])[\"“‘«'])\s*$")
CHARS_BEFORE = 6


def is_word(entity: Entity, text: str, title: str) -> bool:
    """Whether the text has the name in lower case too, and in capitals only where all words do.

    “Turkey prices rose. A turkey now costs 30 dollars.”
    """
    word = entity.name.lower()
    if not word.isalpha():
        return False
    capitalised = [it for it in entity.mentions if not it.text.islower()]
    if any(
        not _SENTENCE_START.search(text, max(0, it.start - CHARS_BEFORE), it.start)
        for it in capitalised
    ):
        return False
    if len(capitalised) < len(entity.mentions):
        return True
    return any(word in where and re.search(rf"\b{word}\b", where) for where in (text, title))
