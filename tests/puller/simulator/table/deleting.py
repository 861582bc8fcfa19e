"""Entries that their feed says it has deleted."""

from tests.puller.simulator.answers import says
from tests.puller.simulator.behaviours import Group, row, visit
from tests.puller.simulator.checks import event, offers, offers_nothing, sees, titles
from tests.puller.simulator.documents import atom, entry

NAMESPACE = ' xmlns:at="http://purl.org/atompub/tombstones/1.0"'
DELETED = (
    '<at:deleted-entry ref="tag:tolvik.example,2026:1" when="2026-03-04T11:00:00Z">'
    "<at:comment>Withdrawn</at:comment></at:deleted-entry>"
)

DELETIONS = Group(
    "Deleted entries",
    (
        row(
            "deleted-entry",
            "says that it has deleted an entry",
            "tells so in the event, with the id of the article that had been offered",
            visit(says(atom(entry(1), entry(2))), offers(2)),
            visit(
                says(atom(entry(2), feed=DELETED, root=NAMESPACE)),
                offers_nothing(),
                sees(
                    "the deleted entry",
                    lambda s: (
                        [one.entry_id for one in s.event.deleted]
                        == [one.entry_id for one in s.offered_before if one.title == "Title 1"]
                    ),
                ),
                sees(
                    "its comment",
                    lambda s: [one.comment for one in s.event.deleted] == ["Withdrawn"],
                ),
            ),
            source="RFC 6721 §3",
        ),
        row(
            "deleted-stranger",
            "says that it has deleted an entry that it never had",
            "does not mention it",
            visit(says(atom(entry(2), feed=DELETED, root=NAMESPACE)), offers(1), event(deleted=())),
            source="RFC 6721 §3",
        ),
        row(
            "deleted-and-back",
            "says that it has deleted an entry, and still says so a day later",
            "tells it once",
            visit(says(atom(entry(1), entry(2))), offers(2)),
            visit(
                says(atom(entry(2), feed=DELETED, root=NAMESPACE)),
                sees("told", lambda s: len(s.event.deleted) == 1),
            ),
            visit(
                says(atom(entry(3), entry(2), feed=DELETED, root=NAMESPACE)),
                titles("Title 3"),
                event(deleted=()),
            ),
        ),
    ),
)
