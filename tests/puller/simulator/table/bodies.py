"""Bodies that are no feeds, or have something before, after or instead of one."""

import json

from tests.puller.simulator.answers import says
from tests.puller.simulator.behaviours import Behaviour, Group, row, visit
from tests.puller.simulator.checks import fails, keeps_no_trace, offers, sees, titles
from tests.puller.simulator.documents import items, json_feed, numbered, rss, web_page

FEED = numbered(1, 2)


def _no_feed(
    name: str, server: str, body: str | bytes, content_type: str = "text/html"
) -> Behaviour:
    return row(
        f"body-{name}",
        server,
        "notes a failure that says so, and reads the feed when it is there",
        visit(says(body, 'ETag: "a"', content_type=content_type), fails(), keeps_no_trace()),
        visit(says(FEED, 'ETag: "a"'), offers(2)),
    )


def _reads(
    name: str,
    server: str,
    body: str | bytes,
    content_type: str = "text/xml",
    client: str = "reads it",
) -> Behaviour:
    answer = says(body, content_type=content_type)
    return row(f"body-{name}", server, client, visit(answer, titles("Title 1", "Title 2")))


def _cut_off(name: str, where: str, end: int | str, *left: str) -> Behaviour:
    cut = FEED[:end] if isinstance(end, int) else FEED[: FEED.rindex(end)]
    return row(
        f"cut-off-{name}",
        f"breaks off {where}",
        "offers the whole entries only, says so, keeps no validators, and reads the rest later",
        visit(
            says(cut, 'ETag: "a"'),
            titles(*left),
            keeps_no_trace(),
            sees("cut off", lambda s: s.event.cut_off),
        ),
        visit(
            says(FEED, 'ETag: "a"'),
            sees(
                "each entry is offered once by now",
                lambda s: (
                    sorted(a.title for a in (*s.offered_before, *s.articles))
                    == ["Title 1", "Title 2"]
                ),
            ),
        ),
    )


BODIES = Group(
    "Bodies",
    (
        _no_feed("html", "serves a web page", web_page()),
        _no_feed(
            "html-as-rss",
            "serves a web page as `application/rss+xml`",
            web_page(),
            "application/rss+xml",
        ),
        _no_feed(
            "captcha",
            "asks whether newsmill is human",
            web_page("Checking your browser", '<meta http-equiv="refresh" content="5">'),
        ),
        _no_feed("spaces", "serves a megabyte of spaces", " " * 1_000_000, "text/xml"),
        _no_feed("text", "serves plain text", "Feed unavailable, try later", "text/plain"),
        _no_feed(
            "json",
            "serves JSON that is no feed",
            json.dumps({"error": "limit"}),
            "application/json",
        ),
        _no_feed("json-list", "serves a JSON list", json.dumps([1, 2, 3]), "application/json"),
        _no_feed(
            "json-cut-off",
            "breaks off in a JSON Feed",
            json_feed(1, 2)[:200],
            "application/feed+json",
        ),
        _no_feed(
            "other-xml", "serves XML that is no feed", "<note><to>you</to></note>", "text/xml"
        ),
        _no_feed(
            "svg", "serves a picture", '<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"
        ),
        _no_feed(
            "image",
            "serves the bytes of a PNG",
            b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
            "image/png",
        ),
        _no_feed("nothing-but-head", "breaks off before the first entry", FEED[:60], "text/xml"),
        _reads("as-html", "serves the feed as `text/html`", FEED, "text/html", "looks at the body"),
        _reads(
            "as-octets",
            "serves the feed as `application/octet-stream`",
            FEED,
            "application/octet-stream",
        ),
        _reads("as-nothing", "serves the feed without a Content-Type", FEED, ""),
        _reads("type-garbage", "serves the feed as `;;charset=,`", FEED, ";;charset=,"),
        _reads(
            "blank-lines",
            "has blank lines before the XML declaration",
            '\n\n \n<?xml version="1.0"?>' + FEED,
        ),
        _reads(
            "warning-before",
            "has a PHP warning before the feed",
            "<br />\n<b>Warning</b>:  Undefined variable in <b>feed.php</b> on line <b>7</b>\n"
            f'<?xml version="1.0"?>{FEED}',
        ),
        _reads(
            "comment-before",
            "has a comment with a feed in it before the feed",
            f"<!-- {numbered(9)} -->{FEED}",
        ),
        _reads(
            "html-after",
            "has HTML after the feed",
            FEED + "<script>track()</script><!-- 0.03 s -->",
        ),
        _reads("two-feeds", "has its feed twice in one document", FEED + FEED),
        _reads(
            "doctype",
            "has a document type with HTML's entities",
            f'<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>{FEED}',
        ),
        _reads(
            "nul-bytes", "has NUL bytes between its entries", FEED.replace("<item>", "\0\0<item>")
        ),
        _reads(
            "controls",
            "has control characters in its texts",
            FEED.replace("harbour", "har\x08bour\x1b"),
        ),
        _reads("old-mac-lines", "ends its lines with carriage returns", FEED.replace("><", ">\r<")),
        _reads(
            "upper-case",
            "writes its elements in capitals",
            FEED.replace("item>", "ITEM>").replace("title>", "TITLE>"),
        ),
        _reads("xml-1.1".replace(".", "-"), "declares XML 1.1", f'<?xml version="1.1"?>{FEED}'),
        _reads(
            "items-outside",
            "has its items behind the channel instead of in it",
            rss().replace("</channel>", f"</channel>{items(1, 2)}"),
        ),
        _cut_off("in-text", "in the text of its last entry", -140, "Title 1"),
        _cut_off("in-tag", "in the middle of a tag", FEED.rindex("<link>") + 3, "Title 1"),
        _cut_off("after-entry", "behind a whole entry", "</channel>", "Title 1", "Title 2"),
        _cut_off("before-end-tag", "before the last entry's end tag", "</item>", "Title 1"),
    ),
)
