"""Fit foreign text into a number of columns of a terminal; a wide letter takes two."""

from rich.cells import cell_len, set_cell_size

from newsmill.cli.terminal import plain

WIDE = 100_000
"""Columns of a terminal on which nothing is cut."""


def fitted(text: str, columns: int) -> str:
    """`text` in one line of at most so many columns, cut at its end."""
    text = plain(text)
    if cell_len(text) <= columns:
        return text
    return f"{set_cell_size(text, max(0, columns - 1)).rstrip()}…"[: max(0, columns)]


def fitted_address(address: str, columns: int) -> str:
    """`address` in at most so many columns, cut in its middle: host and file name tell it apart."""
    address = plain(address)
    if cell_len(address) <= columns:
        return address
    head = max(0, columns - 1) * 2 // 3
    tail = max(0, columns - 1 - head)
    # Backwards, so that a wide letter at the cut is left out.
    end = set_cell_size(address[::-1], tail)[::-1].lstrip() if tail else ""
    return f"{set_cell_size(address, head).rstrip()}…{end}"[: max(0, columns)]
