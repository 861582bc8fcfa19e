"""Look every few minutes whether somebody has changed the topics under running rooms."""

import asyncio

from newsmill.errors import UserError
from newsmill.kafka.errors import BrokerUnavailable, kafka_errors_as_user_errors
from newsmill.kafka.topic_rules import Difference, TopicsUnfit, gone, other_partitions
from newsmill.kafka.topic_settings import Look, look_at_topics
from newsmill.logs import logger
from newsmill.settings import KafkaSettings

LOOK_SECONDS = 120.0
PATIENCE_SECONDS = 30.0

log = logger("newsmill.topics")


class TopicWatch:
    """Compares the topics of a process with the contracts, and says each change once.

    A process does not start where something would vanish in silence. Where that comes later, it
    goes on: what it reads now is there, and to stop would not keep the rest. But it logs an error,
    and is not ready until it is mended. Everything else is a warning.
    """

    def __init__(self, kafka: KafkaSettings, process: str) -> None:
        self._kafka = kafka
        self._process = process
        self._told: dict[str, Difference] = {}
        self._partitions: dict[str, int] = {}
        self._hidden: set[str] = set()
        self._absent: set[str] = set()
        """Those that had been there, at the last look: a broker that starts may not know them yet.
        """

    @property
    def differing(self) -> tuple[str, ...]:
        """The names on the broker of the topics that are not as they should be."""
        return tuple(sorted(self._told))

    def is_ready(self) -> bool:
        """Whether nothing vanishes in silence, as far as is known."""
        return not any(difference.is_grave for difference in self._told.values())

    async def begin(self) -> None:
        """Look for the first time.

        Raises:
            TopicsUnfit: something would vanish in silence.
        """
        if (look := await self._look()) is None:
            return
        if grave := [difference for difference in look.differences if difference.is_grave]:
            raise TopicsUnfit(self._kafka.broker, grave)
        self._note(look)

    async def run(self, stop: asyncio.Event) -> None:
        """Look again and again until `stop` is set, also while a broker owes an answer."""
        tasks = {
            asyncio.create_task(self._look_again_and_again()),
            asyncio.create_task(stop.wait()),
        }
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _look_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if (look := await self._look()) is not None:
                self._note(look)

    async def _look(self) -> Look | None:
        """None where no broker answers: that is for others to tell."""
        try:
            with kafka_errors_as_user_errors():
                async with asyncio.timeout(PATIENCE_SECONDS):
                    return await look_at_topics(self._kafka, self._process)
        except (UserError, OSError, TimeoutError) as error:
            level = log.debug if isinstance(error, BrokerUnavailable) else log.info
            level("the topics could not be looked at", why=str(error))
            return None

    def _note(self, look: Look) -> None:
        now = {difference.topic: difference for difference in look.differences}
        absent = set(look.absent) & self._partitions.keys()
        now |= {name: gone(name) for name in absent & self._absent}
        self._absent = absent
        for name, difference in now.items():
            if self._told.get(name) != difference:
                level = log.error if difference.is_grave else log.warning
                mended_by = difference.command(self._kafka.broker) if difference.mended_by else None
                level(difference.told, topic=name, mended_by=mended_by)
        for name in self._told.keys() - now.keys():
            log.info(f"{name} is as it should be again", topic=name)
        self._told = now
        for name, partitions in look.partitions.items():
            before = self._partitions.get(name, partitions)
            if partitions != before:
                log.warning(other_partitions(name, partitions, before), topic=name)
        self._partitions |= look.partitions
        if hidden := set(look.hidden) - self._hidden:
            log.info(
                "no right to see how these topics are set up (newsmill topics acls lists who needs "
                "which)",
                topics=sorted(hidden),
            )
        self._hidden |= set(look.hidden)
