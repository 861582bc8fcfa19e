"""What cleaner and deduper make of the corpus is what the ledger says is right, without any fault.

Where they do not, a run of the bench would be red for hours before somebody knew why.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache

import pytest

from newsmill.cleaner.cleaning import clean
from newsmill.cleaner.settings import Settings as CleanerSettings
from newsmill.contracts.articles import (
    CleanArticle,
    DuplicateArticle,
    RetrievedArticle,
    UniqueArticle,
)
from newsmill.contracts.outcomes import Dropped
from newsmill.deduper.deciding import decide
from newsmill.deduper.memory import Memory
from newsmill.deduper.settings import Settings
from tests.builders import NOON, hex16, hex32, retrieved_article
from tests.faults.corpus import FEEDS, Corpus, Publication
from tests.faults.grouping import (
    articles_belong_to_one_entry,
    copies_are_counted_once,
    equal_ids_mean_equal_content,
    groups_are_those_served,
    no_copy_is_its_own_first,
    repeats_are_the_same_verdict,
    siblings_are_articles_of_their_own,
    states_are_told_in_order,
)
from tests.faults.ledger import Served
from tests.faults.reading import DUPLICATES, ENRICHED, UNIQUE, Log, Message, record_of
from tests.faults.table import SEEDS

PUBLICATIONS = 900
RESTART_EVERY = 300


def as_served(publication: Publication) -> Served:
    """Its line in the ledger."""
    one = publication
    url = f"http://{one.host}{one.path}"
    return Served(one.number, one.target, one.kind, str(one.feed), one.guid, url, one.title, 0.0)


def as_retrieved(publication: Publication, version: str) -> RetrievedArticle:
    """As puller and retriever hand it on."""
    one = publication
    text = "".join(f"<p>{paragraph}</p>" for paragraph in one.paragraphs)
    return retrieved_article(
        entry_id=hex32(one.guid),
        entry_version=version,
        feed_url=f"http://paper{one.feed % FEEDS}.localhost/feed",
        guid=one.guid,
        url=f"http://{one.host}{one.path}",
        title=one.title,
        summary_html="",
        content_html=text,
        seen_at=NOON + timedelta(seconds=one.number / 5),
        page=None,
        retrieval="not_needed",
    )


@cache
def cleaned(seed: int) -> tuple[tuple[Publication, CleanArticle], ...]:
    """Each publication with what the cleaner makes of it, without those that it drops."""
    version_by_guid: dict[str, str] = {}
    found = []
    for one in map(Corpus(seed).publication, range(PUBLICATIONS)):
        # An entry_version depends on the content and on the version before.
        version = hex16(f"{one.title} {one.paragraphs} {version_by_guid.get(one.guid, '')}")
        version_by_guid[one.guid] = version
        article = clean(as_retrieved(one, version), CleanerSettings())
        assert isinstance(article, Dropped) == (one.kind == "wordless")
        if not isinstance(article, Dropped):
            found.append((one, article))
    return tuple(found)


def decided(seed: int, *, restart_every: int) -> Iterator[UniqueArticle | DuplicateArticle]:
    """What is decided on each publication, by workers that begin with what the journal holds."""
    journal: list[tuple[bytes, bytes]] = []
    memory = Memory(Settings(), lambda: NOON)
    next_start = 0
    for one, article in cleaned(seed):
        if one.number >= next_start:
            memory = Memory(Settings(), lambda: NOON)
            memory.load(0, journal)
            journal += memory.recovered(0, handled_before=bool(next_start))
            next_start += restart_every
        partition = memory.partition(0)
        yield decide(article, partition)
        journal += partition.take_entries()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_deduper_decides_as_the_ledger_says_restarted_or_not(seed: int) -> None:
    for restart_every in (PUBLICATIONS, RESTART_EVERY):
        assert_as_served(seed, decided(seed, restart_every=restart_every))


def assert_as_served(seed: int, records: Iterator[UniqueArticle | DuplicateArticle]) -> None:
    """No rule of the verifier is broken by `records`."""
    log = Log({topic: [] for topic in (UNIQUE, DUPLICATES, ENRICHED)})
    for offset, record in enumerate(records):
        is_copy = isinstance(record, DuplicateArticle)
        name = str(record.observation) if is_copy else f"{record.article_id}.{record.revision}"
        told = record_of(record.model_dump_json().encode())
        for topic in (DUPLICATES,) if is_copy else (UNIQUE, ENRICHED):
            message = Message(topic, 0, offset, 0.0, name, str(record.observation), told)
            log.by_topic[topic].append(message)
    served = [as_served(Corpus(seed).publication(number)) for number in range(PUBLICATIONS)]

    found = [
        *equal_ids_mean_equal_content(log),
        *repeats_are_the_same_verdict(log),
        *no_copy_is_its_own_first(log),
        *articles_belong_to_one_entry(log),
        *states_are_told_in_order(served, log),
        *siblings_are_articles_of_their_own(served, log),
        *groups_are_those_served(served, log),
        *copies_are_counted_once(log),
    ]

    assert list(map(str, found)) == []
