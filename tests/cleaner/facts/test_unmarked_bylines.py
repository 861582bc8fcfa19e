import time

import pytest
from lxml import html

from newsmill.cleaner.facts.visible_bylines import visible_bylines
from newsmill.cleaner.people.bylines import authors_of

TEXT = "<p>" + "The harbour council voted on Monday to rebuild the swing bridge. " * 3 + "</p>"


def authors(behind: str = "", end: str = "", nav: str = "") -> tuple[str, ...]:
    page = (
        f"{nav}<div><h1>The bridge is back</h1>{behind}<div class='b'>{TEXT * 3}{end}</div></div>"
    )
    return authors_of(visible_bylines(html.fromstring(f"<html><body>{page}</body></html>")))


@pytest.mark.parametrize(
    "behind",
    [
        "<div class='q7'>Maren Oltmann</div><div class='q8'>3 May 2026</div>",
        "<div class='q8'>3 May 2026</div><div class='q7'>Maren Oltmann, reporter</div>",
        "<p>Maren Oltmann | Gazette</p><p>Nordhaven</p><time>May 3, 2026</time>",
        "<a href='/author/maren'>Maren Oltmann</a> / <span>3 May 2026, 10:15</span>",
        "<div><span>By </span><a href='/news/maren-oltmann/12'>Maren Oltmann</a></div>",
    ],
)
def test_a_name_beside_the_date_is_a_byline_without_any_markup(behind: str) -> None:
    assert authors(behind) == ("Maren Oltmann",)


def test_several_names_beside_the_date_are_all_authors() -> None:
    behind = "<b>Maren Oltmann</b><b>Ivo Brandt</b><p>3.5.2026</p>"
    assert authors(behind) == ("Maren Oltmann", "Ivo Brandt")


@pytest.mark.parametrize(
    ("behind", "nav"),
    [
        pytest.param("<p>Premier League</p><p>3 May 2026</p>", "<a href='/pl'>Premier League</a>",
                     id="a section of the menu"),
        pytest.param("<a href='/pl'>Premier League</a><p>3 May 2026</p>", "", id="a section"),
        pytest.param("<p>Maren Oltmann</p><p>Harbour</p>", "", id="no date"),
        pytest.param("<p>Maren Oltmann wins the cup</p><p>3 May 2026</p>", "", id="a sentence"),
        pytest.param("<aside><p>Maren Oltmann</p><p>3 May 2026</p></aside>", "", id="an aside"),
    ],
)  # fmt: skip
def test_what_is_called_like_a_person_is_no_byline(behind: str, nav: str) -> None:
    assert authors(behind, nav=nav) == ()


@pytest.mark.parametrize(
    "end",
    [
        "<p>— Maren Oltmann</p>",
        "<p><em>(Maren Oltmann)</em></p>",
        "<p>Text: Maren Oltmann</p><p>Photos: Ivo Brandt</p>",
    ],
)
def test_a_signature_stands_below_the_text(end: str) -> None:
    assert authors(end=end) == ("Maren Oltmann",)
    assert authors(end="<p>（鈴木花子）</p>") == ("鈴木花子",)


@pytest.mark.parametrize(
    "end",
    ["<p>Maren Oltmann</p>", "<p>Photos: Ivo Brandt</p>", "<p>(AFP)</p>", "<h2>— Ada Lind</h2>"],
)
def test_not_every_last_line_is_a_signature(end: str) -> None:
    assert authors(end=end) == ()


@pytest.mark.parametrize(
    "unit",
    ["<p>Maren Oltmann</p>", "<p>3 May 2026</p>", "<div>Maren Oltmann", "<a>Ada Lind</a>", TEXT],
)
def test_hostile_lines_take_no_time(unit: str) -> None:
    tree = html.fromstring(f"<html><body><div><h1>The bridge</h1>{unit * 5_000}</body></html>")
    started = time.process_time()
    visible_bylines(tree)
    assert time.process_time() - started < 0.5
