"""Find the dates that a page shows beside its headline."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Literal

from lxml import etree

from newsmill.cleaner.date_formats import parse_date, parse_epoch
from newsmill.cleaner.facts.date_labels import (
    CHANGED,
    CHANGED_CLASS,
    FOREIGN_CLASS,
    OTHERS,
    PUBLISHED,
    PUBLISHED_CLASS,
)
from newsmill.cleaner.facts.moments import UTC_OFFSET, WrittenDate, in_zone_of
from newsmill.cleaner.facts.written_dates import DayOrder, dates_in
from newsmill.cleaner.parsing import Tree

MAX_SHOWN = 25
MAX_EXAMINED = 500
MAX_ANCESTORS = 40
# A byline with its date is short; longer texts are the article's, and speak of other dates.
MAX_TEXT_CHARS = 160
MAX_BLOCKS = 8
MAX_CLIMBS = 3

# XPath finds attributes much quicker than elements that have one.
_CLASSED = etree.XPath("descendant::*/@class/..")
_WITH_PROPERTY = etree.XPath("descendant::*/@itemprop/..")
_DATED_CLASS = re.compile(
    r"dat[eu]|fecha|time|publi|meta|byline|posted|submitted|created|info|[-_]dt\b", re.IGNORECASE
)
_FOREIGN_TAGS = frozenset({"aside", "nav", "figcaption", "blockquote", "button", "select"})
_ARTICLES = frozenset({"article", "main"})
_ENDS_OF_CLIMB = frozenset({"article", "main", "body", "html"})
_MACHINE_READABLE = ("datetime", "content", "data-datetime", "data-timestamp", "data-time")


@dataclass(frozen=True)
class Shown:
    """A date on the page, and what is known of it."""

    date: WrittenDate
    kind: Literal["published", "changed", "unlabelled"]
    is_first: bool
    """The first behind the headline."""
    is_marked: bool
    """By its element, as a time."""
    is_declared: bool = False
    """By an attribute, as the publication's."""
    is_year_guessed: bool = False


def shown_dates(
    tree: Tree,
    heading: Tree | None,
    order: DayOrder | None,
    language: str | None,
    now: datetime | None,
) -> list[Shown]:
    """The dates near the headline, without those of comments, teasers, and page furniture."""
    # Without a headline, the first article counts as its place.
    anchor = heading if heading is not None else next(tree.iter("article"), None)
    above = [] if anchor is None else [*([anchor] if heading is None else []), *_ancestors(anchor)]
    height_by_place = {place: height for height, place in enumerate(above)}
    own_article = next((place for place in above if place.tag == "article"), None)
    if own_article is None:
        # Some templates print the headline before the article.
        own_article = next(tree.iter("article"), None)
    found: list[tuple[int, bool, list[Shown]]] = []
    is_after = heading is None
    read: set[Tree] = set()
    for element in islice(_dated(tree), MAX_EXAMINED):
        if element is heading:
            is_after = True
        if element.tag == "h1" or element in height_by_place or len(found) == MAX_SHOWN:
            continue
        places = [element, *_ancestors(element)]
        if not read.isdisjoint(places) or _is_foreign(places, height_by_place, own_article):
            continue
        if shown := _read(element, order, language, now):
            read.add(element)
            height = next((height_by_place[at] for at in places if at in height_by_place), 0)
            found.append((height, not is_after, shown))
    if heading is not None and not _is_told(found):
        # Only changes, or only what stands before the headline, which may be another's.
        found += [(0, False, list(_unmarked(heading, order, language, now)))]
    # The closest to the headline leads: in the same block, behind it rather than before.
    found.sort(key=lambda one: one[:2])
    return list(_ranked(one for _, _, shown in found for one in shown))


def _is_told(found: list[tuple[int, bool, list[Shown]]]) -> bool:
    """Whether the publication's date is among those that are marked behind the headline."""
    return any(
        one.kind == "published" or (one.kind == "unlabelled" and not is_before)
        for _, is_before, shown in found
        for one in shown
    )


def _dated(tree: Tree) -> Iterator[Tree]:
    """Headlines, times, and elements whose class speaks of dates, in the page's order."""
    is_dated_by_class: dict[str, bool] = {}
    found = set(tree.iterdescendants("h1", "time"))
    found.update(one for one in _WITH_PROPERTY(tree) if one.get("itemprop") == "datePublished")
    for element in _CLASSED(tree):
        name = element.get("class")
        is_dated = is_dated_by_class.get(name)
        if is_dated is None:
            is_dated = is_dated_by_class[name] = bool(_DATED_CLASS.search(name[:500]))
        if is_dated:
            found.add(element)
    if found:
        tags = {element.tag for element in found}
        yield from (element for element in tree.iterdescendants(*tags) if element in found)


def _ranked(found: Iterable[Shown]) -> Iterator[Shown]:
    leads = True
    for shown in found:
        if leads and shown.kind != "changed":
            leads = False
            yield replace(shown, is_first=True)
        else:
            yield shown


def _ancestors(element: Tree, limit: int = MAX_ANCESTORS) -> Iterator[Tree]:
    return islice(element.iterancestors(), limit)


def _is_foreign(
    places: list[Tree], height_by_place: dict[Tree, int], own_article: Tree | None
) -> bool:
    """Whether it stands in something that is not around the headline and has dates of its own."""
    for place in places:
        if place in height_by_place:
            return False
        if place is own_article:
            return False
        if _is_furniture(place) or (place.tag == "article" and own_article is not None):
            return True
        # The head of the site shows today's date, its foot the copyright's; those of articles
        # show their own.
        if place.tag in ("header", "footer") and not any(
            above.tag in _ARTICLES for above in places
        ):
            return True
    return False


def _is_furniture(element: Tree) -> bool:
    if element.tag in _FOREIGN_TAGS:
        return True
    if not element.attrib:
        return False
    get = element.get
    names = f"{get('class') or ''} {get('id') or ''} {get('itemtype') or ''}"
    return _is_called_foreign(names[:300])


@lru_cache(maxsize=2_048)
def _is_called_foreign(names: str) -> bool:
    return FOREIGN_CLASS.search(names) is not None


def _read(
    element: Tree, order: DayOrder | None, language: str | None, now: datetime | None
) -> list[Shown]:
    text = _short_text(element) or (element.get("aria-label") or element.get("title") or "")
    names = " ".join(element.get(name) or "" for name in ("class", "itemprop", "id"))
    for attribute in _MACHINE_READABLE:
        value = (element.get(attribute) or "").strip()
        date = value and (parse_date(value, order) or parse_epoch(value))
        if date:
            around = _short_text(element.getparent()) if element.getparent() is not None else ""
            kind = _kind(names, _label(element, text, around))
            declared = element.get("pubdate") is not None or "datepublished" in names.lower()
            if not kind:
                return []
            words = [
                one for one in dates_in(text, order, language, now) if date.offset == UTC_OFFSET
            ]
            local = in_zone_of(date, words[0].date) if len(words) == 1 else None
            return [Shown(local or date, kind, False, True, declared)]
    if not text:
        return []
    found = []
    for one in dates_in(text, order, language, now):
        # Of a long text only what is before the date speaks of it.
        before = one.before or _text_before(element)
        if kind := _kind(names, before):
            marked = element.tag == "time"
            found.append(Shown(one.date, kind, False, marked, False, one.is_year_guessed))
    return found


def _label(element: Tree, text: str, around: str) -> str:
    """The words before a time's element, or within it before its date."""
    own = text.lower()
    before = _text_before(element)
    return f"{before} {own}" if len(around) <= MAX_TEXT_CHARS or before else own


def _text_before(element: Tree) -> str:
    """The words that lead to an element: of its parent and of the element before it."""
    before = element.getprevious()
    parent = element.getparent()
    texts = []
    if before is not None:
        if isinstance(before.tag, str) and before.tag not in ("h1", "h2", "p", "time", "div"):
            texts.append(_short_text(before))
        texts.append(before.tail or "")
    elif parent is not None:
        texts.append(parent.text or "")
    return " ".join(texts)[-60:].lower()


def _kind(names: str, label: str) -> Literal["published", "changed", "unlabelled"] | None:
    """What kind of date it is by its classes and label; None for that of something else."""
    if OTHERS.search(label):
        return None
    published, changed = PUBLISHED.search(label), CHANGED.search(label)
    if changed and not (published and published.start() > changed.start()):
        return "changed"
    if published or "datepublished" in names.lower():
        return "published"
    if CHANGED_CLASS.search(names):
        # “entry-date published updated” marks a text that was never changed.
        return "published" if PUBLISHED_CLASS.search(names) else "changed"
    return "published" if PUBLISHED_CLASS.search(names) else "unlabelled"


def _short_text(element: Tree) -> str:
    """The text of an element, or none if it is a long one."""
    text = " ".join(" ".join(islice(element.itertext(), 30)).split())
    return text if len(text) <= MAX_TEXT_CHARS else ""


def _unmarked(
    heading: Tree, order: DayOrder | None, language: str | None, now: datetime | None
) -> Iterator[Shown]:
    """Dates in the short blocks right behind the headline, then right before it."""
    for siblings in (_following, _preceding):
        element = heading
        for _ in range(MAX_CLIMBS):
            for block in siblings(element):
                if not isinstance(block.tag, str) or _is_furniture(block):
                    continue
                text = _short_text(block)
                if not text:
                    if block.tag == "p":
                        break
                    continue
                for one in dates_in(text, order, language, now):
                    if kind := _kind("", one.before):
                        yield Shown(one.date, kind, False, False, False, one.is_year_guessed)
                        if kind != "changed":
                            return
            element = element.getparent()
            if element is None or element.tag in _ENDS_OF_CLIMB:
                break


def _following(element: Tree) -> Iterator[Tree]:
    return islice(element.itersiblings(), MAX_BLOCKS)


def _preceding(element: Tree) -> Iterator[Tree]:
    return islice(element.itersiblings(preceding=True), 3)
