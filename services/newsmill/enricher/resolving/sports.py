"""Cities that stand for their teams."""

import re
from collections import defaultdict
from functools import lru_cache

from newsmill.enricher.names import Key
from newsmill.enricher.places.gazetteer import gazetteer
from newsmill.enricher.resolving.spans import Labels, Part, Span, class_of
from newsmill.enricher.resolving.tables import sport_words

Evidence = defaultdict[Key, float]

# What a line of results says suffices; of anything else, two pieces of evidence.
ENOUGH = 1.5
CERTAIN = 3.0

# Each begins with the character to look for, which is much faster than to look behind first.
_SCORES = (
    re.compile(r"\d(?<![\w.,$€£-].)\d{0,2}\s?[-–]\s?\d{1,3}(?![\w-])"),
    re.compile(r"[A-Z](?<!\w.)\w+ \d{1,3},? [A-Z][\w ]{1,20} \d{1,3}\b"),
)
_POINTS = re.compile(r" \d{1,3}(?=,? [A-Z])")
_LAST_POINTS = re.compile(r" \d{1,3}\b(?![.,]?\d)(?! [a-z])")
_STANDINGS = re.compile(r"(?: +\d+){4}")


def call_teams_organisations(parts: tuple[Part, Part], labels: Labels, language: str) -> None:
    """Label the names of places that are teams' names in this article as organisations."""
    keys = _teams(parts, language)
    if not keys:
        return
    for part in parts:
        for span in part.spans:
            if span.key in keys and class_of(span.label) == "place":
                span.label = labels.organization


def _teams(parts: tuple[Part, Part], language: str) -> set[Key]:
    """The names of places that are teams' names in this article.

    Countries are left out: most of what is said of a team is said of the country as well.
    """
    evidence: Evidence = defaultdict(float)
    if not any(score.search(part.flat) for part in parts for score in _SCORES):
        return set()
    for part in parts:
        names = [span for span in part.spans if not span.is_value]
        for span, following in zip(names, [*names[1:], None], strict=False):
            if class_of(span.label) in ("place", "organization"):
                _weigh(part.flat, span, following, evidence)
    places = gazetteer(language)
    return {key for key, weight in evidence.items() if weight >= ENOUGH and not places.country(key)}


def _weigh(flat: str, span: Span, following: Span | None, evidence: Evidence) -> None:
    patterns = _patterns()
    if following is not None and following.start - span.end < 24:
        between = flat[span.end : following.start]
        if _POINTS.fullmatch(between.rstrip(" ,")) or re.fullmatch(r" \d{1,3},? ", between):
            if _LAST_POINTS.match(flat, following.end):
                evidence[span.key] += CERTAIN
                evidence[following.key] += CERTAIN
        elif between.strip().lower() in patterns.between and re.match(
            r",? \(?\d{1,3}\s?[-–]\s?\d{1,3}\b", flat[following.end : following.end + 12]
        ):
            evidence[span.key] += CERTAIN
            evidence[following.key] += CERTAIN
    if _STANDINGS.match(flat, span.end):
        evidence[span.key] += CERTAIN
    if patterns.does.match(flat, span.end):
        evidence[span.key] += 0.7
    if len(span.key) > 1 and class_of(span.label) == "organization":
        # “Seattle Mariners” plays for “Seattle” as well.
        evidence[span.key[:-1]] = max(evidence[span.key[:-1]], 1.0)
    if patterns.locates.search(flat, max(span.start - 12, 0), span.start) or span.weight > 2:
        evidence[span.key] -= 0.7
    if patterns.scored.search(flat, max(span.start - 32, 0), span.start):
        evidence[span.key] += 1
    if patterns.behind.match(flat, span.end):
        evidence[span.key] += 1
    if patterns.before.search(flat, max(span.start - 24, 0), span.start):
        evidence[span.key] += 0.5


class _Patterns:
    def __init__(self) -> None:
        words = sport_words()
        self.between = words["between"]
        self.behind = re.compile(
            rf"(?:['’]s?)? (?:head )?(?:{'|'.join(map(re.escape, sorted(words['behind'])))})\b"
        )
        self.does = re.compile(rf",? (?:{'|'.join(map(re.escape, sorted(words['does'])))})\b")
        self.locates = re.compile(r"\b(?:in|In|at|At|near|from|to) \Z")
        self.scored = re.compile(
            r"\d{1,3}[-–]\d{1,3} (?:draw |win |victory |defeat |loss )?"
            r"(?:with|over|against|by|to|at) \Z"
            r"|\b(?:scored|equali[sz]ed|scores|played|plays|signed|debut|appearances|goals?) for \Z"
        )
        self.before = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words['before'])))}) \Z")


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    return _Patterns()
