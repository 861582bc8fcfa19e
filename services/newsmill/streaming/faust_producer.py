"""Faust's producer: idempotent where the broker can be, and it never gives up a delivery."""

from collections.abc import Awaitable, Mapping
from typing import Any, cast

from aiokafka.errors import KafkaError
from faust.exceptions import ProducerSendError
from faust.transport.drivers import aiokafka as driver

from newsmill.kafka.producer import PatientProducer


class Producer(driver.Producer):
    """Idempotent where the broker can be; keeps the changes of tables that are on their way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._changes: list[Awaitable[Any]] = []

    def send_soon(self, fut: Any) -> None:
        """Queue a change of a table for its changelog."""
        self._changes.append(fut)
        super().send_soon(fut)

    async def send(self, *args: Any, **kwargs: Any) -> Awaitable[Any]:
        """Hand a message to the client; fails with the client's own error, as the future does.

        Raises:
            KafkaError: the message was not taken.
        """
        try:
            return cast(Awaitable[Any], await super().send(*args, **kwargs))
        except ProducerSendError as error:
            if isinstance(error.__cause__, KafkaError):
                raise error.__cause__ from None
            raise

    def take_changes(self) -> list[Awaitable[Any]]:
        """The changes since the last call; each can be awaited until it is acknowledged."""
        changes, self._changes = self._changes, []
        return changes

    @property
    def _producer_type(self) -> type[PatientProducer]:
        return PatientProducer

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"enable_idempotence": True} if self.app.idempotent else {}
