"""Compare names: spelling, titles, articles, possessives, acronyms."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

Key = tuple[str, ...]
"""The words of a name without case, accents, possessives and a leading “the”."""

# In lower case inside names, and left out of most acronyms: Bank of England, Organisation mondiale
# de la santé.
SMALL_WORDS = frozenset(
    {"a", "and", "at", "d", "de", "der", "des", "du", "et", "for", "für", "in", "l", "la", "las"}
    | {"le", "les", "of", "on", "the", "und", "y"}
)

GENDER_BY_HONORIFIC = {
    **dict.fromkeys(["mr", "sir", "monsieur"], "m"),
    **dict.fromkeys(["mrs", "ms", "miss", "dame", "mme", "mlle", "madame", "mademoiselle"], "f"),
    **dict.fromkeys(["mx", "dr", "prof", "professor", "councillor", "cllr"], ""),
}
"""Honorifics that models include in a name. Not “Lady”: Lady Macbeth is not Macbeth."""

_APOSTROPHE = re.compile(r"['’‘ʼ]")
_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ]s\b", re.IGNORECASE)
_FINAL_POSSESSIVE = re.compile(rf"{_POSSESSIVE.pattern}$", re.IGNORECASE)
_ABBREVIATION_DOT = re.compile(r"\b(\w)\.(?=\w\b)")
_WORD = re.compile(r"[\w&+#]+")
_ACRONYM_AFTER = re.compile(r"\s{0,2}\(\s?[“\"'‘]?([\w.&-]{2,12})[”\"'’]?\s?\)")


class Name(NamedTuple):
    """A name as one mention writes it."""

    key: Key
    form: str
    """On one line, without a lower-case “the” before it and a possessive after it."""
    possessive: str = ""
    """The “’s” after it."""
    acronym: Key | None = None
    """What the same mention gives as its abbreviation."""
    honorific: str = ""
    """The honorific before it, for a person's name."""

    def of_person(self) -> "Name":
        """The name without an honorific, unless it is nothing else."""
        if len(self.key) < 2 or self.key[0] not in GENDER_BY_HONORIFIC:
            return self
        honorific, _, form = self.form.partition(" ")
        return self._replace(key=self.key[1:], form=form, honorific=honorific) if form else self

    def with_honorific(self) -> "Name":
        """The name with its honorific again: `of_person` undone."""
        if not self.honorific:
            return self
        key = (*name_words(self.honorific), *self.key)
        return self._replace(key=key, form=f"{self.honorific} {self.form}", honorific="")


def read_name(text: str, start: int, end: int) -> Name:
    """The name at `text[start:end]`, which is not empty."""
    name = _read_written(text[start:end])
    if "(" not in text[end : end + 3]:
        return name
    after = _ACRONYM_AFTER.match(text, end, end + 20)
    if after is None or not abbreviates(after[1], text[start:end]):
        return name
    return name._replace(acronym=key_of(after[1]))


def key_of(written: str) -> Key:
    """The key of a name: the same for all spellings."""
    words = name_words(written)
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return tuple(words) or (" ".join(written.split()).casefold(),)


def name_words(written: str) -> list[str]:
    """The words of a name or a title, without case, accents and possessives."""
    text = _POSSESSIVE.sub("", written)
    text = _APOSTROPHE.sub("", text).casefold()
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
    return _WORD.findall(_ABBREVIATION_DOT.sub(r"\1", text))


def abbreviates(short: str, written: str) -> bool:
    """Whether `short` is the initials of `written`, with or without its `SMALL_WORDS`."""
    if sum(letter.isupper() for letter in short) < 2:
        return False
    words = name_words(written)
    letters = "".join(name_words(short))
    significant = [word for word in words if word not in SMALL_WORDS]
    return len(significant) > 1 and letters in (
        "".join(word[0] for word in words),
        "".join(word[0] for word in significant),
    )


# The same few names come again and again in an article, and in a day's news.
@lru_cache(maxsize=4096)
def _read_written(written: str) -> Name:
    form = " ".join(written.split()).removeprefix("the ")
    bare = _FINAL_POSSESSIVE.sub("", form)
    return Name(key=key_of(written), form=bare, possessive=form[len(bare) :])
