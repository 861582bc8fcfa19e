"""What the words around a name say about it."""

import re
from collections import defaultdict

from newsmill.enricher.names import Key
from newsmill.enricher.resolving.spans import Part, class_of
from newsmill.enricher.resolving.tables import contexts_before
from newsmill.enricher.resolving.titles import title_before

Votes = defaultdict[Key, defaultdict[str, float]]
"""How much speaks for each class of thing, by the name."""

WEIGHT_OF_OFFICE = 2.0
# People have no article before their names.
WEIGHT_OF_ARTICLE = 1.5

_WINDOW = 40
_SAYING = r"(?:said|says|told|added|adds|insisted|argued|recalled|tweeted|replied|testified)"
_KIN = r"(?:wife|husband|son|daughter|mother|father|widow|brother|sister)"
_OF_COMPANY = (
    r"(?:shares|stock|spokes(?:man|woman|person)|chief|CEO|employees|shareholders|subsidiary"
    r"|headquarters|sales|board|profits?|customers|products)"
)
_OF_CLUB = (
    r"(?:coach|manager|striker|midfielder|defender|goalkeeper|fans|supporters|captain|skipper)"
)
_AFTER = re.compile(
    rf"(?P<person_2>,? (?:aged )?\(?[1-9]\d\)?(?=[,.);]| and)| was born\b|, born\b| \([bd]\. "
    rf"|['’]s {_KIN}\b)"
    rf"|(?P<place_2>, (?:the|a) (?:[a-z]+ )?(?:capital|town|city|village|suburb|region|province)"
    rf"(?=[,.;]| (?:of|in|near|on|with|where|that|north|south|east|west|about|some)\b))"
    rf"|(?P<person_1>, who\b| and (?:his|her) {_KIN}| himself\b| herself\b)"
    rf"|(?P<person_07>,? {_SAYING}\b)"
    rf"|(?P<organization_1>,? which\b|(?: |['’]s ){_OF_COMPANY}\b| {_OF_CLUB}\b"
    rf"| \((?:NYSE|NASDAQ|Nasdaq|LSE)\b)"
)
_VOTE_BY_GROUP = {
    "person_2": ("person", 2.0),
    "place_2": ("place", 2.0),
    "person_1": ("person", 1.0),
    "person_07": ("person", 0.7),
    "organization_1": ("organization", 1.0),
}


def hear_contexts(part: Part, votes: Votes) -> None:
    """Add the votes of what stands right before and behind each name."""
    flat = part.flat
    before_names = contexts_before()
    for span in part.spans:
        if span.is_value:
            continue
        counted = votes[span.key]
        start = span.start
        words = flat[max(start - _WINDOW, 0) : start].rsplit(maxsplit=3)
        if words and flat[start - 1] == " ":
            last = words[-1].lower()
            if last == "the":
                counted["person"] -= WEIGHT_OF_ARTICLE
                counted["organization"] += 0.3
                words.pop()
                last = words[-1].lower() if words else ""
            vote = before_names.get(last)
            if vote is None and len(words) > 1:
                vote = before_names.get(f"{words[-2].lower()} {last}")
            if vote:
                counted[vote[0]] += vote[1]
            elif span.title or title_before(flat, start):
                counted["person"] += WEIGHT_OF_OFFICE
        after = _AFTER.match(flat, span.end, span.end + _WINDOW)
        if after and after.lastgroup:
            name_class, weight = _VOTE_BY_GROUP[after.lastgroup]
            if after.lastgroup == "person_07" and class_of(span.label) == "organization":
                # Companies say things as well.
                continue
            counted[name_class] += weight if len(span.key) < 2 else weight * 1.5
