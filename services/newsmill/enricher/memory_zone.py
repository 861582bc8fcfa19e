"""spaCy's memory zones, left also when an exception goes through them."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class HasMemoryZone(Protocol):
    """What is used of spaCy's `Language`."""

    def memory_zone(self) -> AbstractContextManager[object]:
        """A context at whose end spaCy frees what was read in it."""


@contextmanager
def memory_zone(pipeline: HasMemoryZone) -> Iterator[None]:
    """A zone of the pipeline.

    spaCy 3.8.7 does not leave a zone through which an exception goes, and every text that it reads
    afterwards may fail. So spaCy never sees the exception.
    """
    zone = pipeline.memory_zone()
    zone.__enter__()
    try:
        yield
    finally:
        zone.__exit__(None, None, None)
