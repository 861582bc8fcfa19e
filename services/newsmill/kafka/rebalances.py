"""What a consumer is told of its group's rebalances."""

from collections.abc import Awaitable, Callable

from aiokafka import ConsumerRebalanceListener, TopicPartition

Told = Callable[[set[TopicPartition]], Awaitable[None]]


class Rebalances(ConsumerRebalanceListener):  # type: ignore[misc]
    """Hands on what is assigned and revoked.

    aiokafka only logs what a listener raises: whoever reads calls `check`, and ends with it.
    """

    def __init__(self, assigned: Told, revoked: Told) -> None:
        self._assigned = assigned
        self._revoked = revoked
        self._failure: Exception | None = None

    def check(self) -> None:
        """Raise what could not be done at a rebalance."""
        if self._failure is not None:
            raise self._failure

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """For aiokafka."""
        await self._kept(self._assigned, assigned)

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """For aiokafka."""
        await self._kept(self._revoked, revoked)

    async def _kept(self, told: Told, partitions: set[TopicPartition]) -> None:
        try:
            await told(set(partitions))
        except Exception as error:
            self._failure = error
            raise
