"""Records go into Parquet and come back as they were; the schema is never inferred."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newsmill.contracts.arrow import arrow_description, arrow_schema, arrow_schema_of
from newsmill.contracts.shapes import shape_of
from tests.contracts.forms.records import Stored, each_stored


def as_python(value: Any) -> Any:
    """Lists for tuples, as Arrow has them; what a record leaves out is null there."""
    if isinstance(value, dict):
        return {name: as_python(it) for name, it in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_python(it) for it in value]
    return value


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_nulls(it) for name, it in value.items() if it is not None}
    if isinstance(value, list):
        return [without_nulls(it) for it in value]
    return value


@each_stored
def test_what_was_written_is_read(stored: Stored, tmp_path: Path) -> None:
    rows = [as_python(it.model_dump()) for it in (stored.full, stored.sparse)]
    schema = arrow_schema_of(stored.record)
    pq.write_table(pa.Table.from_pylist(rows, schema), tmp_path / "articles.parquet")
    read = pq.read_table(tmp_path / "articles.parquet")
    assert read.schema.equals(schema, check_metadata=False)
    assert without_nulls(read.to_pylist()) == without_nulls(rows)
    again = [stored.record.model_validate(row) for row in read.to_pylist()]
    assert again == [stored.full, stored.sparse]


@each_stored
def test_the_file_says_the_same_as_the_model(stored: Stored) -> None:
    description = json.loads(json.dumps(arrow_description("x", shape_of(stored.record))))
    from_file, from_model = arrow_schema(description), arrow_schema_of(stored.record)
    assert from_file.equals(from_model, check_metadata=False)
    for field in from_file:
        assert field.metadata[b"description"]


@each_stored
def test_empty_lists_and_nulls_do_not_change_a_type(stored: Stored) -> None:
    """As they do where a schema is inferred from the first rows."""
    schema = arrow_schema_of(stored.record)
    table = pa.Table.from_pylist([as_python(stored.sparse.model_dump())], schema)
    assert table.schema.field("tags").type == pa.list_(pa.field("item", pa.string(), False))
    assert table.schema.field("updated_at").type == pa.timestamp("ms", tz="UTC")


@each_stored
def test_what_is_always_there_may_not_be_null(stored: Stored) -> None:
    schema = arrow_schema_of(stored.record)
    assert not schema.field("article_id").nullable
    assert schema.field("updated_at").nullable


def test_a_type_that_is_not_ours_is_refused() -> None:
    field = {"name": "x", "nullable": True, "type": {"name": "decimal"}, "children": []}
    with pytest.raises(ValueError, match="decimal"):
        arrow_schema({"schema": {"fields": [field]}})
