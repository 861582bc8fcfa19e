"""Parse `--where FIELD=VALUE` and `FIELD~REGEX` into tests of records."""

import difflib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from newsmill.contracts.topics import Topic
from newsmill.errors import UsageError

Fields = dict[str, Any]
Test = Callable[[Fields], bool]

NO_RECORD = ("deleted", "unreadable")
"""The fields of a message that holds no record."""

NAMES_TOLD = 3

WRITTEN = re.compile(r"([\w.]+)([=~])(.*)", re.DOTALL)


def condition(written: str, topics: Sequence[Topic[Any]] = ()) -> Test:
    """A test of records; `topics` are those whose records may have its field.

    Raises:
        UsageError: it is neither form, or records of no topic have such a field.
    """
    match = WRITTEN.fullmatch(written)
    if match is None:
        raise UsageError(f"--where {written!r}: write FIELD=VALUE or FIELD~REGEX")
    path, operator, wanted = match.groups()
    _require_field(written, path, topics)
    if operator == "=":
        return lambda fields: any(as_text(value) == wanted for value in values(fields, path))
    try:
        pattern = re.compile(wanted)
    except (re.error, RecursionError, OverflowError) as error:
        raise UsageError(f"--where {written!r}: {error}") from error
    return lambda fields: any(pattern.search(as_text(value)) for value in values(fields, path))


def values(fields: Any, path: str) -> Iterator[Any]:
    """The values at the dotted `path`; a list stands for all its members."""
    if isinstance(fields, list):
        for member in fields:
            yield from values(member, path)
    elif not path:
        yield fields
    elif isinstance(fields, dict):
        first, _, rest = path.partition(".")
        if first in fields:
            yield from values(fields[first], rest)


def as_text(value: Any) -> str:
    """A value as it is compared: a text itself, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value)


def _require_field(written: str, path: str, topics: Sequence[Topic[Any]]) -> None:
    if not topics or path in NO_RECORD or any(_has(topic.record, path) for topic in topics):
        return
    known = [name for topic in topics for name in _names(topic.record)]
    near = difflib.get_close_matches(path, known, NAMES_TOLD)
    names = ", ".join(dict.fromkeys(near or (name for name in known if "." not in name)))
    what = "did you mean" if near else "there are"
    raise UsageError(f"--where {written!r}: there is no field {path!r}; {what} {names}")


def _has(record: Any, path: str) -> bool:
    first, _, rest = path.partition(".")
    field = _fields(record).get(first)
    if field is None:
        return False
    types = list(_types(field.annotation))
    models = [kind for kind in types if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return not rest or dict in types or any(_has(model, rest) for model in models)


def _fields(record: Any) -> dict[str, FieldInfo]:
    """By their names in JSON."""
    return {field.alias or name: field for name, field in record.model_fields.items()}


def _names(record: Any, before: str = "") -> Iterator[str]:
    for name, field in _fields(record).items():
        yield f"{before}{name}"
        for kind in _types(field.annotation):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from _names(kind, f"{before}{name}.")


def _types(annotation: Any) -> Iterator[Any]:
    """All types in an annotation; of `dict[str, X]`, also `dict`."""
    yield getattr(annotation, "__origin__", annotation)
    for inner in get_args(annotation):
        yield from _types(inner)
