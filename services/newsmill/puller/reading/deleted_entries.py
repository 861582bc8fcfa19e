"""Tell under which ids the entries were published that a feed says it has deleted."""

from collections.abc import Iterable, Iterator

from newsmill.contracts.feeds import DeletedEntry
from newsmill.puller.identity.identifying import entry_id_of_guid
from newsmill.puller.identity.marks import entry_id_of
from newsmill.puller.identity.remembering import Memory
from newsmill.puller.reading.contents import Contents, Entry


def deleted_entries(
    contents: Contents, present: Iterable[Entry], feed_url: str, memory: Memory
) -> Iterator[DeletedEntry]:
    """The deletions of entries that were published and stand in the document no more.

    `present` are the entries of the document that were not known again. A deletion is told each
    time the document is read, for as long as it stands there.
    """
    if not contents.deleted:
        return
    updated_by_guid = {entry.guid: entry.updated or entry.published for entry in present}
    still_there = {entry_id_of(feed_url, memory.id_of(row)) for row in contents.known.values()}
    for one in contents.deleted:
        entry_id = entry_id_of_guid(one.guid, feed_url, memory)
        if entry_id is None or entry_id in still_there:
            continue
        if one.guid in updated_by_guid:
            # A deletion that is older than the entry is undone by it (RFC 6721).
            updated = updated_by_guid[one.guid]
            if one.when is None or updated is None or updated >= one.when:
                continue
        yield DeletedEntry(
            entry_id=entry_id, guid=one.guid, deleted_at=one.when, comment=one.comment
        )
