import pytest

from newsmill.streaming.offset_tracker import HOLE_AFTER_SECONDS
from newsmill.streaming.partition import AssignedPartition
from newsmill.streaming.poison import LEAST_AHEAD, Checkpoint


def begun(position: int) -> AssignedPartition:
    """A partition of which the first message is delivered and begun."""
    partition = AssignedPartition(position, (position, Checkpoint()))
    partition.detector = partition.new_detector("this worker")
    partition.tracker.deliver(position, 0.0)
    partition.detector.begin(position)
    partition.is_running = True
    return partition


def test_before_anything_is_done_what_was_found_is_committed_again() -> None:
    partition = begun(5)
    assert partition.offset == 5
    partition.tracker.done(5)
    assert partition.offset == 6


def test_a_commit_before_the_first_message_has_no_checkpoint() -> None:
    assert AssignedPartition(5, (5, Checkpoint(failed=1, until=9))).checkpoint(5) == Checkpoint()


def test_a_commit_says_how_far_messages_may_be_begun() -> None:
    checkpoint = begun(5).checkpoint(5)
    assert checkpoint == Checkpoint(reach=6 + LEAST_AHEAD, running=True, by="this worker")


def test_a_farewell_says_that_no_worker_has_failed_and_ends_the_beginning() -> None:
    partition = begun(5)
    partition.tracker.done(5)
    assert partition.farewell("this worker") == (6, Checkpoint())
    assert partition.is_leaving
    assert partition.farewell("this worker") is None


def test_who_began_nothing_has_no_farewell() -> None:
    partition = AssignedPartition(5, (5, Checkpoint()))
    assert partition.farewell("this worker") is None
    assert partition.is_leaving


def test_a_log_is_cut_when_it_ends_before_the_position() -> None:
    partition = AssignedPartition(5)
    assert not partition.is_cut(None)
    assert not partition.is_cut(5)
    assert partition.is_cut(4)
    assert not AssignedPartition().is_cut(0)


def test_a_cut_must_last_before_it_is_believed() -> None:
    partition = AssignedPartition(5)
    assert not partition.is_cut_for_good(4, 100.0)
    assert not partition.is_cut_for_good(4, 99.9 + HOLE_AFTER_SECONDS)
    assert partition.is_cut_for_good(4, 100.0 + HOLE_AFTER_SECONDS)
    # A new leader that knew of less for a moment begins the wait anew.
    assert not partition.is_cut_for_good(5, 200.0)
    assert not partition.is_cut_for_good(4, 201.0)


def test_who_fetches_from_beyond_our_position_for_long_has_passed_it_by() -> None:
    partition = AssignedPartition(5)
    assert not partition.is_passed_by(9, 100.0)
    assert not partition.is_passed_by(9, 99.9 + HOLE_AFTER_SECONDS)
    assert partition.is_passed_by(9, 100.0 + HOLE_AFTER_SECONDS)


@pytest.mark.parametrize("fetched_until", [None, 4, 5])
def test_who_fetches_from_our_position_has_not_passed_it_by(fetched_until: int | None) -> None:
    partition = AssignedPartition(5)
    partition.is_passed_by(9, 0.0)
    assert not partition.is_passed_by(fetched_until, HOLE_AFTER_SECONDS)
    assert not partition.is_passed_by(9, HOLE_AFTER_SECONDS)


def test_while_messages_are_delivered_nothing_has_passed_us_by() -> None:
    partition = AssignedPartition(5)
    partition.is_passed_by(9, 0.0)
    partition.tracker.deliver(5, HOLE_AFTER_SECONDS)
    assert not partition.is_passed_by(9, HOLE_AFTER_SECONDS)


def test_a_log_that_began_behind_our_position_has_passed_it_by_at_once() -> None:
    partition = AssignedPartition(5)
    partition.log_start = 9
    assert not partition.is_passed_by(5, 0.0)
    assert partition.is_passed_by(9, 0.0)


def test_going_back_forgets_what_the_old_log_said() -> None:
    partition = begun(20)
    partition.tracker.done(20)
    partition.go_back(2)
    assert (partition.offset, partition.tracker.next_offset) == (2, 2)
    assert partition.detector is None
    assert partition.new_detector("this worker").failed == 0
