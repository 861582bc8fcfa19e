"""Subscribe to hubs, answer their questions, and know whose notification one is.

https://www.w3.org/TR/websub/. No HTTP and no clock: `requests` says what is to be sent to hubs,
`verify` and `deliver` are what a callback's GET and POST lead to.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import quote

from newsmill.puller.websub.authenticity import Keys, is_authentic
from newsmill.puller.websub.discovering import Offer

Mode = Literal["subscribe", "unsubscribe"]

SHORTEST_LEASE = timedelta(minutes=5)
LONGEST_LEASE = timedelta(days=30)
PATIENCE = timedelta(minutes=10)
"""How long a hub may take to ask whether we meant it."""
FIRST_RETRY = timedelta(minutes=10)
LONGEST_RETRY = timedelta(days=1)
DISTRUST = timedelta(days=1)
"""How long a hub that kept news from us, or refused, is not asked again."""


@dataclass(frozen=True, slots=True)
class HubRequest:
    """A form to be posted to a hub."""

    feed_url: str
    mode: Mode
    hub: str
    form: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a callback's POST was: whose feed's, and whether it is to be believed."""

    feed_url: str | None
    """None if nobody has this address: the hub may forget it."""
    is_authentic: bool = False


@dataclass(slots=True)
class _Subscription:
    feed_url: str
    offer: Offer
    intends: Mode | None = None
    """What was asked of the hub and not yet confirmed."""
    asked_at: datetime | None = None
    active_until: datetime | None = None
    renew_at: datetime | None = None
    retry_at: datetime | None = None
    failures: int = 0
    is_removed: bool = False


@dataclass
class Subscriber:
    """All subscriptions of one puller at hubs."""

    keys: Keys
    callback_url: str
    lease: timedelta
    _by_feed: dict[str, _Subscription] = field(default_factory=dict)
    _by_token: dict[str, _Subscription] = field(default_factory=dict)

    def offered(self, feed_url: str, offer: Offer | None) -> None:
        """Note what a feed says of its hub, each time it says it."""
        known = self._by_feed.get(feed_url)
        if offer is None:
            # A feed without a hub is polled; what its former hub still sends is taken.
            if known is not None and known.active_until is None:
                self._forget(known)
            return
        if known is None:
            known = _Subscription(feed_url, offer)
            self._by_feed[feed_url] = known
            self._by_token[self.keys.token(feed_url)] = known
        elif known.offer != offer:
            known.offer = offer
            known.active_until = known.renew_at = known.retry_at = known.intends = None
        known.is_removed = False

    def removed(self, feed_url: str) -> None:
        """Note that the feed is not wanted any more: its hub is told so."""
        known = self._by_feed.get(feed_url)
        if known is None:
            return
        if known.active_until is None and known.intends is None:
            self._forget(known)
            return
        known.is_removed = True
        known.active_until = known.retry_at = known.intends = None

    def left(self, feed_url: str) -> None:
        """Forget a feed that is another puller's now: its hub is told of that one's address."""
        known = self._by_feed.get(feed_url)
        if known is not None:
            self._forget(known)

    def requests(self, now: datetime) -> list[HubRequest]:
        """What is to be sent to hubs now; `failed` is to be called for what is not accepted.

        A hub that accepts a request asks back at the callback.
        """
        due = []
        for one in list(self._by_feed.values()):
            if one.active_until is not None and one.active_until <= now:
                one.active_until = None
            if one.intends is not None:
                if one.asked_at is not None and now - one.asked_at <= PATIENCE:
                    continue
                # It took the request and never asked back.
                self._put_off(one, now)
                if one.is_removed:
                    self._forget(one)
                    continue
            if one.retry_at is not None and now < one.retry_at:
                continue
            if one.active_until is not None and one.renew_at is not None and now < one.renew_at:
                continue
            mode: Mode = "unsubscribe" if one.is_removed else "subscribe"
            one.intends, one.asked_at = mode, now
            due.append(HubRequest(one.feed_url, mode, one.offer.hub, self._form(one, mode)))
        return due

    def failed(self, request: HubRequest, now: datetime) -> None:
        """Note that the hub refused a request or could not be reached."""
        known = self._by_feed.get(request.feed_url)
        if known is None:
            return
        if known.is_removed:
            self._forget(known)
        else:
            self._put_off(known, now)

    def verify(self, token: str, query: Mapping[str, str], now: datetime) -> str | None:
        """The challenge to answer a hub's question with; None if we did not mean it (404).

        A denial, which wants no answer but 200, gives an empty text.
        """
        known = self._by_token.get(token)
        if known is None or query.get("hub.topic") != known.offer.topic:
            return None
        mode = query.get("hub.mode", "")
        if mode == "denied":
            known.intends = known.active_until = None
            known.retry_at = now + DISTRUST
            return ""
        # A hub may ask once more about a subscription that holds: it did not get our answer.
        is_meant = mode == known.intends or (mode == "subscribe" and known.active_until is not None)
        if not is_meant or not query.get("hub.challenge"):
            return None
        known.intends, known.failures, known.retry_at = None, 0, None
        if mode == "unsubscribe":
            self._forget(known)
        else:
            lease = _lease(query.get("hub.lease_seconds", ""), self.lease)
            known.active_until, known.renew_at = now + lease, now + lease / 2
        return query["hub.challenge"]

    def deliver(self, token: str, signature: str | None, body: bytes) -> Delivery:
        """Whose notification came to the address with `token`, and whether it is authentic.

        A hub that was given a secret must sign: without a signature nothing is believed.
        """
        known = self._by_token.get(token)
        if known is None or known.is_removed:
            return Delivery(None)
        secret = self.keys.secret(known.feed_url)
        return Delivery(known.feed_url, is_authentic(secret, signature, body))

    def knows(self, token: str) -> bool:
        """Whether the address is one of ours."""
        return token in self._by_token

    def pushed_until(self, feed_url: str, now: datetime) -> datetime | None:
        """Until when the feed's hub tells us of its news; None if it does not."""
        known = self._by_feed.get(feed_url)
        if known is None or known.active_until is None or known.active_until <= now:
            return None
        return known.active_until

    def missed(self, feed_url: str, now: datetime) -> None:
        """Note that a poll found news that the hub had kept from us: it is not relied on."""
        known = self._by_feed.get(feed_url)
        if known is not None:
            known.active_until = known.renew_at = known.intends = None
            known.retry_at = now + DISTRUST

    def _form(self, one: _Subscription, mode: Mode) -> dict[str, str]:
        callback = f"{self.callback_url.rstrip('/')}/{quote(self.keys.token(one.feed_url))}"
        form = {"hub.mode": mode, "hub.topic": one.offer.topic, "hub.callback": callback}
        if mode == "subscribe":
            form["hub.secret"] = self.keys.secret(one.feed_url)
            form["hub.lease_seconds"] = str(int(self.lease.total_seconds()))
        return form

    def _put_off(self, one: _Subscription, now: datetime) -> None:
        one.intends = None
        one.failures += 1
        one.retry_at = now + min(FIRST_RETRY * 2 ** min(one.failures - 1, 16), LONGEST_RETRY)

    def _forget(self, one: _Subscription) -> None:
        self._by_feed.pop(one.feed_url, None)
        self._by_token.pop(self.keys.token(one.feed_url), None)


def _lease(seconds: str, wanted: timedelta) -> timedelta:
    """What the hub grants; what we wanted where it does not say."""
    granted = wanted
    if re.fullmatch(r"\s*[0-9]{1,10}\s*", seconds, re.ASCII):
        granted = timedelta(seconds=int(seconds))
    return max(SHORTEST_LEASE, min(granted, LONGEST_LEASE))
