"""Entries keep their ids whoever comes and goes, and those that share a link are found."""

import itertools
import random
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.feeds import FeedMemory
from newsmill.puller.identity.remembering import REMEMBERED, Memory, unwrapped, wrapped
from newsmill.puller.reading.contents import Contents, Entry
from newsmill.puller.reading.entries import ParsedFeed, assemble
from tests.puller.documents import FEED_URL, NOW

LINK = "https://status.example/queue"
HOME = "https://status.example/"


def entry(number: int, link: str = LINK, **changes: Any) -> Entry:
    """An incident, without a GUID."""
    text = f"In hour {number} the storage service of region {number} answered slowly, for a while."
    return replace(Entry(link=link, title=f"Incident {number}", summary_html=text), **changes)


class Feed:
    """A feed that is polled again and again; its memory goes through its record each time."""

    def __init__(self) -> None:
        self.memory = b""
        self.last: ParsedFeed | None = None

    def poll(self, *entries: Entry) -> list[RawArticle]:
        """What is offered."""
        parsed = assemble(
            Contents(title="F", language="", site="", entries=entries, is_rss=True),
            feed_url=FEED_URL,
            document_url=FEED_URL,
            now=NOW,
            memory=Memory(self.memory),
            max_entries=1000,
        )
        self.last = parsed
        record = wrapped(FEED_URL, parsed.memory)
        self.memory = unwrapped(FeedMemory.model_validate_json(record.model_dump_json()))
        return list(parsed.entries)

    def ids(self, *entries: Entry) -> list[str]:
        """The entry_ids offered, in the order of the entries."""
        return [one.entry_id for one in self.poll(*entries)]

    def sharing(self, *entries: Entry) -> list[bool]:
        """Of each entry, all of which are offered: whether it shares its link."""
        return [one.shares_link for one in self.poll(*entries)]


CHANGED = "Since noon the message queues of all regions have been working again as they should."


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([entry(n, guid=f"inc-{n}") for n in range(4)], id="GUIDs of their own"),
        pytest.param([entry(n) for n in range(4)], id="no GUIDs"),
        pytest.param([entry(n, f"{LINK}#v{n}") for n in range(4)], id="another fragment"),
        pytest.param([entry(n, HOME) for n in range(4)], id="the home page"),
        pytest.param([entry(n, title="Incident") for n in range(4)], id="one title"),
        pytest.param([entry(n, guid="1") for n in range(4)], id="one GUID"),
        pytest.param(
            [entry(0), entry(1, "HTTPS://Status.Example:443/queue#1"), entry(2, f"{LINK}?#")],
            id="other spellings",
        ),
    ],
)
def test_entries_that_their_feed_tells_apart_share_a_link(entries: list[Entry]) -> None:
    feed = Feed()
    assert feed.sharing(*entries) == [True] * len(entries)
    assert len(Memory(feed.memory)) == len(entries)
    for document in itertools.permutations(entries):
        assert feed.poll(*document) == []


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([entry(1, guid="a"), entry(1, guid="b")], id="listed twice"),
        pytest.param([entry(1), entry(2, f"{LINK}?id=2")], id="another query"),
        pytest.param([entry(1, f"{HOME}#!/1"), entry(2, f"{HOME}#!/2")], id="pages by fragment"),
        pytest.param([entry(1, link=""), entry(2, link="")], id="no link"),
        pytest.param([entry(1), entry(1)], id="the same"),
    ],
)
def test_entries_do_not_share_a_link(entries: list[Entry]) -> None:
    offered = Feed().poll(*entries)
    assert offered
    assert not any(one.shares_link for one in offered)


def test_tracking_parameters_make_no_links_of_their_own() -> None:
    entries = [entry(n, f"{LINK}?utm_content=item{n}&gclid={n}") for n in range(3)]
    assert Feed().sharing(*entries) == [True] * 3
    entries = [entry(n, f"{LINK}?id={n}&utm_source=rss") for n in range(3)]
    assert Feed().sharing(*entries) == [False] * 3


def test_entries_share_a_link_one_after_the_other() -> None:
    feed = Feed()
    assert feed.sharing(entry(1, guid="a")) == [False]
    assert feed.sharing(entry(2, guid="b")) == [True]
    assert feed.sharing(entry(3, guid="c")) == [True]
    assert feed.sharing(entry(1, guid="a", summary_html=CHANGED)) == [True]


def test_a_known_entry_counts_although_it_is_not_offered_again() -> None:
    feed = Feed()
    feed.poll(entry(1, guid="a"))
    offered = feed.poll(entry(1, guid="a"), entry(2, guid="b"))
    assert [(one.guid, one.shares_link) for one in offered] == [("b", True)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            entry(1, guid="a"), entry(2, guid="b", title="Incident 1"), id="the title stays"
        ),
        pytest.param(entry(1, guid="a"), entry(1, guid="b", title="Solved"), id="the text stays"),
        pytest.param(
            entry(1, guid=f"{LINK}#0"), entry(2, guid=f"{LINK}#1"), id="the GUID's edition"
        ),
        pytest.param(entry(1, guid="a"), entry(2, guid="a"), id="the GUID stays"),
        pytest.param(entry(1), entry(2), id="no GUIDs"),
    ],
)
def test_an_entry_in_the_place_of_another_is_the_same(before: Entry, after: Entry) -> None:
    feed = Feed()
    assert feed.sharing(before) == [False]
    assert feed.sharing(after) == [False]


def test_a_text_of_two_words_makes_no_two_entries_the_same() -> None:
    feed = Feed()
    assert feed.sharing(entry(1, guid="a", summary_html="Read more")) == [False]
    assert feed.sharing(entry(2, guid="b", summary_html="Read more")) == [True]


def test_no_title_makes_no_two_entries_the_same() -> None:
    feed = Feed()
    assert feed.sharing(entry(1, guid="a", title="")) == [False]
    assert feed.sharing(entry(2, guid="b", title="")) == [True]


def test_a_link_is_free_again_when_its_entry_has_moved() -> None:
    feed = Feed()
    feed.poll(entry(1, guid="a"))
    assert feed.sharing(entry(1, f"{LINK}/1", guid="a"), entry(2, guid="b")) == [False]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="unchanged"),
        pytest.param({"summary_html": CHANGED}, id="another text"),
        pytest.param({"title": "Solved"}, id="another title"),
    ],
)
def test_an_entry_keeps_its_id_when_a_sibling_appears(
    changes: dict[str, Any], backwards: bool
) -> None:
    feed, guid = Feed(), "1"
    first = entry(1, guid=guid)
    (entry_id,) = feed.ids(first)
    document = [replace(first, **changes), entry(2, guid=guid)]
    offered = feed.poll(*(reversed(document) if backwards else document))
    by_title = {one.title: one.entry_id for one in offered}
    assert by_title["Incident 2"] != entry_id
    assert by_title.get(document[0].title, entry_id) == entry_id
    # And when it is alone again, in either place.
    assert feed.poll(entry(2, guid=guid)) == []
    assert feed.poll(document[0]) == []


def test_each_entry_keeps_its_id_while_others_come_and_go() -> None:
    feed = Feed()
    (first,) = feed.ids(entry(1))
    feed.poll(entry(1), entry(2))
    (third,) = feed.ids(entry(3))
    assert third != first
    assert feed.ids(entry(1, summary_html=CHANGED)) == [first]
    assert feed.poll(entry(3), entry(2)) == []
    changed = feed.poll(entry(3, summary_html=CHANGED), entry(1, summary_html=CHANGED), entry(2))
    assert [one.entry_id for one in changed] == [third]


def test_entries_that_lead_to_the_home_page_are_never_each_other() -> None:
    feed = Feed()
    ids = [feed.ids(entry(number, HOME))[0] for number in range(3)]
    assert len(set(ids)) == 3
    assert feed.poll(entry(0, HOME)) == feed.poll(entry(2, HOME), entry(1, HOME)) == []


def test_of_two_states_without_a_date_the_order_chooses_none() -> None:
    one, other = entry(1, guid="a"), entry(1, guid="a", summary_html=CHANGED)
    feed = Feed()
    assert len(feed.poll(one, other)) == 1
    assert feed.poll(other, one) == []


def by_id(article: RawArticle) -> str:
    return article.entry_id


small_entries = st.builds(
    entry,
    st.integers(0, 2),
    st.sampled_from([LINK, f"{LINK}#a", HOME, ""]),
    guid=st.sampled_from(["", "", "1", "2"]),
    summary_html=st.sampled_from(["", "Read more", CHANGED]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(small_entries, max_size=5), min_size=1, max_size=4), st.randoms())
def test_the_order_in_the_document_makes_no_difference(
    documents: list[list[Entry]], chance: random.Random
) -> None:
    feed, shuffled = Feed(), Feed()
    for document in documents:
        offered = feed.poll(*document)
        other_order = chance.sample(document, len(document))
        assert sorted(offered, key=by_id) == sorted(shuffled.poll(*other_order), key=by_id)
        assert feed.poll(*document) == []


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda n: entry(n), id="one link"),
        pytest.param(lambda n: entry(n, guid="g" * 4096), id="one huge GUID"),
        pytest.param(lambda n: entry(n, guid=str(n)), id="many GUIDs"),
        pytest.param(
            lambda n: entry(n, f"{LINK}/{'é' * 2000}{n}", title="t" * 2000), id="huge links"
        ),
        pytest.param(
            lambda n: entry(n, f"http://a{n}{chr(0x301) * 2000}{chr(0x323) * 2000}"),
            id="hosts of no server",
        ),
        pytest.param(lambda n: entry(n, title="T"), id="one title"),
    ],
)
def test_a_thousand_entries_are_told_apart_in_little_time_and_space(make: Any) -> None:
    feed = Feed()
    document = [make(number) for number in range(1000)]
    began = time.process_time()
    assert len(feed.poll(*document)) == 1000
    assert feed.poll(*reversed(document)) == []
    assert time.process_time() - began < 5
    for number in range(1, 6):
        feed.poll(*(make(number * 1000 + other) for other in range(1000)))
    assert len(Memory(feed.memory)) == REMEMBERED
    assert len(feed.memory) < 80_000
