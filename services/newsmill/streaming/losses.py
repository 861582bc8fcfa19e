"""Report messages that a room steps over because the log does not have them any more."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from aiokafka.errors import KafkaError

from newsmill.clock import Clock, utc_now
from newsmill.contracts.headers import event_headers
from newsmill.contracts.outcomes import LossReason, LostMessages
from newsmill.contracts.topics import LOST_MESSAGES
from newsmill.errors import UserError
from newsmill.kafka.connection import in_contracts, on_broker, topic_name
from newsmill.kafka.errors import NotPermitted
from newsmill.kafka.reading import committed_offsets
from newsmill.kafka.records import Place
from newsmill.logs import logger
from newsmill.pipeline import PROCESSES_BY_TOPIC
from newsmill.settings import KafkaSettings
from newsmill.streaming.stage import Publisher, Stage

log = logger("newsmill.losses")


TOLD: dict[LossReason, str] = {
    "retention": "messages are lost: the brokers have removed them before they were read",
    "cut": "messages are lost: the log ends before what was read of it; it was cut, or made anew",
    "unexplained": "messages are missing, and nobody is known to have read them",
}


@dataclass(frozen=True, slots=True)
class Loss:
    """Messages of one partition, named as on the broker: from one offset up to another."""

    topic: str
    partition: int
    from_offset: int
    until_offset: int
    reason: LossReason

    @property
    def offsets(self) -> int:
        """How many; some may have held no message."""
        return self.until_offset - self.from_offset


class LossWriter(Publisher, Protocol):
    """Writes the records, and ends when that cannot be done."""

    def failed(self, what: str, error: BaseException, *, by_message: bool) -> None:
        """End the process as `error` asks for."""

    def break_off(self, reason: str) -> None:
        """Stop working; the process stays, not ready."""


class Losses:
    """What the stages of one worker, the consumer group `group`, have lost."""

    def __init__(
        self, kafka: KafkaSettings, group: str, writer: LossWriter, now: Clock = utc_now
    ) -> None:
        self._kafka = kafka
        self._group = group
        self._writer = writer
        self._now = now
        self._stages: dict[str, Stage[Any, Any]] = {}
        self._counted: set[Loss] = set()

    def attach(self, stage: Stage[Any, Any]) -> None:
        """`stage` loses what is missing in the topic that it reads."""
        self._stages[topic_name(self._kafka, stage.step.reads)] = stage

    async def report(self, loss: Loss) -> None:
        """Log, write down and count `loss`; returns when the brokers have the record.

        Never returns where they do not take it: nothing behind it may be begun.
        """
        stage = self._stages[loss.topic]
        log.error(
            TOLD[loss.reason],
            room=stage.step.room,
            topic=loss.topic,
            partition=loss.partition,
            from_offset=loss.from_offset,
            until_offset=loss.until_offset,
            reason=loss.reason,
        )
        try:
            await self._write(loss, stage.step.room)
        except NotPermitted as error:
            self._writer.break_off(f"losses cannot be written down: {error}")
            await asyncio.Event().wait()
        except Exception as error:
            # Whatever it is: what is read next would erase the trace of what is missing.
            self._writer.failed("losses cannot be written down", error, by_message=False)
            await asyncio.Event().wait()
        if loss not in self._counted:
            # A rebalance may make us find it a second time, before we have committed beyond it.
            self._counted.add(loss)
            stage.counts.lost += loss.offsets

    async def read_by_others(self, places: Collection[Place]) -> dict[Place, int]:
        """How far anybody has read `places`, as far as that can be known.

        One process of all rooms reads in another group than each room's own.
        """
        names = {in_contracts(self._kafka, topic) for topic, _ in places}
        try:
            committed = await committed_offsets(
                self._kafka, {name: PROCESSES_BY_TOPIC[name] for name in names}
            )
        except (KafkaError, UserError) as error:
            log.warning("it is not known what others have read", error=repr(error))
            return {}
        offsets = {(on_broker(self._kafka, topic), p): at for (topic, p), at in committed.items()}
        return {place: offsets[place] for place in places if place in offsets}

    async def _write(self, loss: Loss, room: str) -> None:
        now = self._now()
        record = LostMessages(
            room=room,
            group=self._group,
            topic=loss.topic,
            partition=loss.partition,
            from_offset=loss.from_offset,
            until_offset=loss.until_offset,
            reason=loss.reason,
            noticed_at=now,
        )
        await self._writer.publish(
            topic_name(self._kafka, LOST_MESSAGES),
            LOST_MESSAGES.key(record).encode(),
            record.model_dump_json().encode(),
            LOST_MESSAGES.partition_key(record),
            event_headers(LOST_MESSAGES, record, room, now, "", None),
        )
