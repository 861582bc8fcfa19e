"""A small form of `tests.bench.puller_fairness`: real HTTP, real parsers."""

import sys

import pytest

from tests.bench.puller_fairness import compare

UNNOTICEABLE_SECONDS = 4.0
"""On a busy machine; a hostile document alone takes 5 s of CPU, a silent host 30 s."""


@pytest.mark.skipif(sys.platform != "linux", reason="127.0.0.2 is no address of this machine")
def test_hostile_and_silent_feeds_do_not_delay_good_ones() -> None:
    alone, beside = compare(5, silent=60, hostile=3, good=5)

    assert alone.polls >= 5
    assert beside.polls >= 5
    assert beside.mean < max(2 * alone.mean, UNNOTICEABLE_SECONDS)
