"""Is one text a near copy of another? Decided on their signatures."""

import numpy as np

from newsmill.deduper.signing import MAX_FACTS, Facts, Signature

LEAST_SIMILAR = 0.33
"""Below, no text is looked at: a half of a text has 0.5, one with 20 % of its words changed 0.4 and
more."""

FACTS_BY_SIMILARITY = ((0.6, 0.5), (0.45, 0.6), (LEAST_SIMILAR, 0.7))
"""From which similarity on which share of the facts is enough.

Chosen on three sets of the half for tuning (`make bench-dedup`). There, reports by one form share
up to 0.67 of their facts, at similarities up to 0.47; and 1 in 10 copies with a fifth of their
words changed shares less than 0.8.
"""

LEAST_SIMILAR_TO_ORIGINAL = 0.2
"""A copy of a copy must still have something of the original."""

LEAST_SIMILAR_WITHOUT_FACTS = 0.4
"""Where facts cannot tell, as in scripts without capitals: half of a text must still be found."""

LEAST_CONTAINED_ON_ONE_SITE = 0.75
"""A site's own articles share its form, and up to three quarters of a text may be standing. A copy
on the same site is mostly whole: cut, with a line before or behind, or with a few words changed."""

SHORT_SHINGLES = 40
LEAST_SIMILAR_SHORT = 0.45
LEAST_SIMILAR_SHORT_WITHOUT_FACTS = 0.6
"""Few pairs are alike by chance, or by a form: “Magnitude 4.1 earthquake strikes …”."""

CONTAINED = 0.85
"""A text of which so much is in another is a part of it, however short."""

FACTS_OF_ITS_OWN = 4
SHARE_OF_ITS_OWN = 0.1
"""Two texts of one site that each have so many facts, and such a share of theirs, which the other
lacks are two articles."""

FEW_FACTS = 4.0
"""The weight of facts with which a share of them says something."""


def is_copy(alike: float, one: Signature, other: Signature, *, on_one_site: bool) -> bool:
    """Whether two texts are the same news in the same words, but for details.

    `alike` is the similarity of their pairs of content words.
    """
    share = contained(alike, one, other)
    if on_one_site and (share < LEAST_CONTAINED_ON_ONE_SITE or both_have_facts(one, other)):
        return False
    is_short = min(one.shingles, other.shingles) < SHORT_SHINGLES
    is_part = share >= CONTAINED and alike >= LEAST_SIMILAR
    if not is_part and alike < (LEAST_SIMILAR_SHORT if is_short else LEAST_SIMILAR):
        return False
    shared = facts_shared(one, other)
    if shared is None:
        needed = LEAST_SIMILAR_SHORT_WITHOUT_FACTS if is_short else LEAST_SIMILAR_WITHOUT_FACTS
        return is_part or alike >= needed
    return shared >= next(facts for least, facts in FACTS_BY_SIMILARITY if alike >= least)


def both_have_facts(one: Signature, other: Signature) -> bool:
    """Whether each text has several facts that the other lacks."""
    facts = _comparable(one, other)
    only = (np.count_nonzero(~np.isin(*pair)) for pair in (facts, facts[::-1]))
    needed = max(FACTS_OF_ITS_OWN, SHARE_OF_ITS_OWN * min(map(len, facts)))
    return bool(min(only) >= needed)


def contained(alike: float, one: Signature, other: Signature) -> float:
    """The share of the pairs of the shorter text that are in the longer."""
    shared = alike * (one.shingles + other.shingles) / (1 + alike)
    return shared / min(one.shingles, other.shingles)


def facts_shared(one: Signature, other: Signature) -> float | None:
    """The share of the facts of the text with fewer that are in the other; numbers count double.

    None if it has too few facts to tell; but 0 where both have numbers, and no number is in both.
    """
    fewer, more = _comparable(one, other)
    weights = [float(len(facts) + np.count_nonzero(facts & 1)) for facts in (fewer, more)]
    if min(weights) < FEW_FACTS:
        numbers = [facts[(facts & 1) == 1] for facts in (fewer, more)]
        contradict = all(map(len, numbers)) and not np.isin(*numbers).any()
        return 0.0 if contradict else None
    if weights[0] > weights[1]:
        fewer, more = more, fewer
    shared = fewer[np.isin(fewer, more)]
    return float(len(shared) + np.count_nonzero(shared & 1)) / min(weights)


def _comparable(one: Signature, other: Signature) -> tuple[Facts, Facts]:
    """The facts of both that each of them would have kept."""
    limits = [int(each.facts.max()) for each in (one, other) if len(each.facts) == MAX_FACTS]
    if not limits:
        return one.facts, other.facts
    # Of a long text only the smallest hashes are kept: beyond them, nothing is known.
    limit = min(limits)
    return one.facts[one.facts <= limit], other.facts[other.facts <= limit]
