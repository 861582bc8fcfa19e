import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.cleaner.categories import MAX_CATEGORIES, MAX_CATEGORY_CHARS, categories_of
from newsmill.cleaner.site_names import site_names
from tests.cleaner.category_cases import CASES, Case

SITES = site_names(["Nordhaven Gazette"], ["https://www.nordhavengazette.example/bridge"])


@pytest.mark.parametrize("case", CASES)
def test_categories_are_those_of_the_entry_and_its_page(case: Case) -> None:
    assert categories_of(case.entry, case.page, SITES) == case.expected


@given(st.lists(st.text(max_size=300), max_size=80), st.lists(st.text(max_size=100), max_size=80))
def test_categories_are_few_and_short(entry: list[str], page: list[str]) -> None:
    found = categories_of(entry, page, SITES)
    assert len(found) <= MAX_CATEGORIES
    assert all(0 < len(each) <= MAX_CATEGORY_CHARS for each in found)
    assert len({each.casefold() for each in found}) == len(found)


@pytest.mark.parametrize("unit", ["a,", "a ", "/", ">", "a:", "#", "0", "a > "])
def test_a_hostile_category_takes_no_time(unit: str) -> None:
    start = time.process_time()
    categories_of([unit * 100_000] * 20, [unit * 100_000] * 20, SITES)
    assert time.process_time() - start < 3
