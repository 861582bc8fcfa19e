"""Recognise the headings and sentences of walls, errors and listings in many languages."""

import re
from collections import defaultdict
from collections.abc import Iterable

from newsmill.cleaner.judging.likeness import readable
from newsmill.cleaner.judging.notices_of_asia import NOTICES_OF_ASIA
from newsmill.cleaner.judging.notices_of_europe import NOTICES_OF_EUROPE
from newsmill.contracts.articles import PageKind

NOTICES = (*NOTICES_OF_EUROPE, *NOTICES_OF_ASIA)

MAX_TITLE_CHARS = 200
# A heading may add so much to a notice: “Sign in to [your account]”, “Not found | The Courier”.
MAX_WORDS_BESIDE = 4
MAX_CHARS_BEHIND = 40

_PUNCTUATION = re.compile(
    r"[\s!-/:-@\[-`{-~«»¡¿·،؛؟।\u2010-\u2027\u2030-\u205e\u3000-\u301f\uff01-\uff0f\uff1a-\uff20]+"
)
_SEPARATOR = re.compile(r"\s[|·•–—»«›:/-]\s|[|｜_]|:\s|：|\s[–—]")


def _plain(text: str) -> str:
    return _PUNCTUATION.sub(" ", readable(text)).strip()


_KIND_BY_TITLE: dict[str, PageKind] = {
    _plain(title): row.kind for row in reversed(NOTICES) for title in row.titles
}
_BEGINNINGS: defaultdict[str, list[tuple[str, PageKind]]] = defaultdict(list)
for _row in NOTICES:
    for _beginning in _row.beginnings:
        _BEGINNINGS[_plain(_beginning)[:2]].append((_plain(_beginning), _row.kind))
_SENTENCES = tuple(
    (f" {_plain(each)}" if each.isascii() else _plain(each), row.kind)
    for row in NOTICES
    for each in row.sentences
)


def notice_in(heading: str, site_names: Iterable[str] = ()) -> PageKind | None:
    """What a heading or title announces, if it says little else; None for a headline.

    `site_names` are readable names that may stand beside it.
    """
    parts = [_plain(part) for part in _SEPARATOR.split(heading[:MAX_TITLE_CHARS])]
    sites = {_plain(name) for name in site_names}
    parts = [part for part in parts if part and part not in sites]
    for number, part in enumerate(parts):
        kind = _KIND_BY_TITLE.get(part) or _begun(part)
        if kind:
            beside = " ".join(parts[:number] + parts[number + 1 :]).split()
            if sum(word not in _KIND_BY_TITLE for word in beside) <= MAX_WORDS_BESIDE:
                return kind
    whole = " ".join(parts)
    return _KIND_BY_TITLE.get(whole) or (_begun(whole) if len(parts) > 1 else None)


def notices_among(text: str) -> frozenset[PageKind]:
    """What the sentences of a short text announce."""
    plain = f" {_plain(text)}"
    return frozenset(kind for sentence, kind in _SENTENCES if sentence in plain)


def _begun(heading: str) -> PageKind | None:
    for beginning, kind in _BEGINNINGS.get(heading[:2], ()):
        if heading.startswith(beginning):
            behind = heading[len(beginning) :]
            # A beginning in a script with spaces ends with a word's end.
            is_whole = not behind or behind[0] == " " or not heading.isascii()
            is_all = len(behind) <= MAX_CHARS_BEHIND and behind.count(" ") <= MAX_WORDS_BESIDE
            if is_whole and is_all:
                return kind
    return None
