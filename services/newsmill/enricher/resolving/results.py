"""Tables of results: “Leeds 2 Derby 1”, “Leeds 6 5 1 0 19 4 16”."""

import re
from collections.abc import Iterator

from newsmill.enricher.finding import Found
from newsmill.enricher.names import Key, key_of
from newsmill.enricher.places.gazetteer import gazetteer
from newsmill.enricher.resolving.spans import MAX_MENTION_CHARS, Labels, Part, class_of
from newsmill.enricher.resolving.tables import not_names, organisations

# One such line may be a sentence without a verb.
MIN_LINES = 2
# What a table says counts as much as two mentions.
WEIGHT = 2.0

_NAME = r"[A-ZÀ-Þ][\w.'’&-]*(?: [A-ZÀ-Þ][\w.'’&-]*){0,3}"
_ROW = re.compile(
    rf"[ \t]*(?:"
    rf"(?P<home>{_NAME}) \d{{1,3}}\b[ ,]*(?:-[ ]?)?(?P<guest>{_NAME}) \d{{1,3}}"
    rf"(?: ?\([^()\n]{{1,60}}\))?[ .]*"
    rf"|(?P<team>{_NAME})(?:[ \t]+[-+.]?\d[\d.]*){{3,12}}(?:[ \t]+-)?[ .]*"
    rf"|(?P<one>[A-Z][A-Z .]{{2,20}}) AT (?P<other>[A-Z][A-Z .]{{2,20}}?)[ .]*"
    rf")$",
    re.MULTILINE,
)
_PLAYER = re.compile(
    r"\b(?P<player>[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){1,3}) "
    r"\( ?(?P<nation>[A-Z][\w.]+(?: [A-Z][\w.]+){0,2}) ?\)"
)
MIN_PLAYERS = 3

_GROUPS = ("home", "guest", "team", "one", "other")


def read_results(part: Part, labels: Labels, language: str) -> None:
    """Take the names in a table of results for teams, where they are cities or known as such."""
    if "\n" not in part.text:
        return
    _read_players(part, labels, language)
    rows = list(_rows(part.text))
    if len(rows) < MIN_LINES:
        return
    label_by_place = {(span.start, span.end): span.label for span in part.spans}
    found: list[Found] = []
    for row in rows:
        for group in _GROUPS:
            if row[group]:
                found += _team(row.span(group), part.text, label_by_place, labels, language)
    taken = [(row.start(), row.end()) for row in rows]
    kept = _outside(part, taken)
    part.weight_by_place.update(dict.fromkeys([(one.start, one.end) for one in found], WEIGHT))
    part.replace([*kept, *found])


def _read_players(part: Part, labels: Labels, language: str) -> None:
    if part.text.count(" (") < MIN_PLAYERS:
        return
    players = [it for it in _PLAYER.finditer(part.text) if len(it[0]) <= 2 * MAX_MENTION_CHARS]
    if len(players) < MIN_PLAYERS:
        return
    places = gazetteer(language)
    found: list[Found] = []
    for player in players:
        if (
            places.country(key_of(player["nation"]))
            and key_of(player["player"]) not in organisations()
        ):
            found.append(Found(*player.span("player"), labels.person))
            found.append(Found(*player.span("nation"), labels.place))
    part.weight_by_place.update(dict.fromkeys([(one.start, one.end) for one in found], WEIGHT))
    part.replace([*_outside(part, [(one.start, one.end) for one in found]), *found])


def _rows(text: str) -> Iterator[re.Match[str]]:
    start = 0
    while True:
        row = _ROW.match(text, start)
        if row:
            yield row
        start = text.find("\n", start) + 1
        if not start:
            return


def _outside(part: Part, rows: list[tuple[int, int]]) -> Iterator[Found]:
    """The spans that lie outside these stretches."""
    number = 0
    for span in part.spans:
        while number < len(rows) and rows[number][1] <= span.start:
            number += 1
        if number == len(rows) or span.end <= rows[number][0]:
            yield Found(span.start, span.end, span.label)


def _team(
    place: tuple[int, int],
    text: str,
    label_by_place: dict[tuple[int, int], str],
    labels: Labels,
    language: str,
) -> Iterator[Found]:
    start, end = place
    written = text[start:end].rstrip(" .")
    end = start + len(written)
    if written.casefold() in not_names(language) or not 3 <= len(written) <= 2 * MAX_MENTION_CHARS:
        return
    key: Key = key_of(written)
    given = label_by_place.get((start, end))
    places = gazetteer(language)
    if places.country(key):
        yield Found(start, end, labels.place)
    elif key in organisations() or places.population(key) or places.state(key):
        yield Found(start, end, labels.organization)
    elif given and (
        class_of(given) == "organization" or (class_of(given) == "person" and len(key) > 1)
    ):
        yield Found(start, end, given)
    else:
        yield Found(start, end, labels.organization)
