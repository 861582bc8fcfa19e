"""What one entry has in it changes nothing about the others."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.puller.reading.documents import FeedError
from newsmill.puller.reading.entries import ParsedFeed
from tests.puller.documents import item, parsed, rss

ATOM = "http://www.w3.org/2005/Atom"
MARKS = st.sampled_from(
    [
        *("&", "&hellip;", "&#xD800;", "&#0;", "3 < 5", "<", ">", "<br>", "<p>", "</p>", '"', "'"),
        *("<![CDATA[", "]]>", "<!--", "-->", "<?x", "?>", "<x:y>", "</x:y>", "<media:title>"),
        *("<title>", "</title>", "</link>", "<guid>", "</guid>", "<description>", "<a b=c d>"),
        *("<b><i></b></i>", "<x y='", '<x y="', "\x0b", "\x00", "\ufffe", "<script>a<b</script>"),
        *("<x xmlns='urn:x'>", "<x xmlns=''>", "<a b='1' b='2'/>", "</channel", "</nothing>"),
    ]
)


def entry(number: int, kind: str, inside: str = "") -> str:
    if kind == "rss":
        return f"<item>{inside}{item(number)}</item>"
    return (
        f"<entry>{inside}<id>urn:{number}</id><title>Title {number}</title>"
        f'<link href="https://site.example/{number}"/><summary>Some words.</summary></entry>'
    )


def feed(kind: str, *entries: str) -> str:
    if kind == "rss":
        return f'<rss version="2.0"><channel><title>F</title>{"".join(entries)}</channel></rss>'
    return f'<feed xmlns="{ATOM}"><title>F</title>{"".join(entries)}</feed>'


def told(found: ParsedFeed) -> dict[str, tuple[object, ...]]:
    return {
        one.guid or "": (one.entry_id, one.entry_version, one.url, one.title, one.summary_html)
        for one in found.entries
    }


KINDS = pytest.mark.parametrize("kind", ["rss", "atom"])


@KINDS
@settings(max_examples=150, deadline=None)
@given(
    marks=st.lists(st.tuples(st.floats(0, 1), MARKS | st.text(max_size=5)), min_size=1, max_size=4),
    place=st.sampled_from([0, 1, 2]),
)
def test_damage_in_one_entry_leaves_the_others_as_they_were(
    kind: str, marks: list[tuple[float, str]], place: int
) -> None:
    whole = [entry(number, kind) for number in range(3)]
    before = told(parsed(feed(kind, *whole)))
    damaged = whole[place]
    start, end = damaged.index(">") + 1, damaged.rindex("</")
    for where, mark in marks:
        at = start + int(where * (end - start))
        damaged = damaged[:at] + mark + damaged[at:]
        end += len(mark)
    after = told(parsed(feed(kind, *whole[:place], damaged, *whole[place + 1 :])))
    others = {guid: row for guid, row in before.items() if not guid.endswith(str(place))}
    assert {guid: row for guid, row in after.items() if guid in others} == others


FAULTS = {
    "an ampersand": "A & B",
    "a name of HTML": "A&hellip;B",
    "a prefix": "<x:y>A</x:y>",
    "a void element": "A<br>B",
    "a mark": "A 3 < 5 B",
    "a control character": "A\x0bB",
    "a surrogate": "A&#xD83D;B",
    "an end of CDATA": "A]]>B",
    "two attributes": '<a b="1" b="2">A</a>',
    "no quotes": "<a href=x>A</a>",
    "tags across": "<b><i>A</b></i>",
    "CDATA without end": "<![CDATA[A",
    "a comment without end": "<!-- A",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_entry_with_a_fault_is_read_and_known_by_the_same_id(fault: str) -> None:
    good = parsed(rss(item(1), item(2)))
    found = parsed(rss(item(1, FAULTS[fault]), item(2)))
    assert [one.entry_id for one in found.entries] == [one.entry_id for one in good.entries]
    first, second = found.entries
    assert "A" in first.summary_html
    assert (first.title, first.url) == ("Title 1", "https://site.example/1")
    assert second == good.entries[1].model_copy(update={"seen_at": second.seen_at})
    assert found.mended <= 1


@pytest.mark.parametrize(
    "header",
    [
        "<title>F & G &eacute;</title>",
        "<title>F</title><x:y/><br>",
        "<title>F</title><title>",
        "<title>F</title><description><b>",
        "<title>F</title><a b='<link>",
        "</title>",
        "<![CDATA[",
        "]]> <!-- x -- y -->",
        "<?php echo 1 ?>",
    ],
)
def test_a_damaged_header_renames_nothing(header: str) -> None:
    good = rss(item(1), item(2))
    damaged = good.replace("<title>Feed</title>", header, 1)
    assert told(parsed(damaged)) == told(parsed(good))
    assert parsed(damaged, memory=parsed(good).memory).entries == ()


def test_of_a_document_that_breaks_off_the_whole_entries_are_taken() -> None:
    text = rss(item(1), item(2), item(3))
    whole = parsed(text)
    cut_off = parsed(text[: text.index("guid-3") + 3])
    assert (whole.is_cut_off, cut_off.is_cut_off) == (False, True)
    assert told(cut_off) == {k: v for k, v in told(whole).items() if k != "guid-3"}


HOSTILE = {
    "attributes": "<x " + " ".join(f'a{n}="1"' for n in range(50_000)) + ">A</x>",
    "attributes of its own": "<link " + " ".join(f'a{n}="1"' for n in range(50_000)) + "/>",
    "depth": "<b>" * 20_000 + "A" + "</b>" * 20_000,
    "depth without end": "<b>" * 20_000,
    "elements": "<b>A</b>" * 50_000,
    "children": "</description><x/>" * 50_000,
    "marks": "<" * 200_000,
    "CDATA": "<![CDATA[" * 50_000,
    "comments": "<!--" * 50_000,
    "ampersands": "&" * 200_000,
    "quotes": '<a b="' * 50_000,
    "end tags": "</b>" * 100_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_entry_is_bounded_and_costs_the_others_nothing(kind: str) -> None:
    good = told(parsed(rss(item(1), item(2))))
    found = parsed(rss(item(1), item(3, HOSTILE[kind]), item(2)))
    after = told(found)
    assert {guid: after[guid] for guid in good} == good
    assert found.entry_count == 3


@pytest.mark.parametrize("kind", [*HOSTILE, "links"])
def test_a_hostile_header_is_bounded(kind: str) -> None:
    hostile = HOSTILE.get(kind, "<link>x</link>" * 100_000)
    text = rss(item(1)).replace("<title>Feed</title>", f"<title>Feed</title>{hostile}", 1)
    began = time.process_time()
    try:
        parsed(text)
    except FeedError as error:
        assert error.reason in ("malformed", "not_a_feed")  # noqa: PT017 # either outcome is right
    # Seconds or minutes where something is quadratic.
    assert time.process_time() - began < 3


def test_a_document_of_nothing_but_marks_is_no_feed() -> None:
    with pytest.raises(FeedError):
        parsed("<" * 100_000)
