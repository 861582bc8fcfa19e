"""Read one topic with librdkafka: from a position or as a group, without a message lost in silence.

Nothing is taken before it is asked for, so what was asked for before is done, and is what may be
committed. All calls may block as long as they say, and come from one thread at a time.
"""

import logging
import time
from collections import deque
from collections.abc import Iterable

from confluent_kafka import (
    Consumer,
    KafkaError,
    KafkaException,
    Message,
    TopicPartition,
)

from newsmill.client.errors import BrokerUnavailable, Gap, NotAllowed, ReadingFailed, TopicMissing
from newsmill.client.placing import Places, Placing, Quiet, topic_epoch
from newsmill.client.reading import Reading, options_of, refusal_of
from newsmill.client.starting import Beginning
from newsmill.positions import Position

logger = logging.getLogger("newsmill.client")

COMMIT_SECONDS = 1.0
ATTEMPT_SECONDS = 1.0
REFRESH_SECONDS = 60.0
"""How often to look for new partitions, where no group does."""


class Log:
    """The messages of a topic, one by one."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._topic = reading.topic
        self._consumer = Consumer(
            {**options_of(reading), "error_cb": self._on_client_error}, logger=Quiet()
        )
        self._placing: Placing | None = None
        self._next: dict[int, int] = {}
        """By assigned partition, what comes after all that is done."""
        self._not_before: dict[int, int] = {}
        self._maybe_beyond: set[int] = set()
        self._astray: set[int] = set()
        """Partitions that have nothing at the offset that we want."""
        self._uncommitted: dict[int, int] = {}
        self._committed_at = self._refreshed_at = time.monotonic()
        self._ends: dict[int, int] = {}
        self._ended: set[int] = set()
        self._assigned: list[int] | None = None
        """By the group, and not placed yet."""
        self._has_assignment = False
        self._why = "no answer"
        self._refusal: str | None = None
        self.gaps: deque[Gap] = deque()
        """What was found missing; whoever tells it takes it out."""

    def open(self, resume: Position | None = None) -> None:
        """Connect, and begin; `resume` is where an earlier reading ended.

        Raises:
            BrokerUnavailable: no broker answers within `connect_timeout`.
            NotAllowed: one does, and lets us not in.
            TopicMissing: it has no such topic.
            WrongPosition: we are to begin at a position of another topic.
        """
        partitions = self._wait_for_topic()
        reach = self._reading.reach
        epoch = topic_epoch(reach.options, self._topic)
        self._placing = Placing(self._consumer, reach.broker, self._topic, epoch, self.gaps)
        if self._reading.group is not None:
            self._consumer.subscribe(
                [self._topic],
                on_assign=self._on_assign,
                on_revoke=self._on_revoke,
                on_lost=self._on_lost,
            )
            return
        beginning = Beginning(resume) if resume is not None else self._reading.beginning
        self._begin_at(self._placing.begin(partitions, beginning))

    def take(self, seconds: float) -> Message | None:
        """The next message; all before it are done. None if none comes in so many `seconds`.

        With 0 it does not block, and does only what needs no answer of a broker.

        Raises:
            NotAllowed: a right was taken from us.
            ReadingFailed: librdkafka gives up.
        """
        if seconds:
            self._do_what_takes_time()
        elif self._assigned is not None or self._astray:
            return None
        message = self._consumer.poll(seconds)
        if self._refusal is not None:
            raise NotAllowed(self._refusal)
        if message is None or self._assigned is not None:
            return None
        error = message.error()
        if error is not None:
            self._on_error(error, message.partition())
            return None
        return message if self._is_wanted(message) else None

    def done(self, message: Message) -> None:
        """It needs not come again."""
        partition, offset = message.partition(), message.offset()
        if partition is None or offset is None or partition not in self._next:
            return
        self._next[partition] = offset + 1
        if self._reading.group is not None:
            self._uncommitted[partition] = offset + 1
            if self._is_commit_due():
                self._commit(asynchronous=True)
        end = self._ends.get(partition)
        if end is not None and offset + 1 >= end:
            self._ended.add(partition)

    def is_at_end(self) -> bool:
        """Whether all was taken that was there when we began; only if that was asked for."""
        return (
            self._reading.until_end
            and self._has_assignment
            and self._assigned is None
            and not self._maybe_beyond
            and not self._astray
            and self._ended >= self._next.keys()
        )

    def position(self) -> Position:
        """What comes after all that is done, in the partitions that we read."""
        epoch = self._placing.epoch if self._placing else 0
        return Position(epoch, dict(self._next))

    def position_behind(self, message: Message) -> Position:
        """What comes after all that is done and this one."""
        partition, offset = message.partition(), message.offset()
        assert partition is not None
        assert offset is not None
        epoch = self._placing.epoch if self._placing else 0
        return Position(epoch, {**self._next, partition: offset + 1})

    def close(self) -> None:
        """Commit what is done, and leave the group."""
        try:
            self._commit(asynchronous=False)
        finally:
            self._consumer.close()

    def _wait_for_topic(self) -> list[int]:
        deadline = time.monotonic() + self._reading.connect_timeout.total_seconds()
        while True:
            try:
                found = self._consumer.list_topics(self._topic, timeout=ATTEMPT_SECONDS)
            except KafkaException as error:
                # What was wrong with the connections is told in callbacks, which a poll serves.
                self._consumer.poll(0)
                broker = self._reading.reach.broker
                if self._refusal is not None:
                    raise NotAllowed(self._refusal) from error
                if time.monotonic() > deadline:
                    raise BrokerUnavailable(broker, self._why) from error
                continue
            topic = found.topics[self._topic]
            if topic.error is None:
                return sorted(topic.partitions)
            if (refusal := refusal_of(topic.error, self._reading)) is not None:
                raise NotAllowed(refusal)
            if topic.error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART:
                raise TopicMissing(self._reading.reach.broker, self._topic)
            if time.monotonic() > deadline:
                raise BrokerUnavailable(self._reading.reach.broker, topic.error.str())
            time.sleep(0.1)

    def _begin_at(self, places: Places) -> None:
        self._next = dict(places.offsets)
        self._not_before = dict(places.not_before)
        self._maybe_beyond = set(places.maybe_beyond)
        self._assign()

    def _assign(self) -> None:
        """Read the partitions of `_next` from there, and forget what was fetched of them."""
        self._has_assignment = True
        self._ends.clear()
        self._ended.clear()
        self._consumer.assign([TopicPartition(self._topic, *place) for place in self._next.items()])

    def _is_wanted(self, message: Message) -> bool:
        partition, offset = message.partition(), message.offset()
        assert partition is not None
        assert offset is not None
        if self._reading.until_end:
            if partition in self._ended:
                return False
            if partition not in self._ends:
                # The end as the fetch knew it: the embedded broker's ListOffsets has another.
                assert self._placing is not None
                self._ends[partition] = max(self._placing.fetched_end(partition), offset + 1)
        first = self._not_before.get(partition)
        if first is not None:
            if message.timestamp()[1] < first:
                self.done(message)
                return False
            del self._not_before[partition]
        return True

    def _do_what_takes_time(self) -> None:
        if self._uncommitted and self._is_commit_due():
            self._commit(asynchronous=True)
        try:
            self._find_places()
        except BrokerUnavailable as error:
            # Once begun, a reader waits for brokers.
            logger.warning("%s; trying again", error)
        if time.monotonic() - self._refreshed_at > REFRESH_SECONDS:
            self._refreshed_at = time.monotonic()
            if self._reading.group is None:
                self._look_for_partitions()

    def _find_places(self) -> None:
        assert self._placing is not None
        if self._assigned is not None:
            places = self._placing.of_group(self._assigned, self._reading.beginning)
            self._assigned = None
            self._begin_at(places)
            return
        for partition in list(self._maybe_beyond):
            end = self._placing.fetched_end(partition)
            if end >= 0:
                self._maybe_beyond.discard(partition)
                if end < self._next[partition]:
                    self._astray.add(partition)
        if self._astray:
            # If the topic was created anew, positions are in the new one from now on.
            found = topic_epoch(self._reading.reach.options, self._topic)
            self._placing.epoch = found or self._placing.epoch
        for partition in list(self._astray):
            self._next[partition] = self._placing.again(partition, self._next[partition])
            self._astray.discard(partition)
            self._assign()

    def _look_for_partitions(self) -> None:
        try:
            found = self._consumer.list_topics(self._topic, timeout=ATTEMPT_SECONDS)
        except KafkaException:
            # The brokers are away. There is another time.
            return
        new = found.topics[self._topic].partitions.keys() - self._next.keys()
        if new and found.topics[self._topic].error is None:
            # All that is in them was written while we read the others.
            self._next |= dict.fromkeys(new, 0)
            self._assign()

    def _is_commit_due(self) -> bool:
        return time.monotonic() - self._committed_at > COMMIT_SECONDS

    def _commit(self, *, asynchronous: bool) -> None:
        self._committed_at = time.monotonic()
        if not self._uncommitted:
            return
        offsets = [TopicPartition(self._topic, *place) for place in self._uncommitted.items()]
        self._uncommitted.clear()
        try:
            if asynchronous:
                self._consumer.commit(offsets=offsets, asynchronous=True)
            else:
                self._consumer.commit(offsets=offsets, asynchronous=False)
        except KafkaException as error:
            # It comes again then: to somebody else if the partitions are another's now.
            logger.warning("what was read last could not be committed: %s", error.args[0].str())

    def _on_assign(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        # Finding out where to begin takes answers of brokers; this may be an event loop's thread.
        consumer.assign([])
        self._next.clear()
        self._assigned = [partition.partition for partition in partitions]

    def _on_revoke(self, _: Consumer, __: Iterable[TopicPartition]) -> None:
        # Before others have them. The coordinator has just asked for it: it answers at once.
        self._commit(asynchronous=False)
        self._forget_assignment()

    def _on_lost(self, _: Consumer, __: Iterable[TopicPartition]) -> None:
        self._uncommitted.clear()
        self._forget_assignment()

    def _forget_assignment(self) -> None:
        self._next.clear()
        self._maybe_beyond.clear()
        self._astray.clear()
        self._assigned = None
        self._has_assignment = False

    def _on_error(self, error: KafkaError, partition: int | None) -> None:
        """What a poll gives instead of a message."""
        code = error.code()
        if (refusal := refusal_of(error, self._reading)) is not None:
            raise NotAllowed(refusal)
        if code == KafkaError._PARTITION_EOF and partition is not None:
            self._ended.add(partition)
        elif code == KafkaError._AUTO_OFFSET_RESET and partition in self._next:
            # Where to go on, brokers know: that is asked when there is time.
            self._astray.add(partition)
        elif code == KafkaError._MAX_POLL_EXCEEDED:
            logger.warning("the group gave our partitions to others: %s", error.str())
        elif code == KafkaError.GROUP_AUTHORIZATION_FAILED:
            logger.debug("%s", error.str())
        elif error.fatal():
            raise ReadingFailed(f"reading {self._topic} fails: {error.str()}")
        else:
            logger.warning("reading %s: %s; trying again", self._topic, error.str())

    def _on_client_error(self, error: KafkaError) -> None:
        """What happens to connections."""
        self._refusal = refusal_of(error, self._reading) or self._refusal
        if error.code() != KafkaError._ALL_BROKERS_DOWN:
            self._why = error.str()
        logger.info("Kafka: %s", error.str())
