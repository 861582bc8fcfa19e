"""What a cut-off text is: does it break off, and what is it without the links put behind it?

Both questions are answered from the one table in `endings.py`, so that a link is never taken off a
text that then passes for the whole.
"""

import re
import unicodedata
from collections.abc import Iterable

from newsmill.text.characters import INVISIBLE
from newsmill.text.endings import CUT_OFF_LINKS, SIGNATURES, SIGNATURES_ON_THEIR_OWN, Endings

LINK_START = "\u2063"
"""Put where a link begins, it tells a link at the end of a sentence from the sentence's own words.

(The invisible separator: `newsmill.text.words` does not see it.)
"""

# Regular expressions see no more of a text than this, whatever its length. One ending is shorter.
MAX_ENDING_CHARS = 700
MAX_ENDINGS = 8

# All quantifiers are bounded, which bounds the work on a tail that was made to be slow.
_PLACEHOLDERS = {"{title}": ".{1,300}", "{site}": ".{1,200}", "{name}": r"\S{1,40}"}
_GAP = rf"[\s{LINK_START}]{{1,4}}"
_ANY_OF = {"'": "['’ʼ]", "“": "[\"'“„«‹「『《‘]", "”": "[\"'”“»›」』》’]"}

# An ending begins a line or a link, or stands behind a sentence. (No colon is there: “Her advice:
# read more.”)
_PLACE = re.compile(rf"[\n{LINK_START}.!?…»›”\"'’)\]。！？．｡」』）】।॥؟۔။៕]")
_BEFORE = rf"\s{{0,4}}[\[(（{{【<«»‹›→⟶➔➜➝➞▶▸►⇒•*–—-]{{0,3}}[\s{LINK_START}]{{0,4}}"
_BEHIND = rf"[\s{LINK_START}.…:!»›→⟶➔➜➝➞▶▸►⇒>\])}}】）]{{0,20}}\Z"
_TITLE_BEHIND = rf"(?:\s{{0,4}}{_ANY_OF['“']}.{{1,200}})?"
# The ellipsis of a cut text may stand in brackets or before a closing quotation mark.
_CUT_MARK = re.compile(
    rf"(?:…|⋯|\.\.\.|\. \. \.|。。。|・・・)[\s{LINK_START}\])}}）】>»›→⟶.:!“”」』\"'-]{{0,20}}\Z"
)
# https://developer.wordpress.org/reference/functions/wp_trim_excerpt/ ends a cut text so.
_BRACKETED_MARK = re.compile(r"\s{0,4}[\[(（【]\s?(?:…|⋯|\.\.\.)\s?[\])）】]\Z")
_NEVER_SEEN = re.compile(f"[{INVISIBLE}](?<!{LINK_START})")
_OTHER_SPACE = re.compile(r"[^\S\n ]")
_SPACES = re.compile("  +")


def breaks_off(text: str) -> bool:
    """Whether `text` ends with a link to its rest or a mark for cut text, signatures aside.

    Lines are parted by line breaks; where links begin, `LINK_START` may stand.
    """
    rest, links = _taken_off(text)
    return links or _CUT_MARK.search(rest, max(0, len(rest) - MAX_ENDING_CHARS)) is not None


def without_tails(text: str) -> str:
    """`text` without what was put behind it; empty if there is nothing else.

    A mark such as “[…]” for cut text becomes “…”.
    """
    rest, _ = _taken_off(text)
    return _BRACKETED_MARK.sub("…", rest)


def _taken_off(text: str) -> tuple[str, bool]:
    """`text` without its endings, and whether a link to more was among them."""
    rest = text
    links = False
    for _ in range(MAX_ENDINGS):
        rest = (rest[:-MAX_ENDING_CHARS] + _plain(rest[-MAX_ENDING_CHARS:])).rstrip()
        start = max(0, len(rest) - MAX_ENDING_CHARS)
        places = [place.end() for place in _PLACE.finditer(rest, start)]
        if not start:
            places.insert(0, 0)
        link = _ending(_LINK, rest, places)
        end = link if link is not None else _ending(_SIGNATURE, rest, places)
        if end is None:
            break
        links = links or link is not None
        rest = rest[:end]
    return rest.rstrip(), links


def _ending(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> int | None:
    return next((place for place in places if pattern.match(text, place)), None)


def _plain(tail: str) -> str:
    """In the form in which the table is written: NFC, single spaces, nothing invisible."""
    spaced = _SPACES.sub(" ", _OTHER_SPACE.sub(" ", _NEVER_SEEN.sub("", tail)))
    return unicodedata.normalize("NFC", spaced)


def _one_of(table: Iterable[Endings], behind: str = "") -> str:
    # Those with the same first letter stand together, so that most places are passed over at once.
    by_letter: dict[str, list[str]] = {}
    for endings in table:
        for text in endings.texts:
            by_letter.setdefault(text[0].casefold(), []).append(_pattern(text) + behind)
    return "|".join(
        f"(?={_literal(letter)})(?:{'|'.join(patterns)})" for letter, patterns in by_letter.items()
    )


def _pattern(text: str) -> str:
    """The regular expression of a text of the table."""
    parts = re.split(r"(\{\w+\})", unicodedata.normalize("NFC", text))
    opening = _literal(parts[0])
    pattern = opening
    for placeholder, literal in zip(parts[1::2], parts[2::2], strict=True):
        some_words = _PLACEHOLDERS[placeholder]
        # What opens an ending is no part of a title: from two that follow each other the last is
        # taken, not the text between them.
        if opening and some_words.startswith("."):
            some_words = f"(?:(?!{opening}){some_words[0]}){some_words[1:]}"
        pattern += some_words + _literal(literal)
    return pattern


def _literal(text: str) -> str:
    return "".join(_ANY_OF.get(each, _GAP if each == " " else re.escape(each)) for each in text)


_LINK = re.compile(f"{_BEFORE}(?:{_one_of(CUT_OFF_LINKS, _TITLE_BEHIND)}){_BEHIND}", re.IGNORECASE)
_SIGNATURE = re.compile(
    rf"{_BEFORE}(?:{_one_of(SIGNATURES)}){_BEHIND}"
    rf"|(?:\A|(?<=\n)){LINK_START}?(?:{_one_of(SIGNATURES_ON_THEIR_OWN)}){_BEHIND}",
    re.IGNORECASE,
)
