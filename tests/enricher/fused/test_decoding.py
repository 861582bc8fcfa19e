import random
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest

from newsmill.enricher.fused import decoding
from newsmill.enricher.fused.decoding import Decoder
from newsmill.enricher.fused.forward import maxout
from newsmill.enricher.fused.weights import Floats, NotUnderstood, Weights

LABELS = ("ORG", "PER", "LOC")
STATE = 4
HIDDEN = 6
EDGE = 2


def actions_of(labels: tuple[str, ...]) -> list[str]:
    return [f"{move}-{label}" for move in "BILU" for label in labels] + ["O", "U-"]


def weights_with(draw: np.random.Generator, actions: list[str], going_on: float = 0.0) -> Weights:
    """Small whole numbers: all sums are exact, and equal scores are frequent."""

    def numbers(*shape: int) -> Floats:
        return draw.integers(-2, 3, shape).astype(np.float32)

    upper_bias = numbers(len(actions))
    upper_bias[[action.startswith("I-") for action in actions]] += going_on
    return Weights(
        columns=(),
        embed=lambda ids: np.zeros((len(ids), 0), np.float32),
        layers=(),
        projection=numbers(STATE, STATE),
        projection_bias=numbers(STATE),
        lower=numbers(3, STATE, 2 * HIDDEN),
        lower_bias=numbers(2 * HIDDEN),
        padding=numbers(3, 2 * HIDDEN),
        upper=numbers(HIDDEN, len(actions)),
        upper_bias=upper_bias,
        actions=tuple(actions),
    )


def outside_scores(weights: Weights, states: Floats) -> Floats:
    hidden = maxout(
        states @ weights.lower[0] + weights.lower_bias + weights.padding[1] + weights.padding[2],
        HIDDEN,
    )
    scores: Floats = hidden @ weights.upper + weights.upper_bias
    return scores


def step_by_step(
    weights: Weights, states: Floats, are_space: npt.NDArray[np.bool_]
) -> Iterator[tuple[int, int, str]]:
    """The names in one text, as `ner.pyx` steps through it."""
    first, label = -1, ""
    for word in range(len(states)):
        is_last = word == len(states) - 1
        if first < 0:
            scores = outside_scores(weights, states[word : word + 1])[0]
        else:
            products = (
                states[word] @ weights.lower[0]
                + states[first] @ weights.lower[1]
                + states[word - 1] @ weights.lower[2]
                + weights.lower_bias
            )
            scores = maxout(products, HIDDEN) @ weights.upper + weights.upper_bias
        best = ""
        for number, action in enumerate(weights.actions):
            move, _, name = action.partition("-")
            if first < 0:
                starts = move == "U" or (move == "B" and not is_last)
                valid = move == "O" or (starts and name and not are_space[word])
            else:
                valid = name == label and (move == "L" or (move == "I" and not is_last))
            if valid and (not best or scores[number] > scores[weights.actions.index(best)]):
                best = action
        move, _, name = best.partition("-")
        if move == "B":
            first, label = word, name
        elif move == "U":
            yield word, word, name
        elif move == "L":
            yield first, word, label
            first = -1


@pytest.mark.parametrize("going_on", [0.0, 4.0, 12.0], ids=["short", "longer", "endless"])
@pytest.mark.parametrize("seed", range(20))
def test_names_are_those_of_the_parser_that_goes_from_word_to_word(
    seed: int, going_on: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "NAMES", 7)
    monkeypatch.setattr(decoding, "FURTHER_LOOK", 5)
    draw = np.random.default_rng(seed)
    actions = actions_of(LABELS)
    random.Random(seed).shuffle(actions)
    weights = weights_with(draw, actions, going_on)
    counts = [1, 2, 3, 40, 1, 100]
    firsts = np.cumsum([0, *(count + EDGE for count in counts)])[:-1]
    lasts = firsts + np.array(counts) - 1
    states = draw.integers(-2, 3, (sum(counts) + EDGE * len(counts), STATE)).astype(np.float32)
    are_space = draw.random(len(states)) < 0.1
    decoder = Decoder(weights)

    scores = outside_scores(weights, states)[:, decoder.outside]
    named = decoder.names(states, scores, are_space, firsts, lasts)

    expected = [
        (first + start, first + end, label)
        for first, count in zip(firsts.tolist(), counts, strict=True)
        for start, end, label in step_by_step(
            weights, states[first : first + count], are_space[first : first + count]
        )
    ]
    labels = [decoder.labels[number] for number in named.label]
    assert list(zip(named.first, named.last, labels, strict=True)) == expected


def test_a_label_that_cannot_end_is_not_understood() -> None:
    actions = [action for action in actions_of(LABELS) if action != "L-PER"]
    with pytest.raises(NotUnderstood, match="its actions are"):
        Decoder(weights_with(np.random.default_rng(0), actions))
