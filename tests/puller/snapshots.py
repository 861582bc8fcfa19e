"""Series of snapshots of invented feeds, one for each way in which feeds tell of their entries.

`python -m tests.puller.snapshots DIR [dev|held]` writes them as `replay` reads them. Each story has
a number of its own in its text (“dispatch 17”), so that a test knows the truth.
"""

import html
import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

SITE = "https://tolvik.example"
SNAPSHOTS = 30

PLACES = ["harbour", "mill", "orchard", "lighthouse", "quarry", "ferry", "market", "observatory"]
DEEDS = ["reopens", "floods", "is sold", "wins a prize", "closes early", "is painted", "moves"]
DETAILS = [
    "The council voted late in the evening and asked for patience.",
    "Neighbours had warned of it for years, and nobody had listened.",
    "A second report is expected before the end of the month.",
    "Two engineers were on the spot within the hour.",
]

Document = list["Item"]
Behaviour = Callable[[random.Random], list[Document]]


@dataclass(frozen=True)
class Item:
    """An entry as it stands in a snapshot."""

    guid: str
    link: str
    title: str
    text: str
    published: datetime
    more: str = ""
    cdata: bool = False

    def rendered(self) -> str:
        """As an RSS item."""
        text = f"<![CDATA[{self.text}]]>" if self.cdata else html.escape(self.text, quote=False)
        parts = [("guid", html.escape(self.guid)), ("link", html.escape(self.link))]
        parts += [("title", html.escape(self.title, quote=False)), ("description", text)]
        parts.append(("pubDate", format_datetime(self.published)))
        return "".join(f"<{name}>{value}</{name}>" for name, value in parts if value) + self.more


def story(number: int) -> Item:
    """The story with this number, always the same."""
    chance = random.Random(number)
    place, deed = chance.choice(PLACES), chance.choice(DEEDS)
    title = f"{place.capitalize()} {deed} in week {number}"
    text = f"<p>The {place} {deed}: dispatch {number}. {chance.choice(DETAILS)}</p>"
    slug = title.lower().replace(" ", "-")
    published = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=5 * number)
    return Item(f"story-{number:05}", f"{SITE}/news/{slug}-{number:05}", title, text, published)


def document(items: Iterable[Item], when: int = 0) -> bytes:
    """A snapshot in RSS."""
    body = "".join(f"<item>{item.rendered()}</item>" for item in items)
    built = format_datetime(datetime(2025, 6, 1, tzinfo=UTC) + timedelta(minutes=when))
    head = f"<title>The Courier</title><link>{SITE}/</link><lastBuildDate>{built}</lastBuildDate>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{body}</channel></rss>'.encode()


def window(size: int = 12, step: int = 2, polls: int = SNAPSHOTS) -> list[list[int]]:
    """Numbers of the stories of each snapshot, the latest first."""
    return [list(range(step * n + size - 1, step * n - 1, -1)) for n in range(polls)]


def each(change: Callable[[Item, int, int], Item]) -> list[Document]:
    """A sliding window, each item changed by its number and the snapshot's."""
    return [[change(story(n), n, poll) for n in numbers] for poll, numbers in enumerate(window())]


def token(chance: random.Random, length: int = 24) -> str:
    return "".join(chance.choices("0123456789abcdef", k=length))


def growing(_: random.Random) -> list[Document]:
    return [[story(n) for n in range(5 + poll)] for poll in range(SNAPSHOTS)]


def sliding(_: random.Random) -> list[Document]:
    return each(lambda item, *_: item)


def guids_churn(chance: random.Random) -> list[Document]:
    return each(lambda item, *_: replace(item, guid=token(chance)))


def sessions_in_links(chance: random.Random) -> list[Document]:
    return each(
        lambda item, *_: replace(item, link=f"{item.link}?sid={token(chance, 26)}", guid="")
    )


def reordered(chance: random.Random) -> list[Document]:
    return [chance.sample(items, len(items)) for items in sliding(chance)]


def headlines_edited(_: random.Random) -> list[Document]:
    return each(lambda item, n, poll: _retitled(item, poll > n // 2 - 3))


def returning(_: random.Random) -> list[Document]:
    far = [[story(n) for n in range(start, start + 450)] for start in range(100, 4600, 450)]
    return [[story(n) for n in range(20)], *far, [story(n) for n in range(20)]]


def slugs_edited(_: random.Random) -> list[Document]:
    def change(item: Item, n: int, poll: int) -> Item:
        link = item.link if poll <= n // 2 - 3 else f"{SITE}/news/now-said-better-{n:05}"
        return replace(item, link=link, guid=link)

    return each(change)


def moved_to_https(_: random.Random) -> list[Document]:
    def change(item: Item, _: int, poll: int) -> Item:
        link = item.link if poll >= SNAPSHOTS // 2 else item.link.replace("https:", "http:")
        return replace(item, link=link, guid=link)

    return each(change)


def tracked(chance: random.Random) -> list[Document]:
    def change(item: Item, *_: int) -> Item:
        link = f"{item.link}?utm_source=feed&utm_content={token(chance, 8)}&fbclid={token(chance)}"
        return replace(item, link=link, guid=link)

    return each(change)


def one_guid(_: random.Random) -> list[Document]:
    return each(lambda item, *_: replace(item, guid=f"{SITE}/"))


def no_guids(_: random.Random) -> list[Document]:
    return each(lambda item, *_: replace(item, guid=""))


def links_to_home(_: random.Random) -> list[Document]:
    return each(lambda item, *_: replace(item, guid="", link=f"{SITE}/"))


def live_blog(_: random.Random) -> list[Document]:
    def change(poll: int) -> Item:
        hour = f"Storm at the coast, hour {poll}"
        text = f"<p>dispatch 999. Hour {poll}: {DETAILS[poll % 4]} {DETAILS[(poll + 1) % 4]}</p>"
        return replace(story(999), guid="", link=f"{SITE}/live/storm", title=hour, text=text)

    return [[change(poll), *items] for poll, items in enumerate(no_guids(random.Random(0)))]


def positions(_: random.Random) -> list[Document]:
    return [
        [replace(item, guid=str(place + 1)) for place, item in enumerate(items)]
        for items in each(lambda item, *_: item)
    ]


def reencoded(_: random.Random) -> list[Document]:
    def change(item: Item, n: int, poll: int) -> Item:
        quote = ("’", "&#8217;", "&rsquo;", "&#x2019;")[(poll + n) % 4]
        space = (" ", "&nbsp;", "\n  ", "&#160;")[poll % 4]
        return replace(item, text=item.text.replace("The ", f"The mayor{quote}s{space}"))

    return each(change)


def churn_and_edits(chance: random.Random) -> list[Document]:
    return each(
        lambda item, n, poll: _retitled(replace(item, guid=token(chance)), poll > n // 2 - 3)
    )


def sessions_in_paths(chance: random.Random) -> list[Document]:
    def change(item: Item, *_: int) -> Item:
        link = f"{item.link};jsessionid={token(chance, 32).upper()}.node1"
        return replace(item, link=link, guid=link)

    return each(change)


def editions(_: random.Random) -> list[Document]:
    def change(item: Item, n: int, poll: int) -> Item:
        edition = max(poll - n // 2 + 5, 0)
        return _retitled(replace(item, guid=f"{item.link}#{edition}"), edition >= 3)

    return each(change)


def spelt_otherwise(_: random.Random) -> list[Document]:
    def change(item: Item, _: int, poll: int) -> Item:
        link = item.link.replace("//", "//www.") if poll % 2 else item.link
        link += "/" if poll % 3 else ""
        return replace(item, link=link, guid=link)

    return each(change)


def one_link(_: random.Random) -> list[Document]:
    return each(lambda item, *_: replace(item, link=f"{SITE}/status"))


def show_page(_: random.Random) -> list[Document]:
    blurb = "<p>Every morning the Courier's editors talk about the news of the island.</p>"

    def change(item: Item, n: int, _: int) -> Item:
        return replace(item, link=f"{SITE}/show", title=f"dispatch {n}", text=blurb)

    return each(change)


def daily_briefing(_: random.Random) -> list[Document]:
    daily = replace(story(998), guid="briefing", link=f"{SITE}/briefing", title="Your briefing")
    return [
        [replace(daily, text=f"<p>dispatch 998 of day {poll}. {DETAILS[poll % 4]}</p>"), *items]
        for poll, items in enumerate(sliding(random.Random(0)))
    ]


def pictures_anew(chance: random.Random) -> list[Document]:
    def change(item: Item, *_: int) -> Item:
        picture = f'<img src="https://img.example/p.jpg?token={token(chance)}" alt="">'
        link = f'<a href="https://tolvik.example/more?utm_id={token(chance, 6)}">Read more</a>'
        return replace(item, text=picture + item.text + link)

    return each(change)


def guids_spelt_otherwise(_: random.Random) -> list[Document]:
    def change(item: Item, _: int, poll: int) -> Item:
        guid = (item.guid, item.guid.upper(), f"\n  {item.guid}\n")[poll % 3]
        return replace(item, guid=guid)

    return each(change)


def counted_comments(chance: random.Random) -> list[Document]:
    def change(item: Item, *_: int) -> Item:
        number = chance.randrange(500)
        more = f"<comments>{item.link}#c</comments><x:count xmlns:x='urn:x'>{number}</x:count>"
        return replace(item, more=more)

    return each(change)


def anchors(_: random.Random) -> list[Document]:
    return each(lambda item, n, _: replace(item, guid="", link=f"{SITE}/changes#v{n}"))


def dates_anew(_: random.Random) -> list[Document]:
    now = datetime(2025, 5, 1, tzinfo=UTC)
    return each(lambda item, _, poll: replace(item, published=now + timedelta(hours=poll)))


def twice_in_a_document(_: random.Random) -> list[Document]:
    doubled = each(lambda item, *_: item)
    return [
        [*items, *(replace(item, guid=f"sport-{item.guid}") for item in items[::3])]
        for items in doubled
    ]


def clocks_in_links(chance: random.Random) -> list[Document]:
    def change(item: Item, _: int, poll: int) -> Item:
        link = f"{item.link}?ts={1_750_000_000 + 1800 * poll + chance.randrange(9)}"
        return replace(item, link=link, guid=token(chance, 32))

    return each(change)


def marked_up_otherwise(_: random.Random) -> list[Document]:
    def change(item: Item, _: int, poll: int) -> Item:
        text = item.text.replace("dispatch", "<b>dispatch</b>") if poll % 2 else item.text
        text = text.replace("<p>", '<p class="x">').replace(". ", ".<br/>") if poll % 3 else text
        return replace(item, text=text, cdata=bool(poll % 2))

    return each(change)


def notes(_: random.Random) -> list[Document]:
    return each(lambda item, *_: replace(item, title="", link=""))


def identified_by_uuid(_: random.Random) -> list[Document]:
    def change(item: Item, n: int, _: int) -> Item:
        uuid = f"{token(random.Random(n), 8)}-1234-4abc-8def-{token(random.Random(-n), 12)}"
        return replace(item, guid="", link=f"{SITE}/read?id={uuid}")

    return each(change)


def new_system(_: random.Random) -> list[Document]:
    def change(item: Item, n: int, poll: int) -> Item:
        return replace(item, guid=f"tag:tolvik.example,2025:{n}" if poll > 12 else f"{n + 1000}")

    return each(change)


def now_and_then_empty(_: random.Random) -> list[Document]:
    return [[] if poll % 5 == 4 else items for poll, items in enumerate(each(lambda i, *_: i))]


def query_reordered(_: random.Random) -> list[Document]:
    def change(item: Item, n: int, poll: int) -> Item:
        query = f"?id={n}&lang=en" if poll % 2 else f"?lang=en&id={n}"
        return replace(item, guid="", link=f"{SITE}/article.php{query}")

    return each(change)


def two_states_at_once(_: random.Random) -> list[Document]:
    def both(numbers: list[int]) -> Document:
        states = [(story(n), _retitled(story(n), is_edited=True)) for n in numbers]
        return [
            state
            for old, new in states
            for state in (replace(new, published=new.published + timedelta(hours=1)), old)
        ]

    return [both(numbers) for numbers in window()]


def moved_to_another_host(_: random.Random) -> list[Document]:
    def change(item: Item, _: int, poll: int) -> Item:
        link = item.link.replace("//", "//news.") if poll >= SNAPSHOTS // 2 else item.link
        return replace(item, link=link, guid=link)

    return each(change)


def headlines_in_permalinks(_: random.Random) -> list[Document]:
    def change(item: Item, n: int, poll: int) -> Item:
        if poll <= n // 2 - 3:
            return replace(item, guid=item.link)
        link = f"{SITE}/news/now-said-better-{n:05}"
        return _retitled(replace(item, link=link, guid=link), is_edited=True)

    return each(change)


def titles_only(_: random.Random) -> list[Document]:
    def change(item: Item, n: int, poll: int) -> Item:
        title = f"dispatch {n}: {item.title}"
        item = replace(item, guid="", title=title, text='<a href="/talk">Comments</a>')
        return _retitled(item, poll > n // 2 - 3)

    return each(change)


DEV: dict[str, Behaviour] = {
    it.__name__.replace("_", "-"): it
    for it in (
        growing, sliding, guids_churn, sessions_in_links, reordered, headlines_edited, returning,
        slugs_edited, moved_to_https, tracked, one_guid, no_guids, links_to_home, live_blog,
        positions, reencoded, moved_to_another_host, headlines_in_permalinks, titles_only,
    )
}  # fmt: skip
HELD: dict[str, Behaviour] = {
    it.__name__.replace("_", "-"): it
    for it in (
        churn_and_edits, sessions_in_paths, editions, spelt_otherwise, one_link, show_page,
        daily_briefing, pictures_anew, guids_spelt_otherwise, counted_comments, anchors, dates_anew,
        twice_in_a_document, clocks_in_links, marked_up_otherwise, notes, identified_by_uuid,
        new_system, now_and_then_empty, query_reordered, two_states_at_once,
    )
}  # fmt: skip
"""Not looked at while the rules were written."""


def bodies(behaviour: Behaviour) -> list[bytes]:
    """The snapshots of a behaviour."""
    series = behaviour(random.Random(7))
    return [document(items, 30 * poll) for poll, items in enumerate(series)]


def write(folder: Path, behaviours: dict[str, Behaviour]) -> None:
    """A folder per behaviour, as `replay` reads it."""
    for name, behaviour in behaviours.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number, body in enumerate(bodies(behaviour), 1):
            (folder / name / f"{number:04}.xml").write_bytes(body)


def _retitled(item: Item, is_edited: bool) -> Item:
    return replace(item, title=f"{item.title}, says the council") if is_edited else item


if __name__ == "__main__":
    which = {"dev": DEV, "held": HELD}.get((sys.argv[2:] or ["all"])[0], DEV | HELD)
    write(Path(sys.argv[1]), which)
