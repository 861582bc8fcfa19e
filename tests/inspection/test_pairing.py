"""Observations paired with what became of them before, in a file."""

from pathlib import Path

import pytest

from newsmill.inspection.comparing import Outcome
from newsmill.inspection.pairing import Pair, PairingFailed, open_pairing


def test_of_several_outcomes_the_newest_counts(tmp_path: Path) -> None:
    with open_pairing(tmp_path / "pairs") as pairing:
        assert pairing.expect("ferry", is_waiting=False)
        assert not pairing.expect("ferry", is_waiting=False)
        pairing.note("ferry", 5, Outcome("dead letter: KeyError"))
        pairing.note("ferry", 7, Outcome("clean", b"{}"))
        pairing.note("ferry", 6, Outcome("dropped: no_text", b"{}"))
        pairing.note("another", 7, Outcome("clean", b"{}"))

        assert pairing.unanswered == 1
        assert pairing.answer("ferry") == Pair("ferry", Outcome("clean", b"{}"), is_waiting=False)
        assert pairing.unanswered == 0


def test_an_observation_is_answered_once_and_only_if_it_is_expected(tmp_path: Path) -> None:
    path = tmp_path / "pairs"
    with open_pairing(path) as pairing:
        pairing.expect("ferry", is_waiting=True)

        assert pairing.answer("ferry") == Pair("ferry", None, is_waiting=True)
        assert pairing.answer("ferry") is None
        assert pairing.answer("another") is None
    assert not path.exists()


def test_a_message_without_an_observation_is_answered_under_the_place_of_its_copy(
    tmp_path: Path,
) -> None:
    with open_pairing(tmp_path / "pairs") as pairing:
        pairing.expect("raw-0-7", is_waiting=False)
        pairing.rename("raw-0-7", "raw.next-0-0")

        assert pairing.answer("raw.next-0-0") == Pair("raw-0-7", None, is_waiting=False)
        assert pairing.answer("raw.next-0-0") is None
        assert pairing.unanswered == 0


def test_a_file_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(PairingFailed, match="unable to open"), open_pairing(tmp_path / "a" / "b"):
        raise AssertionError("there is no such folder")
