import asyncio
from datetime import timedelta

import pytest

from newsmill.web.pacing import MANY_HOSTS, Pace, Pacer, WaitTooLong
from tests.retriever.newsstand import FakeClock

SECOND = timedelta(seconds=1)
ONE_A_SECOND = Pace(SECOND, 1)
PATIENCE = timedelta(seconds=60)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def pacer(clock: FakeClock) -> Pacer:
    return Pacer(clock, clock.sleep)


async def test_askers_of_one_host_come_in_order_and_a_delay_apart(
    pacer: Pacer, clock: FakeClock
) -> None:
    starts: list[tuple[int, float]] = []

    async def ask(number: int) -> None:
        async with pacer.turn("a.example", ONE_A_SECOND, PATIENCE):
            starts.append((number, clock.now))
            await asyncio.sleep(0)

    await asyncio.gather(*(ask(number) for number in range(4)))
    assert starts == [(0, 1000), (1, 1001), (2, 1002), (3, 1003)]


async def test_the_delay_counts_from_the_start_of_the_request_before(
    pacer: Pacer, clock: FakeClock
) -> None:
    async with pacer.turn("a.example", ONE_A_SECOND, PATIENCE):
        clock.now += 0.75
    async with pacer.turn("a.example", ONE_A_SECOND, PATIENCE):
        assert clock.now == 1001


async def test_one_host_does_not_wait_for_another(pacer: Pacer, clock: FakeClock) -> None:
    async with (
        pacer.turn("a.example", ONE_A_SECOND, PATIENCE),
        pacer.turn("b.example", ONE_A_SECOND, PATIENCE),
    ):
        assert clock.slept == []


@pytest.mark.parametrize("width", [1, 3])
async def test_so_many_are_asked_at_once_as_the_pace_allows(pacer: Pacer, width: int) -> None:
    inside = most = 0

    async def ask() -> None:
        nonlocal inside, most
        async with pacer.turn("a.example", Pace(timedelta(0), width), PATIENCE):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(ask() for _ in range(8)))
    assert most == width


async def test_turns_side_by_side_are_a_delay_apart_too(pacer: Pacer, clock: FakeClock) -> None:
    starts: list[float] = []

    async def ask() -> None:
        async with pacer.turn("a.example", Pace(SECOND, 3), PATIENCE):
            starts.append(clock.now)

    await asyncio.gather(*(ask() for _ in range(3)))
    assert starts == [1000, 1001, 1002]


async def test_who_would_come_too_late_is_told_at_once(pacer: Pacer) -> None:
    async def ask() -> None:
        async with pacer.turn("a.example", Pace(10 * SECOND, 1), 25 * SECOND):
            pass

    results = await asyncio.gather(*(ask() for _ in range(5)), return_exceptions=True)
    assert [type(result) for result in results] == [type(None)] * 3 + [WaitTooLong] * 2


async def test_who_gives_up_leaves_no_gap_in_the_line(pacer: Pacer, clock: FakeClock) -> None:
    async def ask() -> float:
        async with pacer.turn("a.example", ONE_A_SECOND, PATIENCE):
            await asyncio.sleep(0)
            return clock.now

    first, second, third = (asyncio.create_task(ask()) for _ in range(3))
    await asyncio.sleep(0)
    second.cancel()
    assert await first == 1000
    assert await third == 1001


async def test_hosts_are_forgotten_when_their_delay_is_over(pacer: Pacer, clock: FakeClock) -> None:
    for number in range(3 * MANY_HOSTS):
        async with pacer.turn(f"{number}.example", ONE_A_SECOND, PATIENCE):
            clock.now += 0.01
    assert len(pacer._lines) <= MANY_HOSTS


async def test_a_host_in_its_delay_is_not_forgotten(pacer: Pacer, clock: FakeClock) -> None:
    async with pacer.turn("a.example", Pace(10 * SECOND, 1), PATIENCE):
        pass
    for number in range(MANY_HOSTS + 1):
        async with pacer.turn(f"{number}.example", Pace(timedelta(0), 1), PATIENCE):
            pass
    async with pacer.turn("a.example", Pace(10 * SECOND, 1), PATIENCE):
        assert clock.now == 1010


async def test_it_is_known_when_a_host_is_ready(pacer: Pacer, clock: FakeClock) -> None:
    assert pacer.ready_in("a.example") == timedelta(0)
    async with pacer.turn("a.example", Pace(10 * SECOND, 2), PATIENCE):
        assert pacer.ready_in("a.example") == 10 * SECOND
        assert pacer.ready_in("b.example") == timedelta(0)
        clock.now += 4
    assert pacer.ready_in("a.example") == 6 * SECOND
    clock.now += 7
    assert pacer.ready_in("a.example") == timedelta(0)


async def test_a_host_that_is_still_being_asked_is_not_ready(
    pacer: Pacer, clock: FakeClock
) -> None:
    async with pacer.turn("a.example", ONE_A_SECOND, PATIENCE):
        clock.now += 30
        assert pacer.ready_in("a.example") == SECOND


async def test_who_has_no_patience_does_not_wait_for_a_slow_answer(
    pacer: Pacer, clock: FakeClock
) -> None:
    async with pacer.turn("a.example", ONE_A_SECOND, PATIENCE):
        clock.now += 30
        for _ in range(3):
            with pytest.raises(WaitTooLong) as caught:
                async with pacer.turn("a.example", ONE_A_SECOND, timedelta(0)):
                    pass
            assert caught.value.wait == SECOND
    # Those who gave up are not waited for.
    assert pacer.ready_in("a.example") == timedelta(0)
    async with pacer.turn("a.example", ONE_A_SECOND, timedelta(0)):
        assert clock.slept == []
