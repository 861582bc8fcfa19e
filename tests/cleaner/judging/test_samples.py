"""How many of the invented pages are taken for what they are.

Half of them, chosen by chance before there was any rule, is only counted: whoever changes a rule
should neither read these pages nor see which ones fail.
"""

import pytest

from tests.cleaner.judging.article_samples import articles
from tests.cleaner.judging.judged import judged
from tests.cleaner.judging.listing_samples import listings
from tests.cleaner.judging.samples import Sample
from tests.cleaner.judging.wall_samples import walls

SAMPLES = (*articles(), *walls(), *listings())
HELD = [sample for sample in SAMPLES if sample.is_held]
MAX_WRONG_KINDS = 2
# Other parts of the cleaner change what is extracted; who tunes does not look at these pages.
MAX_SHARE_WRONG = 0.03


@pytest.mark.parametrize(
    "sample", [pytest.param(each, id=each.id) for each in SAMPLES if not each.is_held]
)
def test_a_page_is_taken_for_what_it_is(sample: Sample) -> None:
    assert judged(sample) == sample.kind


def test_no_article_of_the_held_half_is_rejected() -> None:
    held = [sample for sample in HELD if sample.kind == "article"]
    rejected = sum(judged(sample) != "article" for sample in held)
    assert len(held) > 50
    assert rejected <= MAX_SHARE_WRONG * len(held)


def test_nothing_else_of_the_held_half_is_taken_for_an_article() -> None:
    held = [sample for sample in HELD if sample.kind != "article"]
    kinds = [(judged(sample), sample.kind) for sample in held]
    assert len(held) > 40
    assert sum(found == "article" for found, _ in kinds) <= MAX_SHARE_WRONG * len(held)
    assert sum(found != kind for found, kind in kinds) <= MAX_WRONG_KINDS


def test_every_page_has_a_name_of_its_own() -> None:
    assert len({sample.id for sample in SAMPLES}) == len(SAMPLES) >= 190
