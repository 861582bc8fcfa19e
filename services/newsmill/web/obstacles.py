"""Why a page or a feed is not fetched, as values."""

from typing import Literal

from newsmill.web.fetching import FetchFailure

Obstacle = Literal["http_error", "refused", "robots", "timeout", "too_large", "unreachable"]
"""All of them are values of a retrieved article's `retrieval` too, under the same names."""

OBSTACLE_BY_FAILURE: dict[FetchFailure, Obstacle] = {
    "invalid_url": "refused",
    "protocol": "unreachable",
    "refused": "refused",
    "timeout": "timeout",
    "too_large": "too_large",
    "too_many_redirects": "unreachable",
    "unreachable": "unreachable",
}
