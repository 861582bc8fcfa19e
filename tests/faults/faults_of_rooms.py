"""What is done to the rooms: killed, stopped, frozen, at any moment or at a named point."""

import asyncio
import shutil
import signal

from aiokafka.errors import KafkaError

from newsmill.pipeline import JOURNALS, PULLER
from tests.faults.points import AT_THE_JOURNAL, Point, arm, disarm
from tests.faults.reading import INPUT_BY_ROOM, reset_group
from tests.faults.running import PREFIX, Run
from tests.faults.supervising import CHECK_SECONDS, Room

CHANCE_OF_A_PAIR = 0.3
END_SECONDS = 30.0
FIRE_SECONDS = 60.0
BACKLOG_SECONDS = 4.0
FREEZE_SECONDS = 90.0
SETTLE_SECONDS = 5.0
STAGES = tuple(INPUT_BY_ROOM)


def kill_rooms(run: Run, times: int) -> None:
    """kill -9 of each room in turn, at random moments, sometimes two within a few seconds."""
    for room in _in_random_order(run, times):
        run.wait(run.draw.uniform(0.5, 3))
        injection = run.begin("kill -9", room.name)
        _kill(run, room)
        injection.told["measure standstill"] = True
        run.over(injection)
        if run.draw.random() < CHANCE_OF_A_PAIR:
            # The next one is killed before this one is well again.
            injection.told["measure standstill"] = False
            injection.told["recovered with"] = "the next"
            continue
        run.recover(injection)
    if run.injections[-1].recovered is None:
        run.recover(run.injections[-1])


def kill_at_random(run: Run, times: int, mean_seconds: float) -> None:
    """kill -9 of any room at any moment, whether or not it is well again after the last."""
    for _ in range(times):
        run.wait(run.draw.expovariate(1 / mean_seconds))
        while not (running := [room for room in run.supervisor.rooms if room.is_running]):
            run.wait(CHECK_SECONDS)
        room = run.draw.choice(running)
        injection = run.begin("kill -9 at random", room.name)
        injection.told["recovered with"] = "the last"
        # Returns when another process runs: one that is about to end cannot be killed again.
        _kill(run, room)
        run.over(injection)
    last = run.injections[-1]
    del last.told["recovered with"]
    run.recover(last)


def terminate_rooms(run: Run, times: int) -> None:
    """SIGTERM of each room in turn: it ends with 0, soon, and the supervisor starts it again."""
    for room in _in_random_order(run, times):
        run.wait(run.draw.uniform(0.5, 3))
        injection = run.begin("SIGTERM", room.name)
        exits = len(room.exits)
        room.make_end(signal.SIGTERM)
        ended = run.wait_until(lambda r=room, n=exits: len(r.exits) > n, END_SECONDS + 5, 0.02)  # type: ignore[misc]
        if not ended:
            run.problems.append(f"SIGTERM {room.name}: still there after {END_SECONDS:.0f} s")
            room.signal(signal.SIGKILL)
            continue
        took = room.exits[exits].at - injection.began
        injection.told |= {"code": room.exits[exits].code, "seconds to end": round(took, 2)}
        injection.told["measure standstill"] = True
        if room.exits[exits].code or took > END_SECONDS:
            run.problems.append(
                f"SIGTERM {room.name}: exit {room.exits[exits].code} after {took:.1f} s"
            )
        run.over(injection)
        run.recover(injection)


def kill_at(run: Run, point: Point, times: int) -> None:
    """kill -9 at a named point."""
    with_journal = tuple(one.room for one in JOURNALS if one.room in STAGES)
    rooms = with_journal if point in AT_THE_JOURNAL else STAGES
    first = run.draw.randrange(len(rooms))
    for number in range(times):
        name = rooms[(first + number) % len(rooms)]
        run.wait(run.draw.uniform(0.5, 2))
        _kill_at(run, point, run.supervisor[name])


def freeze_rooms(run: Run, times: int, seconds: float = FREEZE_SECONDS) -> None:
    """SIGSTOP of each room in turn; every other time another worker takes its work meanwhile."""
    for number, room in enumerate(_in_random_order(run, times)):
        injection = run.begin(f"SIGSTOP {seconds:.0f} s", room.name)
        room.signal(signal.SIGSTOP)
        other = None
        try:
            if number % 2 == 0:
                other = run.one_more(room.name)
                injection.told["with another worker"] = True
            run.wait(seconds)
        finally:
            room.signal(signal.SIGCONT)
        run.over(injection)
        run.recover(injection)
        if other is not None:
            run.retire(other)
            run.wait(SETTLE_SECONDS)


def reset_groups(run: Run, rooms: tuple[str, ...]) -> None:
    """A room's group is set back to the start: it does everything once more."""
    for name in rooms:
        room = run.supervisor[name]
        injection = run.begin("group reset", name)
        run.retire(room)
        if not run.wait_until(lambda n=name: _is_reset(run, n), END_SECONDS, 0.5):  # type: ignore[misc]
            run.problems.append(f"the group of {name} could not be set back")
        run.supervisor.restore(room)
        run.over(injection)
        # Its backlog is everything there was.
        latest = run.latest()
        if latest is not None:
            injection.waiting += sum(
                end for (topic, _), end in latest.ends.items() if topic == INPUT_BY_ROOM[name]
            )
        run.wait(SETTLE_SECONDS)
        run.recover(injection)


def delete_state(run: Run, times: int) -> None:
    """The state folder is deleted while a room works, and the room killed."""
    for name in (*reversed(STAGES), PULLER)[:times]:
        run.wait(run.draw.uniform(1, 4))
        injection = run.begin("state deleted", name)
        shutil.rmtree(run.folder / "state", ignore_errors=True)
        _kill(run, run.supervisor[name])
        run.over(injection)
        run.recover(injection)


def change_workers(run: Run, seconds: float, every: float) -> None:
    """Add and remove workers of the stages in turn."""
    extra: list[Room] = []
    for number in range(int(seconds / every)):
        if len(extra) >= 2 or (extra and run.draw.random() < 0.5):
            leaving = extra.pop(0)
            injection = run.begin("worker removed", leaving.name)
            run.retire(leaving)
        else:
            name = STAGES[number % len(STAGES)]
            injection = run.begin("worker added", name)
            extra.append(run.one_more(name))
        run.over(injection)
        injection.told["recovered with"] = "the next"
        run.wait(every)
    for room in extra:
        run.retire(room)
    last = run.begin("all added workers removed", "")
    run.over(last)
    run.recover(last)


def _in_random_order(run: Run, times: int) -> list[Room]:
    """Each room as often as the others, as far as `times` allows."""
    rooms = list(run.supervisor.rooms)
    order: list[Room] = []
    while len(order) < times:
        order += run.draw.sample(rooms, len(rooms))
    return order[:times]


def _kill(run: Run, room: Room) -> None:
    """kill -9; returns when the supervisor has started it again."""
    exits = len(room.exits)
    room.make_end(signal.SIGKILL)
    run.wait_until(lambda: len(room.exits) > exits, END_SECONDS, 0.02)


def _kill_at(run: Run, point: Point, room: Room) -> None:
    injection = run.begin(point, room.name)
    exits, other = len(room.exits), None
    if point == "with-full-window":
        run.retire(room)
        run.wait(BACKLOG_SECONDS)
        fired = arm(run.folder, room.name, point, 1)
        run.supervisor.restore(room)
    elif point == "during-rebalance":
        fired = arm(run.folder, room.name, point, 1)
        other = run.one_more(room.name)
    else:
        fired = arm(run.folder, room.name, point, run.draw.randint(1, 12))
    if not run.wait_until(fired.exists, FIRE_SECONDS):
        run.problems.append(f"{point} {room.name}: was not reached")
        disarm(run.folder)
    else:
        # Of two workers of a room, whoever was there first.
        room.wanted_exits[-signal.SIGKILL] += 1
        if other is None:
            run.wait_until(lambda: len(room.exits) > exits, END_SECONDS)
    run.over(injection)
    run.recover(injection)
    if other is not None:
        run.retire(other)
        run.wait(SETTLE_SECONDS)


def _is_reset(run: Run, name: str) -> bool:
    try:
        asyncio.run(reset_group(run.cluster.address, PREFIX, name))
    except KafkaError:
        # Not everybody has left yet.
        return False
    return True
