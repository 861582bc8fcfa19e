"""Which feeds are polled when, through restarts, rebalances and odd clocks."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from newsmill.contracts.feeds import FeedState
from newsmill.puller.subscriptions import STALE_ALLOWED, Subscriptions, Turn
from tests.builders import FEED_URL, NOON, after, feed, feed_state

DAY = timedelta(days=1)
OTHER_URL = "https://island-post.example/rss"


def subscriptions(*partitions: int) -> Subscriptions:
    """Empty, with these partitions (0 when none is named) read to their end."""
    made = Subscriptions(longest_wait=DAY)
    made.assign(set(partitions or {0}))
    for number in partitions or (0,):
        made.caught_up(number, NOON)
    return made


def taken(from_: Subscriptions, now: datetime) -> list[str]:
    """The addresses due at `now`."""
    return [turn.feed.url for turn in from_.take_due(now)]


def only_turn(from_: Subscriptions, now: datetime) -> Turn:
    """The one turn due at `now`."""
    (turn,) = from_.take_due(now)
    return turn


def test_nothing_is_polled_before_the_share_is_read_to_its_end() -> None:
    ours = Subscriptions(longest_wait=DAY)
    ours.assign({0})
    ours.put_feed(0, feed(), NOON)

    assert not ours.complete
    assert taken(ours, after(60)) == []

    ours.caught_up(0, NOON)

    assert ours.complete
    assert taken(ours, NOON) == [FEED_URL]


def test_a_puller_without_a_share_is_complete_once_it_knows() -> None:
    ours = Subscriptions(longest_wait=DAY)
    assert not ours.complete

    ours.assign(set())

    assert ours.complete


def test_a_new_subscription_is_due_at_once_and_a_changed_one_is_not() -> None:
    ours = subscriptions()
    ours.put_feed(0, feed(), NOON)
    turn = only_turn(ours, NOON)
    ours.finish(turn, feed_state(), after(10), NOON)

    ours.put_feed(0, feed(title="Gazette"), after(1))

    assert taken(ours, after(9)) == []
    assert only_turn(ours, after(10)).feed.title == "Gazette"


def test_a_turn_begins_with_what_the_last_one_learnt() -> None:
    ours = subscriptions()
    ours.put_feed(0, feed(), NOON)
    turn = only_turn(ours, NOON)
    assert turn.state == FeedState(url=FEED_URL)

    ours.finish(turn, feed_state(etag='"8"'), after(10), NOON)

    assert ours.next_due() == after(10)
    assert only_turn(ours, after(10)).state.etag == '"8"'


def test_a_feed_is_polled_again_only_when_somebody_says_when() -> None:
    ours = subscriptions()
    ours.put_feed(0, feed(), NOON)

    ours.finish(only_turn(ours, NOON), feed_state(), None, NOON)

    assert ours.next_due() is None
    assert taken(ours, after(10_000)) == []


def test_after_a_restart_each_feed_waits_for_its_time() -> None:
    ours = Subscriptions(longest_wait=DAY)
    ours.assign({0})
    ours.put_feed(0, feed(), NOON)
    ours.put_state(0, FEED_URL, feed_state(next_poll_at=after(10)), NOON)

    ours.caught_up(0, NOON)

    assert taken(ours, after(9)) == []
    assert taken(ours, after(10)) == [FEED_URL]


def test_what_was_polled_by_a_clock_that_was_ahead_waits_no_longer_than_was_meant() -> None:
    ours = Subscriptions(longest_wait=DAY)
    ours.assign({0})
    ours.put_feed(0, feed(), NOON)
    state = feed_state(last_polled_at=after(90), next_poll_at=after(100))
    ours.put_state(0, FEED_URL, state, NOON)
    ours.caught_up(0, NOON)

    assert taken(ours, after(9)) == []
    assert taken(ours, after(11)) == [FEED_URL]


def test_feeds_that_fell_due_in_the_meantime_are_not_begun_all_at_once() -> None:
    ours = Subscriptions(longest_wait=DAY)
    ours.assign({0})
    urls = [f"https://paper-{number}.example/" for number in range(10)]
    for url in urls:
        ours.put_feed(0, feed(url=url), NOON)
        ours.put_state(0, url, feed_state(url=url, next_poll_at=after(-5)), NOON)

    ours.caught_up(0, NOON)

    at_once = taken(ours, NOON)
    assert len(at_once) == 1
    assert sorted(at_once + taken(ours, NOON + timedelta(seconds=2))) == sorted(urls)


@pytest.mark.parametrize(
    ("changes", "added_at", "is_polled"),
    [
        pytest.param({"gone": True, "next_poll_at": None}, after(-60), False, id="gone"),
        pytest.param({"gone": True, "next_poll_at": None}, after(1), True, id="subscribed-again"),
        pytest.param({"next_poll_at": None}, after(-60), True, id="without-a-time"),
        pytest.param({"next_poll_at": after(1e6)}, after(-60), True, id="in-the-far-future"),
    ],
)
def test_a_state_read_at_the_start_decides_within_a_day(
    changes: dict[str, Any], added_at: datetime, is_polled: bool
) -> None:
    ours = Subscriptions(longest_wait=DAY)
    ours.assign({0})
    ours.put_state(0, FEED_URL, feed_state(**changes), NOON)
    ours.put_feed(0, feed(added_at=added_at), NOON)

    ours.caught_up(0, NOON)

    assert bool(taken(ours, NOON + DAY)) is is_polled


def test_a_feed_that_was_gone_is_polled_when_it_is_subscribed_to_again() -> None:
    ours = subscriptions()
    ours.put_feed(0, feed(), NOON)
    gone = feed_state(gone=True, last_polled_at=NOON, next_poll_at=None)
    ours.finish(only_turn(ours, NOON), gone, None, NOON)
    assert taken(ours, NOON + DAY) == []

    ours.put_feed(0, feed(added_at=after(5)), after(5))

    assert taken(ours, after(5)) == [FEED_URL]


def test_states_without_a_subscription_are_found_when_all_is_read() -> None:
    ours = Subscriptions(longest_wait=DAY)
    ours.assign({0})
    ours.put_state(0, FEED_URL, feed_state(), NOON)
    ours.put_state(0, OTHER_URL, feed_state(url=OTHER_URL), NOON)
    ours.put_feed(0, feed(), NOON)

    assert ours.caught_up(0, NOON) == [OTHER_URL]
    assert ours.caught_up(0, NOON) == []


def test_keys_that_were_deleted_before_are_not_deleted_at_each_start() -> None:
    ours = Subscriptions(longest_wait=DAY)
    ours.assign({0})
    ours.put_state(0, FEED_URL, None, NOON)
    ours.put_memory(0, OTHER_URL, None)

    assert ours.caught_up(0, NOON) == []


def test_memories_without_a_subscription_are_found_when_all_is_read() -> None:
    ours = Subscriptions(longest_wait=DAY)
    ours.assign({0})
    ours.put_memory(0, FEED_URL, b"entries")

    assert ours.caught_up(0, NOON) == [FEED_URL]


def test_a_turn_begins_with_what_is_remembered_of_the_feed() -> None:
    ours = Subscriptions(longest_wait=DAY)
    ours.assign({0})
    ours.put_memory(0, FEED_URL, b"one")
    ours.put_feed(0, feed(), NOON)
    ours.caught_up(0, NOON)
    turn = only_turn(ours, NOON)
    assert turn.memory == b"one"

    ours.put_memory(0, FEED_URL, b"from its previous puller, too late")
    ours.finish(turn, feed_state(), after(10), NOON, memory=b"two")
    assert only_turn(ours, after(10)).memory == b"two"


@pytest.mark.parametrize(
    ("changes", "lane"),
    [
        pytest.param({}, "known", id="answered"),
        pytest.param({"failures": 1}, "trial", id="failed"),
        pytest.param({"last_polled_at": None}, "trial", id="new"),
        pytest.param({"parser_kills": 1}, "suspect", id="killed-a-parser"),
    ],
)
def test_how_the_last_poll_ended_decides_the_lane(changes: dict[str, Any], lane: str) -> None:
    ours = subscriptions()
    ours.put_feed(0, feed(), NOON)
    turn = only_turn(ours, NOON)
    assert turn.lane == "trial"

    ours.finish(turn, feed_state(**changes), after(10), NOON)

    assert only_turn(ours, after(10)).lane == lane


def test_a_partition_that_is_assigned_twice_is_polled_once() -> None:
    ours = subscriptions()
    ours.put_feed(0, feed(), NOON)
    ours.assign({0})
    ours.put_feed(0, feed(), NOON)
    ours.caught_up(0, NOON)

    assert taken(ours, NOON) == [FEED_URL]
    assert len(ours) == 1


def test_an_ended_subscription_is_not_polled_and_its_state_is_forgotten() -> None:
    ours = subscriptions()
    ours.put_feed(0, feed(), NOON)

    assert ours.end_feed(0, FEED_URL)

    assert taken(ours, after(1)) == []
    assert len(ours) == 0
    assert not ours.end_feed(0, FEED_URL), "the second time there is nothing to forget"


def test_a_feed_removed_while_polled_leaves_nothing_behind() -> None:
    ours = subscriptions()
    ours.put_feed(0, feed(), NOON)
    turn = only_turn(ours, NOON)

    assert not ours.end_feed(0, FEED_URL), "the turn may still write the state"
    assert turn.overtaken == "removed"
    ours.finish(turn, feed_state(), after(10), after(1))

    assert ours.next_due() is None
    ours.put_feed(0, feed(), after(2))
    assert only_turn(ours, after(2)).state == FeedState(url=FEED_URL)


def test_a_feed_that_comes_back_in_the_middle_of_a_poll_is_polled_after_it() -> None:
    ours = subscriptions()
    ours.put_feed(0, feed(), NOON)
    turn = only_turn(ours, NOON)
    ours.end_feed(0, FEED_URL)
    ours.put_feed(0, feed(), after(1))

    assert taken(ours, after(1)) == [], "the old poll still runs"
    ours.finish(turn, None, None, after(2))

    assert taken(ours, after(2)) == [FEED_URL]


def test_a_partition_that_goes_and_comes_back_during_a_poll_loses_no_feed() -> None:
    ours = subscriptions()
    ours.put_feed(0, feed(), NOON)
    turn = only_turn(ours, NOON)

    ours.revoke({0})
    assert turn.overtaken == "revoked"
    ours.assign({0})
    ours.put_feed(0, feed(), after(1))
    ours.caught_up(0, after(1))

    assert taken(ours, after(1)) == []
    ours.finish(turn, feed_state(), after(99), after(2))
    assert taken(ours, after(2)) == [FEED_URL]


def test_a_revoked_partition_is_no_longer_polled_and_others_are() -> None:
    ours = subscriptions(0, 1)
    ours.put_feed(0, feed(), NOON)
    ours.put_feed(1, feed(url=OTHER_URL), NOON)

    ours.revoke({0})

    assert taken(ours, NOON) == [OTHER_URL]


def test_rows_of_a_partition_that_is_not_ours_are_nothing_to_us() -> None:
    ours = subscriptions(0)

    ours.put_feed(1, feed(), NOON)
    ours.put_state(1, FEED_URL, feed_state(), NOON)

    assert len(ours) == 0
    assert ours.caught_up(1, NOON) == []
    assert not ours.end_feed(1, FEED_URL)


@pytest.mark.parametrize(
    ("polled_at", "etag"),
    [
        pytest.param(after(5), '"late"', id="newer"),
        pytest.param(NOON, '"ours"', id="our-own"),
        pytest.param(after(-5), '"ours"', id="older"),
        pytest.param(None, '"ours"', id="undated"),
    ],
)
def test_only_a_newer_state_replaces_ours(polled_at: datetime | None, etag: str) -> None:
    ours = subscriptions()
    ours.put_feed(0, feed(), NOON)
    ours.finish(only_turn(ours, NOON), feed_state(etag='"ours"'), after(20), NOON)

    late = feed_state(etag='"late"', last_polled_at=polled_at, next_poll_at=after(30))
    ours.put_state(0, FEED_URL, late, after(6))

    assert ours.next_due() == after(30 if etag == '"late"' else 20)
    assert only_turn(ours, after(30)).state.etag == etag


def test_a_clock_that_is_set_back_delays_nobody() -> None:
    ours = subscriptions()
    ours.put_feed(0, feed(), NOON)
    ours.finish(only_turn(ours, NOON), feed_state(), after(10), NOON)
    taken(ours, after(2))

    back = timedelta(hours=5)
    assert taken(ours, after(2) - back) == []

    assert taken(ours, after(9) - back) == []
    assert taken(ours, after(10) - back) == [FEED_URL]


def test_feeds_equal_but_for_case_are_two() -> None:
    ours = subscriptions()
    ours.put_feed(0, feed(url="https://paper.example/A"), NOON)
    ours.put_feed(0, feed(url="https://paper.example/a"), NOON)

    assert sorted(taken(ours, NOON)) == ["https://paper.example/A", "https://paper.example/a"]


def test_the_queue_does_not_grow_with_rebalances() -> None:
    ours = subscriptions()
    for _ in range(10 * STALE_ALLOWED):
        ours.revoke({0})
        ours.assign({0})
        ours.put_feed(0, feed(), NOON)
        ours.put_state(0, FEED_URL, feed_state(), NOON)
        ours.caught_up(0, NOON)

    assert len(ours._due) <= STALE_ALLOWED + 3


@given(st.lists(st.integers(min_value=0, max_value=10_000), min_size=1, max_size=50))
def test_feeds_come_in_the_order_they_fall_due(minutes: list[int]) -> None:
    ours = Subscriptions(longest_wait=timedelta(days=30))
    ours.assign({0})
    for number, minute in enumerate(minutes):
        url = f"https://paper-{number}.example/"
        ours.put_feed(0, feed(url=url), NOON)
        ours.put_state(0, url, feed_state(url=url, next_poll_at=after(minute)), NOON)
    ours.caught_up(0, NOON)

    order = []
    while (due := ours.next_due()) is not None:
        order += [(due, turn.feed.url) for turn in ours.take_due(due)]

    assert len(order) == len(minutes)
    assert [due for due, _ in order] == sorted(due for due, _ in order)


class AnyHistory(RuleBasedStateMachine):
    """Whatever happens in whatever order, what is subscribed is in a turn, or will be."""

    def __init__(self) -> None:
        super().__init__()
        self.ours = Subscriptions(longest_wait=DAY)
        self.now = NOON
        self.feeds: set[str] = set()
        self.turns: list[Turn] = []
        self.is_ours = False

    @rule(url=st.sampled_from([FEED_URL, OTHER_URL]))
    def add(self, url: str) -> None:
        self.feeds.add(url)
        self.ours.put_feed(0, feed(url=url, added_at=self.now), self.now)

    @rule(url=st.sampled_from([FEED_URL, OTHER_URL]))
    def remove(self, url: str) -> None:
        self.feeds.discard(url)
        self.ours.end_feed(0, url)

    @rule()
    def revoke(self) -> None:
        self.ours.revoke({0} if self.is_ours else set())
        self.is_ours = False

    @rule()
    def assign_and_read(self) -> None:
        if not self.is_ours:
            self.is_ours = True
            self.ours.assign({0})
            for url in sorted(self.feeds):
                self.ours.put_feed(0, feed(url=url), self.now)
            self.ours.caught_up(0, self.now)

    @rule(minutes=st.integers(min_value=-600, max_value=60))
    def time_passes_or_is_set_back(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def take(self) -> None:
        turns = self.ours.take_due(self.now)
        running = [turn.url for turn in self.turns + turns]
        assert len(running) == len(set(running)), "no feed is polled twice at a time"
        self.turns += turns

    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        if self.turns:
            turn = self.turns.pop(data.draw(st.integers(0, len(self.turns) - 1)))
            url = turn.url
            state = feed_state(url=url, last_polled_at=self.now)
            self.ours.finish(turn, state, self.now + timedelta(minutes=10), self.now)

    @invariant()
    def every_feed_has_its_turn(self) -> None:
        running = {turn.url for turn in self.turns}
        expected = self.feeds - running if self.is_ours else set()
        rows = [row for p in self.ours._partitions.values() for row in p.rows.values()]
        due_at = {row.url: row.due_at for row in rows if row.due_at is not None}
        assert expected <= due_at.keys()
        assert due_at.keys() <= (self.feeds if self.is_ours else set())
        queued = {(row.url, at) for at, row in self.ours._due}
        assert {(url, due_at[url]) for url in expected} <= queued
        assert self.ours._queued == len(due_at)
        assert len(self.ours) == len(self.feeds if self.is_ours else set())


TestAnyHistory = AnyHistory.TestCase


def test_no_more_are_taken_than_allowed_and_the_first_due_come_first() -> None:
    ours = subscriptions()
    for number in (1, 2, 3):
        url = f"https://{number}.example/"
        ours.put_feed(0, feed(url=url), after(number))

    assert ours.overdue(after(3)) == 3
    assert [turn.feed.url for turn in ours.take_due(after(9), 2)] == [
        "https://1.example/",
        "https://2.example/",
    ]
    assert ours.overdue(after(9)) == 1
    assert ours.take_due(after(9), 0) == []
    assert taken(ours, after(9)) == ["https://3.example/"]


def test_a_sample_holds_states_of_feeds_of_all_partitions() -> None:
    ours = subscriptions(0, 1)
    assert ours.partitions == 2
    ours.put_feed(0, feed(), NOON)
    ours.put_state(0, FEED_URL, feed_state(etag='"known"'), NOON)
    ours.put_feed(1, feed(url=OTHER_URL), NOON)

    etags = {state.url: state.etag for state in ours.sample(9)}

    assert etags == {FEED_URL: '"known"', OTHER_URL: None}
    assert len(ours.sample(1)) == 1
