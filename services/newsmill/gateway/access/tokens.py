"""Tokens of readers: only their hashes are configured, each with what it may do and how often."""

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

from newsmill.gateway.api.routes import SCOPES, Scope

# 256 random bits: a plain hash cannot be turned back, and costs nothing with each request.
TOKEN_BYTES = 32
PREFIX = "nm_"
"""Begins every token, so that scanners for secrets find one that was published by mistake."""

MAX_TOKENS = 10_000

_NAME = re.compile(r"[\w.@-]{1,64}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Grant:
    """What the bearer of a token may do."""

    name: str
    scopes: frozenset[Scope]
    per_minute: int | None = None
    """Requests; None: as everybody."""

    def may(self, scope: Scope) -> bool:
        """Whether it has `scope`; admin has all."""
        return scope in self.scopes or "admin" in self.scopes


EVERYBODY = Grant("", frozenset(SCOPES))
"""Whoever asks a gateway that has no tokens."""


class Tokens:
    """The tokens that there are."""

    def __init__(self, grant_by_hash: dict[str, Grant]) -> None:
        self._grant_by_hash = grant_by_hash
        self._grant_by_mark = {mark(digest): grant for digest, grant in grant_by_hash.items()}

    def __len__(self) -> int:
        return len(self._grant_by_hash)

    @classmethod
    def read(cls, lines: str) -> "Tokens":
        """Parse lines `NAME SCOPE[,SCOPE…] SHA256 [PER_MINUTE]`; `#` begins a comment.

        Raises:
            ValueError: says which line cannot be used, and shows no hash.
        """
        grants: dict[str, Grant] = {}
        for number, line in enumerate(lines.splitlines(), start=1):
            words = line.partition("#")[0].split()
            if not words:
                continue
            try:
                digest, grant = _grant(words)
            except ValueError as error:
                raise ValueError(f"line {number}: {error}") from None
            if digest in grants or any(known.name == grant.name for known in grants.values()):
                raise ValueError(f"line {number}: a token or a name stands there twice")
            grants[digest] = grant
        if len(grants) > MAX_TOKENS:
            raise ValueError(f"more than {MAX_TOKENS} tokens")
        return cls(grants)

    def grant_of(self, token: str) -> Grant | None:
        """What the bearer of `token` may do; None where there is no such token.

        It takes as long for a wrong token as for a right one, whichever that is.
        """
        digest = hash_of(token).encode()
        found = None
        for known, grant in self._grant_by_hash.items():
            if compare_digest(known.encode(), digest):
                found = grant
        return found

    def marked(self, mark: str) -> Grant | None:
        """The grant of a token by its mark, as sessions remember it."""
        return self._grant_by_mark.get(mark)


def hash_of(token: str) -> str:
    """What is configured of a token."""
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def mark(digest: str) -> str:
    """What a session remembers of a token: another one under the same name has another."""
    return digest[:32]


def new_token() -> str:
    """A token that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(TOKEN_BYTES)


def token_line(name: str, scopes: frozenset[Scope], token: str, per_minute: int | None) -> str:
    """The line of `token` among the tokens of the gateway.

    Raises:
        ValueError: a name cannot be written so.
    """
    words = [name, ",".join(sorted(scopes)), hash_of(token)]
    if per_minute is not None:
        words.append(str(per_minute))
    _grant(words)
    return " ".join(words)


def _grant(words: list[str]) -> tuple[str, Grant]:
    if not 3 <= len(words) <= 4:
        raise ValueError("NAME SCOPES SHA256 [PER_MINUTE] is wanted")
    name, scopes, digest, *rate = words
    if not _NAME.fullmatch(name):
        raise ValueError("a name has letters, digits and . _ @ - only, 64 at most")
    # A number of requests is told from a wrong order of words by its digits.
    if not _HASH.fullmatch(digest.lower()):
        raise ValueError("the third word is no SHA-256 in hexadecimal digits")
    read: set[Scope] = set()
    for word in scopes.split(","):
        scope = next((scope for scope in SCOPES if scope == word), None)
        if scope is None:
            raise ValueError(f"there is no scope {word[:20]!r}; there are {', '.join(SCOPES)}")
        read.add(scope)
    if rate and not (re.fullmatch(r"[0-9]{1,7}", rate[0]) and int(rate[0])):
        raise ValueError("the fourth word is a number of requests per minute")
    return digest.lower(), Grant(name, frozenset(read), int(rate[0]) if rate else None)
