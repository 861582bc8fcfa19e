"""What brokers refuse for now: kept while it lasts, and said once."""

import time
from dataclasses import dataclass, field

from aiokafka.errors import QuotaViolationError

from newsmill.kafka.refusals import Refusal, line_of
from newsmill.logs import logger

SLOWED_DOWN_SECONDS = 1.0
SAID_AGAIN_SECONDS = 600.0
"""That a quota slows us down is no refusal: it is said, and that is all."""

log = logger("newsmill.waiting")


@dataclass
class _Reason:
    line: str
    since: float
    places: set[str] = field(default_factory=set)


class Waiting:
    """Why we wait, by kind of refusal; each kind is one line in the log, and one when it is over.

    A place is what refuses: a topic, or the consumer group.
    """

    def __init__(self) -> None:
        self._reasons: dict[Refusal, _Reason] = {}
        self._slowness_said_at: float | None = None

    def refused(self, place: str, refusal: Refusal, line: str) -> None:
        """`place` refuses for now, as `line` tells."""
        reason = self._reasons.get(refusal)
        if reason is None:
            reason = self._reasons[refusal] = _Reason(line, time.monotonic())
            log.error("waiting: the broker refuses for now", place=place, why=line)
        reason.places.add(place)
        for other in [it for it in self._reasons if it is not refusal]:
            self._leave(other, place)

    def accepted(self, place: str) -> None:
        """`place` refuses nothing any more."""
        for refusal, reason in list(self._reasons.items()):
            if self._leave(refusal, place):
                waited = round(time.monotonic() - reason.since, 1)
                log.info("going on: the broker refuses no more", place=place, waited_seconds=waited)

    def _leave(self, refusal: Refusal, place: str) -> bool:
        """Whether `place` was the last that refused like this."""
        places = self._reasons[refusal].places
        if place not in places:
            return False
        places.discard(place)
        if not places:
            del self._reasons[refusal]
        return not places

    def slowed_down(self, seconds: float) -> None:
        """The broker takes nothing from us for so long, since we have sent more than our quota."""
        now = time.monotonic()
        said_at = self._slowness_said_at
        if seconds >= SLOWED_DOWN_SECONDS and (
            said_at is None or now - said_at >= SAID_AGAIN_SECONDS
        ):
            self._slowness_said_at = now
            why = line_of("client newsmill", QuotaViolationError())
            log.warning("the broker slows us down", seconds=seconds, why=why)

    @property
    def why(self) -> str | None:
        """The first reason to wait; None where there is none."""
        return next((reason.line for reason in self._reasons.values()), None)

    def __bool__(self) -> bool:
        """Whether something is waited for."""
        return bool(self._reasons)
