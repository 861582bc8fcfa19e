"""A broker that asks who comes, and lets each do only what it must."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from newsmill.pipeline import ROOMS
from newsmill.settings import KafkaSettings
from tests.apache_kafka import Locks, kafkas_own, missing_tools, running_kafka
from tests.commands import clean_environment, runner
from tests.security.certificates import Authority, missing_openssl, new_authority

ADMIN = "admin"
NOBODY = "nobody"
"""Is known, and may do nothing."""

NAMES = (ADMIN, NOBODY, *(f"newsmill-{who}" for who in (*ROOMS, "cli", "readers")))


def password_of(name: str) -> str:
    """Each its own."""
    return f"password of {name}"


@dataclass(frozen=True)
class LockedBroker:
    """Where it is, and how to come to it."""

    address: str
    certified_address: str
    authority: Authority
    strangers: Authority

    def environment(self, name: str, **others: str) -> dict[str, str]:
        """The settings of somebody who comes with a password."""
        return {
            "NEWSMILL_BROKER": self.address,
            "NEWSMILL_SECURITY_PROTOCOL": "SASL_SSL",
            "NEWSMILL_SSL_CAFILE": str(self.authority.certificate),
            "NEWSMILL_SASL_USERNAME": name,
            "NEWSMILL_SASL_PASSWORD": password_of(name),
            "NEWSMILL_TOPIC_PARTITIONS": "2",
            **others,
        }

    def certified(self, certificate: Path | None) -> dict[str, str]:
        """The settings of somebody who comes with a certificate, or with none."""
        shown = {"NEWSMILL_SSL_CERTFILE": str(certificate)} if certificate else {}
        return {
            "NEWSMILL_BROKER": self.certified_address,
            "NEWSMILL_SECURITY_PROTOCOL": "SSL",
            "NEWSMILL_SSL_CAFILE": str(self.authority.certificate),
            **shown,
        }

    def kafkas_own(self, tool: str, *arguments: str) -> str:
        """What a command of Apache Kafka's says to an administrator."""
        settings = self.authority.folder / "admin.properties"
        settings.write_text(
            "security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\n"
            "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required "
            f'username="{ADMIN}" password="{password_of(ADMIN)}";\n'
            f"ssl.truststore.type=PEM\nssl.truststore.location={self.authority.certificate}\n"
        )
        return kafkas_own(tool, self.address, "--command-config", str(settings), *arguments)

    def kafka(self, name: str) -> KafkaSettings:
        """The same as `environment`, as an object."""
        told = self.environment(name)
        return KafkaSettings.model_validate(
            {variable.removeprefix("NEWSMILL_").lower(): told[variable] for variable in told}
        )


@pytest.fixture(scope="package")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LockedBroker]:
    """Apache Kafka with all of newsmill's topics, and for each room exactly its rights."""
    if os.environ.get("NEWSMILL_TEST_BROKER") != "apache":
        pytest.skip("only Apache Kafka asks who comes: make test-kafka")
    if (problem := missing_tools() or missing_openssl()) is not None:
        pytest.skip(problem)
    folder = tmp_path_factory.mktemp("locked")
    authority = new_authority(folder / "authority")
    locks = Locks(
        authority.certificate,
        authority.issue("broker"),
        super_users=(f"User:{ADMIN}", "User:CN=broker"),
        passwords={name: password_of(name) for name in NAMES},
    )
    with running_kafka(folder / "kafka", locks=locks) as (node,):
        broker = LockedBroker(
            f"127.0.0.1:{node.port}",
            f"127.0.0.1:{node.certified_port}",
            authority,
            new_authority(folder / "strangers"),
        )
        newsmill = runner(clean_environment(folder / "state") | broker.environment(ADMIN))
        for command in (["topics", "create"], ["topics", "acls", "--apply"]):
            ended = newsmill(*command)
            assert ended.returncode == 0, ended.stderr
        yield broker
