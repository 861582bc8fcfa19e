import json

import pytest

from newsmill.gateway.api.article_json import article_json, latency_seconds
from newsmill.gateway.api.models import ApiArticle, Copies, Previous
from tests.builders import after, enriched_article

COPIES = Copies(count=2, hosts=("island-post.example", "bücher.example"))


def test_an_article_is_its_record_with_what_came_to_be_known_later() -> None:
    article = enriched_article(
        revision=2, timings={"enricher": after(3)}, seen_at=after(1), title="Fähre 🎻 zurück"
    )
    raw = article.model_dump_json().encode()
    previous = Previous(revision=1, title="Fähre", text="Sie fährt.")

    written = article_json(raw, json.loads(raw), COPIES, previous)

    assert b"\n" not in written
    read = ApiArticle.model_validate_json(written)
    assert read.copies == COPIES
    assert read.previous == previous
    assert read.latency_seconds == 120.0
    assert json.loads(written).items() >= json.loads(raw).items()


def test_records_of_older_writers_get_their_id_schema_and_change() -> None:
    raw = json.loads(enriched_article(revision=2).model_dump_json())
    for name in ("id", "schema", "change"):
        raw.pop(name, None)

    written = json.loads(article_json(json.dumps(raw).encode(), raw, Copies(), None))

    assert written["id"] == f"{raw['article_id']}.2"
    assert written["schema"] == "news.articles.enriched.v1"
    assert written["change"] == "revised"


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda record: json.dumps(record, indent=2),
        lambda record: json.dumps({**record, "copies": {"count": 1_000_000}}),
        lambda record: json.dumps({**record, "latency_seconds": "\n"}) + "\n",
        lambda record: json.dumps({**record, "title": "\ud800 \x00 \u2028 ]]>"}),
        lambda record: json.dumps({**record, "id": ""}),
    ],
    ids=["indented", "own copies", "newline", "surrogate and NUL", "empty id"],
)
def test_foreign_records_become_one_line_in_which_each_name_stands_once(spoilt: object) -> None:
    assert callable(spoilt)
    raw = spoilt(json.loads(enriched_article().model_dump_json())).encode()

    written = article_json(raw, json.loads(raw), COPIES, None)

    assert b"\n" not in written
    pairs = json.loads(written, object_pairs_hook=lambda pairs: pairs)
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names))
    assert dict(pairs)["copies"][0] == ("count", 2)


def test_bytes_that_are_no_text_are_not_passed_on() -> None:
    record = {**json.loads(enriched_article().model_dump_json()), "title": "half"}
    raw = json.dumps(record).encode().replace(b"half", b"\xed\xa0\x80")

    written = article_json(raw, json.loads(raw), COPIES, None)

    assert json.loads(written.decode())["title"] == "\ud800"


@pytest.mark.parametrize("seen_at", [None, 7, "yesterday", "2026-11-20T10:00:00"])
def test_a_latency_that_cannot_be_known_is_none(seen_at: object) -> None:
    assert latency_seconds({"seen_at": seen_at, "enriched_at": "2026-11-20T10:00:00Z"}) is None
