"""What the description promises is what the server does, for every route of the table."""

import asyncio
import json
import re
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree

from newsmill.gateway.api.openapi import openapi
from newsmill.gateway.api.parameters import read_parameters
from newsmill.gateway.api.problems import KINDS, Refused
from newsmill.gateway.api.routes import ROUTES, Route
from tests.gateway.hostile import HOSTILE
from tests.gateway.opening import Opened, open_gateway
from tests.gateway.sample_server import fill

DOCUMENT = openapi("0.0.0")
GETS = [route for route in ROUTES if route.method == "GET" and route.name != "stream"]

each_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
each_get = pytest.mark.parametrize("route", GETS, ids=lambda route: route.name)


def validator(schema: Any) -> Draft202012Validator:
    """Of a schema in the document, with its references."""
    return Draft202012Validator({**DOCUMENT, **schema}, format_checker=None)


def operation(route: Route) -> dict[str, Any]:
    described: dict[str, Any] = DOCUMENT["paths"][route.path][route.method.lower()]
    return described


def problem_schema() -> Any:
    return DOCUMENT["components"]["schemas"]["Problem"]


def path_of(route: Route, gateway: Opened) -> str:
    """The route's path with values that lead somewhere."""
    article_id = gateway.shelf.records[-1]["article_id"]
    values = {"article_id": article_id, "name": "Lyon"}
    if route.name == "schema":
        values["name"] = next(iter(gateway.context.schemas))
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], route.path)


def test_every_schema_is_one_and_every_reference_leads_somewhere() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        assert name
        Draft202012Validator.check_schema(schema)
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(DOCUMENT)):
        place: Any = DOCUMENT
        for step in reference.split("/"):
            place = place[step]


@each_route
def test_an_operation_is_described_as_openapi_wants_it(route: Route) -> None:
    described = operation(route)
    assert described["operationId"] == route.name
    names = [(it["in"], it["name"]) for it in described.get("parameters", ())]
    assert len(names) == len(set(names))
    in_path = {name for where, name in names if where == "path"}
    assert in_path == set(re.findall(r"\{(\w+)\}", route.path))
    for parameter in described.get("parameters", ()):
        Draft202012Validator.check_schema(parameter["schema"])
        for key in ("example", "default"):
            value = parameter.get(key, parameter["schema"].get(key))
            if value is not None:
                Draft202012Validator(parameter["schema"]).validate(value)
    for status, response in described["responses"].items():
        assert 200 <= int(status) < 600
        assert "description" in response or "$ref" in response


def test_operation_ids_and_problems_are_unique() -> None:
    names = [route.name for route in ROUTES]
    assert len(names) == len(set(names))
    assert len({kind.name for kind in KINDS}) == len(KINDS)


@each_get
async def test_an_answer_is_what_is_promised(
    route: Route, gateway: Opened, client: aiohttp.ClientSession
) -> None:
    async with client.get(path_of(route, gateway)) as response:
        assert response.status == 200
        assert response.content_type == route.media_type
        content = await response.read()
    if route.answer is not None:
        schema = operation(route)["responses"]["200"]["content"][route.media_type]["schema"]
        validator(schema).validate(json.loads(content))
    elif "xml" in route.media_type:
        etree.fromstring(content)
    else:
        json.loads(content)


@each_get
async def test_head_says_the_same_without_a_body(
    route: Route, gateway: Opened, client: aiohttp.ClientSession
) -> None:
    async with (
        client.get(path_of(route, gateway)) as got,
        client.head(path_of(route, gateway)) as head,
    ):
        assert head.status == got.status
        assert head.headers["Content-Type"] == got.headers["Content-Type"]
        assert head.headers.get("ETag") == got.headers.get("ETag")
        assert await head.read() == b""


@each_route
async def test_a_parameter_that_is_none_is_refused_with_a_hint(
    route: Route, gateway: Opened, client: aiohttp.ClientSession
) -> None:
    async with client.request(route.method, path_of(route, gateway), params={"limti": "3"}) as got:
        problem = await got.json()
        assert (got.status, got.content_type) == (400, "application/problem+json")
    validator(problem_schema()).validate(problem)
    assert problem["parameter"] == "limti"
    has_limit = any(parameter.name == "limit" for parameter in route.parameters)
    assert problem.get("suggestion") == ("limit" if has_limit else None)


@each_route
async def test_a_method_that_is_none_is_refused_with_those_that_are(
    route: Route, gateway: Opened, client: aiohttp.ClientSession
) -> None:
    path = path_of(route, gateway)
    async with client.patch(path) as patched, client.options(path) as options:
        assert patched.status == 405
        assert patched.content_type == "application/problem+json"
        assert options.status == 204
        assert set(patched.headers["Allow"].split(", ")) == set(
            options.headers["Allow"].split(", ")
        )
        assert route.method in options.headers["Allow"]


@each_get
async def test_hostile_parameters_are_answered_or_refused(
    route: Route, gateway: Opened, client: aiohttp.ClientSession
) -> None:
    """Never with a failure of ours, and never as markup."""
    for name in [it.name for it in route.parameters if not it.in_path][:2]:
        for text in HOSTILE.values():
            written = text.encode("utf-8", "replace").decode()
            async with client.get(path_of(route, gateway), params={name: written}) as response:
                assert response.status in (200, 400), text
                assert response.content_type != "text/html"
                if response.status == 400:
                    validator(problem_schema()).validate(await response.json())
    assert gateway.guard.failed == 0


@settings(deadline=None)
@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from(["q", "limit", "cursor", "order", "hours", "kind", "from", "x"]),
            st.text(max_size=30) | st.sampled_from(["5", "0", "newest", "person", "now"]),
        ),
        max_size=3,
    )
)
@pytest.mark.parametrize("route", GETS, ids=lambda route: route.name)
def test_a_value_is_read_exactly_if_the_description_admits_it(
    route: Route, pairs: list[tuple[str, str]]
) -> None:
    schemas = {
        it["name"]: it["schema"]
        for it in operation(route).get("parameters", ())
        if it["in"] == "query"
    }
    in_query = [it for it in route.parameters if not it.in_path]
    names = [name for name, _ in pairs]
    is_admitted = len(names) == len(set(names)) and all(
        name in schemas and (not text or _is_valid(schemas[name], text)) for name, text in pairs
    )
    if is_admitted:
        assert read_parameters(in_query, pairs, {}).keys() >= set(names)
    else:
        with pytest.raises(Refused):
            read_parameters(in_query, pairs, {})


def _is_valid(schema: dict[str, Any], text: str) -> bool:
    value: Any = text
    if schema["type"] in ("integer", "number"):
        if not re.fullmatch(r"-?[0-9]{1,9}", text):
            return False
        value = int(text)
    return bool(Draft202012Validator(schema).is_valid(value))


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(query=st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_query_whatever_is_answered_as_described(query: str) -> None:
    """Also one that is no query at all."""

    async def ask() -> None:
        async with open_gateway() as gateway:
            await fill(gateway, 3)
            async with aiohttp.ClientSession(gateway.url) as client:
                for route in GETS[:4]:
                    url = f"{path_of(route, gateway)}?q={query}"
                    async with client.get(url) as response:
                        assert str(response.status) in operation(route)["responses"]
                        assert "json" in response.content_type
            assert gateway.guard.failed == 0

    asyncio.run(ask())
