import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.streaming.checkpoints import MOST_BYTES, TRIES, Checkpoint, End

ENDS = tuple(End(f"{n:016x}", 1_700_000_000 + n, n == 2) for n in range(TRIES))


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint(),
        Checkpoint(frozenset({7}), alone=True, by="a"),
        Checkpoint(frozenset({7, 8, 9, 12, 400}), by="a"),
        Checkpoint(suspects={5: ENDS[:1]}),
        Checkpoint(frozenset({5, 9}), by="a", suspects={5: ENDS, 6: ENDS[1:], 7: ENDS[1:]}),
    ],
    ids=str,
)
def test_a_checkpoint_survives_the_broker(checkpoint: Checkpoint) -> None:
    assert Checkpoint.decoded(checkpoint.encoded()) == checkpoint


def test_a_checkpoint_without_news_takes_no_room() -> None:
    assert Checkpoint(by="a").encoded() == ""


def test_neighbours_take_little_room() -> None:
    neighbours = Checkpoint(frozenset(range(10**12, 10**12 + 1000)), by="0" * 16)
    assert len(neighbours.encoded()) < 200


@given(in_hand=st.frozensets(st.integers(0, 2000)), suspects=st.frozensets(st.integers(0, 2000)))
def test_what_fits_is_exact(in_hand: frozenset[int], suspects: frozenset[int]) -> None:
    checkpoint = Checkpoint(
        in_hand, by="a" if in_hand else "", suspects=dict.fromkeys(suspects, ENDS[:2])
    )
    assert Checkpoint.decoded(checkpoint.encoded()) == checkpoint


@pytest.mark.parametrize("ends", [1, 3])
@pytest.mark.parametrize("count", [300, 1000, 4096])
@pytest.mark.parametrize("step", [2, 60, 1000])
def test_what_does_not_fit_forgets_suspects_before_what_is_in_hand(
    step: int, count: int, ends: int
) -> None:
    offsets = range(10**10, 10**10 + step * count, step)
    suspects = {
        offset: tuple(End(f"{offset:016x}{n}", 10**9) for n in range(ends)) for offset in offsets
    }
    encoded = Checkpoint(frozenset(offsets), by="a", suspects=suspects).encoded()
    assert len(encoded.encode()) <= MOST_BYTES
    found = Checkpoint.decoded(encoded)
    assert len(found.suspects) >= 3 or ends == 1
    if step <= 64:
        # With those between them, and without any that is in hand.
        assert found.in_hand >= frozenset(offsets)
    else:
        assert found.in_hand == frozenset(offsets[: len(found.in_hand)])
        assert len(found.in_hand) > 300 or found.in_hand == frozenset(offsets)


def test_the_most_suspected_are_forgotten_last() -> None:
    suspects = {n: (End(f"{n:016x}", 1),) for n in range(0, 2000, 2)} | {999: ENDS[:2]}
    found = Checkpoint.decoded(Checkpoint(suspects=suspects).encoded())
    assert found.suspects == {999: ENDS[:2]}


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        "",
        "x",
        "[]",
        "{}",
        "[" * 5000,
        '{"by":"a"}',
        '{"by":"a","in_hand":7,"only":false,"ends":[],"suspects":[]}',
        '{"by":"a","in_hand":"7","only":false,"ends":[],"suspects":[[[0],"7"]]}',
        '{"by":"a","in_hand":"7+999999999999","only":false,"ends":[],"suspects":[]}',
        '{"by":"a","in_hand":"7+-3","only":false,"ends":[],"suspects":[]}',
        '{"by":"a","in_hand":"7","only":false,"ends":[["b"]],"suspects":[]}',
    ],
)
def test_metadata_of_others_say_nothing(metadata: str | None) -> None:
    assert Checkpoint.decoded(metadata) == Checkpoint()


def earlier(failed: int, until: int, reach: int, running: bool, alone: bool, by: str) -> str:
    """A checkpoint as versions before exact ones wrote it."""
    names = ("failed", "until", "reach", "running", "alone", "by")
    return json.dumps(dict(zip(names, (failed, until, reach, running, alone, by), strict=True)))


def test_an_earlier_version_is_believed_where_it_is_exact() -> None:
    alone = Checkpoint.decoded(earlier(2, 80, 85, True, True, "a"), committed=70)
    assert alone == Checkpoint(frozenset({70}), alone=True, by="a")
    assert Checkpoint.decoded(earlier(2, 80, 85, True, False, "a"), committed=70) == Checkpoint()
    assert Checkpoint.decoded(earlier(2, 80, 0, False, False, ""), committed=70) == Checkpoint()


def test_an_earlier_version_reads_ours_and_suspects_nothing_because_of_it() -> None:
    """It needs these six, and holds failures against all that lies below `until`."""
    checkpoint = Checkpoint(frozenset({7, 9}), by="a", suspects={7: ENDS[:2]})
    fields = json.loads(checkpoint.encoded())
    told = {name: fields[name] for name in ("failed", "until", "reach", "running", "alone", "by")}
    assert told == {
        "failed": 0, "until": 0, "reach": 10, "running": True, "alone": False, "by": "a",
    }  # fmt: skip
    idle = json.loads(Checkpoint(suspects={7: ENDS[:2]}).encoded())
    assert (idle["running"], idle["failed"]) == (False, 0)
