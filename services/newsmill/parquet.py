"""Write records as Parquet, by the Arrow schema of their model: nothing is inferred from values."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from typing_extensions import override

from newsmill.contracts.arrow import arrow_schema_of
from newsmill.contracts.base import Record

COMPRESSION = "zstd"

ROW_GROUP_ROWS = 10_000
ROW_GROUP_BYTES = 16 * 1024 * 1024
"""Of columns in memory; a group is written when it has so many rows or bytes."""

ROWS_AT_ONCE = 200
"""Turned into columns together: as Python objects they take several times the memory."""

OnRefused = Callable[[Record, str], None]
"""Takes a record that does not fit the schema, with the reason."""


class ParquetFile:
    """A file that is written row group by row group, in bounded memory."""

    def __init__(
        self, output: io.IOBase, record: type[Record], metadata: dict[str, str] | None = None
    ) -> None:
        """Write records of the type `record` to `output`; `metadata` goes into the footer."""
        self._schema = arrow_schema_of(record)
        self._sink = pa.PythonFile(output, mode="w")
        self._writer = pq.ParquetWriter(self._sink, self._schema, compression=COMPRESSION)
        if metadata:
            self._writer.add_key_value_metadata(metadata)
        self._rows: list[Record] = []
        self._batches: list[pa.RecordBatch] = []
        self._batch_rows = self._batch_bytes = 0
        self.rows = 0
        """Written, or in a row group that is being filled."""

    def add(self, record: Record, on_refused: OnRefused) -> None:
        """Take one more."""
        self._rows.append(record)
        self.rows += 1
        if len(self._rows) >= ROWS_AT_ONCE:
            self._make_columns(on_refused)

    def finish(self, on_refused: OnRefused) -> None:
        """Write what is left, and the footer. `output` stays open."""
        self._make_columns(on_refused)
        self._write_group()
        self._writer.close()
        self._sink.flush()

    def _make_columns(self, on_refused: OnRefused) -> None:
        rows, self._rows = self._rows, []
        if not rows:
            return
        batch = columns_of(rows, self._schema, self._counted(on_refused))
        self._batches.append(batch)
        self._batch_rows += batch.num_rows
        self._batch_bytes += batch.nbytes
        if self._batch_rows >= ROW_GROUP_ROWS or self._batch_bytes >= ROW_GROUP_BYTES:
            self._write_group()

    def _counted(self, on_refused: OnRefused) -> OnRefused:
        def refused(record: Record, why: str) -> None:
            self.rows -= 1
            on_refused(record, why)

        return refused

    def _write_group(self) -> None:
        if self._batches:
            table = pa.Table.from_batches(self._batches, self._schema)
            self._writer.write_table(table, row_group_size=max(1, table.num_rows))
        self._batches, self._batch_rows, self._batch_bytes = [], 0, 0


def columns_of(
    records: Sequence[Record], schema: pa.Schema, on_refused: OnRefused
) -> pa.RecordBatch:
    """`records` as columns; what has a value that its column cannot hold is refused alone."""
    rows = [_row(record) for record in records]
    try:
        return pa.RecordBatch.from_pylist(rows, schema=schema)
    except (pa.ArrowException, OverflowError, UnicodeError, TypeError):
        fitting = []
        for record, row in zip(records, rows, strict=True):
            try:
                pa.RecordBatch.from_pylist([row], schema=schema)
                fitting.append(row)
            except (pa.ArrowException, OverflowError, UnicodeError, TypeError) as error:
                on_refused(record, str(error))
        return pa.RecordBatch.from_pylist(fitting, schema=schema)


def _row(record: Record) -> dict[str, Any]:
    return record.model_dump(by_alias=True)


class CountedBytes(io.RawIOBase):
    """A stream for Parquet, made of anything that takes bytes."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        super().__init__()
        self._write = write
        self._at = 0

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, content: Any) -> int:
        taken = bytes(content)
        self._write(taken)
        self._at += len(taken)
        return len(taken)

    @override
    def tell(self) -> int:
        return self._at
