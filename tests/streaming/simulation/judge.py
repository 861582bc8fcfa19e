"""What must hold at every step, and at the end."""

from collections import Counter
from typing import Any

from faust.types import TP

from newsmill.contracts.outcomes import LostMessages
from tests.streaming.simulation.broker import Broker, Headers
from tests.streaming.simulation.logs import POISON, Letter
from tests.streaming.simulation.process import Process
from tests.streaming.simulation.room import number_of

TRIES = 3

EXPECTED = {
    "plain": {"published"},
    "slow": {"published"},
    "dropped": {"dropped"},
    "bad": {"decide"},
    "undecodable": {"decode"},
    "refused": {"publish"},
}
"""The outcomes that a message of this kind may have; of poison, quarantine alone."""


class Violated(AssertionError):
    """A promise was broken."""


class Judge:
    """Sees everything that workers do to the model, and says what is wrong with it."""

    def __init__(self, broker: Broker) -> None:
        self.letters: list[Letter] = []
        self.violations: list[str] = []
        self.ends: Counter[str] = Counter()
        self._broker = broker
        self._lives: set[tuple[str, int, Letter]] = set()
        self._admitted: Counter[tuple[str, Letter]] = Counter()
        self._begun: Counter[tuple[str, Letter]] = Counter()
        self._may_repeat: Counter[tuple[str, Letter]] = Counter()
        self._in_hand: dict[str, dict[Letter, None]] = {}
        self._admitted_now: dict[str, dict[Letter, None]] = {}
        self._acked: dict[tuple[str, TP], dict[Letter, int]] = {}
        self._given_in: dict[tuple[str, Letter], int] = {}
        self._lapsed: set[str] = set()
        self._last_of_key: dict[tuple[TP, int, bytes], int] = {}

    def find(self, number: int) -> Letter:
        """The message of that number."""
        return self.letters[number]

    def on_commit(self, tp: TP, offset: int, metadata: str, by: str) -> None:
        """Nothing is committed that is not done; what is missing is reported first."""
        self._note_acked(by, tp)
        log = self._broker.logs[tp]
        if offset > log.end:
            # Of the log that was there before.
            return
        for letter in self.letters:
            if letter.tp != tp or letter.epoch != log.epoch or letter.offset >= offset:
                continue
            if letter.ends or letter.is_reported:
                continue
            if letter.is_gone:
                self._violate(
                    f"{by} stepped over the lost {letter} in silence, committing {offset}"
                )
                letter.is_reported = True
            else:
                self._violate(f"{by} committed {offset} before {letter} was done")

    def on_taken(self, process: Process, message: Any) -> None:
        """From now on it is in the hands of a stage, which may say so before it begins."""
        if (letter := self._letter(message)) is not None:
            self._in_hand.setdefault(process.name, {})[letter] = None

    def on_admitted(self, process: Process, message: Any, admission: Any) -> None:
        """From now on it may be begun."""
        if (letter := self._letter(message)) is None:
            return
        if message.generation_id != process.generation or not process.owns:
            self._violate(f"{process.name} began {letter}, which has been taken away from it")
        if admission.handling == "ordinary":
            self._admitted_now.setdefault(process.name, {})[letter] = None
        self._admitted[process.name, letter] += 1
        life = (process.name, message.generation_id, letter)
        if life in self._lives:
            self._violate(f"{process.name} was given {letter} twice")
        self._lives.add(life)
        self._given_in[process.name, letter] = message.generation_id

    def on_acked(self, process: Process, message: Any, is_done: bool) -> None:
        """It is in nobody's hands any more, though the brokers learn it by a later commit."""
        if (letter := self._letter(message)) is not None:
            if is_done and message.generation_id != process.generation:
                self._violate(f"{process.name} entered {letter} as done for another assignment")
            self._acked.setdefault((process.name, message.tp), {})[letter] = 0
            self._admitted_now.get(process.name, {}).pop(letter, None)

    def _note_acked(self, by: str, tp: TP) -> None:
        """What had been acknowledged before the last commit but one is in no worker's hands."""
        acked = self._acked.get((by, tp), {})
        for letter, commits in list(acked.items()):
            acked[letter] = commits + 1
            if commits:
                del acked[letter]
                self._in_hand.get(by, {}).pop(letter, None)

    def on_begun(self, process: Process, letter: Letter) -> None:
        """Nothing is begun twice in one life of a worker, within one assignment."""
        self._admitted_now.setdefault(process.name, {})[letter] = None
        mine = (process.name, letter)
        self._begun[mine] += 1
        if self._begun[mine] > self._admitted[mine] + self._may_repeat[mine]:
            self._violate(f"{process.name} did {letter} twice")

    def on_died(self, process: Process, letter: Letter) -> None:
        """A child has died of it, or with it: it may be decided on again."""
        self._may_repeat[process.name, letter] += 1

    def on_end(self, process: Process) -> None:
        """A process has ended; unless in order, with something in hand."""
        if process.end == "left":
            return
        letter = process.poisoned_by
        # What it was still busy with after its partition had gone away in order, nobody knows.
        if letter is not None and self._is_still_its_own(process, letter):
            letter.killed += 1
            if letter.killed > TRIES:
                self._violate(f"{process.name} was the {letter.killed}th that {letter} has ended")
        self._count_end(process.name)

    def _is_still_its_own(self, process: Process, letter: Letter) -> bool:
        given_in = self._given_in.get((process.name, letter))
        return process.owns and not process.app.rebalancing and given_in == process.generation

    def on_lapse(self, name: str) -> None:
        """The group has put a silent worker out, which others must take for its end."""
        self._count_end(name)
        self._lapsed.add(name)

    def on_generation(self, names: frozenset[str]) -> None:
        """These are alive, whatever others have thought: their ends count no more."""
        for name in self._lapsed & names:
            for letter in self.letters:
                letter.ends_in_hand.pop(name, None)
        self._lapsed -= names

    def _count_end(self, name: str) -> None:
        admitted = self._admitted_now.get(name, {})
        for letter in self._in_hand.get(name, {}):
            if not letter.is_gone and name not in letter.ends_in_hand:
                # Dictionaries keep their order: the last end is the last.
                letter.ends_in_hand[name] = set(admitted) <= {letter}
                self.ends["in hand"] += 1

    def is_idle(self, name: str) -> bool:
        """Whether it has nothing in hand."""
        return not self._admitted_now.get(name)

    def on_output(
        self, by: str, topic: str, key: bytes | None, value: bytes | None, headers: Headers
    ) -> None:
        """An output lies on the brokers."""
        if topic.startswith("news.lost-messages"):
            self._on_report(LostMessages.model_validate_json(value or b""))
            return
        number = number_of(value)
        if number is None:
            self._violate(f"{by} wrote something to {topic} that is of no message: {value!r}")
            return
        letter = self.letters[number]
        end = "published"
        if topic.startswith("news.dead"):
            stages = [text for name, text in headers if name == "__connect.errors.stage"]
            end = (stages[0] or b"").decode()
        elif topic.startswith("news.drop"):
            end = "dropped"
        # What the log has lost, others have rightly passed over.
        if not letter.ends and not letter.is_gone:
            self._check_order(letter)
        letter.ends.append(end)
        self.ends[end] += 1
        if end == "quarantine":
            self._check_quarantine(by, letter)
        elif letter.kind in POISON or end not in EXPECTED[letter.kind]:
            self._violate(f"{by} ended {letter} by {end}")

    def _check_order(self, letter: Letter) -> None:
        if letter.key is None:
            return
        place = (letter.tp, letter.epoch, letter.key)
        last = self._last_of_key.get(place, -1)
        if letter.offset < last:
            self._violate(f"{letter} ended after a later one of its key, at {last}")
        self._last_of_key[place] = max(last, letter.offset)

    def _check_quarantine(self, by: str, letter: Letter) -> None:
        ends = list(letter.ends_in_hand.values())
        # An end shortly after it was taken may not have been noted, and counts for nobody.
        if not any(ends[TRIES - 1 :]):
            self._violate(f"{by} condemned {letter}, which was in hand at {len(ends)} ends: {ends}")

    def _on_report(self, loss: LostMessages) -> None:
        tp = TP(loss.topic, loss.partition)
        log = self._broker.logs[tp]
        self.ends[f"reported: {loss.reason}"] += 1
        for letter in self.letters:
            if letter.tp == tp and loss.from_offset <= letter.offset < loss.until_offset:
                if letter.is_gone:
                    letter.is_reported = True
                elif letter.epoch == log.epoch and loss.reason != "cut":
                    self._violate(f"{letter} was reported as lost by {loss.reason}, and is there")

    def _letter(self, message: Any) -> Letter | None:
        number = number_of(message.value)
        return None if number is None else self.letters[number]

    def _violate(self, what: str) -> None:
        self.violations.append(f"{self._broker.loop.now - 1000:.3f} {what}")

    def backlog(self) -> list[Letter]:
        """What is neither committed nor gone."""
        committed = {tp: at for tp, (at, _) in self._broker.group.committed.items()}
        for tp, log in self._broker.logs.items():
            if not log.was_noticed:
                # It is a position in the log that was there before.
                committed[tp] = 0
        return [
            letter
            for letter in self.letters
            if not letter.is_gone and committed.get(letter.tp, 0) <= letter.offset
        ]

    def at_the_end(self) -> None:
        """Each message has ended as it should."""
        for letter in self.letters:
            if not letter.ends and not letter.is_gone:
                self._violate(f"{letter} never ended")
