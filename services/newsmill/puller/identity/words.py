"""What a reader sees of a title or text, without what changes when nothing is edited."""

import html
import re
import unicodedata

MAX_CHARACTERS = 200_000
"""Of a text; states that differ only behind it are one."""
MAX_COMPOSED_CHARACTERS = 5_000
"""Composing takes time by the square of the marks that follow one letter."""

_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_UNREAD = re.compile(r"<(script|style|template)\b[^<>]*>", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Of no width, or of no meaning: soft hyphens, joiners, marks of direction, variants of glyphs.
_UNSEEN = re.compile(
    r"[\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]+"
)

_PASSING = re.compile(
    r"[#(]{0,2}\d{1,9}\s{0,3}(?:comments?|replies|views|likes)(?![a-z])\)?"
    r"|(?:#\s?)?(?:comments|replies|points|views|likes)\s{0,3}[:(]\s{0,3}\d{1,9}\)?"
    r"|\d{1,4}\s{0,3}(?:seconds?|minutes?|mins?|hours?|hrs?|days?)\s{1,3}ago(?![a-z])",
    re.IGNORECASE,
)
"""Counters under an entry, and how long ago it was: another one with each poll, and no edit."""


def visible(markup: str) -> str:
    """The characters of `markup` that are seen, without any space between them.

    Encoding a character anew, indenting, putting a word into bold type or counting its readers'
    comments changes nothing.
    """
    text = markup[:MAX_CHARACTERS]
    if "<" in text:
        text = _TAG.sub("", _without_scripts(text))
    # Twice: some feeds escape their references now and then.
    for _ in range(2):
        if "&" not in text or not _REFERENCE.search(text):
            break
        text = html.unescape(text)
        if "<" in text:
            text = _TAG.sub("", text)
    text = _UNSEEN.sub("", _PASSING.sub("", text))
    if text.isascii() or len(text) > MAX_COMPOSED_CHARACTERS:
        return text
    return unicodedata.normalize("NFC", text)


def _without_scripts(text: str) -> str:
    parts, at = [], 0
    while start := _UNREAD.search(text, at):
        end = re.compile(rf"</{start[1]}\s{{0,20}}>", re.IGNORECASE).search(text, start.end())
        if end is None:
            break
        parts.append(text[at : start.start()])
        at = end.end()
    return "".join(parts) + text[at:]
