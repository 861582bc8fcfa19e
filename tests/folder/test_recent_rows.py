"""Rows that are held ready: up to a bound."""

from random import Random

from newsmill.folder.recent_rows import RecentRows

PLACE = (0, b"a")


def test_a_row_is_given_as_it_was_put() -> None:
    recent = RecentRows(1000)
    recent.put(PLACE, b"old")
    recent.put(PLACE, b"new")
    assert recent.get(PLACE) == b"new"
    assert recent.get((1, b"a")) is None


def test_a_row_that_is_deleted_is_gone() -> None:
    recent = RecentRows(1000)
    recent.put(PLACE, b"row")
    recent.put(PLACE, None)
    recent.put((0, b"b"), None)
    assert recent.get(PLACE) is None
    assert len(recent) == 0


def test_the_longest_unused_rows_go_first() -> None:
    row = Random(1).randbytes(300)
    recent = RecentRows(1000)
    for number in range(3):
        recent.put((number, b"a"), row)
    assert recent.get((0, b"a")) == row
    recent.put((3, b"a"), row)
    assert [number for number in range(4) if recent.get((number, b"a"))] == [0, 2, 3]
    recent.put((4, b"a"), Random(2).randbytes(2000))
    assert len(recent) == 0


def test_nothing_is_left_when_others_may_write() -> None:
    recent = RecentRows(1000)
    recent.put(PLACE, b"row")
    recent.clear()
    assert recent.get(PLACE) is None
