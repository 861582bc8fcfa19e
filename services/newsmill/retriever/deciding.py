"""Whether an article needs its page."""

import html
import re

from newsmill.contracts.articles import RawArticle, Retrieval
from newsmill.hosts import host_of
from newsmill.text.words import has_words

# A teaser's tail is looked for here; the words before it do not matter.
TAIL_CHARACTERS = 200

# What feeds of the usual publishing systems put behind a teaser, by language.
MORE = (
    "continue reading", "keep reading", "read full article", "read full story", "read more",
    "read on", "read the full article", "read the full story", "read the rest",
    "en savoir plus", "lire la suite", "lire plus",
    "mehr lesen", "weiterlesen", "zum artikel",
    "leer más", "seguir leyendo", "sigue leyendo",
    "continua a leggere", "leggi di più", "leggi tutto",
    "continuar a ler", "continue lendo", "leia mais", "ler mais",
    "lees meer", "lees verder", "verder lezen",
    "les mer", "läs mer", "læs mere",
    "czytaj dalej", "czytaj więcej", "читать далее", "читать дальше", "続きを読む", "阅读全文",
)  # fmt: skip

_CODE = re.compile(r"<(/?)(?:script|style)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
# WordPress signs full texts and teasers alike: “The post … appeared first on …”.
_SIGNATURE = re.compile(
    r"\bThe post [^\n]{0,400} (?:appeared first on|first appeared on) .*$", re.DOTALL
)
_CUT_OFF = re.compile(
    rf"(?:…|\.\.\.|\b(?:{'|'.join(MORE)}))[\s\])}}>»›→⟶.:!“”\"'-]*$", re.IGNORECASE
)
# “Continue reading The ferry returns”: the title or the site's name follows.
_CUT_OFF_WITH_TITLE = re.compile(
    r"\b(?:continue reading|read more (?:about|at|on))\b[^.!?\n]{0,150}$",
    re.IGNORECASE,
)


def why_no_page(article: RawArticle, full_text_words: int) -> Retrieval | None:
    """Why `article` goes on without fetching its page; None when the page is wanted."""
    if article.origin == "document" or article.page is not None:
        return "not_needed"
    if any(is_full_text(text, full_text_words) for text in _texts(article)):
        return "not_needed"
    return None if host_of(article.url) else "no_url"


def is_full_text(markup: str, full_text_words: int) -> bool:
    """Whether `markup` holds so many words and does not break off."""
    text = _without_tags(markup)
    if not has_words(text, full_text_words):
        return False
    tail = _SIGNATURE.sub("", text[-4 * TAIL_CHARACTERS :]).rstrip()[-TAIL_CHARACTERS:]
    return not (_CUT_OFF.search(tail) or _CUT_OFF_WITH_TITLE.search(tail))


def _texts(article: RawArticle) -> tuple[str, str]:
    return article.content_html, article.summary_html


def _without_tags(markup: str) -> str:
    """Only as good as counting words needs, in linear time whatever comes."""
    kept = []
    is_code = False
    before, *rest = _CODE.split(markup)
    kept.append(before)
    for closing, part in zip(rest[::2], rest[1::2], strict=True):
        is_code = not closing
        if not is_code:
            kept.append(part.partition(">")[2])
    return html.unescape(_TAG.sub(" ", " ".join(kept)))
