"""All behaviours of feeds, replayed: nothing is lost, nothing comes twice, nothing is a change
that is none."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from newsmill.contracts.articles import RawArticle
from newsmill.puller.identity.words import visible
from tests.puller import replay, snapshots
from tests.puller.replay import FeedReplay
from tests.puller.snapshots import DEV, HELD, Behaviour, bodies


def dispatch(text: str) -> str:
    """Which story it is."""
    found = re.search(r"dispatch\W*(?:</?b>)?\W*(\d+)", text)
    assert found, text
    return found[1]


def stories(behaviour: Behaviour) -> set[str]:
    """All stories of a series."""
    series = behaviour(random.Random(7))
    return {dispatch(f"{item.title} {item.text}") for items in series for item in items}


@pytest.mark.parametrize(
    "behaviour", [pytest.param(it, id=name) for name, it in (DEV | HELD).items()]
)
def test_each_story_is_offered_once_and_revised_only_by_an_edit(behaviour: Behaviour) -> None:
    feed = FeedReplay("courier")
    story_by_id: dict[str, str] = {}
    words_by_id: dict[str, str] = {}
    news: Counter[str] = Counter()
    for body in bodies(behaviour):
        article: RawArticle
        for article in feed.take(body).articles:
            told = f"{article.title} {article.summary_html}"
            words = visible(told)
            if article.entry_id in story_by_id:
                assert words != words_by_id[article.entry_id], "an edit that is none"
            else:
                news[dispatch(told)] += 1
            assert story_by_id.setdefault(article.entry_id, dispatch(told)) == dispatch(told)
            words_by_id[article.entry_id] = words
    assert news.keys() == stories(behaviour)
    assert set(news.values()) == {1}
    counts = feed.finish().counts
    assert {fault: counts[fault] for fault in replay.FAULTS} == dict.fromkeys(replay.FAULTS, 0)


def test_a_folder_is_replayed_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    snapshots.write(tmp_path, {"sliding": snapshots.sliding, "growing": snapshots.growing})
    assert replay.main([str(tmp_path), "--worst", "3"]) == 0
    heading, growing, sliding, total = capsys.readouterr().out.splitlines()
    cells = dict(zip(re.split(r"  +", heading), re.split(r"  +", total), strict=True))
    assert (cells["feed"], cells["snapshots"], cells["distinct"]) == ("in total", "60", "104")
    assert (cells["new"], cells["lost"], cells["false new"]) == ("104", "0", "0")
    assert growing.startswith("growing")
    assert sliding.startswith("sliding")


def test_snapshots_are_taken_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "feed").mkdir()
    for name in ("2.xml", "10.xml", "1.xml"):
        (tmp_path / "feed" / name).touch()
    (files,) = replay.snapshots(tmp_path).values()
    assert [file.name for file in files] == ["1.xml", "2.xml", "10.xml"]


@pytest.mark.parametrize("folder", ["", "nowhere", "empty"])
def test_a_folder_without_snapshots_is_an_error_in_one_line(
    tmp_path: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty" / "feed").mkdir(parents=True)
    assert replay.main([str(tmp_path / folder)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_faults_are_found() -> None:
    """The judge can fail: a memory that is lost offers everything again."""
    feed = FeedReplay("courier")
    first, *_, last = bodies(snapshots.sliding)
    feed.take(first)
    feed._memory = b""
    feed.take(first)
    feed._first[("text", "a story that was never offered")] = next(iter(feed._first.values()))
    feed.take(last)
    counts = feed.finish().counts
    assert (counts["repeats"], counts["gaps"], counts["lost"]) == (12, 1, 1)


def test_what_is_offered_under_another_id_is_found() -> None:
    feed = FeedReplay("courier")
    feed.take(bodies(snapshots.sliding)[0])
    feed._memory = b""
    feed.take(bodies(snapshots.moved_to_https)[0])
    assert feed.finish().counts["false new"] == 12


def test_a_document_with_nothing_in_it_is_a_failed_poll(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.xml" for number in range(4)]
    good = bodies(snapshots.sliding)[0]
    for file, body in zip(files, (good, b"", bytes(100), good), strict=True):
        file.write_bytes(body)
    *_, last = replay.replay("courier", files)
    counts = last.counts
    assert (counts["failed"], counts["lost"], counts["repeats"]) == (2, 0, 0)
