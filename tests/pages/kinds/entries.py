"""Feed entries whose links lead to something else than their article."""

from dataclasses import dataclass

from newsmill.contracts.articles import PageKind
from tests.pages.corpus import LabelledPage


@dataclass(frozen=True)
class Entry:
    """What the feed says."""

    title: str
    teaser: str
    url: str
    language: str


def other(
    name: str, kind: PageKind, entry: Entry, page_url: str, html: str, same_as_others: int = 0
) -> LabelledPage:
    """A page that is no article: nothing of it is right as text, title, authors or date."""
    return LabelledPage(
        id=f"kind--{name}",
        system="no-article",
        html=html,
        url=entry.url,
        page_url=page_url,
        entry_title=entry.title,
        teaser=entry.teaser,
        kind=kind,
        same_as_others=same_as_others,
        language=entry.language,
    )
