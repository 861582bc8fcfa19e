"""Tell tables of data from tables of layout, and turn both into blocks.

Data becomes a paragraph for each row, its cells separated by a bar. Layout becomes plain blocks, so
that an article in it is found (old systems lay out whole pages so).
"""

from lxml import html

from newsmill.cleaner.extraction.paragraphs import MIN_PROSE_WORDS, Survey, text_of
from newsmill.cleaner.parsing import Tree

MAX_ROWS = 120
MAX_CELLS = 1_500
MAX_CELL_WORDS = 12
MAX_LINK_SHARE = 0.3
CELL_SEPARATOR = " | "

_BESIDE_TABLES = ("figcaption", "br", "h2", "h3", "h4")
_ROLES_OF_LAYOUT = ("presentation", "none")


def resolve_tables(body: Tree, page: Survey) -> None:
    """Turn the tables below `body` into blocks; those that are neither data nor prose go."""
    for table in reversed(list(body.iter("table"))):
        if page.weight(table) >= MIN_PROSE_WORDS or table.find(".//div") is not None:
            _as_blocks(table)
            continue
        rows = _rows(table)
        if _is_data(table, rows) and _stands_in_prose(table, page):
            _as_rows(table, rows)
        elif table.get("role") in _ROLES_OF_LAYOUT or len(rows) == 1:
            _as_blocks(table)
        else:
            table.drop_tree()


def _rows(table: Tree) -> list[list[Tree]]:
    return [
        [cell for cell in row if cell.tag in ("td", "th")]
        for _, row in zip(range(MAX_ROWS), table.iter("tr"), strict=False)
    ]


def _is_data(table: Tree, rows: list[list[Tree]]) -> bool:
    """At least two rows of at least two short cells, few of them links or empty."""
    rows = [row for row in rows if row]
    cells = [text_of(cell) for row in rows for cell in row]
    if len(rows) < 2 or not 4 <= len(cells) <= MAX_CELLS:
        return False
    if max(len(row) for row in rows) < 2 or table.find(".//input") is not None:
        return False
    filled = [cell for cell in cells if cell]
    chars = sum(map(len, filled))
    linked = sum(len(text_of(link)) for link in table.iter("a"))
    return (
        2 * len(filled) > len(cells)
        and sum(cell.count(" ") + 1 for cell in filled) <= MAX_CELL_WORDS * len(filled)
        and linked <= MAX_LINK_SHARE * chars
    )


def _stands_in_prose(table: Tree, page: Survey) -> bool:
    """Whether a table stands beside paragraphs of the text, alone in its wrapper if it has one.

    Systems that lay out a text in components wrap its paragraphs in the same way.
    """
    for element in (table, *table.iterancestors()):
        parent = element.getparent()
        if parent is None:
            return False
        if page.weight(parent) > page.weight(element):
            kind = _first_class(element)
            return any(
                sibling.tag == "p" or (kind and _first_class(sibling) == kind)
                for sibling in parent
                if page.weight(sibling)
            )
        if sum(child.tag not in _BESIDE_TABLES for child in parent) > 1:
            return False
    return False


def _first_class(element: Tree) -> str:
    return next(iter((element.get("class") or "").split()), "")


def _as_blocks(table: Tree) -> None:
    for part in list(table.iter("table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption")):
        if part is table or part.tag in ("tr", "td", "th"):
            part.tag = "div"
        elif part.tag in ("tbody", "thead", "tfoot"):
            part.drop_tag()


def _as_rows(table: Tree, rows: list[list[Tree]]) -> None:
    lines = [CELL_SEPARATOR.join(filter(None, map(text_of, row))) for row in rows]
    tail = table.tail
    table.clear()
    table.tail, table.tag = tail, "div"
    for line in lines:
        if line:
            paragraph = html.Element("p")
            paragraph.text = line
            table.append(paragraph)
    wrapper = table.getparent()
    if wrapper is not None and wrapper.tag == "figure":
        wrapper.tag = "div"
        wrapper.attrib.clear()
