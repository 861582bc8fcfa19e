"""Where a request comes from: names that cannot lead elsewhere, and pages of other sites."""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\[\]:@/?#\s]+)(?::[0-9]{1,5})?", re.IGNORECASE)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens at `host`."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def names_in(text: str | None) -> frozenset[str]:
    """Names separated by spaces or commas, in small letters."""
    return frozenset(name.lower().rstrip(".") for name in re.split(r"[\s,]+", text or "") if name)


def origin_of(url: str | None) -> str | None:
    """The origin of `url` as a browser writes it; None where there is none."""
    parts = urlsplit(url or "")
    if not parts.hostname:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    is_usual = parts.port in (None, {"http": 80, "https": 443}.get(parts.scheme))
    return f"{parts.scheme}://{host}" + ("" if is_usual else f":{parts.port}")


class HostNames:
    """The names by which a gateway without tokens may be asked.

    A page of another site can give its own name our address (DNS rebinding); then its requests
    are none of another site for the browser. They still have that name in `Host`. An address as a
    name cannot be turned round like this.
    """

    def __init__(self, own: Iterable[str], public_url: str | None) -> None:
        public = urlsplit(public_url).hostname if public_url else None
        self._own = frozenset({*own, *([public.lower()] if public else [])})

    def admit(self, host: str | None) -> bool:
        """Whether a request with this `Host` is answered."""
        found = _HOST.fullmatch(host or "")
        if found is None:
            return False
        name = found[1].strip("[]").rstrip(".").lower()
        if name in self._own or name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def is_from_another_site(site: str | None, mode: str | None) -> bool:
    """Whether a browser says that a page of another site asks, in its Sec-Fetch headers.

    A link that somebody follows is no such request; programs send none of these headers.
    """
    return site in ("cross-site", "same-site") and mode != "navigate"
