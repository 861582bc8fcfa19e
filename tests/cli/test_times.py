"""The time that a person writes."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from newsmill.cli.times import instant, instant_or_none, local_time
from newsmill.errors import UsageError

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("45s", NOW - timedelta(seconds=45)),
        ("90m", NOW - timedelta(minutes=90)),
        ("2h", NOW - timedelta(hours=2)),
        ("1.5h", NOW - timedelta(minutes=90)),
        (" 3 d ", NOW - timedelta(days=3)),
        ("2w", NOW - timedelta(weeks=2)),
        ("2026-03-01T10:30Z", datetime(2026, 3, 1, 10, 30, tzinfo=UTC)),
        ("2026-03-01T10:30+02:00", datetime(2026, 3, 1, 8, 30, tzinfo=UTC)),
    ],
)
def test_an_instant_or_a_length_of_time_is_understood(written: str, at: datetime) -> None:
    assert instant("--since", written, NOW) == at


def test_without_a_zone_it_is_the_time_on_the_wall() -> None:
    assert instant("--since", "2026-03-01", NOW) == datetime(2026, 3, 1).astimezone()


@pytest.mark.parametrize(
    "written",
    ["", "soon", "2x", "-2h", "h", "999999999w", "2026-13-01", "0001-01-01T00:00+01:00", "٣h٣"],
)
def test_what_is_neither_is_refused_with_the_options_name(written: str) -> None:
    with pytest.raises(UsageError, match=r"--until .*: write an instant"):
        instant("--until", written, NOW)


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Europe/Berlin", datetime(9999, 12, 31, 23, 30, tzinfo=UTC)),
        ("America/New_York", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_time_at_the_edge_of_time_is_shown_all_the_same(
    monkeypatch: pytest.MonkeyPatch, zone: str, at: datetime
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert local_time(at) == at
        assert local_time(NOW).utcoffset() != timedelta()
    finally:
        monkeypatch.undo()
        time.tzset()


def test_what_is_left_out_is_none() -> None:
    assert instant_or_none("--since", None, NOW) is None
    assert instant_or_none("--since", "1h", NOW) == NOW - timedelta(hours=1)
