"""The form that all text takes: clean characters, paragraphs with an empty line between them."""

import re
import unicodedata

import ftfy

PARAGRAPH_BREAK = "\n\n"

# UTF-8 read as windows-1252 or Latin-1 shows as a letter from Â to ô followed by as many of
# these as the sequence has further bytes; a C1 control is windows-1252 read as Latin-1.
_CONTINUATION = (
    "[\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014"
    "\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
_MOJIBAKE = re.compile(
    f"[\xc2-\xdf]{_CONTINUATION}|[\xe0-\xef]{_CONTINUATION}{{2}}|[\xf0-\xf4]{_CONTINUATION}{{3}}"
    "|[\x80-\x84\x86-\x9f]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls, soft hyphens, zero-width spaces, marks and overrides of direction, tags, lone
# surrogates. The joiners U+200C and U+200D stay: Persian, Hindi and emoji are spelt with them.
_DISCARDED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
# Scripts written without spaces, where a character comes closest to what is a word elsewhere.
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[^\W_]+")


def tidy(text: str) -> str:
    """`text` in NFC, without invisible characters; every line that holds something is a paragraph.

    Paragraphs stand apart by an empty line and hold single spaces only. Mojibake is repaired.
    """
    paragraphs = (" ".join(line.split()) for line in _readable(text).split("\n"))
    return PARAGRAPH_BREAK.join(paragraph for paragraph in paragraphs if paragraph)


def one_line(text: str, limit: int) -> str:
    """`text` tidied to a single line; cut to `limit` characters, the last then being “…”."""
    line = " ".join(_readable(text[: 4 * limit]).split())
    return line if len(line) <= limit else cut(line, limit - 1).rstrip(" ,;:–-") + "…"


def cut(text: str, limit: int) -> str:
    """The first `limit` characters at most, ended at a paragraph or a word where one is near."""
    if len(text) <= limit:
        return text
    for boundary in (PARAGRAPH_BREAK, " "):
        end = text.rfind(boundary, limit - limit // 5, limit + 1)
        if end > 0:
            return text[:end].rstrip()
    return text[:limit].rstrip()


def words_of(text: str) -> list[str]:
    """The words without case, width or punctuation: equal for texts that read the same."""
    return _WORD.findall(unicodedata.normalize("NFKC", text.casefold()).casefold())


def word_count(text: str) -> int:
    """How many words a reader counts; in Chinese and Japanese, how many characters."""
    ideographs = 0
    if not text.isascii():
        text, ideographs = _IDEOGRAPH.subn(" ", text)
    pieces = text.split()
    punctuated = [piece for piece in pieces if not piece.isalnum()]
    plain = len(pieces) - len(punctuated)
    return ideographs + plain + sum(map(is_readable, punctuated))


def is_readable(text: str) -> bool:
    """Whether there is a letter or a digit in `text`."""
    return _WORD.search(text) is not None


def _readable(text: str) -> str:
    if text.isascii():
        return _DISCARDED.sub("", _LINE_END.sub("\n", text))
    if _MOJIBAKE.search(text):
        text = "\n".join(
            ftfy.fix_encoding(line) if _MOJIBAKE.search(line) else line for line in text.split("\n")
        )
    return unicodedata.normalize("NFC", _DISCARDED.sub("", _LINE_END.sub("\n", text)))
