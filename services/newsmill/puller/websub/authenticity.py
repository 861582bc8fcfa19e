"""Secrets of subscriptions, and whether a notification is its hub's: WebSub §7."""

import hashlib
import hmac
import re

ALGORITHMS = ("sha1", "sha256", "sha384", "sha512")
"""https://www.w3.org/TR/websub/#recognized-algorithm-names"""

TOKEN_CHARACTERS = 40

_SIGNATURE = re.compile(r"\s*(sha1|sha256|sha384|sha512)=([0-9a-fA-F]{40,128})\s*")


class Keys:
    """Tokens and secrets of all subscriptions, derived from one key.

    So nothing of them is stored, and they are the same after a restart: what a hub sends meanwhile
    can be checked.
    """

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def token(self, feed_url: str) -> str:
        """What the callback's path ends in: nobody can guess it who does not know the key."""
        return self._derived("token", feed_url)[:TOKEN_CHARACTERS]

    def secret(self, feed_url: str) -> str:
        """With what the hub signs its notifications: 64 characters, below WebSub's 200 bytes."""
        return self._derived("secret", feed_url)

    def _derived(self, purpose: str, feed_url: str) -> str:
        return hmac.new(self._key, f"{purpose}\0{feed_url}".encode(), hashlib.sha256).hexdigest()


def is_authentic(secret: str, signature: str | None, body: bytes) -> bool:
    """Whether `signature`, the X-Hub-Signature header, is that of `body`.

    The comparison takes the same time whatever differs.
    """
    written = _SIGNATURE.fullmatch(signature or "")
    if written is None:
        return False
    right = hmac.new(secret.encode(), body, written[1]).hexdigest()
    return hmac.compare_digest(right, written[2].lower())
