"""What the demo says at its end."""

from pathlib import Path

import pytest

from newsmill.cli.demo import (
    QUIET_AFTER_THE_END_SECONDS,
    Demo,
    _ending,
    how_to_read,
    sum_up,
)
from newsmill.contracts.topics import DUPLICATE_ARTICLES
from newsmill.local.measuring import Meter
from newsmill.local.watching import Copies, Watch
from tests.builders import enriched_article, hex32
from tests.commands import Run


def told(demo: Demo, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines of the summary."""
    sum_up(demo, Path("records.jsonl"))
    return capsys.readouterr().out.splitlines()


def test_an_article_that_other_sites_print_as_well_is_named_with_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    demo = Demo(Watch(), Meter())
    article = enriched_article(title="Storm \x1b[31mgrounds flights")
    host = article.source.host
    for group, hosts in (
        ("storm", (host, "a.localhost", "b.localhost")),
        ("one more", (host, "c.localhost")),
        ("of its own site", (host,)),
        ("alone", ()),
    ):
        named = article.model_copy(update={"group_id": hex32(group)})
        demo.first_by_group[named.group_id] = named
        demo.watch.copies_by_group[named.group_id] = Copies(max(0, len(hosts) - 1), hosts)

    lines = [line for line in told(demo, capsys) if "also on" in line]

    assert [line.partition(": also on ")[2] for line in lines] == [
        "2 sites: a.localhost, b.localhost",
        "1 site: c.localhost",
    ]
    assert not any("\x1b" in line for line in lines)


class Paper:
    """A newspaper of two articles that is out after ten seconds, and what has become of them."""

    def __init__(self, *, limit: int | None = None, at_its_end: bool = True) -> None:
        self.now = 100.0
        self.demo = Demo(Watch(), Meter())
        published = {"out_after": 10, "observations": 2}
        self.is_over = _ending(
            self.demo, published, limit, at_its_end=at_its_end, clock=lambda: self.now
        )

    def offered(self, *names: str) -> None:
        self.demo.watch.tally.offered.update(names)

    def ended(self, *names: str) -> None:
        self.demo.watch.tally.ended.update(dict.fromkeys(names, "news.articles.enriched.v1"))


def test_the_demo_ends_when_all_articles_are_out_and_have_ended() -> None:
    paper = Paper()
    paper.offered("a", "b")
    paper.ended("a", "b")
    assert not paper.is_over()
    paper.now += 10
    assert paper.is_over()


def test_the_demo_does_not_end_while_an_article_is_on_its_way() -> None:
    paper = Paper()
    paper.now += 10
    paper.offered("a", "b")
    paper.ended("a")
    for _ in range(100):
        paper.now += 1
        assert not paper.is_over()
    paper.ended("b")
    assert paper.is_over()


def test_the_demo_ends_when_nothing_more_comes() -> None:
    """A feed could not be had: its articles never come."""
    paper = Paper()
    paper.now += 10
    paper.offered("a")
    paper.ended("a")
    assert not paper.is_over()
    paper.now += QUIET_AFTER_THE_END_SECONDS
    assert not paper.is_over()
    paper.now += 0.1
    assert paper.is_over()


def test_what_comes_late_puts_off_the_end() -> None:
    paper = Paper()
    paper.now += 10
    assert not paper.is_over()
    paper.now += QUIET_AFTER_THE_END_SECONDS
    paper.offered("a")
    paper.ended("a")
    assert not paper.is_over()
    paper.now += QUIET_AFTER_THE_END_SECONDS
    assert not paper.is_over()


def test_the_demo_ends_at_its_limit_and_in_a_terminal_at_nothing_else() -> None:
    paper = Paper(limit=2, at_its_end=False)
    paper.now += 1000
    paper.offered("a", "b")
    paper.ended("a", "b")
    assert not paper.is_over()
    paper.demo.watch.enriched = 1
    assert not paper.is_over()
    paper.demo.watch.enriched = 2
    assert paper.is_over()


def test_one_of_each_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    demo = Demo(Watch(), Meter())
    demo.watch.enriched = 1
    demo.watch.tally.offered |= {"one"}
    demo.watch.tally.ended |= {"one": DUPLICATE_ARTICLES.name}
    first, second, *_ = told(demo, capsys)
    assert first == "1 article enriched, 1 copy marked, 0 dropped, 0 dead letters"
    assert second.startswith("1 entry in ")


def test_a_folder_that_is_not_there_is_not_made(newsmill: Run, tmp_path: Path) -> None:
    out = tmp_path / "missing" / "records.jsonl"
    ended = newsmill("demo", "--out", str(out))
    assert ended.returncode == 1
    assert ended.stderr == f"newsmill: {out}: No such file or directory\n"
    assert not out.parent.exists()


def test_it_says_where_others_may_read() -> None:
    at_the_usual_place = how_to_read("127.0.0.1:9092")
    assert "127.0.0.1:9092" in at_the_usual_place
    assert "--broker" not in at_the_usual_place
    assert "newsmill sink postgresql:///news --broker 127.0.0.1:20000" in how_to_read(
        "127.0.0.1:20000"
    )
