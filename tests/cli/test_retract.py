"""newsmill retract: on a broker, once and again."""

import json

import pytest

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.kafka.admin import create_topics
from newsmill.kafka.publisher import open_publisher, publish_record
from newsmill.kafka.reading import open_history
from newsmill.local.topics import kafka_environment
from newsmill.settings import KafkaSettings
from tests.builders import enriched_article
from tests.commands import Run, runner

FIRST, SECOND = (enriched_article(revision=number) for number in (1, 2))


@pytest.fixture
async def topics(kafka: KafkaSettings) -> KafkaSettings:
    """With two revisions of an article, the older one last."""
    kafka = kafka.model_copy(update={"topic_partitions": 2, "idempotent": False})
    await create_topics(kafka)
    async with open_publisher(kafka) as publisher:
        for article in (SECOND, FIRST):
            await publish_record(publisher, kafka, ENRICHED_ARTICLES, article, "enricher")
    return kafka


@pytest.fixture
def command(topics: KafkaSettings, environment: dict[str, str]) -> Run:
    return runner(environment | kafka_environment(topics))


async def written(kafka: KafkaSettings) -> list[EnrichedArticle]:
    """All records of it, in the order of their partition."""
    records = []
    async with open_history(kafka, [ENRICHED_ARTICLES]) as history:
        async for messages in history.read():
            for message in messages:
                assert message.key == FIRST.article_id.encode()
                record = EnrichedArticle.model_validate_json(message.value or b"")
                headers = dict(message.headers)
                if record.change == "retracted":
                    assert headers["ce_id"] == record.id.encode()
                    assert headers["ce_subject"] == str(record.observation).encode()
                records.append(record)
    return records


@pytest.mark.broker
async def test_an_article_is_taken_back_once(topics: KafkaSettings, command: Run) -> None:
    done = command("retract", FIRST.article_id, "--reason", "a court order")
    assert done.returncode == 0, done.stderr
    again = command("retract", FIRST.article_id.upper())
    assert again.returncode == 0, again.stderr
    assert "was taken back before" in again.stderr

    *_, last = records = await written(topics)
    assert len(records) == 3
    assert (last.change, last.revision, last.text) == ("retracted", 2, "")
    assert last.retraction_reason == "a court order"
    assert done.stdout == again.stdout == f"{last.id}\n"

    explained = command("explain", FIRST.article_id, "--json")
    stories = [json.loads(line) for line in explained.stdout.splitlines()]
    whats = [(it["room"], it["what"]) for it in stories[0]["happenings"]]
    assert ("cli", "taken back, revision 2 and all before: a court order") in whats
    assert stories[0]["outcome"] == "enriched"


@pytest.mark.broker
async def test_what_nobody_knows_is_not_taken_back(topics: KafkaSettings, command: Run) -> None:
    ended = command("retract", "0" * 32)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert f"there is no article {'0' * 32}" in ended.stderr
    assert len(await written(topics)) == 2


@pytest.mark.parametrize("text", ["", "ferry", "https://x.example/", "0" * 31, f"{'0' * 32}.1"])
def test_what_is_no_article_id_is_said_before_anything_is_read(text: str, newsmill: Run) -> None:
    ended = newsmill("retract", text)
    assert ended.returncode == 2
    assert "is no article_id" in ended.stderr


def test_a_reason_is_short(newsmill: Run) -> None:
    ended = newsmill("retract", "0" * 32, "--reason", "x" * 501)
    assert ended.returncode == 2
    assert "500 characters" in ended.stderr
