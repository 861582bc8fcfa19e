"""Clean one article: extract its text, URL, language, dates and authors."""

from functools import lru_cache

from newsmill.cleaner.addresses.believing import article_url
from newsmill.cleaner.addresses.canonical import absolute, canonical_url, source_host
from newsmill.cleaner.categories import categories_of
from newsmill.cleaner.dates import is_plausible, published_at, updated_at
from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.gathering import Facts
from newsmill.cleaner.headlines import MAX_TITLE_CHARS, headline
from newsmill.cleaner.identity import article_id, fingerprint
from newsmill.cleaner.languages import language_of
from newsmill.cleaner.markup import line_of_text, plain_text
from newsmill.cleaner.people.bylines import authors_of
from newsmill.cleaner.reading import PageReading, read_page
from newsmill.cleaner.settings import Settings
from newsmill.cleaner.site_names import SiteNames, site_names
from newsmill.cleaner.texts import PARAGRAPH_BREAK, cut, one_line, words_of
from newsmill.contracts.articles import (
    CleanArticle,
    Provenance,
    Reservations,
    RetrievedArticle,
    Source,
    TextOrigin,
    article_id_of_entry,
)
from newsmill.contracts.outcomes import Dropped
from newsmill.hosts import is_site_root
from newsmill.text.cut_off import without_tails
from newsmill.text.scripts import script_of
from newsmill.text.words import is_readable, word_count
from newsmill.web.reservations import combined

MAX_SUMMARY_CHARS = 1_000
MAX_NAME_CHARS = 200
MAX_GUID_CHARS = 2_048
# A teaser that is shorter than this and than the headline is no text: “Watch the video”.
MIN_TEASER_WORDS = 5
# A title made from the first words of a text gets about a headline's length.
MADE_TITLE_CHARS = 100

# An article's texts are counted several times.
_words_in = lru_cache(maxsize=4)(word_count)


def clean(
    article: RetrievedArticle, settings: Settings, *, had_unreadable_page: bool = False
) -> CleanArticle | Dropped:
    """The article with its text from the page or the feed entry; dropped if there is no text.

    Deterministic: the same article gives the same text.
    """
    summary = _entry_text(article, article.summary_html)
    feed_text = max(_entry_text(article, article.content_html), summary, key=_words_in)
    found = _reading(article, feed_text)
    if had_unreadable_page:
        found = PageReading(kind="unreadable")
    # Another page than the article gives nothing: neither text nor title, address or date.
    page = found if found and found.kind == "article" else PageReading()
    page_url = article.page.url if article.page and page is found else None
    facts = page.facts
    sites = site_names(
        (facts.site_name, article.feed_title or ""), (page_url or article.url, facts.canonical_url)
    )
    title = _title(article, facts, sites)
    text, text_origin = _text(article, page, title, feed_text, settings)
    text = cut(_without_headline(text, title), settings.max_text_chars)
    if not is_readable(text):
        return Dropped("no_text", "neither page nor entry holds a word")
    url = article_url(article.url, page_url, facts.canonical_url)
    published = published_at(article, facts.published)
    language, confidence = language_of(
        title, text, _declared_languages(article, facts), settings.min_language_confidence
    )
    script = script_of(title, text)
    digest = fingerprint(text)
    return CleanArticle(
        article_id=article_id_of_entry(article.entry_id, script)
        if _is_own_article(article)
        else article_id(url, article.feed_url, article.guid, text, script),
        fingerprint=digest,
        url=absolute(article.url, None),
        canonical_url=url,
        feed_url=article.feed_url,
        source=Source(
            host=source_host(url),
            site_name=line_of_text(facts.site_name, MAX_NAME_CHARS) or None,
            feed_title=line_of_text(article.feed_title or "", MAX_NAME_CHARS) or None,
            subscription_title=article.subscription_title,
        ),
        title=title or _first_words(text),
        text=text,
        summary=_summary(summary, facts.description, {digest, fingerprint(title)}),
        text_origin=text_origin,
        word_count=_words_in(text),
        authors=authors_of(article.authors, sites) or authors_of(facts.bylines, sites),
        categories=categories_of(article.categories, facts.keywords, sites),
        media=article.media,
        section=article.section,
        tags=article.tags,
        image_url=absolute(article.image_url, url) or absolute(facts.image_url, page_url or url),
        language=language,
        language_confidence=confidence,
        script=script,
        published_at=published.at,
        published_at_origin=published.origin,
        published_at_precision=published.precision,
        published_on=published.day,
        updated_at=updated_at(article, facts.modified, published.at),
        seen_at=article.seen_at,
        timings=article.timings,
        provenance=Provenance(
            entry_id=article.entry_id,
            entry_version=article.entry_version,
            origin=article.origin,
            guid=article.guid and article.guid[:MAX_GUID_CHARS],
            retrieval=article.retrieval,
            page_kind=found.kind if found else None,
            reservations=_reservations(article, found),
        ),
    )


def _reading(article: RetrievedArticle, feed_text: str) -> PageReading | None:
    """The article's page, whatever page it is; None if there is none, or one of many entries."""
    if not article.page:
        return None
    is_document = article.origin == "document"
    if not is_document and _is_own_article(article):
        return None
    expectation = Expectation(
        title=line_of_text(article.title, MAX_TITLE_CHARS),
        feed_text=feed_text,
        feed_title=line_of_text(article.feed_title or "", MAX_NAME_CHARS),
        url=article.url,
        page_url=article.page.url,
        same_as_others=article.page.same_as_others,
        seen_at=article.seen_at,
        is_dated=is_plausible(article.published_at, article.seen_at),
    )
    # A document is handed in on purpose: all of its text counts.
    return read_page(article.page.html, expectation, all_text=is_document)


def _reservations(article: RetrievedArticle, found: PageReading | None) -> Reservations:
    """What the headers of the page and its meta elements reserve, whatever page it is."""
    if not article.page:
        return Reservations()
    return combined(
        article.page.reservations, found.facts.reservations if found else Reservations()
    )


def _is_own_article(article: RetrievedArticle) -> bool:
    """Whether the page that an entry leads to is not its own: the entry alone identifies it."""
    return article.origin == "feed" and (
        article.shares_link or is_site_root(canonical_url(article.url))
    )


def _entry_text(article: RetrievedArticle, markup: str) -> str:
    text = plain_text(markup) if markup else ""
    return text if article.origin == "document" else without_tails(text)


def _title(article: RetrievedArticle, facts: Facts, sites: SiteNames) -> str:
    """The headline of the entry, else of the page; empty if there is none."""
    title = headline(article.title, (*facts.headlines, facts.title), facts.keywords, sites)
    return title if is_readable(title) else ""


def _text(
    article: RetrievedArticle, page: PageReading, title: str, feed_text: str, settings: Settings
) -> tuple[str, TextOrigin]:
    """The best text available: of the page, the entry, the page's description or the headline."""
    if article.origin == "document":
        return max(page.text, feed_text, key=_words_in) or title, "document"
    if _words_in(page.text) >= max(settings.min_page_words, _words_in(feed_text)):
        return page.text, "page"
    headline_words = _words_in(title)
    if _words_in(feed_text) >= min(MIN_TEASER_WORDS, max(headline_words, 1)):
        return feed_text, "feed"
    description = plain_text(page.facts.description)
    if _words_in(description) > headline_words:
        return description, "page"
    return title, "feed" if is_readable(article.title) else "page"


def _without_headline(text: str, title: str) -> str:
    """`text` without a first paragraph that only repeats the title."""
    first, _, rest = text.partition(PARAGRAPH_BREAK)
    return rest if is_readable(rest) and words_of(first) == words_of(title) else text


def _first_words(text: str) -> str:
    return one_line(text.partition(PARAGRAPH_BREAK)[0], MADE_TITLE_CHARS)


def _summary(entry: str, page: str, already_shown: set[str]) -> str:
    """The entry's summary, else the page's description, if it adds something new.

    `already_shown` holds the fingerprints of the title and the text.
    """
    for summary in (entry, plain_text(page)):
        if is_readable(summary) and fingerprint(summary) not in already_shown:
            return one_line(summary, MAX_SUMMARY_CHARS)
    return ""


def _declared_languages(article: RetrievedArticle, facts: Facts) -> tuple[str | None, ...]:
    languages = (facts.language, article.feed_language)
    # With a document, it is a person who declared it.
    return languages[::-1] if article.origin == "document" else languages
