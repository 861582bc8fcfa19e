"""`newsmill tail` up to the end of now, and without its broker."""

import asyncio
import json
import signal
import subprocess

import pytest
from aiokafka import AIOKafkaProducer

from newsmill.cli import tail
from newsmill.contracts.topics import DROPS, ENRICHED_ARTICLES
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import client_options, topic_name
from newsmill.kafka.errors import BrokerUnavailable
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.settings import KafkaSettings
from tests.brokers import OwnBroker, is_apache_wanted
from tests.builders import drop, enriched_article
from tests.commands import AS_A_MODULE, Run

PATIENCE_SECONDS = 90

UNTIL_NOW = ("tail", "--from-start", "--until-now")


async def put(kafka: KafkaSettings, *titles: str) -> None:
    async with open_publisher(kafka) as publisher:
        for title in titles:
            article = enriched_article(title=title)
            await publish_record(publisher, kafka, ENRICHED_ARTICLES, article, "enricher")


def titles_of(ended: "subprocess.CompletedProcess[str]") -> list[str]:
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line)["title"] for line in ended.stdout.splitlines()]


@pytest.mark.broker
def test_it_ends_when_it_has_shown_everything(at_broker: Run, kafka: KafkaSettings) -> None:
    assert titles_of(at_broker(*UNTIL_NOW)) == []

    asyncio.run(put(kafka, "Ferry", "Gulls", "Bridge"))
    asyncio.run(put_a_drop(kafka, "Seal"))

    assert titles_of(at_broker(*UNTIL_NOW)) == ["Ferry", "Gulls", "Bridge"]
    assert titles_of(at_broker(*UNTIL_NOW, "--where", "title=Gulls")) == ["Gulls"]
    assert titles_of(at_broker(*UNTIL_NOW, "--where", "title=Whale")) == []
    both = titles_of(at_broker("tail", "enriched", "drops", *UNTIL_NOW[1:]))
    assert sorted(both) == ["Bridge", "Ferry", "Gulls", "Seal"]


async def put_a_drop(kafka: KafkaSettings, title: str) -> None:
    async with open_publisher(kafka) as publisher:
        await publish_record(publisher, kafka, DROPS, drop(title=title), "cleaner")


@pytest.mark.broker
@pytest.mark.skipif(not is_apache_wanted(), reason="the embedded broker has no transactions")
def test_the_marks_of_transactions_at_the_end_do_not_keep_it(
    at_broker: Run, kafka: KafkaSettings
) -> None:
    asyncio.run(put(kafka, "Ferry"))
    asyncio.run(put_in_transactions(kafka))

    assert titles_of(at_broker(*UNTIL_NOW))[0] == "Ferry"


async def put_in_transactions(kafka: KafkaSettings) -> None:
    producer = AIOKafkaProducer(**client_options(kafka), transactional_id=f"{kafka.topic_prefix}t")
    await producer.start()
    try:
        name = topic_name(kafka, ENRICHED_ARTICLES)
        value = enriched_article(title="Seal").model_dump_json().encode()
        async with producer.transaction():
            await producer.send_and_wait(name, value)
        await producer.begin_transaction()
        await producer.send_and_wait(name, value)
        await producer.abort_transaction()
    finally:
        await producer.stop()


@pytest.mark.broker
async def test_a_broker_that_goes_and_comes_back_is_told(
    own_broker: OwnBroker, environment: dict[str, str]
) -> None:
    environment["NEWSMILL_BROKER"] = own_broker.kafka.broker
    async with own_broker.running():
        await create_topics(own_broker.kafka)
        process = await asyncio.create_subprocess_exec(
            *AS_A_MODULE,
            *("tail", "--from-start"),
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            await put(own_broker.kafka, "Ferry")
            async with asyncio.timeout(PATIENCE_SECONDS):
                assert b"Ferry" in await process.stdout.readline()
                with own_broker.paused():
                    gone = await process.stderr.readline()
                back = await process.stderr.readline()
            process.send_signal(signal.SIGINT)
            rest = await process.stderr.read()
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
    address = own_broker.kafka.broker
    assert gone.decode() == f"newsmill: no broker answers at {address}, trying again\n"
    assert back.startswith(b"newsmill: the broker answers again, after ")
    assert (process.returncode, rest) == (0, b"")


@pytest.mark.broker
async def test_until_now_ends_without_a_broker_that_does_not_come_back(
    own_broker: OwnBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def is_never_at(*_: object) -> bool:
        """The broker may have given everything at once."""
        begun.set()
        return False

    monkeypatch.setattr(tail, "is_at", is_never_at)
    monkeypatch.setenv("NEWSMILL_CONNECT_TIMEOUT", "2")
    address = own_broker.kafka.broker
    async with own_broker.running(), asyncio.timeout(PATIENCE_SECONDS):
        await create_topics(own_broker.kafka)
        tailing = asyncio.create_task(
            tail._tail([ENRICHED_ARTICLES], True, True, None, [], lambda _: None, address)
        )
        await begun.wait()
        with own_broker.paused(), pytest.raises(BrokerUnavailable, match="before the end"):
            await tailing
