"""How a command that runs for a while ends: Ctrl-C and SIGTERM stop it in order."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

from newsmill.cli.failures import Interrupted
from newsmill.kafka.errors import kafka_errors_as_user_errors

T = TypeVar("T")


def run_until_interrupted(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`; a signal cancels it, and its cleaning up is waited for.

    Raises:
        Interrupted: a signal came first.
        KafkaFailed: `work` raised an error of aiokafka.
    """
    # Whatever a command does with Kafka runs in here.
    with kafka_errors_as_user_errors():
        return asyncio.run(_run(work))


async def _run(work: Coroutine[Any, Any, T]) -> T:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    interrupted = False

    def interrupt() -> None:
        nonlocal interrupted
        # A second signal while ending changes nothing: ending is bounded anyway.
        if not interrupted:
            interrupted = True
            task.cancel()

    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, interrupt)
    try:
        return await task
    except asyncio.CancelledError:
        if interrupted:
            raise Interrupted from None
        raise
