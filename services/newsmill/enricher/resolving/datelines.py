"""Datelines: “NAIROBI, Kenya (AP) —”, “BRUSSELS/PARIS, 3 March -”, “LONDON 1996-08-30”."""

import re
from collections.abc import Iterator

from newsmill.enricher.casing import lower_case_odds
from newsmill.enricher.finding import Found
from newsmill.enricher.names import key_of
from newsmill.enricher.places.gazetteer import gazetteer
from newsmill.enricher.resolving.spans import Labels, Part, Span
from newsmill.enricher.resolving.tables import not_names, organisations

# A dateline stands at the start, at most behind a headline and a byline.
MAX_LINES, MAX_CHARS = 6, 600
# What the dateline says counts as much as three mentions.
WEIGHT = 3.0
# A shorter name in capitals may be an acronym.
MIN_CHARS_UNKNOWN = 4
_DASH = re.compile(r"\s?(?:--|[–—])\s*(?=[A-ZÀ-Þ“\"])")

# The first letter is asked for first, so that most places are left at once.
_MONTH = (
    r"(?i:(?=[adfjmnos])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    r"|janv|févr|mars|avr|mai|juin|juil|août|sept|déc))[a-zé]*\.?"
)
_DATE = re.compile(
    rf"[,\s]*(?:\d{{4}}-\d\d-\d\d|(?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}})(?:,? \d{{4}})?)\s*"
)
_AGENCY = re.compile(r"\(\s?([A-Z][^()\d]{1,40}?)\s?\)")
_HEAD = re.compile(
    r"[ \t]*(?P<places>[A-ZÀ-Þ][^\n():;!?\"“”]{1,60}?)(?P<agency>\s?\([^()\n]{2,40}\))?(?P<date2>"
    + _DATE.pattern
    + r")?"
    r"(?P<end>\s?(?:--|[–—-])\s|\s?[–—]|:\s|$)",
    re.MULTILINE,
)
_PLACE = re.compile(r"[A-ZÀ-Þ][\w.'’-]*(?: (?:[A-ZÀ-Þ][\w.'’-]*|of|de|da|do|del|la|upon|the|and))*")
# Behind places and agency, at the latest after so many characters, a head has a date or its end.
MAX_HEAD_CHARS = 160
_DATE_OR_END = re.compile(r"-\s|[–—\n\d]|:\s")
_JOINT = re.compile(r"\s*(?:,|/|\band\b)\s*")


def read_dateline(part: Part, labels: Labels, language: str) -> None:
    """Give the places and the agency of the text's dateline their labels."""
    place = 0
    for _ in range(MAX_LINES):
        head = _head(part, place)
        if head and (found := list(_read(head, part, labels, language))):
            _put(part, head.start(), head.end(), found)
            return
        place = part.text.find("\n", place, MAX_CHARS) + 1
        if not place:
            return
        while place < len(part.text) and part.text[place].isspace():
            place += 1


def _head(part: Part, place: int) -> re.Match[str] | None:
    limit = place + MAX_HEAD_CHARS
    if limit < min(len(part.text), MAX_CHARS) and not _DATE_OR_END.search(part.text, place, limit):
        return None
    return _HEAD.match(part.flat if part.text.find("\n") < 0 else part.text, place, MAX_CHARS)


def in_dateline(part: Part, span: Span) -> bool:
    """Whether it is a dateline's place, whatever the name is called elsewhere.

    Also one that `read_dateline` did not trust, as nobody knows it: “NORDHAVN — ”.
    """
    if part.weight_by_place.get((span.start, span.end)) == WEIGHT:
        return not part.flat[max(span.start - 2, 0) : span.start].rstrip().endswith("(")
    return (
        not part.text[: span.start].strip()
        and len(span.written) > MIN_CHARS_UNKNOWN
        and span.written.isupper()
        and not part.is_upper
        and span.key not in organisations()
        and _DASH.match(part.text, span.end) is not None
    )


def _put(part: Part, start: int, end: int, found: list[Found]) -> None:
    behind = max(one.end for one in found)
    kept = [
        span
        for span in part.spans
        if span.end <= start
        or span.start >= end
        or (span.is_value and span.start >= behind)
        or (
            span.is_value
            and not any(span.start < one.end and one.start < span.end for one in found)
        )
    ]
    part.weight_by_place.update(dict.fromkeys([(one.start, one.end) for one in found], WEIGHT))
    part.keep([*kept, *(part.span(*one) for one in found)])


def _read(head: re.Match[str], part: Part, labels: Labels, language: str) -> Iterator[Found]:
    text = part.text
    start, end = head.span("places")
    date = _DATE.search(text, start, end)
    if date and date.start() > start:
        end = date.start()
    agency = _AGENCY.fullmatch(head["agency"].strip()) if head["agency"] else None
    pieces = list(_pieces(text, start, end))
    if not pieces:
        return
    is_known = [_is_place(text[slice(*piece)], language) for piece in pieces]
    first = text[slice(*pieces[0])]
    if not all(_PLACE.fullmatch(text[slice(*piece)]) for piece in pieces):
        return
    is_dated = date is not None or head["date2"] is not None
    ends_with_dash = head["end"].strip(" ").strip() in ("-", "--", "–", "—")
    if key_of(first) in organisations() or first.casefold() in not_names(language):
        return
    sure = agency is not None or is_dated or (len(pieces) > 1 and is_known[-1])
    if head["end"].startswith(":"):
        if not (first.isupper() and is_known[0] and len(first) > 3):
            return
    elif not ends_with_dash:
        # A line of its own, as in newswire: LONDON 1996-08-30.
        if not (is_dated and first.isupper() and len(first) > 2):
            return
    elif first.isupper() and len(first) > 2:
        if not (is_known[0] or sure) or (lower_case_odds(first) > 0.5 and not is_known[0]):
            return
    elif not (is_known[0] and (sure or head["end"].startswith(" "))):
        return
    for one, other in pieces:
        yield Found(one, other, labels.place)
    if agency:
        at = head.start("agency") + head["agency"].index(agency[1])
        yield Found(at, at + len(agency[1]), labels.organization)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    place = start
    for joint in [*_JOINT.finditer(text, start, end), None]:
        last = joint.start() if joint else end
        while last > place and text[last - 1] in " ,\t":
            last -= 1
        if last > place:
            yield place, last
        place = joint.end() if joint else end


def _is_place(name: str, language: str) -> bool:
    key = key_of(name)
    places = gazetteer(language)
    return bool(places.country(key) or places.state(key) or places.population(key))
