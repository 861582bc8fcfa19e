"""Messages that are missing in the log are counted; offsets that never had one are not."""

from types import SimpleNamespace

import pytest

from newsmill.folder.gaps import Gaps

PLACE = ("t", 0)


@pytest.mark.parametrize(
    ("committed", "offsets", "lost"),
    [
        (None, (40, 41), 0),
        (5, (5, 6, 7), 0),
        (5, (9, 10), 4),
        (5, (5, 8), 2),
        (5, (2, 3), 0),
    ],
)
def test_a_jump_is_a_loss(committed: int | None, offsets: tuple[int, ...], lost: int) -> None:
    gaps = Gaps()
    gaps.begin(PLACE, committed)
    for offset in offsets:
        gaps.note(PLACE, SimpleNamespace(offset=offset))
    assert gaps.lost == lost


def test_offsets_that_a_fetch_has_covered_are_none() -> None:
    gaps = Gaps()
    gaps.begin(PLACE, 5)
    gaps.note(PLACE, SimpleNamespace(offset=9, since=7))
    assert gaps.lost == 2


def test_a_partition_without_a_commit_begins_anywhere() -> None:
    gaps = Gaps()
    gaps.begin(PLACE, 5)
    gaps.begin(PLACE, None)
    gaps.note(PLACE, SimpleNamespace(offset=90))
    assert gaps.lost == 0
