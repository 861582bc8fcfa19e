"""Documents made to hurt whoever reads them."""

from datetime import timedelta

from tests.puller.simulator.answers import Forever, framed, raw, says
from tests.puller.simulator.behaviours import Behaviour, Check, Group, row, visit
from tests.puller.simulator.checks import offers, sees
from tests.puller.simulator.documents import item, items, json_feed, numbered, rss

FEED = numbered(1, 2)
BOMB = "".join(f"<!ENTITY l{n} '{(f'&l{n - 1};' if n else 'haha') * 10}'>" for n in range(10))
LONG = "a" * 50_000

# A killed parser has had three seconds here; the rest is for machines that are busy otherwise.
LONGEST = timedelta(seconds=20)
BOUNDED = sees(
    "an end in time, and no large record",
    lambda s: s.took < LONGEST and len(s.event.model_dump_json()) < 10_000,
)


def _survives(
    name: str,
    server: str,
    body: str | bytes,
    *checks: Check,
    content_type: str = "text/xml",
    client: str = "reads what it can within its limits, and the feed again when it is well",
    in_child: bool = False,
) -> Behaviour:
    """Whatever comes of the document, its poll ends, and the next one reads the good feed."""
    return row(
        f"hostile-{name}",
        server,
        client,
        visit(says(body, content_type=content_type), BOUNDED, *checks),
        visit(
            says(numbered(8, 9)),
            sees(
                "the good feed", lambda s: {"Title 8", "Title 9"} <= {a.title for a in s.articles}
            ),
        ),
        in_child=in_child,
    )


def _never(word: str) -> Check:
    return sees(
        f"no {word} in what is offered",
        lambda s: not any(word in a.model_dump_json() for a in s.articles),
    )


HOSTILE = Group(
    "Hostile documents",
    (
        _survives(
            "billion-laughs",
            "declares entities that expand to gigabytes",
            f"<!DOCTYPE rss [{BOMB}]>{rss(item(1, title='&l9;'))}",
            sees("a short title", lambda s: all(len(a.title) < 3_000 for a in s.articles)),
            client="expands none of them",
        ),
        _survives(
            "quadratic-blowup",
            "declares one long entity and refers to it often",
            f'<!DOCTYPE rss [<!ENTITY a "{LONG}">]>' + rss(item(1, description="&a;" * 5_000)),
            client="does not expand it",
        ),
        _survives(
            "external-entity",
            "declares an entity that is a file of this machine",
            f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>{rss(item(1, title="&x;"))}',
            _never("root:"),
            client="reads no file",
        ),
        _survives(
            "external-dtd",
            "names a document type at another address",
            f'<!DOCTYPE rss SYSTEM "@HERE@/evil.dtd">{FEED}',
            sees("no other request", lambda s: [r.path for r in s.requests] == ["feed"]),
            client="asks for nothing",
        ),
        _survives(
            "xinclude",
            "includes a file by XInclude",
            rss(
                item(
                    1,
                    '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude"'
                    ' href="file:///etc/passwd" parse="text"/>',
                )
            ),
            _never("root:"),
            client="reads no file",
        ),
        _survives(
            "attributes",
            "has an element with 200 000 attributes",
            rss("<item" + "".join(f" a{n}=''" for n in range(200_000)) + ">", items(1)),
            in_child=True,
            client="kills its parser after a few seconds at most; the next poll reads the feed",
        ),
        _survives(
            "depth",
            "nests 50 000 elements",
            rss(item(1, description="<b>" * 50_000)),
            in_child=True,
        ),
        _survives(
            "namespaces",
            "declares 50 000 namespaces",
            rss(items(1), root="".join(f' xmlns:n{n}="urn:n{n}"' for n in range(50_000))),
            in_child=True,
        ),
        _survives(
            "long-name",
            "has an element with a name of a megabyte",
            rss(items(1), f"<{'a' * 1_000_000}/>"),
        ),
        _survives("long-guid", "has a GUID of a megabyte", rss(item(1, guid="g" * 1_000_000))),
        _survives(
            "long-title",
            "has a title of a megabyte",
            rss(item(1, title="Long " * 200_000)),
            sees("a cut title", lambda s: all(len(a.title) <= 2_000 for a in s.articles)),
        ),
        _survives(
            "open-comment",
            "opens a comment a hundred thousand times",
            rss(items(1)) + "<!--" * 100_000,
            in_child=True,
        ),
        _survives(
            "open-cdata",
            "opens a CDATA section a hundred thousand times",
            rss(item(1, description="<![CDATA[" * 100_000)),
            in_child=True,
        ),
        _survives(
            "open-tags",
            "has 200 000 less-than signs",
            rss(item(1, description="<" * 200_000)),
            in_child=True,
        ),
        _survives(
            "ampersands",
            "has 200 000 bare ampersands",
            rss(item(1, description="&" * 200_000)),
            in_child=True,
        ),
        _survives(
            "entries",
            "has 20 000 entries",
            rss("<item><title>x</title></item>" * 20_000),
            sees("no more than the limit", lambda s: len(s.articles) <= 1_000),
            in_child=True,
        ),
        _survives(
            "json-depth",
            "nests 100 000 lists in JSON",
            '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 100_000,
            content_type="application/feed+json",
        ),
        _survives(
            "json-number",
            "has a number of a million digits in JSON",
            json_feed(1).replace('"tolvik-1"', "9" * 1_000_000),
            content_type="application/feed+json",
        ),
        _survives(
            "json-surrogates",
            "has half of a surrogate pair in a JSON text",
            json_feed(1).replace("Title 1", "A \\ud800 title"),
            content_type="application/feed+json",
        ),
        _survives(
            "utf-7",
            "writes markup in UTF-7",
            FEED.replace("<title>", "+ADw-title+AD4-").encode(),
            content_type="text/xml; charset=utf-7",
        ),
        row(
            "hostile-endless",
            "sends items for ever",
            "stops at its limit of bytes",
            visit(
                framed("<rss><channel>", then=(Forever(items(1).encode() * 500),)),
                sees("a failure", lambda s: s.event.kind == "failed" and not s.articles),
            ),
            visit(says(FEED), offers(2)),
        ),
        row(
            "hostile-many-hints",
            "sends 103 Early Hints for ever",
            "gives up",
            visit(
                raw(Forever(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50)),
                sees("a failure", lambda s: s.event.kind == "failed"),
            ),
            visit(says(FEED), offers(2)),
            timeout=timedelta(seconds=0.5),
        ),
        row(
            "hostile-header-injection",
            "has an ETag with a line end and a header in it",
            "never sends that line",
            visit(raw('HTTP/1.1 200 OK\r\nETag: "a"\rX-Injected: 1\r\nContent-Length: 0\r\n\r\n')),
            visit(
                says(FEED),
                offers(2),
                sees("no such header", lambda s: "x-injected" not in s.requests[0].headers),
            ),
        ),
    ),
)
