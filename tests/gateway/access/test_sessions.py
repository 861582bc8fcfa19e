from datetime import timedelta

import pytest

from newsmill.gateway.access.sessions import Sessions
from tests.builders import NOON

KEY = "k" * 32
HOUR = timedelta(hours=1)


def sessions(key: str | None = KEY, minutes: float = 0) -> Sessions:
    return Sessions(key, HOUR, lambda: NOON + timedelta(minutes=minutes))


def test_gateways_with_one_key_know_each_others_sessions_until_they_end() -> None:
    cookie = sessions().cookie_for("ana")

    assert sessions(minutes=59).read(cookie) == ("ana", NOON + HOUR)
    assert sessions(minutes=60).read(cookie) is None
    assert sessions(key="another key that is long enough").read(cookie) is None
    assert sessions(key=None).read(cookie) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda cookie: cookie[1:],
        lambda cookie: cookie + "A",
        lambda cookie: "",
        lambda cookie: "ä.b",
        lambda cookie: cookie.partition(".")[0],
        lambda cookie: "x" * 10_000,
    ],
    ids=["cut", "longer", "empty", "not ASCII", "unsigned", "far too long"],
)
def test_a_changed_cookie_is_none(spoil: object) -> None:
    assert callable(spoil)
    assert sessions().read(spoil(sessions().cookie_for("ana"))) is None
