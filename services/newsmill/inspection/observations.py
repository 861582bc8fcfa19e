"""A compact in-memory record of each observation; a million of them fit.

An observation (one state of one feed entry, or a document) takes about 170 bytes, its name
included: a dictionary entry, 24 bytes of name, a number, and a row in a few arrays.
"""

from array import array
from collections.abc import Iterator, Set
from dataclasses import dataclass

from newsmill.contracts.base import Observation
from newsmill.pipeline import ENDS, PATH

PATH_NAMES = tuple(topic.name for topic in PATH)
END_NAMES = tuple(topic.name for topic in ENDS)

NOBODY = -1

_BIT_BY_TOPIC = {name: 1 << number for number, name in enumerate((*PATH_NAMES, *END_NAMES))}
assert len(_BIT_BY_TOPIC) <= 14, "more topics than bits"
_PENDING = 1 << 14
_ENDED_DIFFERENTLY = 1 << 15
_ANY_END = sum(_BIT_BY_TOPIC[name] for name in END_NAMES)

_LAST_SECOND = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Sight:
    """Where an observation was last seen on its way."""

    topic: str
    partition: int
    offset: int


class Observations:
    """All observations, each with a number, in the order in which they were first seen."""

    def __init__(self) -> None:
        self._number_by_name: dict[bytes | str, int] = {}
        self._flags = array("H")
        self._row = array("i")
        self._reason = array("H")
        self._end_id = array("I")
        self._last_topic = array("b")
        self._last_partition = array("i")
        self._last_offset = array("q")
        self._last_seconds = array("I")

    def __len__(self) -> int:
        return len(self._flags)

    def number_of(self, subject: str) -> int:
        """The number of `subject`, which is new if it was not seen before."""
        name = _packed(subject)
        number = self._number_by_name.get(name)
        if number is None:
            number = len(self._flags)
            self._number_by_name[name] = number
            self._flags.append(0)
            self._row.append(NOBODY)
            self._reason.append(0)
            self._end_id.append(0)
            self._last_topic.append(NOBODY)
            self._last_partition.append(0)
            self._last_offset.append(0)
            self._last_seconds.append(0)
        return number

    def find(self, subject: str) -> int | None:
        """The number of `subject`, if it was seen."""
        return self._number_by_name.get(_packed(subject))

    def subjects(self) -> Iterator[tuple[int, str]]:
        """Every number with its subject."""
        return ((number, _unpacked(name)) for name, number in self._number_by_name.items())

    def offer(self, number: int, row: int) -> None:
        """Note that it was offered: `row` is who offered it."""
        self._row[number] = row

    def row(self, number: int) -> int:
        """By whom it was offered, or `NOBODY` if that is not known."""
        return self._row[number]

    def see(
        self, number: int, topic: str, partition: int, offset: int, seconds: int, *, pending: bool
    ) -> bool:
        """It lies in a topic of the path; `pending`: no room has got so far. False for a repeat.

        `seconds` since 1970: when it was written.
        """
        flags = self._flags[number]
        bit = _BIT_BY_TOPIC[topic]
        place = PATH_NAMES.index(topic)
        last = (bool(flags & _PENDING), self._last_topic[number], self._last_offset[number])
        if (pending, place, offset) > last:
            self._last_topic[number] = place
            self._last_partition[number] = partition
            self._last_offset[number] = offset
            self._last_seconds[number] = min(max(seconds, 0), _LAST_SECOND)
        self._flags[number] = flags | bit | (_PENDING if pending else 0)
        return not flags & bit

    def await_replay(self, number: int) -> None:
        """It waits for a room again, whether or not the message itself was read."""
        self._flags[number] |= _PENDING

    def end(self, number: int, topic: str, end_id: int, reason: int = 0) -> bool:
        """It ended in one of the ends; False for a repeat of the same end.

        `end_id` (32 bits) distinguishes ends in the same topic; `reason` is the number of a drop's
        reason.
        """
        flags = self._flags[number]
        bit = _BIT_BY_TOPIC[topic]
        ends = flags & _ANY_END
        is_repeat = bool(flags & bit) and (self._end_id[number] == end_id or ends != bit)
        if ends and not is_repeat:
            flags |= _ENDED_DIFFERENTLY
        if not ends:
            self._end_id[number] = end_id
        if reason:
            self._reason[number] = reason
        self._flags[number] = flags | bit
        return not is_repeat

    def ends(self, number: int) -> list[str]:
        """The topics in which it ended; the first is the one that counts."""
        flags = self._flags[number]
        return [name for name in END_NAMES if flags & _BIT_BY_TOPIC[name]]

    def ended_differently(self, number: int) -> bool:
        """Whether it ended in two topics, or as two records in one."""
        return bool(self._flags[number] & _ENDED_DIFFERENTLY)

    def reason(self, number: int) -> int:
        """The number of the reason for which it was dropped."""
        return self._reason[number]

    def is_pending(self, number: int) -> bool:
        """Whether a message of it waits for a room."""
        return bool(self._flags[number] & _PENDING)

    def last_seen(self, number: int) -> Sight | None:
        """Where it waits, or else how far it came; None when it was seen nowhere on it."""
        if self._last_topic[number] == NOBODY:
            return None
        topic = PATH_NAMES[self._last_topic[number]]
        return Sight(topic, self._last_partition[number], self._last_offset[number])

    def last_seconds(self, number: int) -> int:
        """When the message of `last_seen` was written; 0 when there is none."""
        return self._last_seconds[number]

    def located(self, places: Set[tuple[str, int, int]]) -> dict[tuple[str, int, int], int]:
        """The observations that were last seen at `places`: topic, partition and offset."""
        found = {}
        for number in range(len(self)):
            sight = self.last_seen(number)
            if sight and (place := (sight.topic, sight.partition, sight.offset)) in places:
                found[place] = number
        return found


def _packed(subject: str) -> bytes | str:
    """An observation of ours as bytes, in a third of the memory."""
    observation = Observation.parse(subject)
    return subject if observation is None else observation.packed()


def _unpacked(name: bytes | str) -> str:
    return name if isinstance(name, str) else str(Observation.unpack(name))
