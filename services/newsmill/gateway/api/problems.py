"""Problems: whatever goes wrong is told as `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from newsmill.gateway.api.models import Problem

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: what /docs says of it, under its `type`."""

    name: str
    status: int
    title: str
    meaning: str


BAD_PARAMETER = Kind(
    "bad-parameter",
    400,
    "A parameter cannot be used",
    "`parameter` says which, `detail` why. Parameters that a route does not have are refused, so"
    " that a misspelt one is not ignored.",
)
BAD_FILTER = Kind(
    "bad-filter",
    400,
    "The filter cannot be read",
    "From `position` to `end`, counted in code points from 0; `suggestion` says what may have been"
    " meant, and `corrected` is the whole filter with it.",
)
SIGN_IN = Kind(
    "sign-in",
    401,
    "A token is needed",
    "Send `Authorization: Bearer TOKEN`, or sign in on the page, which sets a cookie.",
)
FORBIDDEN = Kind(
    "forbidden",
    403,
    "The token does not reach so far",
    "The route needs a scope that the token does not have; `detail` names it.",
)
FOREIGN_SITE = Kind(
    "foreign-site",
    403,
    "Asked by another site's page",
    "Pages of other sites may not ask, unless NEWSMILL_GATEWAY_CORS_ORIGINS names their origin.",
)
UNKNOWN_HOST = Kind(
    "unknown-host",
    421,
    "This is no host of that name",
    "Without tokens the gateway answers only to names that cannot lead elsewhere: an address,"
    " localhost, and those of NEWSMILL_GATEWAY_HOSTS and NEWSMILL_GATEWAY_PUBLIC_URL.",
)
NOT_FOUND = Kind("not-found", 404, "There is no such thing", "`detail` says what was looked for.")
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed", 405, "Not with this method", "`Allow` names those that there are."
)
TOO_LARGE = Kind("too-large", 413, "Too much was sent", "`detail` names the limit.")
TOO_MANY_REQUESTS = Kind(
    "too-many-requests",
    429,
    "Too many requests",
    "`Retry-After` says when to come again; `RateLimit` what is left.",
)
TOO_MANY_READERS = Kind(
    "too-many-readers",
    503,
    "Too many readers",
    "As many as NEWSMILL_GATEWAY_MAX_CLIENTS are connected to /v1/stream.",
)
NOT_READY = Kind(
    "not-ready", 503, "Not ready yet", "The gateway has just started; `Retry-After` says when."
)
BROKEN = Kind(
    "broken",
    500,
    "Something is broken here",
    "It is not your fault; the gateway's log says more.",
)

KINDS = (
    BAD_PARAMETER, BAD_FILTER, SIGN_IN, FORBIDDEN, FOREIGN_SITE, UNKNOWN_HOST, NOT_FOUND,
    METHOD_NOT_ALLOWED, TOO_LARGE, TOO_MANY_REQUESTS, TOO_MANY_READERS, NOT_READY, BROKEN,
)  # fmt: skip


@dataclass
class Refused(Exception):
    """Ends the handling of a request with a problem."""

    kind: Kind
    detail: str | None = None
    parameter: str | None = None
    position: int | None = None
    end: int | None = None
    suggestion: str | None = None
    corrected: str | None = None
    retry_after: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.kind.title, self.detail)

    @property
    def problem(self) -> Problem:
        """What is told."""
        return Problem(
            type=f"/docs#{self.kind.name}",
            title=self.kind.title,
            status=self.kind.status,
            detail=self.detail,
            parameter=self.parameter,
            position=self.position,
            end=self.end,
            suggestion=self.suggestion,
            corrected=self.corrected,
            retry_after=self.retry_after,
        )


def kind_of_status(status: int) -> Kind:
    """The kind that an HTTP status of the server itself stands for."""
    for kind in KINDS:
        if kind.status == status:
            return kind
    try:
        title = HTTPStatus(status).phrase
    except ValueError:
        title = "Refused"
    return Kind("about:blank", status, title, "")
