"""The quarantine as a person and as a program see it."""

import pytest

from newsmill.cli.dead_letters_list import fields_of, lines_of, summary
from newsmill.cli.dead_letters_replay import outcome
from newsmill.cli.dead_letters_selection import Filters, position, selection_of
from newsmill.cli.dead_letters_show import CHARACTERS_SHOWN
from newsmill.cli.dead_letters_show import lines_of as lines_of_one
from newsmill.contracts.headers import Header, dead_letter_headers
from newsmill.errors import UsageError
from newsmill.inspection.quarantine import Letter, Quarantine, Replays, Selection
from newsmill.inspection.replaying import Plan, Replayed
from newsmill.kafka.records import Message
from tests.builders import dead_letter
from tests.inspection.logs import RAW, Log


@pytest.fixture
def quarantine() -> Quarantine:
    """A letter that was replayed, one that was not, and something that is none."""
    log = Log()
    first, second = log.offer("x"), log.offer("y")
    log.replay(log.dead_letter(first), first)
    log.dead_letter(second)
    log.put("news.dead-letters.v1", b"?", [("a\x1b[2J", None)])
    filled = Quarantine()
    for message in log.messages:
        filled.enter(message)
    return filled


def test_a_letter_is_told_to_a_program(quarantine: Quarantine) -> None:
    replayed, waiting, unreadable = (fields_of(it, quarantine) for it in quarantine.letters)

    assert (replayed["id"], replayed["room"], replayed["topic"]) == ("0:0", "retriever", f"t.{RAW}")
    assert replayed["replayed_at"] == "2026-03-04T12:00:00.000Z"
    assert waiting["replayed_at"] is None
    assert "stacktrace" not in waiting
    assert "Field required" in unreadable["unreadable"]


def test_a_replay_that_was_cut_off_is_told(quarantine: Quarantine) -> None:
    (done,) = quarantine.replays.done.values()
    quarantine.replays.done.clear()
    quarantine.replays.note(done.model_copy(update={"done_at": None, "replayed_offset": None}))

    assert fields_of(quarantine.letters[0], quarantine)["replay_cut_off"] is True
    assert "  replay cut off" in drawn(quarantine, 200)


def drawn(quarantine: Quarantine, width: int) -> list[str]:
    """What a terminal of this width shows."""
    letters = quarantine.chosen(Selection())
    return [line.plain for line in lines_of(letters, quarantine, width)]


def test_each_letter_has_a_line_and_a_reason_and_obeys_none(quarantine: Quarantine) -> None:
    quarantine.letters[1] = Letter(
        0, 1, dead_letter(message="x\x1b[2J [red]" + "long " * 100), "", None, 1
    )
    told = drawn(quarantine, 80)

    assert len(told) == 2 * len(quarantine.letters) + 1
    assert any("ValidationError: x [2J [red]long" in line for line in told)
    assert any("unreadable: __connect.errors" in line for line in told)
    assert "\x1b" not in "".join(told)


@pytest.mark.parametrize("width", [80, 60, 20, 1])
def test_no_line_is_wider_than_the_terminal(quarantine: Quarantine, width: int) -> None:
    assert max(map(len, drawn(quarantine, width))) <= max(width, len("0:0"))


def test_the_summary_counts_by_room_and_reason(quarantine: Quarantine) -> None:
    assert summary(quarantine.letters, quarantine) == (
        "3 dead letters (2 retriever ValidationError, 1 unreadable); 1 of them replayed"
    )
    assert summary([], quarantine) == "no dead letters of 3"
    assert summary([], Quarantine()) == "no dead letters"


def test_the_summary_is_bounded() -> None:
    filled = Quarantine()
    filled.letters += [
        Letter(0, n, dead_letter(exception=f"Error{n}"), "", None, 1) for n in range(9)
    ]
    assert " and 4 other kinds)" in summary(filled.letters, filled)


def test_what_a_replay_came_to_is_one_line() -> None:
    letter = Letter(0, 0, dead_letter(), "", None, 1)
    planned = Plan(ready=[letter] * 3, already=[(letter, "")], refused=[(letter, "cut")])
    assert outcome(planned, Replayed(), dry_run=True) == (
        "3 would be replayed, 1 had been replayed before, 1 cannot be replayed"
    )
    assert outcome(planned, Replayed(), dry_run=False).startswith("0 of 3 replayed")


def test_filters_are_read_together() -> None:
    selection = selection_of(["0:17"], Filters("Key.*", "cleaner", "2026-03-04T12:00Z", None))
    assert selection.ids == {(0, 17)}
    assert selection.reason is not None
    assert selection.reason.pattern == "Key.*"
    assert selection.room == "cleaner"
    assert selection.until is None


@pytest.mark.parametrize("written", ["7", "0:x", "a:1", "0:1:2", "-1:0", "0:", "1" * 20 + ":0"])
def test_an_id_is_a_partition_and_an_offset(written: str) -> None:
    with pytest.raises(UsageError, match="PARTITION:OFFSET"):
        position(written)


def shown(value: bytes | None, headers: list[Header], key: bytes | None = b"k") -> str:
    """A letter as `show` prints it."""
    message = Message("news.dead-letters.v1", 0, 3, key, value, headers)
    return "\n".join(f"{label}: {text}" for label, text in lines_of_one(message, Replays()))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param(b'{"a":1,"b":"\xc3\xbc"}', ': {\n:   "a": 1,\n:   "b": "ü"\n: }', id="json"),
        pytest.param(b"zwei\nZeilen\x1b[2J", ": zwei\n: Zeilen [2J", id="text"),
        pytest.param(b"\xff\x00", r": b'\xff\x00'", id="bytes"),
        pytest.param(None, "value: 0 bytes\n: null", id="nothing"),
        pytest.param(b"x" * 9000, "… cut here; --value writes all of it", id="long-text"),
        pytest.param(b"\xff" * 9000, "… cut here; --value writes all of it", id="long-bytes"),
        pytest.param(b"[" * 100_000, "… cut here", id="without-end"),
        pytest.param(b'"\\ud800"', ': "', id="half-a-pair"),
    ],
)
def test_a_value_is_decoded_for_reading_within_bounds(value: bytes | None, told: str) -> None:
    text = shown(value, dead_letter_headers(dead_letter(), []))
    assert told in text
    assert len(text) < 2 * CHARACTERS_SHOWN + 4000
    assert "\x1b" not in text
    text.encode()


def test_everything_that_is_said_of_a_letter_is_shown() -> None:
    said = dead_letter(stacktrace="Traceback\n  at a line", message="no such\x1b thing")
    text = shown(b"v", dead_letter_headers(said, [("odd", None), ("odd", b"\xfe")]), None)

    assert "id: 0:3" in text
    assert "room: cleaner, newsmill 0.1.0, stage decode" in text
    assert "reason: ValidationError: no such  thing" in text
    assert ":   at a line" in text
    assert "message of: news.articles.retrieved.v1, partition 0, offset 7" in text
    assert "key: null\nheader: odd = null\nheader: odd = b'\\xfe'" in text


def test_what_is_no_dead_letter_is_shown_all_the_same() -> None:
    text = shown(b"v", [("a", b"b")])
    assert "unreadable: __connect.errors.connector.name: Field required" in text
    assert "header: a = b" in text
