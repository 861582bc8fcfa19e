"""End Faust's rebalances without the time limits at which it gives up for good.

Faust ends a rebalance in the service that recovers tables, also where there are none. Its seek may
take as long as one request; when it takes longer, Faust believes that the service was stopped: the
task ends without a word, and the worker never gets out of its rebalance. A broker that is away is
waited for instead.
"""

from typing import Any

from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery


class PatientRecovery(Recovery):
    """Ends a step when it is done, the next rebalance begins or the worker stops; never else."""

    async def _wait(self, coro: Any, timeout: Any = None) -> None:  # noqa: ARG002
        await super()._wait(coro)


class NoTables(TableManager):
    """Has no tables, and ends rebalances patiently."""

    _recovery: PatientRecovery | None

    @property
    def recovery(self) -> PatientRecovery:
        """The service that ends a rebalance."""
        if self._recovery is None:
            self._recovery = PatientRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return self._recovery
