"""The model of Faust's producer: it takes a message, and the acknowledgement comes later."""

import asyncio
from collections.abc import Awaitable
from types import SimpleNamespace
from typing import Any

from aiokafka.errors import (
    InvalidTimestampError,
    MessageSizeTooLargeError,
    NotEnoughReplicasError,
    ProducerFenced,
)

from tests.streaming.simulation.broker import Broker, Headers
from tests.streaming.simulation.loop import CURRENT

LARGEST_DIFFERENCE_SECONDS = 3600.0
"""Brokers refuse timestamps that are further from their own clock."""


class SimulatedProducer:
    """Writes outputs, or fails as Kafka does."""

    def __init__(self, broker: Broker, name: str) -> None:
        self.buffer = SimpleNamespace(wait_until_ebb=_at_once)
        self.waiting = False
        self._broker = broker
        self._name = name
        self._is_fenced = False

    async def flush(self) -> None:
        """Everything is awaited where it is sent."""

    async def send_one(
        self, topic: str, partition: int, key: bytes | None, value: bytes | None, headers: Headers
    ) -> Awaitable[Any]:
        """Take a message; what is returned is the acknowledgement."""
        return asyncio.ensure_future(self._write(topic, key, value, headers))

    async def _write(
        self, topic: str, key: bytes | None, value: bytes | None, headers: Headers
    ) -> None:
        broker = self._broker
        how = broker.what_goes_wrong("send")
        self._is_fenced = self._is_fenced or how == "fenced"
        if self._is_fenced:
            raise ProducerFenced
        if abs(CURRENT.get().clock_is_ahead) > LARGEST_DIFFERENCE_SECONDS:
            broker.happened["send: clock ahead"] += 1
            await broker.ask(lambda: None)
            raise InvalidTimestampError
        if b"refused" in (value or b"") and "dead" not in topic:
            await broker.ask(lambda: None)
            raise MessageSizeTooLargeError
        if how == "not now":
            await broker.ask(lambda: None)
            raise NotEnoughReplicasError
        if how == "slow":
            await asyncio.sleep(broker.rng.random() * 5)
        await broker.ask(lambda: broker.on_output(self._name, topic, key, value, headers))
        if how == "answer lost":
            raise NotEnoughReplicasError


async def _at_once() -> None:
    """There is always room."""
