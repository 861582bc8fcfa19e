"""Settings come from the environment; each room adds a frozen class of its own.

A field's environment variable is its class's prefix and its name in capitals:
`NEWSMILL_BROKER`, `NEWSMILL_PULLER_MIN_INTERVAL`. `deploy/README.md` lists them all.
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from newsmill.environment import (
    SECRET,
    ListeningHost,
    LocalPath,
    OwnSettings,
    Seconds,
    Servers,
    SettingsError,
    load,
    room_config,
)

__all__ = [
    "SECRET", "KafkaSettings", "OwnSettings", "RuntimeSettings", "Seconds", "SettingsError",
    "load", "room_config",
]  # fmt: skip

SecretText = Annotated[str | None, SECRET]


class KafkaSettings(OwnSettings):
    """How to reach Kafka, and how this installation names things there."""

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
    sasl_username: SecretText = Field(None, description="With a SASL protocol")
    sasl_password: SecretText = Field(None, repr=False, description="With a SASL protocol")
    ssl_cafile: LocalPath | None = Field(
        None, description="Certificate authorities to trust instead of the system's, PEM"
    )
    ssl_certfile: LocalPath | None = Field(
        None, description="Our own certificate with its chain, PEM, where brokers ask for one"
    )
    ssl_keyfile: LocalPath | None = Field(
        None, description="Its key, PEM; in the certificate's file when unset"
    )
    ssl_key_password: SecretText = Field(
        None, repr=False, description="Of the key, where it has one"
    )
    idempotent: bool = Field(
        True, description="Idempotent producers, where the broker accepts them"
    )
    session_timeout: Seconds = Field(
        timedelta(seconds=6),
        ge=timedelta(seconds=1),
        le=timedelta(hours=1),
        description="A worker silent for so long loses its partitions; brokers have limits too",
    )
    commit_interval: Seconds = Field(
        timedelta(seconds=1), description="How often what is done is noted; repeated after a crash"
    )
    checkpoint_folder: LocalPath | None = Field(
        None,
        description="Where to note what was begun; with the commits when unset, if the broker can",
    )


class RuntimeSettings(OwnSettings):
    """Settings of every process."""

    log_level: str = Field(
        "INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least shown"
    )
    log_format: str = Field("json", pattern="^(json|console)$", description="json or console")
    health_host: ListeningHost = Field(
        "127.0.0.1", description="Where it is open: an address or a name; 0.0.0.0 for everybody"
    )
    health_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="Port of /live, /ready, /status and /metrics; none when unset",
    )
    # As it is written: rooms need no home folder, and local runs say if there is none.
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
