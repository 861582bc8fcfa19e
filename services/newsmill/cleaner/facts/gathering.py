"""Gather a page's metadata: head, structured data, dates, bylines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from newsmill.cleaner.addresses.canonical import absolute
from newsmill.cleaner.dates import WrittenDate
from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.bodies import article_bodies_of
from newsmill.cleaner.facts.jsonld import documents_of
from newsmill.cleaner.facts.keywords import keywords_of
from newsmill.cleaner.facts.meta import MAX_VALUE_CHARS, Head, head_of
from newsmill.cleaner.facts.microdata import microdata_of
from newsmill.cleaner.facts.page_dates import page_dates
from newsmill.cleaner.facts.schema_org import Node, addresses_of, distinct, names_of, text_of
from newsmill.cleaner.facts.structured import Structured, identity, structured_of
from newsmill.cleaner.facts.visible_bylines import visible_bylines
from newsmill.cleaner.parsing import UNREADABLE, Tree
from newsmill.cleaner.people.bylines import authors_of
from newsmill.cleaner.site_names import site_names
from newsmill.cleaner.texts import words_of
from newsmill.contracts.articles import Reservations
from newsmill.web.reservations import reservations

# Our name in robots.txt, and in the meta elements that mean only us.
CRAWLER = "newsmill"
MAX_HEADINGS = 20
# Old pages make their headline of these.
_PLAIN_TAGS = ("b", "strong", "font", "span", "h3", "td", "div")
MAX_PLAIN = 400
MIN_TITLE_WORDS = 3
_TITLE_SEPARATOR = re.compile(r" [-|–—»:]{1,2} |: ")

# Who defines them: https://ogp.me, https://docs.parse.ly/metatags,
# https://www.dublincore.org/specifications/dublin-core/dcmi-terms,
# https://developer.x.com/en/docs/x-for-websites/cards.
_TITLE_NAMES = ("og:title", "twitter:title", "parsely-title", "dc.title", "dcterms.title")
_DESCRIPTION_NAMES = ("og:description", "description", "twitter:description", "dc.description")
_IMAGE_NAMES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image")
_AUTHOR_NAMES = (
    "author", "article:author", "parsely-author", "byl", "sailthru.author", "dc.creator",
    "dcterms.creator", "article:author_name", "mediator_author", "cxenseparse:author",
    "citation_author", "dc.creator.name", "article.author", "og:author", "og:article:author",
    "article_author", "author_name", "authors", "news_author", "bt:author",
)  # fmt: skip
_SITE_NAMES = ("og:site_name", "application-name")
_LANGUAGE_NAMES = ("content-language", "og:locale", "dc.language", "dcterms.language", "language")


@dataclass(frozen=True)
class Facts:
    """A page's metadata as written there; only dates are parsed.

    URLs are absolute where the page's own address is known or declared.
    """

    title: str = ""
    site_name: str = ""
    description: str = ""
    language: str | None = None
    canonical_url: str | None = None
    image_url: str | None = None
    bylines: tuple[str, ...] = ()
    """Whoever the page names as an author, as written: persons, agencies, “Staff”."""
    keywords: tuple[str, ...] = ()
    """Sections, tags and keywords, as written."""
    headlines: tuple[str, ...] = ()
    """Every form of the headline, the most trusted first: JSON-LD, h1, og:title, title."""
    article_bodies: tuple[str, ...] = ()
    """`articleBody` (or the posts of a live blog) of this page's own article in JSON-LD."""
    types: frozenset[str] = frozenset()
    """The schema.org types that the page gives itself: NewsArticle, VideoObject, CollectionPage."""
    reservations: Reservations = field(default_factory=Reservations)
    """As declared in meta elements."""
    published: tuple[WrittenDate, ...] = ()
    """The day on which the page's dates agree, then those that contradict it."""
    modified: tuple[WrittenDate, ...] = ()


def facts_of(tree: Tree, expectation: Expectation) -> Facts:
    """The metadata of a parsed page. Raises nothing."""
    try:
        return _facts_of(tree, expectation)
    except UNREADABLE:
        return Facts()


def _facts_of(tree: Tree, expectation: Expectation) -> Facts:
    # While these are held, lxml makes each element's object only once for all passes.
    _held = list(tree.iter())
    head = head_of(tree)
    base = absolute(head.base, expectation.page_url) or expectation.page_url
    titles = [*head.all(_TITLE_NAMES), head.title]
    element, heading = _heading(tree, titles)
    structured = _structured(tree, head, expectation, base, [*titles, heading])
    node = structured.node
    headline = text_of(node.get("headline")) or text_of(node.get("name"))
    dates = page_dates(tree, head, node, expectation, element)
    image = head.first(_IMAGE_NAMES) or next(addresses_of(node.get("image")), "")
    site_name = (
        head.first(_SITE_NAMES)
        or next(names_of(node.get("publisher")), "")
        or text_of(node.get("isPartOf"))
    )
    return Facts(
        title=head.first(_TITLE_NAMES) or headline or head.title,
        site_name=site_name,
        description=head.first(_DESCRIPTION_NAMES) or text_of(node.get("description")),
        language=head.language
        or head.first(_LANGUAGE_NAMES)
        or text_of(node.get("inLanguage"))
        or None,
        canonical_url=_canonical_url(head, node, base),
        image_url=(absolute(image, base) or image or None) if image else None,
        bylines=_bylines(tree, head, node, site_name, expectation.page_url),
        keywords=keywords_of(tree, head.meta, node),
        headlines=distinct([headline, heading, *titles]),
        article_bodies=article_bodies_of(node),
        types=structured.types,
        reservations=reservations(
            head.all(("robots", CRAWLER)),
            head.first(("tdm-reservation",)),
            absolute(head.first(("tdm-policy",)), base),
            CRAWLER,
        ),
        published=dates.published,
        modified=dates.modified,
    )


def _structured(
    tree: Tree, head: Head, expectation: Expectation, base: str | None, headlines: list[str]
) -> Structured:
    documents = [*documents_of(tree), *microdata_of(tree)]
    if not documents:
        return Structured({})
    known_by = (expectation.page_url, expectation.url, *head.canonical_urls[:3])
    urls = (*known_by, *head.meta.get("og:url", ())[:2])
    return structured_of(documents, identity(urls, [*headlines, expectation.title], base))


def _heading(tree: Tree, titles: list[str]) -> tuple[Tree | None, str]:
    """The h1 or h2 that repeats a title, else the h1 in an article, else the first; its text."""
    nothing: tuple[Tree | None, str] = (None, "")
    in_article = first = repeated = nothing
    known = [words for words in map(words_of, titles) if words]
    for _, element in zip(range(MAX_HEADINGS), tree.iter("h1", "h2"), strict=False):
        text = " ".join("".join(element.itertext()).split())[:MAX_VALUE_CHARS]
        words = words_of(text)
        if not words:
            continue
        is_repeated = any(words == title or _begins(title, words) for title in known)
        if element.tag == "h2":
            if is_repeated and repeated is nothing:
                repeated = element, text
            continue
        if is_repeated:
            return element, text
        if in_article is nothing and next(element.iterancestors("article"), None) is not None:
            in_article = element, text
        first = (element, text) if first is nothing else first
    found = next((one for one in (repeated, in_article, first) if one is not nothing), nothing)
    return _without_heading(tree, titles) if found is nothing else found


def _without_heading(tree: Tree, titles: list[str]) -> tuple[Tree | None, str]:
    """The element that repeats a title, or a part of it, where a page has no headings."""
    parts = [words_of(part) for title in titles for part in _parts(title)]
    known = [words for words in parts if len(words) >= MIN_TITLE_WORDS]
    for _, element in zip(range(MAX_PLAIN), tree.iter(*_PLAIN_TAGS), strict=False):
        text = " ".join((element.text or "").split())[:MAX_VALUE_CHARS]
        if text and words_of(text) in known:
            return element, text
    return None, ""


def _parts(title: str) -> Iterator[str]:
    """A title, and what stands before and behind each separator in it."""
    yield title
    for _, match in zip(range(MAX_HEADINGS), _TITLE_SEPARATOR.finditer(title), strict=False):
        yield title[: match.start()]
        yield title[match.end() :]


def _begins(title: list[str], words: list[str]) -> bool:
    return len("".join(words)) > 12 and title[: len(words)] == words


def _canonical_url(head: Head, node: Node, base: str | None) -> str | None:
    declared = [*head.canonical_urls, *head.meta.get("og:url", ())]
    declared += [*addresses_of(node.get("url")), *addresses_of(node.get("mainEntityOfPage"))]
    found = next(iter(declared), None)
    return absolute(found, base) or found


def _bylines(
    tree: Tree, head: Head, node: Node, site_name: str, url: str | None
) -> tuple[str, ...]:
    """Those of the first source that names a person, and of the sources before it.

    A source that names these persons and others beside them is a fuller one.
    """
    sites = site_names((site_name,), (url,))
    found: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    for source in dict.fromkeys(_declared_bylines(head, node)):
        if not source or (persons and set(source) <= set(found)):
            continue
        named = authors_of(source, sites)
        # The site's name, “admin”, numbers and agencies stand there too.
        if not persons or set(named) > set(persons):
            found = distinct((*found, *source))
            persons = named
    return found if persons else distinct((*found, *visible_bylines(tree)))


def _declared_bylines(head: Head, node: Node) -> Iterator[tuple[str, ...]]:
    yield distinct(names_of(node.get("author")))
    yield distinct(names_of(node.get("creator")))
    for name in filter(head.meta.__contains__, _AUTHOR_NAMES):
        # Open Graph wants the address of a profile.
        yield tuple(text for text in head.meta[name] if "://" not in text.split(" ", 1)[0])
