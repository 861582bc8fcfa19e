"""A point fires once, for the room it was armed for, at the passing that was asked for."""

from pathlib import Path

from newsmill.pipeline import ROOMS
from tests.faults.corpus import Corpus
from tests.faults.faults_of_surroundings import poison_numbers
from tests.faults.points import Trigger, arm, disarm


def test_a_point_fires_at_the_wanted_passing_and_once(tmp_path: Path) -> None:
    trigger = Trigger(tmp_path, "cleaner")
    fired = arm(tmp_path, "cleaner", "after-publish", 3)

    passings = [trigger.fires("after-publish") for _ in range(6)]

    assert passings == [False, False, True, False, False, False]
    assert fired.exists()


def test_another_rooms_point_and_another_point_do_not_fire(tmp_path: Path) -> None:
    fired = arm(tmp_path, "cleaner", "after-publish", 1)

    assert not Trigger(tmp_path, "deduper").fires("after-publish")
    assert not Trigger(tmp_path, "cleaner").fires("during-rebalance")
    assert not fired.exists()


def test_a_restarted_room_does_not_fire_what_has_fired(tmp_path: Path) -> None:
    arm(tmp_path, "cleaner", "after-publish", 1)
    assert Trigger(tmp_path, "cleaner").fires("after-publish")

    assert not Trigger(tmp_path, "cleaner").fires("after-publish")


def test_what_is_disarmed_does_not_fire(tmp_path: Path) -> None:
    arm(tmp_path, "cleaner", "after-publish", 1)
    disarm(tmp_path)

    assert not Trigger(tmp_path, "cleaner").fires("after-publish")


def test_poison_is_the_same_each_time_and_meant_for_rooms_that_there_are() -> None:
    poison = poison_numbers(1, 50, 600, crashes=2, hangs=2)

    assert poison == poison_numbers(1, 50, 600, crashes=2, hangs=2)
    assert len(poison) == 4
    words = [title.split() for title in poison.values()]
    assert sorted(title[1] for title in words) == ["crash", "crash", "hang", "hang"]
    assert {title[-1] for title in words} <= set(ROOMS)
    assert set(poison) <= set(Corpus(1).lonely_numbers(50, 600))
