"""Rate limits: a token bucket for each reader, in a bounded table."""

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MAX_READERS = 20_000
"""Remembered; who has not asked for longest is forgotten first, and begins with a full bucket."""

MINUTE = 60.0
IPV6_SITE_BITS = 64
"""Of an IPv6 address: what one subscriber has, so that it is one reader."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether a request is allowed, and what is left."""

    is_allowed: bool
    per_minute: int
    left: int
    retry_after: int
    """Seconds until the next request is allowed; 0 if one is."""

    def headers(self) -> dict[str, str]:
        """RateLimit fields (draft-ietf-httpapi-ratelimit-headers-10)."""
        return {
            "RateLimit-Policy": f'"requests";q={self.per_minute};w={int(MINUTE)}',
            "RateLimit": f'"requests";r={self.left};t={self.retry_after}',
        }


class Rates:
    """How many requests each reader has left. `clock` is monotonic, in seconds."""

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def ask(self, reader: str, per_minute: int | None = None) -> Allowance:
        """Take one request of `reader`, if there is one left."""
        rate = per_minute or self._per_minute
        now = self._clock()
        bucket = self._buckets.pop(reader, None) or _Bucket(rate, now)
        self._buckets[reader] = bucket
        if len(self._buckets) > MAX_READERS:
            self._buckets.popitem(last=False)
        bucket.left = min(rate, bucket.left + (now - bucket.at) * rate / MINUTE)
        bucket.at = now
        if bucket.left < 1:
            wait = math.ceil((1 - bucket.left) * MINUTE / rate)
            return Allowance(False, rate, 0, wait)
        bucket.left -= 1
        return Allowance(True, rate, int(bucket.left), 0)


def site_of(address: str | None) -> str:
    """What counts as one reader among addresses: all of an IPv6 subscriber's are one."""
    try:
        parsed = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        network = ipaddress.ip_network((parsed, IPV6_SITE_BITS), strict=False)
        return str(network)
    return str(parsed)
