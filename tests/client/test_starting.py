"""What a reader may write for where to begin."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from newsmill.client import UsageError, WrongPosition, subscribe
from newsmill.client.starting import beginning
from newsmill.positions import Position

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
DAY = datetime(2026, 11, 20, tzinfo=UTC)
TOKEN = Position(7, {0: 3, 1: 900}).encode()


@pytest.mark.parametrize(
    ("start", "meant"),
    [
        ("earliest", "earliest"),
        ("latest", "latest"),
        ("2026-11-20", DAY),
        (date(2026, 11, 20), DAY),
        ("2026-11-20T02:00+02:00", DAY),
        ("2026-11-20T00:00Z", DAY),
        (datetime(2026, 11, 20), DAY),
        (datetime(2026, 11, 20, 2, tzinfo=timezone(timedelta(hours=2))), DAY),
        ("2h", NOW - timedelta(hours=2)),
        ("1.5d", NOW - timedelta(days=1.5)),
        (timedelta(minutes=5), NOW - timedelta(minutes=5)),
        (TOKEN, Position(7, {0: 3, 1: 900})),
    ],
)
def test_a_start_is_understood(start: Any, meant: object) -> None:
    assert beginning(start, NOW).at == meant


@pytest.mark.parametrize("start", ["", "yesterday", "2026-13-01", "2y", 7, None, "999999999w"])
def test_a_start_that_makes_no_sense_is_refused(start: Any) -> None:
    with pytest.raises(UsageError, match="start="):
        beginning(start, NOW)


def test_a_damaged_position_is_recognised() -> None:
    with pytest.raises(WrongPosition, match="position"):
        beginning(TOKEN[:-2], NOW)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"broker": "host"}, "HOST:PORT"),
        ({"security_protocol": "SASL"}, "SASL_SSL"),
        ({"security_protocol": "SASL_SSL"}, "sasl_username"),
        ({"security_protocol": "SSL", "ssl_cafile": "/nowhere/ca.pem"}, "ssl_cafile"),
        ({"revisions": "old"}, "newest"),
        ({"until": "now"}, "end"),
        ({"limit": -1}, "limit"),
        ({"start": "soon"}, "earliest"),
    ],
)
def test_arguments_that_make_no_sense_are_refused_at_once(
    arguments: dict[str, Any], named: str
) -> None:
    with pytest.raises(UsageError, match=named):
        subscribe(**arguments)
