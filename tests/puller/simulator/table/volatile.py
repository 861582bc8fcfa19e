"""Feeds that are made anew for each request, with something else in each entry."""

from collections.abc import Callable

from tests.puller.simulator.answers import Answer, Request, says
from tests.puller.simulator.behaviours import Behaviour, Check, Group, row, visit
from tests.puller.simulator.checks import HOUR, new, offers, revised
from tests.puller.simulator.documents import SITE, TEXT, item, rss

TWENTY = range(1, 21)
FAITHFUL = (new(0), revised(0))


def _each(make: Callable[[int, int], str]) -> Callable[[Request], Answer]:
    """A feed of twenty entries, each made of its number and the number of the request."""

    def answer(request: Request) -> Answer:
        return says(rss(*(make(number, request.turn) for number in TWENTY)))

    return answer


def _volatile(name: str, what: str, make: Callable[[int, int], str], *checks: Check) -> Behaviour:
    return row(
        f"volatile-{name}",
        f"has {what} in every entry with every request",
        "offers nothing again",
        visit(_each(make), offers(20)),
        *(visit(_each(make), *FAITHFUL, *checks, after=HOUR) for _ in range(3)),
    )


VOLATILE = Group(
    "Feeds made anew for each request",
    (
        _volatile("guid", "a new GUID", lambda n, turn: item(n, guid=f"{n}-{turn}-{n * turn}")),
        _volatile(
            "session",
            "a new session id in its link, which is the GUID too",
            lambda n, turn: item(
                n, guid=f"{SITE}/{n}?sid={turn * 7919}", link=f"{SITE}/{n}?sid={turn * 7919}"
            ),
        ),
        _volatile(
            "tracking",
            "new tracking parameters in its link, and no GUID",
            lambda n, turn: item(n, guid=None, link=f"{SITE}/{n}?utm_source=rss&amp;utm_id={turn}"),
        ),
        _volatile(
            "date",
            "a new date",
            lambda n, turn: item(n, pubDate=f"Tue, 03 Mar 2026 1{turn}:00:00 GMT"),
        ),
        _volatile(
            "comments",
            "a new number of comments",
            lambda n, turn: item(
                n,
                '<slash:comments xmlns:slash="http://purl.org/rss/1.0/modules/slash/">'
                f"{turn}</slash:comments>",
            ),
        ),
        _volatile(
            "categories",
            "its categories in another order",
            lambda n, turn: item(
                n,
                "".join(
                    f"<category>{c}</category>" for c in ("a", "b", "c")[:: 1 if turn % 2 else -1]
                ),
            ),
        ),
        _volatile(
            "picture",
            "a newly signed address of its picture",
            lambda n, turn: item(
                n, f'<enclosure url="{SITE}/{n}.jpg?sig={turn}" type="image/jpeg"/>'
            ),
        ),
        _volatile(
            "markup",
            "other ids in the markup of its text",
            lambda n, turn: item(
                n, description=f"&lt;p id='x{turn}'&gt;{TEXT.format(number=n)}&lt;/p&gt;"
            ),
        ),
        _volatile(
            "whitespace",
            "other white space between its words",
            lambda n, turn: item(n, description=TEXT.format(number=n).replace(" ", " " * turn)),
        ),
    ),
)
