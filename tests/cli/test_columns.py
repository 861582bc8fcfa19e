"""Lists on terminals of all widths."""

from datetime import timedelta

import pytest
from rich.cells import cell_len

from newsmill.cli.columns import WIDE, fitted, fitted_address
from newsmill.cli.feeds_list import lines_of as list_lines
from newsmill.cli.feeds_status import lines_of as status_lines
from newsmill.contracts.feeds import Feed, FeedState
from newsmill.inspection.feed_health import health
from tests.builders import NOON

URL = "https://www.very-long-name-of-a-paper.example/section/science/feed.xml?format=rss&edition=7"
TITLES = [None, "Gulls", "The extraordinarily long-winded paper of the harbour", "漢字の新聞" * 9]
WIDTHS = [200, 80, 60, 40]


@pytest.mark.parametrize(
    ("text", "columns", "told"),
    [
        ("ferry", 5, "ferry"),
        ("ferries", 5, "ferr…"),
        ("a ferry", 3, "a…"),
        ("漢字の新聞", 5, "漢字…"),
        ("漢字の新聞", 6, "漢字…"),
        ("ferry", 1, "…"),
        ("ferry", 0, ""),
        ("a\x1b[2J\nb", 20, "a [2J b"),
    ],
)
def test_a_text_is_cut_at_its_end(text: str, columns: int, told: str) -> None:
    assert fitted(text, columns) == told


@pytest.mark.parametrize(
    ("columns", "told"),
    [(30, "https://a.example/feeds/b.xml"), (22, "https://a.exam…s/b.xml"), (1, "…"), (0, "")],
)
def test_an_address_is_cut_in_its_middle(columns: int, told: str) -> None:
    assert fitted_address("https://a.example/feeds/b.xml", columns) == told


@pytest.mark.parametrize("columns", range(12))
def test_what_is_cut_fits(columns: int) -> None:
    for text in ("漢字の新聞" * 3, "漢a字bの" * 3, "ferry" * 5):
        assert cell_len(fitted(text, columns)) <= columns
        assert cell_len(fitted_address(text, columns)) <= columns


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("title", TITLES, ids=["none", "short", "long", "wide"])
def test_a_feed_is_one_line_with_its_host(title: str | None, width: int) -> None:
    feed = Feed(url=URL, title=title, section="Science", tags=("tides",), added_at=NOON)

    section, line, count = (line.plain for line in list_lines([feed], width))

    assert (section, count) == ("Science", "1 feed")
    assert cell_len(line) <= width
    assert "https://" in line
    assert (URL in line) is (width == 200)


def test_feeds_stand_by_section() -> None:
    feeds = [Feed(url=URL, section=name, added_at=NOON) for name in (None, "Arts", "Arts")]

    lines = [line.plain for line in list_lines(feeds, 200)]

    assert lines == ["without a section", f"  {URL}", "Arts", f"  {URL}", f"  {URL}", "3 feeds"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("title", TITLES, ids=["none", "short", "long", "wide"])
def test_the_state_of_a_feed_fits(title: str | None, width: int) -> None:
    state = FeedState(
        url=URL,
        title=title,
        failures=3,
        error="503 Service Unavailable: " + "it is being mended " * 5,
        last_polled_at=NOON,
        next_poll_at=NOON + timedelta(hours=5),
        next_poll_why="its habit: an article about every two hours, and its server asks for less",
    )

    lines = [line.plain for line in status_lines(health(state, NOON), NOON, width)]

    assert max(map(cell_len, lines)) <= width
    assert lines[0].startswith("failing  ")
    assert "https://" in lines[0]


@pytest.mark.parametrize("width", [19, 5, 1, 0])
def test_no_terminal_is_too_narrow(width: int) -> None:
    state = FeedState(url=URL, title="Gulls", failures=3, error="503", last_polled_at=NOON)

    assert list(status_lines(health(state, NOON), NOON, width))
    assert list(list_lines([Feed(url=URL, title="Gulls", added_at=NOON)], width))


def test_wide_cuts_nothing() -> None:
    feed = Feed(url=URL, title=TITLES[3], added_at=NOON)

    told = " ".join(line.plain for line in list_lines([feed], WIDE))

    assert URL in told
    assert (TITLES[3] or "") in told
