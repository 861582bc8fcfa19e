"""Prepare a page for extraction: copy its body, clean it, and mark the article's container."""

from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from newsmill.cleaner.extraction.boilerplate import remove_boilerplate
from newsmill.cleaner.extraction.containers import container_of
from newsmill.cleaner.extraction.leads import lead_of
from newsmill.cleaner.extraction.loose_text import wrap_loose_text
from newsmill.cleaner.extraction.naming import names_of_body
from newsmill.cleaner.extraction.paragraphs import Survey, survey
from newsmill.cleaner.extraction.small_blocks import captions, sign_ups
from newsmill.cleaner.extraction.tables import resolve_tables
from newsmill.cleaner.parsing import Tree

# Elements without text for readers. (`template` may hold a custom element's text.)
_TEXTLESS = (
    "script", "style", "noscript", "svg", "iframe", "object", "select", "textarea", "canvas",
    "audio", "video", "map", "nav",
)  # fmt: skip
# Trafilatura removes these; one that holds much of the prose is the article's container.
_REMOVED_BY_TRAFILATURA = frozenset((
    "aside", "footer", "form", "menu", "figure", "button", "dialog", "fieldset", "label", "legend",
    "marquee", "output",
))  # fmt: skip
_EMPTY_LINKS = etree.XPath(".//a[not(normalize-space())]")
MIN_HEAVY_SHARE = 0.35
# Trafilatura takes parts of names as boilerplate: “bar”, “yin”, “rating”. Elements of a name with
# so much of the prose are none, and lose it.
MIN_NAMELESS_SHARE = 0.3
_NAMING = ("class", "id", "role", "style", "aria-hidden", "hidden", "data-component")


@dataclass(slots=True)
class Prepared:
    """A page ready for extraction."""

    tree: Tree
    """A page of its own, without the first page's boilerplate."""
    container: Tree | None
    """The article's container in it, if one holds nearly all prose."""
    survey: Survey


def prepared(tree: Tree) -> Prepared | None:
    """The page to extract from, made of a copy of `tree`'s body; None if it has none."""
    original = tree if tree.tag == "body" else tree.find(".//body")
    if original is None:
        return None
    body = deepcopy(original)
    body.tail = None
    etree.strip_elements(body, *_TEXTLESS, with_tail=False)
    small = captions(body), sign_ups(body)
    etree.strip_elements(body, "img", "picture", with_tail=False)
    for link in _EMPTY_LINKS(body):
        link.drop_tag()
    wrap_loose_text(body)
    page = survey(body)
    remove_boilerplate(body, page, *small)
    resolve_tables(body, page)
    container = container_of(body, page)
    _neutralise(body, page)
    # Of the same parser, which chooses the elements' classes quickly.
    root = body.makeelement("html")
    if container is None:
        root.append(body)
    else:
        lead = lead_of(container)
        if lead:
            first = body.makeelement("p")
            first.text, first.tail, container.text = lead, container.text, None
            container.insert(0, first)
        root.append(body.makeelement("body"))
        container.tail = None
        container.set("itemprop", "articleBody")
        if container.tag not in ("article", "div", "main", "section"):
            container.tag = "div"
        root[0].append(container)
    return Prepared(root, container, page)


def _neutralise(body: Tree, page: Survey) -> None:
    """Take names and tags that would be taken for boilerplate from elements with much prose."""
    total = page.weight(body)
    alike: dict[tuple[str, str | None], int] = {}
    keyed = [
        (element, weight, (element.tag, element.get("class")))
        for element, weight in page.weights.items()
    ]
    for _, weight, key in keyed:
        alike[key] = alike.get(key, 0) + weight
    for element, weight, key in keyed:
        if key[0] in _REMOVED_BY_TRAFILATURA and weight >= MIN_HEAVY_SHARE * total:
            element.tag = "div"
            key = "div", key[1]
        if alike.get(key, weight) < MIN_NAMELESS_SHARE * total:
            continue
        attributes = element.attrib
        names = names_of_body(attributes.get("class", ""))
        identity = names_of_body(attributes.get("id", ""))
        for name in _NAMING:
            attributes.pop(name, None)
        if names:
            attributes["class"] = names
        if identity:
            attributes["id"] = identity
