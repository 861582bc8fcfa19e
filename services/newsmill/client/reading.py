"""What to read, as librdkafka is told it, and what brokers can have against it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from confluent_kafka import KafkaError

from newsmill.client.connecting import Reachable
from newsmill.client.starting import Beginning

LONGEST_BODY = timedelta(hours=1)
"""Between two articles; after it, others of the group get the partitions."""

FETCH_WAIT_MILLISECONDS = 100

_REFUSED = {
    KafkaError._AUTHENTICATION: "it does not accept the user name or the password",
    KafkaError._SSL: "the TLS connection fails",
    KafkaError.SASL_AUTHENTICATION_FAILED: "it does not accept the user name or the password",
    KafkaError.TOPIC_AUTHORIZATION_FAILED: "no right to read the topic",
    KafkaError.GROUP_AUTHORIZATION_FAILED: "no right to use the consumer group",
    KafkaError.CLUSTER_AUTHORIZATION_FAILED: "no right to connect",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What to read, and from where."""

    reach: Reachable
    topic: str
    """On the broker."""
    beginning: Beginning
    group: str | None
    until_end: bool
    connect_timeout: timedelta


def options_of(reading: Reading) -> dict[str, Any]:
    """librdkafka's settings for it."""
    group = reading.group
    session_ms = int(reading.reach.session_timeout.total_seconds() * 1000)
    return {
        **reading.reach.options,
        # librdkafka wants one always; without commits it only looks for its coordinator.
        "group.id": group or "newsmill-client",
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        # It would skip what is gone in silence; so we are told, and count.
        "auto.offset.reset": "error",
        "isolation.level": "read_committed",
        "enable.partition.eof": reading.until_end,
        "fetch.wait.max.ms": FETCH_WAIT_MILLISECONDS,
        "session.timeout.ms": session_ms,
        "heartbeat.interval.ms": session_ms // 6,
        "max.poll.interval.ms": int(LONGEST_BODY.total_seconds() * 1000),
        "reconnect.backoff.max.ms": 5000,
    }


def refusal_of(error: KafkaError, reading: Reading) -> str | None:
    """The line for a person, if waiting is of no use: a broker does not let us do this."""
    why = _REFUSED.get(error.code())
    is_about_group = error.code() == KafkaError.GROUP_AUTHORIZATION_FAILED
    if why is None or (is_about_group and reading.group is None):
        # librdkafka asks for the coordinator of a group that it does not need.
        return None
    at = f"the Kafka broker at {reading.reach.broker} refuses us"
    return f"{at}: {why} ({reading.topic}): {error.str()}"
