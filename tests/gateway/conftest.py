from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.gateway.opening import Opened, open_gateway
from tests.gateway.sample_server import fill


@pytest.fixture
async def gateway() -> AsyncIterator[Opened]:
    """A gateway with invented articles, open as it is on loopback by default."""
    async with open_gateway(requests_per_minute=100_000) as opened:
        await fill(opened, 20)
        yield opened


@pytest.fixture
async def client(gateway: Opened) -> AsyncIterator[aiohttp.ClientSession]:
    """Asks `gateway`."""
    async with aiohttp.ClientSession(gateway.url) as session:
        yield session
