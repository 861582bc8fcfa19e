"""Visit a feed as the puller does, and note what was said."""

from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from functools import reduce
from typing import Any

from newsmill.contracts.feeds import Feed, FeedState
from newsmill.hosts import WebURL
from newsmill.puller.asking.children import joined
from newsmill.puller.asking.credentials import Credentials
from newsmill.puller.asking.following import FeedAsker
from newsmill.puller.asking.polling import Poll, RunInChild, poll
from newsmill.puller.asking.validators import Validators
from newsmill.puller.examining.examination import Examination, Exchange
from newsmill.puller.reading.documents import FeedDocument
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.settings import Settings
from newsmill.redaction import redacted
from newsmill.web.bodies import Accept, RoomForBody
from newsmill.web.fetching import Fetcher, FetchError, FetchSettings, Hop
from newsmill.web.visiting import NotAsked

SHOWN = frozenset({"if-none-match", "if-modified-since", "a-im"})
"""Headers that belong to feeds. Others may be secret."""

SECRET = frozenset({"set-cookie", "set-cookie2"})

ALWAYS = 1.0


class RecordingFetcher(Fetcher):
    """Notes each request of another fetcher, and its answer."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self.exchanges: list[Exchange] = []

    def check(self, url: str, base: WebURL | None = None) -> str:
        return self._fetcher.check(url, base)

    async def hop(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        max_bytes: int,
        timeout: timedelta | None = None,
        accept: Accept | None = None,
        room: RoomForBody | None = None,
        proxy: str | None = None,
        takes_part: bool = False,
    ) -> Hop:
        asked_with = {name: value for name, value in headers.items() if name.lower() in SHOWN}
        try:
            hop = await self._fetcher.hop(
                url,
                headers=headers,
                max_bytes=max_bytes,
                timeout=timeout,
                accept=accept,
                room=room,
                proxy=proxy,
                takes_part=takes_part,
            )
        except FetchError as error:
            self.exchanges.append(
                Exchange(redacted(url), asked_with, None, {}, error=redacted(error.detail))
            )
            raise
        self.exchanges.append(
            Exchange(
                url=redacted(url),
                asked_with=asked_with,
                status=hop.reply.status,
                headers={
                    name: redacted(value)
                    for name, value in hop.reply.headers.items()
                    if name not in SECRET
                },
                leads_to=redacted(hop.redirect_url) if hop.redirect_url else None,
                body_bytes=len(hop.reply.body),
            )
        )
        return hop


async def examine(
    feed: Feed,
    fetcher: Fetcher,
    settings: Settings,
    fetching: FetchSettings,
    credentials: Credentials,
    run: RunInChild,
    now: Callable[[], datetime],
) -> Examination:
    """Poll `feed` as one that was never polled; then once more, to try its validators."""
    recorder = RecordingFetcher(fetcher)
    asker = FeedAsker(recorder, settings, fetching, credentials)
    documents: list[ParsedFeed] = []
    answers: list[Exchange] = []

    async def run_and_note(
        parse: Callable[[FeedDocument], ParsedFeed], document: FeedDocument
    ) -> ParsedFeed:
        answer = recorder.exchanges[-1]
        parsed = await run(parse, document)
        documents.append(parsed)
        answers.append(answer)
        return parsed

    before = FeedState(url=feed.url)
    polled = await poll(
        feed, before, b"", asker, _as_run(run_and_note), now, settings, random=lambda: ALWAYS
    )
    exchanges = tuple(recorder.exchanges)
    if not isinstance(polled, Poll):
        return Examination(
            redacted(feed.url), exchanges, f"it may be asked at {polled.again_at}", None
        )
    return Examination(
        url=redacted(feed.url),
        exchanges=exchanges,
        error=polled.event.error,
        parsed=reduce(joined, documents) if documents and polled.event.error is None else None,
        answer=next(iter(answers), exchanges[-1] if exchanges else None),
        again=await _again(feed, polled.state, asker, recorder),
        next_poll_at=polled.state.next_poll_at,
        next_poll_why=polled.state.next_poll_why,
    )


async def _again(
    feed: Feed, state: FeedState, asker: FeedAsker, recorder: RecordingFetcher
) -> Exchange | None:
    """The answer to a conditional request; None without validators, or without an answer."""
    validators = Validators.of_state(state)
    if not validators:
        return None
    hold = asker.hold()
    try:
        await asker.ask(feed, state, hold, validators=validators)
    except (NotAsked, FetchError):
        return None
    finally:
        hold.release()
    return recorder.exchanges[-1]


def _as_run(run: Callable[..., Coroutine[Any, Any, ParsedFeed]]) -> RunInChild:
    return run
