"""Read the filter of a request."""

from newsmill.gateway.api.problems import BAD_FILTER, Refused
from newsmill.gateway.library import Filter, Parse
from newsmill.gateway.serving.asked import Asked


def filter_of(asked: Asked, parse: Parse) -> Filter:
    """The filter in `q`.

    Raises:
        Refused: it cannot be read; says where, and what may have been meant.
    """
    written = asked.text("q")
    try:
        return parse(written)
    except ValueError as error:
        position = getattr(error, "position", None)
        raise Refused(
            BAD_FILTER,
            str(getattr(error, "message", error)),
            parameter="q",
            position=position if isinstance(position, int) else None,
            suggestion=getattr(error, "suggestion", None) or None,
        ) from None
