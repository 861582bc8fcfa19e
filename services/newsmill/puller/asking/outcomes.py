"""Turn the end of a poll into its records: articles, an event, the feed's next state."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.base import NOT_TIMED
from newsmill.contracts.feeds import Feed, FeedEvent, FeedEventKind, FeedState
from newsmill.pipeline import PULLER
from newsmill.puller.asking.answers import is_partial
from newsmill.puller.asking.following import NOT_MODIFIED, Answer
from newsmill.puller.asking.kills import after_good, after_kill
from newsmill.puller.asking.validators import TOO_MUCH_FOR_THE_SERVER, Validators
from newsmill.puller.missing.closing import Missed
from newsmill.puller.reading.entries import ParsedFeed
from newsmill.puller.settings import Settings
from newsmill.puller.timing.habits import silence
from newsmill.puller.timing.pace import Pace
from newsmill.puller.timing.scheduling import PollResult, schedule
from newsmill.puller.websub.discovering import offer
from newsmill.redaction import redacted

MAX_ERROR_CHARACTERS = 500

GONE_FOR_GOOD_AFTER = timedelta(days=1)
"""A 410 that is said again after so long is meant."""

SAYS_GONE = "the server says the feed is gone (410)"


@dataclass(frozen=True, slots=True)
class Poll:
    """The result of a poll, to be published in the order of the fields."""

    articles: tuple[RawArticle, ...]
    event: FeedEvent
    state: FeedState
    memory: bytes | None = None
    """The entries that are remembered of the feed, packed; None if they have not changed."""
    is_partial: bool = False
    """Whether the document had new entries only (RFC 3229): one without known ones is no gap."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """The feed was not asked: its site rests, or it is not our turn. Nothing has changed."""

    again_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """One poll of one feed, up to its end."""

    feed: Feed
    before: FeedState
    memory: bytes
    settings: Settings
    asked_at: datetime
    at: datetime
    answer: Answer | None = None
    pace: Pace | None = None

    def failed(self, error: str, *, is_kill: bool = False) -> Poll:
        """There is no document, or it could not be read: `error` says why."""
        failures = self.before.failures + 1
        error_text = _one_line(redacted(error))
        learnt: dict[str, Any] = {"error": error_text}
        kills = after_kill(self.before, self.at) if is_kill else {}
        if self.answer is None:
            learnt["gone_since"] = self.before.gone_since  # nothing else was said
        elif self.answer.is_conditional and self.answer.reply.status in TOO_MUCH_FOR_THE_SERVER:
            learnt |= Validators().fields()
        result = PollResult(
            failures=failures, kills=kills.get("parser_kills", 0), headers=self._headers
        )
        state = self._state(result, failures=failures, **learnt, **kills)
        return self._poll("failed", state, error=error_text)

    def gone(self) -> Poll:
        """The server answered 410: the feed retires if it has said so for a day."""
        assert self.answer is not None, "only an answer says so"
        if self.answer.redirects and not self.answer.is_permanent:
            return self.failed(f"{SAYS_GONE}, but at an address where it is only for now")
        since = self.before.gone_since or self.at
        if self.at - since >= GONE_FOR_GOOD_AFTER:
            why = f"{SAYS_GONE} for a day or longer"
            noted = {"gone": True, "retired": why, "last_polled_at": self.at, "next_poll_at": None}
            polled = self._poll("gone", self.before.model_copy(update=noted), error=why)
            return replace(polled, event=polled.event.model_copy(update={"retired": why}))
        polled = self.failed(f"{SAYS_GONE}; it is asked again a day after it has first said so")
        again = {"next_poll_at": since + GONE_FOR_GOOD_AFTER}
        why_then = {"gone_since": since, "next_poll_why": "410 Gone: asked once more a day later"}
        return replace(
            polled,
            state=polled.state.model_copy(update=again | why_then),
            event=polled.event.model_copy(update=again),
        )

    def not_modified(self) -> Poll:
        """The server said 304, or sent the same bytes as last time."""
        validators = self._validators()
        result = PollResult(
            headers=self._headers,
            is_same=True,
            has_validators=self._is_conditional(validators),
            pushed_until=self.before.pushed_until,
        )
        return self._poll("not_modified", self._state(result, **validators.fields()))

    def polled(self, parsed: ParsedFeed, missed: Missed | None = None) -> Poll:
        """The document was read; `missed` says what lay between it and the one before."""
        assert self.answer is not None, "there is no document without an answer"
        is_cut_off = self.answer.hop.is_cut_off or parsed.is_cut_off
        # Of a document that broke off, the rest must come with the next poll. An index of sitemaps
        # may stay the same when one of these has changed.
        is_kept = not (is_cut_off or parsed.children)
        validators = self._validators() if is_kept else Validators()
        is_hashed = is_kept and not is_partial(self.answer)
        result = PollResult(
            arrived=tuple(article.published_at for article in parsed.entries),
            headers=self._headers,
            wishes=parsed.wishes,
            has_validators=self._is_conditional(validators),
            # How many entries the document holds is not to be learnt from a part of it.
            entry_count=parsed.entry_count if is_hashed else 0,
            gap=missed is not None,
            pushed_until=self.before.pushed_until,
        )
        state = self._state(
            result,
            body_hash=hash_of(self.answer.reply.body) if is_hashed else None,
            **validators.fields(),
            **after_good(self.before, self.at),
            **self._said(parsed),
            **self._gap(missed),
        )
        polled = self._poll("polled", state, parsed)
        event = polled.event.model_copy(
            update={
                "cut_off": is_cut_off,
                "gap": missed.estimate if missed else None,
                "backfilled": missed.backfilled if missed else 0,
            }
        )
        return replace(polled, event=event, is_partial=is_partial(self.answer))

    def pushed(self, parsed: ParsedFeed) -> Poll:
        """The feed's hub sent a document: it may hold the new entries alone."""
        result = PollResult(
            arrived=tuple(article.published_at for article in parsed.entries),
            has_validators=self._is_conditional(Validators.of_state(self.before)),
            pushed_until=self.before.pushed_until,
        )
        polled = self._poll("polled", self._state(result), parsed)
        event = polled.event.model_copy(update={"pushed": True})
        return replace(polled, event=event, is_partial=True)

    def _said(self, parsed: ParsedFeed) -> dict[str, Any]:
        """What the feed says of itself: its title and its hub."""
        assert self.answer is not None, "there is no document without an answer"
        hubs = [parsed.links.hub] if parsed.links.hub else []
        headers = self.answer.hop.values.get("link", ())
        found = offer(self.answer.url, headers, hubs, parsed.links.self_url)
        return {
            "title": parsed.title,
            "hub": redacted(found.hub) if found else None,
            "topic_url": redacted(found.topic) if found else None,
        }

    def _gap(self, missed: Missed | None) -> dict[str, Any]:
        return {"gaps": self.before.gaps + 1, "gap_at": self.at} if missed else {}

    @property
    def _headers(self) -> Mapping[str, str]:
        return self.answer.reply.headers if self.answer else {}

    def _validators(self) -> Validators:
        """The validators to send with the next poll; a 304 may leave out unchanged ones."""
        if self.answer is None:
            return Validators()
        if self.answer.reply.status == NOT_MODIFIED:
            return Validators.of_state(self.before).renewed(self.answer.validators)
        return self.answer.validators

    def _is_conditional(self, validators: Validators) -> bool:
        return bool(validators) and not self.before.distrusts_304

    def _state(self, result: PollResult, failures: int = 0, **learnt: Any) -> FeedState:
        planned = schedule(self.at, self.before, result, self.settings, self.pace)
        return self.before.model_copy(
            update={
                "failures": failures,
                "error": None,
                "gone": False,
                "gone_since": None,
                "retired": None,
                "last_polled_at": self.at,
                **planned.fields(),
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
                    "timings": NOT_TIMED.timed(PULLER, self.at),
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
            status=self.answer.reply.status if self.answer else None,
            entries=parsed.entry_count if parsed else 0,
            offered=len(articles),
            skipped=parsed.skipped if parsed else 0,
            left_out=parsed.left_out if parsed else 0,
            merged=parsed.merged if parsed else 0,
            deleted=parsed.deleted if parsed else (),
            error=error,
            feed_title=(parsed.title if parsed else None) or self.feed.title,
            duration_seconds=max((self.at - self.asked_at).total_seconds(), 0),
            next_poll_at=state.next_poll_at,
            **silence(self.before, state),
        )
        memory = parsed.memory if parsed and parsed.memory != self.memory else None
        return Poll(articles, event, state, memory)


def hash_of(body: bytes) -> str:
    """What tells two documents apart."""
    return hashlib.sha256(body).hexdigest()[:16]


def _one_line(error: str) -> str:
    return " ".join(error.split())[:MAX_ERROR_CHARACTERS]
