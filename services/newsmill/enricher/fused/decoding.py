"""Follow the parser's actions from word to word: which names begin where, and end where.

The rules are those of spaCy's transition system for entities (BILUO; `ner.pyx`), for texts without
sentences and entities known beforehand: a name begins (B) or is one word (U), it goes on (I) with
the same label or ends (L), or there is none (O). No name begins with white space, and the last word
of a text ends all.

While no name is open, the action depends on the next word alone. Within a name it also depends on
the name's first word, but not on the actions between. So a name's end is found without stepping
through it: all scores of the words that follow are computed at once.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from newsmill.enricher.fused.forward import maxout
from newsmill.enricher.fused.weights import Floats, NotUnderstood, Weights

Places = npt.NDArray[np.int64]

# Words after a name's first word that are looked at together: nearly all names end within the
# first look, and the others within the second. What is longer is looked at when it is reached.
FIRST_LOOK = 4
SECOND_LOOK = 12
FURTHER_LOOK = 256

# So many names are looked at together: the products of a second look have 6 KB a name.
NAMES = 1024

# No end was found yet.
UNKNOWN = -1


class Named(NamedTuple):
    """Names in texts: places of the first and the last word, and numbers of labels."""

    first: list[int]
    last: list[int]
    label: list[int]


class Decoder:
    """The parser's rules for the labels of one model."""

    def __init__(self, weights: Weights) -> None:
        number_by_action = {action: number for number, action in enumerate(weights.actions)}
        self.labels = tuple(a[2:] for a in weights.actions if a.startswith("B-"))
        needed = [f"{move}-{label}" for label in self.labels for move in "BILU"]
        # “U-” stands for entities that are forbidden beforehand.
        if {*needed, "O"} != {*weights.actions} - {"U-"}:
            raise NotUnderstood(f"its actions are {', '.join(weights.actions)}")
        # spaCy takes the first of actions with equal scores, so their order is kept.
        self.outside = sorted(number_by_action[a] for a in ["O", *needed] if a[0] in "OBU")
        actions = [weights.actions[number] for number in self.outside]
        self._none = actions.index("O")
        self._begins = np.array([a.startswith("B-") for a in actions])
        self._label_of_outside = np.array(
            [self.labels.index(a[2:]) if a != "O" else UNKNOWN for a in actions]
        )
        goes_on = [number_by_action[f"I-{label}"] for label in self.labels]
        ends = [number_by_action[f"L-{label}"] for label in self.labels]
        self._ends_first = np.array(ends) < np.array(goes_on)
        # (labels, hidden, 2) and (labels, 1, 2): to go on, to end.
        self._upper = np.stack([weights.upper[:, goes_on].T, weights.upper[:, ends].T], axis=-1)
        self._upper_bias = np.stack(
            [weights.upper_bias[goes_on], weights.upper_bias[ends]], axis=-1
        )[:, np.newaxis]
        # (2 * state, …): of the word itself and the word before it.
        self._around = np.concatenate([weights.lower[0], weights.lower[2]])
        self._first = weights.lower[1]
        self._lower_bias = weights.lower_bias
        self._hidden = len(weights.upper)

    def names(
        self,
        states: Floats,
        scores: Floats,
        are_space: npt.NDArray[np.bool_],
        text_firsts: Places,
        text_lasts: Places,
    ) -> Named:
        """The names in texts that each have at least one word, from left to right.

        `states` is (n, state), `scores` (n, len(outside)); `text_firsts` and `text_lasts` are the
        places of the first and last words of texts among the n rows; what is between texts is
        padding.
        """
        actions = scores.argmax(axis=1)
        last_scores = scores[text_lasts]
        last_scores[:, self._begins] = -np.inf
        actions[text_lasts] = last_scores.argmax(axis=1)
        candidate = actions != self._none
        candidate &= ~are_space
        firsts = np.flatnonzero(candidate)
        texts = np.searchsorted(text_firsts, firsts, "right") - 1
        text_last = text_lasts[texts]
        # Padding after the last word of a text.
        within = firsts <= text_last
        firsts, text_last = firsts[within], text_last[within]
        labels = self._label_of_outside[actions[firsts]]
        lasts = firsts.copy()
        begun = np.flatnonzero(self._begins[actions[firsts]])
        lasts[begun] = self._lasts(states, firsts[begun], labels[begun], text_last[begun])
        return self._reached(states, firsts, lasts, labels, text_last)

    def _lasts(self, states: Floats, firsts: Places, labels: Places, text_last: Places) -> Places:
        """The last words of names that go on after their first words, or `UNKNOWN`."""
        lasts = np.full(len(firsts), UNKNOWN, np.int64)
        start = 1
        for look in (FIRST_LOOK, SECOND_LOOK):
            unknown = np.flatnonzero(lasts == UNKNOWN)
            for some in np.array_split(unknown, range(NAMES, len(unknown), NAMES)):
                lasts[some] = self._look(
                    states, firsts[some], labels[some], text_last[some], start, look
                )
            start += look
        return lasts

    def _look(
        self,
        states: Floats,
        firsts: Places,
        labels: Places,
        text_last: Places,
        start: int,
        count: int,
    ) -> Places:
        """The last words of names, or `UNKNOWN`, by `count` words from `start` after their first.

        Matrices are (names, count, …) here.
        """
        ends_at = text_last[:, np.newaxis]
        words = firsts[:, np.newaxis] + np.arange(start, start + count)
        at_end = words >= ends_at
        words = np.minimum(words, ends_at)
        around = np.concatenate([states[words], states[words - 1]], axis=-1)
        products = around @ self._around
        products += (states[firsts] @ self._first + self._lower_bias)[:, np.newaxis]
        scores = maxout(products, self._hidden) @ self._upper[labels] + self._upper_bias[labels]
        goes_on, ends = scores[..., 0], scores[..., 1]
        ended = (ends > goes_on) | at_end
        ended |= (ends == goes_on) & self._ends_first[labels][:, np.newaxis]
        first_end = ended.argmax(axis=1)
        found = words[np.arange(len(words)), first_end]
        return np.where(ended.any(axis=1), found, UNKNOWN)

    def _reached(
        self,
        states: Floats,
        firsts: Places,
        lasts: Places,
        labels: Places,
        text_last: Places,
    ) -> Named:
        """The names that begin where no other is open."""
        named = Named([], [], [])
        end = -1
        candidates = zip(firsts.tolist(), lasts.tolist(), labels.tolist(), strict=True)
        for number, (first, last, label) in enumerate(candidates):
            if first <= end:
                continue
            start = 1 + FIRST_LOOK + SECOND_LOOK
            one = slice(number, number + 1)
            while last == UNKNOWN:
                last = self._look(
                    states, firsts[one], labels[one], text_last[one], start, FURTHER_LOOK
                ).item()
                start += FURTHER_LOOK
            end = last
            named.first.append(first)
            named.last.append(last)
            named.label.append(label)
        return named
