"""Who is polled when many are due; nothing here takes time."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from newsmill.puller.places import PATIENCE, SUSPECTS, Places
from newsmill.puller.rows import Lane, Row
from newsmill.puller.settings import Settings
from newsmill.puller.subscriptions import Turn
from tests.builders import NOON, feed, feed_state

STATES: dict[Lane, dict[str, Any]] = {
    "known": {},
    "trial": {"failures": 1},
    "suspect": {"parser_kills": 1},
}
LATER = NOON + PATIENCE


def turn(url: str, lane: Lane = "known", due_at: float = 0.0) -> Turn:
    """A feed that is due."""
    row = Row(url)
    row.subscribe(feed(url=url))
    row.put_state(feed_state(url=url, **STATES[lane]))
    return Turn(row, due_at)


def host(number: int) -> str:
    return f"https://paper-{number}.example/"


def add(places: Places, count: int, lane: Lane = "known", start: int = 0) -> list[Turn]:
    """So many feeds of hosts of their own."""
    turns = [turn(host(number), lane, number) for number in range(start, start + count)]
    for one in turns:
        places.add(one)
    return turns


def begun(places: Places, now: datetime = NOON) -> list[Turn]:
    """All that may begin now."""
    turns = []
    while (one := places.next(now)) is not None:
        turns.append(one)
    return turns


def places(**told: Any) -> Places:
    return Places(Settings(**{"concurrency": 2, "waiting": 4} | told))


def test_feeds_go_by_when_they_fell_due() -> None:
    ours = places(concurrency=9, waiting=9)
    due = [
        turn(host(3), "known", 3.0),
        turn(host(1), "trial", 1.0),
        turn(host(2), "known", 2.0),
        turn(host(4), "suspect", 4.0),
    ]
    for one in due:
        ours.add(one)

    assert [one.due_at for one in begun(ours)] == [1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize(("lane", "most"), [("known", 2), ("trial", 4), ("suspect", SUSPECTS)])
def test_each_lane_has_its_limit(lane: Lane, most: int) -> None:
    ours = places()
    add(ours, 10, lane)

    polled = begun(ours)
    assert len(polled) == most
    ours.release(polled[0])
    assert len(begun(ours)) == 1


@pytest.mark.parametrize("lane", ["trial", "suspect"])
def test_feeds_that_failed_take_nothing_from_those_that_answer(lane: Lane) -> None:
    ours = places()
    add(ours, 100, lane)
    begun(ours)
    good = add(ours, 2, start=200)

    assert begun(ours) == good


def test_who_is_slow_to_answer_steps_aside() -> None:
    ours = places()
    slow = add(ours, 2)
    good = add(ours, 2, start=10)
    assert begun(ours) == slow
    assert ours.next_wake() == LATER

    assert begun(ours, LATER) == good


def test_only_so_many_may_step_aside() -> None:
    ours = places(waiting=3)
    add(ours, 10)

    assert len(begun(ours)) == 2
    assert len(begun(ours, LATER)) == 2
    assert len(begun(ours, LATER + PATIENCE)) == 1
    assert begun(ours, LATER + 2 * PATIENCE) == []


async def test_who_publishes_keeps_its_slot_however_long_it_takes() -> None:
    ours = places()
    for one in add(ours, 4)[:2]:
        assert ours.next(NOON) is one
        await ours.to_publish(one)

    assert begun(ours, NOON + timedelta(hours=1)) == []


async def test_while_somebody_waits_to_publish_nobody_is_polled() -> None:
    ours = places(concurrency=1)
    (known,), (trial, other) = add(ours, 1), add(ours, 2, "trial", 5)
    assert begun(ours) == [known, trial, other]
    await ours.to_publish(known)
    waiting = [asyncio.create_task(ours.to_publish(one)) for one in (trial, other)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    add(ours, 1, "trial", 9)
    assert begun(ours) == []

    waiting[0].cancel()
    await asyncio.sleep(0)
    ours.release(trial)
    ours.release(known)
    await waiting[1]

    ours.release(other)
    assert len(begun(ours)) == 1


def test_feeds_of_one_host_wait_for_each_other_and_for_nobody_else() -> None:
    ours = places(concurrency=9, host_concurrency=2)
    of_one = [turn(f"https://one.example/{n}", due_at=n) for n in range(5)]
    for one in of_one:
        ours.add(one)
    (good,) = add(ours, 1, start=9)

    assert begun(ours) == [*of_one[:2], good]
    ours.release(of_one[0])
    assert begun(ours) == [of_one[2]]


@pytest.mark.parametrize("lane", ["trial", "suspect"])
def test_a_host_s_ill_feeds_do_not_hold_up_its_others(lane: Lane) -> None:
    ours = places(waiting=1, host_concurrency=9)
    for n in range(6):
        ours.add(turn(f"https://one.example/{n}", lane, n))
    begun(ours)
    good = turn("https://one.example/good", due_at=9)
    ours.add(good)

    assert begun(ours) == [good]


def test_a_host_that_rests_takes_no_slot_and_is_asked_when_it_is_ready() -> None:
    rest = {"https://one.example/0": 5.0}
    ours = Places(
        Settings(concurrency=2),
        ready_in=lambda turn: timedelta(seconds=rest.pop(turn.url, 0.0)),
    )
    resting = [turn(f"https://one.example/{n}", due_at=n) for n in range(2)]
    for one in resting:
        ours.add(one)
    good = add(ours, 2, start=9)

    assert begun(ours) == good
    assert ours.next_wake() == NOON + timedelta(seconds=5)
    for one in good:
        ours.release(one)
    assert begun(ours, NOON + timedelta(seconds=4)) == []
    assert begun(ours, NOON + timedelta(seconds=5)) == resting


def test_a_turn_that_was_overtaken_is_handed_out_to_be_finished() -> None:
    ours = Places(Settings(), ready_in=lambda _: timedelta(hours=1))
    (gone,) = add(ours, 1)
    gone.overtaken = "removed"

    assert begun(ours) == [gone]


def test_nothing_is_kept_of_those_that_are_done() -> None:
    ours = places(concurrency=50, waiting=50)
    for lane in STATES:
        add(ours, 20, lane)
    while polled := begun(ours):
        for one in polled:
            ours.release(one)
    begun(ours, LATER)

    assert not ours._scopes
    assert not ours._places
    assert not ours._patient
    assert (ours._slots_taken, set(ours._beside.values())) == (0, {0})
