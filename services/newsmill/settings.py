"""Settings come from the environment; each room adds a frozen class of its own.

A field's environment variable is its class's prefix and its name in capitals:
`NEWSMILL_BROKER`, `NEWSMILL_PULLER_MIN_INTERVAL`. `deploy/README.md` lists them all.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableError

from newsmill.errors import UserError


class SettingsError(UserError):
    """A setting has no usable value: the message names the variable and says why."""


def room_config(room: str) -> SettingsConfigDict:
    """The model configuration of one room's settings class."""
    return SettingsConfigDict(env_prefix=f"NEWSMILL_{room.upper()}_", frozen=True, extra="ignore")


def _from_seconds(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return timedelta(seconds=float(value))
        except OverflowError as error:
            raise ValueError("longer than any clock runs") from error
        except ValueError as error:
            raise ValueError("a number of seconds is wanted") from error
    return value


Seconds = Annotated[timedelta, BeforeValidator(_from_seconds), Field(ge=timedelta())]
"""A length of time, never negative; in the environment a number of seconds."""


def _servers(value: str) -> str:
    if not re.fullmatch(r"[^\s,]+:\d+(,[^\s,]+:\d+)*", value):
        raise ValueError("write HOST:PORT[,HOST:PORT…]")
    return value


Servers = Annotated[str, AfterValidator(_servers)]
"""One or more Kafka brokers."""


class KafkaSettings(BaseSettings):
    """How to reach Kafka, and how this installation names things there."""

    model_config = SettingsConfigDict(env_prefix="NEWSMILL_", frozen=True, extra="ignore")

    broker: Servers = Field(
        "127.0.0.1:9092", description="Bootstrap servers, HOST:PORT[,HOST:PORT…]"
    )
    topic_prefix: str = Field("", description="Put before every topic and group name")
    topic_suffix: str = Field(
        "", description="Put behind them: `newsmill replay --into NAME` names its topics with .NAME"
    )
    replication_factor: int = Field(1, ge=1, description="Copies of each partition on the brokers")
    topic_partitions: int | None = Field(
        None, ge=1, description="Partitions of topics that newsmill creates; by topic when unset"
    )
    security_protocol: str = Field(
        "PLAINTEXT",
        pattern="^(PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL)$",
        description="To the broker",
    )
    sasl_mechanism: str = Field(
        "SCRAM-SHA-512",
        pattern="^(PLAIN|SCRAM-SHA-256|SCRAM-SHA-512)$",
        description="With a SASL protocol",
    )
    sasl_username: str | None = Field(None, description="With a SASL protocol")
    sasl_password: str | None = Field(None, repr=False, description="With a SASL protocol")
    ssl_cafile: Path | None = Field(
        None, description="Certificate authorities to trust instead of the system's, PEM"
    )
    ssl_certfile: Path | None = Field(
        None, description="Our own certificate with its chain, PEM, where brokers ask for one"
    )
    ssl_keyfile: Path | None = Field(
        None, description="Its key, PEM; in the certificate's file when unset"
    )
    ssl_key_password: str | None = Field(
        None, repr=False, description="Of the key, where it has one"
    )
    idempotent: bool = Field(
        True, description="Idempotent producers, where the broker accepts them"
    )
    session_timeout: Seconds = Field(
        timedelta(seconds=6), description="A worker silent for so long loses its partitions"
    )
    commit_interval: Seconds = Field(
        timedelta(seconds=1), description="How often what is done is noted; repeated after a crash"
    )
    checkpoint_folder: Path | None = Field(
        None,
        description="Where to note what was begun; with the commits when unset, if the broker can",
    )


class RuntimeSettings(BaseSettings):
    """Settings of every process."""

    model_config = SettingsConfigDict(env_prefix="NEWSMILL_", frozen=True, extra="ignore")

    log_level: str = Field(
        "INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least shown"
    )
    log_format: str = Field("json", pattern="^(json|console)$", description="json or console")
    health_host: str = Field("127.0.0.1", description="Where /live and /ready are served")
    health_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="Port of /live, /ready, /status and /metrics; none when unset",
    )
    state_dir: Path = Field(
        Path("~/.local/state/newsmill"), description="Logs of local runs, and the demo's records"
    )
    connect_timeout: Seconds = Field(
        timedelta(seconds=5), description="How long a command waits for the broker"
    )
    start_timeout: Seconds = Field(
        timedelta(seconds=60), description="How long a starting worker waits for broker and topics"
    )
    stop_timeout: Seconds = Field(
        timedelta(seconds=8), description="How long a stopping worker finishes what it has begun"
    )
    message_timeout: Seconds = Field(
        timedelta(minutes=10),
        gt=timedelta(0),
        description="A message in a room for longer is tried anew; the third time, dead-lettered",
    )
    blocked_timeout: Seconds = Field(
        timedelta(seconds=30),
        gt=timedelta(0),
        description="A process that does nothing else for so long ends, and is to be restarted",
    )
    broken_after: int = Field(
        20,
        ge=0,
        description="Dead letters in a row, from several feeds, after which a room stops; 0: never",
    )
    broken_share: float = Field(
        0.05,
        ge=0,
        le=1,
        description="Of a minute's messages; more dead letters, and so many, stop a room too",
    )


S = TypeVar("S", bound=BaseSettings)


def load(settings: type[S], **overrides: Any) -> S:
    """Read `settings` from the environment.

    Raises:
        SettingsError: a value is out of range; says which variable, what it holds and why.
    """
    prefix = settings.model_config.get("env_prefix", "")
    try:
        return settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        wrong = first["msg"].removeprefix("Value error, ")
        if not first["loc"]:
            # Of several variables, which the message names; their values may be secret.
            raise SettingsError(wrong) from None
        name = prefix + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}={first['input']!r}: {wrong}") from error
    except UnreadableError as error:
        raise SettingsError(f"{prefix}…: {error}") from error
