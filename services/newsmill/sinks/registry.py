"""Which sink a URL means. A sink's module is imported when it is wanted."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from newsmill.errors import UsageError, UserError
from newsmill.sinks.sink import Sink


@dataclass(frozen=True)
class Kind:
    """A kind of sink: its module has `create(url) -> Sink`."""

    module: str
    example: str
    extra: str | None = None
    """What is to be installed for it, if anything."""


_INDEX = "newsmill.sinks.opensearch.index"

KIND_BY_SCHEME: dict[str, Kind] = {
    "postgresql": Kind(
        "newsmill.sinks.postgresql.table", "postgresql://user@host/database", "postgresql"
    ),
    "parquet": Kind("newsmill.sinks.parquet.files", "parquet:FOLDER", "parquet"),
    "opensearch+https": Kind(_INDEX, "opensearch+https://user@host:9200/articles"),
    "opensearch+http": Kind(_INDEX, "opensearch+http://host:9200/articles"),
    "webhook": Kind("newsmill.sinks.webhook", "webhook:https://host/path"),
    "slack": Kind("newsmill.sinks.slack", "slack:https://hooks.slack.com/services/…"),
}
"""By what a URL begins with."""


class LibraryMissing(UserError):
    """What a sink needs is not installed."""


def sink_of(url: str) -> Sink:
    """The sink that `url` means; nothing is connected yet.

    Raises:
        UsageError: there is no such kind, or its module does not understand the rest.
        LibraryMissing: the message says what to install.
    """
    scheme = url.partition(":")[0].lower()
    # libpq knows its scheme by two names.
    kind = KIND_BY_SCHEME.get({"postgres": "postgresql"}.get(scheme, scheme))
    if kind is None or ":" not in url:
        examples = ", ".join(it.example for it in KIND_BY_SCHEME.values())
        raise UsageError(f"a sink is written as one of {examples}; there is none for {scheme!r}")
    try:
        module = import_module(kind.module)
    except ImportError as error:
        if error.name is None or find_spec(error.name.partition(".")[0]) is not None:
            raise
        raise LibraryMissing(
            f"{scheme} needs {error.name}, which is not installed: "
            f"pip install 'newsmill[{kind.extra}]'"
        ) from error
    return cast(Sink, module.create(url))
