"""Poison messages: find the message that ends every worker that begins it, and set it aside.

A message that kills its worker (a crash in native code, out of memory, a loop that never turns)
would be read again for ever. Each commit carries a `Checkpoint` as its metadata. From it, whoever
gets the partition next knows, on whatever machine it runs, that the last worker did not leave in
order, and where. No message is begun beyond what the checkpoint allows for, so the messages that
can have been in hand are known and few. After two such ends they are handled one at a time, each
noted before it is begun. One that ends its worker then too has had its three tries.
"""

import json
from dataclasses import dataclass
from typing import Literal

TRIES = 3
"""The third of a suspect is alone; after it, a suspect is not begun again."""

LEAST_AHEAD = 8
MOST_AHEAD = 64
"""How many messages may be begun before a checkpoint is written anew. More costs fewer commits when
messages are quick, and time when they must be handled one at a time."""

MAX_NAME_CHARACTERS = 64

Handling = Literal["ordinary", "alone", "quarantine"]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What stands beside a committed offset.

    `failed` workers in a row ended without leaving, with messages below `until` in hand; `running`
    says that the writer, whose name is `by`, has not left, and has begun nothing from `reach` on;
    `alone` that the message at the committed offset was the only one in hand.
    """

    failed: int = 0
    until: int = 0
    reach: int = 0
    running: bool = False
    alone: bool = False
    by: str = ""

    def encoded(self) -> str:
        """As a commit's metadata, of which Kafka takes 4096 bytes; empty when there is no news."""
        if self == Checkpoint():
            return ""
        return json.dumps(
            {
                "failed": self.failed,
                "until": self.until,
                "reach": self.reach,
                "running": self.running,
                "alone": self.alone,
                "by": self.by,
            },
            separators=(",", ":"),
        )

    @classmethod
    def decoded(cls, metadata: str | None) -> "Checkpoint":
        """What `encoded` wrote; an empty checkpoint for metadata of anybody else."""
        try:
            fields = json.loads(metadata or "null")
            return cls(
                failed=max(0, int(fields["failed"])),
                until=int(fields["until"]),
                reach=int(fields["reach"]),
                running=fields["running"] is True,
                alone=fields["alone"] is True,
                by=str(fields["by"])[:MAX_NAME_CHARACTERS],
            )
        except (KeyError, TypeError, ValueError, OverflowError, RecursionError):
            return cls()


class PoisonDetector:
    """One partition in one worker's hands, from the first message after an assignment.

    `committed` and `checkpoint` are what was found there. A checkpoint by `me` is of no worker that
    ended: a network that was cut took the partition away from us, and gave it back.
    """

    def __init__(self, committed: int, checkpoint: Checkpoint, me: str = "") -> None:
        has_ended = checkpoint.running and checkpoint.by != me
        self._me = me
        self._failed = checkpoint.failed + has_ended
        self._until = max(checkpoint.until, checkpoint.reach) if has_ended else checkpoint.until
        self._begun = self._begun_at_checkpoint = committed
        self._wanted_reach = self._reach = 0
        self._quarantined_offset: int | None = None
        if has_ended and checkpoint.alone and self._failed >= TRIES:
            self._quarantined_offset = committed

    @property
    def failed(self) -> int:
        """How many workers in a row ended with what comes next in their hands."""
        return self._failed

    def handling(self, offset: int) -> Handling:
        """How the message at `offset` is to be handled."""
        if offset == self._quarantined_offset:
            return "quarantine"
        if self._failed >= TRIES - 1 and offset < self._until:
            return "alone"
        return "ordinary"

    def begin(self, offset: int) -> bool:
        """Whether the message at `offset` may be begun; if not, commit a checkpoint first."""
        self._begun = max(self._begun, offset + 1)
        return offset < self._reach

    def checkpoint(self, committed: int, *, alone: bool = False) -> Checkpoint:
        """What to commit with the offset `committed` while working; call `noted` when it is."""
        if committed >= self._until:
            self._failed = 0
        until = self._until if self._failed else 0
        since = self._begun - self._begun_at_checkpoint
        self._begun_at_checkpoint = self._begun
        ahead = min(MOST_AHEAD, max(LEAST_AHEAD, 2 * since))
        # Two checkpoints on their way at once: whichever comes last must allow for both.
        self._wanted_reach = max(self._wanted_reach, self._begun + ahead)
        return Checkpoint(
            self._failed, until, self._wanted_reach, running=True, alone=alone, by=self._me
        )

    def noted(self, checkpoint: Checkpoint) -> None:
        """The broker has `checkpoint`."""
        self._reach = max(self._reach, checkpoint.reach)

    def farewell(self, committed: int) -> Checkpoint:
        """What to note when leaving in order: suspects stay suspects, but this was no failure."""
        return Checkpoint(self._failed, self._until) if committed < self._until else Checkpoint()
