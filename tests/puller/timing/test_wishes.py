from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.contracts.feeds import FeedWishes
from newsmill.puller.timing.wishes import (
    MAX_FRESHNESS,
    MAX_RETRY_AFTER,
    MAX_TTL,
    document_wish,
    freshness,
    in_words,
    next_allowed,
    retry_after,
)
from tests.puller.documents import NOW

ZERO = timedelta()
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def headers(**fields: str) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in fields.items()}


def date(after: timedelta) -> str:
    return format_datetime(NOW + after, usegmt=True)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (headers(cache_control="public, max-age=7200"), 2 * HOUR),
        (headers(cache_control='Max-Age="7200"'), 2 * HOUR),
        (headers(cache_control="max-age = 7200 , must-revalidate"), 2 * HOUR),
        (headers(cache_control="max-age=7200", age="3600"), HOUR),
        (headers(cache_control="max-age=7200", age="7300"), ZERO),
        (headers(cache_control="max-age=7200", age="old"), 2 * HOUR),
        (headers(cache_control="max-age=7200", expires=date(ZERO)), 2 * HOUR),
        (headers(cache_control="max-age=60, max-age=7200"), MINUTE),
        (headers(cache_control="no-cache, max-age=7200"), ZERO),
        (headers(cache_control="max-age=7200, no-store"), ZERO),
        (headers(cache_control='no-cache="Set-Cookie", max-age=7200'), 2 * HOUR),
        (headers(cache_control='max-age=7200, no-cache="set-cookie, x-visitor"'), 2 * HOUR),
        (headers(cache_control='private="x-visitor", max-age=7200'), 2 * HOUR),
        (headers(cache_control='ext="no-store, max-age=1", max-age=7200'), 2 * HOUR),
        (headers(cache_control="private, max-age=7200"), 2 * HOUR),
        (headers(cache_control="s-maxage=7200"), ZERO),
        (headers(cache_control="s-maxage=7200, max-age=60"), MINUTE),
        (headers(cache_control="x-max-age=7200"), ZERO),
        (headers(cache_control="max-age=-1"), ZERO),
        (headers(cache_control="max-age=soon", expires=date(HOUR)), ZERO),
        (headers(cache_control="public", expires=date(HOUR)), HOUR),
        (headers(cache_control="no-cache", expires=date(HOUR)), ZERO),
        (headers(cache_control="max-age=000000000000000060"), MINUTE),
        (headers(cache_control=f"max-age={30 * 86400}"), 30 * DAY),
        (headers(cache_control="max-age=31536000"), MAX_FRESHNESS),
        (headers(cache_control="max-age=" + "9" * 4_000), MAX_FRESHNESS),
        (headers(expires=date(3 * HOUR)), 3 * HOUR),
        (headers(expires=date(9 * HOUR), date=date(7 * HOUR)), 2 * HOUR),
        (headers(expires=date(3 * HOUR), date=date(ZERO), age="3600"), 2 * HOUR),
        (headers(expires=date(-20 * DAY), date=date(-21 * DAY)), DAY),
        (headers(expires=date(400 * DAY)), MAX_FRESHNESS),
        (headers(expires=date(-HOUR)), ZERO),
        (headers(expires="0"), ZERO),
        (headers(expires="Thu, 99 Foo 2026"), ZERO),
        (headers(last_modified=date(-300 * DAY)), ZERO),
    ],
    ids=str,
)
def test_an_answer_stays_fresh_as_long_as_it_says_to_a_private_cache(
    told: dict[str, str], expected: timedelta
) -> None:
    assert freshness(told, NOW).pause == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (headers(retry_after="10800"), 3 * HOUR),
        (headers(retry_after=" 120 "), 2 * MINUTE),
        (headers(retry_after="119.2"), 2 * MINUTE),
        (headers(retry_after="120, 120"), 2 * MINUTE),
        (headers(retry_after=date(3 * HOUR)), 3 * HOUR),
        (headers(retry_after=date(3 * DAY)), 3 * DAY),
        (headers(retry_after=date(-3 * HOUR)), ZERO),
        (headers(retry_after=date(-3 * HOUR), date=date(-4 * HOUR)), HOUR),
        (headers(retry_after=date(9 * HOUR), date=date(8 * HOUR)), HOUR),
        (headers(retry_after="Wednesday, 04-Mar-26 13:00:00 GMT"), HOUR),
        (headers(retry_after="Wed Mar  4 13:00:00 2026"), HOUR),
        (headers(retry_after="604800"), 7 * DAY),
        (headers(retry_after="9999999999"), MAX_RETRY_AFTER),
        (headers(retry_after="1" * 5_000), ZERO),
        (headers(retry_after=date(900 * DAY)), MAX_RETRY_AFTER),
        (headers(retry_after="0"), ZERO),
        (headers(retry_after="-5"), ZERO),
        (headers(retry_after="soon"), ZERO),
        (headers(), ZERO),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_server_says_when_it_wants_us_back_in_seconds_or_by_its_own_clock(
    told: dict[str, str], expected: timedelta
) -> None:
    assert retry_after(told, NOW).pause == expected


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (FeedWishes(ttl=40 * MINUTE), 40 * MINUTE),
        (FeedWishes(ttl=DAY), DAY),
        (FeedWishes(ttl=365 * DAY), MAX_TTL),
        (FeedWishes(ttl=-HOUR), ZERO),
        (FeedWishes(update_period=DAY), DAY),
        (FeedWishes(update_period=365 * DAY), 7 * DAY),
        # The default of much blog software, which nobody has chosen.
        (FeedWishes(update_period=HOUR), ZERO),
        (FeedWishes(update_period=DAY, ttl=2 * DAY), 2 * DAY),
        (FeedWishes(update_period=DAY, update_base=NOW - 10 * DAY + HOUR), HOUR),
        (FeedWishes(update_period=DAY, update_base=NOW + 10 * DAY + HOUR), HOUR),
        (FeedWishes(update_period=DAY, update_base=datetime(1, 1, 1, tzinfo=UTC)), DAY / 2),
        (FeedWishes(), ZERO),
    ],
    ids=lambda value: str(value)[:80],
)
def test_a_document_says_how_long_it_holds(wishes: FeedWishes, expected: timedelta) -> None:
    assert document_wish(wishes, NOW, longest_interval=HOUR).pause == expected


WEDNESDAY = 2


@pytest.mark.parametrize(
    ("skipped", "expected"),
    [
        ({"skip_hours": (12,)}, "2026-03-04 13:00"),
        ({"skip_hours": (12, 13, 14)}, "2026-03-04 15:00"),
        ({"skip_hours": tuple(range(12, 24))}, "2026-03-05 00:00"),
        ({"skip_hours": tuple(range(1, 24))}, "2026-03-05 00:00"),
        ({"skip_hours": (11, 13)}, "2026-03-04 12:20"),
        ({"skip_hours": tuple(range(24))}, "2026-03-04 12:20"),
        ({"skip_hours": (99, -1)}, "2026-03-04 12:20"),
        ({"skip_days": (WEDNESDAY,)}, "2026-03-05 00:00"),
        ({"skip_days": (2, 3, 4, 5, 6, 0)}, "2026-03-10 00:00"),
        ({"skip_days": tuple(range(7))}, "2026-03-04 12:20"),
        ({"skip_days": (WEDNESDAY,), "skip_hours": (0, 1)}, "2026-03-05 02:00"),
        ({}, "2026-03-04 12:20"),
    ],
    ids=str,
)
def test_skipped_hours_and_days_are_waited_for(skipped: dict[str, Any], expected: str) -> None:
    allowed = next_allowed(NOW + 20 * MINUTE, FeedWishes(**skipped))
    assert f"{allowed:%Y-%m-%d %H:%M}" == expected


def test_a_limited_wish_says_so() -> None:
    assert document_wish(FeedWishes(ttl=90 * MINUTE), NOW, HOUR).why == "its ttl of 90 min"
    assert document_wish(FeedWishes(ttl=90 * DAY), NOW, HOUR).why == (
        "its ttl of 90 d, of which we heed 7 d"
    )
    lengths = (90 * timedelta(seconds=1), 36 * HOUR, 7 * DAY, 36_500.4 * DAY)
    assert [in_words(length) for length in lengths] == ["90 s", "36 h", "7 d", "36500 d"]


TEXTS = st.text(max_size=300) | st.from_regex(r'(no-cache|max-age|[",=\\ 0-9])*', fullmatch=True)


@given(
    st.dictionaries(
        st.sampled_from(["retry-after", "expires", "date", "age", "cache-control"]),
        TEXTS | st.integers().map(str) | st.datetimes().map(format_datetime),
    )
)
def test_absurd_headers_ask_for_a_pause_within_the_bounds(told: dict[str, str]) -> None:
    assert ZERO <= freshness(told, NOW).pause <= MAX_FRESHNESS
    assert ZERO <= retry_after(told, NOW).pause <= MAX_RETRY_AFTER


@pytest.mark.parametrize("text", ['a="' * 50_000, 'a="\\' * 50_000, "max-age=" * 50_000])
def test_hostile_headers_take_no_time(text: str) -> None:
    began = datetime.now(UTC)
    freshness({"cache-control": text}, NOW)
    assert datetime.now(UTC) - began < timedelta(seconds=1)
