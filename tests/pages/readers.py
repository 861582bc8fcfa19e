"""The cleaner, and the libraries beside which it is measured, as functions of a page."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from newsmill.cleaner.cleaning import clean
from newsmill.cleaner.settings import Settings
from newsmill.contracts.articles import Page, RetrievedArticle
from newsmill.contracts.outcomes import Dropped
from tests.pages.outside import JudgedPage

NOBODYS_URL = "https://bench.example/a/page"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader makes of one page; None for what it does not tell at all."""

    text: str
    day: str | None = None
    title: str | None = None
    authors: tuple[str, ...] | None = None
    kind: str | None = None


Reader = Callable[[JudgedPage], Reading]


@dataclass
class Timed:
    """The readings of one reader, and its CPU time."""

    readings: list[Reading]
    seconds: list[float]


def ours(page: JudgedPage) -> Reading:
    """All that the cleaner does with an article whose page was fetched."""
    article = clean(_article(page), _SETTINGS)
    if isinstance(article, Dropped):
        return Reading("", kind="article")
    kind = article.provenance.page_kind or "article"
    return Reading(
        # What the feed says goes on instead of another page's text.
        text=article.text if article.text_origin == "page" else "",
        day=article.published_on,
        title=article.title,
        authors=article.authors,
        kind=kind,
    )


def trafilatura_fast(page: JudgedPage) -> Reading:
    """Bare trafilatura without its fallbacks: the yardstick."""
    import trafilatura

    return Reading(trafilatura.extract(page.html, fast=True, include_comments=False) or "")


def trafilatura_default(page: JudgedPage) -> Reading:
    """Bare trafilatura with its fallbacks, and its metadata."""
    import trafilatura
    from trafilatura.metadata import extract_metadata

    text = trafilatura.extract(page.html, include_comments=False) or ""
    try:
        known = extract_metadata(page.html, default_url=page.url)
    except (AttributeError, TypeError, ValueError):
        return Reading(text)
    authors = tuple((known.author or "").split("; ")) if known.author else ()
    return Reading(text, title=known.title or "", authors=authors)


def readability(page: JudgedPage) -> Reading:
    """readability-lxml, its HTML as text."""
    from lxml.etree import LxmlError
    from readability import Document
    from readability.readability import Unparseable
    from resiliparse.extract.html2text import extract_plain_text

    try:
        return Reading(extract_plain_text(Document(page.html).summary()))
    except (LxmlError, Unparseable, ValueError, TypeError):
        return Reading("")


def resiliparse(page: JudgedPage) -> Reading:
    """resiliparse's main content."""
    from resiliparse.extract.html2text import extract_plain_text

    return Reading(extract_plain_text(page.html, main_content=True))


def htmldate_alone(page: JudgedPage) -> Reading:
    """htmldate's day."""
    from htmldate import find_date

    try:
        return Reading("", day=find_date(page.html, original_date=True, url=page.url))
    except (TypeError, ValueError, AttributeError):
        return Reading("")


BASELINES: dict[str, Reader] = {
    "trafilatura, fast": trafilatura_fast,
    "trafilatura, default": trafilatura_default,
    "readability-lxml": readability,
    "resiliparse": resiliparse,
}
OURS, YARDSTICK = "newsmill", "trafilatura, fast"
DATES = "htmldate"


def read_all(
    pages: Sequence[JudgedPage],
    readers: dict[str, Reader],
    rounds: int,
    tell: Callable[[str], None],
) -> dict[str, Timed]:
    """Read all pages with all readers, page by page in turn, so that noise meets all alike.

    The CPU time of a page is the least of all rounds.
    """
    logging.disable(logging.CRITICAL)
    found = {name: Timed([], []) for name in readers}
    warm_up = pages[:3]
    for reader in readers.values():
        for page in warm_up:
            reader(page)
    for number, page in enumerate(pages, 1):
        for name, reader in readers.items():
            times = []
            for _ in range(rounds):
                start = time.process_time()
                reading = reader(page)
                times.append(time.process_time() - start)
            found[name].readings.append(reading)
            found[name].seconds.append(min(times))
        tell(f"{number} of {len(pages)} pages")
    logging.disable(logging.NOTSET)
    return found


_SETTINGS = Settings()
_NOW = datetime.now(UTC)


def _article(page: JudgedPage) -> RetrievedArticle:
    url = page.url or NOBODYS_URL
    return RetrievedArticle(
        entry_id="a" * 32,
        entry_version="b" * 16,
        url=url,
        title=page.entry_title,
        summary_html=page.teaser,
        seen_at=_NOW,
        retrieval="fetched",
        page=Page(
            url=page.page_url or url,
            html=page.html,
            fetched_at=_NOW,
            same_as_others=page.same_as_others,
        ),
    )
