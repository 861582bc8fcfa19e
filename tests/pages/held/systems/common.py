"""What several layouts of this half use: lists of other stories, persons as data."""

from collections.abc import Sequence

from tests.pages.markup import Json
from tests.pages.sheet import Sheet


def stories(s: Sheet, count: int, item: str, which: str = "") -> str:
    """Other stories: `item` has {title}, {summary}, {author}, {url}, {day} and {iso}."""
    return "".join(
        item.format(
            title=t.title,
            summary=t.summary,
            author=t.author,
            url=t.url,
            day=s.day(t.published),
            iso=t.published.isoformat(),
        )
        for t in s.teasers(count, which)
    )


def readers(s: Sheet, count: int, item: str) -> str:
    """Readers' comments: `item` has {name}, {text}, {day} and {iso}."""
    return "".join(
        item.format(name=name, text=text, day=s.moment(at), iso=at.isoformat())
        for name, text, at in s.comments(count)
    )


def each(said: Sequence[str], item: str) -> str:
    """`item` with {said} for each of the texts."""
    return "".join(item.format(said=one) for one in said)


def persons(s: Sheet) -> Json:
    """The authors as schema.org has them; the outlet where there are none."""
    if not s.article.authors:
        return {"@type": "Organization", "name": s.article.agency or s.outlet}
    return [{"@type": "Person", "name": name} for name in s.article.authors]


def iso(s: Sheet) -> str:
    """The time of publication with its offset."""
    return s.article.published.isoformat()


def changed(s: Sheet) -> str:
    """The time of the last change with its offset."""
    return (s.article.updated or s.article.published).isoformat()
