"""Detect why a broker rejects our connection: TLS, certificate, SASL mechanism or credentials.

aiokafka's clients log each refusal and then report only that they could not connect. A broker that
expects TLS, credentials or a certificate just closes the connection, as a broker does that is still
starting. Both are distinguished here: a wrong setting is reported at once, and a broker on its way
up is waited for.
"""

import asyncio
import contextlib
import ssl
from collections.abc import Mapping
from typing import Any

from aiokafka.conn import AIOKafkaConnection, create_conn
from aiokafka.errors import (
    IllegalSaslStateError,
    KafkaError,
    UnsupportedSaslMechanismError,
)
from aiokafka.protocol.metadata import MetadataRequest

from newsmill.kafka.errors import in_one_line

SECOND_LOOK_SECONDS = 2.0
SILENCE_SECONDS = 2.0
"""A handshake takes less, unless both sides are far apart or very busy."""

NO_TLS = "it does not speak TLS (NEWSMILL_SECURITY_PROTOCOL)"


class Unreachable(Exception):
    """No answer yet; it may come later."""


class Refused(Exception):
    """No answer will ever come as things are set up; the message says what to change."""


async def probe(host: str, port: int, options: Mapping[str, Any]) -> None:
    """Connect as a client with `options` would, and ask one question.

    Raises:
        Unreachable: nothing listens, or who listens says nothing of use.
        Refused: it will not have us like this.
    """
    try:
        connection = await _connected(host, port, options)
    except ssl.SSLCertVerificationError as error:
        raise Refused(
            f"its certificate does not pass: {error.verify_message} "
            "(NEWSMILL_SSL_CAFILE names the authorities that are trusted)"
        ) from error
    except (IllegalSaslStateError, UnsupportedSaslMechanismError) as error:
        mechanism = options["sasl_mechanism"]
        raise Refused(f"it does not take NEWSMILL_SASL_MECHANISM={mechanism}") from error
    except (KafkaError, OSError, TimeoutError) as error:
        await _blame_settings(host, port, options, error)
        raise Unreachable(in_one_line(error)) from error
    try:
        await connection.send(MetadataRequest([]))
    except (KafkaError, OSError, TimeoutError) as error:
        # It accepts the handshake and closes at the first request: it wants credentials.
        if "SASL" not in options["security_protocol"]:
            raise Refused(
                "it wants a name and a password (NEWSMILL_SECURITY_PROTOCOL=SASL_SSL)"
            ) from error
        raise Unreachable(in_one_line(error)) from error
    finally:
        connection.close()


async def _connected(host: str, port: int, options: Mapping[str, Any]) -> AIOKafkaConnection:
    """The connection. Who stays silent as we begin with TLS is asked whether it speaks without.

    Raises:
        Refused: it does. It waits for the rest of what it takes for a very long message.
    """
    connecting = asyncio.ensure_future(create_conn(host, port, **options))
    try:
        if "SSL" in options["security_protocol"]:
            done, _ = await asyncio.wait({connecting}, timeout=SILENCE_SECONDS)
            if not done and await _speaks_without_tls(host, port):
                raise Refused(NO_TLS)
        return await connecting
    finally:
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)


async def _blame_settings(
    host: str, port: int, options: Mapping[str, Any], error: BaseException
) -> None:
    """Find out whether it would talk to somebody who is set up differently.

    Raises:
        Refused: it would, or says itself what it does not like.
    """
    if (alert := _alert_of(error)) is not None:
        raise Refused(f"it ends TLS with {alert} (NEWSMILL_SSL_CERTFILE)") from error
    if isinstance(error, KafkaError) and not error.retriable:
        raise Refused(in_one_line(error)) from error
    if isinstance(error, ConnectionRefusedError):
        return
    if "SSL" in options["security_protocol"]:
        if await _speaks_without_tls(host, port):
            raise Refused(NO_TLS) from error
    elif await _speaks_tls(host, port):
        raise Refused("it expects TLS (NEWSMILL_SECURITY_PROTOCOL=SASL_SSL or SSL)") from error


def _alert_of(error: BaseException) -> str | None:
    """The alert with which the other side has ended TLS, such as `certificate required`."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError) and "ALERT" in (seen.reason or ""):
            return (seen.reason or "").partition("ALERT_")[2].lower().replace("_", " ")
        seen = seen.__cause__
    return None


async def _speaks_tls(host: str, port: int) -> bool:
    anybodys = ssl.create_default_context()
    anybodys.check_hostname = False
    anybodys.verify_mode = ssl.CERT_NONE
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(SECOND_LOOK_SECONDS):
            _, writer = await asyncio.open_connection(host, port, ssl=anybodys)
            writer.close()
            return True
    return False


async def _speaks_without_tls(host: str, port: int) -> bool:
    with contextlib.suppress(KafkaError, OSError, TimeoutError):
        async with asyncio.timeout(SECOND_LOOK_SECONDS):
            connection = await create_conn(host, port)
            connection.close()
            return True
    return False
