"""What is kept of documents that a parser had to be killed for."""

from datetime import datetime, timedelta
from typing import Any

from newsmill.contracts.feeds import FeedState

GOOD_FOR = timedelta(days=7)
"""A feed that was read without trouble for so long has one kill less against it."""

MOST_KILLS = 20
"""More would change nothing: the pause is at its longest long before."""


def after_kill(state: FeedState, at: datetime) -> dict[str, Any]:
    """The fields of `state` after a document for which the parser was killed."""
    return {
        "parser_kills": min(state.parser_kills + 1, MOST_KILLS),
        "parser_killed_at": at,
    }


def after_good(state: FeedState, at: datetime) -> dict[str, Any]:
    """The fields of `state` after a document that was read to its end: one kill less a week."""
    if not state.parser_kills:
        return {}
    since = state.parser_killed_at or at
    if at - since < GOOD_FOR:
        return {"parser_killed_at": since}
    kills = state.parser_kills - 1
    return {"parser_kills": kills, "parser_killed_at": at if kills else None}
