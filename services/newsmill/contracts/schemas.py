"""Generate and check the schema files: a JSON Schema per topic, and AsyncAPI for all together.

Of what readers store, also the forms that databases, search engines and Kafka Connect want.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema
from typing_extensions import override

from newsmill.contracts.asyncapi import asyncapi
from newsmill.contracts.base import Record
from newsmill.contracts.compatibility import breaks
from newsmill.contracts.forms import SUFFIXES, forms_of, has_forms
from newsmill.contracts.headers import HEADER_BY_DEAD_LETTER_FIELD, schema_id
from newsmill.contracts.topics import DEAD_LETTERS, Topic, UsersByTopic

YAML_WIDTH = 100


def generate(users: UsersByTopic) -> dict[str, str]:
    """The text of every generated file by its name; `users` are the map's."""
    text_by_name = {f"{topic.name}.schema.json": _as_json(schema_of(topic)) for topic in users}
    for topic, its_users in users.items():
        if has_forms(topic, its_users):
            text_by_name |= forms_of(topic)
    return {**text_by_name, "asyncapi.yaml": _as_yaml(asyncapi(users))}


def schema_of(topic: Topic[Record]) -> dict[str, Any]:
    """The JSON Schema of what newsmill writes to `topic`; for dead letters, of their headers.

    Every field is always written, be it as null, and so is required. A field that came after the
    topic's first release says so with `x-since` and is not: older records are still there.
    """
    schema = topic.record.model_json_schema(mode="serialization", schema_generator=_AsWritten)
    for model in _objects(schema):
        fields = model["properties"]
        if model.get("required") == []:
            continue  # It says itself that it has only what there is.
        model["required"] = [name for name, field in fields.items() if "x-since" not in field]
        for name in model["required"]:
            fields[name].pop("default", None)
    if topic is DEAD_LETTERS:
        schema = _of_headers(schema)
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": schema_id(topic),
        "title": schema.pop("title"),
        "description": " ".join(schema.pop("description").split()),
        "type": schema.pop("type"),
        "properties": schema.pop("properties"),
        "required": schema.pop("required"),
        **schema,
    }


def write(
    folder: Path,
    users: UsersByTopic,
    write_file: Callable[[Path, bytes], object] = Path.write_bytes,
) -> list[Path]:
    """Write the generated files to `folder`; those of topics that are no more are removed."""
    text_by_name = generate(users)
    folder.mkdir(parents=True, exist_ok=True)
    for path in _schemas_in(folder):
        if path.name not in text_by_name:
            path.unlink()
    for name, text in text_by_name.items():
        write_file(folder / name, text.encode())
    return [folder / name for name in text_by_name]


def check(folder: Path, users: UsersByTopic) -> list[str]:
    """How the files in `folder` differ from what the code defines, a sentence for each.

    Also what readers of an older version could not rely on any more, where `folder` has the schemas
    of releases (`released/VERSION/`).
    """
    differences = []
    text_by_name = generate(users)
    for name, text in text_by_name.items():
        try:
            written = (folder / name).read_bytes()
        except OSError as error:
            differences.append(f"{name} cannot be read: {error.strerror}")
            continue
        if written != text.encode():
            differences.append(f"{name} is not what the code defines")
    stale = (path.name for path in _schemas_in(folder) if path.name not in text_by_name)
    differences += (f"{name} belongs to no topic" for name in stale)
    for path in sorted(folder.glob("released/*/*.schema.json")):
        differences += (f"since {path.parent.name}, {it}" for it in _breaks_since(path, users))
    return differences


class _AsWritten(GenerateJsonSchema):
    """Fields in the models' order, without titles that repeat their names, null among the types."""

    @override
    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    @override
    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        inner = self.generate_inner(schema["schema"])
        if isinstance(inner.get("type"), str) and "enum" not in inner:
            return inner | {"type": [inner["type"], "null"]}
        return super().nullable_schema(schema)

    @override
    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        return value


def _objects(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (model for model in (schema, *schema.get("$defs", {}).values()) if "properties" in model)


def _of_headers(schema: dict[str, Any]) -> dict[str, Any]:
    """`schema`, of a dead letter's fields, as one of the headers that carry them as text."""
    text_by_header: dict[str, Any] = {}
    for field, name in HEADER_BY_DEAD_LETTER_FIELD.items():
        rules = schema["properties"][field]
        header: dict[str, Any] = {"type": "string"}
        # The description of a field begins with the header's name, here it is the key.
        about = rules["description"].removeprefix(f"`{name}`").lstrip(": ,")
        if about:
            header["description"] = about
        if rules["type"] == "integer":
            header["pattern"] = "^[0-9]+$"
        if "format" in rules:
            header["format"] = rules["format"]
        text_by_header[name] = header
    return schema | {"properties": text_by_header, "required": list(text_by_header)}


def _schemas_in(folder: Path) -> list[Path]:
    suffixes = (".schema.json", *SUFFIXES)
    return sorted(path for path in folder.glob("*") if path.name.endswith(suffixes))


def _breaks_since(released: Path, users: UsersByTopic) -> list[str]:
    name = released.name.removesuffix(".schema.json")
    topic = next((topic for topic in users if topic.name == name), None)
    if topic is None:
        return [f"{name} is gone"]
    if users[topic].is_internal:
        return []
    try:
        schema = json.loads(released.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return [f"{name} cannot be read: {error}"]
    return [f"{name}: {sentence}" for sentence in breaks(schema, schema_of(topic))]


def _as_json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _as_yaml(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=YAML_WIDTH)
