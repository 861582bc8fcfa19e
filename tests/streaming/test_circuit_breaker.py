from newsmill.streaming.circuit_breaker import (
    ORIGINS,
    REMEMBERED_SECONDS,
    WINDOW_SECONDS,
    CircuitBreaker,
)

FEEDS = ("a", "b", "c", "d")


def noted(
    breaker: CircuitBreaker, outcomes: str, feeds: tuple[str, ...] = FEEDS, now: float = 0
) -> int:
    """Note outcomes (x: dead letter, .: any other) of the feeds in turn; where it was broken."""
    for number, outcome in enumerate(outcomes):
        breaker.note(now, feeds[number % len(feeds)], dead=outcome == "x")
        if breaker.broken():
            return number
    return -1


def test_so_many_in_a_row_are_too_many() -> None:
    breaker = CircuitBreaker(5, share=1.0)
    assert noted(breaker, "xxxx.xxxx.xxxxx") == 14
    assert breaker.broken() == "5 dead letters in a row"


def test_one_bad_feed_among_others_breaks_nothing() -> None:
    breaker = CircuitBreaker(5, share=0.05)
    noted(breaker, "....")
    assert noted(breaker, "x" * 100, feeds=("a", "b")) == -1


def test_the_only_feed_there_is_breaks_the_room() -> None:
    assert noted(CircuitBreaker(5, share=1.0), "xxxxx", feeds=("a",)) == 4


def test_more_than_the_share_of_a_minute_is_too_much() -> None:
    breaker = CircuitBreaker(5, share=0.05)
    assert noted(breaker, ("." * 20 + "x") * 100) == -1
    assert noted(breaker, ("." * 13 + "x") * 100) > 0
    assert "of the last minute's" in (breaker.broken() or "")


def test_what_is_older_than_a_minute_is_forgotten() -> None:
    breaker = CircuitBreaker(5, share=0.05)
    assert noted(breaker, "x..x..x..x..x..x..") > 0
    assert noted(breaker, "....", now=WINDOW_SECONDS + 1) == -1
    assert breaker.broken() is None


def test_a_share_of_few_messages_breaks_nothing() -> None:
    assert noted(CircuitBreaker(5, share=0.05), "x.x.x.x.") == -1


def test_nothing_breaks_where_it_is_switched_off() -> None:
    assert noted(CircuitBreaker(0, share=0.0), "x" * 100) == -1


def test_what_strangers_write_breaks_nothing_and_hides_nothing() -> None:
    breaker = CircuitBreaker(5, share=0.05)
    for _ in range(100):
        breaker.note(0, None, dead=True)
        assert breaker.broken() is None
    for feed in "abcab":
        assert breaker.broken() is None
        breaker.note(0, None, dead=False)
        breaker.note(0, feed, dead=True)
    assert breaker.broken() == "5 dead letters in a row"


def test_strangers_are_no_share_of_anything() -> None:
    """Three feeds with two bad entries each, among much nonsense, are no broken room."""
    breaker = CircuitBreaker(5, share=0.5)
    for number in range(20):
        breaker.note(0, "abc"[number % 3], dead=number % 5 == 0)
        breaker.note(0, None, dead=True)
        assert breaker.broken() is None


def test_a_feed_that_is_alone_for_a_minute_is_not_all_there_are() -> None:
    breaker = CircuitBreaker(5, share=0.05)
    assert noted(breaker, "....") == -1
    assert noted(breaker, "x" * 100, feeds=("a",), now=WINDOW_SECONDS * 30) == -1
    assert noted(breaker, "x" * 100, feeds=("a",), now=REMEMBERED_SECONDS * 2) == 0


def test_no_more_is_remembered_than_is_asked_for() -> None:
    breaker = CircuitBreaker(5, share=0.05)
    for number in range(1000):
        breaker.note(0, f"feed {number}", dead=False)
    assert len(breaker._seen) == ORIGINS
