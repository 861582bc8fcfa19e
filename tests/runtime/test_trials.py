from itertools import count
from pathlib import Path

import pytest

from services.runtime.marks import MarkFiles
from services.runtime.trials import TRIES, Mark, Trial

SPREAD = 10
names = map(str, count())


def crash(trial: Trial, committed: int, *, alone: bool = False) -> Trial:
    """The next worker's trial, when the last one ended with `committed` on record."""
    mark = Mark.decoded(trial.mark(committed, alone=alone).encoded())
    return Trial(committed, mark, SPREAD, next(names))


@pytest.mark.parametrize(
    "mark", [Mark(), Mark(running=True), Mark(2, 77, running=True, alone=True, by="a")], ids=str
)
def test_a_mark_survives_the_broker(mark: Mark) -> None:
    assert Mark.decoded(mark.encoded()) == mark


@pytest.mark.parametrize(
    "metadata",
    [None, "", "x", "[]", "{}", '{"failed":"many"}', '{"failed":1,"until":null}', "[" * 5000],
)
def test_metadata_of_others_say_nothing(metadata: str | None) -> None:
    assert Mark.decoded(metadata) == Mark()


def test_a_mark_without_news_takes_no_room() -> None:
    assert Mark().encoded() == ""


def test_a_first_worker_handles_everything_as_usual() -> None:
    trial = Trial(100, Mark(), SPREAD, next(names))
    assert {trial.handling(offset) for offset in range(100, 200)} == {"ordinary"}


def test_one_or_two_ends_change_nothing() -> None:
    second = crash(Trial(100, Mark(), SPREAD, next(names)), 100)
    assert (second.failed, second.handling(100)) == (1, "ordinary")


def test_a_third_worker_handles_what_can_have_been_in_hand_alone() -> None:
    third = crash(crash(Trial(100, Mark(), SPREAD, next(names)), 100), 102)
    handled = [third.handling(offset) for offset in range(102, 115)]
    assert handled == ["alone"] * 10 + ["ordinary"] * 3


def test_a_message_that_was_alone_in_the_third_worker_is_not_begun_again() -> None:
    third = crash(crash(Trial(100, Mark(), SPREAD, next(names)), 100), 100)
    fourth = crash(third, 103, alone=True)
    assert fourth.failed == TRIES
    assert [fourth.handling(o) for o in (103, 104)] == ["quarantine", "alone"]


def test_a_worker_that_ended_between_two_suspects_condemns_none() -> None:
    third = crash(crash(Trial(100, Mark(), SPREAD, next(names)), 100), 100)
    fourth = crash(third, 103)
    assert fourth.handling(103) == "alone"


def test_suspicion_ends_with_the_last_suspect() -> None:
    trial = crash(crash(Trial(100, Mark(), SPREAD, next(names)), 100), 100)
    assert trial.mark(109).failed == 2
    assert trial.mark(110) == Mark(running=True, by=trial.mark(110).by)
    assert crash(trial, 110).failed == 1


def test_leaving_in_order_is_no_failure_and_clears_nobody() -> None:
    second = crash(Trial(100, Mark(), SPREAD, next(names)), 100)
    assert second.farewell(110) == Mark()
    again = Trial(104, Mark.decoded(second.farewell(104).encoded()), SPREAD, next(names))
    assert again.failed == 1
    assert crash(again, 104).handling(104) == "alone"


def test_a_worker_that_passes_the_suspects_again_and_again_never_condemns() -> None:
    """Workers that are killed from outside, at any time, but that get on."""
    trial, committed = Trial(0, Mark(), SPREAD, next(names)), 0
    for _ in range(50):
        committed += SPREAD + 1
        trial.mark(committed)
        trial = crash(trial, committed)
        assert trial.handling(committed) == "ordinary"


def test_a_worker_that_was_cut_off_and_is_back_did_not_end() -> None:
    """However often the network takes the partition away, and whatever was in hand then."""
    trial = crash(crash(Trial(100, Mark(), SPREAD, next(names)), 100), 100)
    me = trial.mark(100).by
    for _ in range(5):
        found = Mark.decoded(trial.mark(103, alone=True).encoded())
        trial = Trial(103, found, SPREAD, me)
        assert trial.failed == 2
        assert trial.handling(103) == "alone"
    never_failed = Trial(100, Mark(running=True, by=me), SPREAD, me)
    assert (never_failed.failed, never_failed.handling(100)) == (0, "ordinary")


def test_a_mark_in_a_file_is_found_by_the_next_worker(tmp_path: Path) -> None:
    mark = Mark(2, 77, running=True, alone=True)
    MarkFiles(tmp_path / "marks", "room").write("ferries", 3, 70, mark)
    assert MarkFiles(tmp_path / "marks", "room").read("ferries", 3, 70) == mark
    assert MarkFiles(tmp_path / "marks", "room").read("ferries", 4, 70) == Mark()
    assert MarkFiles(tmp_path / "marks", "other").read("ferries", 3, 70) == Mark()


def test_a_file_older_than_its_commit_condemns_nobody(tmp_path: Path) -> None:
    files = MarkFiles(tmp_path, "room")
    files.write("ferries", 3, 70, Mark(2, 77, running=True, alone=True))
    assert files.read("ferries", 3, 71) == Mark(2, 77, running=True)


def test_a_damaged_file_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "room--ferries-3").write_bytes(b"\xff\x00{")
    assert MarkFiles(tmp_path, "room").read("ferries", 3, 70) == Mark()
