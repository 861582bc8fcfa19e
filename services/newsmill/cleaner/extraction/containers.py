"""Find the element that holds a page's whole article."""

from dataclasses import dataclass

from newsmill.cleaner.extraction.naming import Role, is_standfirst, role_of
from newsmill.cleaner.extraction.paragraphs import Paragraph, Survey
from newsmill.cleaner.parsing import Tree

# So much of the page's prose stands in the article's container.
MIN_SHARE = 0.85
# A container that calls itself the article's text and holds less is only a part of it.
MIN_NAMED_SHARE = 0.5
MIN_PROSE_WORDS = 15
# Where comments follow it, the article is at least this part of the prose.
MIN_MAIN_SHARE = 0.5
# A further part of the same text, after an advert.
MIN_FURTHER_SHARE = 0.08
MIN_FURTHER_WORDS = 15
# Paragraphs beside the text that are looked at closely.
MAX_COMPARED = 60

_CONTAINERS = ("div", "section", "article", "main", "form", "center", "aside", "footer")


@dataclass(frozen=True, slots=True)
class _Placed:
    paragraph: Paragraph
    ancestors: tuple[Tree, ...]
    within: frozenset[Tree]

    @property
    def shape(self) -> tuple[object, ...]:
        """Alike for the paragraphs of one text, also if it is in several parts."""
        return (*self.paragraph.shape, len(self.ancestors))


def container_of(body: Tree, page: Survey) -> Tree | None:
    """The innermost element around the article's prose; None if prose is spread over the page."""
    if page.weight(body) < MIN_PROSE_WORDS:
        return None
    prose = _prose_within(body, page)
    innermost = _descended(body, prose, page)
    around = _around_headline(innermost, prose, page)
    if innermost is body or _is_alone(around, innermost, prose):
        innermost = around
    named = _named_body(innermost, page)
    found = innermost if named is None else named
    return None if found is body else found


def _prose_within(body: Tree, page: Survey) -> list[_Placed]:
    placed: list[_Placed] = []
    for paragraph in page.paragraphs:
        if paragraph.is_prose:
            ancestors = tuple(paragraph.element.iterancestors())
            if body in ancestors:
                placed.append(_Placed(paragraph, ancestors, frozenset(ancestors)))
    return placed


def _descended(element: Tree, prose: list[_Placed], page: Survey) -> Tree:
    """Go down to the child with nearly all prose, as long as its text does not go on beside it."""
    while True:
        containers = (child for child in element if child.tag in _CONTAINERS)
        text = max(containers, key=page.weight, default=None)
        if text is None or page.weight(text) < MIN_MAIN_SHARE * page.weight(element):
            return element
        if page.weight(text) < page.weight(element):
            around = [each for each in prose if element in each.within]
            inside = [number for number, each in enumerate(around) if text in each.within]
            shapes = {around[number].shape for number in inside}
            behind = around[inside[-1] + 1 :]
            if not behind and any(
                _begins_text(each, element) for each in around[: inside[0]][:MAX_COMPARED]
            ):
                return element
            needed = page.weight(element)
            if _is_scattered(behind) and not any(each.shape in shapes for each in behind):
                needed -= sum(each.paragraph.words for each in behind)
            if page.weight(text) < MIN_SHARE * needed:
                return element
        element = text


def _begins_text(placed: _Placed, around: Tree) -> bool:
    """Whether a paragraph between the headline and the text is part of it: not a standfirst."""
    if placed.paragraph.words < MIN_FURTHER_WORDS or _is_card(placed, around):
        return False
    for element in (placed.paragraph.element, *placed.ancestors):
        if element is around:
            break
        if element.tag in ("header", "aside", "figure", "blockquote", "li"):
            return False
        if is_standfirst(f"{element.get('class', '')} {element.get('id', '')}"):
            return False
    headline = around.find(".//h1")
    return headline is not None and bool(placed.paragraph.element.xpath("preceding::h1[1]"))


def _is_card(placed: _Placed, around: Tree) -> bool:
    """Whether a paragraph stands below a headline that is a link: another article's teaser."""
    for ancestor in placed.ancestors[:3]:
        if ancestor is around:
            return False
        if any(
            heading.find(".//a") is not None or heading.getparent().tag == "a"
            for heading in ancestor.iter("h2", "h3", "h4", "h5")
        ):
            return True
    return False


def _is_scattered(behind: list[_Placed]) -> bool:
    """Whether paragraphs stand alone in their parents: comments or teasers, no text."""
    return len(behind) != 1 and len({each.ancestors[0] for each in behind}) == len(behind)


def _is_alone(article: Tree, innermost: Tree, prose: list[_Placed]) -> bool:
    """Whether nothing but teasers stands beside an element that is surely the article."""
    if article is innermost or not (
        article.tag == "article" or any(map(is_named_body, article.iter("div", "section")))
    ):
        return False
    outside = [each for each in prose if innermost in each.within and article not in each.within]
    others = [each for each in outside if each.paragraph.element.tag != "li"]
    return len(others) <= 1 or _is_scattered(others)


def _around_headline(body: Tree, prose: list[_Placed], page: Survey) -> Tree:
    """The nearest element around the only headline with prose in it, if the longest text is there.

    Short articles stand beside many teasers, whose prose is spread over as many elements.
    """
    headlines = list(body.iter("h1"))
    if len(headlines) != 1:
        return body
    around = next((each for each in headlines[0].iterancestors() if page.weight(each)), body)
    if around.tag not in _CONTAINERS:
        return body
    prose = [each for each in prose if body in each.within and each.paragraph.element.tag != "li"]
    direct: dict[Tree, int] = {}
    for each in prose:
        parent = each.ancestors[0]
        direct[parent] = direct.get(parent, 0) + each.paragraph.words
    longest = max(direct, key=lambda parent: direct[parent], default=body)
    inside = longest is around or around in longest.iterancestors()
    return around if inside else body


def _named_body(innermost: Tree, page: Survey) -> Tree | None:
    """The part of `innermost` that calls itself the article's text, if it is nearly all of it."""
    total = page.weight(innermost)
    named = [
        element
        for element, weight in page.weights.items()
        if weight >= MIN_FURTHER_SHARE * total
        and element.tag in _CONTAINERS
        and is_named_body(element)
        and any(ancestor is innermost for ancestor in element.iterancestors())
    ]
    outer = [element for element in named if not any(a in named for a in element.iterancestors())]
    if not outer:
        return None
    best = max(outer, key=page.weight)
    if page.weight(best) < MIN_NAMED_SHARE * total or _continues(best, outer):
        return None
    return best


def _continues(element: Tree, others: list[Tree]) -> bool:
    name = element.get("class")
    return any(other is not element and other.get("class") == name for other in others)


def is_named_body(element: Tree) -> bool:
    """Whether an element's name or microdata says that it is an article's text."""
    if "articleBody" in (element.get("itemprop") or ""):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 1 and role_of(names) is Role.BODY
