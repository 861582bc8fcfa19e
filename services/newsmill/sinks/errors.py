"""What a sink raises, by what is done about it."""

from collections.abc import Mapping

from newsmill.errors import UserError
from newsmill.sinks.sink import Change


class TargetAway(Exception):
    """The target does not answer, or takes nothing for now: waited for, and tried again.

    The message says what is wrong, for a person, and holds no secret.
    """


class ChangesRefused(Exception):
    """The target refuses these for their own sake: they are set aside, and the others written.

    `write` is called again without them. What it has written of the others before it raised comes
    a second time then.
    """

    def __init__(self, why_by_change: Mapping[Change, str]) -> None:
        super().__init__("; ".join(sorted(set(why_by_change.values()))))
        self.why_by_change = why_by_change


class PositionsMoved(Exception):
    """Another process has written these partitions meanwhile: begin where it has come to."""


class SinkRefused(UserError):
    """The target will not have this, now or later: the message says what to do about it."""
