"""Values as PostgreSQL takes them."""

from typing import Any

from newsmill.contracts.base import Record
from newsmill.sinks.postgresql.columns import Column

REPLACEMENT = "\ufffd"
LONGEST_INTEGER = 2**63 - 1


def values_of(record: Record, columns: tuple[Column, ...]) -> list[Any]:
    """The values of `columns`, in their order.

    NUL, which no text of PostgreSQL can hold, and halves of surrogate pairs, which are no text, are
    U+FFFD.
    """
    return [_value(getattr(record, column.field)) for column in columns]


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return text(value)
    if isinstance(value, tuple):
        return [_value(it) for it in value]
    if isinstance(value, int) and abs(value) > LONGEST_INTEGER:
        return LONGEST_INTEGER if value > 0 else -LONGEST_INTEGER
    return value


def text(value: str) -> str:
    """`value` without what PostgreSQL has no place for."""
    if "\0" in value:
        value = value.replace("\0", REPLACEMENT)
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value
