"""Which records a sink is to have, in the filter language."""

from newsmill.errors import UsageError
from newsmill.filters import FilterError, article_of, parse
from newsmill.sinks.decoding import Filtering


def filtering_of(written: str) -> Filtering | None:
    """The filter that somebody has written; None for one that leaves out nothing.

    What it says of the time, as in `since:2h`, is meant for the moment when a record comes.

    Raises:
        UsageError: it is none; names the place.
    """
    try:
        wanted = parse(written)
    except FilterError as error:
        raise UsageError(f"--where: {error}") from error
    if not wanted.text:
        return None
    return Filtering(wanted.text, lambda record: wanted.matches(article_of(record)))
