"""Text from outside, on a terminal."""

import re

_OBEYED_IN_JSON = re.compile(r"[\x7f-\x9f]")
_OBEYED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def plain(text: str) -> str:
    """`text` in one line, without anything that a terminal would obey or could not encode."""
    return _OBEYED.sub(" ", text)


def escaped(dumped: str) -> str:
    """JSON that says the same, with what a terminal would obey written as `\\u009b`."""
    return _OBEYED_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", dumped)
