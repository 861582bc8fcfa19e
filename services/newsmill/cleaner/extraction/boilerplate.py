"""Remove from a page what is plainly not its article, as long as most prose stays.

Named boilerplate, hidden elements, other articles' cards, and paragraphs that are only links.
"""

import re

from lxml import etree

from newsmill.cleaner.extraction.naming import Role, role_of
from newsmill.cleaner.extraction.paragraphs import Survey, count_words, text_of
from newsmill.cleaner.parsing import Tree

# What is removed may hold at most this share of the page's prose.
MAX_SHARE_BY_ROLE = {Role.COMMENTS: 0.9, Role.BOILERPLATE: 0.5, Role.SUSPECT: 0.15}
MAX_HIDDEN_SHARE = 0.3
MAX_CARDS_SHARE = 0.9
# Another article's card is at most this part of the page's largest `<article>`.
MAX_CARD_SHARE = 0.3
MIN_ARTICLE_WORDS = 40
MAX_LINKED_SHARE = 0.3
# An article so much longer than the first one is no appendix of it.
MAX_FURTHER_TIMES = 3
# “Read more:”, “Aus dem Archiv:” before a link.
MAX_LEAD_IN_WORDS = 4
MIN_SENTENCE_WORDS = 8

# XPath takes quadratic time to unite two large sets.
_MAYBE_HIDDEN = tuple(
    etree.XPath(f"descendant::*/@{name}/..") for name in ("aria-hidden", "hidden", "style")
)
_NEVER = frozenset(("a", "b", "i", "em", "strong", "br", "time", "button", "main"))
MIN_PULLED_WORDS = 4
# X signs an embedded post: “— Name (@handle) May 3, 2026”.
# https://developer.x.com/en/docs/x-for-websites/embedded-tweets/overview
MAX_SIGNATURE_CHARS = 120
_POST = re.compile(r"[—–-] ?[^\n(]{1,60} \(@\w{1,30}\)[^\n()]{0,40}\Z")
MAX_QUOTES = 100
_QUOTATION_MARKS = " \"'“”„‚‘’«»‹›「」『』.…"
_NO_CONTAINERS = frozenset(("p", "ul", "ol", "li", "dl"))
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_FULL_STOPS = (".", "。", ".”", '."')
_LEAD_IN_ENDS = tuple(":：|»›→▶►–—-")


def remove_boilerplate(body: Tree, page: Survey, *small: list[Tree]) -> None:
    """Remove elements below `body` that are no part of the article.

    Of the `small` blocks, captions for instance, those of one kind go or stay together.
    """
    for blocks in small:
        _remove_small(body, page, blocks)
    _remove_quotes(body, page)
    _remove_named(body, page)
    _remove_cards(body, page)
    _remove_links(body, page)


def _remove_small(body: Tree, page: Survey, blocks: list[Tree]) -> None:
    allowed = MAX_SHARE_BY_ROLE[Role.SUSPECT] * page.weight(body)
    if sum(map(page.weight, blocks)) <= allowed:
        for block in blocks:
            _remove(block, page)


def _remove_quotes(body: Tree, page: Survey) -> None:
    """Remove quotations that stand in a paragraph word by word, and embedded posts."""
    quotes = list(body.iter("blockquote"))
    if not 1 <= len(quotes) <= MAX_QUOTES:
        return
    lines = "\n".join(each.text for each in page.paragraphs if each.element.tag != "blockquote")
    for quote in quotes:
        key = text_of(quote).strip(_QUOTATION_MARKS)
        own = any(key in text_of(paragraph) for paragraph in quote.iter("p"))
        is_pulled = count_words(key) >= MIN_PULLED_WORDS and lines.count(key) > own
        if is_pulled or _POST.search(key[-MAX_SIGNATURE_CHARS:]):
            _remove(quote, page)


def _remove_named(body: Tree, page: Survey) -> None:
    total = page.weight(body)
    named: dict[str, list[Tree]] = {}
    maybe_hidden = {element for find in _MAYBE_HIDDEN for element in find(body)}
    is_of_role: dict[str, bool] = {" ": False}
    # A loop is quicker than XPath with its many conditions.
    for element in list(body.iterdescendants("*")):
        names = f"{element.get('class', '')} {element.get('id', '')}"
        known = is_of_role.get(names)
        if known is None:
            known = is_of_role[names] = role_of(names) in MAX_SHARE_BY_ROLE
        if not known and element not in maybe_hidden:
            continue
        if element.tag in _NEVER:
            continue
        if known:
            named.setdefault(names, []).append(element)
        elif _is_hidden(element) and page.weight(element) <= MAX_HIDDEN_SHARE * total:
            _remove(element, page)
    # Elements of one name stay or go together: each of fifty cards may be a post of a live blog.
    for names, elements in named.items():
        role = role_of(names)
        weight = sum(map(page.weight, elements))
        share = MAX_SHARE_BY_ROLE[role]
        if role is Role.SUSPECT and weight > share * total and all(map(_leads_elsewhere, elements)):
            share = MAX_CARDS_SHARE
        if weight <= share * total:
            for element in elements:
                if next(element.iterdescendants("h1"), None) is None:
                    _remove(element, page)


def _is_hidden(element: Tree) -> bool:
    if element.get("aria-hidden") == "true" or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and "display:none" in style.replace(" ", "").lower()


def _remove_cards(body: Tree, page: Survey) -> None:
    """Remove further articles, and small ones beside or within a large one that lead elsewhere."""
    articles = list(body.iter("article"))
    headed = [
        each
        for each in articles
        if each.find(".//h1") is not None and each.find(".//article") is None
    ]
    for article in headed[1:]:
        # Sites append whole further articles for those who scroll on.
        first = page.weight(headed[0])
        if first >= MIN_ARTICLE_WORDS and page.weight(article) <= MAX_FURTHER_TIMES * first:
            _remove(article, page)
    largest = max((page.weight(article) for article in articles), default=0)
    for article in articles:
        if page.weight(article) > MAX_CARD_SHARE * largest or largest < MIN_ARTICLE_WORDS:
            continue
        if article.find(".//h1") is None and _leads_elsewhere(article):
            _remove(article, page)


def _leads_elsewhere(card: Tree) -> bool:
    """Whether a card has a headline that links to another page, not to a place on this one."""
    for heading in card.iter("h2", "h3", "h4", "h5"):
        link = next(heading.iter("a"), None)
        if link is None:
            link = next(heading.iterancestors("a"), None)
        if link is not None:
            return "#" not in (link.get("href") or "")
    return False


def _remove_links(body: Tree, page: Survey) -> None:
    """Remove paragraphs and lists that are only links to other articles.

    They stay where they are much of the page: then it is a list of links on purpose.
    """
    total = page.weight(body)
    if total < MIN_ARTICLE_WORDS:
        return
    lonely: list[tuple[Tree, int]] = []
    for parent in [each for each in page.weights if each.tag not in _NO_CONTAINERS]:
        for element in parent.iterchildren("p", "ul", "ol"):
            blocks = [element] if element.tag == "p" else list(element.iterchildren("li"))
            if not page.weight(element) and blocks and all(map(_is_only_links, blocks)):
                lonely.append((element, count_words(text_of(element))))
    if sum(words for _, words in lonely) <= MAX_LINKED_SHARE * total:
        for element, _ in lonely:
            _remove_heading_of(element, page)
            _remove(element, page)


def _remove_heading_of(links: Tree, page: Survey) -> None:
    """Remove the heading of a list of links, unless text follows below it as well."""
    heading, following = links.getprevious(), links.getnext()
    is_last = following is None or not page.weight(following)
    if is_last and heading is not None and heading.tag in _HEADINGS:
        _remove(heading, page)


def _is_only_links(element: Tree) -> bool:
    links = [text_of(link) for link in element.iter("a")]
    if not any(links):
        return False
    text = rest = text_of(element)
    for link in links:
        rest = rest.replace(link, "", 1) if link else rest
    rest = rest.strip()
    if not any(map(str.isalnum, rest)):
        # A sentence that is a link as a whole is text.
        return not (text.endswith(_FULL_STOPS) and count_words(text) >= MIN_SENTENCE_WORDS)
    return rest.endswith(_LEAD_IN_ENDS) and count_words(rest) <= MAX_LEAD_IN_WORDS


def _remove(element: Tree, page: Survey) -> None:
    if element.getparent() is not None:
        page.forget(element)
        element.drop_tree()
