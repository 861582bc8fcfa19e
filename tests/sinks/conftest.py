"""One PostgreSQL for all tests of a process."""

from collections.abc import Iterator

import pytest

from tests.postgresql import Server, missing, running_postgresql


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server that runs, or the reason why there is none."""
    if (problem := missing()) is not None:
        pytest.skip(problem)
    with running_postgresql() as server:
        yield server
