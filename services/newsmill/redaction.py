"""Redaction: take passwords, tokens and signatures out of every URL in a text.

What goes into logs, events, errors, metrics and onto terminals passes through here first. It says
nothing about secrets in the path of a URL, which look like any other path.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote_plus

REDACTED = "REDACTED"


@dataclass(frozen=True, slots=True)
class Secret:
    """Names of parameters whose values give access, in small letters and digits only."""

    why: str
    names: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()


# fmt: off
SECRETS = (
    Secret(
        "bearer tokens in the query: https://www.rfc-editor.org/rfc/rfc6750#section-2.3",
        names=("auth", "authorization", "bearer", "jwt", "tok"),
        endings=("token", "jwt"),
    ),
    Secret(
        "keys of programming interfaces and of feeds made for one reader",
        names=("key", "accesskey", "authkey", "feedkey", "licensekey", "privatekey", "rsskey",
            "subscriptionkey", "userkey"),
        endings=("apikey", "secretkey"),
    ),
    Secret(
        "passwords",
        names=("pass", "passcode", "passphrase", "passwd", "passwort", "pw", "pwd"),
        endings=("password", "passwd"),
    ),
    Secret(
        "secrets of clients: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1",
        names=("credential", "credentials", "otp", "ticket"),
        endings=("secret",),
    ),
    Secret(
        "sessions, which are as good as the password until they end",
        names=("cfid", "sess", "session", "sid"),
        endings=("sessionid", "sessid"),
    ),
    Secret(
        "signed URLs: whoever has one may read, until it expires."
        " https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html"
        " https://cloud.google.com/storage/docs/access-control/signed-urls"
        " https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
        "private-content-creating-signed-url-canned-policy.html"
        " https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas"
        " https://techdocs.akamai.com/property-mgr/docs/auth-token-2-0-ver",
        names=("awsaccesskeyid", "googleaccessid", "hdnea", "hdntl", "hdnts", "hmac", "keypairid",
            "policy", "sas", "sig", "sign"),
        endings=("signature", "xamzcredential", "xgoogcredential"),
    ),
)
# fmt: on

_NAMES = frozenset(name for row in SECRETS for name in row.names)
_ENDINGS = tuple(ending for row in SECRETS for ending in row.endings)

# Two slashes begin an authority without a scheme too; URL parsers do with none after “https:”.
_USER = re.compile(r"((?:https?:|//)[\\/]*)[^\s/?#\"<>]+@", re.IGNORECASE)
_PARAMETER = re.compile(r"([?&;#]|&amp;)([^=?&;#\s\"<>]{1,200})=([^&;#\s\"<>]+)")
_NOT_NAMED = re.compile(r"[^a-z0-9]")


def redacted(text: str) -> str:
    """`text` without the user names and passwords of its URLs, nor the values of their secrets.

    A URL without any stays as it is, to the letter. In linear time.
    """
    return _redacted(text, may_nest=True)


def has_secrets(url: str) -> bool:
    """Whether `url` holds what `redacted` would take out."""
    return redacted(url) != url


def _redacted(text: str, *, may_nest: bool) -> str:
    if "@" in text:
        text = _USER.sub(r"\1", text)
    if "=" not in text:
        return text

    def parameter(found: re.Match[str]) -> str:
        before, name, value = found.groups()
        is_secret = _is_secret(name) or (may_nest and _holds_secrets(value))
        return f"{before}{name}={REDACTED}" if is_secret else found[0]

    return _PARAMETER.sub(parameter, text)


def _is_secret(name: str) -> bool:
    plain = _NOT_NAMED.sub("", unquote_plus(name).lower())
    return plain in _NAMES or plain.endswith(_ENDINGS)


def _holds_secrets(value: str) -> bool:
    """Whether `value` is a URL with secrets, escaped to stand in another one's query."""
    if "%" not in value:
        return False
    inner = unquote_plus(value)
    return _redacted(inner, may_nest=False) != inner
