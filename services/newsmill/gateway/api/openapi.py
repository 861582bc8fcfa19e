"""Generate the OpenAPI 3.1 document from the table of routes and the models."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from newsmill.gateway.api.models import Problem
from newsmill.gateway.api.parameters import Parameter
from newsmill.gateway.api.problems import KINDS, MEDIA_TYPE
from newsmill.gateway.api.routes import ROUTES, SCOPES, Route

_REF = "#/components/schemas/{model}"
_MEANING_BY_STATUS = {
    status: " ".join(kind.title + "." for kind in KINDS if kind.status == status)
    for status in sorted({kind.status for kind in KINDS})
}
_ANYWHERE = (421, 429, 500)
"""What any route may answer."""


def openapi(version: str) -> dict[str, Any]:
    """The document; `version` is newsmill's."""
    models: list[type[BaseModel]] = [Problem]
    models += {route.answer: None for route in ROUTES if route.answer is not None}
    names, schemas = models_json_schema(
        [(model, "serialization") for model in models], ref_template=_REF
    )
    ref_by_model = {model: ref for (model, _), ref in names.items()}
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, ref_by_model)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "newsmill gateway",
            "version": version,
            "description": "Articles as they come: search, streams, and feeds for any filter."
            " Whatever comes from feeds is hostile text: show it as text only.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "This gateway."}],
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "responses": {
                f"Problem{status}": _problem_response(status, ref_by_model[Problem])
                for status in _MEANING_BY_STATUS
            },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": f"A token with the scope of the route: {', '.join(SCOPES)}.",
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "newsmill_session",
                    "description": "Of a browser that has signed in at /v1/session.",
                },
            },
        },
    }


def _operation(route: Route, ref_by_model: Mapping[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {"operationId": route.name, "summary": route.summary}
    if route.description:
        operation["description"] = route.description
    if route.parameters:
        operation["parameters"] = [_parameter(parameter) for parameter in route.parameters]
    if route.is_conditional:
        operation.setdefault("parameters", []).append(_IF_NONE_MATCH)
    if route.name == "stream":
        operation["parameters"].append(_LAST_EVENT_ID)
    if route.form:
        operation["requestBody"] = {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "properties": {field.name: _schema(field) for field in route.form},
                        "required": [field.name for field in route.form],
                    }
                }
            },
        }
    operation["responses"] = dict(_responses(route, ref_by_model))
    operation["security"] = (
        [{"token": [route.scope]}, {"session": [route.scope]}, {}] if route.scope else [{}]
    )
    return operation


def _responses(
    route: Route, ref_by_model: Mapping[Any, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    schema = {} if route.answer is None else ref_by_model[route.answer]
    if route.media_type == "text/event-stream":
        # OpenAPI 3.1 has no words for events; their data is this model.
        schema = {"type": "string", "contentMediaType": "application/json", "contentSchema": schema}
    elif route.answer is None and route.media_type.endswith("+xml"):
        schema = {"type": "string"}
    answered: dict[str, Any] = {
        "description": route.summary,
        "content": {route.media_type: {"schema": schema}},
    }
    yield "200", answered
    if route.is_conditional:
        yield "304", {"description": "It is as the reader has it."}
    statuses = {*route.refuses, *_ANYWHERE}
    if route.scope is not None:
        statuses |= {401, 403}
    for status in sorted(statuses):
        yield str(status), {"$ref": f"#/components/responses/Problem{status}"}


def _problem_response(status: int, schema: Any) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": _MEANING_BY_STATUS[status],
        "content": {MEDIA_TYPE: {"schema": schema}},
    }
    if status in (429, 503):
        response["headers"] = {
            "Retry-After": {
                "description": "Seconds until it may be tried again.",
                "schema": {"type": "integer", "minimum": 0},
            }
        }
    return response


_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of the answer that is known: 304 if it is still the same.",
    "schema": {"type": "string"},
}
_LAST_EVENT_ID = {
    "name": "Last-Event-ID",
    "in": "header",
    "description": "Where a browser's EventSource had come to; stands above `from`.",
    "schema": {"type": "string"},
}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": "path" if parameter.in_path else "query",
        "description": parameter.description,
        "schema": _schema(parameter),
    }
    if parameter.in_path:
        described["required"] = True
    if parameter.example is not None:
        described["example"] = parameter.example
    return described


def _schema(parameter: Parameter) -> dict[str, Any]:
    if parameter.kind == "text":
        schema: dict[str, Any] = {"type": "string", "maxLength": parameter.max_chars}
        if parameter.choices:
            schema = {"type": "string", "enum": list(parameter.choices)}
        elif parameter.pattern is not None:
            schema["pattern"] = f"^{parameter.pattern}$"
    else:
        schema = {"type": parameter.kind}
        if parameter.least is not None:
            schema["minimum"] = parameter.least
        if parameter.most is not None:
            schema["maximum"] = parameter.most
    if parameter.default is not None:
        schema["default"] = parameter.default
    return schema
