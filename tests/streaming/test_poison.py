"""Messages are condemned by what was in hand at ends, and by nothing else."""

import random
from collections.abc import Collection
from itertools import count

import pytest

from newsmill.streaming.poison import (
    ENDS_COUNT_FOR_SECONDS,
    TRIES,
    Checkpoint,
    End,
    PoisonDetector,
)

names = map("worker-{}".format, count())


class Log:
    """A partition, of which each worker after the other has charge, and what is beside its commit.

    Time passes by a minute with each worker.
    """

    def __init__(self) -> None:
        self.committed = 0
        self.metadata = ""
        self.now = 0.0

    def worker(self, name: str | None = None, alive: Collection[str] = ()) -> PoisonDetector:
        """Whoever comes next."""
        self.now += 60
        found = Checkpoint.decoded(self.metadata, self.committed)
        me = name or next(names)
        return PoisonDetector(self.committed, found, me, now=self.now, alive=alive)

    def note(self, detector: PoisonDetector, *, alone: bool = False) -> None:
        """The broker gets what the worker knows."""
        checkpoint = detector.checkpoint(alone=alone)
        self.metadata = checkpoint.encoded()
        detector.noted(checkpoint)

    def ended_with(self, *offsets: int, alone: bool = False, name: str | None = None) -> None:
        """A worker comes, begins these messages and ends."""
        detector = self.worker(name)
        for offset in offsets:
            detector.take(offset)
        self.note(detector, alone=alone)


def test_a_first_worker_handles_everything_as_usual() -> None:
    detector = Log().worker()
    assert {detector.handling(offset) for offset in range(100)} == {"ordinary"}
    assert detector.found is None


def test_the_third_try_is_alone_and_the_last() -> None:
    log = Log()
    log.ended_with(5)
    assert log.worker().handling(5) == "ordinary"
    log.ended_with(5)
    assert log.worker().handling(5) == "alone"
    log.ended_with(5, alone=True)
    assert log.worker().handling(5) == "quarantine"
    assert [end.alone for end in log.worker().ends(5)] == [False, False, True]


def test_an_end_counts_for_what_was_in_hand_and_for_nothing_else() -> None:
    log = Log()
    log.ended_with(3, 7)
    log.ended_with(3, 5)
    detector = log.worker()
    handled = {offset: detector.handling(offset) for offset in range(9)}
    assert handled.pop(3) == "alone"
    assert set(handled.values()) == {"ordinary"}
    assert [len(detector.ends(offset)) for offset in (3, 5, 7, 6)] == [2, 1, 1, 0]


def test_a_message_that_is_begun_for_the_first_time_is_not_condemned() -> None:
    """Three kills: two of a worker that had nothing in hand, and one of one that had just begun."""
    log = Log()
    for offset in range(2):
        detector = log.worker()
        detector.take(offset)
        log.note(detector)
        detector.done(offset)
        log.committed = offset + 1
        log.note(detector)
    log.ended_with(2)
    detector = log.worker()
    assert (detector.handling(2), len(detector.ends(2))) == ("ordinary", 1)


def test_the_end_of_an_idle_worker_counts_for_nothing() -> None:
    log = Log()
    for _ in range(5):
        detector = log.worker()
        assert detector.found is None
        detector.take(0)
        log.note(detector)
        detector.put_down(0)
        log.note(detector)
    assert log.worker().handling(0) == "ordinary"
    assert log.metadata == ""


def test_ends_need_not_be_in_a_row() -> None:
    """Two of the workers end before they come to the message."""
    log = Log()
    for offset in (8, 1, 8, 2):
        log.ended_with(offset)
    log.ended_with(8, alone=True)
    assert log.worker().handling(8) == "quarantine"


def test_a_third_end_beside_others_does_not_condemn() -> None:
    log = Log()
    for _ in range(TRIES + 1):
        log.ended_with(4, 5)
    assert {log.worker().handling(offset) for offset in (4, 5)} == {"alone"}


def test_who_has_more_than_one_message_in_hand_is_not_alone_whatever_it_says() -> None:
    log = Log()
    for _ in range(TRIES):
        log.ended_with(4, 5, alone=True)
    assert log.worker().handling(4) == "alone"


def test_a_condemned_message_stays_so_until_its_letter_is_written() -> None:
    log = Log()
    for _ in range(TRIES):
        log.ended_with(4, alone=True)
    for _ in range(3):
        log.ended_with(5)
    assert log.worker().handling(4) == "quarantine"


def test_what_is_done_is_no_suspect_any_more() -> None:
    log = Log()
    log.ended_with(4, 5)
    log.ended_with(4, 5)
    detector = log.worker()
    detector.take(4)
    log.note(detector, alone=True)
    detector.done(4)
    log.note(detector)
    # It is not committed: a message before it is in somebody's hands.
    assert log.worker().ends(4) == ()
    assert len(log.worker().ends(5)) == 2


def test_what_is_committed_is_no_suspect_any_more() -> None:
    log = Log()
    log.ended_with(4, 5)
    log.committed = 5
    assert set(log.worker().suspects) == {5}


def test_ends_of_long_ago_do_not_count() -> None:
    log = Log()
    for _ in range(5):
        log.ended_with(4, alone=True)
        log.now += ENDS_COUNT_FOR_SECONDS / 2
    assert len(log.worker().ends(4)) == 2


def test_leaving_in_order_is_no_end_and_clears_nobody() -> None:
    log = Log()
    log.ended_with(4, 5)
    detector = log.worker()
    detector.take(4)
    log.note(detector)
    log.metadata = detector.farewell().encoded()
    detector = log.worker()
    assert detector.found is None
    assert [len(detector.ends(offset)) for offset in (4, 5)] == [1, 1]


def test_who_loses_a_partition_may_still_end_of_what_it_had_begun() -> None:
    """It works on; what it had only taken, it leaves to others."""
    log = Log()
    detector = log.worker("leaving")
    for offset in (4, 5):
        detector.take(offset)
    log.note(detector)
    detector.begin(4)
    log.metadata = detector.farewell(for_good=False).encoded()
    assert [len(log.worker().ends(offset)) for offset in (4, 5)] == [1, 0]
    assert log.worker(alive=["leaving"]).ends(4) == ()
    detector.done(4)
    assert detector.farewell(for_good=False) == Checkpoint()


def test_who_works_on_with_what_it_has_lost_and_ends_of_it_has_ended() -> None:
    """Another has it in hand by then, and a third finds both gone."""
    log = Log()
    log.ended_with(4, name="slow")
    detector = log.worker("quick", alive=["slow"])
    assert (detector.found, detector.ends(4)) == (None, ())
    detector.take(4)
    log.note(detector)
    assert [end.by for end in log.worker(alive=["slow"]).ends(4)] == ["quick"]
    assert [end.by for end in log.worker().ends(4)] == ["slow", "quick"]
    detector.done(4)
    log.note(detector)
    assert log.metadata == ""


def test_a_worker_that_was_cut_off_and_is_back_did_not_end() -> None:
    """However often the network takes the partition away, and whatever was in hand then."""
    log = Log()
    for _ in range(5):
        log.ended_with(4, alone=True, name="me")
    assert log.worker("me").ends(4) == ()


def test_a_worker_that_is_in_the_group_did_not_end() -> None:
    log = Log()
    log.ended_with(4, name="slow")
    detector = log.worker(alive=["slow"])
    assert (detector.found, detector.ends(4)) == (None, ())


def test_the_end_of_a_worker_that_comes_back_is_struck() -> None:
    """It was stopped, others took over, and it is woken."""
    log = Log()
    log.ended_with(4, name="stopped")
    log.ended_with(4)
    assert log.worker().handling(4) == "alone"
    detector = log.worker(alive=["stopped"])
    assert [end.by for end in detector.ends(4)] != []
    assert "stopped" not in {end.by for end in detector.ends(4)}
    assert detector.handling(4) == "ordinary"


def test_nothing_is_begun_before_the_broker_knows_of_it() -> None:
    detector = Log().worker()
    detector.take(4)
    assert not detector.is_noted(4)
    checkpoint = detector.checkpoint()
    detector.take(5)
    detector.noted(checkpoint)
    assert (detector.is_noted(4), detector.is_noted(5)) == (True, False)
    assert detector.has_news
    detector.put_down(4)
    detector.take(4)
    detector.noted(detector.checkpoint())
    assert detector.is_noted(4)
    assert not detector.has_news
    detector.put_all_down()
    assert not detector.is_noted(4)
    assert detector.has_news


@pytest.mark.parametrize("seed", range(30))
def test_poison_is_found_by_the_third_try_among_workers_that_are_killed(seed: int) -> None:
    """Poison that ends its worker at once; the others are killed at any time.

    Nobody is condemned but who was in hand at three ends, alone at the last.
    """
    draw = random.Random(seed)
    log, length, width = Log(), 60, draw.choice((1, 2, 8))
    poison = set(draw.sample(range(length), 3))
    condemned: set[int] = set()
    in_hand_at_ends: dict[int, list[tuple[str, bool]]] = {}
    done: set[int] = set()
    while len(done) < length:
        name = next(names)
        detector = log.worker(name)
        in_hand: set[int] = set()
        is_alone = is_over = False
        # It begins in order, ends in any order, and nothing is begun that is not noted.
        offset = log.committed
        while not is_over and (in_hand or offset < length):
            if draw.random() < 0.02:
                is_over = True
                continue
            if offset < length and offset in done:
                offset += 1
                continue
            handling = detector.handling(offset) if offset < length else "ordinary"
            if handling == "quarantine":
                condemned.add(offset)
                detector.done(offset)
                done.add(offset)
            elif offset < length and len(in_hand) < width and (handling != "alone" or not in_hand):
                detector.take(offset)
                in_hand.add(offset)
                is_alone = handling == "alone"
                log.note(detector, alone=is_alone)
                assert detector.is_noted(offset)
                is_over = offset in poison
                if not is_alone:
                    offset += 1
                    continue
            if not is_over and in_hand:
                finished = draw.choice(sorted(in_hand))
                in_hand.discard(finished)
                detector.done(finished)
                done.add(finished)
                if draw.random() < 0.5 or is_alone:
                    log.committed = next(n for n in count() if n not in done)
                    log.note(detector)
                is_alone = False
        last = Checkpoint.decoded(log.metadata)
        held = last.in_hand if last.by == name else frozenset()
        for it in held:
            in_hand_at_ends.setdefault(it, []).append((name, is_alone and held == {it}))
        # What was not committed is read again.
        log.committed = next(n for n in count() if n not in done)
        done = {it for it in done if it < log.committed}
    assert poison <= condemned
    for it in condemned:
        assert len(in_hand_at_ends[it]) >= TRIES
        assert in_hand_at_ends[it][-1][1]
    for it in poison:
        assert len(in_hand_at_ends[it]) == TRIES


def test_an_end_tells_who_it_was_and_when() -> None:
    log = Log()
    log.ended_with(4, name="gull")
    assert log.worker().found == End("gull", 120)
