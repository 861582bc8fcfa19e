"""What a feed says it has deleted."""

from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from newsmill.puller.reading.contents import Deleted
from newsmill.puller.reading.deletions import MAX_COMMENT_CHARACTERS, MAX_DELETIONS, NAMESPACE, read
from tests.puller.documents import parsed

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
WHEN = "2026-03-01T12:00:00Z"


def atom(*children: str) -> Any:
    names = f'xmlns="http://www.w3.org/2005/Atom" xmlns:at="{NAMESPACE}"'
    return etree.fromstring(f"<feed {names}>{''.join(children)}</feed>")


def deleted(ref: str, when: str = WHEN, inside: str = "") -> str:
    return f'<at:deleted-entry ref="{ref}" when="{when}">{inside}</at:deleted-entry>'


def test_deleted_entries_are_read_with_their_comments() -> None:
    comment = '<at:by><name>Ed</name></at:by><at:comment xml:lang="en">Taken\n back</at:comment>'
    found = read(atom("<title>T</title>", deleted("tag:a.example,2026:1", WHEN, comment)))
    assert found == (Deleted("tag:a.example,2026:1", AT, "Taken back"),)


def test_in_rss_they_stand_in_the_channel() -> None:
    channel = f"<channel><title>T</title>{deleted('1')}</channel>"
    root = etree.fromstring(f'<rss xmlns:at="{NAMESPACE}">{channel}</rss>')
    assert read(root) == (Deleted("1", AT),)


def test_what_is_quoted_inside_of_an_entry_deletes_nothing() -> None:
    assert read(atom(f"<entry><content>{deleted('1')}</content></entry>")) == ()


def test_other_namespaces_delete_nothing() -> None:
    assert (
        read(atom('<deleted-entry ref="1"/>', '<x:deleted-entry ref="1" xmlns:x="urn:x"/>')) == ()
    )


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("<at:comment>3 &lt; 5</at:comment>", "3 < 5"),
        ('<at:comment type="html">&lt;b&gt;No&lt;/b&gt; &amp;amp; gone</at:comment>', "No & gone"),
        ('<at:comment type="html"/>', ""),
        ('<at:comment type="xhtml"><div>So <b>it</b> is</div></at:comment>', "So it is"),
        (f"<at:comment>{'a' * 9_000}</at:comment>", "a" * MAX_COMMENT_CHARACTERS),
    ],
)
def test_a_comment_is_one_line_of_plain_text(comment: str, told: str) -> None:
    (found,) = read(atom(deleted("1", WHEN, comment)))
    assert found.comment == told


def test_an_entry_is_deleted_once_and_the_latest_counts() -> None:
    found = read(
        atom(
            deleted("1"), deleted("1", "2026-03-02"), deleted("1", "2026-02-01"), deleted("1", "?")
        )
    )
    assert found == (Deleted("1", datetime(2026, 3, 2, tzinfo=UTC)),)


def test_what_names_no_entry_is_left_out() -> None:
    assert read(atom(deleted(" "), "<at:deleted-entry/>", deleted("x" * 5_000))) == ()


def test_there_are_not_more_than_a_feed_may_have_entries() -> None:
    many = [deleted(str(number), "soon") for number in range(MAX_DELETIONS + 10)]
    assert len(read(atom(*many))) == MAX_DELETIONS


def feed(*entries: str) -> str:
    names = f'xmlns="http://www.w3.org/2005/Atom" xmlns:at="{NAMESPACE}"'
    return f"<feed {names}><title>T</title>{''.join(entries)}</feed>"


def entry(guid: str, updated: str = "2026-03-01T09:00:00Z", title: str = "A title") -> str:
    link = f'<link href="https://a.example/{guid}"/>'
    return (
        f"<entry><id>tag:{guid}</id><title>{title} {guid}</title>{link}"
        f"<updated>{updated}</updated><summary>Words of {guid} for all readers.</summary></entry>"
    )


def test_a_deletion_has_the_id_under_which_the_entry_was_published() -> None:
    before = parsed(feed(entry("1"), entry("2")))
    after = parsed(
        feed(
            deleted("tag:1", inside="<at:comment>Wrong</at:comment>"), deleted("tag:9"), entry("2")
        ),
        memory=before.memory,
    )
    (found,) = after.deleted
    assert found.entry_id == before.entries[0].entry_id
    assert (found.guid, found.deleted_at, found.comment) == ("tag:1", AT, "Wrong")
    assert (after.entries, after.known_count) == ((), 1)


def test_a_deletion_is_told_once() -> None:
    first = parsed(feed(entry("1"), entry("2")))
    gone = parsed(feed(deleted("tag:1"), entry("2")), memory=first.memory)
    assert len(gone.deleted) == 1
    assert gone.memory != first.memory

    again = parsed(feed(deleted("tag:1"), entry("2"), " "), memory=gone.memory)
    later = parsed(feed(deleted("tag:1"), entry("2"), entry("3")), memory=again.memory)
    last = parsed(feed(deleted("tag:1"), entry("3")), memory=later.memory)

    assert again.memory == gone.memory
    assert (again.deleted, later.deleted, last.deleted) == ((), (), ())


def test_an_entry_that_stands_there_is_not_deleted_unless_the_deletion_is_newer() -> None:
    before = parsed(feed(entry("1"), entry("2"), entry("3")))
    after = parsed(
        feed(
            *(deleted("tag:1"), entry("1")),
            *(deleted("tag:2"), entry("2", "2026-03-01T13:00:00Z", "Newer")),
            *(deleted("tag:3"), entry("3", "2026-03-01T11:00:00Z", "Older")),
        ),
        memory=before.memory,
    )
    assert [one.guid for one in after.deleted] == ["tag:3"]
