import pytest

from tests.cleaner.extraction.pages import TEXT, article, lines_of, paragraphs

VOTES = (("Town", "Votes"), ("Velden", "1,203"), ("Arlen", "977"))
ROWS = [" | ".join(row) for row in VOTES]


def table(rows: tuple[tuple[str, ...], ...] = VOTES, attributes: str = "") -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table {attributes}>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(table(), id="bare"),
        pytest.param(f"<figure class='wp-block-table'>{table()}</figure>", id="in a figure"),
        pytest.param(f"<div class='table-responsive'>{table()}</div>", id="in a wrapper"),
    ],
)
def test_data_between_paragraphs_is_kept_a_row_a_line(html: str) -> None:
    lines = lines_of(article(paragraphs(0, 3), html, paragraphs(3)))
    assert lines[-len(TEXT) - len(ROWS) :] == [*TEXT[:3], *ROWS, *TEXT[3:]]


def test_data_among_components_is_kept() -> None:
    parts = "".join(f"<div class='part text'><p>{text}</p></div>" for text in TEXT)
    lines = lines_of(article(parts, f"<div class='part grid'>{table()}</div>"))
    assert lines[-len(ROWS) :] == ROWS


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(
            table((("<a href='/1'>Home news</a>", "<a href='/2'>Sport</a>"),) * 3), id="links"
        ),
        pytest.param(table((("Advertisement",),)), id="one cell"),
        pytest.param(table((("", ""), ("", "x"))), id="empty"),
        pytest.param(f"<div><div><p>Weather</p></div><div>{table()}</div></div>", id="far away"),
        pytest.param(table((("<input name='q'>", "Search"), ("a", "b"))), id="form"),
    ],
)
def test_other_tables_go(html: str) -> None:
    lines = lines_of(article(paragraphs(0, 3), html, paragraphs(3)))
    assert [line for line in lines if line not in ("Ferry", "Weather")] == list(TEXT)
