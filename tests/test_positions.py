"""A position is written as a short token; whatever else comes as one is refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.positions import MAX_PARTITIONS, BadPosition, Position, decode, epoch_of

offsets = st.dictionaries(st.integers(0, 70), st.integers(0, 2**62), max_size=64)
positions = st.builds(Position, st.integers(0, 2**32 - 1), offsets)


@given(positions)
def test_a_token_says_the_position_that_it_was_written_for(position: Position) -> None:
    token = position.encode()
    assert decode(token) == position
    assert decode(token).encode() == token


@given(st.lists(st.integers(0, 2**35 - 2), min_size=8, max_size=8), st.integers(0, 2**32 - 1))
def test_eight_partitions_take_63_characters_at_most(eight: list[int], epoch: int) -> None:
    assert len(Position(epoch, dict(enumerate(eight))).encode()) <= 63


def test_many_partitions_that_are_filled_alike_take_little_more_than_their_differences() -> None:
    alike = Position(1, {partition: 10**9 + partition * 1000 for partition in range(64)})
    assert len(alike.encode()) < 200


@given(positions, st.integers(0, 10_000), st.integers(0, 63))
def test_a_token_with_another_character_is_refused(position: Position, at: int, which: int) -> None:
    token = position.encode()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    place = at % len(token)
    damaged = token[:place] + alphabet[which] + token[place + 1 :]
    if damaged != token:
        with pytest.raises(BadPosition):
            decode(damaged)


@given(positions, st.integers(0, 10_000))
def test_a_token_that_was_cut_is_refused(position: Position, at: int) -> None:
    token = position.encode()
    with pytest.raises(BadPosition):
        decode(token[: at % len(token)])


@given(st.text(max_size=100))
def test_any_text_is_a_token_or_refused(text: str) -> None:
    with contextlib.suppress(BadPosition):
        assert decode(text).encode() == text


@pytest.mark.parametrize("text", ["", "A" * 100_000, "é", "\n", "a b", "=", "AAAA\n"])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(BadPosition):
        decode(text)


@pytest.mark.parametrize("offsets", [{0: -1}, {0: 2**63}, {MAX_PARTITIONS: 1}, {-1: 1}])
def test_what_is_no_offset_or_partition_is_not_written(offsets: dict[int, int]) -> None:
    with pytest.raises(ValueError):
        Position(1, offsets).encode()


@given(positions, positions)
def test_the_furthest_of_two_covers_both(one: Position, other: Position) -> None:
    furthest = one.furthest(other)
    assert furthest.covers(one)
    assert furthest.covers(other)
    assert all(offset in (one.at(p), other.at(p)) for p, offset in furthest.offsets.items())


def test_a_topic_made_anew_has_another_epoch() -> None:
    assert len({epoch_of("a", "1"), epoch_of("a", "2"), epoch_of("b", "1"), epoch_of("a", "")}) == 4
