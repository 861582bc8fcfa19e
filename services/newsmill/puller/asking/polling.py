"""Poll one feed: a conditional GET, with its result as a value."""

import hashlib
import re
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.feeds import Feed, FeedEvent, FeedEventKind, FeedState
from newsmill.pipeline import PULLER
from newsmill.puller.in_child import parse_in_child
from newsmill.puller.reading.documents import FeedDocument, FeedError
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.settings import Settings
from newsmill.puller.timing.scheduling import PollResult, next_poll
from newsmill.subprocesses.pool import DeadlineExceeded, ForeignError, ProcessDied
from newsmill.web.fetching import FetchError, Reply

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json,"
    " application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
# Longer validators are not kept, because they would be sent with every poll.
MAX_VALIDATOR_CHARACTERS = 1_024
MAX_ERROR_CHARACTERS = 500

NO_VALIDATORS = {"etag": None, "last_modified": None}

NOT_MODIFIED = 304
GONE = 410


class Getter(Protocol):
    """What a poll needs of a `Fetcher`."""

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
        timeout: timedelta | None = None,
    ) -> Reply:
        """The answer to a GET."""


RunInChild = Callable[
    [Callable[[FeedDocument], ParsedFeed], FeedDocument], Coroutine[Any, Any, ParsedFeed]
]
"""Calls a function in a child process that can be killed: `ProcessPool.run`."""


@dataclass(frozen=True, slots=True)
class Poll:
    """The result of a poll, to be published in the order of the fields."""

    articles: tuple[RawArticle, ...]
    event: FeedEvent
    state: FeedState
    memory: bytes | None = None
    """The entries that are remembered of the feed, packed; None if they have not changed."""
    moved_to: str | None = None
    """The feed's new URL after a permanent redirect. It is still polled at its own URL, which is
    the subscription's identity."""


async def poll(
    feed: Feed,
    state: FeedState,
    memory: bytes,
    fetcher: Getter,
    run: RunInChild,
    clock: Callable[[], datetime],
    settings: Settings,
) -> Poll:
    """Poll `feed` for what is new since `state`; failures are outcomes, not exceptions."""
    asked_at = clock()
    try:
        reply = await fetcher.get(
            feed.url, headers=_conditions(state), max_bytes=settings.max_bytes
        )
    except FetchError as error:
        return _Outcome(feed, state, memory, settings, asked_at, clock()).failed(error.detail)
    outcome = _Outcome(feed, state, memory, settings, asked_at, clock(), reply)
    if reply.status == GONE:
        return outcome.gone()
    if reply.status == NOT_MODIFIED and (state.etag or state.last_modified):
        return outcome.not_modified()
    if not 200 <= reply.status < 300:
        return outcome.failed(f"the server answered {reply.status}")
    if state.body_hash == _hash(reply.body):
        return outcome.not_modified()
    document = FeedDocument(
        feed_url=feed.url,
        url=reply.url,
        content_type=reply.headers.get("content-type", ""),
        body=reply.body,
        fetched_at=outcome.at,
        memory=memory,
        max_entries=settings.max_entries,
    )
    try:
        parsed = await run(parse_in_child, document)
    except (FeedError, DeadlineExceeded, ProcessDied, ForeignError) as error:
        return replace(outcome, at=clock()).failed(str(error))
    return replace(outcome, at=clock()).polled(parsed)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Turns the end of a poll into its records."""

    feed: Feed
    before: FeedState
    memory: bytes
    settings: Settings
    asked_at: datetime
    at: datetime
    reply: Reply | None = None

    def failed(self, error: str) -> Poll:
        failures = self.before.failures + 1
        state = self._state(PollResult(failures=failures, headers=self._headers), failures=failures)
        error_text = _one_line(error)
        state = state.model_copy(update={"error": error_text})
        return self._poll("failed", state, error=error_text)

    def gone(self) -> Poll:
        state = self.before.model_copy(
            update={"gone": True, "last_polled_at": self.at, "next_poll_at": None}
        )
        return self._poll("gone", state, error="the server says the feed is gone (410)")

    def not_modified(self) -> Poll:
        state = self._state(PollResult(headers=self._headers), **self._validators)
        return self._poll("not_modified", state)

    def polled(self, parsed: ParsedFeed) -> Poll:
        assert self.reply is not None, "there is no document without an answer"
        result = PollResult(
            had_news=bool(parsed.entries),
            headers=self._headers,
            ttl=parsed.wishes.ttl,
            update_period=parsed.wishes.update_period,
        )
        state = self._state(
            result,
            # Of a document that broke off, the rest must come with the next poll.
            body_hash=None if parsed.is_cut_off else _hash(self.reply.body),
            **(self._validators if not parsed.is_cut_off else NO_VALIDATORS),
        )
        return self._poll("polled", state, parsed)

    @property
    def _headers(self) -> Mapping[str, str]:
        return self.reply.headers if self.reply else {}

    @property
    def _validators(self) -> dict[str, Any]:
        """The validators to send with the next poll; a 304 may leave out unchanged ones."""
        etag = _validator(self._headers.get("etag"))
        last_modified = _validator(self._headers.get("last-modified"))
        if self.reply and self.reply.status == NOT_MODIFIED:
            etag = etag or self.before.etag
            last_modified = last_modified or self.before.last_modified
        return {"etag": etag, "last_modified": last_modified}

    def _state(self, result: PollResult, failures: int = 0, **learnt: Any) -> FeedState:
        when = next_poll(self.at, self.before, result, self.settings)
        return self.before.model_copy(
            update={
                "failures": failures,
                "error": None,
                "gone": False,
                "last_polled_at": self.at,
                "next_poll_at": when,
                **learnt,
            }
        )

    def _poll(
        self,
        kind: FeedEventKind,
        state: FeedState,
        parsed: ParsedFeed | None = None,
        error: str | None = None,
    ) -> Poll:
        articles = tuple(
            article.model_copy(
                update={
                    "timings": {PULLER: self.at},
                    "feed_title": article.feed_title or self.feed.title,
                    "feed_language": article.feed_language or self.feed.language,
                    "section": self.feed.section,
                    "tags": self.feed.tags,
                    "subscription_title": self.feed.title,
                }
            )
            for article in (parsed.entries if parsed else ())
        )
        event = FeedEvent(
            feed_url=self.feed.url,
            kind=kind,
            at=self.at,
            status=self.reply.status if self.reply else None,
            entries=parsed.entry_count if parsed else 0,
            offered=len(articles),
            skipped=parsed.skipped if parsed else 0,
            left_out=parsed.left_out if parsed else 0,
            cut_off=parsed.is_cut_off if parsed else False,
            merged=parsed.merged if parsed else 0,
            error=error,
            feed_title=(parsed.title if parsed else None) or self.feed.title,
            duration_seconds=max((self.at - self.asked_at).total_seconds(), 0),
            next_poll_at=state.next_poll_at,
        )
        return Poll(
            articles,
            event,
            state,
            parsed.memory if parsed and parsed.memory != self.memory else None,
            self.reply.permanent_url if self.reply else None,
        )


def _conditions(state: FeedState) -> dict[str, str]:
    headers = {"Accept": ACCEPT}
    if state.etag:
        headers["If-None-Match"] = state.etag
    if state.last_modified:
        headers["If-Modified-Since"] = state.last_modified
    return headers


_PRINTABLE = re.compile(r"[ -~]+")


def _validator(value: str | None) -> str | None:
    """`value` if it can be sent back to the server."""
    is_usable = value and len(value) <= MAX_VALIDATOR_CHARACTERS and _PRINTABLE.fullmatch(value)
    return value if is_usable else None


def _one_line(error: str) -> str:
    return " ".join(error.split())[:MAX_ERROR_CHARACTERS]


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]
