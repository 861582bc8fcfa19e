"""One request as a handler sees it: parameters that are read, and who asks."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from newsmill.gateway.access.doors import Asker
from newsmill.gateway.api.models import Problem
from newsmill.gateway.api.problems import MEDIA_TYPE, Refused
from newsmill.gateway.api.routes import JSON, Route
from newsmill.gateway.serving.conditions import body, conditional


@dataclass(frozen=True)
class Asked:
    """A request to a route."""

    request: web.Request
    route: Route
    values: Mapping[str, Any]
    asker: Asker

    def text(self, name: str) -> str:
        """The value of a parameter of text; empty where it is not given."""
        return str(self.values[name] or "")

    def number(self, name: str) -> int:
        """The value of a parameter that is a whole number."""
        return int(self.values[name])

    def answer(self, content: BaseModel | bytes) -> web.Response:
        """`content` as JSON; conditional where the route is."""
        if isinstance(content, BaseModel):
            content = content.model_dump_json(by_alias=True).encode()
        if self.route.is_conditional:
            return conditional(self.request, content, JSON)
        return body(self.request, content, JSON, headers={"Cache-Control": "no-store"})


Handle = Callable[[Asked], Awaitable[web.StreamResponse]]


def refusal(refused: Refused) -> web.Response:
    """The answer that tells of a problem."""
    return problem_response(refused.problem, refused.headers)


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> web.Response:
    """`problem` as an answer; nobody keeps it."""
    told = problem.model_dump_json(exclude_none=True).encode("utf-8", "replace")
    return web.Response(
        body=told,
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )
