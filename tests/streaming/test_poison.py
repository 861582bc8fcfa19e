from itertools import count

import pytest

from newsmill.streaming.poison import LEAST_AHEAD, MOST_AHEAD, TRIES, Checkpoint, PoisonDetector

IN_HAND = 2
REACH = IN_HAND + LEAST_AHEAD
"""Of the checkpoints that `crash` leaves, beyond what was committed."""

names = map(str, count())


def crash(detector: PoisonDetector, committed: int, *, alone: bool = False) -> PoisonDetector:
    """The next worker's detector, when the last one ended with `committed` on record."""
    detector.begin(committed + IN_HAND - 1)
    checkpoint = Checkpoint.decoded(detector.checkpoint(committed, alone=alone).encoded())
    return PoisonDetector(committed, checkpoint, next(names))


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint(),
        Checkpoint(running=True),
        Checkpoint(2, 77, 80, running=True, alone=True, by="a"),
    ],
    ids=str,
)
def test_a_checkpoint_survives_the_broker(checkpoint: Checkpoint) -> None:
    assert Checkpoint.decoded(checkpoint.encoded()) == checkpoint


@pytest.mark.parametrize(
    "metadata",
    [None, "", "x", "[]", "{}", '{"failed":"many"}', '{"failed":1,"until":null}', "[" * 5000],
)
def test_metadata_of_others_say_nothing(metadata: str | None) -> None:
    assert Checkpoint.decoded(metadata) == Checkpoint()


def test_a_checkpoint_without_news_takes_no_room() -> None:
    assert Checkpoint().encoded() == ""


def test_a_first_worker_handles_everything_as_usual() -> None:
    detector = PoisonDetector(100, Checkpoint(), next(names))
    assert {detector.handling(offset) for offset in range(100, 200)} == {"ordinary"}


def test_one_or_two_ends_change_nothing() -> None:
    second = crash(PoisonDetector(100, Checkpoint(), next(names)), 100)
    assert (second.failed, second.handling(100)) == (1, "ordinary")


def test_a_third_worker_handles_what_can_have_been_in_hand_alone() -> None:
    third = crash(crash(PoisonDetector(100, Checkpoint(), next(names)), 100), 102)
    handled = [third.handling(offset) for offset in range(102, 115)]
    assert handled == ["alone"] * 10 + ["ordinary"] * 3


def test_a_message_that_was_alone_in_the_third_worker_is_not_begun_again() -> None:
    third = crash(crash(PoisonDetector(100, Checkpoint(), next(names)), 100), 100)
    fourth = crash(third, 103, alone=True)
    assert fourth.failed == TRIES
    assert [fourth.handling(o) for o in (103, 104)] == ["quarantine", "alone"]


def test_a_worker_that_ended_between_two_suspects_condemns_none() -> None:
    third = crash(crash(PoisonDetector(100, Checkpoint(), next(names)), 100), 100)
    fourth = crash(third, 103)
    assert fourth.handling(103) == "alone"


def test_suspicion_ends_with_the_last_suspect() -> None:
    detector = crash(crash(PoisonDetector(100, Checkpoint(), next(names)), 100), 100)
    assert detector.checkpoint(109).failed == 2
    checkpoint = detector.checkpoint(110)
    assert checkpoint == Checkpoint(reach=checkpoint.reach, running=True, by=checkpoint.by)
    assert crash(detector, 110).failed == 1


def test_leaving_in_order_is_no_failure_and_clears_nobody() -> None:
    second = crash(PoisonDetector(100, Checkpoint(), next(names)), 100)
    assert second.farewell(110) == Checkpoint()
    again = PoisonDetector(104, Checkpoint.decoded(second.farewell(104).encoded()), next(names))
    assert again.failed == 1
    assert crash(again, 104).handling(104) == "alone"


def test_a_worker_that_passes_the_suspects_again_and_again_never_condemns() -> None:
    """Workers that are killed from outside, at any time, but that get on."""
    detector, committed = PoisonDetector(0, Checkpoint(), next(names)), 0
    for _ in range(50):
        committed += IN_HAND + MOST_AHEAD + 1
        detector.checkpoint(committed)
        detector = crash(detector, committed)
        assert detector.handling(committed) == "ordinary"


def test_a_worker_that_was_cut_off_and_is_back_did_not_end() -> None:
    """However often the network takes the partition away, and whatever was in hand then."""
    detector = crash(crash(PoisonDetector(100, Checkpoint(), next(names)), 100), 100)
    me = detector.checkpoint(100).by
    for _ in range(5):
        found = Checkpoint.decoded(detector.checkpoint(103, alone=True).encoded())
        detector = PoisonDetector(103, found, me)
        assert detector.failed == 2
        assert detector.handling(103) == "alone"
    never_failed = PoisonDetector(100, Checkpoint(running=True, by=me), me)
    assert (never_failed.failed, never_failed.handling(100)) == (0, "ordinary")


def test_nothing_is_begun_before_a_checkpoint_allows_for_it() -> None:
    detector = PoisonDetector(100, Checkpoint(), next(names))
    assert not detector.begin(100)
    detector.noted(detector.checkpoint(100))
    assert detector.begin(100 + LEAST_AHEAD)
    assert not detector.begin(100 + LEAST_AHEAD + 1)


def test_who_is_quick_writes_fewer_checkpoints() -> None:
    """Ten thousand messages at once, none of them done."""
    detector, checkpoints = PoisonDetector(0, Checkpoint(), next(names)), 0
    for offset in range(10_000):
        if not detector.begin(offset):
            checkpoint = detector.checkpoint(0)
            detector.noted(checkpoint)
            checkpoints += 1
            assert offset < checkpoint.reach <= offset + 1 + MOST_AHEAD
    assert checkpoints < 10_000 / MOST_AHEAD + 10


def test_two_checkpoints_on_their_way_at_once_both_allow_for_what_was_begun() -> None:
    detector = PoisonDetector(0, Checkpoint(), next(names))
    detector.begin(50)
    early = detector.checkpoint(0)
    late = detector.checkpoint(1)
    assert late.reach >= early.reach > 50
