"""Damage in Atom, in JSON, and around the entries of a feed."""

import html

from tests.puller.simulator.answers import says
from tests.puller.simulator.behaviours import Behaviour, Group, row, visit
from tests.puller.simulator.checks import new, offers, reads, revised, titles
from tests.puller.simulator.documents import SITE, atom, entry, item, items, json_feed, rss
from tests.puller.simulator.table.damage import KNOWN

ATOM = "".join(
    entry(
        number,
        '<category term="a &amp; b"/>'
        f'<content type="html">&lt;p&gt;Part {number} &amp;amp; more&lt;/p&gt;</content>',
        id=f"{SITE}/?p={number}&amp;type=post",
        title=f"<![CDATA[The ferry & the fish, part {number}]]>",
    )
    for number in range(1, 21)
)
XHTML = '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{}</div></content>'


def _atom(name: str, what: str, broken: str, words: str = "Title 21") -> Behaviour:
    return row(
        f"damage-atom-{name}",
        f"has {what} in one new Atom entry",
        "offers this entry, and none of the others again",
        visit(says(atom(ATOM)), offers(20)),
        visit(
            says(atom(broken, ATOM)),
            new(1),
            revised(0),
            reads("its title", lambda a: html.unescape(a.title) == words),
        ),
    )


def _around(name: str, what: str, **around: str) -> Behaviour:
    return row(
        f"damage-around-{name}",
        f"has {what}, and one entry more",
        "offers this entry, and none of the others again",
        visit(says(rss(KNOWN)), offers(20)),
        visit(
            says(
                rss(around.pop("before", ""), items(21), KNOWN, around.pop("after", ""), **around)
            ),
            new(1),
            revised(0),
        ),
    )


DAMAGE_ELSEWHERE = Group(
    "Damage in Atom, in JSON and around entries",
    (
        _atom("ampersand", "a bare &", entry(21, title="Fish & chips"), "Fish & chips"),
        _atom("html-entity", "`&nbsp;` in XHTML", entry(21, XHTML.format("One&nbsp;two"))),
        _atom("html-tag", "an unclosed `<br>` in XHTML", entry(21, XHTML.format("One<br>two"))),
        _atom(
            "image",
            "an unclosed `<img>` in XHTML",
            entry(21, XHTML.format('<img src="/1.jpg"> words')),
        ),
        _atom("prefix", "an undeclared prefix", entry(21, "<thr:total>4</thr:total>")),
        _atom("less-than", "`3 < 5`", entry(21, title="3 < 5"), "3 < 5"),
        _atom("end-tag", "a missing end tag of its summary", entry(21).replace("</summary>", "")),
        _around(
            "title", "a bare & in its own title", channel="<description>Fish & chips</description>"
        ),
        _around(
            "entity",
            "`&eacute;` in its own description",
            channel="<description>Caf&eacute;</description>",
        ),
        _around(
            "prefix",
            "undeclared prefixes in its header",
            channel="<sy:updatePeriod>hourly</sy:updatePeriod>",
        ),
        _around(
            "image",
            "an unclosed element in its header",
            channel="<image><url>https://img.tolvik.example/</url>",
        ),
        _around("text", "bare text and a `<` between its entries", before="Notice: 3 < 5 & more"),
        _around(
            "html",
            "an advertisement in HTML between its entries",
            before="<p>Buy<br>now&nbsp;!</p>",
        ),
        _around("tail", "a bare & behind its entries", after="<copyright>A & B</copyright>"),
        _around(
            "attributes", "an attribute without quotation marks at its root", root=" xml:lang=en"
        ),
        _around(
            "namespace",
            "the same namespace declared twice at its root",
            root=' xmlns:a="urn:a" xmlns:a="urn:a"',
        ),
        row(
            "damage-all-prefixes",
            "forgets to declare a prefix that all its entries use",
            "reads them, and offers none again when it is declared",
            visit(
                says(rss(*(item(n, "<dc:creator>K. Vik</dc:creator>") for n in range(1, 6)))),
                offers(5),
                reads("its link", lambda a: a.url == f"{SITE}/1"),
            ),
            visit(
                says(
                    rss(
                        *(item(n, "<dc:creator>K. Vik</dc:creator>") for n in range(1, 7)),
                        root=' xmlns:dc="http://purl.org/dc/elements/1.1/"',
                    )
                ),
                titles("Title 6"),
                reads("its author", lambda a: a.authors == ("K. Vik",)),
            ),
        ),
        row(
            "damage-json-comma",
            "has a comma too many in its JSON",
            "reads it, or notes a failure: it never takes some entries for all",
            visit(says(json_feed(1, 2), content_type="application/feed+json"), offers(2)),
            visit(
                says(json_feed(1, 2).replace("}]}", "},]}"), content_type="application/feed+json"),
                new(0),
                revised(0),
            ),
            visit(
                says(json_feed(3, 1, 2), content_type="application/feed+json"), titles("Title 3")
            ),
        ),
        row(
            "damage-json-controls",
            "has a line end within a text of its JSON",
            "reads it, or notes a failure",
            visit(
                says(
                    json_feed(1, 2).replace("Title 1", "Title\n1"), content_type="application/json"
                ),
                revised(0),
            ),
            visit(
                says(json_feed(3, 2), content_type="application/json"),
                revised(0),
            ),
        ),
    ),
)
