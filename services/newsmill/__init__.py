"""newsmill: news feeds in; one clean, deduplicated, entity-tagged stream of articles out.

`from newsmill import subscribe` reads that stream; see `newsmill.client`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsmill.client import subscribe

__version__ = "0.1.0"

__all__ = ["__version__", "subscribe"]


def __getattr__(name: str) -> object:
    """What is imported when it is used: rooms and commands do without the reader's libraries."""
    if name == "subscribe":
        try:
            from newsmill.client import subscribe
        except ModuleNotFoundError as error:
            if error.name not in ("confluent_kafka", "msgspec"):
                raise
            why = f"readers need {error.name}: pip install 'newsmill[client]'"
            raise ImportError(why) from error
        return subscribe
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
