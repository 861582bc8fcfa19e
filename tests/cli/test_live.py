"""The live picture on screens of all sizes."""

import io
from typing import Any

import pytest
from rich.console import Console

from newsmill.cli.live import LiveView
from newsmill.hosting.status import ProcessStatus, PullerStatus
from newsmill.local.watching import Copies, Watch
from newsmill.pipeline import PULLER, ROOMS
from newsmill.streaming.status import StageStatus
from tests.builders import after, enriched_article

STAGE = StageStatus(read=3, in_flight=1, published={}, dropped={"no_text": 2}, dead_lettered=1)
PULLING = PullerStatus(
    feeds=2,
    polls=3,
    failed=1,
    offered=4,
    dropped={},
    skipped=0,
    left_out=0,
    unreadable_rows=0,
    in_flight=0,
)
STATUS = ProcessStatus(
    rooms={room: PULLING if room == PULLER else STAGE for room in ROOMS},
    cpu_seconds={},
    ready=True,
)


def shown(console: Console, titles: list[str]) -> str:
    """What stands on `console` when articles with these titles have come."""
    view = LiveView(console, Watch(), "newsmill")
    with view:
        view.on_status(STATUS)
        for title in titles:
            view.on_article(enriched_article(title=title), after(1))
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def screen(width: int, height: int, **told: Any) -> Console:
    """A terminal of this size."""
    return Console(
        file=io.StringIO(), force_terminal=True, width=width, height=height, _environ={}, **told
    )


@pytest.mark.parametrize(("width", "height"), [(200, 60), (80, 24), (80, 10), (20, 3), (1, 1)])
def test_no_screen_is_too_small(width: int, height: int) -> None:
    shown(screen(width, height), ["Ferry returns"] * 100)


def test_a_screen_of_ten_lines_shows_the_latest_article() -> None:
    assert "Gulls" in shown(screen(100, 10), ["Ferry returns", "Harbour", "Bridge", "Gulls"])


def test_a_title_is_text_and_nothing_else() -> None:
    told = shown(screen(100, 30), ["[/red] \x1b]0;owned\x07 Ferry"])

    assert "[/red]" in told
    assert "\x1b]0;" not in told


@pytest.mark.parametrize(
    ("hosts", "told"), [((), None), (("b.example",), "1 site"), (("b.example", "c"), "2 sites")]
)
def test_an_article_that_others_print_as_well_says_so(
    hosts: tuple[str, ...], told: str | None
) -> None:
    console, watch, article = screen(120, 30), Watch(), enriched_article()
    group = Copies(len(hosts), (article.source.host, *hosts))
    with LiveView(console, watch, "newsmill") as view:
        view.on_article(article, after(1))
        watch.copies_by_group[article.group_id] = group

    assert isinstance(console.file, io.StringIO)
    rows = [line for line in console.file.getvalue().splitlines() if article.title in line]
    assert rows
    assert rows[-1].count(told or " site") == (0 if told is None else 1)


def test_without_colour_there_is_none() -> None:
    assert "\x1b[3" not in shown(screen(100, 30, no_color=True, color_system=None), ["Ferry"])


def test_in_a_pipe_each_article_is_a_plain_line() -> None:
    told = shown(Console(file=io.StringIO(), width=40), ["Ferry [b]returns[/b]", "Gulls"])

    assert [line.split(" [")[0] for line in told.splitlines()] == ["Ferry", "Gulls"]
    assert "\x1b" not in told
    assert "Maren Oltmann (60.0 s)" in told


def test_each_room_has_a_line_with_its_counts() -> None:
    lines = shown(screen(100, 30, color_system=None), []).splitlines()

    assert "puller     2 feeds, 3 polls, 4 entries offered, 1 polls failed" in lines
    assert "cleaner    2 dropped (no_text), 1 dead letters" in map(str.rstrip, lines)


def test_a_room_that_has_not_reported_is_starting() -> None:
    console = screen(100, 30, color_system=None)
    with LiveView(console, Watch(), "newsmill") as view:
        view.on_status(None)

    assert isinstance(console.file, io.StringIO)
    lines = [line.split() for line in console.file.getvalue().splitlines()]
    assert [room for room in ROOMS if [room, "starting"] in lines] == list(ROOMS)


@pytest.mark.parametrize("width", [80, 60, 40])
def test_a_narrow_screen_shows_headlines_and_rooms(width: int) -> None:
    lines = shown(screen(width, 20, color_system=None), ["The mill at the harbour"]).splitlines()

    assert any("The mill at the harbour" in line for line in lines)
    assert [room for room in ROOMS if not any(line.startswith(f"{room} ") for line in lines)] == []
    assert max(len(line) for line in lines if line.startswith(("│", *ROOMS))) <= width
