"""newsmill once: every article exactly once in what comes out."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Run

pytestmark = [pytest.mark.broker, pytest.mark.timeout(150)]

SOLAR_STORM = ("solar-storm", "northern-lights", "articles/1202")
"""In the URLs of one dispatch at three sites."""

FILES = ("enriched", "duplicates", "drops")


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def arguments_for(folder: Path) -> list[str]:
    flags = {"enriched": "--out", "duplicates": "--duplicates", "drops": "--drops"}
    return [part for name in FILES for part in (flags[name], str(folder / name))]


def test_every_entry_of_the_newspaper_ends_exactly_once(
    newsmill: Run, newspaper: dict[str, Any], tmp_path: Path
) -> None:
    feeds = [feed["url"] for feed in newspaper["feeds"]]

    ended = newsmill("once", *feeds, "--allow-private", *arguments_for(tmp_path))

    enriched, duplicates, drops = (read(tmp_path / name) for name in FILES)
    observations = [
        (record["provenance"]["entry_id"], record["provenance"]["entry_version"])
        for record in enriched + duplicates
    ] + [(drop["entry_id"], drop["entry_version"]) for drop in drops]
    assert len(observations) == newspaper["observations"]
    assert len(set(observations)) == len(observations)
    assert len({article["article_id"] for article in enriched}) == len(enriched)
    # One feed is broken on purpose: the others' articles are there all the same.
    broken = next(feed["url"] for feed in newspaper["feeds"] if feed["broken"])
    assert ended.returncode == 1
    assert [line for line in ended.stderr.splitlines() if line.startswith(f"newsmill: {broken}: ")]
    assert ended.stdout == ""
    assert "\x1b[" not in ended.stderr
    by_url = {article["url"]: article for article in enriched}
    _assert_readable(by_url, enriched, duplicates)


def _assert_readable(
    by_url: dict[str, Any], enriched: list[dict[str, Any]], duplicates: list[dict[str, Any]]
) -> None:
    for article in enriched:
        for entity in article["entities"]:
            for mention in entity["mentions"]:
                assert article["text"][mention["start"] : mention["end"]] == mention["text"]
    assert {article["language"].partition("-")[0] for article in enriched} == {
        "de",
        "en",
        "es",
        "fr",
    }
    assert {a["entities_status"] for a in enriched if a["language"][:2] == "en"} == {"ok"}
    ethiopia = next(article for url, article in by_url.items() if "ethiopia-coffee" in url)
    assert ethiopia["text_origin"] == "feed"
    rowing = next(article for url, article in by_url.items() if "gig-rowing" in url)
    assert rowing["text_origin"] == "page"
    # Three sites print one dispatch, edited or cut: it comes out once, with its two copies.
    (solar,) = [a for url, a in by_url.items() if any(part in url for part in SOLAR_STORM)]
    assert "Ingrid Solvang" in {entity["name"] for entity in solar["entities"]}
    copies = [copy for copy in duplicates if copy["duplicate_of"] == solar["article_id"]]
    assert [copy["kind"] for copy in copies] == ["near", "near"]
    assert [copy["copies"] for copy in copies] == [1, 2]
    assert {len(copy["hosts"]) for copy in copies} == {2, 3}
    # Two sites print one dispatch word for word: one of them is marked as a copy of the other.
    reprints = [copy for copy in duplicates if copy["kind"] == "same_text"]
    assert any("night-train" in copy["url"] for copy in reprints)
    assert {copy["kind"] for copy in duplicates} == {"same_text", "same_url", "near"}
    ids = {article["article_id"] for article in enriched}
    assert {copy["duplicate_of"] for copy in duplicates} <= ids


def test_documents_of_every_kind_come_out(newsmill: Run, tmp_path: Path) -> None:
    sentence = "Ingrid Solvang told reporters in Lisbon that the bridge would open in March. "
    (tmp_path / "a.txt").write_text("A bridge opens\n\n" + sentence * 6)
    (tmp_path / "b.html").write_text(
        "<html lang=en><head><title>A market closes</title></head><body><article>"
        + "<p>Tomas Lindqvist sold his last herring in Bergen on Tuesday morning.</p>" * 6
        + "</article></body></html>"
    )
    line = {"title": "A tower leans", "text": "Grace Whitfield measured it in Toronto. " * 9}
    (tmp_path / "c.jsonl").write_text(json.dumps({**line, "url": "https://paper.example/tower"}))

    sources = [str(tmp_path / name) for name in ("a.txt", "b.html", "c.jsonl")]
    ended = newsmill("once", *sources)

    assert ended.returncode == 0, ended.stderr
    articles = {json.loads(line)["title"]: json.loads(line) for line in ended.stdout.splitlines()}
    assert set(articles) == {"A bridge opens", "A market closes", "A tower leans"}
    assert {article["text_origin"] for article in articles.values()} == {"document"}
    assert articles["A tower leans"]["url"] == "https://paper.example/tower"


def test_a_document_comes_from_standard_input(newsmill: Run) -> None:
    line = {"title": "A ferry sinks", "text": "Amara Okafor saw it from the quay in Mombasa. " * 6}

    ended = newsmill("once", "-", stdin=json.dumps(line))

    assert ended.returncode == 0, ended.stderr
    assert [json.loads(line)["title"] for line in ended.stdout.splitlines()] == ["A ferry sinks"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["nothing.pdf"], "nothing.pdf: not a feed address", id="unknown-kind"),
        pytest.param(["missing.txt"], "missing.txt: No such file or directory", id="missing-file"),
        pytest.param(["missing.opml"], "missing.opml: No such file", id="missing-list"),
    ],
)
def test_a_wrong_source_is_said_in_one_line(newsmill: Run, arguments: list[str], told: str) -> None:
    ended = newsmill("once", *arguments)

    assert ended.returncode == 1
    assert ended.stderr.startswith("newsmill: ")
    assert told in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
