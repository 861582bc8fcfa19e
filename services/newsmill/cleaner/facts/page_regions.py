"""Which parts of a page belong to its article: its headline, and regions that are about others."""

import re
from functools import lru_cache
from itertools import islice

from newsmill.cleaner.parsing import Tree

MAX_HEADLINES = 10
MAX_ANCESTORS = 40
# An article of this page has more.
MAX_TEASER_PARAGRAPHS = 4
MAX_LEVELS_OF_TEASER = 4

MAX_HEADINGS = 60
MIN_HEADLINE_CHARS = 12
_HOME = re.compile(r"(?:https?://[^/]{1,255})?/?(?:index\.\w{3,5})?")
_TITLE = re.compile(
    r"(?:^|[\s_-])(?:entry|post|article|story|news|page)[-_]{0,2}(?:title|headline)(?:$|[\s_-])"
    r"|(?:^|\s)(?:title|headline)(?:$|\s)",
    re.IGNORECASE,
)

# Words in class names and ids of what is about other articles or by other people.
_OF_OTHERS = re.compile(
    r"(?:^|[\s_-])(?:related|teasers?|comments?|disqus|sidebar|newsletter|recommend\w*|popular|"
    r"trending|promo|more-(?:stories|news|from)|most-read|read-?next|read-?more|also-like|latest|"
    r"(?:site|page|global|main|layout)-?footer|advert\w*|sponsor\w*|carousel|menu|nav|navbar|"
    r"subscribe|social-feed|search)(?:$|[\s_-])"
    r"|(?:^|[\s_-])(?:related|comments?|recommended|newsletter|teasers?|sidebar|promo)[A-Z]"
    r"|(?:Related|Comments?|Recommend|Newsletter|Teaser|Sidebar|Trending)(?:[A-Z]|s?(?:$|[\s_-]))"
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_WIDGET = re.compile(r"(?:^|[\s_-])widget(?:$|[\s_-])|widget[A-Z]|Widget(?:$|[\s_-])")
_TAGS_OF_OTHERS = frozenset({"aside", "nav", "form", "dialog", "template", "noscript", "select"})


def headline_element(tree: Tree) -> Tree | None:
    """The headline of the page's article: its h1, else a lesser heading called title, else the
    first h2 in it; None if there is none of these.
    """
    found = []
    for element in islice(tree.iter("h1"), MAX_HEADLINES):
        # A logo leads home, and a teaser to its article.
        if next(element.iter("a"), None) is not None:
            continue
        if any(True for _ in element.iterancestors("article", "main")):
            return element
        found.append((element, len(" ".join("".join(element.itertext()).split()))))
    for element, length in found:
        if length >= MIN_HEADLINE_CHARS:
            return element
    if found:
        return max(found, key=lambda each: each[1])[0]
    linked = next(tree.iter("h1"), None)
    if linked is not None and not any(
        _HOME.fullmatch(link.get("href") or "#") for link in linked.iter("a")
    ):
        return linked
    headings = list(islice(tree.iter("h2", "h3"), MAX_HEADINGS))
    for heading in headings:
        if _TITLE.search((heading.get("class") or "")[:200]) and not any(
            is_of_others(each)
            for each in (heading, *islice(heading.iterancestors(), MAX_ANCESTORS))
        ):
            return heading
    return next(
        (each for each in headings if any(True for _ in each.iterancestors("article", "main"))),
        None,
    )


def is_of_others(element: Tree) -> bool:
    """Whether an element, by its tag, class or id, is about something else than the article."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _TAGS_OF_OTHERS:
        return True
    if (tag == "footer" or element.get("id") == "footer") and next(
        element.iterancestors("article"), None
    ) is None:
        return True
    if tag in ("body", "html", "main"):
        return False
    if tag == "article":
        return next(element.iter("h1"), None) is None and _is_teaser(element)
    sign = f"{element.get('class') or ''} {element.get('id') or ''}"
    return sign != " " and _is_called_others(sign[:300])


def is_widget(element: Tree) -> bool:
    """Whether an element is called a widget. Blogger calls so what holds the article as well."""
    sign = f"{element.get('class') or ''} {element.get('id') or ''}"
    return _WIDGET.search(sign[:300]) is not None


def lies_in_teaser(element: Tree, title: Tree | None) -> bool:
    """Whether one of the elements around `element`, but not around the title, is a teaser."""
    around_title = set() if title is None else set(islice(title.iterancestors(), MAX_ANCESTORS))
    for each in islice(element.iterancestors(), MAX_LEVELS_OF_TEASER):
        if each in around_title or each.tag in ("body", "article", "main"):
            return False
        heading = next(each.iter(*_HEADINGS), None)
        # An author's name may be a heading too.
        is_own = heading is not None and (
            heading in set(element.iter(*_HEADINGS)) or heading in set(element.iterancestors())
        )
        if not is_own and _is_teaser(each):
            return True
    return False


def _is_teaser(article: Tree) -> bool:
    """Whether an element shows another article: its headline is a link."""
    heading = next(article.iter(*_HEADINGS), None)
    if heading is None:
        return False
    is_linked = next(heading.iter("a"), None) is not None or any(
        each.tag == "a" for each in islice(heading.iterancestors(), 3)
    )
    return is_linked and len(list(islice(article.iter("p"), MAX_TEASER_PARAGRAPHS))) < (
        MAX_TEASER_PARAGRAPHS
    )


# A page has few different names for very many elements.
@lru_cache(maxsize=2_048)
def _is_called_others(sign: str) -> bool:
    return _OF_OTHERS.search(sign) is not None


def lies_in_others(element: Tree, title: Tree | None = None) -> bool:
    """Whether an element or one that holds it, but not the title, is about something else."""
    around_title = set() if title is None else set(islice(title.iterancestors(), MAX_ANCESTORS))
    for depth, each in enumerate((element, *islice(element.iterancestors(), MAX_ANCESTORS))):
        if each.tag == "body" or each in around_title:
            return False
        if is_of_others(each) or (depth and is_widget(each)):
            return True
    return False
