"""What is said of a feed, and which of several things counts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsmill.contracts.feeds import FeedState
from newsmill.inspection.feed_health import CONDITIONS, health

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
URL = "https://paper.example/feed"


def state(**changes: Any) -> FeedState:
    polled = {
        "last_polled_at": NOW - timedelta(minutes=5),
        "next_poll_at": NOW + timedelta(minutes=5),
    }
    return FeedState(url=URL, **{**polled, **changes})


@pytest.mark.parametrize(
    ("changes", "condition", "says"),
    [
        ({}, "good", ""),
        ({"failures": 1, "error": "503"}, "failing", "the last poll failed: 503"),
        ({"failures": 4, "error": "503"}, "failing", "4 polls in a row failed: 503"),
        ({"gone": True, "retired": "gone twice", "failures": 3}, "retired", "gone twice"),
        ({"silent_since": NOW - timedelta(days=1)}, "late", "2026-03-03 12:00"),
        ({"silent_since": NOW, "is_frozen": True}, "frozen", "the same each time"),
        ({"gaps": 1, "gap_at": NOW - timedelta(days=6)}, "gapped", "a gap"),
        ({"gaps": 3, "gap_at": NOW - timedelta(days=6)}, "gapped", "3 gaps"),
        ({"gaps": 1, "gap_at": NOW - timedelta(days=8)}, "good", ""),
        ({"last_polled_at": None, "next_poll_at": None}, "new", "not asked yet"),
        ({"next_poll_at": NOW - timedelta(hours=1)}, "overdue", "does a puller run"),
        ({"asked_url": "https://new.example/"}, "moved", "https://new.example/"),
        ({"moving_to": "https://new.example/"}, "good", "after three days"),
        ({"distrusts_304": True}, "good", "in full"),
        ({"parser_kills": 2}, "good", "killed 2 times"),
        ({"pushed_until": NOW + timedelta(days=1)}, "good", "WebSub"),
    ],
)
def test_a_feed_is_in_one_condition(changes: dict[str, Any], condition: str, says: str) -> None:
    found = health(state(**changes), NOW)

    assert found.condition == condition
    assert says in " | ".join(found.remarks)


def test_the_worst_counts_and_all_is_said() -> None:
    found = health(state(failures=2, error="no answer", gaps=1, gap_at=NOW, silent_since=NOW), NOW)

    assert found.condition == "failing"
    assert len(found.remarks) == 3


def test_the_worst_are_named_first() -> None:
    feeds = [health(state(**changes), NOW) for changes in ({}, {"failures": 1}, {"gone": True})]

    assert [one.condition for one in sorted(feeds, key=lambda one: one.order)] == [
        "failing",
        "retired",
        "good",
    ]
    assert len(set(CONDITIONS)) == len(CONDITIONS)
