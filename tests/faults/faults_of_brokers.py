"""What is done to the brokers, and to the line that leads to them."""

from collections.abc import Callable

from tests.faults.clusters import Node
from tests.faults.running import Run

AWAY_SECONDS = (5.0, 15.0)
SETTLE_SECONDS = 10.0
ALL_DOWN_SECONDS = 120.0
NOTICED_WITHIN_SECONDS = 30.0
SLOW_SECONDS = 40.0
DELAY_SECONDS = 0.1


def kill_brokers(run: Run, times: int) -> None:
    """kill -9 of one broker of three, and its restart."""
    for _ in range(times):
        node = run.draw.choice(run.cluster.nodes)
        injection = run.begin("broker kill -9", f"broker {node.broker.number}")
        node.kill()
        run.wait(run.draw.uniform(*AWAY_SECONDS))
        _start([node])
        run.over(injection)
        run.recover(injection)
        # The next one may go when this one has caught up: two of three must be in sync.
        run.wait(SETTLE_SECONDS)


def stop_brokers(run: Run, times: int) -> None:
    """The only broker is stopped in order, and started again."""
    for _ in range(times):
        injection = run.begin("broker stopped", "the only one")
        for node in run.cluster.nodes:
            node.stop()
        run.wait(run.draw.uniform(*AWAY_SECONDS))
        _start(run.cluster.nodes)
        run.over(injection)
        run.recover(injection)
        run.wait(SETTLE_SECONDS)


def freeze_brokers(run: Run, times: int, seconds: float) -> None:
    """SIGSTOP of one broker of three."""
    for _ in range(times):
        node = run.draw.choice(run.cluster.nodes)
        injection = run.begin(f"broker SIGSTOP {seconds:.0f} s", f"broker {node.broker.number}")
        node.freeze()
        try:
            run.wait(seconds)
        finally:
            node.thaw()
        run.over(injection)
        run.recover(injection)
        run.wait(SETTLE_SECONDS)


def take_all_brokers_away(run: Run, times: int, seconds: float = ALL_DOWN_SECONDS) -> None:
    """No broker is there: feeds are not asked for what cannot be passed on; nobody is ready."""
    for number in range(times):
        injection = run.begin("all brokers down", f"{len(run.cluster.nodes)} brokers")
        exits = sum(len(room.exits) for room in run.supervisor.rooms)
        for node in run.cluster.nodes:
            if number % 2:
                node.stop()
            else:
                node.kill()
        run.wait(NOTICED_WITHIN_SECONDS)
        polls = run.stand.status()["polls"]
        run.wait(seconds - NOTICED_WITHIN_SECONDS)
        asked = run.stand.status()["polls"] - polls
        injection.told["polls while noticed"] = asked
        if asked:
            run.problems.append(f"all brokers down: feeds were polled {asked} times all the same")
        for room in run.supervisor.rooms:
            live, ready = room.answers("live"), room.answers("ready")
            if (live, ready) != (200, 503):
                run.problems.append(
                    f"all brokers down: {room.name} answers /live {live} and /ready {ready}"
                )
        ended = sum(len(room.exits) for room in run.supervisor.rooms) - exits
        injection.told["rooms ended"] = ended
        _start(run.cluster.nodes)
        run.over(injection)
        run.recover(injection)
        run.wait(SETTLE_SECONDS)


def cut_the_line(run: Run, times: int, seconds: float) -> None:
    """Nothing passes between rooms and brokers."""
    wall = run.cluster.wall
    assert wall is not None, "this cluster has no wall"
    for _ in range(times):
        _with(run, f"network cut {seconds:.0f} s", wall.cut, wall.mend, seconds)


def cut_one_way(run: Run, times: int, seconds: float) -> None:
    """Only one direction passes."""
    wall = run.cluster.wall
    assert wall is not None, "this cluster has no wall"
    for number in range(times):
        name, cut = (
            ("to the brokers", wall.cut_inward) if number % 2 else ("from them", wall.cut_outward)
        )
        _with(run, f"one-way cut {seconds:.0f} s, {name}", cut, wall.mend, seconds)


def lose_packets(run: Run, times: int, percent: int) -> None:
    """Some packets are lost, each way."""
    wall = run.cluster.wall
    assert wall is not None, "this cluster has no wall"
    for _ in range(times):
        _with(run, f"{percent} % loss", lambda: wall.lose(percent), wall.mend, SLOW_SECONDS)


def delay_the_line(run: Run, times: int) -> None:
    """Everything takes longer, each way."""
    forwarder = run.cluster.forwarder
    assert forwarder is not None, "this cluster has no forwarder"

    def slow() -> None:
        forwarder.delay = DELAY_SECONDS

    def fast() -> None:
        forwarder.delay = 0.0

    for _ in range(times):
        _with(run, "100 ms delay each way", slow, fast, SLOW_SECONDS)


def _with(
    run: Run, fault: str, begin: Callable[[], None], end: Callable[[], None], seconds: float
) -> None:
    injection = run.begin(fault, "the line")
    begin()
    try:
        run.wait(seconds)
    finally:
        end()
    run.over(injection)
    run.recover(injection)
    run.wait(SETTLE_SECONDS)


def _start(nodes: list[Node]) -> None:
    for node in nodes:
        node.start()
    for node in nodes:
        node.wait_until_ready()
