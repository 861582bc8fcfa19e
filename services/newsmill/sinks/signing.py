"""Sign what is sent as Standard Webhooks asks for, so that its receiver can tell that it is ours.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hmac
from collections.abc import Sequence
from hashlib import sha256

from newsmill.errors import UsageError

SECRET_PREFIX = "whsec_"  # noqa: S105 # the form of secrets, not one
SECRET_BYTES = range(24, 65)
"""How long a secret is, as the specification asks."""


class Signer:
    """Signs with one secret, or with several while a receiver changes from one to the next.

    A secret is `whsec_` and Base64 of 24 to 64 bytes.

    Raises:
        UsageError: one of them is no secret.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = [_key(secret) for secret in secrets]

    def headers(self, message_id: str, at: int, body: bytes) -> dict[str, str]:
        """The headers of a message that is sent `at` so many seconds since 1970."""
        signed = f"{message_id}.{at}.".encode() + body
        headers = {"webhook-id": message_id, "webhook-timestamp": str(at)}
        if self._keys:
            headers["webhook-signature"] = " ".join(
                "v1," + base64.b64encode(hmac.digest(key, signed, sha256)).decode()
                for key in self._keys
            )
        return headers


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.strip().removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) not in SECRET_BYTES:
        raise UsageError(
            f"a webhook's secret is {SECRET_PREFIX} and Base64 of 24 to 64 bytes: make one with"
            f" `echo {SECRET_PREFIX}$(openssl rand -base64 32)`"
        )
    return key
