"""Generate the table of a record for PostgreSQL: columns, key, indexes and comments."""

from collections.abc import Iterator

from newsmill.contracts.shapes import Field, Fields, Items, Kind, Shape

_TYPES = {
    Kind.TEXT: "text",
    Kind.NAME: "text",
    Kind.PROSE: "text",
    Kind.INTEGER: "bigint",
    Kind.NUMBER: "double precision",
    Kind.BOOLEAN: "boolean",
    Kind.INSTANT: "timestamptz",
}
NESTED = "jsonb"

INDEXED_CHARACTERS = 100_000
"""Of each prose field: what PostgreSQL makes of a longer text may exceed the size of a tsvector,
and then the row is refused."""


ABOUT_LISTS = """\
-- One index of the elements of all lists, as for persons @> ARRAY['Marguerite Okonjo']. With it,
-- PostgreSQL refuses a row with an element of more than 2 700 bytes:
"""


def column_type(shape: Shape) -> str:
    """The type of a column that holds this."""
    match shape:
        case Items(Kind() as kind):
            return f"{_TYPES[kind]}[]"
        case Items() | Fields():
            return NESTED
        case _:
            return _TYPES[shape]


def postgresql_table(table: str, key: str, shape: Fields) -> str:
    """Statements that make the table where it is not there, and may be executed again."""
    columns = [_column(field, key) for field in shape.fields]
    body = ",\n".join(f"    {it}" for it in [*columns, f"PRIMARY KEY ({_name(key)})"])
    statements = [
        f"CREATE TABLE IF NOT EXISTS {_name(table)} (\n{body}\n)",
        *_indexes(table, shape),
        f"COMMENT ON TABLE {_name(table)} IS {_text(shape.description)}",
        *(
            f"COMMENT ON COLUMN {_name(table)}.{_name(it.name)} IS {_text(it.description)}"
            for it in shape.fields
        ),
    ]
    return "".join(f"{statement};\n" for statement in statements) + _optional(table, shape)


def _column(field: Field, key: str) -> str:
    is_certain = field.is_always_there or field.name == key
    column = f"{_name(field.name)} {column_type(field.shape)}"
    return f"{column} NOT NULL" if is_certain else column


def _indexes(table: str, shape: Fields) -> Iterator[str]:
    """By time, by words, and by what is nested. No value of a field is too long for one of them."""
    for field in shape.fields:
        if field.shape is Kind.INSTANT and field.is_always_there:
            yield _index(table, field.name, f"({_name(field.name)})")
    nested = [_name(it.name) for it in shape.fields if column_type(it.shape) == NESTED]
    if nested:
        yield _index(table, "nested", f"USING gin ({', '.join(nested)})")
    prose = [
        f"left(coalesce({_name(it.name)}, ''), {INDEXED_CHARACTERS})"
        for it in shape.fields
        if it.shape is Kind.PROSE
    ]
    if prose:
        words = " || ' ' || ".join(prose)
        yield _index(table, "words", f"USING gin (to_tsvector('simple', {words}))")


def _optional(table: str, shape: Fields) -> str:
    """An index that refuses rows, and so is nobody's unless he wants it."""
    lists = [_name(it.name) for it in shape.fields if column_type(it.shape).endswith("[]")]
    if not lists:
        return ""
    statement = _index(table, "lists", f"USING gin ({', '.join(lists)})")
    return f"{ABOUT_LISTS}-- {statement};\n"


def _index(table: str, of: str, what: str) -> str:
    return f"CREATE INDEX IF NOT EXISTS {_name(f'{table}_{of}')} ON {_name(table)} {what}"


def _name(identifier: str) -> str:
    quoted = identifier.replace('"', '""')
    return f'"{quoted}"'


def _text(value: str) -> str:
    escaped = value.replace("'", "''")
    return f"'{escaped}'"
