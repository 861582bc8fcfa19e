"""Random draws that are the same on every platform and in every Python.

Of `random`, Python promises only the sequence of `Random.random()` for a seed; so all others are
made of it here.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")

ZIPF_OFFSET = 2.7
"""Mandelbrot's: the first few words are less frequent than Zipf's law says."""


class Draw:
    """A source of chance, named by what it is for."""

    def __init__(self, *names: object) -> None:
        digest = sha256("\0".join(map(str, names)).encode()).digest()
        self._random = Random(int.from_bytes(digest[:8], "big"))

    def chance(self, share: float) -> bool:
        """True in `share` of all cases."""
        return self._random.random() < share

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def real(self, low: float, high: float) -> float:
        """Any number between the two."""
        return low + self._random.random() * (high - low)

    def choice(self, among: Sequence[T]) -> T:
        """One of them."""
        return among[int(self._random.random() * len(among))]

    def frequent(self, among: Sequence[T]) -> T:
        """One of them; the further behind, the rarer (Zipf's law)."""
        steps = _zipf_steps(len(among))
        return among[bisect_right(steps, self._random.random() * steps[-1])]

    def sample(self, among: Sequence[T], count: int) -> list[T]:
        """`count` of them (all, if there are fewer), in random order."""
        left = list(among)
        count = min(count, len(left))
        for place in range(count):
            other = self.between(place, len(left) - 1)
            left[place], left[other] = left[other], left[place]
        return left[:count]

    def shuffled(self, among: Sequence[T]) -> list[T]:
        """All of them."""
        return self.sample(among, len(among))


@cache
def _zipf_steps(count: int) -> tuple[float, ...]:
    return tuple(accumulate(1 / (rank + ZIPF_OFFSET) for rank in range(count)))
