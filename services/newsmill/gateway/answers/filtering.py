"""Read the filter of a request."""

from newsmill.filters import Filter, FilterError, parse
from newsmill.gateway.api.problems import BAD_FILTER, Refused
from newsmill.gateway.serving.asked import Asked


def filter_of(asked: Asked) -> Filter:
    """The filter in `q`.

    Raises:
        Refused: it cannot be read; says where, and what may have been meant.
    """
    try:
        return parse(asked.text("q"))
    except FilterError as error:
        raise Refused(
            BAD_FILTER,
            error.message,
            parameter="q",
            position=error.position,
            end=error.end,
            suggestion=error.remedy or None,
            corrected=error.corrected,
        ) from None
