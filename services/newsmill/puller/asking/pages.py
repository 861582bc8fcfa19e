"""Ask for further pages of a feed within one poll: child sitemaps, archives, older pages."""

from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any, Protocol

from newsmill.contracts.feeds import Feed, FeedState
from newsmill.logs import logger
from newsmill.puller.asking.answers import why_no_document
from newsmill.puller.asking.following import Answer
from newsmill.puller.asking.validators import Validators
from newsmill.puller.in_child import parse_in_child
from newsmill.puller.reading.documents import FeedDocument, FeedError
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.settings import Settings
from newsmill.redaction import redacted
from newsmill.web.budget import Hold
from newsmill.web.fetching import FetchError
from newsmill.web.visiting import NotAsked

log = logger("newsmill.puller")

RunInChild = Callable[
    [Callable[[FeedDocument], ParsedFeed], FeedDocument], Coroutine[Any, Any, ParsedFeed]
]
"""Calls a function in a child process that can be killed: `ProcessPool.run`."""


class Asker(Protocol):
    """What a poll needs of a `FeedAsker`."""

    def hold(self) -> Hold:
        """Room for one body."""

    async def ask(
        self,
        feed: Feed,
        state: FeedState,
        hold: Hold,
        *,
        url: str | None = None,
        validators: Validators | None = None,
        wants_body: bool = True,
    ) -> Answer:
        """The answer to a GET of `feed`, or of `url`."""

    async def sitemaps(self, url: str) -> Sequence[str]:
        """The sitemaps that the robots.txt of the site of `url` names."""


class Pages:
    """The further pages of one feed in one poll; each is let go of when it has been parsed."""

    def __init__(
        self,
        asker: Asker,
        run: RunInChild,
        feed: Feed,
        state: FeedState,
        at: datetime,
        settings: Settings,
    ) -> None:
        self._asker = asker
        self._run = run
        self._feed = feed
        self._state = state
        self._at = at
        self._settings = settings
        self._hold = asker.hold()

    async def ask(self, url: str) -> Answer | None:
        """The answer to a GET of `url`; None where that cannot be had now."""
        self._hold.release()
        try:
            answer = await self._asker.ask(self._feed, self._state, self._hold, url=url)
        except (NotAsked, FetchError) as error:
            log.info("page left out", feed=self._feed.url, page=url, why=str(error))
            return None
        return None if why_no_document(answer) else answer

    async def parse(self, answer: Answer, memory: bytes) -> ParsedFeed | None:
        """What is in it that `memory` does not know; None if it is no feed.

        Raises:
            DeadlineExceeded, ProcessDied: the parser had to be killed.
        """
        document = document_of(self._feed, answer, memory, at=self._at, settings=self._settings)
        try:
            return await self._run(parse_in_child, document)
        except FeedError as error:
            log.info("no page of a feed", feed=self._feed.url, page=answer.url, why=str(error))
            return None

    async def sitemaps(self, url: str) -> Sequence[str]:
        """The sitemaps of the site of `url`, as its robots.txt names them."""
        return await self._asker.sitemaps(url)

    def close(self) -> None:
        """Let go of what is held."""
        self._hold.release()


def document_of(
    feed: Feed, answer: Answer, memory: bytes, *, at: datetime, settings: Settings
) -> FeedDocument:
    """A document of `feed` as it goes to the parser."""
    return FeedDocument(
        feed_url=feed.url,
        # Its secrets would come back in links that are relative to nothing but a query.
        url=redacted(answer.url),
        content_type=answer.reply.headers.get("content-type", ""),
        body=answer.reply.body,
        fetched_at=at,
        memory=memory,
        max_entries=settings.max_entries,
        remembered=settings.remembered,
    )
