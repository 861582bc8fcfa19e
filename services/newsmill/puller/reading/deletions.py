"""Read which entries a feed says it has deleted: RFC 6721, https://www.rfc-editor.org/rfc/rfc6721."""

from typing import Any

from lxml import etree

from newsmill.puller.reading.contents import Deleted
from newsmill.puller.reading.dates import parse_date

NAMESPACE = "http://purl.org/atompub/tombstones/1.0"
MAX_DELETIONS = 1_000
MAX_REF_CHARACTERS = 4_096
MAX_COMMENT_CHARACTERS = 500

_DELETED = f"{{{NAMESPACE}}}deleted-entry"
_COMMENT = f"{{{NAMESPACE}}}comment"


def read(header: Any) -> tuple[Deleted, ...]:
    """The deleted entries among the children of a feed's root, and of its channel (RSS).

    `header` is the document's root as an lxml element; entries may have been taken out. Of several
    deletions of one entry, the latest counts.
    """
    latest: dict[str, Deleted] = {}
    for element in (*header.iterchildren(_DELETED), *header.iterfind(f"{{*}}channel/{_DELETED}")):
        guid = " ".join((element.get("ref") or "").split())
        if not guid or len(guid) > MAX_REF_CHARACTERS or len(latest) >= MAX_DELETIONS:
            continue
        found = Deleted(guid, parse_date(element.get("when") or ""), _comment(element))
        known = latest.get(guid)
        if known is None or known.when is None or (found.when and found.when > known.when):
            latest[guid] = found
    return tuple(latest.values())


def _comment(element: Any) -> str:
    comment = element.find(_COMMENT)
    if comment is None:
        return ""
    text = "".join(comment.itertext())
    if (comment.get("type") or "").lower() in ("html", "text/html"):
        text = _words_of(text)
    return " ".join(text.split())[:MAX_COMMENT_CHARACTERS].rstrip()


def _words_of(markup: str) -> str:
    """The text of a piece of HTML."""
    parser = etree.HTMLParser(no_network=True)
    try:
        root = etree.fromstring(f"<div>{markup[: 8 * MAX_COMMENT_CHARACTERS]}</div>", parser)
    except etree.XMLSyntaxError:
        return ""
    return " ".join(root.itertext()) if root is not None else ""
