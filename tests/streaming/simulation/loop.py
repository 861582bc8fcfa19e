"""An event loop with virtual time, in which several processes live, freeze and die.

Callbacks belong to the actor (a thread of a process, or the world around) in whose context they
were scheduled. Those of one actor run in their order, as in a real loop; which actor is next is
drawn. An actor that has ended runs nothing any more, not even what stands in `finally`.
"""

import asyncio
import heapq
import random
import sys
from asyncio import events
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from typing import Any

MOST_STEPS_AT_ONE_TIME = 50_000
"""A loop that takes more without time going on turns for ever."""


class Turning(AssertionError):
    """Callbacks call each other for ever, and no time passes."""


class Actor:
    """Something that runs by itself: a thread of a process."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ready: deque[Handle] = deque()
        self.steps = 0
        self.is_frozen = False
        self.has_ended = False
        self.is_listed = False
        self.clock_is_ahead = 0.0
        """Of true time, in seconds."""
        self.countdown: tuple[int, Callable[[], None]] | None = None
        """So many steps from now, this happens."""


class Handle:
    """A callback that waits for its turn."""

    __slots__ = ("_is_cancelled", "_when", "actor", "args", "callback", "context")

    def __init__(
        self, callback: Any, args: Any, context: Context, actor: Actor, when: float
    ) -> None:
        self.callback = callback
        self.args = args
        self.context = context
        self.actor = actor
        self._when = when
        self._is_cancelled = False

    def cancel(self) -> None:
        """Let it not happen."""
        self._is_cancelled = True
        self.callback = self.args = None

    def cancelled(self) -> bool:
        """Whether it does not happen."""
        return self._is_cancelled

    def when(self) -> float:
        """When it is due."""
        return self._when


THE_WORLD = Actor("world")
CURRENT: ContextVar[Actor] = ContextVar("actor", default=THE_WORLD)


class SimulatedLoop:
    """Runs what is ready in drawn order, then lets time jump to what is due next."""

    def __init__(self, rng: random.Random) -> None:
        self.now = 1000.0
        self.steps = 0
        self.world = Actor("world")
        self.errors: list[BaseException] = []
        self._draw = rng.random
        # asyncio asks for no more than is here.
        self._me: Any = self
        self._runnable: list[Actor] = []
        self._timers: list[tuple[float, int, Handle]] = []
        self._count = 0
        self._tasks: list[asyncio.Task[Any]] = []

    def time(self) -> float:
        """Seconds of virtual time."""
        return self.now

    def call_soon(self, callback: Any, *args: Any, context: Context | None = None) -> Any:
        """Run it when those of this actor that wait already have run."""
        if context is None:
            context = copy_context()
        actor = context.get(CURRENT, THE_WORLD)
        if actor is THE_WORLD:
            actor = self.world
        handle = Handle(callback, args, context, actor, 0.0)
        self._append(handle)
        return handle

    call_soon_threadsafe = call_soon

    def call_at(
        self, when: float, callback: Any, *args: Any, context: Context | None = None
    ) -> Any:
        """Run it at this virtual time."""
        if context is None:
            context = copy_context()
        actor = context.get(CURRENT, THE_WORLD)
        if actor is THE_WORLD:
            actor = self.world
        handle = Handle(callback, args, context, actor, when)
        self._count += 1
        heapq.heappush(self._timers, (when, self._count, handle))
        return handle

    def call_later(
        self, delay: float, callback: Any, *args: Any, context: Context | None = None
    ) -> Any:
        """Run it after so many virtual seconds."""
        return self.call_at(self.now + delay, callback, *args, context=context)

    def call_in_the_world(self, delay: float, callback: Any, *args: Any) -> Any:
        """Run it after so many virtual seconds, whatever becomes of who asks."""
        return self.call_at(self.now + delay, callback, *args, context=Context())

    def create_future(self) -> "asyncio.Future[Any]":
        """A future of this loop."""
        return asyncio.Future(loop=self._me)

    def create_task(self, coro: Any, **settings: Any) -> "asyncio.Task[Any]":
        """A task of the actor that calls. It is kept: no garbage collector runs its `finally`."""
        task: asyncio.Task[Any] = asyncio.Task(coro, loop=self._me, **settings)
        task._log_destroy_pending = False  # type: ignore[attr-defined]
        self._tasks.append(task)
        return task

    def spawn(self, actor: Actor, coro: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """A task of `actor`."""
        context = copy_context()
        context.run(CURRENT.set, actor)
        return self.create_task(coro, context=context)

    def get_debug(self) -> bool:
        """Never."""
        return False

    def is_running(self) -> bool:
        """As long as anybody asks."""
        return True

    def is_closed(self) -> bool:
        """Not while anybody asks."""
        return False

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Nobody awaited what failed; what matters is seen by its consequences."""

    def freeze(self, actor: Actor) -> None:
        """It runs nothing until `thaw`; what is due meanwhile waits."""
        actor.is_frozen = True
        self._unlist(actor)

    def thaw(self, actor: Actor) -> None:
        """It goes on."""
        actor.is_frozen = False
        self._list(actor)

    def end(self, actor: Actor) -> None:
        """It never runs again."""
        actor.has_ended = True
        actor.ready.clear()
        self._unlist(actor)

    def run(self, is_over: Callable[[], bool], until: float) -> bool:
        """Run until it is over; False where it is not by the virtual time `until`."""
        before = events._get_running_loop()
        hooks = sys.get_asyncgen_hooks()
        events._set_running_loop(self._me)
        # What is not iterated to its end is dropped, not closed.
        sys.set_asyncgen_hooks(firstiter=None, finalizer=lambda _: None)
        try:
            return self._run(is_over, until)
        finally:
            sys.set_asyncgen_hooks(*hooks)
            events._set_running_loop(before)

    def _run(self, is_over: Callable[[], bool], until: float) -> bool:
        runnable, draw, timers = self._runnable, self._draw, self._timers
        while not is_over():
            in_this_instant = 0
            while runnable:
                count = len(runnable)
                actor = runnable[int(draw() * count)] if count > 1 else runnable[0]
                handle = actor.ready.popleft()
                if not actor.ready:
                    self._unlist(actor)
                if handle._is_cancelled:
                    continue
                in_this_instant += 1
                actor.steps += 1
                try:
                    handle.context.run(handle.callback, *handle.args)
                except Exception as error:
                    self.errors.append(error)
                except BaseException as error:
                    if not isinstance(error, ProcessEnded):
                        raise
                if actor.countdown is not None and actor.steps >= actor.countdown[0]:
                    (_, happen), actor.countdown = actor.countdown, None
                    happen()
                if in_this_instant > MOST_STEPS_AT_ONE_TIME:
                    raise Turning(f"{actor.name} turns for ever")
            self.steps += in_this_instant
            if not timers or timers[0][0] > until:
                return is_over()
            self.now = max(self.now, timers[0][0])
            while timers and timers[0][0] <= self.now:
                _, _, handle = heapq.heappop(timers)
                if not handle._is_cancelled:
                    self._append(handle)
        return True

    def close(self) -> None:
        """Drop all tasks, so that nothing of them runs when they are collected."""
        before = events._get_running_loop()
        events._set_running_loop(self._me)
        try:
            for task in self._tasks:
                if not task.done():
                    try:
                        task.get_coro().close()  # type: ignore[union-attr]
                    except BaseException:  # whatever a cut-off coroutine says
                        continue
        finally:
            events._set_running_loop(before)
        self._tasks.clear()
        self._timers.clear()
        self._runnable.clear()

    def _append(self, handle: Handle) -> None:
        actor = handle.actor
        if actor.has_ended:
            return
        actor.ready.append(handle)
        if not actor.is_listed and not actor.is_frozen:
            actor.is_listed = True
            self._runnable.append(actor)

    def _list(self, actor: Actor) -> None:
        if actor.ready and not actor.is_listed and not actor.has_ended:
            actor.is_listed = True
            self._runnable.append(actor)

    def _unlist(self, actor: Actor) -> None:
        if actor.is_listed:
            actor.is_listed = False
            self._runnable.remove(actor)


class ProcessEnded(BaseException):
    """Unwinds the callback in which a process has ended; nothing catches it."""
