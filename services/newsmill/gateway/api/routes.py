"""The table of routes: router, OpenAPI document and /docs are made of it."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from pydantic import BaseModel

from newsmill.contracts.articles import EntityKind
from newsmill.gateway.api import models
from newsmill.gateway.api.parameters import (
    CURSOR,
    FILTER,
    MAX_NAME_CHARS,
    MAX_POSITION_CHARS,
    Parameter,
    limit,
)
from newsmill.inspection.feed_health import CONDITIONS

Scope = Literal["read", "stream", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

JSON = "application/json"
ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"
EVENT_STREAM = "text/event-stream"
HTML = "text/html"

MAX_ARTICLES = 100
MAX_FEEDS = 500
MAX_HOURS = 168


@dataclass(frozen=True)
class Route:
    """One method of one path. `name` is also its operationId and its handler's name."""

    name: str
    path: str
    summary: str
    answer: type[BaseModel] | None
    method: Literal["GET", "POST", "DELETE"] = "GET"
    scope: Scope | None = "read"
    """What a token must have; None: open to everybody who reaches the gateway."""
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    media_type: str = JSON
    refuses: tuple[int, ...] = ()
    """Statuses beside those that any route may answer."""
    is_conditional: bool = False
    """Whether it answers 304 to If-None-Match and If-Modified-Since."""
    form: tuple[Parameter, ...] = field(default=())


_KIND = Parameter("kind", "Only of this kind.", choices=get_args(EntityKind))
_HOURS = Parameter("hours", "How far back.", kind="integer", default=3, least=1, most=MAX_HOURS)
_ARTICLE_ID = Parameter(
    "article_id",
    "An article's id.",
    in_path=True,
    pattern="[0-9a-f]{32}",
    example="5f2b1c7e9a0d4e3f8b6a7c5d4e3f2a1b",
)

ROUTES: tuple[Route, ...] = (
    Route(
        "articles",
        "/v1/articles",
        "Find articles",
        models.ArticlePage,
        description="By filter and free words, the newest first. A page ends early where it would"
        " become too long; `next` leads on, and neither skips nor repeats what was there.",
        parameters=(
            FILTER,
            limit(20, MAX_ARTICLES),
            CURSOR,
            Parameter(
                "order",
                "`relevance` ranks the newest thousand that match, and has one page.",
                default="newest",
                choices=("newest", "relevance"),
            ),
        ),
        refuses=(400,),
        is_conditional=True,
    ),
    Route(
        "article",
        "/v1/articles/{article_id}",
        "One article",
        models.ArticleDetail,
        description="With its revisions, its copies and its way through the mill.",
        parameters=(_ARTICLE_ID,),
        refuses=(400, 404),
        is_conditional=True,
    ),
    Route(
        "entities",
        "/v1/entities",
        "Rising entities",
        models.Entities,
        description="Who and what is named more often than it usually is, by the week.",
        parameters=(
            FILTER,
            _HOURS,
            _KIND,
            Parameter(
                "measure",
                "`count`: those that are named most, whatever is usual.",
                default="rising",
                choices=("rising", "count"),
            ),
            limit(20, 100),
        ),
        refuses=(400,),
    ),
    Route(
        "entity_series",
        "/v1/entities/{name}/series",
        "An entity over time",
        models.EntitySeries,
        parameters=(
            Parameter(
                "name",
                "As articles have it.",
                in_path=True,
                max_chars=MAX_NAME_CHARS,
                example="Angela Merkel",
            ),
            Parameter(
                "hours", "How far back.", kind="integer", default=24, least=1, most=MAX_HOURS
            ),
            _KIND,
        ),
        refuses=(400,),
    ),
    Route(
        "feeds",
        "/v1/feeds",
        "Subscribed feeds and how they are doing",
        models.Feeds,
        description="Those that need a look come first: failing, retired, late, gapped.",
        parameters=(
            Parameter("condition", "Only these.", choices=CONDITIONS),
            limit(100, MAX_FEEDS),
            CURSOR,
        ),
        refuses=(400, 503),
    ),
    Route(
        "mill",
        "/v1/mill",
        "The rooms, the audit and the index",
        models.Mill,
        description="How many articles each room finishes in a minute and how long it takes; what"
        " became of everything that was offered, and how old that count is.",
    ),
    Route(
        "stream",
        "/v1/stream",
        "Articles as they come",
        models.ApiArticle,
        scope="stream",
        description="Server-sent events. `article` has an article as data and a token as id;"
        " Last-Event-ID or `from` resumes behind it. `hello` says how that went, `gap` what is"
        " gone, `reset` that the topics were made anew, `goodbye` that the gateway ends.",
        parameters=(
            FILTER,
            Parameter(
                "from",
                "A `position`, or the id of the last event that was seen; `now` when empty.",
                max_chars=MAX_POSITION_CHARS,
                pattern="[!-~]+",
            ),
        ),
        media_type=EVENT_STREAM,
        refuses=(400, 503),
    ),
    Route(
        "feed_atom",
        "/v1/feed.atom",
        "A filter as an Atom feed",
        None,
        parameters=(FILTER, limit(50, MAX_ARTICLES)),
        media_type=ATOM,
        refuses=(400,),
        is_conditional=True,
    ),
    Route(
        "feed_json",
        "/v1/feed.json",
        "A filter as a JSON Feed",
        None,
        description="JSON Feed 1.1.",
        parameters=(FILTER, limit(50, MAX_ARTICLES)),
        media_type=JSON_FEED,
        refuses=(400,),
        is_conditional=True,
    ),
    Route(
        "check_filter",
        "/v1/filter",
        "Check a filter",
        models.FilterCheck,
        description="What it means, how much matches, and which of its terms excludes most.",
        parameters=(FILTER,),
        refuses=(400,),
    ),
    Route(
        "schemas",
        "/v1/schemas",
        "The contracts of the topics",
        models.Schemas,
        scope=None,
        is_conditional=True,
    ),
    Route(
        "schema",
        "/v1/schemas/{name}",
        "One contract",
        None,
        scope=None,
        description="As JSON Schema, unless its name ends otherwise.",
        parameters=(
            Parameter(
                "name",
                "One of /v1/schemas.",
                in_path=True,
                pattern=r"[a-z0-9._-]+",
                example="news.articles.enriched.v1.json",
            ),
        ),
        refuses=(404,),
        is_conditional=True,
    ),
    Route(
        "openapi",
        "/v1/openapi.json",
        "This description",
        None,
        scope=None,
        description="OpenAPI 3.1.",
        is_conditional=True,
    ),
    Route("session", "/v1/session", "Who is asking", models.Session, scope=None),
    Route(
        "sign_in",
        "/v1/session",
        "Sign in",
        models.Session,
        method="POST",
        scope=None,
        description="Sets a cookie for this browser, since an EventSource sends no token.",
        form=(Parameter("token", "A token.", max_chars=500),),
        refuses=(400, 413),
    ),
    Route("sign_out", "/v1/session", "Sign out", models.Session, method="DELETE", scope=None),
    Route(
        "readers",
        "/v1/readers",
        "Who reads the stream",
        models.Readers,
        scope="admin",
    ),
)
