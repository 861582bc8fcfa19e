"""What must hold at every step, and at the end."""

from collections import Counter
from dataclasses import dataclass, field
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


@dataclass
class InHand:
    """What a process has begun and not ended, by its partition."""

    letters: dict[Letter, int] = field(default_factory=dict)


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
        self._last_of_key: dict[tuple[TP, int, bytes], int] = {}
        self._committed: set[TP] = set()
        self._counted: set[tuple[str, Letter]] = set()

    def find(self, number: int) -> Letter:
        """The message of that number."""
        return self.letters[number]

    def on_commit(self, tp: TP, offset: int, metadata: str, by: str) -> None:
        """Nothing is committed that is not done; what is missing is reported first."""
        log = self._broker.logs[tp]
        if offset > log.end:
            # Of the log that was there before.
            return
        # Whether somebody had read what is gone before the first commit, nobody can know.
        is_first, _ = tp not in self._committed, self._committed.add(tp)
        for letter in self.letters:
            if is_first and letter.tp == tp and letter.is_gone:
                letter.is_reported = True
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

    def on_admitted(self, process: Process, message: Any, admission: Any) -> None:
        """From now on it is in hand."""
        if (letter := self._letter(message)) is None:
            return
        self._in_hand.setdefault(process.name, {})[letter] = None
        self._admitted[process.name, letter] += 1
        life = (process.name, message.generation_id, letter)
        if life in self._lives:
            self._violate(f"{process.name} was given {letter} twice")
        self._lives.add(life)

    def on_acked(self, process: Process, message: Any) -> None:
        """It is in nobody's hands any more."""
        if (letter := self._letter(message)) is not None:
            self._in_hand.get(process.name, {}).pop(letter, None)

    def on_begun(self, process: Process, letter: Letter) -> None:
        """Nothing is begun twice in one life of a worker, within one assignment."""
        mine = (process.name, letter)
        self._begun[mine] += 1
        if self._begun[mine] > self._admitted[mine] + self._may_repeat[mine]:
            self._violate(f"{process.name} did {letter} twice")

    def on_died(self, process: Process, letter: Letter) -> None:
        """A child has died of it, or with it: it may be decided on again."""
        self._may_repeat[process.name, letter] += 1

    def on_end(self, process: Process, how: str) -> None:
        """A process has ended; unless in order, with something in hand."""
        if process.end == "left":
            return
        self._count_end(process.name)

    def on_lapse(self, name: str) -> None:
        """The group has put a silent worker out, which others take for its end."""
        self._count_end(name)

    def _count_end(self, name: str) -> None:
        in_hand = [letter for letter in self._in_hand.get(name, ()) if not letter.is_gone]
        alone = Counter(letter.tp for letter in in_hand)
        for letter in in_hand:
            if (name, letter) in self._counted:
                continue
            self._counted.add((name, letter))
            letter.ends_in_hand.append(alone[letter.tp] == 1)
            self.ends["in hand"] += 1
            if letter.kind in POISON and len(letter.ends_in_hand) > TRIES and not letter.ends:
                self.ends["poison beyond the third try"] += 1

    def is_idle(self, name: str) -> bool:
        """Whether it has nothing in hand."""
        return not self._in_hand.get(name)

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
        if not letter.ends:
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
        ends = letter.ends_in_hand
        if len(ends) < TRIES or not ends[-1]:
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
