"""What an entry's own title, link and text are, and what is not."""

import html

from tests.puller.simulator.answers import says
from tests.puller.simulator.behaviours import Group, row, visit
from tests.puller.simulator.checks import article, offers, reads, sees
from tests.puller.simulator.documents import SITE, atom, entry, items, rss
from tests.puller.simulator.table.vocabularies import apart, text_is

ENTRIES = Group(
    "Entries",
    (
        apart(
            "guid-no-link",
            "has a GUID that is no permalink, and no link",
            "does not take it for the link",
            "",
            article(url=None),
            link=None,
            guid="post-1",
        ),
        apart(
            "relative-link",
            "has a relative link",
            "reads it from the site's address",
            "",
            article(url=f"{SITE}/news/1"),
            link="/news/1",
        ),
        apart(
            "link-parameter",
            "has `&copy=3&reg=1` in a link, unescaped",
            "leaves the parameters as they are",
            "",
            article(url=f"{SITE}/a?x=1&copy=3&reg=1"),
            link=f"{SITE}/a?x=1&copy=3&reg=1",
        ),
        apart(
            "link-escaped",
            "has an escaped link with %2F and &amp;",
            "leaves it as it is",
            "",
            article(url=f"{SITE}/a%2Fb?x=1&y=2"),
            link=f"{SITE}/a%2Fb?x=1&amp;y=2",
        ),
        apart(
            "link-scheme",
            "has `at://` and `javascript:` for links",
            "has no link then",
            "",
            article(url=None),
            link="javascript:alert(1)",
        ),
        apart(
            "abbreviation",
            "has `R&D, A&E; B&B` in a title",
            "reads it so",
            "",
            reads("as written", lambda a: html.unescape(a.title) == "R&D, A&E; B&B"),
            title="R&D, A&E; B&B",
        ),
        apart(
            "escaped-cdata",
            "has escaped CDATA marks around its title and text",
            "leaves the marks out",
            "",
            article(title="Ferry"),
            text_is("Repaired."),
            title="&lt;![CDATA[Ferry]]&gt;",
            description="&lt;![CDATA[Repaired.]]&gt;",
        ),
        apart(
            "markup-in-title",
            "has escaped markup in its title",
            "leaves it as HTML",
            "",
            article(title="The <i>Ferry</i>"),
            title="The &lt;i&gt;Ferry&lt;/i&gt;",
        ),
        row(
            "entry-languages",
            "has alternate links in several languages before its own",
            "takes the one in the feed's language",
            visit(
                says(
                    atom(
                        entry(1).replace(
                            "<link ",
                            '<link rel="alternate" hreflang="de"'
                            ' href="https://tolvik.example/de/1"/><link hreflang="en" ',
                            1,
                        ),
                        root=' xml:lang="en"',
                    )
                ),
                article(url=f"{SITE}/1"),
            ),
        ),
        row(
            "entry-at-uri",
            'has `<link uri="at://…">` beside its own link',
            "keeps its own",
            visit(
                says(atom(entry(1, '<link rel="alternate" uri="at://did/app.post/1"/>'))),
                article(url=f"{SITE}/1"),
            ),
        ),
        row(
            "entry-xml-base",
            "has relative links below an xml:base",
            "reads them from there",
            visit(
                says(
                    atom(
                        entry(1).replace(f'href="{SITE}/1"', 'href="1"'),
                        root=' xml:base="https://base.example/news/"',
                    )
                ),
                article(url="https://base.example/news/1"),
            ),
            source="RFC 4287 §2",
        ),
        row(
            "entry-atom-types",
            "has texts of the types text, html and xhtml",
            "gives each as HTML",
            visit(
                says(
                    atom(
                        entry(1, title=None, inside='<title type="text">3 &lt; 5</title>'),
                        entry(
                            2,
                            title=None,
                            inside='<title type="html">A &lt;b&gt;B&lt;/b&gt;</title>',
                        ),
                    )
                ),
                sees(
                    "both",
                    lambda s: (
                        {a.title for a in s.articles} == {"3 < 5", "A <b>B</b>"}
                        or {a.title for a in s.articles} == {"3 &lt; 5", "A <b>B</b>"}
                    ),
                ),
            ),
            source="RFC 4287 §3.1",
        ),
        row(
            "entry-empty",
            "has an entry without title, link and text",
            "counts it as skipped",
            visit(
                says(rss("<item><author/></item>", items(1))),
                offers(1),
                sees("skipped", lambda s: s.event.skipped == 1),
            ),
        ),
    ),
)
