"""Recognise repeats and older versions of articles, in bounded memory."""

from enum import Enum

from newsmill.client.articles import Article

Version = tuple[int, bool, float]

MAX_ARTICLES = 100_000
"""About 40 MB. Repeats come within seconds, after a crash of a room; revisions within days."""

MAX_IDS = 32
"""Of one article, the last ones: some pages change every minute."""


class Seen(Enum):
    """What a version of an article is to whoever has read what came before."""

    NEWER = "newer"
    """Of a new article, or the newest of a known one."""
    OLDER = "older"
    REPEATED = "repeated"
    """The same `id` was there before."""


class Versions:
    """The articles read last, with the ids that came and the newest version."""

    def __init__(self, max_articles: int = MAX_ARTICLES) -> None:
        self._max_articles = max_articles
        # In order of their last use: a dict keeps that of insertion.
        self._known: dict[bytes, tuple[Version, tuple[bytes, ...]]] = {}

    def note(self, article: Article) -> Seen:
        """What it is; from now on it is known.

        An id that comes again is a repeat even if it says another instant: a room that was killed
        has made the same again.
        """
        key = article.article_id.encode()
        # What an id has beside the article's own: short, and the same bytes for many articles.
        this = article.id.removeprefix(article.article_id).encode()
        revision, is_retracted, made_at = article.version
        version = (revision, is_retracted, made_at.timestamp())
        known = self._known.pop(key, None)
        if known is None:
            self._known[key] = (version, (this,))
            if len(self._known) > self._max_articles:
                del self._known[next(iter(self._known))]
            return Seen.NEWER
        newest, ids = known
        if this in ids:
            self._known[key] = known
            return Seen.REPEATED
        self._known[key] = (max(newest, version), (*ids, this)[-MAX_IDS:])
        return Seen.NEWER if version > newest else Seen.OLDER
