"""Who is asking, and whether they may: tokens, sessions, hosts, other sites and rates."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from newsmill.clock import utc_now
from newsmill.gateway.access.origins import (
    HostNames,
    is_from_another_site,
    is_loopback,
    names_in,
    origin_of,
)
from newsmill.gateway.access.rates import Rates, site_of
from newsmill.gateway.access.sessions import COOKIE, Sessions
from newsmill.gateway.access.tokens import EVERYBODY, Grant, Tokens, hash_of, mark
from newsmill.gateway.api.problems import (
    BAD_PARAMETER,
    FORBIDDEN,
    FOREIGN_SITE,
    SIGN_IN,
    TOO_MANY_REQUESTS,
    UNKNOWN_HOST,
    Refused,
)
from newsmill.gateway.api.routes import Scope
from newsmill.gateway.serving.headers import Origins
from newsmill.gateway.settings import Settings

WRONG_TOKENS_PER_MINUTE = 10
MAX_TOKEN_CHARS = 500
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="newsmill"'}

_WITHOUT_ADMIN = Grant("", frozenset({"read", "stream"}))


@dataclass(frozen=True, slots=True)
class Asker:
    """Who sends a request."""

    key: str
    """The same for all requests of one reader: the token's name, or the address."""
    grant: Grant | None
    """None: nobody in particular, where a token is needed."""
    until: datetime | None = None
    """When the session ends."""
    headers: tuple[tuple[str, str], ...] = ()
    """Of the answer: what is left of the rate."""


class Doors:
    """Decides on each request."""

    def __init__(
        self,
        settings: Settings,
        tokens: Tokens,
        *,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tokens = tokens
        self.sessions = Sessions(settings.key, settings.session_lifetime, now)
        self.origins = Origins(settings.cors_origins)
        self._rates = Rates(settings.requests_per_minute, clock)
        self._wrong_tokens = Rates(WRONG_TOKENS_PER_MINUTE, clock)
        self._public_origin = origin_of(settings.public_url)
        self._anonymous: Grant | None = None
        if settings.anonymous:
            self._anonymous = _WITHOUT_ADMIN
        elif not tokens:
            self._anonymous = EVERYBODY
        self._hosts: HostNames | None = None
        if self._anonymous is not None:
            own = names_in(settings.hosts) | ({settings.host} - {"0.0.0.0", "::"})  # noqa: S104
            self._hosts = HostNames(own, settings.public_url)

    @property
    def needs_token(self) -> bool:
        """Whether nobody sees anything without a token."""
        return self._anonymous is None

    def admit(self, request: web.Request) -> Asker:
        """Who asks, if their request is to be looked at.

        Raises:
            Refused: it is not.
        """
        if self._hosts is not None and not self._hosts.admit(request.headers.get("Host")):
            raise Refused(UNKNOWN_HOST)
        self._refuse_other_sites(request)
        asker = self._identify(request)
        rate = self._rates.ask(asker.key, asker.grant.per_minute if asker.grant else None)
        if not rate.is_allowed:
            headers = {"Retry-After": str(rate.retry_after), **rate.headers()}
            raise Refused(TOO_MANY_REQUESTS, retry_after=rate.retry_after, headers=headers)
        return Asker(asker.key, asker.grant, asker.until, tuple(rate.headers().items()))

    def require(self, asker: Asker, scope: Scope | None) -> None:
        """Let `asker` do what needs `scope`.

        Raises:
            Refused: not without a token, or not with theirs.
        """
        if scope is None:
            return
        if asker.grant is None:
            raise Refused(SIGN_IN, headers=CHALLENGE)
        if not asker.grant.may(scope):
            needed = f'Bearer realm="newsmill", error="insufficient_scope", scope="{scope}"'
            raise Refused(
                FORBIDDEN, f"the scope {scope} is needed", headers={"WWW-Authenticate": needed}
            )

    def sign_in(self, request: web.Request, token: str) -> tuple[Grant, str]:
        """The grant of `token`, and the cookie's value of a new session.

        Raises:
            Refused: there is no such token, or another site's page sends it.
        """
        origin = request.headers.get("Origin")
        # A proxy may give us another name than the browser has gone to.
        if (
            origin is not None
            and origin != self._public_origin
            and (origin.partition("//")[2] != request.headers.get("Host"))
        ):
            raise Refused(FOREIGN_SITE)
        if not token:
            raise Refused(BAD_PARAMETER, "token: none was sent", parameter="token")
        grant = self._grant_of(token, request)
        return grant, self.sessions.cookie_for(mark(hash_of(token)))

    def _refuse_other_sites(self, request: web.Request) -> None:
        site, mode = request.headers.get("Sec-Fetch-Site"), request.headers.get("Sec-Fetch-Mode")
        if is_from_another_site(site, mode) and not self.origins.admits(
            request.headers.get("Origin")
        ):
            raise Refused(FOREIGN_SITE)

    def _identify(self, request: web.Request) -> Asker:
        address = site_of(request.remote)
        if (written := request.headers.get("Authorization")) is not None:
            scheme, _, token = written.partition(" ")
            if scheme.lower() != "bearer" or not token.strip():
                raise Refused(SIGN_IN, "Authorization: Bearer TOKEN is wanted", headers=CHALLENGE)
            grant = self._grant_of(token.strip(), request)
            return Asker(f"token {grant.name}", grant)
        if (cookie := request.cookies.get(COOKIE)) is not None and len(self._tokens):
            session = self.sessions.read(cookie)
            given = self._tokens.marked(session[0]) if session else None
            if session and given:
                return Asker(f"token {given.name}", given, session[1])
        return Asker(f"address {address}", self._anonymous)

    def _grant_of(self, token: str, request: web.Request) -> Grant:
        grant = self._tokens.grant_of(token) if len(token) <= MAX_TOKEN_CHARS else None
        if grant is not None:
            return grant
        rate = self._wrong_tokens.ask(site_of(request.remote))
        if not rate.is_allowed:
            raise Refused(
                TOO_MANY_REQUESTS,
                "too many wrong tokens",
                retry_after=rate.retry_after,
                headers={"Retry-After": str(rate.retry_after)},
            )
        wrong = {"WWW-Authenticate": 'Bearer realm="newsmill", error="invalid_token"'}
        raise Refused(SIGN_IN, "there is no such token", headers=wrong)


def why_not_open(settings: Settings, tokens: Tokens) -> str | None:
    """Why the gateway must not be opened like this; None if it may be."""
    if tokens or settings.anonymous or is_loopback(settings.host):
        return None
    return (
        f"NEWSMILL_GATEWAY_HOST={settings.host} lets others read everything: set"
        " NEWSMILL_GATEWAY_TOKENS, or NEWSMILL_GATEWAY_ANONYMOUS=1 if that is meant"
    )
