"""ACLs: the least rights that each room, the command line and readers need on a broker.

They derive from the map of rooms, topics and journals, so a new topic brings its rights along.
Apache Kafka 3.0 or newer is meant: there a right to write includes idempotence.
"""

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from aiokafka.errors import ClusterAuthorizationFailedError, for_code
from aiokafka.protocol.admin import CreateAclsRequest

from newsmill.contracts.topics import ANYBODY, CURRENT_ARTICLES, ENRICHED_ARTICLES
from newsmill.kafka.connection import group_name, journal_name, open_admin, topic_name
from newsmill.kafka.errors import BrokerRefuses
from newsmill.pipeline import ALL_IN_ONE, GATEWAY, JOURNALS, ROOMS, TOPICS, Room, users_of
from newsmill.settings import KafkaSettings

Operation = Literal["Read", "Write", "Create", "Describe", "DescribeConfigs"]
Resource = Literal["topic", "group"]

# The numbers of Kafka's protocol (org.apache.kafka.common.acl and .resource).
OPERATION_NUMBERS: dict[Operation, int] = {
    "Read": 3,
    "Write": 4,
    "Create": 5,
    "Describe": 8,
    "DescribeConfigs": 10,
}
RESOURCE_NUMBERS: dict[Resource, int] = {"topic": 2, "group": 3}
LITERAL, PREFIXED = 3, 4
ALLOW, ANY_HOST = 3, "*"

SINKS = "sinks"
"""Who keeps databases and the like up to date: `newsmill sink`."""


@dataclass(frozen=True, slots=True)
class Right:
    """One thing that `who` (a room, `cli`, `sinks` or `readers`) may do.

    With `is_prefix` it is about everything whose name begins so.
    """

    who: str
    operation: Operation
    resource: Resource
    name: str
    is_prefix: bool = False

    def as_arguments(self, principal: str) -> str:
        """The arguments that add it with Kafka's own kafka-acls.sh, quoted for a shell."""
        return shlex.join(
            [
                *("--add", "--allow-principal", named(principal, self.who)),
                *("--operation", self.operation, f"--{self.resource}", self.name),
                *(("--resource-pattern-type", "prefixed") if self.is_prefix else ()),
            ]
        )


def rights(kafka: KafkaSettings) -> Iterator[Right]:
    """Everything anybody needs. To read or write a topic includes to see that it is there."""
    for room in ROOMS:
        yield from _of_room(room, kafka)
    # The audit asks how far each has come; the gateway audits too.
    for process in (*ROOMS, ALL_IN_ONE):
        for who in ("cli", GATEWAY):
            yield Right(who, "Describe", "group", group_name(kafka, process))
    for topic in TOPICS:
        name, users = topic_name(kafka, topic), users_of(topic)
        # Who sits at a terminal creates topics, and reads all of them to explain what happened.
        yield Right("cli", "Create", "topic", name)
        yield Right("cli", "Read", "topic", name)
        # The audit asks for how long they are kept.
        yield Right("cli", "DescribeConfigs", "topic", name)
        if "cli" in users.writers:
            yield Right("cli", "Write", "topic", name)
        if ANYBODY in users.readers:
            yield Right(ANYBODY, "Read", "topic", name)
    for topic in (ENRICHED_ARTICLES, CURRENT_ARTICLES):
        yield Right(SINKS, "Read", "topic", topic_name(kafka, topic))
    # Each sink has a group of its own.
    yield Right(SINKS, "Read", "group", group_name(kafka, "sink-"), is_prefix=True)


def named(principal: str, who: str) -> str:
    """Kafka's name of `who`: the template with it in place of {}."""
    return principal.replace("{}", who)


def _of_room(room: Room, kafka: KafkaSettings) -> Iterator[Right]:
    for topic in TOPICS:
        name, users = topic_name(kafka, topic), users_of(topic)
        if room in users.readers:
            yield Right(room, "Read", "topic", name)
        if room in users.writers:
            yield Right(room, "Write", "topic", name)
        if room in users.readers or room in users.writers:
            # A room looks whether somebody has changed how they are kept.
            yield Right(room, "DescribeConfigs", "topic", name)
    yield Right(room, "Read", "group", group_name(kafka, room))
    for journal in JOURNALS:
        if journal.room == room:
            name = journal_name(kafka, journal.name)
            for may in ("Create", "Read", "Write", "DescribeConfigs"):
                yield Right(room, may, "topic", name)
            # Whether messages were handled before an empty journal was made, also by the other.
            yield Right(room, "Describe", "group", group_name(kafka, ALL_IN_ONE))


async def grant(kafka: KafkaSettings, wanted: Iterable[Right], principal: str) -> None:
    """Add rights at the broker, as somebody who may; those that are there already stay.

    Raises:
        BrokerUnavailable: no broker answers, or we are no administrator there.
        KafkaError: it refused, or knows no rights.
    """
    async with open_admin(kafka) as admin:
        for right in wanted:
            request = CreateAclsRequest(
                RESOURCE_NUMBERS[right.resource],
                right.name,
                PREFIXED if right.is_prefix else LITERAL,
                named(principal, right.who),
                ANY_HOST,
                OPERATION_NUMBERS[right.operation],
                ALLOW,
            )
            reply = await admin._send_to_controller(request)
            for code, why in reply.creation_responses:
                if code == ClusterAuthorizationFailedError.errno:
                    raise BrokerRefuses(kafka.broker, "only an administrator gives rights")
                if code:
                    raise for_code(code)(why or right.name)
