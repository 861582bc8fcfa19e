"""The server's application: each route of the table, guarded, and every failure as a problem."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from newsmill.gateway.access.doors import Asker, Doors
from newsmill.gateway.api.parameters import read_parameters
from newsmill.gateway.api.problems import (
    BROKEN,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    Refused,
    kind_of_status,
)
from newsmill.gateway.api.routes import EVENT_STREAM, ROUTES, Route
from newsmill.gateway.serving.asked import Asked, Handle, refusal
from newsmill.gateway.serving.connections import Connections
from newsmill.gateway.serving.headers import ALWAYS
from newsmill.logs import logger

MAX_FORM_BYTES = 4096

_ASKER = web.RequestKey("asker", Asker)

log = logger("newsmill.gateway")


class Guard:
    """Opens the doors, calls the handlers, and sends what they answer within a deadline."""

    def __init__(self, doors: Doors, write_timeout: timedelta) -> None:
        self._doors = doors
        self._write_seconds = write_timeout.total_seconds()
        self.connections: Connections | None = None
        self.requests = 0
        self.refused = 0
        self.failed = 0

    def application(
        self, handlers: Mapping[str, Handle], files: Mapping[str, Handler]
    ) -> web.Application:
        """All routes of the table; `handlers` are by the routes' names.

        `files` are by their paths, and open to everybody: they are the same in every installation.
        """
        app = web.Application(middlewares=[self._middleware()], client_max_size=MAX_FORM_BYTES)
        methods: dict[str, list[str]] = {}
        for route in ROUTES:
            app.router.add_route(route.method, route.path, self._handler(route, handlers))
            methods.setdefault(route.path, []).append(route.method)
            if route.method == "GET":
                app.router.add_route("HEAD", route.path, self._handler(route, handlers))
                methods[route.path].append("HEAD")
        for path, answer in files.items():
            app.router.add_get(path, answer)
            methods[path] = ["GET", "HEAD"]
        for path, allowed in methods.items():
            app.router.add_route("OPTIONS", path, self._options(allowed))
        app.on_response_prepare.append(self._add_headers)
        return app

    def _handler(self, route: Route, handlers: Mapping[str, Handle]) -> Handler:
        handle = handlers[route.name]

        async def answer(request: web.Request) -> web.StreamResponse:
            asker = request[_ASKER]
            self._doors.require(asker, route.scope)
            values = read_parameters(route.parameters, request.query.items(), request.match_info)
            if request.method == "HEAD" and route.media_type == EVENT_STREAM:
                return web.Response(content_type=EVENT_STREAM)
            return await handle(Asked(request, route, values, asker))

        return answer

    def _options(self, methods: list[str]) -> Handler:
        allowed = ", ".join((*methods, "OPTIONS"))

        async def answer(request: web.Request) -> web.StreamResponse:
            headers = {"Allow": allowed}
            headers |= self._doors.origins.headers(request.headers.get("Origin"), allowed)
            return web.Response(status=204, headers=headers)

        return answer

    def _middleware(self) -> Middleware:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            self.requests += 1
            if self.connections is not None:
                self.connections.has_asked(request)
            return await self._sent(request, await self._answer(request, handler))

        return guard

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            if request.method == "OPTIONS":
                # A browser asks so before it sends a token.
                return await handler(request)
            request[_ASKER] = self._doors.admit(request)
            return await handler(request)
        except Refused as refused:
            self.refused += 1
            return refusal(refused)
        except web.HTTPMethodNotAllowed as error:
            allowed = ", ".join(sorted({*error.allowed_methods, "OPTIONS"}))
            return refusal(Refused(METHOD_NOT_ALLOWED, headers={"Allow": allowed}))
        except web.HTTPNotFound:
            return refusal(Refused(NOT_FOUND, "the path leads nowhere; /docs lists all"))
        except web.HTTPException as error:
            if error.status < 400:
                raise
            return refusal(Refused(kind_of_status(error.status)))
        except ConnectionError:
            # The reader is gone.
            raise
        except Exception as error:
            # One request must not end the others; what broke is for the log, not for strangers.
            self.failed += 1
            log.error("request failed", path=request.path[:200], exc_info=error)
            return refusal(Refused(BROKEN))

    async def _sent(self, request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
        """Send `response`; a reader that does not take it is cut off."""
        if response.prepared:
            return response
        try:
            async with asyncio.timeout(self._write_seconds):
                await response.prepare(request)
                await response.write_eof()
        except TimeoutError:
            if request.transport is not None:
                request.transport.abort()
        return response

    async def _add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        # Whatever newsmill and its libraries are called and which versions they have.
        response.headers["Server"] = "newsmill"
        asker = request.get(_ASKER)
        if asker is not None:
            for name, value in asker.headers:
                response.headers.setdefault(name, value)
        for name, value in self._doors.origins.headers(request.headers.get("Origin")).items():
            if name == "Vary" and name in response.headers:
                response.headers[name] += f", {value}"
            else:
                response.headers[name] = value
