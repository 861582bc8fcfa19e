"""Read where the older entries of a feed are, and who pushes the new ones: links in its header.

Archived, paged and complete feeds: https://www.rfc-editor.org/rfc/rfc5005. Hub and topic:
https://www.w3.org/TR/websub/#discovery.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from newsmill.puller.reading.contents import FeedLinks

HISTORY = "http://purl.org/syndication/history/1.0"
ATOM_NAMESPACES = frozenset({"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"})
REGISTERED = "http://www.iana.org/assignments/relation/"
"""Before a relation that is written as an IRI: RFC 4287 §4.2.7.2."""

MAX_LINKS = 200


@dataclass(frozen=True, slots=True)
class History:
    """What a feed's header tells of its other documents."""

    links: FeedLinks
    is_complete: bool = False
    """Whether the document has all entries there are: others have been removed (fh:complete)."""
    is_archive: bool = False
    """Whether this document will not change any more (fh:archive)."""
    current: str | None = None
    """Of an archive or a later page: where the newest entries are."""


def read(header: Any) -> History:
    """What the children of a feed's root, and of its channel (RSS), tell.

    `header` is the document's root as an lxml element; entries may have been taken out. Of several
    links of one relation, the first counts.
    """
    urls: dict[str, str] = {}
    marks: set[str] = set()
    for element in _children(header):
        namespace, _, name = element.tag.rpartition("}")
        if namespace == f"{{{HISTORY}":
            marks.add(name)
        elif name == "link" and _is_link(namespace.removeprefix("{"), element):
            for relation in (element.get("rel") or "").lower().split():
                urls.setdefault(relation.removeprefix(REGISTERED), element.get("href").strip())
    return History(
        links=FeedLinks(
            hub=urls.get("hub"),
            self_url=urls.get("self"),
            # The name in drafts of RFC 5005.
            prev_archive=urls.get("prev-archive") or urls.get("previous-archive"),
            next_page=urls.get("next"),
        ),
        is_complete="complete" in marks,
        is_archive="archive" in marks,
        current=urls.get("current"),
    )


def _children(header: Any) -> Iterator[Any]:
    """The elements of the header, without comments, and without links beyond a limit."""
    links = 0
    for parent in (header, *header.iterfind("{*}channel")):
        for element in parent.iterchildren("*"):
            links += element.tag.endswith("link")
            if links <= MAX_LINKS:
                yield element


def _is_link(namespace: str, element: Any) -> bool:
    """Whether it is an Atom link; RSS feeds often leave its namespace out."""
    is_atom = namespace in ATOM_NAMESPACES or not namespace
    return is_atom and bool((element.get("href") or "").strip())
