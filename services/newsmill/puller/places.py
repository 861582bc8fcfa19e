"""Slots for polls, and which of the due feeds gets one: silent hosts take none from good ones.

No clock, no tasks: a feed that waits is a line in a heap, however many they are.
"""

import heapq
from asyncio import Future, get_running_loop
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from newsmill.hosts import host_of
from newsmill.puller.rows import Lane
from newsmill.puller.settings import Settings
from newsmill.puller.subscriptions import Turn

PATIENCE = timedelta(milliseconds=250)
"""A feed that answered last time leaves its slot to another when it takes longer than this."""

SUSPECTS = 2
"""Polls at the same time of feeds that have killed parsers: so many documents of theirs may lie
here and wait for the slow parser."""

Waiting = tuple[float, int, Turn]


@dataclass
class Scope:
    """A host, or a platform that is paced as one: its polls, and its feeds that wait for it."""

    name: str
    running: int = 0
    is_resting: bool = False
    waiting: dict[Lane, list[Waiting]] = field(default_factory=dict)
    offered: set[Lane] = field(default_factory=set)
    """Lanes in whose heap its first feed stands."""

    @property
    def is_idle(self) -> bool:
        """Whether nothing needs to be known of it."""
        return not (self.running or self.is_resting or self.waiting or self.offered)


@dataclass
class Place:
    """What a poll in flight holds."""

    lane: Lane
    scope: Scope
    began_at: datetime
    is_aside: bool = False
    """Whether it has left its slot, or was never given one, and waits beside the others."""
    is_publishing: bool = False
    """It keeps its slot then, however long it takes."""


class Places:
    """Who may be polled now.

    There are `concurrency` slots, for polls of feeds that answered last time, and for publishing.
    A poll that hears nothing for `PATIENCE` steps aside, and its slot is free. Feeds that are new
    or failed last time are polled beside the slots from the start, `waiting` of them at once; as
    many may have stepped aside. Whoever is beside them takes a slot again to publish, before new
    polls begin: while nothing can be published, nobody is asked (backpressure).

    Within a lane feeds go by when they fell due. Of one scope `host_concurrency` are polled at
    once, and its other feeds wait without a slot; so do those of a scope that rests.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        scope_of: Callable[[Turn], str] = lambda turn: host_of(turn.url),
        ready_in: Callable[[Turn], timedelta] = lambda _: timedelta(),
    ) -> None:
        self._settings = settings
        self._scope_of = scope_of
        self._ready_in = ready_in
        self._lanes: dict[Lane, list[tuple[float, int, Scope, Turn]]] = {
            "known": [], "trial": [], "suspect": [],
        }  # fmt: skip
        self._beside: dict[Lane, int] = {"known": 0, "trial": 0, "suspect": 0}
        self._most_beside: dict[Lane, int] = {
            "known": settings.waiting,
            "trial": settings.waiting,
            "suspect": SUSPECTS,
        }
        self._slots_taken = 0
        self._scopes: dict[str, Scope] = {}
        self._resting: list[tuple[datetime, int, Scope]] = []
        self._places: dict[Turn, Place] = {}
        self._patient: deque[tuple[datetime, Turn]] = deque()
        self._publishing: deque[tuple[Turn, Future[None]]] = deque()
        self._numbers = count()

    def add(self, turn: Turn) -> None:
        """A feed is due."""
        name = self._scope_of(turn)
        scope = self._scopes.get(name)
        if scope is None:
            scope = self._scopes[name] = Scope(name)
        self._wait(scope, turn)

    def next(self, now: datetime) -> Turn | None:
        """The feed to poll now, which holds a place until `release`; None if none may begin."""
        self._step_aside(now)
        self._wake(now)
        while not self._publishing and (lane := self._most_urgent()) is not None:
            _, _, scope, turn = heapq.heappop(self._lanes[lane])
            scope.offered.discard(lane)
            if scope.running >= self._settings.host_concurrency or scope.is_resting:
                self._wait(scope, turn)
                continue
            if not turn.overtaken and (wait := self._ready_in(turn)) > timedelta():
                scope.is_resting = True
                heapq.heappush(self._resting, (now + wait, next(self._numbers), scope))
                self._wait(scope, turn)
                continue
            self._begin(turn, lane, scope, now)
            return turn
        return None

    def enter(self, turn: Turn, now: datetime) -> None:
        """Give `turn` a place at once: nobody needs to be asked, since its hub has told us."""
        scope = Scope(turn.url, running=1)
        self._places[turn] = Place(turn.lane, scope, now, is_aside=True)
        self._beside[turn.lane] += 1

    def next_wake(self) -> datetime | None:
        """When `next` may say something else although no poll has ended."""
        waits = [self._resting[0][0]] if self._resting else []
        if self._patient and self._lanes["known"]:
            waits.append(self._patient[0][0] + PATIENCE)
        return min(waits, default=None)

    async def to_publish(self, turn: Turn) -> None:
        """Wait for a slot, if the poll of `turn` has none."""
        place = self._places[turn]
        place.is_publishing = True
        if not place.is_aside:
            return
        if self._slots_taken >= self._settings.concurrency:
            slot = get_running_loop().create_future()
            self._publishing.append((turn, slot))
            await slot  # `_hand_on` has taken it for this turn
            return
        self._take_slot(place)

    def release(self, turn: Turn) -> None:
        """The poll of `turn` has ended."""
        place = self._places.pop(turn)
        if place.is_aside:
            self._beside[place.lane] -= 1
        else:
            self._slots_taken -= 1
        self._hand_on()
        place.scope.running -= 1
        self._offer(place.scope)
        if place.scope.is_idle:
            self._scopes.pop(place.scope.name, None)

    def _begin(self, turn: Turn, lane: Lane, scope: Scope, now: datetime) -> None:
        scope.running += 1
        self._offer(scope)
        place = self._places[turn] = Place(lane, scope, now, is_aside=lane != "known")
        if place.is_aside:
            self._beside[lane] += 1
        else:
            self._slots_taken += 1
            self._patient.append((now, turn))

    def _most_urgent(self) -> Lane | None:
        if not any(self._lanes.values()):
            return None
        open_lanes: list[Lane] = [
            lane
            for lane, turns in self._lanes.items()
            if turns
            and (
                self._slots_taken < self._settings.concurrency
                if lane == "known"
                else self._beside[lane] < self._most_beside[lane]
            )
        ]
        return min(open_lanes, key=lambda lane: self._lanes[lane][0][:2], default=None)

    def _step_aside(self, now: datetime) -> None:
        while self._patient and (
            self._patient[0][1] not in self._places or self._patient[0][0] + PATIENCE <= now
        ):
            if self._beside["known"] >= self._most_beside["known"]:
                return
            _, turn = self._patient.popleft()
            place = self._places.get(turn)
            if place is not None and not place.is_publishing:
                place.is_aside = True
                self._beside[place.lane] += 1
                self._slots_taken -= 1
        self._hand_on()

    def _take_slot(self, place: Place) -> None:
        place.is_aside = False
        self._beside[place.lane] -= 1
        self._slots_taken += 1

    def _hand_on(self) -> None:
        """Give free slots to those who wait to publish."""
        while self._publishing and self._slots_taken < self._settings.concurrency:
            turn, slot = self._publishing.popleft()
            if not slot.cancelled():
                self._take_slot(self._places[turn])
                slot.set_result(None)

    def _wait(self, scope: Scope, turn: Turn) -> None:
        lines = scope.waiting.setdefault(turn.lane, [])
        heapq.heappush(lines, (turn.due_at, next(self._numbers), turn))
        self._offer(scope)

    def _offer(self, scope: Scope) -> None:
        """Put the scope's first feed of each lane into the lane, if the scope has room."""
        if scope.is_resting or scope.running >= self._settings.host_concurrency:
            return
        for lane in [lane for lane in scope.waiting if lane not in scope.offered]:
            due_at, number, turn = heapq.heappop(scope.waiting[lane])
            if not scope.waiting[lane]:
                del scope.waiting[lane]
            heapq.heappush(self._lanes[lane], (due_at, number, scope, turn))
            scope.offered.add(lane)

    def _wake(self, now: datetime) -> None:
        while self._resting and self._resting[0][0] <= now:
            _, _, scope = heapq.heappop(self._resting)
            scope.is_resting = False
            self._offer(scope)
