"""Who comes with the right word or certificate is let in."""

import json
from pathlib import Path

import pytest

from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.exit_codes import EXIT_USAGE
from tests.apache_kafka import SCRAM
from tests.commands import Run
from tests.security.conftest import ADMIN, LockedBroker

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

KEY_PASSWORD = "of the key"


@pytest.mark.parametrize("mechanism", SCRAM)
def test_a_password_opens_the_door(locked: LockedBroker, newsmill: Run, mechanism: str) -> None:
    settings = locked.environment("newsmill-cli", NEWSMILL_SASL_MECHANISM=mechanism)

    listed = newsmill("topics", "list", **settings)

    assert listed.returncode == 0, listed.stderr
    assert f"{ENRICHED_ARTICLES.name}\t2" in listed.stdout.splitlines()


def test_name_and_password_may_lie_in_files(
    locked: LockedBroker, newsmill: Run, tmp_path: Path
) -> None:
    settings = locked.environment("newsmill-cli")
    for secret in ("NEWSMILL_SASL_USERNAME", "NEWSMILL_SASL_PASSWORD"):
        file = tmp_path / secret
        file.write_text(f"{settings[secret]}\n")
        settings |= {secret: "", f"{secret}_FILE": str(file)}

    listed = newsmill("topics", "list", **settings)

    assert listed.returncode == 0, listed.stderr
    assert f"{ENRICHED_ARTICLES.name}\t2" in listed.stdout.splitlines()


def test_a_certificate_opens_the_door_with_the_rights_of_its_name(
    locked: LockedBroker, newsmill: Run
) -> None:
    template = ("--principal", "User:CN=newsmill-{}")
    granted = newsmill("topics", "acls", "--apply", *template, **locked.environment(ADMIN))
    assert granted.returncode == 0, granted.stderr

    key_within = locked.certified(locked.authority.issue("newsmill-cli"))
    listed = newsmill("topics", "list", **key_within)
    assert listed.returncode == 0, listed.stderr
    assert f"{ENRICHED_ARTICLES.name}\t2" in listed.stdout.splitlines()

    certificate, key = locked.authority.issue_locked("newsmill-readers", KEY_PASSWORD)
    key_apart = locked.certified(certificate) | {"NEWSMILL_SSL_KEYFILE": str(key)}
    refused = newsmill("feeds", "list", **key_apart, NEWSMILL_SSL_KEY_PASSWORD=KEY_PASSWORD)
    assert "no right to see" in refused.stderr
    assert "news.feeds.v1" in refused.stderr

    locked_out = newsmill("feeds", "list", **key_apart)
    assert locked_out.returncode == EXIT_USAGE
    assert f"NEWSMILL_SSL_CERTFILE='{certificate}': " in locked_out.stderr
    assert "another password" in locked_out.stderr


def test_a_run_at_a_locked_broker_hands_its_name_on_to_the_rooms(
    locked: LockedBroker, newsmill: Run
) -> None:
    told = locked.environment(ADMIN)
    address = told.pop("NEWSMILL_BROKER")
    document = {"title": "A ferry sinks", "text": "Amara Okafor saw it from the quay. " * 9}

    ended = newsmill("once", "-", "--broker", address, stdin=json.dumps(document), **told)

    assert ended.returncode == 0, ended.stderr
    assert [json.loads(line)["title"] for line in ended.stdout.splitlines()] == ["A ferry sinks"]
