"""Why a text is no filter, and where."""

from difflib import get_close_matches


class FilterError(ValueError):
    """A text is no filter; `str()` of it says everything in one line."""

    def __init__(self, text: str, position: int, message: str, suggestion: str = "") -> None:
        self.text = text
        """The whole text."""
        self.position = position
        """Where in it, in code points from 0; the text's length where something is missing."""
        self.message = message
        """What is wrong."""
        self.suggestion = suggestion
        """What to write instead, as a sentence; empty if there is nothing to suggest."""
        super().__init__(text, position, message, suggestion)

    def __str__(self) -> str:
        said = f"{self.message} (at {self.position + 1})"
        return f"{said}; {self.suggestion}" if self.suggestion else said


def nearest(written: str, known: list[str]) -> str | None:
    """Which of the `known` was probably meant."""
    # The comparison takes quadratic time.
    near = get_close_matches(written[:40].lower(), known, 1, cutoff=0.6)
    return near[0] if near else None


def shown(value: str) -> str:
    """A value for a message: short, in quotation marks."""
    return f"“{value}”" if len(value) <= 40 else f"“{value[:39]}…”"
