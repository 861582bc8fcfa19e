"""A batch of messages: what is to be written, and what has become of each."""

from types import SimpleNamespace
from typing import Any

from newsmill.contracts.articles import DuplicateArticle
from newsmill.folder.batch import Batch, fold
from newsmill.folder.folding import Folded
from newsmill.kafka.connection import partition_of
from tests.builders import hex32
from tests.folder.records import Said, article, copy

PARTITIONS = 4
ARTICLES, COPIES = "prefix.articles", "prefix.copies"
HOME = partition_of(hex32("a"), PARTITIONS)


def message(said: Said | bytes | None, offset: int, partition: int = HOME) -> Any:
    is_copy = isinstance(said, DuplicateArticle)
    value = said if said is None or isinstance(said, bytes) else said.model_dump_json().encode()
    return SimpleNamespace(
        topic=COPIES if is_copy else ARTICLES,
        partition=partition,
        offset=offset,
        key=b"k",
        value=value,
        headers=(),
    )


async def folded(*messages: Any) -> Batch:
    records: dict[tuple[str, int], list[Any]] = {}
    for it in messages:
        records.setdefault((it.topic, it.partition), []).append(it)
    known = {number: Folded(1000) for number in range(PARTITIONS)}
    return await fold(records, known, articles=ARTICLES, partitions=PARTITIONS)


async def test_a_row_is_written_once_for_all_that_a_batch_says_of_it() -> None:
    batch = await folded(
        message(article("a", 1), 0),
        message(article("a", 2), 1),
        message(copy("a", 1), 0),
        message(copy("a", 2), 1),
    )
    (change,) = batch.changes[HOME]
    assert change.article is not None
    assert (change.article.revision, change.known.copies.count) == (2, 2)
    assert len(batch.entries[HOME]) == 1
    assert batch.fates == {"folded": 4}


async def test_what_is_no_record_is_counted_and_the_rest_goes_on() -> None:
    batch = await folded(
        message(b"{", 0), message(None, 1), message(b'{"title": 1}', 2), message(article("a"), 3)
    )
    assert batch.fates == {"unreadable": 3, "folded": 1}
    assert len(batch.changes[HOME]) == 1


async def test_a_copy_that_does_not_lie_beside_its_original_is_passed_over() -> None:
    elsewhere = (HOME + 1) % PARTITIONS
    batch = await folded(message(copy("a", 5), 0, elsewhere), message(copy("a", 1), 0))
    assert batch.fates == {"elsewhere": 1, "waiting": 1}
    assert batch.entries[elsewhere] == []
