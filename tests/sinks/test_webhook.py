"""Messages to a real HTTP server, and what its answers lead to."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from newsmill.contracts.articles import EnrichedArticle
from newsmill.errors import UsageError
from newsmill.local.ports import free_port
from newsmill.sinks.errors import ChangesRefused, TargetAway
from newsmill.sinks.messages import MessageSink
from newsmill.sinks.posting import Gone, retry_after
from newsmill.sinks.registry import sink_of
from newsmill.sinks.signing import Signer
from newsmill.sinks.sink import Change
from newsmill.sinks.webhook import SECRET
from tests.builders import enriched_article, hex32
from tests.sinks.receiver import Receiver, receiving

SECRETS = ["whsec_" + "bWFyZW4ncyBmZXJyeSBsZWF2ZXMgYXQgbm9vbg==", "whsec_" + "QUJD" * 10]
HERE = {"NEWSMILL_ALLOW_PRIVATE_NETWORKS": "1"}


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_ALLOW_PRIVATE_NETWORKS", "1")
    monkeypatch.setenv(SECRET, " ".join(SECRETS))


def change(offset: int, article: EnrichedArticle | None = None) -> Change:
    article = article or numbered(offset)
    return Change(article.article_id, article, "news.articles.enriched.v1", 0, offset)


def numbered(number: int, **changes: object) -> EnrichedArticle:
    return enriched_article(article_id=hex32(str(number)), **changes)


async def opened(receiver: Receiver) -> MessageSink:
    sink = sink_of(f"webhook:{receiver.url}")
    assert isinstance(sink, MessageSink)
    await sink.open()
    return sink


async def test_each_article_is_one_message_that_a_verifier_believes() -> None:
    async with receiving() as receiver:
        sink = await opened(receiver)
        await sink.write([change(1), change(2)])
        await sink.close()
    assert len(set(receiver.ids)) == 2
    for secret in SECRETS:
        for request in receiver.received:
            told = Verifier(secret).verify(request.body.decode(), request.headers)
            assert told["type"] == "article.new"
            assert told["data"]["title"] == enriched_article().title
            assert told["timestamp"] == told["data"]["enriched_at"]
    assert {r.headers["content-type"] for r in receiver.received} == {
        "application/json; charset=utf-8"
    }


async def test_what_was_delivered_is_not_sent_again_when_another_fails() -> None:
    async with receiving([(200, {}, ""), (503, {}, "asleep")]) as receiver:
        sink = await opened(receiver)
        batch = [change(n, enriched_article(revision=n)) for n in (1, 2, 3)]
        with pytest.raises(TargetAway, match="it answered 503: asleep"):
            await sink.write(batch)
        await sink.write(batch)
        await sink.close()
    revisions = [json.loads(request.body)["data"]["revision"] for request in receiver.received]
    assert revisions == [1, 2, 2, 3]


async def test_a_message_that_is_refused_is_set_aside_and_the_others_come() -> None:
    async with receiving() as receiver:
        sink = await opened(receiver)
        batch = [change(n) for n in range(5)]
        assert isinstance(batch[2].record, EnrichedArticle)
        receiver.refused_ids = {batch[2].record.id}
        with pytest.raises(ChangesRefused) as refusal:
            await sink.write(batch)
        assert refusal.value.why_by_change == {batch[2]: "it answered 422: too blue"}
        await sink.write([other for other in batch if other is not batch[2]])
        await sink.close()
    assert len(receiver.received) == 4 + 3


@pytest.mark.parametrize("status", [301, 307, 401, 404, 408, 429, 500, 502])
async def test_an_address_that_is_not_well_is_waited_for(status: int) -> None:
    answer = (status, {"Location": "http://127.0.0.1:1/"}, "")
    async with receiving([answer]) as receiver:
        sink = await opened(receiver)
        with pytest.raises(TargetAway, match=f"it answered {status}"):
            await sink.write([change(1)])
        await sink.write([change(1)])
        await sink.close()
    assert len(receiver.received) == 2


async def test_an_address_that_is_gone_ends_the_sink() -> None:
    async with receiving([(410, {}, "")]) as receiver:
        sink = await opened(receiver)
        with pytest.raises(Gone, match=r"webhook at 127.0.0.1:\d+ answered 410"):
            await sink.write([change(1)])
        await sink.close()


async def test_it_is_asked_no_sooner_than_it_says() -> None:
    async with receiving([(429, {"Retry-After": "1"}, "")]) as receiver:
        sink = await opened(receiver)
        with pytest.raises(TargetAway):
            await sink.write([change(1)])
        before = datetime.now(UTC)
        await sink.write([change(1)])
        assert datetime.now(UTC) - before > timedelta(seconds=0.8)
        await sink.close()


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120),
        ("Fri, 28 Nov 2026 12:00:30 GMT", 30),
        ("soon", None),
        ("", None),
        ("9" * 30, None),
        ("Fri, 99 Nov 2026 12:00:30 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(written: str, seconds: int | None) -> None:
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert retry_after({"retry-after": written}, now) == expected


async def test_a_private_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_ALLOW_PRIVATE_NETWORKS", "0")
    for url in ("http://127.0.0.1:8080/x", "http://169.254.169.254/x", "http://[::1]/x"):
        sink = sink_of(f"webhook:{url}")
        with pytest.raises(UsageError, match="address"):
            await sink.open()
        await sink.close()


async def test_nothing_secret_is_told() -> None:
    async with receiving([(500, {}, "\x1b[2Jno\u202e")]) as receiver:
        sink = await opened(receiver)
        with pytest.raises(TargetAway) as trouble:
            await sink.write([change(1)])
        await sink.close()
    closed = sink_of(f"webhook:http://127.0.0.1:{free_port()}/s3cret?token=x")
    await closed.open()
    with pytest.raises(TargetAway) as unreachable:
        await closed.write([change(1)])
    await closed.close()
    told = f"{trouble.value} {unreachable.value} {sink.target} {sink.name}"
    assert not [word for word in ("s3cret", "token", "\x1b", "\u202e") if word in told]


@pytest.mark.parametrize(
    "written",
    ["webhook:ftp://x/", "webhook:", "webhook:https://", "slack:x", "webhook:https://h:99999/"],
)
def test_what_is_no_address_is_told(written: str) -> None:
    with pytest.raises(UsageError, match="write the address as"):
        sink_of(written)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_QUJD", "whsec_###", "secret"])
def test_a_webhook_wants_a_secret(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, secret)
    with pytest.raises(UsageError, match="openssl rand"):
        sink_of("webhook:https://host.example/x")


def test_a_signature_is_what_the_specification_says() -> None:
    body = b'{"a":1}'
    headers = Signer(SECRETS[:1]).headers("msg_1", 1_700_000_000, body)
    signature = Verifier(SECRETS[0]).sign(
        "msg_1", datetime.fromtimestamp(1_700_000_000, UTC), body.decode()
    )
    assert headers["webhook-signature"] == signature
