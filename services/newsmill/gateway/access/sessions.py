"""Sessions of browsers: a signed cookie that says whose token was given, and until when.

An EventSource cannot send a header, and a token in a URL would end up in logs and histories.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

COOKIE = "newsmill_session"
MIN_KEY_CHARS = 32
_MAX_CHARS = 400


class Sessions:
    """Makes and reads the cookies; those of another key or time are none.

    With a key of their own, several gateways know each other's sessions and a restart ends none.
    """

    def __init__(self, key: str | None, lifetime: timedelta, now: Callable[[], datetime]) -> None:
        self._key = key.encode() if key else secrets.token_bytes(32)
        self._lifetime = lifetime
        self._now = now

    @property
    def seconds(self) -> int:
        """How long one lasts."""
        return int(self._lifetime.total_seconds())

    def cookie_for(self, mark: str) -> str:
        """The cookie's value for the bearer of the token with that mark."""
        until = int((self._now() + self._lifetime).timestamp())
        claim = base64.urlsafe_b64encode(f"{until}.{mark}".encode()).decode().rstrip("=")
        return f"{claim}.{self._signature(claim)}"

    def read(self, cookie: str) -> tuple[str, datetime] | None:
        """Whose token was given, and until when that counts; None where it does not."""
        claim, _, signature = cookie.partition(".")
        if len(cookie) > _MAX_CHARS or not cookie.isascii():
            return None
        if not hmac.compare_digest(signature, self._signature(claim)):
            return None
        try:
            text = base64.urlsafe_b64decode(claim + "=" * (-len(claim) % 4)).decode()
            seconds, _, mark = text.partition(".")
            until = datetime.fromtimestamp(int(seconds), UTC)
        except (binascii.Error, ValueError, OverflowError, OSError):
            return None
        return (mark, until) if until > self._now() else None

    def _signature(self, claim: str) -> str:
        digest = hmac.digest(self._key, b"newsmill session 1 " + claim.encode(), "sha256")
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
