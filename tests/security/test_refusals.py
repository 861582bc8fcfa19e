"""Who is not let in is told why: in one line, and soon."""

import time

import pytest

from newsmill.contracts.topics import DROPS
from newsmill.exit_codes import EXIT_FAILED, EXIT_USAGE
from newsmill.kafka.acls import grant, rights
from newsmill.kafka.admin import create_topics, delete_topics
from newsmill.kafka.connection import topic_name
from newsmill.kafka.errors import BrokerRefuses
from newsmill.settings import KafkaSettings
from tests.commands import Run
from tests.security.conftest import ADMIN, NOBODY, LockedBroker

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

SOON_SECONDS = 90
"""A room would wait a minute for a broker that may come yet."""

ROOM = ("run", "cleaner")
COMMANDS = pytest.mark.parametrize("command", [ROOM, ("topics", "list")], ids=["room", "command"])


def assert_refused(newsmill: Run, command: tuple[str, ...], told: str, **settings: str) -> None:
    """`command` ends soon, with nothing but one line that holds `told`."""
    started = time.monotonic()
    ended = newsmill(*command, NEWSMILL_LOG_LEVEL="WARNING", **settings)

    # A setting that cannot be right, or one that this broker does not like.
    assert ended.returncode in {EXIT_USAGE, EXIT_FAILED}, ended.stderr
    said = [line for line in ended.stderr.splitlines() if line.startswith("newsmill: ")]
    assert said == ended.stderr.splitlines()[-1:]
    assert told in said[0]
    assert "Traceback" not in ended.stderr
    assert "password of" not in ended.stderr
    assert time.monotonic() - started < SOON_SECONDS


@COMMANDS
@pytest.mark.parametrize(
    ("settings", "told"),
    [
        pytest.param(
            {"NEWSMILL_SASL_PASSWORD": "a guess"},
            "invalid credentials with SASL mechanism SCRAM-SHA-512",
            id="wrong-password",
        ),
        pytest.param(
            {"NEWSMILL_SASL_MECHANISM": "PLAIN"},
            "does not take NEWSMILL_SASL_MECHANISM=PLAIN",
            id="unknown-mechanism",
        ),
        pytest.param({"NEWSMILL_SECURITY_PROTOCOL": "PLAINTEXT"}, "expects TLS", id="plaintext"),
        pytest.param(
            {"NEWSMILL_SECURITY_PROTOCOL": "SASL_PLAINTEXT"}, "expects TLS", id="sasl-plaintext"
        ),
        pytest.param(
            {"NEWSMILL_SECURITY_PROTOCOL": "SSL"}, "wants a name and a password", id="no-name"
        ),
        pytest.param(
            {"NEWSMILL_SSL_CAFILE": "/nowhere.pem"},
            "NEWSMILL_SSL_CAFILE='/nowhere.pem': No such file",
            id="missing-authorities",
        ),
        pytest.param(
            {"NEWSMILL_SSL_CAFILE": __file__}, "no certificates in PEM", id="no-authorities"
        ),
    ],
)
def test_settings_that_do_not_fit_are_named(
    locked: LockedBroker,
    newsmill: Run,
    command: tuple[str, ...],
    settings: dict[str, str],
    told: str,
) -> None:
    assert_refused(newsmill, command, told, **locked.environment(NOBODY, **settings))


@COMMANDS
def test_a_broker_of_an_unknown_authority_is_not_trusted(
    locked: LockedBroker, newsmill: Run, command: tuple[str, ...]
) -> None:
    strangers = str(locked.strangers.certificate)
    settings = locked.environment(NOBODY, NEWSMILL_SSL_CAFILE=strangers)

    assert_refused(newsmill, command, "its certificate does not pass", **settings)


def test_a_broker_at_another_address_than_its_certificates_is_not_trusted(
    locked: LockedBroker, newsmill: Run
) -> None:
    elsewhere = locked.address.replace("127.0.0.1", "localhost")
    settings = locked.environment(NOBODY, NEWSMILL_BROKER=elsewhere)

    assert_refused(newsmill, ROOM, "certificate is not valid for 'localhost'", **settings)


@COMMANDS
def test_a_broker_without_tls_is_not_spoken_to(
    locked: LockedBroker, kafka: KafkaSettings, newsmill: Run, command: tuple[str, ...]
) -> None:
    settings = locked.environment(NOBODY, NEWSMILL_BROKER=kafka.broker)

    assert_refused(newsmill, command, "does not speak TLS", **settings)


@COMMANDS
def test_who_must_show_a_certificate_is_told_so(
    locked: LockedBroker, newsmill: Run, command: tuple[str, ...]
) -> None:
    assert_refused(newsmill, command, "NEWSMILL_SSL_CERTFILE", **locked.certified(None))
    strange = locked.certified(locked.strangers.issue("broker"))
    assert_refused(newsmill, command, "NEWSMILL_SSL_CERTFILE", **strange)


def test_a_name_without_a_password_is_missing_something(newsmill: Run) -> None:
    assert_refused(
        newsmill,
        ROOM,
        "needs NEWSMILL_SASL_USERNAME and NEWSMILL_SASL_PASSWORD",
        NEWSMILL_SECURITY_PROTOCOL="SASL_SSL",
        NEWSMILL_SASL_USERNAME="cleaner",
    )


def test_a_room_without_rights_is_told_what_it_may_not_see(
    locked: LockedBroker, newsmill: Run
) -> None:
    told = "no right to see news.articles.clean.v1, news.articles.retrieved.v1"

    assert_refused(newsmill, ROOM, told, **locked.environment(NOBODY))


def test_a_command_without_rights_is_told_what_it_may_not_see(
    locked: LockedBroker, newsmill: Run
) -> None:
    command = ("tail", "enriched", "--from-start", "--limit", "1")

    assert_refused(
        newsmill, command, "no right to see news.articles.enriched.v1", **locked.environment(NOBODY)
    )


async def test_who_may_not_delete_topics_is_told_so(locked: LockedBroker) -> None:
    admin = locked.kafka(ADMIN).model_copy(update={"topic_prefix": "undeletable."})
    await create_topics(admin, [DROPS])

    with pytest.raises(BrokerRefuses, match="no right to delete undeletable"):
        await delete_topics(locked.kafka(NOBODY), [topic_name(admin, DROPS)])

    await delete_topics(admin, [topic_name(admin, DROPS), "undeletable.nothing"])


@pytest.mark.parametrize("room", ["puller", "cleaner"])
async def test_a_room_that_may_not_join_its_group_is_told_so(
    locked: LockedBroker, newsmill: Run, room: str
) -> None:
    """Its consumer would wait without a word."""
    prefix = {"NEWSMILL_TOPIC_PREFIX": f"{room}-without-groups."}
    admin = locked.kafka(ADMIN).model_copy(update={"topic_prefix": f"{room}-without-groups."})
    await create_topics(admin)
    all_but_groups = [right for right in rights(admin) if right.resource != "group"]
    await grant(admin, all_but_groups, "User:newsmill-{}")

    assert_refused(
        newsmill,
        ("run", room),
        f"no right to join the group {room}-without-groups.newsmill-{room}",
        **locked.environment(f"newsmill-{room}", **prefix),
    )
