"""The index finds what a filter matches, and nothing else."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from newsmill import filters
from newsmill.gateway.index.index import Index
from tests.builders import hex32
from tests.filters.cases import ARTICLES, MATCHES, NOW, case_id
from tests.gateway.index.entries import Settings, entry, milliseconds

INDEXED = {
    name: {**record, "article_id": hex32(name)}
    for name, record in ARTICLES.items()
    if "duplicate_of" not in record and record.get("change") != "retracted"
}
"""Copies are folded under their article, and what was taken back is not found."""

NAMES = {hex32(name): name for name in INDEXED}


class Long(Settings):
    """Settings that keep also the oldest articles of the table."""

    index_days = 400


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def index() -> AsyncIterator[Index]:
    index = await Index.open(None, Long(), now=lambda: milliseconds(NOW))
    await index.add([entry(record, at) for at, record in enumerate(INDEXED.values())])
    yield index
    await index.close()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("text", MATCHES, ids=case_id)
async def test_the_index_finds_what_the_table_says(index: Index, text: str) -> None:
    assert await _found(index, text) == MATCHES[text] & INDEXED.keys()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("text", [text for text in MATCHES if text], ids=case_id)
async def test_the_index_finds_what_the_contrary_of_a_filter_matches(
    index: Index, text: str
) -> None:
    assert await _found(index, f"-({text})") == INDEXED.keys() - MATCHES[text]


async def _found(index: Index, text: str) -> set[str]:
    page = await index.search(filters.parse(text), limit=1000, now=NOW)
    assert not page.partial
    return {NAMES[row.article_id] for row in page.articles}
