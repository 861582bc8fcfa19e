"""Which entries are the same entry, and what of them is new."""

from tests.puller.simulator.answers import Answer, says
from tests.puller.simulator.behaviours import Behaviour, Group, Visit, row, visit
from tests.puller.simulator.checks import (
    new,
    not_modified,
    offers,
    offers_nothing,
    revised,
    sees,
    titles,
)
from tests.puller.simulator.documents import SITE, item, items, rss

TWENTY = range(1, 21)
FAITHFUL = (new(0), revised(0))


def _polls(name: str, server: str, client: str, first: str, *visits: Visit) -> Behaviour:
    count = first.count("<item>")
    return row(f"identity-{name}", server, client, visit(says(first), offers(count)), *visits)


def _thousand(first: int) -> Answer:
    return says(
        rss(
            *(
                f"<item><guid>t-{n}</guid><title>Title {n}</title></item>"
                for n in range(first, first + 1_000)
            )
        )
    )


IDENTITIES = Group(
    "Identity of entries",
    (
        _polls(
            "one-guid-for-all",
            "has one GUID for all its entries",
            "offers each entry once, whichever others are in the document",
            rss(*(item(n, guid="post") for n in (1, 2, 3))),
            visit(says(rss(*(item(n, guid="post") for n in (4, 1, 2)))), titles("Title 4"), new(1)),
            visit(says(rss(item(2, guid="post"))), *FAITHFUL),
            visit(says(rss(*(item(n, guid="post") for n in (5, 3, 1)))), titles("Title 5"), new(1)),
        ),
        _polls(
            "one-link-for-all",
            "has its home page for every entry's link, and no GUIDs",
            "offers each entry once",
            rss(*(item(n, guid=None, link=f"{SITE}/") for n in (1, 2, 3))),
            visit(
                says(rss(*(item(n, guid=None, link=f"{SITE}/") for n in (4, 1, 2)))),
                titles("Title 4"),
                new(1),
            ),
            visit(says(rss(item(2, guid=None, link=f"{SITE}/"))), *FAITHFUL),
        ),
        _polls(
            "content-only",
            "has neither GUIDs nor links",
            "knows its entries by their content",
            rss(*(item(n, guid=None, link=None) for n in (1, 2))),
            visit(
                says(rss(*(item(n, guid=None, link=None) for n in (3, 2, 1)))), titles("Title 3")
            ),
        ),
        _polls(
            "order",
            "turns its order round",
            "offers nothing again",
            rss(items(*TWENTY)),
            visit(says(rss(items(*reversed(TWENTY)))), *FAITHFUL),
        ),
        _polls(
            "one-more",
            "has one entry more, and one less",
            "offers the one",
            rss(items(*TWENTY)),
            visit(says(rss(items(21, *TWENTY[:-1]))), titles("Title 21"), new(1)),
        ),
        _polls(
            "comes-back",
            "loses an entry for a while",
            "does not offer it again when it is back",
            rss(items(1, 2)),
            visit(says(rss(items(2))), *FAITHFUL),
            visit(says(rss(items(1, 2))), *FAITHFUL),
        ),
        _polls(
            "a-b-a",
            "changes a title and takes that back",
            "offers both states, as two revisions of the one entry",
            rss(items(1, 2)),
            visit(says(rss(item(1, title="Corrected"), items(2))), offers(1), revised(1)),
            visit(says(rss(items(1, 2))), offers(1), revised(1)),
            visit(says(rss(item(1, title="Corrected"), items(2))), offers(1), revised(1)),
        ),
        _polls(
            "to-https",
            "goes over from http to https in its links, which are the GUIDs too",
            "offers nothing as new",
            rss(
                *(
                    item(n, guid=f"http://tolvik.example/{n}", link=f"http://tolvik.example/{n}")
                    for n in TWENTY
                )
            ),
            visit(says(rss(*(item(n, guid=f"{SITE}/{n}") for n in TWENTY))), new(0)),
        ),
        _polls(
            "guids-added",
            "gives its entries GUIDs, which had only links before",
            "offers nothing as new",
            rss(*(item(n, guid=None) for n in TWENTY)),
            visit(says(rss(items(*TWENTY))), new(0)),
        ),
        _polls(
            "link-moves",
            "moves an entry to another address, under the same GUID",
            "takes it for the same entry",
            rss(items(1, 2)),
            visit(says(rss(item(1, link=f"{SITE}/moved/1"), items(2))), new(0)),
        ),
        _polls(
            "same-link-other-story",
            "uses a link again for another story, with a GUID of its own",
            "offers the other story as a new entry",
            rss(item(1, link=f"{SITE}/live"), items(2)),
            visit(says(rss(item(3, link=f"{SITE}/live"), items(2))), new(1), revised(0)),
        ),
        _polls(
            "duplicates",
            "has each entry twice",
            "offers each once",
            rss(items(3)),
            visit(says(rss(items(1, 2, 1, 2, 3))), titles("Title 1", "Title 2")),
        ),
        _polls(
            "letter-case",
            "has GUIDs that differ only in upper and lower case",
            "takes them for different entries",
            rss(item(1, guid="aBc"), item(2, guid="AbC")),
            visit(says(rss(item(1, guid="aBc"), item(2, guid="AbC"), items(3))), titles("Title 3")),
        ),
        row(
            "identity-remembers-5000",
            "has a thousand new entries four times, and then the first thousand again",
            "remembers them: nothing is offered again",
            *(visit(_thousand(first), offers(1_000)) for first in range(0, 4_000, 1_000)),
            visit(_thousand(0), offers_nothing()),
        ),
        row(
            "identity-304-writes-little",
            "has 200 entries, and then 304",
            "writes a state of under 2 KB with each poll, not what it remembers of the entries",
            visit(says(rss(items(*range(200))), 'ETag: "1"'), offers(200)),
            visit(
                says(status=304),
                not_modified(),
                sees("a small state", lambda s: s.state_bytes < 2_000),
            ),
        ),
        row(
            "identity-counts-merged",
            "has new GUIDs for all its entries",
            "counts in the event how many were known by link and content",
            visit(says(rss(*(item(n, guid=f"a-{n}") for n in TWENTY))), offers(20)),
            visit(
                says(rss(*(item(n, guid=f"b-{n}") for n in TWENTY))),
                *FAITHFUL,
                sees("merged", lambda s: s.event.merged == 20),
            ),
        ),
    ),
)
