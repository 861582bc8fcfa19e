"""Turn a document that a feed's hub has sent into records, as a poll does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from newsmill.contracts.feeds import Feed, FeedState
from newsmill.puller.asking.outcomes import Outcome, Poll
from newsmill.puller.asking.pages import RunInChild
from newsmill.puller.in_child import parse_in_child
from newsmill.puller.reading.documents import FeedDocument
from newsmill.puller.settings import Settings
from newsmill.puller.timing.pace import Pace


@dataclass(frozen=True, slots=True)
class Push:
    """A document as its hub has sent it."""

    body: bytes
    content_type: str


async def pushed(
    push: Push,
    feed: Feed,
    state: FeedState,
    memory: bytes,
    run: RunInChild,
    clock: Callable[[], datetime],
    settings: Settings,
    pace: Pace | None = None,
) -> Poll:
    """What is new in `push` since `state`.

    Raises:
        FeedError, DeadlineExceeded, ProcessDied, ForeignError: it cannot be read.
    """
    at = clock()
    document = FeedDocument(
        feed_url=feed.url,
        url=state.topic_url or state.asked_url or feed.url,
        content_type=push.content_type,
        body=push.body,
        fetched_at=at,
        memory=memory,
        max_entries=settings.max_entries,
        remembered=settings.remembered,
    )
    parsed = await run(parse_in_child, document)
    return Outcome(feed, state, memory, settings, at, clock(), pace=pace).pushed(parsed)
