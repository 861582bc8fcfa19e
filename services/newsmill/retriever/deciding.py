"""Decide whether an article's page must be fetched."""

import html
import re

from newsmill.contracts.articles import RawArticle, Retrieval
from newsmill.hosts import host_of, is_site_root
from newsmill.text.cut_off import LINK_START, breaks_off
from newsmill.text.words import has_words

_CODE = re.compile(r"<(/?)(?:script|style)\b", re.IGNORECASE)
_LINK_TAG = re.compile(r"<a(?=[\s>])[^<>]*>", re.IGNORECASE)
# These tags do not end a line or a word; all others begin a new line.
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike"
    r"|strong|sub|sup|time|tt|u|var|wbr)(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
# Line breaks in HTML source are only white space.
_LINE_END = re.compile(r"[^\S ]+")


def why_no_page(article: RawArticle, full_text_words: int) -> Retrieval | None:
    """Why the page of `article` need not or cannot be fetched; None when it must be.

    A home page, and a page that several entries of a feed lead to, is the article of none of them:
    it would give all of them its text.
    """
    if article.origin == "document" or article.page is not None:
        return "not_needed"
    if any(is_full_text(text, full_text_words) for text in _texts(article)):
        return "not_needed"
    if article.shares_link or is_site_root(article.url):
        # No reason of its own: a list of values may not grow in version 1 of a topic.
        return "not_needed"
    return None if host_of(article.url) else "no_url"


def is_full_text(markup: str, full_text_words: int) -> bool:
    """Whether `markup` has at least `full_text_words` words and is not cut off."""
    text = _lines(markup)
    return has_words(text, full_text_words) and not breaks_off(text)


def _texts(article: RawArticle) -> tuple[str, str]:
    return article.content_html, article.summary_html


def _lines(markup: str) -> str:
    """The text of `markup`, one line for each block, with `LINK_START` where links begin.

    Good enough to count words and to look at the end; linear in time for any input.
    """
    if "<" not in markup:
        markup = html.unescape(markup)
        # Plain text keeps its lines. If there are tags now, the markup had been escaped twice.
        if not _TAG.search(markup):
            return markup
    kept = []
    is_code = False
    before, *rest = _CODE.split(markup)
    kept.append(before)
    for closing, part in zip(rest[::2], rest[1::2], strict=True):
        is_code = not closing
        if not is_code:
            kept.append(part.partition(">")[2])
    text = _LINE_END.sub(" ", " ".join(kept))
    text = _INLINE_TAG.sub("", _LINK_TAG.sub(LINK_START, text))
    return html.unescape(_TAG.sub("\n", text))
