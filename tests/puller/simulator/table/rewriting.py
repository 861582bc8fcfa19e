"""Feeds that write the same entries in another way."""

from tests.puller.simulator.answers import Answer, says
from tests.puller.simulator.behaviours import Behaviour, Group, Visit, row, visit
from tests.puller.simulator.checks import HOUR, new, offers, revised
from tests.puller.simulator.documents import SITE, atom, entry, item, rss

NUMBERS = range(1, 11)
FERRY = "The <i>ferry</i> & the fish – “part {number}”"


def _written(title: str, link: str, **more: str) -> str:
    return rss(
        *(
            item(
                number,
                guid=f"post-{number}",
                title=title.format(number=number),
                link=link.format(number=number),
            )
            for number in NUMBERS
        ),
        **more,
    )


CDATA = "<![CDATA[" + FERRY + "]]>"
ESCAPED = FERRY.replace("&", "&amp;").replace("<", "&lt;")
NUMERIC = ESCAPED.replace("–", "&#8211;").replace("“", "&#x201C;").replace("”", "&#8221;")
LINK = f"{SITE}/{{number}}?a=1&amp;b=2"
PLAIN = _written(ESCAPED, LINK)
DECLARED = '<?xml version="1.0" encoding="{}"?>'
XSL = '<?xml-stylesheet type="text/xsl" href="/feed.xsl"?>\n'
NAMESPACES = (
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:wfw="http://wellformedweb.org/CommentAPI/"'
)


def _same(name: str, server: str, *others: str | bytes | Answer) -> Behaviour:
    """The plain document, and others that say the same."""
    visits: list[Visit] = [visit(says(PLAIN), offers(len(NUMBERS)))]
    for other in others:
        answer = other if isinstance(other, Answer) else says(other, content_type="text/xml")
        visits.append(visit(answer, new(0), revised(0), after=HOUR))
    return row(f"rewritten-{name}", server, "offers nothing again", *visits)


REWRITING = Group(
    "The same, written in another way",
    (
        _same(
            "cdata", "goes over from escaped texts to CDATA and back", _written(CDATA, LINK), PLAIN
        ),
        _same("numeric", "writes characters as numeric references", _written(NUMERIC, LINK)),
        _same(
            "cdata-link",
            "puts its links into CDATA",
            _written(ESCAPED, f"<![CDATA[{SITE}/{{number}}?a=1&b=2]]>"),
        ),
        _same(
            "bare-ampersands",
            "forgets to escape the ampersands of its links",
            _written(ESCAPED, f"{SITE}/{{number}}?a=1&b=2"),
        ),
        _same(
            "pretty",
            "begins to indent its elements",
            PLAIN.replace("><", ">\n    <"),
            PLAIN.replace("><", ">\r\n\t<"),
        ),
        _same(
            "padded",
            "has white space around its texts and links",
            PLAIN.replace("<link>", "<link>\n  ").replace("</link>", "\n</link>"),
            PLAIN.replace("<title>", "<title> ").replace("</title>", "\n</title>"),
        ),
        _same(
            "utf-16",
            "goes over to UTF-16 and to windows-1252",
            _written(ESCAPED, LINK, head=DECLARED.format("utf-16")).encode("utf-16"),
            _written(ESCAPED, LINK, head=DECLARED.format("windows-1252")).encode("cp1252"),
        ),
        _same("stylesheet", "gets a stylesheet and a comment", f"<!-- cached -->{XSL}{PLAIN}"),
        _same("namespaces", "declares more namespaces", _written(ESCAPED, LINK, root=NAMESPACES)),
        _same(
            "channel",
            "changes its own description, language, date and picture with each request",
            *(
                _written(
                    ESCAPED,
                    LINK,
                    channel=f"<description>{n}</description><language>en-{n}</language>"
                    f"<lastBuildDate>{n}</lastBuildDate><ttl>{n}</ttl>",
                )
                for n in (1, 2, 3)
            ),
        ),
        _same(
            "attributes",
            "writes isPermaLink at its GUIDs",
            PLAIN.replace("<guid>", '<guid isPermaLink="false">'),
            PLAIN.replace("<guid>", "<guid isPermaLink='false' >"),
        ),
        _same(
            "doctype",
            "gets a document type and goes back",
            '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
            f' "http://my.netscape.com/publish/formats/rss-0.91.dtd">{PLAIN}',
            PLAIN,
        ),
        _same(
            "element-order",
            "writes the elements of its entries in another order",
            rss(
                *(
                    item(
                        number,
                        f"<title>{ESCAPED.format(number=number)}</title>"
                        f"<guid>post-{number}</guid><link>{LINK.format(number=number)}</link>",
                        guid=None,
                        title=None,
                        link=None,
                    )
                    for number in NUMBERS
                )
            ),
        ),
        _same(
            "scripts",
            "has HTML behind its end one day and a warning before it the next",
            PLAIN + "<!-- 0.02 s --><script>t()</script>",
            "<b>Notice</b>: headers already sent<br />\n" + PLAIN,
        ),
        row(
            "rewritten-atom-prefix",
            "goes over from Atom's default namespace to a prefix",
            "offers nothing again",
            visit(says(atom(*(entry(n) for n in NUMBERS))), offers(len(NUMBERS))),
            visit(
                says(
                    atom(*(entry(n) for n in NUMBERS))
                    .replace("<?xml", "<!xml")
                    .replace("</", "<!/")
                    .replace("<", "<a:")
                    .replace("<a:!xml", "<?xml")
                    .replace("<a:!/", "</a:")
                    .replace("xmlns=", "xmlns:a=")
                ),
                new(0),
                revised(0),
            ),
        ),
        row(
            "rewritten-atom-links",
            "adds self, edit and replies links to its entries, before their own",
            "offers nothing again",
            visit(says(atom(*(entry(n) for n in NUMBERS))), offers(len(NUMBERS))),
            visit(
                says(
                    atom(
                        *(
                            entry(n).replace(
                                "<link ",
                                f'<link rel="self" href="{SITE}/api/{n}"/>'
                                f'<link rel="replies" href="{SITE}/{n}/comments"/><link ',
                                1,
                            )
                            for n in NUMBERS
                        )
                    )
                ),
                new(0),
                revised(0),
            ),
        ),
    ),
)
