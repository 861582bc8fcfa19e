"""One entry that is not well-formed, among others that are known."""

import html

from tests.puller.simulator.answers import says
from tests.puller.simulator.behaviours import Behaviour, Check, Group, row, visit
from tests.puller.simulator.checks import new, offers, reads, revised
from tests.puller.simulator.documents import SITE, TEXT, item, items, rss

# As many feeds have them: what two parsers of one document read differently.
KNOWN = "".join(
    item(
        number,
        f'<guid isPermaLink="false">\n{SITE}/?p={number}&amp;type=post </guid>'
        f"<title><![CDATA[The ferry & the fish, part {number}]]></title>"
        f"<description>&lt;p&gt;{TEXT.format(number=number)} A &amp;amp; B&lt;/p&gt;</description>",
        guid=None,
        title=None,
        description=None,
        link=f"{SITE}/?p={number}&amp;from=rss",
    )
    for number in range(1, 21)
)


def _damaged(name: str, what: str, *broken: str, words: str = "") -> Behaviour:
    """A known feed, with a new entry that is not well-formed among its entries."""
    checks: list[Check] = [new(1), revised(0)]
    if words:
        checks.append(
            reads("its title", lambda a: html.unescape(a.title).replace("\xa0", " ") == words)
        )
    return row(
        f"damage-{name}",
        f"has {what} in one new entry",
        "offers this entry, and none of the others again",
        visit(says(rss(KNOWN)), offers(20)),
        visit(says(rss(*broken, KNOWN)), *checks),
        visit(says(rss(items(30), *broken, KNOWN)), new(1), revised(0)),
    )


DAMAGE = Group(
    "Damaged entries",
    (
        _damaged("ampersand", "a bare &", item(21, title="Fish & chips"), words="Fish & chips"),
        _damaged(
            "html-entity",
            "`&hellip;`, which XML does not know",
            item(21, title="And then&hellip;&nbsp;nothing"),
            words="And then… nothing",
        ),
        _damaged("unknown-entity", "`&tolvik;`", item(21, title="A &tolvik; title")),
        _damaged(
            "undeclared-prefix",
            "an element with an undeclared prefix",
            item(21, "<geo:lat>63.4</geo:lat>"),
            words="Title 21",
        ),
        _damaged("html-tag", "an unclosed `<br>`", item(21, description="One<br>two")),
        _damaged(
            "less-than", "`3 < 5`", item(21, title="Why 3 < 5 is true"), words="Why 3 < 5 is true"
        ),
        _damaged(
            "attribute",
            "an attribute without quotation marks",
            item(21, "<enclosure url=https://img.tolvik.example/1.jpg />"),
        ),
        _damaged("end-tag", "a missing end tag", item(21).replace("</description>", "")),
        _damaged(
            "crossed-tags", "tags that cross each other", item(21, description="<b><i>Bold</b></i>")
        ),
        _damaged("missing-item-end", "no end tag at all", item(21).replace("</item>", "")),
        _damaged("control", "a control character as a reference", item(21, title="A&#8;B")),
        _damaged(
            "surrogates",
            "an emoji as two surrogates",
            item(21, title="Sun &#55357;&#56832;"),
            words="Sun 😀",
        ),
        _damaged(
            "cdata",
            "a CDATA section that holds `]]>`",
            item(21, description="<![CDATA[one ]]> two]]>"),
        ),
        _damaged(
            "double-attribute",
            "the same attribute twice",
            item(21, '<enclosure url="a" url="b" type="image/png"/>'),
        ),
        _damaged(
            "attribute-ampersand",
            "a bare & in an attribute",
            item(
                21, '<enclosure url="https://img.tolvik.example/1.jpg?a=1&b=2" type="image/jpeg"/>'
            ),
            words="Title 21",
        ),
        _damaged(
            "attribute-less-than",
            "a `<` in an attribute",
            item(21, '<enclosure url="https://img.tolvik.example/<1>.jpg"/>'),
            words="Title 21",
        ),
        _damaged(
            "attribute-without-value",
            "an attribute without a value",
            item(21, '<enclosure nofollow url="https://img.tolvik.example/1.jpg"/>'),
        ),
        _damaged(
            "letter-case", "an end tag in other letters", item(21).replace("</title>", "</Title>")
        ),
        _damaged("stray-end-tag", "an end tag too many", item(21, "</div></p>")),
        _damaged("stray-cdata-end", "a stray `]]>`", item(21, title="One ]]> two")),
        _damaged(
            "script-marks", "PHP's marks in a text", item(21, description="<?php echo 1 ?> words")
        ),
        _damaged(
            "conditional-comment",
            "Microsoft's conditional comments",
            item(21, description="<![if !mso]>words<![endif]>"),
        ),
        _damaged(
            "comment",
            "a comment with two hyphens in it",
            item(21, "<!-- a -- b -->"),
            words="Title 21",
        ),
        _damaged("bad-name", "an element whose name begins with a digit", item(21, "<1st>x</1st>")),
        _damaged(
            "two-colons", "an element with two colons in its name", item(21, "<a:b:c>x</a:b:c>")
        ),
        _damaged(
            "nul-reference", "a reference to the character 0", item(21, title="A&#0;B&#xFFFF;C")
        ),
        _damaged(
            "open-reference",
            "references without their end",
            item(21, title="Caf&eacute & t&#233"),
            words="Café & té",
        ),
    ),
)
