"""The consumer group: members, generations, sessions and committed offsets."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from faust.types import TP

from tests.streaming.simulation.loop import SimulatedLoop

REBALANCE_SECONDS = 6.0
"""How long members are waited for before a rebalance goes on without them."""


Joined = tuple[int, set[TP], frozenset[str]]
"""The generation, a member's partitions, and the names of all members."""


@dataclass(eq=False)
class Member:
    """A worker as the group sees it."""

    name: str
    session_ends: float
    joining: "asyncio.Future[Joined] | None" = None
    generation: int = -1
    assignment: set[TP] = field(default_factory=set)


Commit = tuple[int, str]
CommitSeen = Callable[[TP, int, str, str], None]


class Group:
    """Eager rebalances: all partitions are given back, and given out anew."""

    def __init__(
        self, loop: SimulatedLoop, rng: random.Random, tps: list[TP], session: float
    ) -> None:
        self.generation = 0
        self.committed: dict[TP, Commit] = {}
        self.on_commit: CommitSeen = lambda *_: None
        self.on_lapse: Callable[[str], None] = lambda _: None
        self.on_generation: Callable[[frozenset[str]], None] = lambda _: None
        self._loop = loop
        self._rng = rng
        self._tps = tps
        self._session = session
        self._members: dict[str, Member] = {}
        self._is_preparing = False

    def join(self, name: str) -> "asyncio.Future[Joined]":
        """What the member gets once all have joined."""
        answer: asyncio.Future[Joined] = self._loop.create_future()
        member = self._members.get(name)
        if member is None:
            member = self._members[name] = Member(name, 0.0)
        self._renew(member)
        member.joining = answer
        self.rebalance()
        self._maybe_complete()
        return answer

    def rebalance(self) -> None:
        """Let all members join again."""
        if not self._is_preparing and self._members:
            self._is_preparing = True
            generation = self.generation
            self._loop.call_later(REBALANCE_SECONDS, self._give_up, generation)

    def heartbeat(self, name: str, generation: int) -> str:
        """`ok`, `rebalance` or `unknown`."""
        member = self._members.get(name)
        if member is None or (generation != self.generation and member.joining is None):
            return "unknown"
        self._renew(member)
        return "rebalance" if self._is_preparing else "ok"

    def leave(self, name: str) -> None:
        """The member goes, or has been silent for too long."""
        member = self._members.pop(name, None)
        if member is None:
            return
        if member.joining is not None and not member.joining.done():
            member.joining.cancel()
        self.rebalance()
        self._maybe_complete()

    def is_member(self, name: str, generation: int) -> bool:
        """Whether a commit of this member in this generation is taken."""
        return name in self._members and generation == self.generation

    def commit(self, name: str, generation: int, commits: dict[TP, Commit]) -> bool:
        """Note positions; False where the member has no say any more."""
        if not self.is_member(name, generation):
            return False
        for tp, (offset, metadata) in commits.items():
            self.committed[tp] = (offset, metadata)
            self.on_commit(tp, offset, metadata, name)
        return True

    def owners(self) -> dict[TP, str]:
        """Who has which partition."""
        return {tp: member.name for member in self._members.values() for tp in member.assignment}

    def forget(self, name: str) -> None:
        """The member's session is over, as if it had not been heard for long."""
        if name in self._members:
            self.on_lapse(name)
            self.leave(name)

    def _renew(self, member: Member) -> None:
        member.session_ends = self._loop.now + self._session
        self._loop.call_at(member.session_ends, self._look, member)

    def _look(self, member: Member) -> None:
        if self._members.get(member.name) is not member:
            return
        # Who waits for the others to join sends no heartbeats.
        if (
            member.joining is not None
            and not member.joining.done()
            and not member.joining.cancelled()
        ):
            self._renew(member)
        elif self._loop.now >= member.session_ends:
            self.forget(member.name)

    def _give_up(self, generation: int) -> None:
        if not self._is_preparing or self.generation != generation:
            return
        for member in list(self._members.values()):
            if member.joining is None:
                self.on_lapse(member.name)
                del self._members[member.name]
        self._maybe_complete()

    def _maybe_complete(self) -> None:
        if not self._is_preparing:
            return
        members = list(self._members.values())
        if not members:
            self._is_preparing = False
            return
        if any(member.joining is None for member in members):
            return
        self._is_preparing = False
        self.generation += 1
        self._rng.shuffle(members)
        names = frozenset(member.name for member in members)
        self.on_generation(names)
        for member in members:
            member.assignment = set()
        for number, tp in enumerate(self._tps):
            members[number % len(members)].assignment.add(tp)
        for member in members:
            answer, member.joining = member.joining, None
            member.generation = self.generation
            self._renew(member)
            if answer is not None and not answer.done():
                answer.set_result((self.generation, set(member.assignment), names))
