"""Turn a document that a feed's hub has sent into records, as a poll does."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from newsmill.contracts.feeds import Feed, FeedState
from newsmill.puller.asking.outcomes import Outcome, Poll
from newsmill.puller.asking.pages import RunInChild
from newsmill.puller.in_child import parse_in_child
from newsmill.puller.reading.documents import FeedDocument, FeedError
from newsmill.puller.settings import Settings
from newsmill.puller.timing.pace import Pace
from newsmill.subprocesses.pool import DeadlineExceeded, ForeignError, ProcessDied


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
    """What is new in `push` since `state`; one that cannot be read is a failed poll, soon repeated.

    So a hub that only rings, without the news, has the feed polled too.
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
    try:
        parsed = await run(parse_in_child, document)
    except (FeedError, ForeignError, DeadlineExceeded, ProcessDied) as error:
        is_kill = isinstance(error, DeadlineExceeded | ProcessDied)
        outcome = Outcome(feed, state, memory, settings, at, clock(), pace=pace)
        polled = outcome.failed(f"what its hub has sent: {error}", is_kill=is_kill)
        return replace(polled, event=polled.event.model_copy(update={"pushed": True}))
    return Outcome(feed, state, memory, settings, at, clock(), pace=pace).pushed(parsed)
