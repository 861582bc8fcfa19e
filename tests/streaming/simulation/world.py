"""One schedule from start to end: brokers, workers, their supervisor, and what happens."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from faust.types import TP

from tests.streaming.simulation import room
from tests.streaming.simulation.broker import Broker
from tests.streaming.simulation.judge import Judge
from tests.streaming.simulation.logs import Kind, Letter, NoLetter
from tests.streaming.simulation.loop import SimulatedLoop, Turning
from tests.streaming.simulation.patching import patched
from tests.streaming.simulation.process import Process, Watched
from tests.streaming.simulation.schedule import SECONDS, Event, Schedule

CALM_SECONDS = 900.0
"""So long workers may take for the backlog once nothing goes wrong any more: of several messages
that hang, each costs three workers their watchdog's patience."""

HUNG_SECONDS = 8.0
"""Then a supervisor kills a process that does not answer."""

STOP_SECONDS = 12.0
"""So long it waits for one that was asked to leave."""

LOOK_SECONDS = 0.5


@dataclass
class Outcome:
    """What came of a schedule."""

    seed: int
    violations: list[str]
    happened: Counter[str]
    ends: Counter[str]
    steps: int
    seconds: float
    trace: list[str] = field(default_factory=list)


class World:
    """Everything that there is in one simulation."""

    def __init__(self, schedule: Schedule, trace: list[str] | None = None) -> None:
        self.schedule = schedule
        self.rng = random.Random(schedule.seed ^ 0x5EED)
        self.loop = SimulatedLoop(self.rng)
        self.tps = [TP(room.PARCELS.name, number) for number in range(schedule.partitions)]
        self.broker = Broker(self.loop, self.rng, self.tps, schedule.session)
        self.broker.latency = schedule.latency
        self.judge = Judge(self.broker)
        self.broker.on_output = self._on_output
        self.broker.group.on_commit = self._on_commit
        self.broker.group.on_lapse = self._on_lapse
        self.broker.group.on_generation = self._on_generation
        self._slots: list[Process | None] = [None] * schedule.workers
        self._children: dict[str, room.Child] = {}
        self._moments: list[Event] = []
        self._idle_kills: list[int] = []
        self._started = 0
        self._is_calm = False
        self._has_moved = True
        self._trace = trace
        self._watched = Watched(
            self._on_end, self._on_hook, self.judge.on_taken, self._on_admitted, self.judge.on_acked
        )

    def run(self) -> Outcome:
        """Let everything happen, then let the backlog go."""
        with patched(self.loop, self._say if self._trace is not None else None):
            for slot in range(len(self._slots)):
                self.loop.call_later(self.rng.random() * 0.5, self._start, slot)
            for event in self.schedule.events:
                self.loop.call_later(event.at, self._happen, event)
            self.loop.call_later(SECONDS, self._calm_down)
            self.loop.call_later(LOOK_SECONDS, self._look_after)
            try:
                is_done = self.loop.run(self._is_over, self.loop.now + SECONDS + CALM_SECONDS)
            except Turning as error:
                self.judge.violations.append(str(error))
            else:
                if not is_done and not self.judge.violations:
                    left = ", ".join(map(str, self.judge.backlog()[:5]))
                    self.judge.violations.append(f"the backlog stays: {left}")
                elif is_done and not self.judge.violations:
                    self.judge.at_the_end()
            self.loop.close()
        return Outcome(
            self.schedule.seed,
            self.judge.violations,
            self.broker.happened,
            self.judge.ends,
            self.loop.steps,
            self.loop.now - 1000.0,
            self._trace or [],
        )

    def _is_over(self) -> bool:
        if self.judge.violations:
            return True
        if not self._is_calm or not self._has_moved:
            return False
        self._has_moved = False
        return not any(log.held for log in self.broker.logs.values()) and not self.judge.backlog()

    # Workers and their supervisor.

    def _start(self, slot: int) -> None:
        if self._slots[slot] is not None:
            return
        self._started += 1
        name = f"worker {self._started}"
        schedule, child = self.schedule, room.Child()
        self._children[name] = child

        def stage(process: Process) -> Any:
            return room.stage(
                process, child, self.judge.find, self._on_begun, self.judge.on_died, self._seconds,
                schedule.width, in_order=schedule.in_order,
            )  # fmt: skip

        self._say(f"{name} starts")
        self._slots[slot] = Process(
            name, self.loop, self.broker, stage, self._watched, self.rng, schedule.buffered
        )

    def _seconds(self) -> float:
        return self.rng.random() * 2 * self.schedule.seconds_per_message

    def _on_end(self, process: Process, how: str) -> None:
        self._say(f"{process.name} ends: {how}")
        self.broker.happened[f"end: {how.split(':')[0]}"] += 1
        self.judge.on_end(process)
        if how.startswith("crashed"):
            self.judge.violations.append(f"{process.name} {how}")
        slot = self._slots.index(process)
        self._slots[slot] = None
        pause = 0.2 + self.rng.random()
        if how == "left":
            pause = process.away_for
        self.loop.call_in_the_world(pause, self._start, slot)

    def _look_after(self) -> None:
        for process in self._slots:
            if process is None:
                continue
            if process.hangs and self.loop.now - process.hangs_since > HUNG_SECONDS:
                process.kill("hung")
            elif (
                process.stop_asked_at is not None
                and self.loop.now - process.stop_asked_at > STOP_SECONDS
            ):
                process.kill("killed: did not leave")
        for slot in list(self._idle_kills):
            process = self._slots[slot]
            if process is not None and self.judge.is_idle(process.name):
                self._idle_kills.remove(slot)
                process.kill("killed idle")
        self.loop.call_later(LOOK_SECONDS, self._look_after)

    def _calm_down(self) -> None:
        self._is_calm = self._has_moved = True
        self._say("from now on all is calm")
        self.broker.calm()
        self._moments.clear()
        self._idle_kills.clear()
        for process in self._slots:
            if process is not None:
                process.main.clock_is_ahead = 0.0
                if process.is_frozen and not process.hangs:
                    process.thaw()

    # What is seen.

    def _on_output(self, by: str, topic: str, key: Any, value: Any, headers: Any) -> None:
        if self._trace is not None:
            stage = dict(headers).get("__connect.errors.stage", b"").decode()
            self._say(f"    {by} wrote {room.number_of(value)} to {topic} {stage}")
        self.judge.on_output(by, topic, key, value, headers)

    def _on_commit(self, tp: TP, offset: int, metadata: str, by: str) -> None:
        if self._trace is not None:
            self._say(f"    {by} committed {tp.partition}/{offset} {metadata}")
        self.judge.on_commit(tp, offset, metadata, by)
        self._has_moved = True
        log = self.broker.logs[tp]
        if not log.was_noticed and offset <= log.end:
            log.was_noticed = True
        self._release_held(tp)

    def _on_lapse(self, name: str) -> None:
        self._say(f"{name} is put out of the group")
        self.broker.happened["end: lapse"] += 1
        self.judge.on_lapse(name)

    def _on_generation(self, names: frozenset[str]) -> None:
        self._say(f"the group is {', '.join(sorted(names))}")
        self.judge.on_generation(names)

    def _on_begun(self, process: Process, letter: Letter) -> None:
        if self._trace is not None:
            self._say(f"    {process.name} decides on {letter}")
        self.judge.on_begun(process, letter)

    def _on_admitted(self, process: Process, message: Any, admission: Any) -> None:
        if self._trace is not None:
            self._say(f"    {process.name} admits {message.partition}/{message.offset} {admission}")
        self.judge.on_admitted(process, message, admission)

    def _on_hook(self, process: Process, moment: str) -> None:
        if self._trace is not None:
            tps = sorted(tp.partition for tp in process.client.assignment())
            self._say(f"    {process.name}: {moment} in {process.generation}, {tps}")
        for event in self._moments:
            if event.when == moment and (not event.args or self._slot_of(event) is process):
                self._moments.remove(event)
                self.broker.happened[f"at {moment}: {event.what}"] += 1
                self._do(event)
                return

    def _slot_of(self, event: Event) -> Process | None:
        return self._slots[event.args[0]] if event.args[0] < len(self._slots) else None

    def _say(self, what: str) -> None:
        if self._trace is not None:
            self._trace.append(f"{self.loop.now - 1000:8.3f} {what}")

    # What happens.

    def _happen(self, event: Event) -> None:
        if self._is_calm:
            return
        if event.when:
            self._moments.append(event)
        else:
            self._do(event)

    def _do(self, event: Event) -> None:
        self._say(f"** {event}")
        if getattr(self, "_" + event.what.replace(" ", "_"))(*event.args) is not False:
            self.broker.happened[event.what] += 1

    def _write(self, partition: int, letters: tuple[tuple[Kind, int], ...]) -> None:
        log = self.broker.logs[self.tps[partition]]
        log.held += [(kind, b"key %d" % key if key else None) for kind, key in letters]
        self._release_held(log.tp)

    def _release_held(self, tp: TP) -> None:
        """Write what producers have; into a new log only as long as it can be noticed."""
        log = self.broker.logs[tp]
        committed = self.broker.group.committed.get(tp, (0, ""))[0]
        was = len(log.held)
        while log.held and (log.was_noticed or log.end + 1 < committed):
            kind, key = log.held.pop(0)
            letter = Letter(len(self.judge.letters), kind, key, tp, log.end, log.epoch)
            self.judge.letters.append(letter)
            log.append(letter)
        if len(log.held) != was:
            self.broker.tell()

    def _process(self, slot: int) -> Process | None:
        process = self._slots[slot]
        return process if process is not None and process.is_alive else None

    def _kill(self, slot: int, steps: int) -> bool:
        if (process := self._process(slot)) is None:
            return False
        process.main.countdown = (process.main.steps + steps, process.kill)
        return True

    def _kill_idle(self, slot: int) -> None:
        self._idle_kills.append(slot)

    def _kill_child(self, slot: int) -> bool:
        # The third death with the same message makes a dead letter of it, and rightly.
        is_too_often = self.broker.happened["kill child"] >= 2
        if (process := self._process(slot)) is None or is_too_often:
            return False
        return self._children[process.name].kill() > 0

    def _stop(self, slot: int, away_for: float) -> bool:
        if (process := self._process(slot)) is None or process.is_frozen:
            return False
        process.away_for = away_for
        process.ask_to_stop()
        return True

    def _pause(self, slot: int, seconds: float) -> bool:
        if (process := self._process(slot)) is None or process.is_frozen:
            return False
        process.freeze()
        self.loop.call_in_the_world(seconds, self._wake, process)
        return True

    def _wake(self, process: Process) -> None:
        if process.is_alive and not process.hangs:
            self._say(f"{process.name} wakes up")
            process.thaw()

    def _rebalance(self, _: int) -> None:
        self.broker.group.rebalance()

    def _put_out(self, slot: int) -> bool:
        if (process := self._process(slot)) is None:
            return False
        self.broker.group.forget(process.name)
        return True

    def _commit(self, *args: Any) -> None:
        self.broker.trouble(*args)

    _fetch = _send = _commit

    def _away(self, seconds: float) -> None:
        self.broker.away_until = max(self.broker.away_until, self.loop.now + seconds)

    def _clock(self, slot: int, ahead: float, seconds: float) -> bool:
        if (process := self._process(slot)) is None:
            return False
        process.main.clock_is_ahead = ahead
        self.loop.call_in_the_world(seconds, self._set_clock, process)
        return True

    def _set_clock(self, process: Process) -> None:
        process.main.clock_is_ahead = 0.0

    def _marker(self, partition: int, count: int, *, is_marker: bool = True) -> bool:
        log = self.broker.logs[self.tps[partition]]
        if not log.was_noticed:
            return False
        for _ in range(count):
            log.append(NoLetter(log.end, is_marker))
        self.broker.tell()
        return True

    def _aborted(self, partition: int, count: int) -> bool:
        return self._marker(partition, count, is_marker=False)

    def _retention(self, partition: int, count: int) -> bool:
        log = self.broker.logs[self.tps[partition]]
        if not log.was_noticed:
            # What was in a new log before anybody has seen it, nobody can miss.
            return False
        before = log.start
        log.remove_before(max(log.start, log.end - count + 1))
        return log.start > before

    def _hole(self, partition: int, count: int) -> bool:
        log = self.broker.logs[self.tps[partition]]
        start = log.end - count - 1
        return start >= log.start and bool(log.take(range(start, start + count)))

    def _new_log(self, partition: int, count: int) -> bool:
        log = self.broker.logs[self.tps[partition]]
        committed = self.broker.group.committed.get(log.tp, (0, ""))[0]
        if committed < 2 or not log.was_noticed:
            return False
        log.make_anew()
        log.says_so = count % 2 == 0
        self.broker.tell()
        return True
