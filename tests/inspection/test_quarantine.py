"""Which dead letters are meant, and which of them were put back."""

import re
from datetime import timedelta
from typing import Any

import pytest

from newsmill.contracts.headers import Header, dead_letter_headers
from newsmill.contracts.outcomes import Replay
from newsmill.contracts.topics import DEAD_LETTERS, REPLAYS
from newsmill.inspection.quarantine import Quarantine, Selection, counted
from newsmill.kafka.records import Message
from tests.builders import NOON, after, dead_letter

RAW = "news.articles.raw.v1"


def logged(offset: int, headers: list[Header], value: bytes = b"?", topic: str = "") -> Message:
    """A message of the dead letters."""
    return Message(topic or DEAD_LETTERS.name, 0, offset, b"k", value, headers)


def quarantine(*said: dict[str, Any]) -> Quarantine:
    """A quarantine with a letter for each of `said`."""
    filled = Quarantine()
    for offset, fields in enumerate(said):
        filled.enter(logged(offset, dead_letter_headers(dead_letter(**fields), [("a", b"1")])))
    return filled


def replayed(offset: int, *, done: bool = True, minutes: int = 5, **changes: Any) -> Message:
    """What is recorded of the replay of the message at `offset`."""
    record = Replay.model_validate(
        {
            "letter_partition": 0,
            "letter_offset": 0,
            "topic": RAW,
            "partition": 0,
            "offset": offset,
            "room": "retriever",
            "begun_at": after(minutes),
            "end_offset": 9,
            "done_at": after(minutes) if done else None,
            "replayed_offset": 9 if done else None,
        }
        | changes
    )
    return logged(0, [], record.model_dump_json().encode(), REPLAYS.name)


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        pytest.param(Selection(), ["0:0", "0:1", "0:2"], id="all"),
        pytest.param(Selection(frozenset({(0, 1)})), ["0:1"], id="by-id"),
        pytest.param(Selection(frozenset({(1, 1)})), [], id="another-partition"),
        pytest.param(Selection(room="cleaner"), ["0:0", "0:2"], id="by-room"),
        pytest.param(Selection(reason=re.compile("KeyError")), ["0:1"], id="by-exception"),
        pytest.param(Selection(reason=re.compile("^Val.*JSON")), ["0:0", "0:2"], id="by-message"),
        pytest.param(Selection(since=after(1)), ["0:1", "0:2"], id="since"),
        pytest.param(Selection(until=after(1)), ["0:0"], id="until"),
        pytest.param(Selection(room="cleaner", since=after(1)), ["0:2"], id="both"),
    ],
)
def test_letters_are_chosen_by_all_that_is_given(selection: Selection, ids: list[str]) -> None:
    filled = quarantine(
        {},
        {"room": "deduper", "exception": "KeyError", "failed_at": after(1)},
        {"failed_at": after(2)},
    )
    assert [letter.id for letter in filled.chosen(selection)] == ids


def test_letters_come_in_the_order_in_which_they_failed() -> None:
    filled = quarantine({"failed_at": after(2)}, {"failed_at": after(1)})
    assert [letter.id for letter in filled.chosen(Selection())] == ["0:1", "0:0"]


def test_what_is_no_dead_letter_is_listed_and_chosen_only_by_its_id() -> None:
    filled = Quarantine()
    filled.enter(logged(0, [("a", None)]))
    (letter,) = filled.chosen(Selection())
    assert letter.record is None
    assert "__connect.errors" in letter.problem
    assert filled.chosen(Selection(frozenset({(0, 0)}))) == [letter]
    assert filled.chosen(Selection(since=NOON)) == []
    assert filled.replay_of(letter) is None
    assert list(counted([letter])) == [("", "unreadable", 1)]


def test_a_selection_knows_whether_it_has_any_criterion() -> None:
    assert not Selection().is_limited
    assert Selection(frozenset({(0, 0)})).is_limited
    assert Selection(until=NOON).is_limited


def test_letters_are_counted_by_room_and_exception() -> None:
    filled = quarantine({}, {"room": "enricher"}, {}, {"exception": "KeyError"}, {})
    assert list(counted(filled.letters)) == [
        ("cleaner", "ValidationError", 3),
        ("enricher", "ValidationError", 1),
        ("cleaner", "KeyError", 1),
    ]


def test_the_stack_trace_is_not_kept() -> None:
    filled = quarantine({"stacktrace": "x" * 4000})
    assert filled.letters[0].record == dead_letter()
    assert filled.letters[0].size > 4000


def test_two_letters_of_one_message_are_replayed_together() -> None:
    filled = quarantine({"topic": RAW, "offset": 3}, {"topic": RAW, "offset": 3})
    filled.enter(replayed(3))
    assert [filled.replay_of(letter) is not None for letter in filled.letters] == [True, True]


def test_an_intent_is_a_replay_that_was_cut_off_until_its_completion_comes() -> None:
    filled = quarantine({"topic": RAW, "offset": 3})
    filled.enter(replayed(3, done=False))
    cut_off = filled.replay_of(filled.letters[0])
    assert cut_off is not None
    assert cut_off.done_at is None

    filled.enter(replayed(3))
    done = filled.replay_of(filled.letters[0])
    assert done is not None
    assert done.done_at == after(5)
    assert filled.replays.begun == {}


def test_of_two_tries_that_were_cut_off_the_first_says_where_to_look() -> None:
    filled = quarantine({"topic": RAW, "offset": 3})
    filled.enter(replayed(3, done=False, end_offset=9))
    filled.enter(replayed(3, done=False, end_offset=20, minutes=6))
    assert filled.replays.begun[RAW, 0, 3].end_offset == 9


def test_a_replay_that_nobody_can_read_says_nothing() -> None:
    filled = quarantine({"topic": RAW, "offset": 3})
    filled.enter(logged(0, [], b"nonsense", REPLAYS.name))
    assert filled.replay_of(filled.letters[0]) is None


def test_the_last_replay_is_the_one_that_is_told() -> None:
    filled = quarantine({"topic": RAW, "offset": 3})
    filled.enter(replayed(3))
    filled.enter(replayed(3, minutes=60))
    last = filled.replay_of(filled.letters[0])
    assert last is not None
    assert last.done_at == NOON + timedelta(hours=1)
