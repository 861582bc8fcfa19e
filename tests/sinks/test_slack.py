"""What Slack is sent, and that nothing from a feed is obeyed there."""

import json
from typing import Any

import pytest

from newsmill.sinks.registry import sink_of
from newsmill.sinks.sink import Change
from newsmill.sinks.slack import message_of
from tests.builders import enriched_article, hex32
from tests.sinks.receiver import receiving


def texts(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False)


async def test_new_articles_are_told_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_ALLOW_PRIVATE_NETWORKS", "1")
    async with receiving() as receiver:
        sink = sink_of(f"slack:{receiver.url}")
        await sink.open()
        told = [
            enriched_article(
                article_id=hex32(str(n)), title=f"Ferry {n}", revision=n, change=change
            )
            for n, change in ((1, "new"), (2, "revised"), (3, "re_enriched"))
        ]
        await sink.write(
            [Change(a.article_id, a, "news.articles.enriched.v1", 0, n) for n, a in enumerate(told)]
        )
        await sink.close()
    (request,) = receiver.received
    assert "webhook-id" not in request.headers
    message = json.loads(request.body)
    assert message["text"] == "Ferry 1"
    assert message["blocks"][0]["text"]["text"].startswith("*<https://")


@pytest.mark.parametrize(
    "title",
    [
        "<!channel> <@U123> <https://evil.example|click>",
        "*bold* _it_ ~no~ `code`",
        "a & b < c > d",
        "x" * 3000,
        "\x00\x1b[2J",
        "\u202eevil",
    ],
)
def test_nothing_from_a_feed_is_obeyed(title: str) -> None:
    message = message_of(
        enriched_article(title=title, summary=title, url="https://a.example/?a=1&b=<x|y>")
    )
    section = message["blocks"][0]["text"]["text"]
    assert "<!" not in section
    assert "<@" not in section
    assert "<http" not in section, "an address that could leave its link is none"
    assert len(section) <= 3000
    assert len(message["text"]) <= 3000
    assert "*bold*" not in section


def test_names_and_source_stand_below() -> None:
    message = message_of(enriched_article())
    told = message["blocks"][1]["elements"][0]["text"]
    assert "en" in told.split(" · ")
