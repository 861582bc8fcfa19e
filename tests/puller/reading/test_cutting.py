"""Feeds cut at their entries: whatever one entry has in it, the others stay what they are."""

import time

import pytest

from newsmill.puller.reading.cutting import Cut, cut, cut_plainly, is_cut_apart

ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
MEBIBYTE = 1024 * 1024


def channel(*pieces: str) -> str:
    return f"<rss><channel><title>F</title>{''.join(pieces)}</channel></rss>"


PLAIN = ("<item><title>1</title></item>", "<item><title>2</title></item>")


@pytest.mark.parametrize("between", ["", "\n  "])
def test_a_plain_document_is_cut_the_same_in_both_ways(between: str) -> None:
    text = f'<?xml version="1.0"?>{channel(PLAIN[0], between, PLAIN[1])}\n'
    whole = cut(text)
    assert whole == Cut(
        head="<rss><channel><title>F</title>",
        slices=PLAIN,
        tail=f"{between}</channel></rss>\n",
        is_whole=True,
    )
    plain = cut_plainly(text)
    assert plain is not None
    assert (plain.head, plain.slices) == (whole.head, whole.slices)


@pytest.mark.parametrize(
    "root",
    [
        f"<feed {ATOM}>|<entry>a</entry>|</feed>",
        f"<a:feed {ATOM.replace('xmlns', 'xmlns:a')}>|<a:entry>a</a:entry>|</a:feed>",
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#">|<entry>a</entry>|</feed>',
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/"><channel/>|<item r:a="x>y">a</item>|</rdf:RDF>',
        '<r:RDF xmlns:z="http://purl.org/rss/1.0/"><z:channel/>|<z:item>a</z:item>|</r:RDF>',
        "<RSS><CHANNEL>|<ITEM>a</ITEM>|</CHANNEL></RSS>",
        '<CHANNEL HREF="x">|<ITEM HREF="a"/>|</CHANNEL>',
        "<rss:rss><rss:channel>|<rss:item>a</rss:item>|</rss:channel></rss:rss>",
    ],
)
def test_every_vocabulary_is_cut(root: str) -> None:
    head, entry, tail = root.split("|")
    whole = cut(head + entry + entry + tail)
    assert whole == Cut(head, (entry, entry), tail)
    plain = cut_plainly(head + entry + entry + tail)
    assert plain in (None, whole)


DAMAGED = {
    "CDATA that is never closed": "<item><description><![CDATA[ x </description></item>",
    "a comment that is never closed": "<item><!-- x <title>t</title></item>",
    "a mark in the text": "<item><title>3 < 5 <item5</title></item>",
    "an instruction without end": "<item><?php x </item>",
    "an attribute without end": '<item><a href="x</item>',
    "a tag without end": "<item><title</item>",
    "an entry in an attribute": '<item><a title="<item>">x</a></item>',
    "a quoted entry": "<item><description><![CDATA[<item>x</item>]]></description></item>",
    "a quoted end": "<item><!-- </item><item> --><title>x</title></item>",
    "entries of another vocabulary": "<item><q:list><q:item/><q:item>x</q:item></q:list></item>",
    "entries within another vocabulary": "<item><q:list><item>x</item></q:list></item>",
    "entries with a namespace": '<item><list xmlns="urn:q"><item>x</item></list></item>',
}


@pytest.mark.parametrize("kind", DAMAGED)
@pytest.mark.parametrize("last", [True, False])
def test_what_is_odd_in_one_entry_stays_in_it(kind: str, last: bool) -> None:
    odd = DAMAGED[kind]
    # The entry behind has the ends of all that was not closed before it.
    behind = "<item><!-- a --><description><![CDATA[ b ]]></description>\"'?></item>"
    pieces = (behind, odd) if last else (odd, behind)
    assert cut(channel(*pieces)).slices == pieces
    plain = cut_plainly(channel(*pieces))
    assert plain is None or plain.slices == pieces or any(map(is_cut_apart, plain.slices))


def test_a_missing_end_tag_is_supplied_by_the_next_entry_or_the_end() -> None:
    text = channel("<item><title>1</title>", "<item><b>2", "<item><description>3</description>")
    assert cut(text) == Cut(
        "<rss><channel><title>F</title>",
        ("<item><title>1</title>", "<item><b>2", "<item><description>3</description>"),
        "</channel></rss>",
    )


def test_entries_in_comments_are_none() -> None:
    assert cut(channel("<!-- ", *PLAIN, " -->", PLAIN[0])).slices == PLAIN[:1]


def test_what_stands_outside_of_entries_is_kept() -> None:
    whole = cut(channel(PLAIN[0], "<ttl>5</ttl>", PLAIN[1], "<language>en</language>"))
    assert whole.slices == PLAIN
    assert whole.tail == "<ttl>5</ttl><language>en</language></channel></rss>"


def test_text_behind_the_root_and_a_second_root_do_no_harm() -> None:
    assert cut(channel(*PLAIN) + "<!-- 0.3 s --> x & y").slices == PLAIN
    both = cut(channel(PLAIN[0]) + channel(PLAIN[1]))
    assert (both.slices, both.is_whole) == (PLAIN, True)


@pytest.mark.parametrize("end", ["", "<it", "<item", "<item><title>3</tit", "<item><![CDATA[ x"])
def test_of_a_document_that_was_cut_off_the_whole_entries_are_taken(end: str) -> None:
    text = channel(*PLAIN).removesuffix("</channel></rss>") + end
    whole = cut(text)
    assert (whole.slices, whole.is_whole) == (PLAIN, False)
    assert cut_plainly(text) is None


def test_a_document_without_entries_is_all_head() -> None:
    assert cut(channel()) == Cut(channel(), (), "")


HOSTILE = {
    "starts": "<item>",
    "ends": "</item>",
    "foreign": "<item><q:a>",
    "open CDATA": "<item><![CDATA[",
    "open comments": "<item><!--",
    "marks": "<",
    "quotes": '<item a="',
    "attributes": "<item a='",
    "instructions": "<item><?",
    "closed late": "</item><![CDATA[",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_document_takes_no_longer_than_its_size(kind: str) -> None:
    def seconds(size: int) -> float:
        text = channel(HOSTILE[kind] * (size // len(HOSTILE[kind])), "]]>-->")
        began = time.process_time()
        cut_plainly(text)
        cut(text)
        return time.process_time() - began

    # Quadratic work would take 64 times as long; the constant covers the bounded look-aheads.
    assert seconds(MEBIBYTE) < 24 * seconds(MEBIBYTE // 8) + 1


@pytest.mark.parametrize(
    "quote",
    [
        "<![CDATA[ends with </channel> and </rss> here]]>",
        "<![CDATA[<p>x</p></item> or </rss>]]>",
        "<!-- </item> -->",
        "<!-- </item><item> --> x",
        "<![CDATA[</channel></rss>]]> x",
        "<![CDATA[<item>x</item>]]>",
    ],
)
def test_a_quoted_end_ends_no_document_that_breaks_off(quote: str) -> None:
    entries = [f"<item><title>{number}</title>{quote}</item>" for number in range(3)]
    text = channel(*entries)
    for length in range(text.index("<item>"), text.rindex("</rss>")):
        found = cut(text[:length])
        assert not found.is_whole
        assert found.slices == tuple(entries[: len(found.slices)])


@pytest.mark.parametrize("mark", ["<!--", "<![CDATA["])
def test_sections_within_sections_are_looked_at_once(mark: str) -> None:
    close = "-->" if mark == "<!--" else "]]>"
    began = time.process_time()
    cut(channel(f"<item>{mark * 100_000}</item>", f"<item>{close}</item>"))
    assert time.process_time() - began < 5


@pytest.mark.parametrize("behind", ["", "\n<!-- 3 ms -->\n"])
def test_a_section_that_is_never_closed_costs_a_whole_document_no_entry(behind: str) -> None:
    last = "<item><title><![CDATA[2</title></item>"
    assert cut(channel(PLAIN[0], last) + behind).slices == (PLAIN[0], last)
