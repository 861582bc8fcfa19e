"""What `newsmill once` says at its end."""

import pytest

from newsmill.cli.once import report
from newsmill.contracts.topics import DUPLICATE_ARTICLES
from newsmill.local.once import Summary
from newsmill.local.tally import Tally


@pytest.mark.parametrize(
    ("copies", "told"),
    [
        (0, "0 enriched, 0 duplicates, 0 dropped of 0 entries in 2.0 s"),
        (1, "0 enriched, 1 duplicate, 0 dropped of 1 entry in 2.0 s"),
        (2, "0 enriched, 2 duplicates, 0 dropped of 2 entries in 2.0 s"),
    ],
)
def test_one_of_each_is_one(copies: int, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    names = [str(number) for number in range(copies)]
    tally = Tally(offered=set(names), ended=dict.fromkeys(names, DUPLICATE_ARTICLES.name))
    report(Summary(tally, (), 1.0, {}, {}, 2.0), measure=False)
    assert capsys.readouterr().err.startswith(told)
