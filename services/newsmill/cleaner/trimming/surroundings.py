"""What a page says of its article, in words to compare lines with."""

import re
from dataclasses import dataclass

from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.gathering import Facts
from newsmill.cleaner.texts import words_of
from newsmill.cleaner.trimming.phrase_matching import plain

MAX_NAMES = 20
MAX_NAME_CHARS = 100
MAX_SECTIONS = 50

# Digits and letters are parted, so that “10h15” and “5月3日” are numbers and words.
_PARTING = re.compile(
    r"[\s.,:;|·•()/\[\]<>…–—\-‧・｜：，、。（）＝=&+@\"'’“”!*／]+"
    r"|(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)"
)


def parts_of(text: str) -> list[str]:
    """The words and numbers of a line, without case."""
    return [part for part in _PARTING.split(text.casefold()) if part]


@dataclass(frozen=True)
class Surroundings:
    """What a page tells of its article, in words to compare lines with."""

    headlines: tuple[tuple[str, ...], ...]
    names: tuple[tuple[str, ...], ...]
    name_words: frozenset[str]
    site_name: str
    sections: frozenset[str]
    language: str

    @classmethod
    def of(cls, facts: Facts, expectation: Expectation) -> "Surroundings":
        """From a page's metadata and what the feed says."""
        titles = (expectation.title, facts.title, *facts.headlines)
        names = tuple(
            tuple(parts_of(name))
            for name in facts.bylines[:MAX_NAMES]
            if len(name) <= MAX_NAME_CHARS
        )
        site = " ".join(parts_of(facts.site_name))
        return cls(
            headlines=tuple(dict.fromkeys(tuple(words_of(title)) for title in titles if title)),
            names=tuple(name for name in names if name),
            name_words=frozenset(word for name in names for word in name) | set(site.split()),
            site_name=site,
            sections=frozenset(plain(word) for word in facts.keywords[:MAX_SECTIONS]),
            language=(facts.language or "")[:2].lower(),
        )
