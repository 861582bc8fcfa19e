"""Detect cut-off texts, and remove the links and signatures that feeds put at the end of a text.

Both use the one table in `endings.py`, so that a text whose link is removed is always recognised as
cut off.
"""

import re
import unicodedata
from collections.abc import Iterable

from newsmill.text.characters import INVISIBLE
from newsmill.text.endings import CUT_OFF_LINKS, SIGNATURES, SIGNATURES_ON_THEIR_OWN, Endings

LINK_START = "\u2063"
"""Put where a link begins, it distinguishes a link at a sentence's end from the sentence's words.

(It is the invisible separator, which `newsmill.text.words` ignores.)
"""

# Regular expressions see only so much of a text's end. Each single ending is shorter.
MAX_ENDING_CHARS = 700
MAX_ENDINGS = 8

# All quantifiers are bounded, so that a hostile text cannot make matching slow.
_PLACEHOLDERS = {"{title}": ".{1,300}", "{site}": ".{1,200}", "{name}": r"\S{1,40}"}
_GAP = rf"[\s{LINK_START}]{{1,4}}"
_ANY_OF = {"'": "['’ʼ]", "“": "[\"'“„«‹「『《‘]", "”": "[\"'”“»›」』》’]"}

# An ending begins a line or a link, or follows a sentence. (Not a colon: “Her advice: read more.”)
# No ending begins with a space, so spaces before it are never given back (`+`): half the time.
_PLACE = re.compile(rf"[\n{LINK_START}.!?…»›”\"'’)\]。！？．｡」』）】।॥؟۔။៕]")
_BEFORE = rf"\s{{0,4}}+[\[(（{{【<«»‹›→⟶➔➜➝➞▶▸►⇒•*–—-]{{0,3}}[\s{LINK_START}]{{0,4}}+"
_BEHIND = rf"[\s{LINK_START}.…:!»›→⟶➔➜➝➞▶▸►⇒>\])}}】）]{{0,20}}\Z"
_TITLE_BEHIND = rf"(?:\s{{0,4}}{_ANY_OF['“']}.{{1,200}})?"
# The ellipsis of a cut text may be in brackets or before a closing quotation mark.
_CUT_MARK = re.compile(
    rf"(?:…|⋯|\.\.\.|\. \. \.|。。。|・・・)[\s{LINK_START}\])}}）】>»›→⟶.:!“”」』\"'-]{{0,20}}\Z"
)
# WordPress's: https://developer.wordpress.org/reference/functions/wp_trim_excerpt/
_BRACKETED_MARK = re.compile(r"\s{0,4}[\[(（【]\s?(?:…|⋯|\.\.\.)\s?[\])）】]\Z")
_NEVER_SEEN = re.compile(f"[{INVISIBLE}](?<!{LINK_START})")
_OTHER_SPACE = re.compile(r"[^\S\n ]")
_SPACES = re.compile("  +")


def breaks_off(text: str) -> bool:
    """Whether `text` is cut off: before any signatures, it ends with a link to its rest or a mark.

    `LINK_START` may mark the places where links begin.
    """
    rest, links = _taken_off(text)
    return links or _CUT_MARK.search(rest, max(0, len(rest) - MAX_ENDING_CHARS)) is not None


def without_tails(text: str) -> str:
    """`text` without links and signatures at its end; empty if there is nothing else.

    A mark for cut text such as “[…]” becomes “…”.
    """
    rest, _ = _taken_off(text)
    return _BRACKETED_MARK.sub("…", rest)


def without_links(text: str) -> str:
    """`text` without links to more at its end; signatures and marks for cut text stay."""
    rest, _ = _taken_off(text, signatures=False)
    return rest


def _taken_off(text: str, *, signatures: bool = True) -> tuple[str, bool]:
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
        end = link
        if end is None and signatures:
            end = _ending(_SIGNATURE, rest, places)
        if end is None:
            break
        links = links or link is not None
        rest = rest[:end]
    return rest.rstrip(), links


def _ending(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> int | None:
    return next((place for place in places if pattern.match(text, place)), None)


def _plain(tail: str) -> str:
    """`tail` in the form of the table: NFC, single spaces, no invisible characters."""
    spaced = _SPACES.sub(" ", _OTHER_SPACE.sub(" ", _NEVER_SEEN.sub("", tail)))
    return unicodedata.normalize("NFC", spaced)


def _one_of(table: Iterable[Endings], behind: str = "") -> str:
    # Grouped by the first letter, so that at most places one comparison is enough.
    by_letter: dict[str, list[str]] = {}
    for endings in table:
        for text in endings.texts:
            by_letter.setdefault(text[0].casefold(), []).append(_pattern(text) + behind)
    return "|".join(
        f"(?={_literal(letter)})(?:{'|'.join(patterns)})" for letter, patterns in by_letter.items()
    )


def _pattern(text: str) -> str:
    """The regular expression for a text of the table."""
    parts = re.split(r"(\{\w+\})", unicodedata.normalize("NFC", text))
    opening = _literal(parts[0])
    pattern = opening
    for placeholder, literal in zip(parts[1::2], parts[2::2], strict=True):
        some_words = _PLACEHOLDERS[placeholder]
        # A title cannot hold the ending's own first words. Of two endings in a row, only the last
        # is matched, not the text between them too.
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
