"""How a reader reaches the broker: by arguments, else by the environment variables of the service.

`newsmill.settings` reads the same variables for the service; it needs pydantic, which a reader has
not. A test compares the two.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from newsmill.errors import UsageError

DEFAULT_BROKER = "127.0.0.1:9092"
CLIENT_ID = "newsmill-client"

SESSION_TIMEOUT = timedelta(seconds=6)

PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")

_SECRETS = ("sasl_username", "sasl_password", "ssl_key_password")

_LIBRDKAFKA_NAMES = {
    "sasl_mechanism": "sasl.mechanism",
    "sasl_username": "sasl.username",
    "sasl_password": "sasl.password",
    "ssl_cafile": "ssl.ca.location",
    "ssl_certfile": "ssl.certificate.location",
    "ssl_keyfile": "ssl.key.location",
    "ssl_key_password": "ssl.key.password",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Arguments that were given; what is None stands in the environment, or is the default."""

    broker: str | None = None
    topic_prefix: str | None = None
    security_protocol: str | None = None
    sasl_mechanism: str | None = None
    sasl_username: str | None = None
    sasl_password: str | None = None
    ssl_cafile: str | os.PathLike[str] | None = None
    ssl_certfile: str | os.PathLike[str] | None = None
    ssl_keyfile: str | os.PathLike[str] | None = None
    ssl_key_password: str | None = None


@dataclass(frozen=True, slots=True)
class Reachable:
    """A connection with nothing left open."""

    broker: str
    prefix: str
    suffix: str
    session_timeout: timedelta
    """A member of a group that is silent for so long loses its partitions to the others."""
    options: Mapping[str, Any]
    """As librdkafka calls them."""

    def on_broker(self, name: str) -> str:
        """What the topic `name` is called on this broker."""
        return f"{self.prefix}{name}{self.suffix}"


def resolved(given: Connection, environment: Mapping[str, str]) -> Reachable:
    """What was given, completed from the environment.

    Raises:
        UsageError: something is missing, or is none of what can be chosen.
    """

    def value(name: str) -> str | None:
        argument = getattr(given, name)
        return str(argument) if argument is not None else _variable(name, environment)

    broker = value("broker") or DEFAULT_BROKER
    if not all(_is_server(server) for server in broker.split(",")):
        raise UsageError(f"broker={broker!r}: write HOST:PORT[,HOST:PORT…]")
    protocol = (value("security_protocol") or PROTOCOLS[0]).upper()
    if protocol not in PROTOCOLS:
        raise UsageError(f"security_protocol={protocol!r}: one of {', '.join(PROTOCOLS)} is wanted")
    options: dict[str, Any] = {
        "bootstrap.servers": broker,
        "client.id": CLIENT_ID,
        "security.protocol": protocol,
    }
    wanted = []
    if "SASL" in protocol:
        wanted += ["sasl_mechanism", "sasl_username", "sasl_password"]
    if "SSL" in protocol:
        wanted += ["ssl_cafile", "ssl_certfile", "ssl_keyfile", "ssl_key_password"]
    for name in wanted:
        found = value(name)
        if name == "sasl_mechanism":
            found = found or MECHANISMS[-1]
            if found not in MECHANISMS:
                raise UsageError(f"{name}={found!r}: one of {', '.join(MECHANISMS)} is wanted")
        if name in ("sasl_username", "sasl_password") and not found:
            raise UsageError(
                f"security_protocol={protocol} needs sasl_username and sasl_password, or"
                " NEWSMILL_SASL_USERNAME and NEWSMILL_SASL_PASSWORD"
            )
        if name.startswith("ssl_") and name.endswith("file") and found:
            found = str(_readable(name, Path(found).expanduser()))
            if name == "ssl_certfile" and not value("ssl_keyfile"):
                options[_LIBRDKAFKA_NAMES["ssl_keyfile"]] = found
        if found:
            options[_LIBRDKAFKA_NAMES[name]] = found
    prefix = value("topic_prefix") or ""
    suffix = _variable("topic_suffix", environment) or ""
    return Reachable(broker, prefix, suffix, _session_timeout(environment), options)


def _is_server(server: str) -> bool:
    host, _, port = server.rpartition(":")
    return bool(host) and port.isdecimal() and not any(char.isspace() for char in server)


def _session_timeout(environment: Mapping[str, str]) -> timedelta:
    written = _variable("session_timeout", environment)
    try:
        return timedelta(seconds=float(written)) if written else SESSION_TIMEOUT
    except (ValueError, OverflowError) as error:
        wanted = "a number of seconds is wanted"
        raise UsageError(f"NEWSMILL_SESSION_TIMEOUT={written!r}: {wanted}") from error


def _variable(name: str, environment: Mapping[str, str]) -> str | None:
    """The setting in the environment, or in the file that is named there."""
    variable = f"NEWSMILL_{name.upper()}"
    if found := environment.get(variable):
        return found
    if name in _SECRETS and (path := environment.get(f"{variable}_FILE")):
        content = _readable(f"{variable}_FILE", Path(path)).read_text(encoding="utf-8")
        return content.removesuffix("\n").removesuffix("\r")
    return None


def _readable(name: str, path: Path) -> Path:
    try:
        with path.open("rb"):
            return path
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(f"{name}={str(path)!r}: {why}") from error
