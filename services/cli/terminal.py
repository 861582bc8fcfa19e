"""Text from outside, on a terminal."""

import re

_OBEYED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def plain(text: str) -> str:
    """`text` in one line, without anything that a terminal would obey or could not encode."""
    return _OBEYED.sub(" ", text)
