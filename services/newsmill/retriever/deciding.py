"""Whether an article needs its page."""

import html
import re

from newsmill.contracts.articles import RawArticle, Retrieval
from newsmill.hosts import host_of
from newsmill.text.cut_off import LINK_START, breaks_off
from newsmill.text.words import has_words

_CODE = re.compile(r"<(/?)(?:script|style)\b", re.IGNORECASE)
_LINK_TAG = re.compile(r"<a(?=[\s>])[^<>]*>", re.IGNORECASE)
# These stand inside a line, and inside a word; all others begin a line.
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike"
    r"|strong|sub|sup|time|tt|u|var|wbr)(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
# The lines of a source file are not those of its text.
_LINE_END = re.compile(r"[^\S ]+")


def why_no_page(article: RawArticle, full_text_words: int) -> Retrieval | None:
    """Why `article` goes on without fetching its page; None when the page is wanted."""
    if article.origin == "document" or article.page is not None:
        return "not_needed"
    if any(is_full_text(text, full_text_words) for text in _texts(article)):
        return "not_needed"
    return None if host_of(article.url) else "no_url"


def is_full_text(markup: str, full_text_words: int) -> bool:
    """Whether `markup` holds so many words and does not break off."""
    text = _lines(markup)
    return has_words(text, full_text_words) and not breaks_off(text)


def _texts(article: RawArticle) -> tuple[str, str]:
    return article.content_html, article.summary_html


def _lines(markup: str) -> str:
    """The text of `markup`, a line for each block, with marks where links begin.

    Only as good as counting words and judging the end needs, in linear time whatever comes.
    """
    if "<" not in markup:
        markup = html.unescape(markup)
        # Text keeps its lines; what was escaped once too often is markup all the same.
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
