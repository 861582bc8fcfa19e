"""Builders of retrieved articles for tests."""

from datetime import UTC, datetime
from typing import Any

from newsmill.cleaner.cleaning import clean
from newsmill.cleaner.settings import Settings
from newsmill.contracts.articles import CleanArticle, Page, RetrievedArticle
from newsmill.contracts.outcomes import Dropped

SEEN = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
NOW = datetime(2026, 5, 4, 12, 1, tzinfo=UTC)

PARAGRAPHS = tuple(
    """\
The harbour council of Nordhaven voted on Monday to rebuild the swing bridge that a storm tore \
from its pier last winter, ending four months of detours for the ferries of the island.
Engineers told the council that the old pier could carry a lighter deck if its foundation was \
sealed before autumn, and that the work would cost about nine million crowns.
Shopkeepers on the eastern quay, who had gathered signatures for a tunnel instead, said they would \
not appeal because another year without a crossing would ruin them.""".splitlines()
)
"""An invented article of 90 words."""


def article(**changes: Any) -> RetrievedArticle:
    """An entry with a title and a teaser and no page."""
    fields: dict[str, Any] = {
        "entry_id": "a" * 32,
        "entry_version": "b" * 16,
        "feed_url": "https://nordhaven.example/feed.xml",
        "feed_title": "Nordhaven Gazette",
        "url": "https://nordhaven.example/2026/05/bridge",
        "title": "Nordhaven to rebuild its swing bridge",
        "summary_html": "<p>The harbour council voted for a lighter deck on the old pier.</p>",
        "seen_at": SEEN,
        "retrieval": "not_needed",
    }
    return RetrievedArticle(**{**fields, **changes})


def document(**changes: Any) -> RetrievedArticle:
    """A document that somebody handed in."""
    fields: dict[str, Any] = {
        "origin": "document",
        "feed_url": None,
        "feed_title": None,
        "url": None,
        "title": "",
        "summary_html": "",
    }
    return article(**{**fields, **changes})


def page(
    body: str = "", *, head: str = "", url: str = "https://nordhaven.example/2026/05/bridge"
) -> Page:
    """A page with an article in it, or with `body` in its place."""
    body = body or "<article>" + as_html(*PARAGRAPHS) + "</article>"
    html = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}</head>'
        f"<body><nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>"
        f"<main>{body}</main><footer>All rights reserved by nobody</footer></body></html>"
    )
    return Page(url=url, html=html, fetched_at=SEEN)


def as_html(*paragraphs: str) -> str:
    """Paragraphs as HTML."""
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def cleaned(retrieved: RetrievedArticle, **settings: Any) -> CleanArticle:
    """What becomes of an article that is not dropped."""
    outcome = clean(retrieved, Settings(**settings))
    assert isinstance(outcome, CleanArticle), outcome
    return outcome


def dropped(retrieved: RetrievedArticle) -> Dropped:
    """The reason why an article is dropped."""
    outcome = clean(retrieved, Settings())
    assert isinstance(outcome, Dropped), outcome
    return outcome
