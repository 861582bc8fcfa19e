"""A producer that retries a delivery without a time limit; only a request has one."""

from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    UnknownTopicOrPartitionError,
)

from newsmill.logs import logger

WITHOUT_END_MILLISECONDS = 10 * 365 * 24 * 3600 * 1000


log = logger("newsmill.producer")


class PatientProducer(AIOKafkaProducer):
    """Tries for as long as it takes: a broker that is away makes its senders wait, not fail.

    aiokafka has one setting for the patience with one request and with a delivery as a whole, as
    Kafka's own `request.timeout.ms` and `delivery.timeout.ms` are. A batch that it gives up while
    a partition has no leader has used up sequence numbers, and an idempotent producer then fails
    at everything that follows.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._request_timeout_ms = WITHOUT_END_MILLISECONDS
        self._message_accumulator._batch_ttl = WITHOUT_END_MILLISECONDS / 1000

    async def send(self, topic: str, *args: Any, **settings: Any) -> Any:
        """Take a message; waits until it is known where the partitions of `topic` are.

        Raises:
            KafkaError: it is not taken.
        """
        while True:
            try:
                return await super().send(topic, *args, **settings)
            except UnknownTopicOrPartitionError:
                # The client has asked for as long as one request may take.
                log.warning("no broker knows the topic yet, asking again", topic=topic)
