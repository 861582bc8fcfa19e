"""Compare lines with tables of phrases, in constant time for lines that are none of them."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from newsmill.cleaner.trimming.boilerplate_phrases import Phrases

MAX_LINE_CHARS = 400
"""Longer lines are never looked up."""

_INDEX_CHARS = 2
# A phrase of three words may be a sentence: “Comments are closed.”
_SENTENCE_SPACES = 2
_SOME_WORDS = r"\S{1,40}(?: \S{1,40}){0,7}?"
_NETWORKS = (
    "facebook", "twitter", "x", "x (twitter)", "twitter/x", "instagram", "whatsapp", "telegram",
    "linkedin", "reddit", "pinterest", "bluesky", "threads", "mastodon", "tiktok", "youtube",
    "flipboard", "tumblr", "snapchat", "viber", "line", "vk", "вконтакте", "одноклассники",
    "google news", "pocket", "messenger", "xing", "email", "e-mail", "微信", "微博", "weibo",
)  # fmt: skip
_NETWORK = f"(?:{'|'.join(map(re.escape, sorted(_NETWORKS, key=len, reverse=True)))})"
# Longer lines are looked up only if they begin as some phrase does.
_START_CHARS = 6
_SEPARATOR = r"\s?(?:[:|：｜»›】\]）>〉→·•・]|\s[-–—/]\s)\s?(?=\S)"
# Bullets, arrows and brackets before and behind a line. Not quotation marks: somebody says it.
_BEFORE = re.compile(r"^[\s\-–—•·*►▶▸→➡⟶➜➤»›>|:+#▪■●◆★☆✦※√✔\[\(（【<〈＞◎○]+")
_BEHIND = re.compile(r"[\s\-–—•·*►▶▸→➡⟶➜➤»›>|:：…▼▾▲\])）】>〉]+$|\s?\.\.\.$")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_SPACES = re.compile(r"\s+")
_APOSTROPHES = re.compile("[’ʼ‘`´]")


class PhraseTable:
    """Tells whether a line is one of a table's phrases; see `boilerplate_phrases.py`."""

    def __init__(self, phrases: Iterable[Phrases], *, with_separator: bool = False) -> None:
        """With `with_separator`, each phrase may have a colon and some words behind it."""
        self._whole: set[str] = set()
        self._patterns_by_start: dict[str, list[str]] = {}
        self._compiled: dict[str, re.Pattern[str]] = {}
        self.starts: set[str] = set()
        for each in phrases:
            for text in each.texts:
                self._add(text, with_separator)

    def _add(self, text: str, with_separator: bool) -> None:
        begins = text.endswith("…") and text != "…"
        phrase = plain(text[:-1] if begins else text)
        if not begins and "{" not in phrase:
            self._whole.add(phrase)
        self.starts.add(phrase.partition("{")[0][:_START_CHARS])
        pattern = _pattern(phrase)
        if with_separator:
            pattern += _SEPARATOR
        elif begins:
            pattern += _end_of(phrase)
        elif "{" in phrase:
            pattern += r"\.?\Z"
        else:
            return
        self._patterns_by_start.setdefault(phrase[:_INDEX_CHARS], []).append(pattern)

    def has(self, line: str) -> bool:
        """Whether the whole of a line, as `plain` makes it, is a phrase."""
        if line.endswith(".") and line.count(" ") >= _SENTENCE_SPACES:
            line = line[:-1]
        return line in self._whole

    def match(self, line: str) -> re.Match[str] | None:
        """The phrase with which a line begins, separator included, or that fills it."""
        start = line[:_INDEX_CHARS]
        pattern = self._compiled.get(start)
        if pattern is None:
            patterns = self._patterns_by_start.get(start)
            if not patterns:
                return None
            # Longest first, so that the separator is looked for behind the whole phrase.
            joined = "|".join(sorted(patterns, key=len, reverse=True))
            pattern = self._compiled[start] = re.compile(joined)
        return pattern.match(line)

    def matches(self, line: str) -> bool:
        """Whether a line, as `plain` makes it, is a phrase of this table."""
        return self.has(line) or self.match(line) is not None


class Starts:
    """Tells fast that a line is no phrase of some tables, by its first characters."""

    def __init__(self, *tables: PhraseTable) -> None:
        starts = {start for table in tables for start in table.starts}
        lengths = {len(start) for start in starts}
        self._by_length = tuple(
            (length, frozenset(start for start in starts if len(start) == length))
            for length in sorted(lengths)
        )

    def may_begin(self, line: str) -> bool:
        """Whether some phrase begins as the line does."""
        start = line[:_START_CHARS]
        if start.replace(" ", "").isalpha():
            start = start.casefold()
        else:
            start = plain(line[: 3 * _START_CHARS])
        return any(start[:length] in starts for length, starts in self._by_length)


@lru_cache(maxsize=512)
def plain(line: str) -> str:
    """A line in the form of the tables: without case, bullets and arrows, digits as 0."""
    if not line.isascii():
        line = _APOSTROPHES.sub("'", unicodedata.normalize("NFC", line))
    line = _DIGITS.sub("0", line.casefold())
    return _BEHIND.sub("", _BEFORE.sub("", _SPACES.sub(" ", line)))


def _end_of(phrase: str) -> str:
    """What may not follow a phrase that begins a line: more of its word, or a speaker's name."""
    if phrase.endswith("}"):
        return r"(?!\w)"
    return r"(?![\w,])" if phrase[-1:].isascii() else ""


def _pattern(phrase: str) -> str:
    """The regular expression for a phrase."""
    parts = re.split(r"(\{\w*\})", phrase)
    return "".join(
        _NETWORK if part == "{net}" else _SOME_WORDS if part == "{}" else re.escape(part)
        for part in parts
    )
