"""End Faust's rebalances without the time limits at which it gives up for good.

Faust ends a rebalance in the service that recovers tables, also where there are none. Its seek may
take as long as one request; when it takes longer, Faust believes that the service was stopped: the
task ends without a word, and the worker never gets out of its rebalance. A broker that is away is
waited for instead.
"""

from typing import Any

from faust.tables.manager import TableManager
from faust.tables.recovery import RebalanceAgain, Recovery


class PatientRecovery(Recovery):
    """Ends a step when it is done, the next rebalance begins or the worker stops; never else.

    Faust takes the next assignment for the beginning of the next rebalance. But that is when
    partitions are taken away: who ends a rebalance after that lets messages through in the middle
    of the next one.
    """

    _rebalance = 0

    async def on_rebalance(self, *assignment: Any, **settings: Any) -> None:
        """Partitions are assigned: end this rebalance."""
        self._rebalance = self.app.rebalancing_count
        await super().on_rebalance(*assignment, **settings)

    @property
    def is_overtaken(self) -> bool:
        """Whether another rebalance has begun since partitions were last assigned."""
        return bool(self.app.rebalancing_count != self._rebalance)

    async def _wait(self, coro: Any, timeout: Any = None) -> None:  # noqa: ARG002
        await super()._wait(coro)
        if self.is_overtaken:
            raise RebalanceAgain


class NoTables(TableManager):
    """Has no tables, and ends rebalances patiently."""

    _recovery: PatientRecovery | None

    @property
    def recovery(self) -> PatientRecovery:
        """The service that ends a rebalance."""
        if self._recovery is None:
            self._recovery = PatientRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return self._recovery
