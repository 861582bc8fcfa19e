"""The soak's verdict."""

import pytest

from tests.faults.soak import Sample, judge


def samples(early: float, late: float) -> list[Sample]:
    """Two hours, a sample each half minute: `early` MiB in the first half hour, `late` after."""
    return [
        Sample(index / 2, "cleaner", early if index < 60 else late, 20, 2) for index in range(240)
    ]


@pytest.mark.parametrize(
    ("late", "holds"),
    [
        pytest.param(100, True, id="unchanged"),
        pytest.param(119, True, id="a-little-more"),
        pytest.param(121, False, id="too-much-more"),
    ],
)
def test_memory_may_grow_by_a_fifth(late: float, holds: bool) -> None:
    memory, descriptors = judge(samples(100, late), 10)

    assert memory.holds is holds
    assert descriptors.holds


def test_one_high_sample_at_the_end_is_no_leak() -> None:
    taken = [*samples(100, 100), Sample(120, "cleaner", 900, 20, 2)]

    assert all(verdict.holds for verdict in judge(taken, 10))


def test_each_room_is_judged_by_itself() -> None:
    steady = [Sample(s.minutes, "puller", 50, 20, 1) for s in samples(1, 1)]

    verdicts = judge(samples(100, 300) + steady, 10)

    assert [(v.room, v.measure) for v in verdicts if not v.holds] == [("cleaner", "memory MiB")]
