"""Recognise the site's own name, however it is written."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from newsmill.cleaner.texts import words_of
from newsmill.hosts import host_of

# Words that a site's name may have or lack: “The Gazette”, “Gazette Online”, “gazette.com”.
_OPTIONAL = frozenset(
    {"the", "www", "com", "net", "org", "online", "official", "site", "website", "homepage"}
)
# Hosts leave them out: “Le Courrier” at courrier.example.
_ARTICLES = frozenset(
    {"le", "la", "les", "il", "lo", "el", "los", "der", "die", "das", "de", "het", "o"}
)
# Labels of hosts that name no site.
_COMMON_LABELS = frozenset(
    {"www", "news", "blog", "blogs", "mobile", "feeds", "feed", "media", "rss", "edition", "local"}
)
MIN_LABEL_CHARS = 4
MAX_NAME_CHARS = 120


_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)
_HAS_UMLAUT = re.compile("[äöüßÄÖÜ]")


@dataclass(frozen=True)
class SiteNames:
    """What a site is called: by itself, by its feed, and by its host."""

    keys: frozenset[str] = frozenset()

    def include(self, text: str) -> bool:
        """Whether `text` is one of the names, or one with “News” behind it."""
        if not self.keys or not 0 < len(text) <= MAX_NAME_CHARS:
            return False
        return self._include(text) or (
            # “Kallstädter Rundschau” at kallstaedter-rundschau.example
            _HAS_UMLAUT.search(text) is not None and self._include(text.translate(_UMLAUTS))
        )

    def _include(self, text: str) -> bool:
        words = _words(text)
        key = _key(words)
        return (
            key in self.keys
            or (words[-1:] == ["news"] and _key(words[:-1]) in self.keys)
            or (words[:1] != words and words[0] in _ARTICLES and _key(words[1:]) in self.keys)
        )


def site_names(names: Iterable[str], urls: Iterable[str | None]) -> SiteNames:
    """The names of the site that calls itself `names` and is found at `urls`."""
    keys = {_key(_words(name[:MAX_NAME_CHARS])) for name in names}
    for url in urls:
        labels = host_of(url).split(".")
        keys.add("".join(labels))
        keys.add("".join(labels).removeprefix("www"))
        keys |= {
            label.replace("-", "")
            for label in labels[:-1]
            if len(label) >= MIN_LABEL_CHARS and label not in _COMMON_LABELS
        }
        # “bbc.example”: the last label but one is the site's, however short.
        if len(labels) > 1 and len(labels[-2]) > 2:
            keys.add(labels[-2].replace("-", ""))
    return SiteNames(frozenset(keys - {""}))


def _words(text: str) -> list[str]:
    """The words without accents, which hosts cannot have."""
    if not text.isascii():
        text = "".join(
            each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each)
        )
    return words_of(text)


def _key(words: list[str]) -> str:
    return "".join(word for word in words if word not in _OPTIONAL) or "".join(words)
