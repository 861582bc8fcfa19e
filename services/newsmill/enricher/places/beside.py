"""Read what stands directly beside a place's name: its state or country, “state”, “River”."""

import re
from typing import NamedTuple

from newsmill.contracts.articles import Mention
from newsmill.enricher.names import key_of
from newsmill.enricher.places.evidence import Area, behind

_CITY_BEFORE = re.compile(r"\b([A-ZÀ-ÖØ-Þ][\w.’'-]*(?: [A-ZÀ-ÖØ-Þ][\w.’'-]*){0,2})(?:, | \()$")
_BEHIND = re.compile(r"(?:, | \()(?:in )?(?:the )?(?=[A-ZÀ-ÖØ-Þ])")
# “Lebanon, a small town in Oregon”
_TOWN_IN = re.compile(
    r", (?:a|an|the) (?:[\w-]+ ){0,4}?(?:town|village|suburb|hamlet|community)"
    r"(?: of [\d,]+(?: people| residents)?)?(?: [a-z]+){0,3}? (?:in|outside|near)(?: [a-z]+){0,4} "
    r"(?=[A-Z])"
)
# “Jamaica, Queens”
_COUNTY_BEHIND = re.compile(r", (?:[A-Z][\w.]+ ){1,2}(?:County|Parish|Borough|Township)\b")
_BOROUGHS = frozenset({"Queens", "Brooklyn", "Manhattan", "Bronx", "Staten Island"})
_NEW_YORK = Area("US", "NY")
_WORDS = re.compile(r"[A-ZÀ-ÖØ-Þ][\w.’'-]*(?:[ ](?:of |the |and )?[A-ZÀ-ÖØ-Þ][\w.’'-]*){0,3}")
_CLOSING = re.compile(r"[,.;:)\]\n–—]|$| [–—-]")
_CLOSED_BY_WORD = re.compile(
    r" (?:after|and|at|before|by|during|for|from|has|in|is|last|on|said|since|that|this|to|was|when"
    r"|where|which|who|with|will)\b"
)
_REGION_AFTER = re.compile(
    r" (?:state|province|region|oblast|governorate|prefecture|krai)(?!['’\w]| (?:media|tv"
    r"|television|radio|news|police|visit|funeral|department|secretary|dinner|broadcaster|school))"
    r"| (?:State|Province|Region|Oblast|Governorate|Prefecture|County|Krai)\b(?! Department)"
)
_REGION_BEFORE = ("state of ", "province of ", "region of ", "governor of ", "upstate ")
_REGION_POSSESSIVE = re.compile(r"['’]s (?:governor|Gov\.|attorney general|legislature)")

_FEATURE_AFTER = re.compile(
    r" (?:[Bb]asin|[Bb]ay|[Cc]anal|[Dd]elta|[Dd]esert|[Ff]alls|[Ff]orest|[Gg]lacier|[Gg]ulf"
    r"|[Ll]akes?|[Mm]ountains?|[Pp]lateau|[Rr]iver|[Ss]ea|[Ss]trait|[Vv]alley|[Vv]olcano)\b"
)
_FEATURE_BEFORE = ("lake ", "mount ", "river ", "gulf of ", "sea of ", "bay of ", "strait of ")
BEFORE_CHARS = max(len(word) for word in (*_REGION_BEFORE, *_FEATURE_BEFORE))
FEATURE = "feature"
_APOSTROPHES = ("'", "’")

# Cities are also enumerated: “Boston, New York, and Washington”.
_ALSO_CITIES = frozenset({"new york", "washington", "victoria"})


# “In Athens, US officials said”
_ALSO_ADJECTIVES = frozenset({"US", "U.S.", "UK", "U.K."})
# Here news writes the state behind all but the largest cities.
_WRITE_STATES = frozenset({"US", "CA", "AU"})
MAX_AREA_CHARS = 60
BEFORE_AREAS = (",", " ")


class Beside(NamedTuple):
    """What the words behind a name say about where it is."""

    areas: tuple[Area, ...] = ()
    """The regions and countries that they may name."""
    is_certain: bool = False
    """Whether they can only mean where the place is, even if no such place is known."""
    may_be_next: bool = False
    """Whether they may name the next city of an enumeration."""


NOTHING = Beside()


def area_behind(text: str, end: int, language: str) -> Beside:
    """What a comma or a bracket behind a name leads to: “, Ore.”, “ (Ohio)”, “, Kenya,”."""
    match = _BEHIND.match(text, end) or _TOWN_IN.match(text, end)
    return area_at(text, match.end(), language) if match else NOTHING


def is_town(text: str, end: int, country: str, language: str) -> bool:
    """Whether words behind a country's name can only mean that a town has the same name.

    A state, a county, “, a small town”; but not another country, or a region of this one.
    """
    if text[end : end + 1] not in BEFORE_AREAS:
        return False
    if _TOWN_IN.match(text, end) or _COUNTY_BEHIND.match(text, end):
        return True
    beside = area_behind(text, end, language)
    return beside.is_certain and all(it.admin1 and it.country != country for it in beside.areas)


def area_at(text: str, start: int, language: str) -> Beside:
    """The areas that the words from `start` name.

    Not all of “in Athens, US officials said” is a place and its country.
    """
    match = _WORDS.match(text, start, start + MAX_AREA_CHARS)
    if match is None:
        return NOTHING
    words = match[0].split(" ")
    known = behind(language)
    for count in (2, 1):
        if (written := " ".join(words[:count]).rstrip(".")) in _BOROUGHS:
            return Beside((_NEW_YORK,), is_certain=_closes(text, start + len(written)))
    for count in (2, 1):
        written = " ".join(words[:count])
        area = known.by_abbreviation.get(written) or known.by_abbreviation.get(written.rstrip("."))
        if area is None and written.endswith(".") and written.isupper():
            # “PORTLAND, ORE.” in a dateline.
            area = known.by_abbreviation.get(written.capitalize())
        if area:
            return Beside((area,), is_certain=True)
    for count in range(len(words), 0, -1):
        written = " ".join(words[:count])
        key = " ".join(key_of(written))
        if areas := known.by_name.get(key):
            return _read(text, start + len(written), written, key, areas)
    return NOTHING


def _read(text: str, end: int, written: str, key: str, areas: tuple[Area, ...]) -> Beside:
    ends_sentence = written.endswith(".") and not written.endswith((".S.", ".K."))
    is_closed = ends_sentence or _closes(text, end)
    if not is_closed:
        said = written not in _ALSO_ADJECTIVES and _CLOSED_BY_WORD.match(text, end) is not None
        areas = tuple(it for it in areas if it.admin1 or said)
    may_be_next = key in _ALSO_CITIES
    is_certain = (
        is_closed
        and not may_be_next
        and any(it.country in _WRITE_STATES and it.admin1 for it in areas)
    )
    return Beside(areas, is_certain, may_be_next)


def _closes(text: str, end: int) -> bool:
    return _CLOSING.match(text, end) is not None


def city_before(text: str, mention: Mention) -> str | None:
    """“Batumi” of “Batumi, Georgia”: the capitalised words before a comma or bracket."""
    start = max(0, mention.start - MAX_AREA_CHARS)
    match = _CITY_BEFORE.search(text, start, mention.start)
    return match[1] if match else None


def word_beside(text: str, mention: Mention) -> str | None:
    """The word that says what kind of place is meant, beside its name.

    “ state” or “ Province” behind it, empty if a word before it says so (“the state of”); `FEATURE`
    for “River”, “Lake” and the like; None if there is no such word.
    """
    start, end = mention.start, mention.end
    follows = text[end : end + 1]
    if follows == " ":
        if _FEATURE_AFTER.match(text, end):
            return FEATURE
        if after := _REGION_AFTER.match(text, end):
            return after[0]
    elif follows in _APOSTROPHES and _REGION_POSSESSIVE.match(text, end):
        return ""
    before = text[max(0, start - BEFORE_CHARS) : start].lower()
    if before.endswith(_REGION_BEFORE):
        return ""
    return FEATURE if before.endswith(_FEATURE_BEFORE) else None
