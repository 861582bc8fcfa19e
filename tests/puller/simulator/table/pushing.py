"""WebSub: how a feed names its hub (https://www.w3.org/TR/websub/#discovery)."""

from tests.puller.simulator.answers import says
from tests.puller.simulator.behaviours import Behaviour, Check, Group, row, visit
from tests.puller.simulator.checks import offers, sees, state
from tests.puller.simulator.documents import atom, entry, item, rss

ATOM = ' xmlns:atom="http://www.w3.org/2005/Atom"'
HUB = "https://hub.tolvik.example/"
SELF = "https://tolvik.example/feed.xml"
IN_DOCUMENT = f'<link rel="hub" href="{HUB}"/><link rel="self" href="{SELF}"/>'
FOUND = state(hub=HUB, topic_url=SELF)
NONE = state(hub=None)


def _names(
    name: str, server: str, client: str, body: str, *checks_and_headers: Check | str
) -> Behaviour:
    headers = [one for one in checks_and_headers if isinstance(one, str)]
    checks = [one for one in checks_and_headers if isinstance(one, Check)]
    return row(f"hub-{name}", server, client, visit(says(body, *headers), offers(1), *checks))


PUSHING = Group(
    "WebSub: discovery",
    (
        _names(
            "atom", "names its hub in Atom", "notes it", atom(entry(1), feed=IN_DOCUMENT), FOUND
        ),
        _names(
            "rss",
            "names its hub in RSS, with Atom's elements",
            "notes it",
            rss(item(1), channel=IN_DOCUMENT.replace("<link", "<atom:link"), root=ATOM),
            FOUND,
        ),
        _names(
            "header",
            "names its hub in Link headers",
            "notes it",
            rss(item(1)),
            f'Link: <{HUB}>; rel="hub"',
            f'Link: <{SELF}>; rel="self"',
            FOUND,
        ),
        _names(
            "header-joined",
            "names its hub in one Link header, without quotation marks",
            "notes it",
            rss(item(1)),
            f"Link: <{HUB}>; rel=hub, <{SELF}>; rel=self",
            FOUND,
        ),
        _names(
            "header-wins",
            "names one hub in its headers and another in its document",
            "notes that of the headers",
            atom(entry(1), feed=IN_DOCUMENT.replace("hub.tolvik", "old.tolvik")),
            f'Link: <{HUB}>; rel="hub", <{SELF}>; rel="self"',
            FOUND,
        ),
        _names(
            "without-self",
            "names a hub and not itself",
            "subscribes to the address that it asked, at most",
            atom(entry(1), feed=f'<link rel="hub" href="{HUB}"/>'),
            sees("no other", lambda s: s.state.topic_url in (None, s.state.url)),
        ),
        _names("none", "names no hub", "notes none", atom(entry(1)), NONE),
        _names(
            "bad",
            "names a file for its hub",
            "does not note it",
            atom(entry(1), feed=IN_DOCUMENT.replace(HUB, "file:///etc/passwd")),
            NONE,
        ),
        row(
            "hub-gone",
            "has named a hub and names it no more",
            "forgets it",
            visit(says(atom(entry(1), feed=IN_DOCUMENT)), FOUND),
            visit(says(atom(entry(1), entry(2))), offers(1), NONE),
        ),
    ),
)
