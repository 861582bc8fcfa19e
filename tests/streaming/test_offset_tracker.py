import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from newsmill.streaming.offset_tracker import HOLE_AFTER_SECONDS, Delivery, OffsetTracker

NEXT, REPEATED, JUMPED = Delivery.NEXT, Delivery.REPEATED, Delivery.JUMPED
HOLE = Delivery.HOLE
LATER = HOLE_AFTER_SECONDS


def tracker_at(offset: int | None) -> OffsetTracker:
    tracker = OffsetTracker()
    tracker.expect(offset)
    return tracker


def delivered(*offsets: int) -> OffsetTracker:
    tracker = tracker_at(offsets[0])
    for offset in offsets:
        assert tracker.deliver(offset, now=0) is NEXT
    return tracker


@pytest.mark.parametrize(
    ("expected", "offset", "delivery"),
    [
        pytest.param(None, 7, NEXT, id="the first of all"),
        pytest.param(7, 7, NEXT, id="the next"),
        pytest.param(7, 6, REPEATED, id="an older one"),
        pytest.param(7, 9, JUMPED, id="one too far"),
    ],
)
def test_only_the_next_offset_is_delivered(
    expected: int | None, offset: int, delivery: Delivery
) -> None:
    assert tracker_at(expected).deliver(offset, now=0) is delivery


@pytest.mark.parametrize(
    ("done", "committable"),
    [
        pytest.param([], None, id="nothing done"),
        pytest.param([5], 6, id="the first"),
        pytest.param([6, 7], None, id="all but the first"),
        pytest.param([7, 5], 6, id="a gap in the middle"),
        pytest.param([7, 6, 5], 8, id="all, backwards"),
        pytest.param([5, 5], 6, id="one of them twice"),
        pytest.param([4, 8, 5], 6, id="also some that were never delivered"),
    ],
)
def test_what_is_done_without_a_gap_may_be_committed(
    done: list[int], committable: int | None
) -> None:
    tracker = delivered(5, 6, 7)
    for offset in done:
        tracker.done(offset)
    assert tracker.committable() == committable


def test_somebody_else_would_go_on_where_the_first_undone_message_is() -> None:
    tracker = tracker_at(5)
    assert tracker.first_undone == 5
    for offset in (5, 6):
        tracker.deliver(offset, now=0)
    tracker.done(6)
    assert tracker.first_undone == 5
    tracker.done(5)
    assert tracker.first_undone == 7


def test_what_was_done_before_its_delivery_is_not_done() -> None:
    """An acknowledgement from before a rebalance does not count for the second delivery."""
    tracker = delivered(5)
    tracker.done(6)
    tracker.deliver(6, now=0)
    tracker.done(5)
    assert tracker.committable() == 6


def test_a_withdrawn_message_is_expected_again() -> None:
    tracker = delivered(5, 6)
    tracker.withdraw(6)
    assert tracker.in_flight == 1
    assert tracker.deliver(6, now=0) is NEXT


def test_only_the_last_delivery_can_be_withdrawn() -> None:
    tracker = delivered(5, 6)
    tracker.withdraw(5)
    assert tracker.in_flight == 2
    assert tracker.next_offset == 7


def test_a_new_position_forgets_what_was_in_flight() -> None:
    tracker = delivered(5, 6)
    tracker.done(5)
    tracker.expect(5)
    assert tracker.committable() is None
    assert tracker.in_flight == 0
    assert tracker.deliver(5, now=0) is NEXT


def test_a_jump_that_lasts_is_a_hole() -> None:
    tracker = tracker_at(5)
    assert tracker.deliver(9, now=0) is JUMPED
    assert tracker.deliver(9, now=LATER - 0.1) is JUMPED
    assert tracker.deliver(9, now=LATER) is HOLE
    assert tracker.next_offset == 5
    tracker.step_over(9)
    assert tracker.deliver(9, now=LATER) is NEXT
    assert tracker.deliver(10, now=LATER) is NEXT
    tracker.done(9)
    assert tracker.committable() == 10


def test_a_jump_that_was_a_fetch_gone_astray_is_none() -> None:
    tracker = tracker_at(5)
    assert tracker.deliver(9, now=0) is JUMPED
    assert tracker.deliver(5, now=LATER) is NEXT
    assert tracker.deliver(9, now=LATER) is JUMPED


def test_the_rest_of_a_fetch_gone_astray_is_no_hole_however_late_it_comes() -> None:
    tracker = tracker_at(5)
    assert [tracker.deliver(offset, now=0) for offset in (9, 10)] == [JUMPED, JUMPED]
    assert [tracker.deliver(offset, now=3 * LATER) for offset in (11, 12)] == [JUMPED, JUMPED]
    assert tracker.deliver(5, now=3 * LATER) is NEXT


def test_a_hole_may_grow_while_it_is_waited_for() -> None:
    """Retention removes the message that was seen first."""
    tracker = tracker_at(5)
    assert tracker.deliver(9, now=0) is JUMPED
    assert tracker.deliver(12, now=LATER) is JUMPED
    assert tracker.deliver(12, now=LATER) is HOLE


def test_two_holes_are_waited_for_each_on_its_own() -> None:
    tracker = tracker_at(5)
    tracker.deliver(9, now=0)
    assert tracker.deliver(9, now=LATER) is HOLE
    tracker.step_over(9)
    assert tracker.deliver(9, now=LATER) is NEXT
    assert tracker.deliver(20, now=LATER) is JUMPED
    assert tracker.deliver(20, now=LATER + 1) is JUMPED


def test_what_a_fetch_has_shown_to_be_nothing_is_passed_over_at_once() -> None:
    tracker = tracker_at(5)
    assert tracker.deliver(9, now=0, since=5) is NEXT
    assert tracker.deliver(12, now=0, since=10) is NEXT
    tracker.done(12)
    assert tracker.committable() == 9
    tracker.done(9)
    assert tracker.committable() == 13


@pytest.mark.parametrize("since", [6, 8, 9])
def test_what_a_fetch_has_not_asked_for_is_not_passed_over(since: int) -> None:
    tracker = tracker_at(5)
    assert tracker.deliver(9, now=0, since=since) is JUMPED
    assert tracker.next_offset == 5


def test_a_fetch_that_began_earlier_tells_of_what_is_expected_too() -> None:
    assert tracker_at(5).deliver(9, now=0, since=3) is NEXT


def test_nothing_behind_the_last_message_is_done_with_it() -> None:
    tracker = delivered(5, 6)
    tracker.pass_over(7, 9)
    tracker.done(5)
    assert (tracker.committable(), tracker.first_undone) == (6, 6)
    tracker.done(6)
    assert (tracker.committable(), tracker.first_undone) == (9, 9)


def test_nothing_behind_a_message_that_was_not_delivered_is_not_passed_over() -> None:
    tracker = delivered(5)
    tracker.pass_over(7, 9)
    assert tracker.next_offset == 6


def test_what_is_behind_us_is_not_passed_over_again() -> None:
    tracker = delivered(5, 6, 7, 8, 9)
    tracker.pass_over(5, 9)
    assert tracker.next_offset == 10


def test_before_anything_is_done_what_is_stepped_over_may_be_committed() -> None:
    tracker = tracker_at(5)
    assert tracker.committable() is None
    tracker.step_over(9)
    assert tracker.committable() == 9


def test_a_withdrawn_message_is_not_committed_with_the_gap_before_it() -> None:
    tracker = tracker_at(5)
    tracker.deliver(9, now=0, since=5)
    tracker.withdraw(9)
    assert tracker.committable() == 9
    assert tracker.deliver(9, now=0) is NEXT


def test_only_the_first_of_a_fetch_asks_why_it_jumps() -> None:
    tracker = tracker_at(5)
    assert tracker.is_first_jump(9)
    tracker.deliver(9, now=0)
    assert not tracker.is_first_jump(10)
    assert tracker.is_first_jump(9)


class Bookkeeping(RuleBasedStateMachine):
    """A broker, a room and a clock do what they want; the log has a hole from 30 to 39."""

    @initialize(start=st.integers(0, 20))
    def begin(self, start: int) -> None:
        self.tracker = tracker_at(start)
        self.now = 0.0
        self.committed = start
        self.in_room: list[int] = []
        self.finished: set[int] = set()

    @rule(offset=st.integers(0, 60), waited=st.floats(0, 2 * HOLE_AFTER_SECONDS))
    def broker_delivers(self, offset: int, waited: float) -> None:
        self.now += waited
        self._deliver(offset)

    @rule(count=st.integers(1, 5))
    def broker_delivers_on(self, count: int) -> None:
        for _ in range(count):
            if self.tracker.next_offset is not None:
                self._deliver(self.tracker.next_offset)

    def _deliver(self, offset: int) -> None:
        expected = self.tracker.next_offset
        if 30 <= offset < 40:
            return
        # A fetch that has asked for the hole, from wherever in it.
        since = 30 + int(self.now) % 10 if offset == 40 else None
        delivery = self.tracker.deliver(offset, self.now, since)
        if delivery is HOLE:
            self.tracker.step_over(offset)
            delivery = self.tracker.deliver(offset, self.now)
        if delivery is not NEXT:
            return
        if expected is not None and offset != expected:
            assert offset > expected
        assert offset not in self.in_room
        self.in_room.append(offset)
        self.finished.discard(offset)

    @precondition(lambda self: self.in_room)
    @rule(data=st.data())
    def room_finishes(self, data: st.DataObject) -> None:
        offset = data.draw(st.sampled_from(self.in_room))
        self.finished.add(offset)
        self.tracker.done(offset)

    @rule(offset=st.integers(0, 60))
    def somebody_acknowledges_what_is_not_his(self, offset: int) -> None:
        if offset not in self.in_room:
            self.tracker.done(offset)

    @precondition(lambda self: self.in_room and self.in_room[-1] not in self.finished)
    @rule()
    def delivery_is_cancelled(self) -> None:
        self.tracker.withdraw(self.in_room.pop())

    @rule()
    def partition_is_assigned_anew(self) -> None:
        first_undone = self.tracker.first_undone
        assert first_undone is not None
        self.committed = self.tracker.committable() or self.committed
        assert self.committed == first_undone
        self.tracker.expect(self.committed)
        self.in_room = []
        self.finished = set()

    @invariant()
    def nothing_undone_is_committed(self) -> None:
        if not hasattr(self, "tracker"):
            return
        undone = [offset for offset in self.in_room if offset not in self.finished]
        committable = self.tracker.committable()
        if committable is not None:
            assert all(offset >= committable for offset in undone)
        assert self.tracker.in_flight >= len(undone)


TestBookkeeping = Bookkeeping.TestCase
