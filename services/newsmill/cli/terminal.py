"""Remove control characters from foreign text before it reaches a terminal."""

import json
import math
import re
from typing import Any

_CONTROLS_IN_JSON = re.compile(r"[\x7f-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def plain(text: str) -> str:
    """`text` in one line, without control characters and halves of surrogate pairs."""
    return _CONTROLS.sub(" ", text)


def escaped(dumped: str) -> str:
    """Equivalent JSON, with the control characters that JSON allows escaped as `\\u009b`."""
    return _CONTROLS_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", dumped)


def json_line(fields: Any) -> str:
    """`fields` as JSON in one line, which any parser takes and any terminal can show.

    Infinite numbers and NaN, which JSON does not have, are null; a half of a surrogate pair, which
    UTF-8 does not have, is U+FFFD.
    """
    try:
        dumped = json.dumps(fields, ensure_ascii=False, default=str, allow_nan=False)
    except ValueError:
        dumped = json.dumps(_finite(fields), ensure_ascii=False, default=str)
    return _SURROGATES.sub("\ufffd", escaped(dumped))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(member) for member in value]
    return value


def shortened(text: str, characters: int) -> str:
    """`text`, without its middle where it is longer."""
    if len(text) <= characters:
        return text
    half = max(0, characters - 1) // 2
    return f"{text[: characters - 1 - half]}…{text[len(text) - half :]}"
