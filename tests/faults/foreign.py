"""What a producer that is not newsmill's writes to the raw topic: in transactions, or unread.

Its articles are documents with words of their own, so that nothing else is a copy of them.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.headers import Header, event_headers
from newsmill.contracts.topics import RAW_ARTICLES
from tests.builders import NOON, hex16, hex32
from tests.faults.reading import DUPLICATES, ENRICHED, RAW, WATCHED, Log, Message, everything
from tests.faults.running import PREFIX, Run
from tests.faults.words import ADJECTIVES, NOUNS, PEOPLE, PLACES, VERBS

IN_A_TRANSACTION = 4
SECONDS_TO_HANDLE = 60.0
SETTLE_SECONDS = 3.0
HARDLY_ANYTHING = 1e-6
"""Publications a second."""
READER = "retriever"
"""Who reads the raw topic."""


@dataclass(frozen=True)
class Foreign:
    """One article of another producer's."""

    subject: str
    key: bytes
    value: bytes
    headers: list[Header]


def article(name: str) -> Foreign:
    """The same for the same name."""
    draw = random.Random(name)
    sentences = [
        f"{draw.choice(PEOPLE)} {draw.choice(VERBS['en'])} the {draw.choice(ADJECTIVES['en'])}"
        f" {draw.choice(NOUNS['en'])} of {draw.choice(PLACES)} in case {draw.randrange(10**9)}."
        for _ in range(25)
    ]
    record = RawArticle(
        entry_id=hex32(name),
        entry_version=hex16(name),
        origin="document",
        feed_url=None,
        guid=name,
        url=None,
        title=f"Foreign news {name}",
        content_html=" ".join(sentences),
        seen_at=NOON,
    )
    subject = str(record.observation)
    headers = event_headers(RAW_ARTICLES, record, "cli", NOON, subject, None)
    key = RAW_ARTICLES.key(record).encode()
    return Foreign(subject, key, record.model_dump_json().encode(), list(headers))


def write_in_transactions(run: Run, times: int) -> None:
    """A transactional producer commits and aborts in turn, while everything flows."""
    for number in range(times):
        is_kept = number % 2 == 0
        what = "a transaction that is kept" if is_kept else "a transaction that is aborted"
        injection = run.begin(what, RAW)
        articles = [article(f"{run.folder.name} {number} {n}") for n in range(IN_A_TRANSACTION)]
        asyncio.run(_write(run, articles, in_transaction=True, is_kept=is_kept))
        subjects = {one.subject for one in articles}
        if is_kept:
            run.foreign |= subjects
        else:
            run.aborted |= subjects
        run.over(injection)
        run.recover(injection)


def take_unread_away(run: Run, times: int) -> None:
    """What nobody has read yet is removed from the raw topic, as retention removes it.

    Of another producer's articles alone: who reads the topic is away meanwhile, and the feeds bring
    out nothing. So the rest of the run is as it would have been.
    """
    for number in range(times):
        run.stand.hurry(HARDLY_ANYTHING)
        if not run.wait_until(lambda: not run.waiting(), SECONDS_TO_HANDLE, 0.5):
            run.problems.append("the rooms did not come to rest")
        # What waits is counted once a second.
        run.wait(SETTLE_SECONDS)
        injection = run.begin("unread messages removed", RAW)
        run.retire(run.supervisor[READER])
        kept = everything(run.cluster.address, PREFIX, (RAW,))[RAW]
        articles = [article(f"{run.folder.name} {number} {n}") for n in range(2 * IN_A_TRANSACTION)]
        asyncio.run(_write(run, articles, in_transaction=False))
        asyncio.run(_remove(run))
        run.removed += kept
        run.lost += len(articles)
        run.supervisor.restore(run.supervisor[READER])
        run.stand.hurry(run.rate)
        run.over(injection)
        run.recover(injection)


def what_is_foreign_is_handled(run: Run, log: Log) -> list[str]:
    """What is wrong with what became of transactions; nothing where all is well."""
    enriched = {message.subject for topic in (ENRICHED, DUPLICATES) for message in log[topic]}
    seen = {message.subject for topic in WATCHED for message in log[topic]}
    return [
        *(f"kept in a transaction and not enriched: {it}" for it in sorted(run.foreign - enriched)),
        *(f"aborted and handled all the same: {it}" for it in sorted(run.aborted & seen)),
    ]


def with_removed(log: Log, removed: Sequence[Message]) -> Log:
    """`log` as if nothing had been removed from the raw topic."""
    by_place = {(m.partition, m.offset): m for m in (*removed, *log[RAW])}
    return Log({**log.by_topic, RAW: [by_place[place] for place in sorted(by_place)]})


async def _write(
    run: Run, articles: Sequence[Foreign], *, in_transaction: bool, is_kept: bool = True
) -> None:
    servers = run.cluster.address.split(",")
    transactional_id = f"foreign-{run.folder.name}" if in_transaction else None
    async with AIOKafkaProducer(
        bootstrap_servers=servers, transactional_id=transactional_id
    ) as producer:
        if in_transaction:
            await producer.begin_transaction()
        for one in articles:
            await producer.send_and_wait(PREFIX + RAW, one.value, key=one.key, headers=one.headers)
        if in_transaction:
            await (producer.commit_transaction() if is_kept else producer.abort_transaction())


async def _remove(run: Run) -> None:
    """Remove all there is on the raw topic."""
    admin = AIOKafkaAdminClient(bootstrap_servers=run.cluster.address.split(","))
    await admin.start()
    try:
        (topic,) = await admin.describe_topics([PREFIX + RAW])
        await admin.delete_records(
            {
                TopicPartition(PREFIX + RAW, it["partition"]): RecordsToDelete(before_offset=-1)
                for it in topic["partitions"]
            }
        )
    finally:
        await admin.close()
