"""Is one text a near copy of another? Decided on their signatures."""

import numpy as np

from newsmill.deduper.signing import MAX_FACTS, Signature

LEAST_SIMILAR = 0.33
"""Below, no text is looked at: a half of a text has 0.5, one with 20 % of its words changed 0.4 and
more."""

FACTS_BY_SIMILARITY = ((0.6, 0.5), (0.45, 0.6), (LEAST_SIMILAR, 0.7))
"""From which similarity on which share of the facts is enough.

Chosen on three sets of the half for tuning (`make bench-dedup`). There, reports by one form share
up to 0.67 of their facts, at similarities up to 0.47; and 1 in 10 copies with a fifth of their
words changed shares less than 0.8.
"""

LEAST_SIMILAR_WITHOUT_FACTS = 0.5

SHORT_SHINGLES = 40
LEAST_SIMILAR_SHORT = 0.45
LEAST_SIMILAR_SHORT_WITHOUT_FACTS = 0.6
"""Few pairs are alike by chance, or by a form: “Magnitude 4.1 earthquake strikes …”."""

FEW_FACTS = 4.0
"""The weight of facts with which a share of them says something."""


def is_copy(alike: float, one: Signature, other: Signature) -> bool:
    """Whether two texts are the same news in the same words, but for details.

    `alike` is the similarity of their pairs of content words.
    """
    is_short = min(one.shingles, other.shingles) < SHORT_SHINGLES
    if alike < (LEAST_SIMILAR_SHORT if is_short else LEAST_SIMILAR):
        return False
    shared = facts_shared(one, other)
    if shared is None:
        needed = LEAST_SIMILAR_SHORT_WITHOUT_FACTS if is_short else LEAST_SIMILAR_WITHOUT_FACTS
        return alike >= needed
    return shared >= next(facts for least, facts in FACTS_BY_SIMILARITY if alike >= least)


def facts_shared(one: Signature, other: Signature) -> float | None:
    """The share of the facts of the text with fewer that are in the other; numbers count double.

    None if it has too few facts to tell.
    """
    fewer, more = one.facts, other.facts
    limits = [int(facts.max()) for facts in (fewer, more) if len(facts) == MAX_FACTS]
    if limits:
        # Of a long text only the smallest hashes are kept: beyond them, nothing is known.
        fewer, more = fewer[fewer <= min(limits)], more[more <= min(limits)]
    weights = [float(len(facts) + np.count_nonzero(facts & 1)) for facts in (fewer, more)]
    if min(weights) < FEW_FACTS:
        return None
    if weights[0] > weights[1]:
        fewer, more = more, fewer
    shared = fewer[np.isin(fewer, more)]
    return float(len(shared) + np.count_nonzero(shared & 1)) / min(weights)
