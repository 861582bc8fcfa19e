"""Convert HTML of feeds to text; the only one that imports its text extraction."""

import html
import re

from resiliparse.extract.html2text import extract_plain_text

from newsmill.cleaner.texts import one_line, tidy

# Elements without running text. (`alt_texts=False` would drop whole figures, with the quotations
# and tables in them.)
SKIPPED = (
    "audio", "button", "canvas", "figcaption", "form", "iframe", "img", "math", "noscript",
    "object", "select", "svg", "template", "textarea", "video",
)  # fmt: skip

# libxml2 and Lexbor compare each attribute of a tag with all others: 40 000 take seconds.
_GIANT_TAG = re.compile(r"<[A-Za-z][^<>]{4000,}>?")
_QUOTED = re.compile(r'"[^"]*"|' + r"'[^']*'")
MAX_UNQUOTED_CHARS = 4_000

# A list within a list takes resiliparse quadratic time in the depth. Nobody writes so many.
MANY_LISTS = 1_000
_LIST_START = re.compile(r"<(?:ul|ol|dl)\b", re.IGNORECASE)
_LIST_TAG = re.compile(r"</?(?:ul|ol|dl|li|dt|dd)\b[^<>]*>", re.IGNORECASE)

# More than the longest text that is kept, and tidied within a second.
MAX_CHARS = 1_000_000

_TAG = re.compile(r"</?[A-Za-z!]")
_ESCAPED_TAG = re.compile(r"</[a-z]|<(?:p|br|div|img)\b", re.IGNORECASE)
_BULLET = re.compile(r"^[ \t]*• ", re.MULTILINE)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|br|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u|wbr)\b[^<>]*>",
    re.IGNORECASE,
)


def plain_text(markup: str) -> str:
    """The text of an entry's HTML, tidy: one paragraph for every block or line break.

    Text without any tag keeps its own lines. Markup that was escaped twice is unescaped.
    """
    markup = markup.replace("<![CDATA[", "").replace("]]>", "")
    if not _TAG.search(markup):
        if "&lt;" not in markup:
            return tidy(html.unescape(markup[:MAX_CHARS]))
        markup = html.unescape(markup)
        if not _ESCAPED_TAG.search(markup):
            return tidy(markup[:MAX_CHARS])
    return tidy(_BULLET.sub("- ", _extracted(markup)))


def line_of_text(markup: str, limit: int) -> str:
    """A title, name or keyword as one line of text, its markup and entities resolved."""
    markup = markup[: 8 * limit]
    if "<" in markup or "&" in markup:
        markup = _extracted(markup.replace("<![CDATA[", "").replace("]]>", ""))
        if _REFERENCE.search(markup):
            markup = html.unescape(markup)
        markup = _INLINE_TAG.sub("", markup)
    return one_line(markup, limit)


def without_giant_tags(markup: str) -> str:
    """`markup` without tags of thousands of attributes, which take HTML parsers quadratic time."""
    return _GIANT_TAG.sub(_unless_giant, markup)


def _unless_giant(tag: re.Match[str]) -> str:
    unquoted = _QUOTED.sub("", tag.group())
    return "" if len(unquoted) > MAX_UNQUOTED_CHARS else tag.group()


def _extracted(markup: str) -> str:
    markup = without_giant_tags(markup).encode("utf-8", "ignore").decode()
    if len(_LIST_START.findall(markup)) > MANY_LISTS:
        markup = _LIST_TAG.sub("<br>", markup)
    text = str(extract_plain_text(markup, noscript=False, skip_elements=SKIPPED))
    return text[:MAX_CHARS]
