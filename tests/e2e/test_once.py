"""newsmill once: every article exactly once in what comes out."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Run
from tests.small_disk import small_disk

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

SOLAR_STORM = ("solar-storm", "northern-lights", "articles/1202")
"""In the URLs of one dispatch at three sites."""

GERMAN = "Jürgen Großmann eröffnete am Dienstag in Köln die Brücke über den Fluß. "

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


def test_a_bad_line_spoils_neither_the_others_nor_other_sources(
    newsmill: Run, tmp_path: Path
) -> None:
    line = {"title": "A ferry", "text": "Amara Okafor saw it from the quay in Mombasa. " * 6}
    bad = ['{"text": "\\ud800"}', '{"text": "cut']
    (tmp_path / "a.jsonl").write_text("\n".join([json.dumps(line), *bad]))
    page = f"<html><head><meta charset=windows-1252></head><body><p>{GERMAN * 6}</p></body></html>"
    (tmp_path / "b.html").write_bytes(page.encode("cp1252"))

    ended = newsmill("once", str(tmp_path / "a.jsonl"), str(tmp_path / "b.html"))

    *told, summary = ended.stderr.splitlines()
    assert ended.returncode == 1, "a line was bad"
    assert [line.partition(": ")[2].partition(": ")[0] for line in told] == [
        f"{tmp_path}/a.jsonl:2",
        f"{tmp_path}/a.jsonl:3",
    ]
    assert summary.startswith("2 enriched, 0 duplicates, 0 dropped of 2 entries in ")
    texts = [json.loads(line)["text"] for line in ended.stdout.splitlines()]
    assert any("Jürgen Großmann" in text for text in texts)


def test_a_full_disk_is_one_line_and_leaves_the_old_file(newsmill: Run, tmp_path: Path) -> None:
    lines = (
        json.dumps({"title": f"Day {number}", "text": f"{hex(number**9)} ships came. " * 400})
        for number in range(1, 21)
    )
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    with small_disk(tmp_path / "disk") as disk:
        out = disk / "out.jsonl"
        out.write_text("of an earlier run\n")

        ended = newsmill("once", str(tmp_path / "a.jsonl"), "--out", str(out))

        assert ended.returncode == 1
        assert ended.stderr == f"newsmill: {out}: No space left on device\n"
        assert out.read_text() == "of an earlier run\n"
        assert list(disk.iterdir()) == [out]


def test_a_run_without_any_source_leaves_the_old_file(newsmill: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("of an earlier run\n")
    assert newsmill("once", "missing.txt", "--out", str(out)).returncode == 1
    assert out.read_text() == "of an earlier run\n"


def test_a_run_whose_feeds_all_fail_leaves_the_old_file(newsmill: Run, tmp_path: Path) -> None:
    out, copies = tmp_path / "out.jsonl", tmp_path / "copies.jsonl"
    out.write_text("of an earlier run\n")
    ended = newsmill(
        *("once", "http://127.0.0.1:1/feed.xml", "--out", str(out), "--duplicates", str(copies))
    )
    assert ended.returncode == 1
    assert out.read_text() == "of an earlier run\n"
    assert f"newsmill: {out} is as it was\n" in ended.stderr
    assert sorted(tmp_path.glob("*o*.jsonl*")) == [out]


def test_a_run_that_cannot_start_leaves_the_old_file(newsmill: Run, tmp_path: Path) -> None:
    out, source = tmp_path / "out.jsonl", tmp_path / "a.txt"
    out.write_text("of an earlier run\n")
    source.write_text("Something to read.")
    ended = newsmill(
        *("once", str(source), "--out", str(out), "--broker", "127.0.0.1:1"),
        NEWSMILL_CONNECT_TIMEOUT="1",
    )
    assert ended.returncode == 1
    assert out.read_text() == "of an earlier run\n"
    assert sorted(tmp_path.glob("*out*")) == [out]
