"""The losses that rooms have recorded: messages that were gone before they were read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from pydantic import ValidationError

from newsmill.contracts.outcomes import LostMessages
from newsmill.inspection.counts import Gap
from newsmill.kafka.connection import group_name, on_broker
from newsmill.kafka.records import Message, Place
from newsmill.pipeline import ENTRANCE, PROCESSES_BY_TOPIC
from newsmill.settings import KafkaSettings

MAX_LOSSES = 10_000
"""Different ones that are kept; whatever is beyond is only counted."""

LARGEST_OFFSET = 2**63 - 1

Range = tuple[int, int]
"""The first offset, and the one after the last."""


class Losses:
    """Takes in every message of the topic of lost messages, in any order.

    A loss counts whichever of the groups that read its topic has recorded it, and for good: that
    the same messages come once more, or that another group has committed beyond them, does not
    prove that they were read. With `since`, those count that were noticed from then on.

    Records of other groups, of other installations, or of nonsense are not ours, and only counted.
    """

    def __init__(self, kafka: KafkaSettings, since: datetime | None = None) -> None:
        self._since = since
        self._topic_by_name = {on_broker(kafka, topic): topic for topic in PROCESSES_BY_TOPIC}
        self._groups = {
            topic: {group_name(kafka, process) for process in processes}
            for topic, processes in PROCESSES_BY_TOPIC.items()
        }
        self._losses: dict[tuple[str, int, int, int, str], LostMessages] = {}
        self.ignored = 0
        """How many records are not ours."""
        self.more = 0
        """How many records are ours and beyond what is kept."""

    def enter(self, message: Message) -> None:
        """Take in one message."""
        loss = self._ours(message.value)
        if loss is None:
            self.ignored += 1
        elif self._since is None or loss.noticed_at >= self._since:
            known = (loss.topic, loss.partition, loss.from_offset, loss.until_offset, loss.group)
            if known in self._losses:
                # By a room that was ended before it could commit; it had noticed before.
                loss = min(loss, self._losses[known], key=lambda it: it.noticed_at)
            elif len(self._losses) >= MAX_LOSSES:
                self.more += 1
                return
            self._losses[known] = loss

    @property
    def recorded(self) -> list[LostMessages]:
        """All of them by topic, partition and offset; topics are named as in the contracts."""
        return [self._losses[known] for known in sorted(self._losses)]

    @property
    def total(self) -> int:
        """How many messages; those count once that two groups have missed."""
        return sum(_length(ranges) for ranges in self._ranges().values())

    @property
    def on_the_way(self) -> int:
        """How many of `total` were lost behind the entrance: their offers have been read."""
        return sum(
            _length(ranges)
            for (topic, _), ranges in self._ranges().items()
            if topic != ENTRANCE.name
        )

    def unrecorded(self, gaps: Iterable[Gap]) -> list[Gap]:
        """What is not recorded of `gaps`: a room writes its record before it commits."""
        ranges = self._ranges()
        return [
            replace(gap, first=first, count=until - first)
            for gap in gaps
            for first, until in _without(
                (gap.first, gap.first + gap.count), _united(ranges[gap.topic, gap.partition])
            )
        ]

    def _ours(self, value: bytes | None) -> LostMessages | None:
        try:
            loss = LostMessages.model_validate_json(value or b"")
        except ValidationError:
            return None
        topic = self._topic_by_name.get(loss.topic)
        if topic is None or loss.group not in self._groups[topic]:
            return None
        if not loss.from_offset < loss.until_offset <= LARGEST_OFFSET:
            return None
        return loss.model_copy(update={"topic": topic})

    def _ranges(self) -> defaultdict[Place, list[Range]]:
        ranges: defaultdict[Place, list[Range]] = defaultdict(list)
        for loss in self._losses.values():
            ranges[loss.topic, loss.partition].append((loss.from_offset, loss.until_offset))
        return ranges


def _length(ranges: Iterable[Range]) -> int:
    return sum(until - first for first, until in _united(ranges))


def _united(ranges: Iterable[Range]) -> list[Range]:
    """In order, and none touches another."""
    united: list[Range] = []
    for first, until in sorted(ranges):
        if united and first <= united[-1][1]:
            united[-1] = (united[-1][0], max(until, united[-1][1]))
        else:
            united.append((first, until))
    return united


def _without(whole: Range, taken: Iterable[Range]) -> Iterator[Range]:
    """What is left of `whole`; `taken` is in order."""
    first, until = whole
    for begin, end in taken:
        if begin >= until:
            break
        if first < begin:
            yield first, begin
        first = max(first, end)
    if first < until:
        yield first, until
