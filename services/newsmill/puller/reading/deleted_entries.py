"""Tell under which ids the entries were published that a feed says it has deleted."""

from collections.abc import Iterable

from newsmill.contracts.feeds import DeletedEntry
from newsmill.puller.identity.marks import entry_id_of, guid_mark
from newsmill.puller.identity.remembering import IS_DELETED, SHARES_GUID, Memory
from newsmill.puller.reading.contents import Contents, Deleted, Entry


def deleted_entries(
    contents: Contents, present: Iterable[Entry], feed_url: str, before: Memory, after: Memory
) -> tuple[tuple[DeletedEntry, ...], Memory]:
    """The deletions of entries that were published, and the memory in which they are noted.

    `present` are the entries of the document that were not known again; `before` and `after` are
    what is remembered before and after it. A deletion is told once, although it stands in many
    documents; of an entry among the oldest that are remembered it is told each time.
    """
    if not contents.deleted:
        return (), after
    dates = {entry.guid: entry for entry in present}
    still_there = {before.id_of(row) for row in contents.known.values()}
    told: list[DeletedEntry] = []
    rows: list[int] = []
    for one in contents.deleted:
        row = _row_of(one.guid, feed_url, after)
        if row is None or after.id_of(row) in still_there or _is_undone(one, dates.get(one.guid)):
            continue
        rows.append(row)
        told.append(
            DeletedEntry(
                entry_id=entry_id_of(feed_url, after.id_of(row)),
                guid=one.guid,
                deleted_at=one.when,
                comment=one.comment,
            )
        )
    return tuple(told), after.flagged(rows, IS_DELETED)


def _row_of(guid: str, feed_url: str, memory: Memory) -> int | None:
    """The row of the entry with a GUID of its own, unless its deletion has been told."""
    for row in memory.with_guid(guid_mark(guid, feed_url), 1):
        if row >= memory.whole or not memory.flags[row] & (SHARES_GUID | IS_DELETED):
            return row
    return None


def _is_undone(deletion: Deleted, entry: Entry | None) -> bool:
    """Whether the entry stands in the document again, and is not older than its deletion."""
    if entry is None:
        return False
    updated = entry.updated or entry.published
    return deletion.when is None or updated is None or updated >= deletion.when
