"""Poll one feed: a conditional GET, with its result as a value."""

import random as dice
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from newsmill.contracts.feeds import Feed, FeedState
from newsmill.logs import logger
from newsmill.puller.asking.answers import is_partial, why_no_document
from newsmill.puller.asking.children import with_children
from newsmill.puller.asking.following import NOT_MODIFIED, Answer, again_in
from newsmill.puller.asking.moving import move
from newsmill.puller.asking.outcomes import MAX_ERROR_CHARACTERS, Outcome, Poll, PutOff, hash_of
from newsmill.puller.asking.pages import Asker, Pages, RunInChild, document_of
from newsmill.puller.asking.validators import Validators
from newsmill.puller.in_child import parse_in_child
from newsmill.puller.missing.closing import Missed, close_gap, is_gap
from newsmill.puller.reading.documents import FeedError
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.settings import Settings
from newsmill.puller.timing.pace import Pace
from newsmill.redaction import redacted
from newsmill.subprocesses.pool import DeadlineExceeded, ForeignError, ProcessDied
from newsmill.web.fetching import FetchError
from newsmill.web.visiting import NotAsked

__all__ = ["MAX_ERROR_CHARACTERS", "IsSubscribed", "Poll", "PutOff", "RunInChild", "poll"]

GONE = 410

UNCONDITIONAL_SHARE = 0.01
"""So many polls ask for the whole document, to find servers that say 304 of a feed that changed."""
LIES = "the server said 304 although the feed had changed; from now on it is asked for all of it"

log = logger("newsmill.puller")

IsSubscribed = Callable[[str], Awaitable[bool]]
"""Whether another subscription is asked for at this URL."""


async def nobody(_url: str) -> bool:
    """There are no other subscriptions."""
    return False


@dataclass(frozen=True, slots=True)
class _Means:
    """What a poll works with."""

    asker: Asker
    run: RunInChild
    clock: Callable[[], datetime]


async def poll(
    feed: Feed,
    state: FeedState,
    memory: bytes,
    asker: Asker,
    run: RunInChild,
    clock: Callable[[], datetime],
    settings: Settings,
    pace: Pace | None = None,
    *,
    random: Callable[[], float] = dice.random,
    is_subscribed: IsSubscribed = nobody,
) -> Poll | PutOff:
    """Poll `feed` for what is new since `state`; failures are outcomes, not exceptions."""
    asked_at = clock()
    validators = None if state.distrusts_304 else Validators.of_state(state)
    is_audit = bool(validators) and random() < UNCONDITIONAL_SHARE
    hold = asker.hold()
    try:
        try:
            answer = await asker.ask(feed, state, hold, validators=None if is_audit else validators)
        except NotAsked as error:
            return PutOff(clock() + again_in(error))
        except FetchError as error:
            outcome = Outcome(feed, state, memory, settings, asked_at, clock(), pace=pace)
            return outcome.failed(error.detail)
        outcome = Outcome(feed, state, memory, settings, asked_at, clock(), answer, pace)
        polled = await _result(outcome, answer, _Means(asker, run, clock))
    finally:
        hold.release()
    if is_audit and polled.articles and await _has_lied(asker, outcome, answer):
        log.warning("304 is not believed any more", feed=feed.url)
        polled = _distrusting(polled)
    return await _moved(polled, outcome, answer, is_subscribed)


async def _result(outcome: Outcome, answer: Answer, means: _Means) -> Poll:
    """What became of an answer."""
    reply = answer.reply
    if reply.status == GONE:
        return outcome.gone()
    if reply.status == NOT_MODIFIED and answer.is_conditional:
        return outcome.not_modified()
    if why := why_no_document(answer):
        return outcome.failed(why)
    if outcome.before.body_hash == hash_of(reply.body) and not is_partial(answer):
        return outcome.not_modified()
    try:
        document = document_of(
            outcome.feed,
            answer,
            outcome.memory,
            at=outcome.at,
            settings=outcome.settings,
        )
        parsed = await means.run(parse_in_child, document)
        parsed, missed = await _whole(parsed, outcome, answer, means)
    except (DeadlineExceeded, ProcessDied) as error:
        return replace(outcome, at=means.clock()).failed(str(error), is_kill=True)
    except (FeedError, ForeignError) as error:
        return replace(outcome, at=means.clock()).failed(str(error))
    return replace(outcome, at=means.clock()).polled(parsed, missed)


async def _whole(
    parsed: ParsedFeed, outcome: Outcome, answer: Answer, means: _Means
) -> tuple[ParsedFeed, Missed | None]:
    """`parsed` with its sitemaps' entries, and with what was missed since the poll before.

    What cannot be had now is left out.
    """
    gap_is_judged = not (is_partial(answer) or parsed.is_cut_off)
    if not parsed.children and not (gap_is_judged and is_gap(parsed, outcome.memory)):
        return parsed, None
    feed, before = outcome.feed, outcome.before
    pages = Pages(means.asker, means.run, feed, before, outcome.at, outcome.settings)
    try:
        if parsed.children:
            parsed = await with_children(parsed, pages.ask, pages.parse)
        if not (gap_is_judged and is_gap(parsed, outcome.memory)):
            return parsed, None
        return await close_gap(redacted(answer.url), parsed, outcome.memory, before, pages)
    finally:
        pages.close()


async def _has_lied(asker: Asker, outcome: Outcome, answer: Answer) -> bool:
    """Whether the server says 304 to the validators of the document before this one.

    The two differ in their entries. An answer with the same validators needs no second question.
    """
    before = Validators.of_state(outcome.before)
    if answer.validators == before:
        return True
    hold = asker.hold()
    try:
        again = await asker.ask(
            outcome.feed, outcome.before, hold, validators=before, wants_body=False
        )
    except (NotAsked, FetchError):
        return False
    finally:
        hold.release()
    return again.is_conditional and again.reply.status == NOT_MODIFIED


def _distrusting(polled: Poll) -> Poll:
    state = polled.state.model_copy(update={"distrusts_304": True})
    return replace(polled, state=state, event=polled.event.model_copy(update={"error": LIES}))


async def _moved(
    polled: Poll, outcome: Outcome, answer: Answer, is_subscribed: IsSubscribed
) -> Poll:
    """`polled`, with what its redirects mean for where the feed is asked from now on."""
    if polled.state.gone:
        return polled
    feed = outcome.feed
    is_feed = polled.event.kind in ("polled", "not_modified")
    moves = move(feed, outcome.before, answer, outcome.at, is_feed=is_feed)
    noted: dict[str, Any] = {"moving_to": moves.moving_to, "moving_since": moves.moving_since}
    said: dict[str, Any] = {}
    target = moves.adopted
    before = outcome.before
    if target is None and (moves.moving_to, moves.moving_since) == (
        before.moving_to,
        before.moving_since,
    ):
        return polled  # as nearly always
    if target is not None:
        try:
            is_taken = target != feed.url and await is_subscribed(target)
        # Brokers that are away: it is asked again where it was, and the next poll finds the same.
        except Exception as error:
            log.warning("subscriptions cannot be read", feed=feed.url, error=str(error))
            return polled
        if is_taken:
            why = f"it has moved to {target}, which is a subscription of its own"
            said = {"retired": why, "next_poll_at": None}
            noted |= {"gone": True, **said}
            log.warning("feed retired", feed=feed.url, why=why)
        else:
            said = {"moved_to": target}
            noted["asked_url"] = None if target == feed.url else target
            log.info("feed has moved", feed=feed.url, to=target)
    return replace(
        polled,
        state=polled.state.model_copy(update=noted),
        event=polled.event.model_copy(update=said),
    )
