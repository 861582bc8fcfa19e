"""The formats of an export: JSON lines and Parquet."""

from collections.abc import Callable
from typing import Literal, Protocol

from newsmill.atomic_files import NamedOutput
from newsmill.contracts.articles import EnrichedArticle

Format = Literal["jsonl", "parquet"]
FORMATS: tuple[Format, ...] = ("jsonl", "parquet")

OnRefused = Callable[[str], None]
"""Takes the reason why an article does not fit the format."""


class Writer(Protocol):
    """Takes one article after the other."""

    def add(self, article: EnrichedArticle) -> None:
        """Write it, by and by."""

    def finish(self) -> None:
        """Write what is left; the output stays open."""


class JsonLines:
    """One article a line, with all fields that this version knows."""

    def __init__(self, output: NamedOutput) -> None:
        self._output = output

    def add(self, article: EnrichedArticle) -> None:
        """Write it."""
        self._output.write(article.model_dump_json(by_alias=True).encode() + b"\n")

    def finish(self) -> None:
        """Write what is left."""
        self._output.flush()


class Parquet:
    """A Parquet file by the schema of enriched articles."""

    def __init__(self, output: NamedOutput, on_refused: OnRefused) -> None:
        # Imported only where it is wanted: it takes 200 ms and is an extra.
        from newsmill.parquet import CountedBytes, ParquetFile

        self._file = ParquetFile(CountedBytes(output.write), EnrichedArticle)
        self._on_refused = on_refused

    def add(self, article: EnrichedArticle) -> None:
        """Take it into the row group."""
        self._file.add(article, lambda _, why: self._on_refused(why))

    def finish(self) -> None:
        """Write the last row group and the footer."""
        self._file.finish(lambda _, why: self._on_refused(why))


def writer_of(format_: Format, output: NamedOutput, on_refused: OnRefused) -> Writer:
    """What writes articles to `output`."""
    return Parquet(output, on_refused) if format_ == "parquet" else JsonLines(output)
