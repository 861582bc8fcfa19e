"""Choose an article's headline, without the names of its site and section."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from newsmill.cleaner.markup import line_of_text
from newsmill.cleaner.site_names import SiteNames
from newsmill.cleaner.texts import words_of
from newsmill.text.words import is_readable

MAX_TITLE_CHARS = 500
MAX_FORMS = 12
MAX_PARTS = 8
MAX_SECTIONS = 60

# A part of a title is its headline only if it has so many words, or letters where words are not
# separated by spaces, and this share of the whole: an h1 may say “Opinion”.
MIN_HEADLINE_WORDS = 2
MIN_HEADLINE_CHARS = 8
MIN_HEADLINE_SHARE = 0.3
MAX_KICKER_WORDS = 3
# So many equal characters show that a cut title and a longer one are the same.
MIN_STEM_CHARS = 10

_STRONG = "|｜•·"
# These are quotation marks too, so they stand between spaces.
_STRONG_IF_SPACED = "»«›‹"
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_SEPARATOR = re.compile(
    rf"\s+[-–—:~/_{_STRONG_IF_SPACED}]+\s+|\s*[{_STRONG}]+\s*|:\s+|(?<=\w)-\s+(?=\S)|\s+-(?=\S)|：|\s*-{{2,}}\s*"
    rf"|(?<=[{_UNSPACED}”」』》])[-–—_]+(?=\S)|[-–—_]+(?=[{_UNSPACED}])"
)
_CUT_OFF = re.compile(r"\s*(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(…\))\s*\Z")
# What stands in place of a headline on pages without one.
_NO_HEADLINES = frozenset(
    {"home", "homepage", "untitled", "no title", "article", "news", "menu", "search", "index",
     "startseite", "accueil", "inicio", "главная", "ホーム", "首页"}
)  # fmt: skip


@dataclass(frozen=True)
class _Title:
    """A title's text, and whether the site's name was cut from it."""

    text: str
    had_site: bool = False


def headline(
    entry: str, page: Iterable[str], sections: Iterable[str] = (), sites: SiteNames | None = None
) -> str:
    """The headline of an entry, else of its page; empty if there is none.

    `page` holds the forms of the headline on the page, the most trusted first, and `sections` what
    the page calls its sections and keywords. Site, section and kicker are cut off where the page
    shows that they are no part of the headline; a title that was cut short is completed from the
    page. A headline's own dashes and colons stay.
    """
    sites = sites or SiteNames()
    keys = {tuple(words_of(section)) for section in list(sections)[:MAX_SECTIONS]} - {()}
    lines = dict.fromkeys(line_of_text(form, MAX_TITLE_CHARS) for form in list(page)[:MAX_FORMS])
    forms = [
        title
        for title in (_without_site(line, sites) for line in lines)
        if _is_headline(title.text, sites)
    ]
    # What a form says of itself is no evidence.
    narrowed = [
        _narrowed(form, forms[:place] + forms[place + 1 :], keys)
        for place, form in enumerate(forms)
    ]
    entry = line_of_text(entry, MAX_TITLE_CHARS)
    if is_readable(entry) and (_is_headline(entry, sites) or not forms):
        title = _narrowed(_without_site(entry, sites), [_Title(text) for text in narrowed], keys)
    elif forms:
        title = _most_common(narrowed)
    else:
        return ""
    return _completed(title, narrowed)


def _is_headline(text: str, sites: SiteNames) -> bool:
    return is_readable(text) and text.casefold() not in _NO_HEADLINES and not sites.include(text)


def _without_site(text: str, sites: SiteNames) -> _Title:
    """A title without the site's name, and the slogan that may follow that, behind or before it."""
    if not sites.keys:
        return _Title(text)
    separators = _separators(text)
    for place, separator in enumerate(separators):
        if separator[0].strip() in (":", "：") and not _SPACE_BEFORE.match(separator[0]):
            continue
        end = separators[place + 1].start() if place + 1 < len(separators) else len(text)
        is_site = sites.include(text[separator.end() : end])
        if is_site or sites.include(text[separator.end() :]):
            return _Title(text[: separator.start()].strip(), had_site=True)
    for separator in separators:
        name = text[: separator.start()]
        # One word before a colon may be what the headline is about.
        if sites.include(name) and (len(name.split()) > 1 or ":" not in separator[0]):
            return _Title(text[separator.end() :].strip(), had_site=True)
    return _Title(text)


_SPACE_BEFORE = re.compile(r"\s")


def _narrowed(title: _Title, forms: list[_Title], sections: set[tuple[str, ...]]) -> str:
    """The part of a title that is the headline on the page; else all but its sections."""
    separators = _separators(title.text)
    if not separators:
        return title.text
    votes = Counter(tuple(words_of(form.text)) for form in forms)
    whole = tuple(words_of(title.text))
    starts = [0, *(separator.end() for separator in separators)]
    ends = [*(separator.start() for separator in separators), len(title.text)]
    best, most = title.text, float(votes[whole])
    for start in starts:
        for end in ends:
            part = title.text[start:end]
            words = tuple(words_of(part))
            if start >= end or not votes[words] or not _may_be_headline(part, words, whole):
                continue
            is_kicker = 0 < end - start < len(title.text) and end == len(title.text)
            is_kicker = is_kicker and len(words_of(title.text[:start])) <= MAX_KICKER_WORDS
            # One form without a kicker is enough to show that it is one.
            weight = votes[words] + (votes[whole] + 0.5 if is_kicker else 0)
            if weight > most:
                best, most = part, weight
    return best if most else _without_sections(title, separators, sections)


def _may_be_headline(part: str, words: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    is_long = len(words) >= MIN_HEADLINE_WORDS or (
        not part.isascii() and len(part) >= MIN_HEADLINE_CHARS
    )
    return is_long and len("".join(words)) >= MIN_HEADLINE_SHARE * len("".join(whole))


def _without_sections(
    title: _Title, separators: list[re.Match[str]], sections: set[tuple[str, ...]]
) -> str:
    """The title without sections behind it, or before a strong separator."""
    start, end = 0, len(title.text)
    for separator in reversed(separators):
        is_sure = title.had_site or separator[0].strip() in _STRONG + _STRONG_IF_SPACED
        if not is_sure or tuple(words_of(title.text[separator.end() : end])) not in sections:
            break
        end = separator.start()
    for separator in separators:
        is_sure = separator[0].strip() in _STRONG + _STRONG_IF_SPACED and separator.start() < end
        if not is_sure or tuple(words_of(title.text[start : separator.start()])) not in sections:
            break
        start = separator.end()
    return title.text[start:end].strip()


def _most_common(titles: list[str]) -> str:
    """The title that most forms agree on; of equals, the first."""
    votes = Counter(tuple(words_of(title)) for title in titles)
    return max(titles, key=lambda title: votes[tuple(words_of(title))])


def _completed(title: str, forms: list[str]) -> str:
    """A cut title as the page has it whole."""
    cut_off = _CUT_OFF.search(title)
    if not cut_off:
        return title
    stem = "".join(words_of(title[: cut_off.start()]))
    if len(stem) < MIN_STEM_CHARS:
        return title
    for form in forms:
        letters = "".join(words_of(form))
        if len(letters) > len(stem) and letters.startswith(stem) and not _CUT_OFF.search(form):
            return form
    return title


def _separators(text: str) -> list[re.Match[str]]:
    """Where a title may be divided: the first and last places, if there are many."""
    found = [
        each for each in _SEPARATOR.finditer(text) if 0 < each.start() < each.end() < len(text)
    ]
    return found if len(found) <= MAX_PARTS else [*found[:3], *found[-5:]]
