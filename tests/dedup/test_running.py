import json
from pathlib import Path

import pytest

from tests.dedup import __main__ as bench
from tests.dedup import million
from tests.dedup.goals import Goal
from tests.dedup.labelled import labelled_set
from tests.dedup.production import arriving, clean_articles


def test_the_report_says_of_every_bar_whether_it_was_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "REPORT.md"
    told = ["--split", "dev", "--articles", "120", "--orders", "2", "--report", str(report)]
    monkeypatch.setattr("sys.argv", ["bench", *told])
    code = bench.main()
    text = report.read_text()
    assert text == capsys.readouterr().out
    bars = text.partition("### Bars")[2]
    assert bars.count("reached") + bars.count("missed") == 11
    assert code == ("missed" in bars)


def test_an_outside_set_goes_the_same_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "articles.jsonl"
    rows = [{"id": a.id, "text": a.text} for a in labelled_set("dev", articles=60)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    monkeypatch.setattr("sys.argv", ["bench", "--data", str(path)])
    assert bench.main() == 0
    told = capsys.readouterr().out
    assert "Beside exact Jaccard" in told
    assert "### By kind" not in told


def test_the_memory_is_filled(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "--articles", "200"])
    million.main()
    assert "bytes of memory an article" in capsys.readouterr().out


def test_articles_are_what_the_cleaner_makes_of_them() -> None:
    labelled = labelled_set("dev", articles=60)
    for article, cleaned in zip(labelled, clean_articles(labelled), strict=True):
        assert cleaned.text == article.text
        assert cleaned.title == article.title
        assert cleaned.canonical_url == article.url


def test_articles_in_another_order_arrive_at_the_same_instants() -> None:
    cleaned = clean_articles(labelled_set("dev", articles=20))
    order = list(reversed(range(len(cleaned))))
    arrived = arriving(cleaned, order)
    assert [a.article_id for a in arrived] == [a.article_id for a in reversed(cleaned)]
    assert [a.seen_at for a in arrived] == sorted(a.seen_at for a in cleaned)


@pytest.mark.parametrize(("measured", "is_most", "is_reached"), [(1, True, True), (3, True, False)])
def test_a_goal_that_is_a_most(measured: float, is_most: bool, is_reached: bool) -> None:
    assert Goal("bytes", measured, 2, is_most).is_reached == is_reached
    assert Goal("articles", measured, 2, not is_most).is_reached != is_reached
