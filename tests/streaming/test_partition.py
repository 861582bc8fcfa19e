import pytest

from newsmill.streaming.offset_tracker import HOLE_AFTER_SECONDS
from newsmill.streaming.partition import AssignedPartition
from newsmill.streaming.poison import Checkpoint, End


def begun(position: int) -> AssignedPartition:
    """A partition of which the first message is delivered and begun."""
    partition = AssignedPartition(position, (position, Checkpoint()))
    partition.detector = partition.new_detector("this worker", 0.0)
    partition.tracker.deliver(position, 0.0)
    partition.detector.take(position)
    partition.is_running = True
    return partition


def test_before_anything_is_done_what_was_found_is_committed_again() -> None:
    partition = begun(5)
    assert partition.offset == 5
    partition.tracker.done(5)
    assert partition.offset == 6


def test_a_commit_before_the_first_message_leaves_what_was_found() -> None:
    found = Checkpoint(frozenset({5}), by="another")
    assert AssignedPartition(5, (5, found)).checkpoint() == found


def test_a_commit_says_what_is_in_hand() -> None:
    partition = begun(5)
    assert partition.has_news
    assert partition.checkpoint() == Checkpoint(frozenset({5}), by="this worker")


def test_those_who_were_in_the_group_have_not_ended() -> None:
    found = 5, Checkpoint(frozenset({5}), by="another")
    assert AssignedPartition(5, found).new_detector("me", 7.0).ends(5) == (End("another", 7),)
    assert AssignedPartition(5, found, ["another"]).new_detector("me", 7.0).ends(5) == ()


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


def test_who_began_nothing_and_stepped_over_something_says_so_once() -> None:
    partition = AssignedPartition(5, (5, Checkpoint()))
    partition.tracker.step_over(9)
    assert partition.farewell("this worker") == (9, Checkpoint())
    assert partition.farewell("this worker") is None


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


def test_an_open_transaction_that_lasts_is_told_from_time_to_time() -> None:
    partition = AssignedPartition(5)
    told = [partition.is_held_back(5, 9, at) for at in (0.0, 59.0, 60.0, 61.0, 119.0, 120.0)]
    assert told == [False, False, True, False, False, True]
    # A new one begins the wait anew.
    assert not partition.is_held_back(9, 9, 200.0)
    assert not partition.is_held_back(9, 12, 300.0)
    assert not partition.is_held_back(None, 12, 900.0)


def test_going_back_forgets_what_the_old_log_said() -> None:
    partition = begun(20)
    partition.tracker.done(20)
    partition.go_back(2)
    assert (partition.offset, partition.tracker.next_offset) == (2, 2)
    assert partition.detector is None
    assert partition.new_detector("this worker", 0.0).found is None
