"""Drops and dead letters, the latest of them, to be found by the entry that they are about."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from newsmill.contracts.outcomes import Drop
from newsmill.contracts.topics import DEAD_LETTERS, DROPS
from newsmill.gateway.api.models import Outcome, Way, WayStep
from newsmill.inspection.naming import name_of
from newsmill.inspection.quarantine import letter_of
from newsmill.kafka.records import Message

FOLLOWED = (DROPS, DEAD_LETTERS)
ENTRIES_KEPT = 50_000
ENDS_OF_AN_ENTRY = 20


@dataclass(frozen=True, slots=True)
class Ending:
    """How one state of an entry ended, other than as an article or a copy."""

    observation: str
    outcome: Outcome
    step: WayStep

    @property
    def way(self) -> Way:
        """As the API gives it."""
        return Way(observation=self.observation, outcome=self.outcome, steps=(self.step,))


class Endings:
    """Takes in the messages of `FOLLOWED`; `on_drop` is told the room and the time of each drop."""

    def __init__(self, topic_prefix: str, on_drop: Callable[[str, datetime], None]) -> None:
        self._topic_prefix = topic_prefix
        self._on_drop = on_drop
        self._endings: OrderedDict[str, tuple[Ending, ...]] = OrderedDict()

    def enter(self, message: Message) -> None:
        """Take in one message; one that is none of ours is left out."""
        ending = self._drop(message) if message.topic == DROPS.name else self._letter(message)
        if ending is None:
            return
        entry_id = ending.observation.partition(".")[0]
        known = self._endings.pop(entry_id, ())
        if ending not in known:
            known = (*known, ending)[-ENDS_OF_AN_ENTRY:]
        self._endings[entry_id] = known
        if len(self._endings) > ENTRIES_KEPT:
            self._endings.popitem(last=False)

    def of_entry(self, entry_id: str) -> tuple[Ending, ...]:
        """How states of an entry ended, the oldest first."""
        return self._endings.get(entry_id, ())

    def _drop(self, message: Message) -> Ending | None:
        try:
            drop = Drop.model_validate_json(message.value or b"")
        except ValidationError:
            return None
        self._on_drop(drop.room, drop.dropped_at)
        what = f"dropped: {drop.reason.replace('_', ' ')}"
        if drop.detail:
            what += f" ({drop.detail})"
        return _ending(message, str(drop.observation), "dropped", drop.room, drop.dropped_at, what)

    def _letter(self, message: Message) -> Ending | None:
        record = letter_of(message).record
        if record is None:
            return None
        name = name_of(message, self._topic_prefix)
        what = f"dead letter at {record.stage}: {record.exception}: {record.message}"
        return _ending(message, name, "dead_letter", record.room, record.failed_at, what)


def _ending(
    message: Message, observation: str, outcome: Outcome, room: str, at: datetime, what: str
) -> Ending:
    step = WayStep(
        room=room,
        at=at,
        what=what[:1000],
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
    )
    return Ending(observation, outcome, step)
