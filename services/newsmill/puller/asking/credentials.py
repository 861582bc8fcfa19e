"""User names, passwords, keys and proxies of feeds, from a file of their own.

They are in no topic: a subscription's URL is without them, and they are added when it is asked.
"""

import base64
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from pydantic import SecretStr

from newsmill.errors import UserError
from newsmill.hosts import origin_of, parse
from newsmill.redaction import REDACTED

# Read by everybody on this machine: chmod o-r.
READABLE_BY_OTHERS = 0o007

LEAST_SECRET_CHARACTERS = 6
"""Shorter values stand in many URLs by chance, and keep nothing secret."""

_FIELDS = frozenset({"basic", "headers", "query", "proxy"})
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_HEADER_VALUE = re.compile(r"[ -~]{1,8000}")
# They say how the message is framed, or are the poll's own.
_NOT_OURS = frozenset({
    "a-im", "accept-encoding", "connection", "content-length", "host", "if-modified-since",
    "if-none-match", "te", "trailer", "transfer-encoding", "upgrade",
})  # fmt: skip


class CredentialsError(UserError):
    """The file of credentials cannot be used; the message never holds what stands in it."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"NEWSMILL_CREDENTIALS={path}: {why}")


@dataclass(frozen=True, slots=True)
class Credential:
    """What one feed, or all below one URL, is asked with."""

    headers: Mapping[str, SecretStr] = field(default_factory=dict)
    query: Mapping[str, SecretStr] = field(default_factory=dict)
    proxy: SecretStr | None = None

    def plain_headers(self) -> dict[str, str]:
        """The headers to send."""
        return {name: value.get_secret_value() for name, value in self.headers.items()}

    def plain_proxy(self) -> str | None:
        """The proxy's URL, with its user name and password if it has any."""
        return self.proxy.get_secret_value() if self.proxy else None

    def with_query(self, url: str) -> str:
        """`url` with the parameters that it does not have yet; the others stay as written."""
        before, mark, written = url.partition("?")
        named = {pair.partition("=")[0] for pair in written.split("&")}
        added = [
            f"{quote(name, safe='')}={quote(value.get_secret_value(), safe='')}"
            for name, value in self.query.items()
            if quote(name, safe="") not in named
        ]
        if not added:
            return url
        return f"{before}?{'&'.join([written, *added] if mark and written else added)}"

    def without_query(self, url: str) -> str:
        """`url`, of a server that has our parameters from us, without them; the rest as written."""
        before, mark, written = url.partition("?")
        ours = {name: value.get_secret_value() for name, value in self.query.items()}
        if not mark or not ours:
            return url
        pairs = written.split("&")
        kept = [pair for pair in pairs if not _is_one_of(pair, ours)]
        return url if len(kept) == len(pairs) else before + ("?" + "&".join(kept) if kept else "")

    def redacted(self, text: str) -> str:
        """`text` without our values, which a server may have put into a URL or a header."""
        for secret in (*self.query.values(), *self.headers.values()):
            value = secret.get_secret_value()
            if len(value) < LEAST_SECRET_CHARACTERS:
                continue
            once = quote(value, safe="")
            for written in (quote(once, safe=""), once, quote_plus(value), value):
                text = text.replace(written, REDACTED)
        return text


def _is_one_of(pair: str, values: Mapping[str, str]) -> bool:
    name, _, value = pair.partition("=")
    return values.get(unquote_plus(name)) in (unquote(value), unquote_plus(value))


NONE = Credential()


class Credentials:
    """The credentials of all feeds."""

    def __init__(self, by_url: Mapping[str, Credential] | None = None) -> None:
        """`by_url`: of feeds' URLs in canonical form, or of what these begin with."""
        self._by_url = by_url or {}

    def of(self, feed_url: str) -> Credential:
        """What the feed at `feed_url` is asked with: of several that fit, the longest URL's."""
        page = parse(feed_url)
        if page is None or not self._by_url:
            return NONE
        url = page.request_url
        while True:
            if found := self._by_url.get(url):
                return found
            # “…/feed?a=1” → “…/feed” → “…/”: never in the middle of a name.
            if "?" in url:
                url = url.partition("?")[0]
            else:
                above = url[:-1].rpartition("/")[0] + "/"
                if len(above) <= len(page.origin):
                    return NONE
                url = above


def read_credentials(path: Path | None) -> Credentials:
    """The credentials in the TOML file at `path`; none without a path.

    Raises:
        CredentialsError: it cannot be read, others may read it, or it is not as it should be.
    """
    if path is None:
        return Credentials()
    try:
        if path.stat().st_mode & READABLE_BY_OTHERS:
            raise CredentialsError(path, "everybody on this machine may read it: chmod o-rwx")
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CredentialsError(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CredentialsError(path, "is not UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        # Its message names a line and a column; a bare `from error` would show the document.
        raise CredentialsError(path, f"is no TOML: {error}") from None
    by_url: dict[str, Credential] = {}
    for number, (url, entry) in enumerate(entries.items(), 1):
        try:
            canonical = _canonical(url)
            if canonical in by_url:
                raise ValueError("has its URL twice")
            by_url[canonical] = _credential(entry)
        except ValueError as error:
            raise CredentialsError(path, f"entry {number} {error}") from None
    return Credentials(by_url)


def _canonical(url: str) -> str:
    page = parse(url)
    if page is None:
        raise ValueError("is not named by the http or https URL of a feed, or the start of one")
    if "@" in url.partition("//")[2].partition("/")[0]:
        raise ValueError('has a user name in its URL: write basic = "USER:PASSWORD"')
    return page.request_url


def _credential(entry: Any) -> Credential:
    if not isinstance(entry, dict) or not entry or entry.keys() - _FIELDS:
        raise ValueError(f"has other fields than {', '.join(sorted(_FIELDS))}")
    headers = {name: _header(name, value) for name, value in _table(entry, "headers").items()}
    if "basic" in entry:
        if any(name.lower() == "authorization" for name in headers):
            raise ValueError("has both basic and a header Authorization")
        headers["Authorization"] = _basic(entry["basic"])
    query = {name: _text("query", value) for name, value in _table(entry, "query").items()}
    proxy = entry.get("proxy")
    if proxy is not None and not (isinstance(proxy, str) and origin_of(proxy)):
        raise ValueError("has a proxy that is no http or https URL")
    return Credential(headers, query, SecretStr(proxy) if proxy else None)


def _table(entry: dict[str, Any], name: str) -> dict[str, Any]:
    table = entry.get(name, {})
    if not isinstance(table, dict):
        raise ValueError(f'has no table at {name}: write {name} = {{ NAME = "VALUE" }}')
    return table


def _basic(value: Any) -> SecretStr:
    """RFC 7617, in UTF-8."""
    if not isinstance(value, str) or ":" not in value:
        raise ValueError('wants basic = "USER:PASSWORD"')
    return SecretStr(f"Basic {base64.b64encode(value.encode()).decode()}")


def _header(name: str, value: Any) -> SecretStr:
    if not _HEADER_NAME.fullmatch(name) or name.lower() in _NOT_OURS:
        raise ValueError("has a header that cannot be set")
    if not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value):
        raise ValueError(f"has no text of printable ASCII in its header {name}")
    return SecretStr(value)


def _text(where: str, value: Any) -> SecretStr:
    if not isinstance(value, str):
        raise ValueError(f"has a value at {where} that is no text")
    return SecretStr(value)
