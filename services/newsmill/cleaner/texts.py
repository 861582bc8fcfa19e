"""Normalise text: Unicode NFC, white space, paragraphs; cut it to a length."""

import re
import unicodedata

import ftfy

from newsmill.text.characters import INVISIBLE, whole_characters

PARAGRAPH_BREAK = "\n\n"

# UTF-8 read as windows-1252 or Latin-1 shows as a letter from Â to ô followed by as many of
# these as the sequence has further bytes; a C1 control is windows-1252 read as Latin-1.
_CONTINUATION = (
    "[\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014"
    "\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
# One set of characters in front lets the search skip all others quickly.
_MOJIBAKE = re.compile(
    "[\x80-\x84\x86-\x9f\xc2-\xf4](?:(?<=[\x80-\x9f])"
    f"|(?<=[\xc2-\xdf]){_CONTINUATION}|(?<=[\xe0-\xef]){_CONTINUATION}{{2}}"
    f"|(?<=[\xf0-\xf4]){_CONTINUATION}{{3}})"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_DISCARDED = re.compile(f"[{INVISIBLE}]")
# Fingerprints and article ids are made of these words, so the pattern must never change, although
# `newsmill.text.words` counts words better (here, Hindi vowel signs split them).
_FINGERPRINTED = re.compile(r"[^\W_]+")


def tidy(text: str) -> str:
    """`text` in NFC without invisible characters, each line that is not empty as a paragraph.

    Paragraphs are separated by an empty line; white space within is single spaces. Mojibake is
    repaired.
    """
    paragraphs = (" ".join(line.split()) for line in _readable(text).split("\n"))
    return PARAGRAPH_BREAK.join(paragraph for paragraph in paragraphs if paragraph)


def squeezed(text: str) -> str:
    """`text` tidied, without any white space: to find it in another."""
    return "".join(_readable(text).split())


def one_line(text: str, limit: int) -> str:
    """`text` tidied to a single line; cut to `limit` characters, the last then being “…”."""
    line = " ".join(_readable(whole_characters(text, 4 * limit)).split())
    return line if len(line) <= limit else cut(line, limit - 1).rstrip(" ,;:–-") + "…"


def cut(text: str, limit: int) -> str:
    """At most the first `limit` code points, cut at a paragraph or a space near the limit.

    Where there is none, as in scripts without spaces, no grapheme cluster is cut in two.
    """
    if len(text) <= limit:
        return text
    for boundary in (PARAGRAPH_BREAK, " "):
        end = text.rfind(boundary, limit - limit // 5, limit + 1)
        if end > 0:
            return text[:end].rstrip()
    return whole_characters(text, limit).rstrip()


def words_of(text: str) -> list[str]:
    """The words without case, width or punctuation: equal for texts that read the same."""
    if text.isascii():
        return _FINGERPRINTED.findall(text.lower())
    return _FINGERPRINTED.findall(unicodedata.normalize("NFKC", text.casefold()).casefold())


def _readable(text: str) -> str:
    # What is replaced is not printable: most text holds nothing of it, and this is told quickly.
    is_printable = text.replace("\n", " ").isprintable()
    if text.isascii():
        return text if is_printable else _DISCARDED.sub("", _LINE_END.sub("\n", text))
    if _MOJIBAKE.search(text):
        text = "\n".join(
            ftfy.fix_encoding(line) if _MOJIBAKE.search(line) else line for line in text.split("\n")
        )
    elif is_printable:
        return unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", _DISCARDED.sub("", _LINE_END.sub("\n", text)))
