"""Links of places that were labelled by hand; rules were tuned on one half of them."""

import pytest

from tests.enricher.places.cases import read_cases, scored


@pytest.mark.parametrize("file", ["dev.tsv", "held.tsv"])
def test_nearly_all_links_are_right_and_nearly_all_places_are_linked(file: str) -> None:
    score = scored(read_cases(file))
    assert score.precision >= 0.95, score.wrong
    assert score.recall >= 0.9, score.wrong
