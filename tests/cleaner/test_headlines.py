import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.cleaner.headlines import MAX_TITLE_CHARS, headline
from newsmill.cleaner.site_names import SiteNames, site_names
from tests.cleaner.headline_cases import CASES, Case

SITES = site_names(
    ["Nordhaven Gazette", "Gazette: Harbour"],
    ["https://www.nordhavengazette.example/2026/05/bridge"],
)


@pytest.mark.parametrize("case", CASES)
def test_a_headline_stands_without_site_and_section(case: Case) -> None:
    assert headline(case.entry, case.page, case.sections, SITES) == case.expected


@pytest.mark.parametrize("case", CASES)
def test_a_headline_that_was_found_stays(case: Case) -> None:
    assert headline(case.expected, case.page, case.sections, SITES) == case.expected


@pytest.mark.parametrize(
    ("url", "name", "expected"),
    [
        ("https://www.nordhavengazette.example/", "Nordhaven Gazette", True),
        ("https://news.nordhaven-gazette.example/", "The Nordhaven Gazette", True),
        ("https://ng.nordhaven.example/", "Nordhaven", True),
        ("https://nhg.example/", "NHG News", True),
        ("https://www.nordhaven.example/", "www.nordhaven.example", True),
        ("https://www.nordhaven.example/", "Nordhaven Gazette", False),
        ("https://news.nordhaven.example/", "News", False),
        ("https://www.nordhaven.example/", "", False),
        ("https://www.gruenwaelderbote.example/", "Grünwälder Bote", True),
        ("https://www.diariodaladeira.example/", "Diário da Ladeira", True),
        ("https://courrier.example/", "Le Courrier", True),
    ],
)
def test_a_host_shows_how_its_site_is_called(url: str, name: str, expected: bool) -> None:
    assert site_names([], [url]).include(name) is expected


@given(st.text(max_size=300), st.lists(st.text(max_size=300), max_size=5), st.text(max_size=30))
def test_a_headline_is_one_line(entry: str, page: list[str], site: str) -> None:
    title = headline(entry, page, (), site_names([site], []))
    assert len(title) <= MAX_TITLE_CHARS
    assert "\n" not in title


@pytest.mark.parametrize("unit", ["a | ", "- ", ": ", "| ", "a: ", "a -b", "…", "  "])
def test_a_hostile_title_takes_no_time(unit: str) -> None:
    start = time.process_time()
    headline(unit * 100_000, [unit * 100_000 + str(each) for each in range(50)], (), SITES)
    assert time.process_time() - start < 2


def test_no_site_is_known() -> None:
    assert headline("Bridge | Gazette", (), (), SiteNames()) == "Bridge | Gazette"
