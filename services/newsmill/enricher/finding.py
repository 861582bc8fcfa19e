"""What finds names in texts, whatever model is behind it."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Found(NamedTuple):
    """A span of a text, in code points, and its label, as a model found it."""

    start: int
    end: int
    label: str


class FindEntities(Protocol):
    """A loaded model."""

    def __call__(self, texts: Sequence[str]) -> list[list[Found]]:
        """The named spans of each text, in the order of `texts`, each from left to right."""
