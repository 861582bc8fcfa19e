"""Faust's thread with the Kafka client: no idle waits, gaps are told, commits with checkpoints."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError
from aiokafka.structs import OffsetAndMetadata
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from newsmill.kafka.fetch_gaps import Gap, gap_at_position, position, readable_end
from newsmill.logs import logger
from newsmill.streaming.partition import Commit
from newsmill.streaming.poison import Checkpoint

FETCH_MAX_WAIT_MILLISECONDS = 50
"""Faust's 1 500 makes an idle hop take 370 ms on average: the embedded broker answers when the wait
is over, not when a message comes."""

log = logger("newsmill.consumer")


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """Fetches what is committed without long idle waits, tells of gaps, and commits checkpoints."""

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_MAX_WAIT_MILLISECONDS
        # What a transaction has aborted was never written.
        consumer._isolation_level = "read_committed"
        return consumer

    def verify_event_path(self, now: float, tp: TP) -> None:
        """No alarms from bookkeeping that is not used; the worker itself looks for stalls."""

    def gap(self, tp: TP) -> Gap | None:
        """What lies behind the last message that was fetched, and holds none for us."""
        return gap_at_position(self._ensure_consumer(), TopicPartition(*tp))

    def fetched_until(self, tp: TP) -> int | None:
        """From where `tp` is fetched next."""
        return position(self._ensure_consumer(), TopicPartition(*tp))

    def readable_end(self, tp: TP) -> int | None:
        """Where what may be read of `tp`, which is assigned, ends as far as a fetch has shown."""
        return readable_end(self._ensure_consumer(), TopicPartition(*tp))

    async def committed(self, tps: Iterable[TP]) -> dict[TP, Commit]:
        """What is committed for `tps` in this group, where anything is."""
        return cast(dict[TP, Commit], await self.call_thread(self._committed, list(tps)))

    async def _committed(self, tps: list[TP]) -> dict[TP, Commit]:
        coordinator = self._ensure_consumer()._coordinator
        found = await coordinator.fetch_committed_offsets([TopicPartition(*tp) for tp in tps])
        files = self.app.checkpoint_files
        return {
            TP(tp.topic, tp.partition): (
                at.offset,
                files.read(*tp, at.offset) if files else Checkpoint.decoded(at.metadata, at.offset),
            )
            for tp, at in found.items()
        }

    async def note(self, commits: Mapping[TP, Commit]) -> bool:
        """Commit positions with their checkpoints; False where somebody else has them by now.

        Raises:
            KafkaError: the broker refuses it for good.
        """
        # What waits for the thread over a rebalance would be taken for a commit of afterwards.
        return bool(await self.call_thread(self._note, commits, self.app.consumer_generation_id))

    async def _note(self, commits: Mapping[TP, Commit], generation: int) -> bool:
        consumer = self._ensure_consumer()
        present = consumer._coordinator.generation
        # Put out of the group: as if from outside, the broker would take it all the same.
        if present == driver.DEFAULT_GENERATION_ID or present != generation:
            return False
        ours = self.assignment()
        offsets = {
            TopicPartition(*tp): OffsetAndMetadata(offset, checkpoint.encoded())
            for tp, (offset, checkpoint) in commits.items()
            if tp in ours
        }
        try:
            await consumer.commit(offsets)
        except (CommitFailedError, IllegalStateError):
            return False
        if files := self.app.checkpoint_files:
            try:
                for tp in offsets:
                    files.write(*tp, *commits[TP(*tp)])
            except OSError as error:
                # A full disk costs the checkpoints, not the work.
                log.warning("could not write a checkpoint", error=repr(error))
        return len(offsets) == len(commits)
