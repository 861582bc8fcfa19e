"""Gather a page's keywords, tags and sections."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml import etree

from newsmill.cleaner.facts.page_regions import headline_element, is_of_others, lies_in_others
from newsmill.cleaner.parsing import Tree

MAX_KEYWORDS = 60
MAX_VALUE_CHARS = 5_000
MAX_KEYWORD_CHARS = 200
# Longer lists in one element are written for search engines: they name all that a site is about.
MAX_LISTED = 15
# Longer lists of links name the tags of many articles.
MAX_LINKS = 20
MAX_SEEN_LINKS = 3_000
MAX_BREADCRUMBS = 6

# https://ogp.me/#type_article, https://docs.parse.ly/metatags, and Sailthru's and CMSs' own names.
_SECTION_NAMES = ("article:section", "parsely-section", "section", "dc.type.section", "og:section")
# One in an element, in as many elements as needed.
_TAG_NAMES = ("article:tag", "og:article:tag", "video:tag", "dc.subject", "dcterms.subject")
# Lists with commas. https://support.google.com/news/publisher-center (news_keywords)
_LIST_NAMES = ("news_keywords", "parsely-tags", "sailthru.tags")

# Lists that sites write for search engines, often the same on all pages.
_OLD_LIST_NAMES = ("keywords",)

# XPath finds attributes quicker than elements that have one.
_LINKS_WITH_RELATION = etree.XPath("//a/@rel/..")
_TAG_LINKS = frozenset({"tag", "category"})
_TAG_LIST_TAGS = ("ul", "ol", "div", "p", "section", "span")
_MAYBE_TAG_LIST = ("tag", "topic", "keyword")
_TAG_LIST = re.compile(
    r"(?:^|[\s_-])(?:tags|tag-?(?:list|bar|links|items?|group|container)|topics|topic-?list|keywords)"
    r"(?:$|[\s_-])|(?:^|[a-z\s_-])(?:Tags|TagList|Topics|TopicList|Keywords)(?:$|[\s_-])"
    r"|(?:^|[\s_-])(?:tagList|tagsList|topicsList|topicList)(?:$|[\s_-])"
)
_BREADCRUMB_TAGS = ("nav", "ol", "ul", "div")
_BREADCRUMBS = re.compile(
    r"crumb|speedbar|pathway|navpath|(?:^|[\s_-])path(?:$|[\s_-])", re.IGNORECASE
)
_BETWEEN_CRUMBS = re.compile(r"\s*[»›>/→|]+\s*")
# The section's name above or below the headline.
_SECTION = re.compile(
    r"(?:^|[\s_-])(?:category|categories|section|rubric|rubrik|rubrique|seccion|overline|kicker|"
    r"eyebrow|ressort)(?:$|[\s_-](?:name|link|label|title)?)"
    r"|(?:Category|Section|Overline|Kicker|Eyebrow)(?:$|[\s_-])"
)
MAX_LISTS = 2_000
# Breadcrumbs stand above the headline.
MAX_BEFORE_BREADCRUMBS = 250
MAX_NEAR_HEADLINE = 40
MAX_SECTION_CHARS = 40
MAX_LEVELS = 3
MIN_HEADLINE_CHARS = 15


def keywords_of(
    tree: Tree, meta: Mapping[str, list[str]], node: Mapping[str, Any]
) -> tuple[str, ...]:
    """Sections, tags and keywords of a page, as written: sections first, each once.

    `meta` holds the contents of meta elements by their names in lower case, `node` the article in
    JSON-LD. The visible tags and breadcrumbs count only where those are silent, and the old meta
    keywords only where nothing else is.
    """
    sections = [*_declared(node.get("articleSection")), *_metas(meta, _SECTION_NAMES)]
    tags = [*_declared(node.get("keywords")), *_metas(meta, _TAG_NAMES)]
    for name in _LIST_NAMES:
        for content in meta.get(name, ()):
            tags += _listed(content)
    if not tags:
        tags = [*_tag_links(tree)] or [*_tag_lists(tree)] or [*_old_lists(meta)]
    if not sections:
        title = headline_element(tree)
        sections = [*_breadcrumbs(tree, title)] or [*_near_headline(title)]
    written = (word.strip()[:MAX_KEYWORD_CHARS] for word in (*sections, *tags))
    return tuple(dict.fromkeys(word for word in written if word))[:MAX_KEYWORDS]


def _declared(value: Any) -> Iterator[str]:
    """Words of JSON-LD: as text with commas, as a list, or as objects of the type DefinedTerm."""
    if isinstance(value, str):
        yield from _listed(value)
        return
    for one in value[:MAX_KEYWORDS] if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str):
            yield name


def _metas(meta: Mapping[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from meta.get(name, ())[:MAX_KEYWORDS]


def _listed(text: str) -> list[str]:
    """The words of a list with commas or semicolons; none if too long to be of one article."""
    separator = ";" if text.count(";") > text.count(",") else ","
    words = text[:MAX_VALUE_CHARS].split(separator)
    return words if len(words) <= MAX_LISTED else []


def _tag_links(tree: Tree) -> Iterator[str]:
    """The texts of links marked as tags of this article."""
    links = [
        link
        for link in _LINKS_WITH_RELATION(tree)[:MAX_SEEN_LINKS]
        if not _TAG_LINKS.isdisjoint(link.get("rel").lower().split())
    ]
    title = headline_element(tree) if links else None
    own = [link for link in links[: 3 * MAX_LINKS] if not lies_in_others(link, title)]
    if len(own) <= MAX_LINKS:
        yield from map(_text, own)


def _tag_lists(tree: Tree) -> Iterator[str]:
    """The links in the first list that its class calls tags."""
    for element in islice(tree.iter(*_TAG_LIST_TAGS), MAX_LISTS):
        name = element.get("class") or element.get("data-component")
        if not name or not _is_called_tag_list(name[:300]):
            continue
        links = list(islice(element.iter("a"), MAX_LINKS + 1))
        if 0 < len(links) <= MAX_LINKS and not lies_in_others(element, headline_element(tree)):
            yield from map(_text, links)
            return


# A page has few different names for very many elements.
@lru_cache(maxsize=2_048)
def _is_called_tag_list(name: str) -> bool:
    lower = name.lower()
    return any(each in lower for each in _MAYBE_TAG_LIST) and bool(_TAG_LIST.search(name))


@lru_cache(maxsize=2_048)
def _is_called_breadcrumbs(sign: str) -> bool:
    return _BREADCRUMBS.search(sign) is not None


@lru_cache(maxsize=2_048)
def _is_called_section(sign: str) -> bool:
    return _SECTION.search(sign) is not None


def _old_lists(meta: Mapping[str, list[str]]) -> Iterator[str]:
    for content in _metas(meta, _OLD_LIST_NAMES):
        yield from _listed(content)


def _breadcrumbs(tree: Tree, title: Tree | None) -> Iterator[str]:
    """The sections in the first breadcrumbs, without the home page and the article itself."""
    headline = "" if title is None else _text(title)
    for element in islice(tree.iter(*_BREADCRUMB_TAGS), MAX_BEFORE_BREADCRUMBS):
        signs = (element.get("class"), element.get("id"), element.get("aria-label"))
        if not any(sign and _is_called_breadcrumbs(sign[:200]) for sign in signs):
            continue
        texts = (" ".join(text.split()) for text in islice(element.itertext(), 40))
        parts = [part for text in texts for part in _BETWEEN_CRUMBS.split(text) if part]
        for part in parts[1:MAX_BREADCRUMBS]:
            if len(part) <= MAX_SECTION_CHARS and not _is_headline(part, headline):
                yield part
        return


def _is_headline(part: str, headline: str) -> bool:
    """Whether a breadcrumb is the article itself, maybe cut short."""
    is_long = len(part) >= MIN_HEADLINE_CHARS
    return part == headline or (is_long and headline.startswith(part.rstrip(".… ")))


def _near_headline(title: Tree | None) -> Iterator[str]:
    """What stands near the headline and is called its section or category."""
    around = title
    for _ in range(MAX_LEVELS):
        around = around.getparent() if around is not None else None
        if around is None or around.tag in ("body", "html", "main"):
            return
        for element in islice(around.iter("a", "span", "p", "div", "li", "dd"), MAX_NEAR_HEADLINE):
            name = element.get("class") or ""
            text = _text(element) if name and _is_called_section(name[:200]) else ""
            if 0 < len(text) <= MAX_SECTION_CHARS and not is_of_others(element):
                yield text
                return


def _text(element: Tree) -> str:
    return " ".join("".join(islice(element.itertext(), 20))[:MAX_KEYWORD_CHARS].split())
