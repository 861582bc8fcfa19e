"""Producers that wait where a broker refuses for now, and that give up no innocent record."""

import asyncio
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, ProducerClosed

from newsmill.kafka.delivering import LONGEST_PAUSE_SECONDS, CarefulSender
from newsmill.kafka.refusals import Deed, line_of, refusal_of
from newsmill.kafka.waiting import Waiting
from newsmill.logs import logger

WITHOUT_END_MILLISECONDS = 10 * 365 * 24 * 3600 * 1000

FAREWELL_SECONDS = 1.5
"""How much longer than its last sender's patience a producer tries before it is closed."""

CLOSING_SECONDS = 1.0

log = logger("newsmill.producer")


class CarefulProducer(AIOKafkaProducer):
    """Gives up after the time of one request; where somebody has to do something, at once."""

    patient = False

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.waiting = Waiting()
        """What the brokers refuse for now."""
        aiokafkas: Any = vars(self)["_sender"]
        self._sender = CarefulSender(aiokafkas, self.waiting, patient=self.patient)

    async def stop(self) -> None:
        """Close, also where the brokers have gone: what is not delivered by then fails."""
        stopping = asyncio.create_task(super().stop())
        try:
            await asyncio.wait({stopping}, timeout=FAREWELL_SECONDS)
        finally:
            if not stopping.done():
                await self._abandon(stopping)
        if not stopping.cancelled():
            stopping.result()

    async def _abandon(self, stopping: "asyncio.Task[None]") -> None:
        """Close without waiting for anybody."""
        self._sender.abandoned.set()
        accumulator = self._message_accumulator
        accumulator.fail_all(ProducerClosed())
        for batch in (batch for queue in accumulator._batches.values() for batch in queue):
            # asyncio logs an exception that nobody has asked for; senders have one of their own.
            if batch._drain_waiter.done() and not batch._drain_waiter.cancelled():
                batch._drain_waiter.exception()
        # Whoever waits for an answer gets none any more.
        await self.client.close()
        stopping.cancel()
        sending = self._sender.sender_task
        if sending is not None:
            sending.cancel()
        await asyncio.wait({stopping, *([sending] if sending else [])}, timeout=CLOSING_SECONDS)


class PatientProducer(CarefulProducer):
    """Tries for as long as it takes: a broker that is away makes its senders wait, not fail.

    aiokafka has one setting for the patience with one request and with a delivery as a whole, as
    Kafka's own `request.timeout.ms` and `delivery.timeout.ms` are. A batch that it gives up while
    a partition has no leader has used up sequence numbers, and an idempotent producer then fails
    at everything that follows.
    """

    patient = True

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._request_timeout_ms = WITHOUT_END_MILLISECONDS
        self._message_accumulator._batch_ttl = WITHOUT_END_MILLISECONDS / 1000

    async def send(self, topic: str, *args: Any, **settings: Any) -> Any:
        """Take a message; waits until it is known where the partitions of `topic` are.

        Raises:
            KafkaError: it is not taken, now or later.
        """
        while True:
            try:
                return await super().send(topic, *args, **settings)
            except KafkaError as error:
                # The client has asked for as long as one request may take.
                refusal = refusal_of(error)
                if refusal.deed is Deed.WAIT:
                    self.waiting.refused(topic, refusal, line_of(topic, error))
                elif refusal.deed is not Deed.PASSES:
                    raise
            await asyncio.sleep(LONGEST_PAUSE_SECONDS)
