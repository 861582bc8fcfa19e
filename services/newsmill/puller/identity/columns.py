"""Columns of cells of one width, packed into bytes: no object is made for each cell."""

from collections.abc import Iterable, Iterator


def find(column: bytes, value: bytes, width: int, most: int, at: int = 0) -> Iterator[int]:
    """The first `most` rows whose cell, of `width` bytes, has `value` at `at`."""
    place = column.find(value)
    while place >= 0 and most:
        if place % width == at:
            yield place // width
            most -= 1
        place = column.find(value, place + 1)


def cell(column: bytes, number: int, width: int) -> bytes:
    """The cell of a row."""
    return column[number * width : (number + 1) * width]


def runs(count: int, gone: set[int]) -> Iterator[tuple[int, int]]:
    """The stretches of `count` rows that stay, as start and end."""
    start = 0
    for number in sorted(number for number in gone if 0 <= number < count):
        if number > start:
            yield start, number
        start = number + 1
    if start < count:
        yield start, count


def joined(column: bytes, stretches: Iterable[tuple[int, int]], width: int) -> bytes:
    """The cells of these stretches of rows."""
    return b"".join(column[start * width : end * width] for start, end in stretches)
