"""Faust's producer: idempotent where the broker can be, and it never gives up a delivery."""

from collections.abc import Awaitable, Iterable, Mapping
from typing import Any, cast

from faust.transport.drivers import aiokafka as driver

from newsmill.contracts.headers import Headers
from newsmill.kafka.producer import PatientProducer
from newsmill.streaming.journal_writer import Sent


class Producer(driver.Producer):
    """Idempotent where the broker can be; also writes many messages as one batch."""

    async def send_one(
        self, topic: str, partition: int, key: bytes | None, value: bytes | None, headers: Headers
    ) -> Awaitable[Any]:
        """Hand a message to the client; what is returned is to be awaited for the acknowledgement.

        Raises:
            KafkaError: the message was not taken.
        """
        client = self._ensure_producer()
        return cast(
            Awaitable[Any],
            await client.send(topic, value, key=key, partition=partition, headers=list(headers)),
        )

    async def send_batch(
        self,
        topic: str,
        partition: int,
        messages: Iterable[tuple[bytes, bytes]],
        headers: Headers,
    ) -> Sent:
        """Write the first of `messages`, as many as one batch takes, and wait for the brokers.

        All have the same `headers`, and a value without bytes is none. In a partition nothing
        overtakes; when it fails, they may be there all the same.

        Raises:
            KafkaError: they were not acknowledged.
        """
        client = self._ensure_producer()
        batch, listed = client.create_batch(), list(headers)
        for key, value in messages:
            value_or_none = value or None
            if batch.append(timestamp=None, key=key, value=value_or_none, headers=listed) is None:
                break
        # It lingers no more: what comes meanwhile is in the next one.
        batch.close()
        count = batch.record_count()
        written = await (await client.send_batch(batch, topic, partition=partition))
        return Sent(count, int(written.offset))

    @property
    def waiting(self) -> bool:
        """Whether the brokers refuse something for now."""
        return self._producer is not None and bool(self._producer.waiting)

    @property
    def _producer_type(self) -> type[PatientProducer]:
        return PatientProducer

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"enable_idempotence": True} if self.app.idempotent else {}
