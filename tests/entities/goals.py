"""What the enricher has to reach on the labelled texts."""

from tests.dedup.bars import Bar
from tests.entities.scoring import Consistency, Counts
from tests.entities.things import Grouping, Linking

TYPED_F1 = 0.76
NAMED_RECALL = 0.76
CONSISTENCY = 0.99
LINKS_RIGHT = 0.95
PLACES_LINKED = 0.80
PAIRS_IN_ONE_ENTITY = 0.98
SPEED = 1.6


def bars_of_names(typed: Counts, raw: Counts, named: Counts, kinds: Consistency) -> list[Bar]:
    """Those of spans and kinds; `raw` is what the model alone reaches."""
    return [
        Bar("typed F1", TYPED_F1, typed.score.f1),
        Bar("typed F1, beside the raw model's", raw.score.f1, typed.score.f1),
        Bar("named recall", NAMED_RECALL, named.score.recall),
        Bar("repeated names of one kind", CONSISTENCY, kinds.of_names),
    ]


def bars_of_things(things: Grouping | None, links: Linking | None) -> list[Bar]:
    """Those of entities and links, where these are labelled."""
    bars = []
    if things:
        bars.append(
            Bar(
                "mentions in one entity, precision",
                PAIRS_IN_ONE_ENTITY,
                things.pairs.score.precision,
            )
        )
    if links:
        bars += [
            Bar("links right", LINKS_RIGHT, links.whole.precision),
            Bar("known places linked", PLACES_LINKED, links.whole.recall),
        ]
    return bars


def bars_of_speed(ratio: float) -> list[Bar]:
    """Text to entities beside bare spaCy."""
    return [Bar("words a second, by those of bare spaCy", SPEED, ratio)]
