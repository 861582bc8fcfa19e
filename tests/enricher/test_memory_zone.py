from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from newsmill.enricher.memory_zone import memory_zone


class Pipeline:
    """Its zones are left like those of spaCy 3.8.7: not when an exception goes through them."""

    def __init__(self) -> None:
        self.zones_open = 0

    @contextmanager
    def memory_zone(self) -> Iterator[None]:
        """One more is open until it is left."""
        self.zones_open += 1
        yield
        self.zones_open -= 1


def test_a_zone_is_left_when_an_exception_goes_through_it() -> None:
    pipeline = Pipeline()
    with pytest.raises(ValueError, match="too long"), memory_zone(pipeline):
        raise ValueError("too long")
    assert pipeline.zones_open == 0


def test_a_zone_is_open_inside() -> None:
    pipeline = Pipeline()
    with memory_zone(pipeline):
        assert pipeline.zones_open == 1
    assert pipeline.zones_open == 0
