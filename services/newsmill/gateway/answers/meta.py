"""The gateway itself: contracts, this API's description, sessions, and files."""

import asyncio
import json
from urllib.parse import parse_qsl

from aiohttp import web

from newsmill.gateway.access.sessions import COOKIE
from newsmill.gateway.api.models import Schemas, Session
from newsmill.gateway.api.openapi import openapi
from newsmill.gateway.api.problems import NOT_FOUND, Refused, kind_of_status
from newsmill.gateway.api.routes import JSON, SCOPES
from newsmill.gateway.context import Context
from newsmill.gateway.serving.asked import Asked
from newsmill.gateway.serving.conditions import conditional

_MEDIA_TYPE_BY_ENDING = {
    "json": JSON,
    "yaml": "application/yaml",
    "sql": "text/plain",
    "md": "text/plain",
}


class Meta:
    """Handlers of /v1/schemas, /v1/openapi.json and /v1/session."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._openapi = json.dumps(openapi(context.version), ensure_ascii=False).encode()

    async def schemas(self, asked: Asked) -> web.StreamResponse:
        """The names of all contracts."""
        return asked.answer(Schemas(schemas=tuple(sorted(self._context.schemas))))

    async def schema(self, asked: Asked) -> web.StreamResponse:
        """One contract."""
        name = asked.text("name")
        content = self._context.schemas.get(name)
        if content is None:
            raise Refused(NOT_FOUND, f"there is no schema {name}; /v1/schemas lists all")
        media_type = _MEDIA_TYPE_BY_ENDING.get(name.rpartition(".")[2], "text/plain")
        return conditional(asked.request, content, media_type, charset="utf-8")

    async def openapi(self, asked: Asked) -> web.StreamResponse:
        """The OpenAPI document."""
        return asked.answer(self._openapi)

    async def session(self, asked: Asked) -> web.StreamResponse:
        """Who is asking."""
        return asked.answer(self._session(asked))

    async def sign_in(self, asked: Asked) -> web.StreamResponse:
        """Take a token, and give a cookie for it."""
        # As bytes: a charset that somebody names is not looked up.
        content = (await self._form(asked.request)).decode("utf-8", "replace")
        form = dict(parse_qsl(content, keep_blank_values=True, max_num_fields=10))
        grant, cookie = self._context.doors.sign_in(asked.request, form.get("token", "").strip())
        sessions = self._context.doors.sessions
        response: web.Response
        if asked.request.headers.get("Sec-Fetch-Mode") == "navigate":
            # A form that was sent without a script leads to the page, wherever a proxy has it.
            response = web.Response(status=303, headers={"Location": "../"})
        else:
            session = Session(
                signed_in=True,
                needs_token=self._context.doors.needs_token,
                scopes=tuple(scope for scope in SCOPES if grant.may(scope)),
            )
            response = asked.answer(session)
        response.set_cookie(
            COOKIE,
            cookie,
            max_age=sessions.seconds,
            path="/",
            secure=self._is_encrypted(asked.request),
            httponly=True,
            samesite="Strict",
        )
        return response

    async def sign_out(self, asked: Asked) -> web.StreamResponse:
        """Forget the cookie."""
        needs_token = self._context.doors.needs_token
        response = asked.answer(Session(signed_in=False, needs_token=needs_token, scopes=()))
        response.del_cookie(
            COOKIE,
            path="/",
            secure=self._is_encrypted(asked.request),
            httponly=True,
            samesite="Strict",
        )
        return response

    async def _form(self, request: web.Request) -> bytes:
        try:
            async with asyncio.timeout(self._context.settings.write_timeout.total_seconds()):
                return await request.read()
        except TimeoutError as error:
            raise Refused(kind_of_status(408), "the form did not come in time") from error

    def _session(self, asked: Asked) -> Session:
        grant = asked.asker.grant
        return Session(
            signed_in=bool(grant and grant.name),
            needs_token=self._context.doors.needs_token,
            scopes=tuple(scope for scope in SCOPES if grant and grant.may(scope)),
            expires_at=asked.asker.until,
        )

    def _is_encrypted(self, request: web.Request) -> bool:
        public_url = self._context.settings.public_url
        return request.secure or bool(public_url and public_url.startswith("https://"))
