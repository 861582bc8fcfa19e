"""Notice messages that the log does not have any more, and that were never read."""

from typing import Any

from newsmill.kafka.records import Place
from newsmill.logs import logger

log = logger("newsmill.folder")


class Gaps:
    """Where each partition goes on, and how many messages were missing there."""

    def __init__(self) -> None:
        self.lost = 0
        self._next: dict[Place, int] = {}

    def begin(self, place: Place, committed: int | None) -> None:
        """A partition is read from what was `committed`; from wherever it begins if nothing was."""
        if committed is None:
            self._next.pop(place, None)
        else:
            self._next[place] = committed

    def note(self, place: Place, message: Any) -> None:
        """The next message of a partition; offsets that a fetch has covered have none to lose."""
        expected = self._next.get(place)
        self._next[place] = message.offset + 1
        if expected is None:
            return
        until = getattr(message, "since", message.offset)
        if until > expected:
            self.lost += until - expected
            topic, partition = place
            log.error(
                "messages were removed before they were read, and are in no row",
                topic=topic,
                partition=partition,
                from_offset=expected,
                until_offset=until,
            )
