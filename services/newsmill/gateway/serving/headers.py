"""Headers of all answers: what browsers may do with them, and what other sites' pages may."""

from collections.abc import Mapping
from urllib.parse import urlsplit

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""Nothing from elsewhere, nothing inline: a script in a headline has nowhere to run."""

ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
}
"""Also of JSON and feeds: somebody may open them in a browser."""

ALLOWED_HEADERS = "Authorization, If-None-Match, Last-Event-ID"
EXPOSED_HEADERS = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After"
PREFLIGHT_SECONDS = 600


class BadOrigin(ValueError):
    """What was written is no origin."""


class Origins:
    """The other sites whose pages may ask; they send a token, never a cookie (CORS)."""

    def __init__(self, written: str) -> None:
        self._admitted = frozenset(_origin(word) for word in written.split())

    def headers(self, origin: str | None, methods: str | None = None) -> dict[str, str]:
        """CORS headers for a page of `origin`; with `methods`, those of a preflight. None: it may
        not ask.
        """
        if not self._admitted:
            return {}
        if origin not in self._admitted or origin is None:
            return {"Vary": "Origin"}
        headers = {
            "Vary": "Origin",
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": EXPOSED_HEADERS,
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if methods is not None:
            headers |= {
                "Access-Control-Allow-Methods": methods,
                "Access-Control-Allow-Headers": ALLOWED_HEADERS,
                "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
            }
        return headers

    def admits(self, origin: str | None) -> bool:
        """Whether pages of `origin` may ask."""
        return origin in self._admitted


def _origin(written: str) -> str:
    parts = urlsplit(written)
    if parts.scheme not in ("http", "https") or not parts.netloc or "@" in parts.netloc:
        raise BadOrigin(f"{written[:100]!r} is no origin: https://HOST[:PORT] is wanted")
    if parts.path or parts.query or parts.fragment:
        raise BadOrigin(f"{written[:100]!r} has more than a scheme, a host and a port")
    return written.lower()
