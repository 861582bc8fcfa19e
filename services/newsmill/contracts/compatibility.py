"""Check that a changed JSON Schema is backward compatible: old readers survive it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

Schema = dict[str, Any]

_NUMERIC = {"minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"}
_RULES_BY_TYPE = {
    "string": {"minLength", "maxLength", "pattern", "format"},
    "integer": _NUMERIC,
    "number": _NUMERIC,
    "array": {"items", "minItems", "maxItems", "uniqueItems"},
    "object": {"properties", "required", "additionalProperties", "minProperties", "maxProperties"},
}
_RULES_OF_ONE_TYPE = set().union(*_RULES_BY_TYPE.values())
_BOUNDS = {
    *("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"),
    *("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"),
}
_ANNOTATIONS = {
    *("$anchor", "$comment", "$defs", "$id", "$schema", "default", "deprecated", "description"),
    *("discriminator", "examples", "readOnly", "title", "writeOnly"),
}
# Taken apart by code of their own, not compared rule by rule.
_STRUCTURE = {"$ref", "type", "const", "items", "properties", "required", "additionalProperties"}


def breaks(old_schema: Schema, new_schema: Schema) -> list[str]:
    """What a reader written for `old_schema` cannot rely on any more, a sentence for each.

    None if every record that is valid under the new schema is valid under the old one, and no
    field is gone. New fields, narrower values and fields that are now always there break nobody.
    What cannot be compared counts as a break. References are followed within each document, and
    `oneOf` is taken for `anyOf`.

    Raises:
        LookupError: a reference leads nowhere.
    """
    comparison = _Comparison(old_schema, new_schema)
    return list(dict.fromkeys(comparison.of(old_schema, new_schema)))


@dataclass(frozen=True)
class _Comparison:
    """Two documents, where in them we are, and the pairs of references that led there."""

    old_document: Schema
    new_document: Schema
    place: str = ""
    led_here: frozenset[tuple[str, str]] = frozenset()

    def of(self, old: Schema | bool, new: Schema | bool) -> Iterator[str]:
        """How values at this place may be what they could not be before."""
        if old is True or old == {}:
            return
        before = list(_alternatives(old, self.old_document))
        for now in _alternatives(new, self.new_document):
            if alike := [was for was in before if _includes(was, now)]:
                yield from min((list(self._of_one_type(was, now)) for was in alike), key=len)
            else:
                kinds = " or ".join(dict.fromkeys(map(_kind, before))) or "nothing"
                yield f"{self._name} may now be {_kind(now)}, not only {kinds}"

    @property
    def _name(self) -> str:
        return self.place or "the record"

    def _at(self, step: str) -> "_Comparison":
        return replace(self, place=f"{self.place}{step}".removeprefix("."))

    def _of_one_type(self, old: Schema, new: Schema) -> Iterator[str]:
        references = (old.get("$ref", ""), new.get("$ref", ""))
        if references in self.led_here or "const" in old:
            return
        here = replace(self, led_here=self.led_here | {references}) if all(references) else self
        for rule in sorted(old.keys() - _ANNOTATIONS - _STRUCTURE):
            if not rule.startswith("x-"):
                yield from here._of_rule(rule, old, new)
        yield from here._of_fields(old, new)
        yield from here._at("[]").of(old.get("items", True), new.get("items", True))

    def _of_rule(self, rule: str, old: Schema, new: Schema) -> Iterator[str]:
        was, now = json.dumps(old[rule]), json.dumps(new.get(rule))
        if rule in _BOUNDS:
            if _bound(rule, new) < _bound(rule, old):
                yield f"{self._name} has no {rule} of {was} any more"
        elif was != now:
            instead = f"{rule} {now}" if rule in new else f"no {rule}"
            yield f"{self._name} has {instead}, no longer {was}"
        elif '"$ref"' in was and self.old_document.get("$defs") != self.new_document.get("$defs"):
            yield f"{self._name} has references in {rule}, which cannot be compared"

    def _of_fields(self, old: Schema, new: Schema) -> Iterator[str]:
        fields, new_fields = old.get("properties", {}), new.get("properties", {})
        required, new_required = set(old.get("required", ())), set(new.get("required", ()))
        others = old.get("additionalProperties", True)
        for name in sorted(required - new_required):
            yield f"{self._at(f'.{name}')._name} is not always there any more"
        for name, field in fields.items():
            there = self._at(f".{name}")
            if name not in new_fields:
                yield f"{there._name} is gone"
                continue
            new_field = new_fields[name]
            if name not in new_required and field.get("default") != new_field.get("default"):
                yield f"{there._name} has another default where it is missing"
            yield from there.of(field, new_field)
        for name in sorted(new_fields.keys() - fields.keys()):
            yield from self._at(f".{name}").of(others, new_fields[name])
        yield from self._at(".*").of(others, new.get("additionalProperties", True))


def _alternatives(schema: Schema | bool, document: Schema, reference: str = "") -> Iterator[Schema]:
    """`schema` as schemas of one value, of one type or of any; a value fits at least one.

    `$ref` remains where one was followed, to show that it was.
    """
    if isinstance(schema, bool):
        if schema:
            yield {}
        return
    while "$ref" in schema:
        reference = schema["$ref"]
        schema = {**_resolved(reference, document), **_without("$ref", schema)}
    for union in ("anyOf", "oneOf"):
        if union in schema:
            beside = _without(union, schema)
            for option in schema[union]:
                both = {**beside, **option} if isinstance(option, dict) else option and beside
                yield from _alternatives(both, document, reference)
            return
    if "const" in schema or "enum" in schema:
        for value in schema.get("enum", [schema.get("const")]):
            yield {"const": value}
        return
    types = schema.get("type", [])
    for name in [types] if isinstance(types, str) else types:
        foreign = _RULES_OF_ONE_TYPE - _RULES_BY_TYPE.get(name, set())
        rules = {rule: value for rule, value in schema.items() if rule not in foreign}
        yield {**rules, "type": name, "$ref": reference}
    if not types:
        yield {**schema, "$ref": reference}


def _resolved(reference: str, document: Schema) -> Schema:
    """Where a JSON pointer into the same document leads (RFC 6901)."""
    found: Any = document
    beginning, *steps = reference.split("/")
    try:
        if beginning != "#":
            raise LookupError
        for step in steps:
            found = found[step.replace("~1", "/").replace("~0", "~")]
    except LookupError as error:
        raise LookupError(f"{reference} is not in the schema") from error
    return dict(found)


def _without(rule: str, schema: Schema) -> Schema:
    return {name: value for name, value in schema.items() if name != rule}


def _includes(was: Schema, now: Schema) -> bool:
    """Whether what `now` allows is of the kind `was` allows, their rules apart."""
    if "const" in was:
        return "const" in now and json.dumps(was["const"]) == json.dumps(now["const"])
    types = (was.get("type"), _type(now))
    return types[0] is None or types[0] == types[1] or types == ("number", "integer")


def _kind(schema: Schema) -> str:
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    return str(schema.get("type", "anything"))


def _type(schema: Schema) -> str | None:
    if "const" not in schema:
        return schema.get("type")
    match schema["const"]:
        case bool():
            return "boolean"
        case str():
            return "string"
        case int():
            return "integer"
        case float():
            return "number"
        case list():
            return "array"
        case dict():
            return "object"
    return "null"


def _bound(rule: str, schema: Schema) -> tuple[float, bool]:
    """How narrow `schema` is on the side of `rule`: the greater, the narrower."""
    inclusive = rule.replace("exclusiveM", "m")
    exclusive = inclusive.replace("m", "exclusiveM", 1)
    sign = 1 if inclusive.startswith("min") else -1
    bounds = [
        (float(sign * schema[name]), name == exclusive)
        for name in (inclusive, exclusive)
        if name in schema
    ]
    return max(bounds, default=(float("-inf"), False))
