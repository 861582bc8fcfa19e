"""The feed server: nothing is served that is not in the ledger, nothing leaves unseen."""

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from newsmill.clock import utc_now
from newsmill.puller.reading.documents import FeedDocument
from newsmill.puller.reading.parsing import parse_feed
from tests.faults.corpus import FEEDS, Corpus
from tests.faults.ledger import Ledger, Served, read_ledger
from tests.faults.newsstand import Newsstand, open_newsstand

SEED = 1
COUNT = 600


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Newsstand]:
    """Everything out at once; a document shows five, and what was not acknowledged."""
    with open_newsstand(tmp_path / "ledger", seed=SEED, rate=1e6, count=COUNT, window=5) as stand:
        yield stand


def poll(url: str, known: str = "") -> tuple[str, list[str | None]]:
    """The validator of a feed, and the titles in its document; none when nothing is new."""
    parts = urlsplit(url)
    connection = HTTPConnection("127.0.0.1", parts.port or 80)
    connection.request("GET", parts.path, headers={"If-None-Match": known})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    etag = answer.headers["ETag"]
    if answer.status == 304:
        return etag, []
    document = FeedDocument(url, url, answer.headers["Content-Type"], body, utc_now())
    return etag, [entry.title for entry in parse_feed(document).entries]


def test_nothing_is_out_before_it_begins(stand: Newsstand) -> None:
    assert poll(stand.feeds[0])[1] == []
    assert stand.status()["released"] == 0
    assert stand.served() == []


def test_what_is_served_stands_in_the_ledger(stand: Newsstand) -> None:
    stand.begin()

    titles = [title for url in stand.feeds for title in poll(url)[1]]

    assert len(titles) > FEEDS
    assert sorted(titles, key=str) == sorted(one.title for one in stand.served())


def test_nothing_leaves_its_feed_before_it_was_acknowledged(stand: Newsstand) -> None:
    stand.begin()
    feed = stand.feeds[0]

    first, titles = poll(feed)
    again, same = poll(feed)

    assert len(titles) > 5
    assert (again, same) == (first, titles)
    _, later = poll(feed, known=first)
    assert len(later) < len(titles)


def test_a_revision_waits_until_what_it_revises_was_acknowledged(stand: Newsstand) -> None:
    stand.begin()
    revised = next(
        one for n in range(COUNT) if (one := Corpus(SEED).publication(n)).kind == "revision"
    )
    before = Corpus(SEED).publication(revised.target)
    feed = stand.feeds[revised.feed]

    first, titles = poll(feed)
    assert before.title in titles
    assert revised.title not in titles
    seen = titles
    while revised.title not in seen:
        first, seen = poll(feed, known=first)
    assert before.title not in seen


def test_all_is_acknowledged_in_the_end(stand: Newsstand) -> None:
    stand.begin()
    for url in stand.feeds:
        etag, titles = poll(url)
        while titles:
            etag, titles = poll(url, known=etag)

    status = stand.status()
    assert status["acknowledged"] == status["served"] == status["released"] == COUNT
    assert {one.number for one in stand.served()} == set(range(COUNT))


def test_a_line_that_was_cut_off_was_never_served(tmp_path: Path) -> None:
    line = Served(1, 1, "full", "f", "g", "u", "t", 0.5)
    ledger = Ledger(tmp_path / "ledger")
    ledger.enter([line])
    ledger.close()
    with (tmp_path / "ledger").open("a") as file:
        file.write('{"number": 2, "tar')

    assert read_ledger(tmp_path / "ledger") == [line]
