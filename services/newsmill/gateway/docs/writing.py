"""Write the page that describes the API: plain HTML, no script, no style of somebody else's."""

from collections.abc import Iterator
from html import escape

from newsmill.gateway.api.parameters import Parameter
from newsmill.gateway.api.problems import KINDS
from newsmill.gateway.api.routes import ROUTES, Route

_SCOPES = {
    "read": "search, articles, entities, feeds, the mill, and feeds for any filter",
    "stream": "/v1/stream",
    "admin": "everything, and who reads the stream",
}


def docs_page(version: str) -> bytes:
    """The whole page."""
    return "\n".join(_page(version)).encode()


def _page(version: str) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield "<title>newsmill: the HTTP API</title>"
    yield '<link rel="stylesheet" href="docs.css">\n</head>\n<body>'
    yield '<header><p><a href="./">newsmill</a></p>'
    yield f"<h1>The HTTP API</h1><p>Version {escape(version)}."
    yield ' For programs: <a href="v1/openapi.json">OpenAPI 3.1</a>.</p></header>\n<main>'
    yield '<nav aria-label="Routes"><ul>'
    for route in ROUTES:
        yield f'<li><a href="#{route.name}"><code>{_called(route)}</code></a></li>'
    yield "</ul></nav>"
    yield from _general()
    for route in ROUTES:
        yield from _route(route)
    yield from _problems()
    yield "</main>\n</body>\n</html>\n"


def _general() -> Iterator[str]:
    yield '<section id="general"><h2>In general</h2>'
    yield "<p>Titles, texts, names and addresses come from strangers. Show them as text, never as"
    yield " markup, and follow only addresses that begin with https:// or http://.</p>"
    yield "<p>Where a token is needed, send <code>Authorization: Bearer TOKEN</code>. A token has"
    yield " one or more scopes:</p><dl>"
    for scope, meaning in _SCOPES.items():
        yield f"<dt><code>{scope}</code></dt><dd>{escape(meaning)}</dd>"
    yield "</dl><p><code>RateLimit</code> says how many requests are left in this minute. What has"
    yield " an <code>ETag</code> answers 304 to <code>If-None-Match</code>. Parameters that a route"
    yield " does not have are refused. All instants are in UTC.</p></section>"


def _route(route: Route) -> Iterator[str]:
    yield f'<section id="{route.name}"><h2>{escape(route.summary)}</h2>'
    needs = f"scope <code>{route.scope}</code>" if route.scope else "open to everybody"
    yield f"<p><code>{_called(route)}</code> · {needs} · {escape(route.media_type)}</p>"
    if route.description:
        yield f"<p>{escape(route.description)}</p>"
    fields = (*route.parameters, *route.form)
    if fields:
        yield "<dl>"
        for parameter in fields:
            yield f"<dt><code>{escape(parameter.name)}</code></dt><dd>{_parameter(parameter)}</dd>"
        yield "</dl>"
    if route.answer is not None:
        yield f"<p>Answers <code>{route.answer.__name__}</code>: {_first_line(route)}</p>"
    yield "</section>"


def _problems() -> Iterator[str]:
    yield '<section id="problems"><h2>Problems</h2><p>Whatever goes wrong is told as'
    yield " <code>application/problem+json</code> (RFC 9457); its <code>type</code> is one of"
    yield " these.</p><dl>"
    for kind in KINDS:
        yield f'<dt id="{kind.name}"><code>{kind.status}</code> {escape(kind.title)}</dt>'
        yield f"<dd>{escape(kind.meaning)}</dd>"
    yield "</dl></section>"


def _called(route: Route) -> str:
    return escape(f"{route.method} {route.path}")


def _parameter(parameter: Parameter) -> str:
    told = [escape(parameter.description)]
    if parameter.choices:
        told.append(f"One of {', '.join(f'<code>{it}</code>' for it in parameter.choices)}.")
    if parameter.least is not None or parameter.most is not None:
        told.append(f"From {parameter.least} to {parameter.most}.")
    if parameter.default not in (None, ""):
        told.append(f"<code>{escape(str(parameter.default))}</code> when it is left out.")
    if parameter.example is not None:
        told.append(f"For example <code>{escape(str(parameter.example))}</code>.")
    return " ".join(told)


def _first_line(route: Route) -> str:
    documentation = (route.answer.__doc__ or "") if route.answer is not None else ""
    return escape(documentation.strip().splitlines()[0]) if documentation.strip() else ""
