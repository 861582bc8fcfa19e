"""Writes that are tried until the broker has taken them, or says that it never will."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from newsmill.errors import UserError
from newsmill.kafka.errors import NotPermitted, RecordRefused, WriteRefused, classified_errors
from newsmill.kafka.refusals import Deed, refusal_of
from newsmill.kafka.waiting import Waiting
from newsmill.logs import logger

RETRY_PAUSE_SECONDS = 0.2
LONGEST_RETRY_PAUSE_SECONDS = 10.0
"""Between two tries of a write that failed for now; mostly the Kafka client itself tries again."""

log = logger("newsmill.worker")

T = TypeVar("T")


class PatientWrites:
    """The writes of a worker that are under way."""

    def __init__(self) -> None:
        self.waiting = Waiting()
        """What the brokers refuse for now, beside what the client itself waits for."""
        self._began_at: dict[object, float] = {}

    async def write(
        self, topic: str, write: Callable[[], Awaitable[T]], *, is_last_resort: bool = False
    ) -> T:
        """What `write` returns; it is called again while its error is one that may pass.

        For a record that is a `last_resort` there is no other place: where the topic refuses it,
        the topic must be mended.

        Raises:
            RecordRefused: the broker takes no such record.
            WriteRefused: it takes nothing there as things are set up.
            ProducerBroken: only a new process helps.
        """
        pause = RETRY_PAUSE_SECONDS
        token = object()
        self._began_at[token] = time.monotonic()
        try:
            while True:
                try:
                    with classified_errors(topic):
                        written = await write()
                except (WriteRefused, NotPermitted, RecordRefused) as error:
                    if not _may_pass(error, is_last_resort):
                        raise
                    self._note(topic, error)
                else:
                    self.waiting.accepted(topic)
                    return written
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_RETRY_PAUSE_SECONDS)
        finally:
            del self._began_at[token]

    @property
    def longest_seconds(self) -> float:
        """How long the oldest write has been under way; 0 where there is none."""
        oldest = next(iter(self._began_at.values()), None)
        return 0.0 if oldest is None else time.monotonic() - oldest

    def _note(self, topic: str, error: UserError) -> None:
        refusal = refusal_of(error.__cause__ or error)
        if refusal.deed is Deed.PASSES:
            log.warning("could not write, trying again", topic=topic, error=str(error))
        else:
            self.waiting.refused(topic, refusal, str(error))


def _may_pass(error: UserError, is_last_resort: bool) -> bool:
    if isinstance(error, RecordRefused):
        return is_last_resort
    return not isinstance(error, WriteRefused) or error.may_pass
