"""What an entry is known as depends on it and on the memory alone."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.puller.identity.noticing import Noticed, notice
from newsmill.puller.identity.remembering import Memory
from newsmill.puller.reading.contents import Entry
from tests.puller.documents import FEED_URL

TEXTS = [
    "",
    "Comments",
    "The ferry will not sail before noon, since the harbour is full of ice and timber.",
    "The mill has been sold to its own millers, who have saved for it for eleven years.",
]
LINKS = [
    "",
    "https://site.example/",
    "https://site.example/status",
    "https://site.example/news/one-10001",
    "http://www.site.example/news/one-10001/?utm_source=rss",
    "https://site.example/news/another-10001",
    "https://site.example/news/two-10002",
    "https://site.example/news/two-10002#b",
]
GUIDS = ["", "1", "2", "story-1", "STORY-1", "https://site.example/", *LINKS[2:5]]

entries = st.builds(
    Entry,
    guid=st.sampled_from(GUIDS),
    link=st.sampled_from(LINKS),
    title=st.sampled_from(["", "Ferry late", "Mill sold", "Your briefing"]),
    summary_html=st.sampled_from(TEXTS),
).filter(lambda entry: entry.link or entry.title or entry.summary_html)
documents = st.lists(entries, max_size=6)
histories = st.lists(documents, max_size=4)


def polled(memory: Memory, *document: Entry) -> Noticed:
    return notice(document, FEED_URL, memory)


def after(history: list[list[Entry]]) -> Memory:
    memory = Memory()
    for document in history:
        memory = polled(memory, *document).memory
    return memory


def offered(noticed: Noticed) -> set[tuple[str, str]]:
    return {(one.entry_id, one.entry_version) for one in noticed.fresh}


@settings(max_examples=200, deadline=None)
@given(histories, documents, st.randoms())
def test_the_order_makes_no_difference(
    history: list[list[Entry]], document: list[Entry], chance: random.Random
) -> None:
    memory = after(history)
    one, other = (
        polled(memory, *document),
        polled(memory, *chance.sample(document, len(document))),
    )
    assert offered(one) == offered(other)
    assert one.memory.packed() == other.memory.packed()
    assert (one.known_count, one.merged) == (other.known_count, other.merged)


@settings(max_examples=200, deadline=None)
@given(histories, documents)
def test_neighbours_make_no_difference(history: list[list[Entry]], document: list[Entry]) -> None:
    memory = after(history)
    for one in polled(memory, *document).fresh:
        (alone,) = polled(memory, one.entry).fresh
        assert alone.entry_id == one.entry_id


@settings(max_examples=200, deadline=None)
@given(histories, documents)
def test_a_document_again_brings_nothing(history: list[list[Entry]], document: list[Entry]) -> None:
    memory = polled(after(history), *document).memory
    again = polled(memory, *document)
    assert again.fresh == ()
    assert again.memory.packed() == memory.packed()
    # Nor does any entry of it by itself.
    for entry in document:
        assert polled(memory, entry).fresh == ()


unlike = st.lists(st.integers(0, 50), unique=True, min_size=1, max_size=12).flatmap(
    lambda numbers: st.tuples(
        *(
            st.builds(
                Entry,
                guid=st.sampled_from(GUIDS),
                link=st.just(f"https://site.example/news/story-{number}"),
                title=st.just(f"Story {number}"),
                summary_html=st.just(f"In story {number}, {TEXTS[2]}"),
            )
            for number in numbers
        )
    )
)


@settings(max_examples=200, deadline=None)
@given(unlike, st.randoms())
def test_entries_that_have_nothing_in_common_but_a_guid_have_ids_of_their_own(
    stories: tuple[Entry, ...], chance: random.Random
) -> None:
    together = {one.entry_id for one in polled(Memory(), *stories).fresh}
    assert len(together) == len(stories)
    memory, one_by_one = Memory(), set()
    for story in chance.sample(stories, len(stories)):
        noticed = polled(memory, story)
        one_by_one |= {one.entry_id for one in noticed.fresh}
        memory = noticed.memory
    assert one_by_one == together


STORY = Entry("g", "https://site.example/news/ice-in-harbour-10001", "Ferry late", TEXTS[2])
PAGE = "https://site.example/5?sid="
SAILING = Entry("g", "https://site.example/ferry-sails-10001", "Ferry sails", TEXTS[2])
PERMALINK = replace(STORY, guid=STORY.link)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param(STORY, replace(STORY, guid="other"), id="another GUID"),
        pytest.param(STORY, replace(STORY, guid=" G\n"), id="a GUID spelt otherwise"),
        pytest.param(STORY, replace(STORY, link=""), id="no link any more"),
        pytest.param(PERMALINK, replace(PERMALINK, guid=""), id="no GUID any more"),
        pytest.param(
            PERMALINK,
            replace(
                STORY, guid="https://site.example/x-10001", link="https://site.example/x-10001"
            ),
            id="another headline in the permalink",
        ),
        pytest.param(
            replace(STORY, guid=""),
            replace(STORY, guid="", link=f"{STORY.link}?token=8f14e45fceea167a5a36dedd4bea2543"),
            id="a token",
        ),
        pytest.param(
            Entry(
                "https://site.example/5?sid=7919",
                "https://site.example/5?sid=7919",
                title="Ferry",
                summary_html=TEXTS[2],
            ),
            Entry(
                "https://site.example/5?sid=15838",
                "https://site.example/5?sid=15838",
                title="Ferry",
                summary_html=TEXTS[2],
            ),
            id="a session of digits",
        ),
        pytest.param(
            Entry("", "https://site.example/5?sid=7919", "Ferry", "Few words."),
            Entry("", "https://site.example/5?sid=15838", "Ferry", "Few words."),
            id="a session of digits, few words",
        ),
        pytest.param(STORY, replace(STORY, title="<b>Ferry</b>  late"), id="bold"),
        pytest.param(STORY, replace(STORY, title="Ferry&#32;late"), id="a reference"),
        pytest.param(
            replace(STORY, content_html="<p>Points: 5</p><p># Comments: 3</p> 2 hours ago"),
            replace(STORY, content_html="<p>Points: 61</p><p># Comments: 12</p> 3 hours ago"),
            id="counters",
        ),
        pytest.param(
            STORY, replace(STORY, content_html=f"<div>{STORY.summary_html}</div>"), id="text twice"
        ),
        pytest.param(
            STORY, replace(STORY, summary_html="", content_html=TEXTS[2]), id="text elsewhere"
        ),
    ],
)
def test_an_entry_that_says_the_same_is_known(before: Entry, now: Entry) -> None:
    noticed = polled(after([[before]]), now)
    assert noticed.fresh == ()
    assert noticed.known_count == 1


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param(STORY, replace(STORY, title="Ferry sails"), id="the headline"),
        pytest.param(STORY, replace(STORY, summary_html=TEXTS[3]), id="the text"),
        pytest.param(
            STORY, replace(STORY, title="Mill", summary_html=TEXTS[3]), id="both, with one GUID"
        ),
        pytest.param(
            STORY, replace(STORY, guid="h", title="Ferry sails"), id="the headline, with a new GUID"
        ),
        pytest.param(
            STORY, replace(STORY, guid="h", summary_html=TEXTS[3]), id="the text, with a new GUID"
        ),
        pytest.param(
            replace(STORY, guid=""),
            replace(STORY, guid="", title="Mill", summary_html=TEXTS[3]),
            id="both, without GUIDs",
        ),
        pytest.param(
            PERMALINK,
            replace(SAILING, guid=SAILING.link),
            id="the headline, also in the permalink",
        ),
        pytest.param(
            replace(STORY, guid=f"{STORY.link}#0"),
            replace(STORY, guid=f"{STORY.link}#1", title="Mill", summary_html=TEXTS[3]),
            id="a new edition",
        ),
    ],
)
def test_an_edited_entry_keeps_its_id(before: Entry, now: Entry) -> None:
    (first,) = polled(Memory(), before).fresh
    noticed = polled(after([[before]]), now)
    (edited,) = noticed.fresh
    assert edited.entry_id == first.entry_id
    assert edited.entry_version != first.entry_version
    assert polled(noticed.memory, now).fresh == ()


OTHER = Entry("h", "https://site.example/news/mill-sold-10002", "Mill sold", TEXTS[3])


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param(STORY, OTHER, id="all is other"),
        pytest.param(STORY, replace(OTHER, guid="g"), id="a GUID is used again"),
        pytest.param(STORY, replace(OTHER, link=STORY.link), id="one link, GUIDs of their own"),
        pytest.param(
            replace(STORY, guid="5"), replace(OTHER, guid="5", link=STORY.link), id="positions"
        ),
        pytest.param(
            replace(STORY, guid="https://site.example"),
            replace(OTHER, guid="https://site.example"),
            id="the site's address",
        ),
        pytest.param(
            replace(STORY, guid="", link="https://site.example/"),
            replace(OTHER, guid="", link="https://site.example/"),
            id="links to the home page",
        ),
        pytest.param(
            Entry("", "https://site.example/item?id=1", "Ask", "Comments"),
            Entry("", "https://site.example/item?id=2", "Ask", "Comments"),
            id="one title, another number",
        ),
        pytest.param(
            Entry("", "https://site.example/article.php?sid=1001", "Ferry", TEXTS[2]),
            Entry("", "https://site.example/article.php?sid=1002", "Mill", TEXTS[3]),
            id="stories called sid",
        ),
        pytest.param(
            Entry("a", "https://site.example/bulletin/0900", "Bulletin", TEXTS[2]),
            Entry("b", "https://site.example/bulletin/1000", "Bulletin", TEXTS[2]),
            id="a bulletin each hour, with one blurb",
        ),
        pytest.param(
            replace(STORY, guid="", link="https://site.example/log#v1"),
            replace(OTHER, guid="", link="https://site.example/log#v2"),
            id="anchors",
        ),
        pytest.param(
            replace(STORY, link="", title=""), replace(OTHER, link="", title=""), id="notes"
        ),
    ],
)
def test_another_entry_is_new(before: Entry, now: Entry) -> None:
    (first,) = polled(Memory(), before).fresh
    (second,) = polled(after([[before]]), now).fresh
    assert second.entry_id != first.entry_id


def test_what_is_known_under_another_guid_is_counted() -> None:
    memory = after([[STORY, OTHER]])
    noticed = polled(memory, replace(STORY, guid="x"), replace(OTHER, guid="y"), OTHER)
    assert (noticed.merged, noticed.known_count) == (2, 3)
    assert polled(memory, STORY, OTHER).merged == 0


def test_few_words_without_a_link_are_said_again_by_the_next_entry() -> None:
    first, second = (Entry(f"event-{number}", "", "Service down") for number in (1, 2))
    assert len(polled(Memory(), first, second).fresh) == 2
    noticed = polled(after([[first]]), second, first)
    assert [one.entry.guid for one in noticed.fresh] == ["event-2"]
    assert polled(noticed.memory, second, first).fresh == ()
