"""Remove control characters from foreign text before it reaches a terminal."""

import re

_CONTROLS_IN_JSON = re.compile(r"[\x7f-\x9f]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def plain(text: str) -> str:
    """`text` in one line, without control characters and halves of surrogate pairs."""
    return _CONTROLS.sub(" ", text)


def escaped(dumped: str) -> str:
    """Equivalent JSON, with the control characters that JSON allows escaped as `\\u009b`."""
    return _CONTROLS_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", dumped)


def shortened(text: str, characters: int) -> str:
    """`text`, without its middle where it is longer."""
    if len(text) <= characters:
        return text
    half = max(0, characters - 1) // 2
    return f"{text[: characters - 1 - half]}…{text[len(text) - half :]}"
