"""Liveness of the brokers: ask every few seconds whether they answer."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from newsmill.kafka.connection import client_options
from newsmill.logs import logger
from newsmill.settings import KafkaSettings

ASK_SECONDS = 3.0
ANSWER_SECONDS = 3.0

log = logger("newsmill.liveness")


class BrokerLiveness:
    """Asks the brokers again and again whether they are there.

    A write or a commit waits for brokers that are away. A puller with nothing to write, or a worker
    with nothing to read, would not notice otherwise.
    """

    def __init__(
        self, kafka: KafkaSettings, tell: Callable[[float | None], object] | None = None
    ) -> None:
        """`tell` is called with None when they are lost, and with the seconds they were away."""
        self._kafka = kafka
        self._tell = tell or self._log
        self._lost_at: float | None = None

    def is_ready(self) -> bool:
        """Whether the brokers answer."""
        return self._lost_at is None

    def away_seconds(self) -> float:
        """How long they have not answered; 0 when they do."""
        return 0.0 if self._lost_at is None else time.monotonic() - self._lost_at

    async def run(self, stop: asyncio.Event) -> None:
        """Ask until `stop` is set."""
        options = client_options(self._kafka)
        client = AIOKafkaClient(**options)
        try:
            while not stop.is_set():
                answers = await self._answers(client)
                self._note(answers)
                if not answers:
                    # After a cut TCP itself tries an old connection again less and less often: it
                    # would stay silent for nearly as long again as the cut lasted.
                    await client.close()
                    client = AIOKafkaClient(**options)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), ASK_SECONDS)
        finally:
            await client.close()

    async def _answers(self, client: AIOKafkaClient) -> bool:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                if not client.cluster.brokers():
                    await client.bootstrap()
                await client.fetch_all_metadata()
        except (KafkaError, OSError, TimeoutError):
            return False
        return True

    def _note(self, answers: bool) -> None:
        if answers and self._lost_at is not None:
            self._tell(round(time.monotonic() - self._lost_at, 1))
            self._lost_at = None
        elif not answers and self._lost_at is None:
            self._tell(None)
            self._lost_at = time.monotonic()

    def _log(self, away_seconds: float | None) -> None:
        if away_seconds is None:
            log.warning("no broker answers", broker=self._kafka.broker)
        else:
            log.info("the brokers answer again", away_seconds=away_seconds)
