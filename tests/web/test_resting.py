from datetime import UTC, datetime, timedelta

import pytest

from newsmill.web.fetching import Reply
from newsmill.web.obstacles import Obstacle
from newsmill.web.resting import Resting, pause_asked_for
from newsmill.web.sites import scope_of
from tests.retriever.newsstand import FakeClock

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def pause(status: int, **headers: str) -> timedelta | None:
    return pause_asked_for(reply(status, **headers), NOW)


def reply(status: int, **headers: str) -> Reply:
    by_name = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply("https://paper.example/", status, by_name, b"", None)


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_any_error_may_ask_for_a_pause(status: int) -> None:
    assert pause(status, retry_after="7200") == 2 * HOUR


@pytest.mark.parametrize(
    ("status", "expected"),
    [(200, None), (301, None), (404, None), (500, None), (429, HOUR / 60), (503, HOUR / 60)],
)
def test_what_a_status_alone_asks_for(status: int, expected: timedelta | None) -> None:
    assert pause(status) == expected


@pytest.mark.parametrize("status", [200, 301])
def test_an_answer_that_is_no_error_asks_for_nothing(status: int) -> None:
    assert pause(status, retry_after="7200") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("0", timedelta(0), id="none"),
        pytest.param(" 60 ", HOUR / 60, id="seconds"),
        pytest.param("86401", 24 * HOUR + HOUR / 3600, id="more than a day"),
        pytest.param("604801", 7 * 24 * HOUR, id="more than a week"),
        pytest.param("9" * 400, 7 * 24 * HOUR, id="for ever"),
        pytest.param("Sat, 28 Nov 2026 15:00:00 GMT", 3 * HOUR, id="a date"),
        pytest.param("Saturday, 28-Nov-26 15:00:00 GMT", 3 * HOUR, id="an RFC 850 date"),
        pytest.param("Sat Nov 28 15:00:00 2026", 3 * HOUR, id="an asctime date"),
        pytest.param("Sat, 28 Nov 2026 11:00:00 GMT", timedelta(0), id="a date in the past"),
        pytest.param("Wed, 28 Nov 2063 11:00:00 GMT", 7 * 24 * HOUR, id="a date far off"),
        pytest.param("-5", HOUR / 60, id="a negative number"),
        pytest.param("soon", HOUR / 60, id="a word"),
        pytest.param("Sat, 99 Nov 2026 15:00:00 GMT", HOUR / 60, id="no date"),
    ],
)
def test_both_forms_are_read(value: str, expected: timedelta) -> None:
    assert pause(503, retry_after=value) == expected


def test_a_date_is_judged_by_the_servers_clock() -> None:
    later = "Sat, 03 Jan 2015 11:00:00 GMT"
    assert pause(503, retry_after=later, date="Sat, 03 Jan 2015 10:00:00 GMT") == HOUR
    assert pause(503, retry_after=later, date="never") == timedelta(0)


@pytest.mark.parametrize("failure", ["timeout", "unreachable"])
def test_a_failure_during_a_pause_does_not_end_it(failure: Obstacle) -> None:
    clock = FakeClock()
    resting = Resting(clock, lambda: NOW)
    resting.note_reply("paper.example", reply(503, retry_after="7200"))
    resting.note_failure("paper.example", failure)
    resting.note_failure("paper.example", failure)
    clock.now += 7199
    assert resting.why("paper.example") == "http_error"
    clock.now += 1
    assert resting.why("paper.example") is None


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    clock = FakeClock()
    resting = Resting(clock, lambda: NOW)
    resting.note_reply("paper.example", reply(403, retry_after="7200"))
    resting.note_reply("paper.example", reply(429))
    clock.now += 7199
    assert resting.why("paper.example") == "http_error"


def overloaded(seconds: int) -> Reply:
    return reply(503, retry_after=str(seconds))


def test_a_site_rests_as_a_whole() -> None:
    resting = Resting(FakeClock(), lambda: NOW, scope_of)
    resting.note_reply("feeds.paper.example", overloaded(600))
    assert resting.why("www.paper.example") == "http_error"
    assert resting.rest("www.paper.example") == HOUR / 6
    assert resting.rest("magazine.example") == timedelta(0)


def test_the_blogs_of_a_platform_rest_one_by_one() -> None:
    resting = Resting(FakeClock(), lambda: NOW, scope_of)
    for name in ("ann", "bob"):
        resting.note_reply(f"{name}.blogspot.com", overloaded(600))
    assert resting.rest("ann.blogspot.com") == HOUR / 6
    assert resting.why("eve.blogspot.com") is None


def test_a_platform_rests_when_several_of_its_sites_ask_for_it() -> None:
    clock = FakeClock()
    resting = Resting(clock, lambda: NOW, scope_of)
    for name in ("ann", "ann", "bob", "cem"):
        assert resting.why("eve.blogspot.com") is None
        resting.note_reply(f"{name}.blogspot.com", overloaded(600))
    assert resting.rest("eve.blogspot.com") == HOUR / 6
    assert resting.why("eve.wordpress.com") is None
    clock.now += 600
    assert resting.why("eve.blogspot.com") is None


def test_a_platform_rests_for_an_hour_at_most() -> None:
    resting = Resting(FakeClock(), lambda: NOW, scope_of)
    for name in ("ann", "bob", "cem"):
        resting.note_reply(f"{name}.blogspot.com", overloaded(86400))
    assert resting.rest("eve.blogspot.com") == HOUR
    assert resting.rest("ann.blogspot.com") == 24 * HOUR


@pytest.mark.parametrize(
    "answer", [reply(503), reply(404, retry_after="600"), reply(200, retry_after="600")]
)
def test_a_platform_rests_only_if_it_says_so(answer: Reply) -> None:
    resting = Resting(FakeClock(), lambda: NOW, scope_of)
    for name in ("ann", "bob", "cem"):
        resting.note_reply(f"{name}.blogspot.com", answer)
    assert resting.why("eve.blogspot.com") is None


def test_sites_that_asked_long_ago_are_no_gateway() -> None:
    clock = FakeClock()
    resting = Resting(clock, lambda: NOW, scope_of)
    for name in ("ann", "bob", "cem"):
        resting.note_reply(f"{name}.blogspot.com", overloaded(60))
        clock.now += 400
    assert resting.why("eve.blogspot.com") is None
