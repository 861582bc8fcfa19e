"""What the demo says at its end."""

from pathlib import Path

import pytest

from newsmill.cli.demo import Demo, sum_up
from newsmill.local.measuring import Meter
from newsmill.local.watching import Copies, Watch
from tests.builders import enriched_article, hex32


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
