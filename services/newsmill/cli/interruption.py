"""Run a command's asynchronous work so that Ctrl-C, SIGTERM and SIGHUP cancel it in order."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from newsmill.cli.failures import Interrupted
from newsmill.hosting.signals import ending_signals
from newsmill.kafka.errors import kafka_errors_as_user_errors
from newsmill.standard_streams import CannotWrite, ReaderGone

T = TypeVar("T")


def run_until_interrupted(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` and return its result; a signal cancels it and lets it clean up.

    Raises:
        Interrupted: a signal came first.
        KafkaFailed: `work` raised an error of aiokafka.
    """
    # All commands talk to Kafka in here, so this is where its errors get their type for people.
    with kafka_errors_as_user_errors():
        return asyncio.run(_run(work))


async def _run(work: Coroutine[Any, Any, T]) -> T:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    interrupted = False

    def interrupt() -> None:
        nonlocal interrupted
        # A second signal is ignored: cleaning up has time limits of its own.
        if not interrupted:
            interrupted = True
            task.cancel()

    for signum in ending_signals():
        loop.add_signal_handler(signum, interrupt)
    try:
        return await task
    except (asyncio.CancelledError, CannotWrite, ReaderGone):
        # A terminal that has gone away takes no last words.
        if interrupted:
            raise Interrupted from None
        raise
