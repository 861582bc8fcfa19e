"""Circuit breaker: dead letters of many feeds at once mean a broken room, not bad messages."""

from collections import Counter, OrderedDict, deque

WINDOW_SECONDS = 60.0

ORIGINS = 3
"""So many feeds must fail, or all there are: one bad feed must never stop the others."""

REMEMBERED_SECONDS = 24 * 3600.0
"""A feed that was quiet in the last minute is one of those that there are all the same."""


class CircuitBreaker:
    """The outcomes of the last minute, and whether they say that the room itself is broken.

    It is broken when `least` messages in a row became dead letters, or `least` of the last minute
    that are more than `share` of it; if they come from several origins. `least` of 0 is never.
    What a stranger has written, whose origin is None, counts for neither: one who writes nonsense
    breaks no room, however many keys it has.
    """

    def __init__(self, least: int, share: float) -> None:
        self._least = least
        self._share = share
        self._outcomes: deque[tuple[float, str, bool]] = deque()
        self._dead: Counter[str] = Counter()
        self._all: Counter[str] = Counter()
        self._row: deque[str] = deque(maxlen=max(least, 1))
        self._seen: OrderedDict[str, float] = OrderedDict()

    def note(self, now: float, origin: str | None, *, dead: bool) -> None:
        """Enter an outcome; `now` is in seconds on a monotonic clock."""
        if origin is None:
            return
        self._outcomes.append((now, origin, dead))
        self._all[origin] += 1
        self._remember(now, origin)
        if dead:
            self._dead[origin] += 1
            self._row.append(origin)
        else:
            self._row.clear()
        while self._outcomes and now - self._outcomes[0][0] > WINDOW_SECONDS:
            _, gone, was_dead = self._outcomes.popleft()
            _take_one(self._all, gone)
            if was_dead:
                _take_one(self._dead, gone)

    def broken(self) -> str | None:
        """Why the room is broken; None when it is not."""
        if not self._least:
            return None
        wanted = min(ORIGINS, len(self._seen))
        if len(self._row) == self._least and len(set(self._row)) >= min(wanted, self._least):
            return f"{self._least} dead letters in a row"
        dead, total = self._dead.total(), self._all.total()
        if dead >= self._least and dead > self._share * total and len(self._dead) >= wanted:
            return f"{dead} of the last minute's {total} messages became dead letters"
        return None

    def _remember(self, now: float, origin: str) -> None:
        """Keep the origins seen last, no more than it takes to say that there are several."""
        self._seen[origin] = now
        self._seen.move_to_end(origin)
        long_ago = now - REMEMBERED_SECONDS
        while len(self._seen) > ORIGINS or next(iter(self._seen.values())) < long_ago:
            self._seen.popitem(last=False)


def _take_one(counter: Counter[str], origin: str) -> None:
    counter[origin] -= 1
    if not counter[origin]:
        del counter[origin]
