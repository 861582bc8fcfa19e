"""One PostgreSQL for all tests of a process."""

import itertools
from collections.abc import Iterator

import psycopg
import pytest

from tests.postgresql import Server, missing, running_postgresql

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server that runs, or the reason why there is none."""
    if (problem := missing()) is not None:
        pytest.skip(problem)
    with running_postgresql() as server:
        yield server


@pytest.fixture
def database(postgresql: Server) -> Iterator[str]:
    """A database of the test's own."""
    name = f"news{next(_numbers)}"
    with psycopg.connect(postgresql.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield name
    with psycopg.connect(postgresql.url(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
