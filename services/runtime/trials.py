"""How often messages were begun by a worker that did not live to finish them.

A message that kills its worker (a crash in native code, out of memory, a loop that never turns)
would be read again for ever. Each commit carries a `Mark` as its metadata, so that whoever gets
the partition next knows, whatever machine it is on, that the last one did not leave in order, and
where. After two such ends the messages that can have been in hand are handled one at a time, each
noted before it is begun; one that ends its worker then too has had its three tries.
"""

import json
from dataclasses import dataclass
from typing import Literal

TRIES = 3
"""The third of a suspect is alone; after it, a suspect is not begun again."""

MAX_NAME_CHARACTERS = 64

Handling = Literal["ordinary", "alone", "quarantine"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands beside a committed offset.

    `failed` workers in a row ended without leaving, with messages below `until` in hand; `running`
    says that the writer, whose name is `by`, has not left; `alone` that the message at the
    committed offset was the only one in hand.
    """

    failed: int = 0
    until: int = 0
    running: bool = False
    alone: bool = False
    by: str = ""

    def encoded(self) -> str:
        """As a commit's metadata, of which Kafka takes 4096 bytes; empty when there is no news."""
        if self == Mark():
            return ""
        return json.dumps(
            {
                "failed": self.failed,
                "until": self.until,
                "running": self.running,
                "alone": self.alone,
                "by": self.by,
            },
            separators=(",", ":"),
        )

    @classmethod
    def decoded(cls, metadata: str | None) -> "Mark":
        """What `encoded` wrote; metadata of anybody else say nothing."""
        try:
            told = json.loads(metadata or "null")
            return cls(
                failed=max(0, int(told["failed"])),
                until=int(told["until"]),
                running=told["running"] is True,
                alone=told["alone"] is True,
                by=str(told["by"])[:MAX_NAME_CHARACTERS],
            )
        except (KeyError, TypeError, ValueError, OverflowError):
            return cls()


class Trial:
    """One partition in one worker's hands, from the first message after an assignment.

    `committed` and `mark` are what was found there; of the messages from `committed` on, `spread`
    can have been in hand at once. A mark by `me` is of no worker that ended: a network that was
    cut took the partition away from us, and gave it back.
    """

    def __init__(self, committed: int, mark: Mark, spread: int, me: str = "") -> None:
        has_ended = mark.running and mark.by != me
        self._me = me
        self._failed = mark.failed + has_ended
        self._until = max(mark.until, committed + spread) if has_ended else mark.until
        self._condemned: int | None = None
        if has_ended and mark.alone and self._failed >= TRIES:
            self._condemned = committed

    @property
    def failed(self) -> int:
        """How many workers in a row ended with what comes next in their hands."""
        return self._failed

    def handling(self, offset: int) -> Handling:
        """How the message at `offset` is to be handled."""
        if offset == self._condemned:
            return "quarantine"
        if self._failed >= TRIES - 1 and offset < self._until:
            return "alone"
        return "ordinary"

    def mark(self, committed: int, *, alone: bool = False) -> Mark:
        """What to note beside `committed` while working."""
        if committed >= self._until:
            self._failed = 0
        until = self._until if self._failed else 0
        return Mark(self._failed, until, running=True, alone=alone, by=self._me)

    def farewell(self, committed: int) -> Mark:
        """What to note when leaving in order: suspects stay suspects, but this was no failure."""
        return Mark(self._failed, self._until) if committed < self._until else Mark()
