"""Titles, ranks, offices and jobs around names: “Foreign Minister”, “Gen.”."""

import re
from functools import lru_cache

from newsmill.enricher.names import key_of
from newsmill.enricher.places.gazetteer import gazetteer
from newsmill.enricher.resolving.tables import (
    gender_by_first_name,
    head_words,
    organisations,
    surnames,
    titles,
)

_FIRST_WORD = re.compile(r"([^\W\d_]+(?:[-'’][^\W\d_]+)*\.?)\s+(?=\S)")
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii"})
_LAST_WORD = re.compile(r"([^\W\d_][\w'’-]*)(\.?),?\Z")

# A longer word before a name is no title.
MAX_WORD_CHARS = 24


def behind_titles(text: str, start: int, end: int, name_class: str) -> int:
    """The place behind the titles at the start of a name, if something is left behind them."""
    known = titles()
    behind = place = start
    while word := _FIRST_WORD.match(text, place, end):
        title = word[1].rstrip(".").casefold()
        is_honorific = title in known.gender_by_honorific or word[1] in ("M.", "Me")
        title = title.removeprefix("ex-")
        place = word.end()
        if is_honorific or title in known.offices:
            behind = place
        elif title not in known.before:
            break
    if behind == start:
        return start
    if gazetteer("en").country(key_of(text[start:end])):
        # DR Congo
        return start
    rest = text[behind:end].split()
    heads = head_words("en")
    if name_class == "person":
        last = rest[-1].casefold().rstrip(".")
        is_other = (
            text.startswith("of ", behind)
            # Martin Luther King Jr., found as “King Jr.”
            or last in _GENERATIONS
            or last in heads.land_last
            or (len(rest) == 1 and last in heads.organisation_last)
            or (len(rest) == 1 and _is_given_name(text[start:behind].strip(), last))
        )
        return start if is_other else behind
    # Nothing but a person's name may follow a title in what is labelled otherwise.
    first = _FIRST_WORD.match(text, start, end)
    if first is None or len(rest) > 3 or not all(word[0].isupper() for word in rest):
        return start
    if (
        rest[-1].casefold()
        in heads.organisation_last | heads.building_last | heads.land_last | heads.area_last
    ):
        return start
    honorific = first[1].rstrip(".").casefold() in known.gender_by_honorific or first[1].endswith(
        "."
    )
    return behind if honorific and first[1] not in ("St.", "Ft.") else start


def _is_given_name(title: str, surname: str) -> bool:
    """Whether “Prince” is no title: Prince Fielder, but Prince Harry."""
    return (
        title.casefold() in gender_by_first_name()
        and surname in surnames()
        and surname not in gender_by_first_name()
    )


def before_titles(text: str, start: int, end: int, language: str) -> int:
    """The end of a country's or organisation's name before a title: “EU Trade Minister”."""
    known = titles()
    words = text[start:end].split()
    kept = len(words)
    while kept > 1 and words[kept - 1].casefold() in known.offices | known.before:
        kept -= 1
    if kept == len(words):
        return end
    name = " ".join(words[:kept])
    key = key_of(name)
    places = gazetteer(language)
    if not (places.country(key) or places.nationality(key) or key in organisations()):
        return end
    return start + len(name) if text.startswith(name, start) else end


def title_before(text: str, start: int) -> str:
    """The titles and offices right before a name, in lower case: “foreign minister”."""
    words: list[str] = []
    place = start
    while len(words) < 4 and place and text[place - 1] == " ":
        before = text[max(place - MAX_WORD_CHARS, 0) : place - 1]
        title, chars = _title_at_end(before[before.rfind(" ") + 1 :], is_before_title=bool(words))
        if not title:
            break
        words.insert(0, title)
        place -= chars + 1
    return " ".join(words)


# The same few words stand before names.
@lru_cache(maxsize=8192)
def _title_at_end(written: str, *, is_before_title: bool) -> tuple[str, int]:
    """The title that these characters end with, and how many of them are it; else nothing."""
    word = _LAST_WORD.search(written)
    if word is None:
        return "", 0
    known = titles()
    title = word[1].casefold().removeprefix("ex-")
    is_title = (
        title in known.offices
        or title in known.gender_by_honorific
        or (is_before_title and title in known.before)
        or (title == "m" and word[2])
    )
    return (title, len(written) - word.start(1)) if is_title else ("", 0)
