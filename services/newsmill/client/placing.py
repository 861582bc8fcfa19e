"""Find the offsets at which to begin, and what is gone before them."""

import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from confluent_kafka import Consumer, KafkaException, TopicCollection, TopicPartition

from newsmill.client.errors import BrokerUnavailable, Gap, WrongPosition
from newsmill.client.starting import Beginning
from newsmill.positions import UNKNOWN_EPOCH, Position, epoch_of

ANSWER_SECONDS = 15.0

_FAR_FUTURE_MILLISECONDS = 253_402_300_799_000


logger = logging.getLogger("newsmill.client")


class Quiet:
    """Takes what librdkafka logs: each attempt to connect, which errors tell better."""

    def log(self, _: int, line: str, *arguments: object) -> None:
        """As a logger does."""
        logger.debug(line, *arguments)


class Told(Protocol):
    """Takes the gaps that are found."""

    def append(self, gap: Gap, /) -> None:
        """Take one."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where to read each partition from."""

    offsets: Mapping[int, int]
    not_before: Mapping[int, int] = field(default_factory=dict)
    """Milliseconds: messages before the first one of this time are not wanted."""
    maybe_beyond: frozenset[int] = frozenset()
    """Partitions that end before their offset, by what brokers list."""


class Placing:
    """Of one topic and one consumer. Every call asks brokers.

    All methods raise `BrokerUnavailable` if none answers.
    """

    def __init__(self, consumer: Consumer, broker: str, topic: str, epoch: int, gaps: Told) -> None:
        self._consumer = consumer
        self._broker = broker
        self._topic = topic
        self._gaps = gaps
        self.epoch = epoch

    def begin(self, partitions: Iterable[int], beginning: Beginning) -> Places:
        """Where `beginning` is.

        Raises:
            WrongPosition: in another topic.
        """
        try:
            bounds = {each: self._bounds(each) for each in partitions}
            match beginning.at:
                case "earliest":
                    return Places({each: low for each, (low, _) in bounds.items()})
                case "latest":
                    return Places({each: high for each, (_, high) in bounds.items()})
                case Position() as position:
                    return self._behind(position, bounds)
                case datetime() as instant:
                    return self._since(instant, bounds)
        except KafkaException as error:
            raise self._unanswered(error) from error

    def of_group(self, partitions: Iterable[int], beginning: Beginning) -> Places:
        """Where the group is, or where it begins: that is committed at once, for all partitions.

        Otherwise a reader that is killed before its first commit would begin anew, at a later
        "latest", and the other members of the group at one of their own.
        """
        wanted = set(partitions)
        try:
            committed = self._committed()
            if not any(offset >= 0 for offset in committed.values()):
                places = self.begin(committed, beginning)
                self._commit(places.offsets)
                offsets = places.offsets
                not_before = {p: at for p, at in places.not_before.items() if p in wanted}
                return Places({each: offsets[each] for each in wanted}, not_before)
            bounds = {each: self._bounds(each) for each in wanted}
            # A partition without a position was added when the group was reading already.
            at = {p: committed[p] if committed[p] >= 0 else bounds[p][0] for p in wanted}
            return self._kept(at, bounds)
        except KafkaException as error:
            raise self._unanswered(error) from error

    def again(self, partition: int, wanted: int) -> int:
        """Where to go on in a partition that has nothing at the offset `wanted`."""
        fetched_end = self.fetched_end(partition)
        try:
            low, high = self._bounds(partition)
        except KafkaException as error:
            raise self._unanswered(error) from error
        if wanted < low:
            self._gaps.append(Gap(self._topic, partition, wanted, low, low - wanted))
            return low
        if wanted > max(high, fetched_end):
            # Not by retention: the topic was created anew, or a leader had less than the last one.
            self._gaps.append(Gap(self._topic, partition, wanted, low, None))
            return low
        return wanted

    def fetched_end(self, partition: int) -> int:
        """Where it ends, as the last fetch has said; negative before the first one."""
        place = TopicPartition(self._topic, partition)
        found = self._consumer.get_watermark_offsets(place, cached=True)
        return found[1] if found else -1

    def _behind(self, position: Position, bounds: Mapping[int, tuple[int, int]]) -> Places:
        if UNKNOWN_EPOCH not in (position.epoch, self.epoch) and position.epoch != self.epoch:
            raise WrongPosition(
                f"the position is of another topic than {self._topic}, or this one was created anew"
                ' since: all that it has is read with start="earliest"'
            )
        # A partition that the position does not have was added later.
        at = {each: position.offsets.get(each, low) for each, (low, _) in bounds.items()}
        return self._kept(at, bounds)

    def _kept(self, at: Mapping[int, int], bounds: Mapping[int, tuple[int, int]]) -> Places:
        """At these offsets, or where what is kept begins: what is gone before it is a gap."""
        offsets = {}
        beyond = set()
        for partition, wanted in at.items():
            low, high = bounds[partition]
            if wanted < low:
                self._gaps.append(Gap(self._topic, partition, wanted, low, low - wanted))
            if wanted > high:
                # Maybe: a fetch knows the end, which the embedded broker lists too low.
                beyond.add(partition)
            offsets[partition] = max(wanted, low)
        return Places(offsets, maybe_beyond=frozenset(beyond))

    def _since(self, instant: datetime, bounds: Mapping[int, tuple[int, int]]) -> Places:
        milliseconds = int(instant.timestamp() * 1000)
        not_before = dict.fromkeys(bounds, milliseconds)
        never = self._offsets_at(bounds, _FAR_FUTURE_MILLISECONDS)
        if any(offset >= 0 for offset in never.values()):
            # The embedded broker answers something to any time: it is all read then.
            return Places({each: low for each, (low, _) in bounds.items()}, not_before)
        found = self._offsets_at(bounds, milliseconds)
        ends = {each: high for each, (_, high) in bounds.items()}
        return Places({p: at if at >= 0 else ends[p] for p, at in found.items()}, not_before)

    def _offsets_at(self, partitions: Iterable[int], milliseconds: int) -> dict[int, int]:
        asked = [TopicPartition(self._topic, each, milliseconds) for each in partitions]
        answers = self._consumer.offsets_for_times(asked, timeout=ANSWER_SECONDS)
        return {answer.partition: answer.offset for answer in answers}

    def _bounds(self, partition: int) -> tuple[int, int]:
        place = TopicPartition(self._topic, partition)
        found = self._consumer.get_watermark_offsets(place, timeout=ANSWER_SECONDS)
        if found is None:
            raise BrokerUnavailable(self._broker, "it does not say where the topic ends")
        return found

    def _committed(self) -> dict[int, int]:
        """Where the group is in all partitions of the topic; negative where it is nowhere."""
        found = self._consumer.list_topics(self._topic, timeout=ANSWER_SECONDS)
        asked = [TopicPartition(self._topic, p) for p in found.topics[self._topic].partitions]
        answers = self._consumer.committed(asked, timeout=ANSWER_SECONDS)
        return {answer.partition: answer.offset for answer in answers}

    def _commit(self, offsets: Mapping[int, int]) -> None:
        written = [TopicPartition(self._topic, *place) for place in offsets.items()]
        self._consumer.commit(offsets=written, asynchronous=False)

    def _unanswered(self, error: KafkaException) -> BrokerUnavailable:
        return BrokerUnavailable(self._broker, error.args[0].str())


def topic_epoch(options: Mapping[str, Any], topic: str) -> int:
    """The epoch of the topic, by the id that brokers have given it; unknown if none says one."""
    from confluent_kafka.admin import AdminClient

    with suppress(KafkaException):
        admin = AdminClient(dict(options), logger=Quiet())
        asked = admin.describe_topics(TopicCollection([topic]), request_timeout=ANSWER_SECONDS)
        return epoch_of(topic, as_kafka_writes_it(str(asked[topic].result().topic_id)))
    return UNKNOWN_EPOCH


def as_kafka_writes_it(topic_id: str) -> str:
    """An id that librdkafka has written, in the alphabet of Kafka's own tools and of gateways."""
    return topic_id.translate(str.maketrans("+/", "-_"))
