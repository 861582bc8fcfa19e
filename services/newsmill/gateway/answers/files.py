"""The page, its files, and the description of the API."""

from collections.abc import Mapping
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from newsmill.gateway.api.problems import NOT_FOUND, Refused
from newsmill.gateway.docs.writing import docs_page
from newsmill.gateway.serving.conditions import conditional
from newsmill.gateway.serving.static_files import CACHE, INDEX, StaticFiles

PAGE_FOLDER = Path(__file__).parents[1] / "page"
_DOCS_CSS = Path(__file__).parents[1] / "docs" / "docs.css"


def files(page: StaticFiles, version: str) -> Mapping[str, Handler]:
    """The handlers by path."""
    docs, css = docs_page(version), _DOCS_CSS.read_bytes()

    async def index(request: web.Request) -> web.StreamResponse:
        if INDEX not in page:
            raise web.HTTPFound("docs")
        return page.answer(request, INDEX)

    async def static(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in page or name == INDEX:
            raise Refused(NOT_FOUND, "there is no such file")
        return page.answer(request, name)

    async def describe(request: web.Request) -> web.StreamResponse:
        return conditional(request, docs, "text/html", charset="utf-8", cache=CACHE)

    async def style(request: web.Request) -> web.StreamResponse:
        return conditional(request, css, "text/css", charset="utf-8", cache=CACHE)

    return {
        "/": index,
        "/static/{name:.+}": static,
        "/docs": describe,
        "/docs.css": style,
    }
