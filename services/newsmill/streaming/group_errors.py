"""What the coordinator of our group refuses. Faust never asks its client for it, and would wait.

aiokafka keeps the error for its next caller and does nothing until somebody has taken it.
"""

from typing import Any

from aiokafka.errors import IllegalStateError

from newsmill.streaming.faust_app import App


def group_error(app: App) -> BaseException | None:
    """Why the client has stopped taking part in its group; None while it does."""
    coordinator = _coordinator(app)
    if coordinator is None:
        return None
    task = getattr(coordinator, "_coordination_task", None)
    if task is not None and task.done() and not task.cancelled() and task.exception() is not None:
        # Nobody is there any more to try again, whatever it was.
        return _as_error(IllegalStateError(f"the coordination has ended: {task.exception()!r}"))
    return _as_error(getattr(coordinator, "_pending_exception", None))


def take_part_again(app: App) -> None:
    """Let the client try once more what was refused."""
    coordinator, loop = _coordinator(app), app.consumer._thread.thread_loop

    def take() -> None:
        coordinator._pending_exception = None
        taken, coordinator._error_consumed_fut = coordinator._error_consumed_fut, None
        if taken is not None and not taken.done():
            taken.set_result(None)

    if coordinator is not None:
        loop.call_soon_threadsafe(take)


def _coordinator(app: App) -> Any:
    """The client's, which runs in a thread of its own; None before it was started."""
    thread = getattr(app._consumer, "_thread", None)
    client = getattr(thread, "_consumer", None)
    return getattr(client, "_coordinator", None)


def _as_error(error: Any) -> BaseException | None:
    return error if isinstance(error, BaseException) else None
