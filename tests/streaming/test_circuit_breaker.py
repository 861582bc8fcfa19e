from newsmill.streaming.circuit_breaker import WINDOW_SECONDS, Tripwire

FEEDS = ("a", "b", "c", "d")


def noted(tripwire: Tripwire, outcomes: str, feeds: tuple[str, ...] = FEEDS, now: float = 0) -> int:
    """Note outcomes (x: dead letter, .: any other) of the feeds in turn; where it was broken."""
    for number, outcome in enumerate(outcomes):
        tripwire.note(now, feeds[number % len(feeds)], dead=outcome == "x")
        if tripwire.broken():
            return number
    return -1


def test_so_many_in_a_row_are_too_many() -> None:
    tripwire = Tripwire(5, share=1.0)
    assert noted(tripwire, "xxxx.xxxx.xxxxx") == 14
    assert tripwire.broken() == "5 dead letters in a row"


def test_one_bad_feed_among_others_breaks_nothing() -> None:
    tripwire = Tripwire(5, share=0.05)
    noted(tripwire, "....")
    assert noted(tripwire, "x" * 100, feeds=("a", "b")) == -1


def test_the_only_feed_there_is_breaks_the_room() -> None:
    assert noted(Tripwire(5, share=1.0), "xxxxx", feeds=("a",)) == 4


def test_more_than_the_share_of_a_minute_is_too_much() -> None:
    tripwire = Tripwire(5, share=0.05)
    assert noted(tripwire, ("." * 20 + "x") * 100) == -1
    assert noted(tripwire, ("." * 13 + "x") * 100) > 0
    assert "of the last minute's" in (tripwire.broken() or "")


def test_what_is_older_than_a_minute_is_forgotten() -> None:
    tripwire = Tripwire(5, share=0.05)
    assert noted(tripwire, "x..x..x..x..x..x..") > 0
    assert noted(tripwire, "....", now=WINDOW_SECONDS + 1) == -1
    assert tripwire.broken() is None


def test_a_share_of_few_messages_breaks_nothing() -> None:
    assert noted(Tripwire(5, share=0.05), "x.x.x.x.") == -1


def test_nothing_breaks_where_it_is_switched_off() -> None:
    assert noted(Tripwire(0, share=0.0), "x" * 100) == -1
