from datetime import timedelta

from newsmill.contracts.feeds import FeedState
from newsmill.puller.asking.kills import MOST_KILLS, after_good, after_kill
from tests.builders import NOON, feed_state

DAY = timedelta(days=1)


def killed(times: int) -> FeedState:
    return feed_state(parser_kills=times, parser_killed_at=NOON)


def test_each_kill_counts_also_after_a_good_document() -> None:
    state = killed(1)
    state = state.model_copy(update=after_good(state, NOON + DAY))
    state = state.model_copy(update=after_kill(state, NOON + 2 * DAY))

    assert (state.parser_kills, state.parser_killed_at) == (2, NOON + 2 * DAY)


def test_a_good_week_takes_one_kill_away() -> None:
    state = killed(2)
    for day in range(1, 14):
        state = state.model_copy(update=after_good(state, NOON + day * DAY))
        assert state.parser_kills == (2 if day < 7 else 1)
    state = state.model_copy(update=after_good(state, NOON + 14 * DAY))

    assert (state.parser_kills, state.parser_killed_at) == (0, None)


def test_a_feed_that_was_always_good_has_nothing_to_note() -> None:
    assert after_good(feed_state(), NOON) == {}


def test_the_count_has_an_end() -> None:
    assert after_kill(killed(MOST_KILLS), NOON)["parser_kills"] == MOST_KILLS
