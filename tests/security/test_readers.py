"""Readers at a broker that asks who comes."""

from typing import Any

import pytest

from newsmill import subscribe
from newsmill.client import NotAllowed, UserError
from tests.security.conftest import ADMIN, NOBODY, LockedBroker, password_of

pytestmark = pytest.mark.broker

GATEWAY = "newsmill-gateway"


def by_password(locked: LockedBroker, name: str, **others: Any) -> dict[str, Any]:
    return {
        "broker": locked.address,
        "security_protocol": "SASL_SSL",
        "sasl_username": name,
        "sasl_password": password_of(name),
        "ssl_cafile": locked.authority.certificate,
        "start": "earliest",
        "until": "end",
        **others,
    }


async def read(arguments: dict[str, Any]) -> list[str]:
    return [article.title async for article in subscribe(**arguments)]


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-256", "SCRAM-SHA-512"])
async def test_a_reader_comes_in_with_a_password(locked: LockedBroker, mechanism: str) -> None:
    assert await read(by_password(locked, GATEWAY, sasl_mechanism=mechanism)) == []


async def test_a_reader_takes_the_settings_of_the_service(
    locked: LockedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in locked.environment(ADMIN).items():
        monkeypatch.setenv(variable, value)
    assert await read({"start": "earliest", "until": "end", "group": "desk"}) == []


async def test_a_reader_comes_in_with_a_certificate(locked: LockedBroker) -> None:
    shown = {
        "broker": locked.certified_address,
        "security_protocol": "SSL",
        "ssl_cafile": locked.authority.certificate,
        "ssl_certfile": locked.authority.issue(ADMIN),
        "until": "end",
    }
    # Let in, under a name that nobody has given rights.
    with pytest.raises(NotAllowed, match="no right to read the topic"):
        await read(shown)
    with pytest.raises(UserError, match=r"TLS|certificate|no Kafka broker"):
        await read(shown | {"ssl_certfile": None, "connect_timeout": 2})


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"sasl_password": "wrong"}, "user name or the password", id="password"),
        pytest.param({"ssl_cafile": None}, "TLS", id="authority"),
        pytest.param({"group": "a desk's"}, "no right to use the consumer group", id="group"),
    ],
)
async def test_who_is_not_let_in_is_told_why(
    locked: LockedBroker, changes: dict[str, Any], why: str
) -> None:
    with pytest.raises(NotAllowed, match=why):
        await read(by_password(locked, GATEWAY, **changes))


async def test_who_may_see_nothing_is_told_so(locked: LockedBroker) -> None:
    with pytest.raises(UserError, match=r"right|has no topic"):
        await read(by_password(locked, NOBODY))


async def test_a_broker_without_tls_is_not_spoken_to(locked: LockedBroker) -> None:
    plain = {"broker": locked.address, "connect_timeout": 2}
    with pytest.raises(UserError, match=locked.address):
        await read(plain)
