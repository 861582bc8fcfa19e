"""Articles in more scripts than the labelled set has: Latin letters written with others."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from string import ascii_lowercase

from tests.dedup.labelled import Labelled

FIRST_LETTER = {
    "ru": "\u0430",
    "ka": "\u10d0",
    "hy": "\u0561",
    "hi": "\u0915",
    "ko": "\uac00",
}
"""By language, the first of 26 letters in a row of its script."""


def in_many_scripts(articles: Iterable[Labelled]) -> Iterator[Labelled]:
    """Each article as it is, and every English one in a further script, those of a group in one."""
    for article in articles:
        yield article
        if article.language == "en":
            languages = list(FIRST_LETTER)
            number = int(article.group.rpartition("-")[2])
            yield _written_in(article, languages[number % len(languages)])


def _written_in(article: Labelled, language: str) -> Labelled:
    table = _table(FIRST_LETTER[language])
    return replace(
        article,
        id=f"{article.id}-{language}",
        group=f"{article.group}-{language}",
        text=article.text.translate(table),
        title=article.title.translate(table),
        language=language,
    )


def _table(first: str) -> dict[int, str]:
    letters = {letter: chr(ord(first) + place) for place, letter in enumerate(ascii_lowercase)}
    both_cases = letters | {letter.upper(): other for letter, other in letters.items()}
    return str.maketrans(both_cases)
