"""Connect to Kafka: names on the broker, client options, TLS, waiting for a broker.

Names on the broker carry the installation's prefix, and those of a replay a suffix: they are added
and taken off here, and nowhere else.
"""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from aiokafka.partitioner import murmur2

from newsmill.contracts.base import Record
from newsmill.contracts.topics import Topic
from newsmill.kafka.aiokafka_fixes import mend_aiokafka
from newsmill.kafka.diagnosis import Refused, Unreachable, probe
from newsmill.kafka.errors import BrokerRefuses, BrokerUnavailable, in_one_line
from newsmill.settings import KafkaSettings, SettingsError

# Whoever imports this or Faust's driver connects through aiokafka's one client.
mend_aiokafka()

REQUEST_TIMEOUT = timedelta(seconds=15)
"""A connection that leaves a request unanswered for so long is given up: after a network cut, TCP
itself may wait a minute longer than the cut lasted."""

METADATA_MAX_AGE_MILLISECONDS = 20_000
"""New partitions are read as soon as they are seen, and the group has rebalanced: within a minute.
aiokafka looks every five minutes."""

CONNECT_RETRY_SECONDS = 0.5
ANSWER_SECONDS = 5.0


def topic_name(kafka: KafkaSettings, topic: Topic[Record]) -> str:
    """The topic's name on the broker."""
    return on_broker(kafka, topic.name)


def group_name(kafka: KafkaSettings, process: str) -> str:
    """The consumer group of the processes called `process`: a room, or all of them as one mill."""
    return on_broker(kafka, f"newsmill-{process}")


def journal_name(kafka: KafkaSettings, name: str) -> str:
    """The topic of the journal `name`: one, whatever the processes are called that keep it."""
    return on_broker(kafka, f"newsmill-{name}-journal")


def on_broker(kafka: KafkaSettings, name: str) -> str:
    """The name of a topic or group on the broker; `name` is that of the contracts."""
    return f"{kafka.topic_prefix}{name}{kafka.topic_suffix}"


def in_contracts(kafka: KafkaSettings, name: str) -> str:
    """The inverse of `on_broker`."""
    return name.removeprefix(kafka.topic_prefix).removesuffix(kafka.topic_suffix)


def partition_of(by: str, partitions: int) -> int:
    """The partition for what is partitioned by `by`, as Kafka's own clients hash a key."""
    return int((murmur2(by.encode()) & 0x7FFFFFFF) % partitions)


def client_options(kafka: KafkaSettings) -> dict[str, Any]:
    """How every client of aiokafka connects.

    Raises:
        SettingsError: a name, a password or a certificate is missing.
    """
    options: dict[str, Any] = {
        "bootstrap_servers": kafka.broker.split(","),
        "client_id": "newsmill",
        "request_timeout_ms": int(REQUEST_TIMEOUT.total_seconds() * 1000),
        "metadata_max_age_ms": METADATA_MAX_AGE_MILLISECONDS,
        "security_protocol": kafka.security_protocol,
    }
    if "SSL" in kafka.security_protocol:
        options["ssl_context"] = ssl_context(kafka)
    if "SASL" in kafka.security_protocol:
        if kafka.sasl_username is None or kafka.sasl_password is None:
            raise SettingsError(
                f"NEWSMILL_SECURITY_PROTOCOL={kafka.security_protocol} needs "
                "NEWSMILL_SASL_USERNAME and NEWSMILL_SASL_PASSWORD"
            )
        options["sasl_mechanism"] = kafka.sasl_mechanism
        options["sasl_plain_username"] = kafka.sasl_username
        options["sasl_plain_password"] = kafka.sasl_password
    return options


def ssl_context(kafka: KafkaSettings) -> ssl.SSLContext:
    """Whom to trust, and what to show; the broker's certificate and name are always checked.

    Raises:
        SettingsError: a certificate or key cannot be read.
    """
    try:
        context = ssl.create_default_context(cafile=kafka.ssl_cafile)
    except OSError as error:
        raise _unusable("CAFILE", kafka.ssl_cafile, error) from error
    if kafka.ssl_certfile is not None:
        # Without a password Python would ask on the terminal.
        password = kafka.ssl_key_password or ""
        try:
            context.load_cert_chain(kafka.ssl_certfile, kafka.ssl_keyfile, password)
        except OSError as error:
            if kafka.ssl_keyfile is not None and not kafka.ssl_keyfile.exists():
                raise _unusable("KEYFILE", kafka.ssl_keyfile, error) from error
            raise _unusable("CERTFILE", kafka.ssl_certfile, error) from error
    return context


def _unusable(which: str, path: Path | None, error: OSError) -> SettingsError:
    why = error.strerror or in_one_line(error)
    if isinstance(error, ssl.SSLError):
        why = "no certificate with its key in PEM, or another password"
        if which == "CAFILE":
            why = "no certificates in PEM"
    return SettingsError(f"NEWSMILL_SSL_{which}='{path}': {why}")


async def wait_for_broker(kafka: KafkaSettings, patience: timedelta) -> None:
    """Return when a broker answers.

    Raises:
        BrokerRefuses: one did, and will not serve us.
        BrokerUnavailable: none did for as long as `patience`.
        SettingsError: what is needed to connect is missing.
    """
    deadline = time.monotonic() + patience.total_seconds()
    try:
        async with asyncio.timeout(patience.total_seconds() + ANSWER_SECONDS):
            while True:
                try:
                    async with open_admin(kafka):
                        return
                except BrokerRefuses:
                    raise
                except BrokerUnavailable:
                    if time.monotonic() >= deadline:
                        raise
                await asyncio.sleep(CONNECT_RETRY_SECONDS)
    except TimeoutError as error:
        raise BrokerUnavailable(kafka.broker, "connected, but no answer") from error


async def _some_broker_takes_us(kafka: KafkaSettings, options: Mapping[str, Any]) -> None:
    why = "no address given"
    of_clients = ("bootstrap_servers", "metadata_max_age_ms")
    wanted = {name: value for name, value in options.items() if name not in of_clients}
    for server in kafka.broker.split(","):
        host, _, port = server.rpartition(":")
        try:
            await probe(host.strip("[]"), int(port), wanted)
        except Refused as error:
            raise BrokerRefuses(server, str(error)) from error
        except Unreachable as error:
            why = str(error)
        else:
            return
    raise BrokerUnavailable(kafka.broker, why)


@asynccontextmanager
async def open_admin(kafka: KafkaSettings) -> AsyncIterator[AIOKafkaAdminClient]:
    """An admin client.

    Raises:
        BrokerUnavailable: no broker answers, or one refuses us.
        SettingsError: what is needed to connect is missing.
    """
    options = client_options(kafka)
    await _some_broker_takes_us(kafka, options)
    admin = AIOKafkaAdminClient(**options)
    try:
        try:
            await admin.start()
        except (KafkaError, OSError, ValueError) as error:
            raise BrokerUnavailable(kafka.broker, in_one_line(error)) from error
        yield admin
    finally:
        await admin.close()
