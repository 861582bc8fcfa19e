"""Why a text is no filter, and where."""

from difflib import get_close_matches


class FilterError(ValueError):
    """A text is no filter; `str()` of it says everything in one line."""

    def __init__(
        self,
        text: str,
        position: int,
        message: str,
        *,
        end: int | None = None,
        suggestion: str = "",
        advice: str = "",
    ) -> None:
        super().__init__(message)
        self.text = text
        """The whole text."""
        self.position = position
        """Where it goes wrong, in code points from 0; the text's length if something is missing."""
        self.end = position if end is None else end
        """Behind what is wrong."""
        self.message = message
        self.suggestion = suggestion
        """What to write instead of `text[position:end]`; empty if that cannot be guessed."""
        self.advice = advice
        """What can be written here, as a sentence; empty where the suggestion says it."""

    @property
    def corrected(self) -> str | None:
        """The whole text with the suggestion in it; None where there is none.

        Something else may be wrong with it.
        """
        if not self.suggestion:
            return None
        return self.text[: self.position] + self.suggestion + self.text[self.end :]

    @property
    def remedy(self) -> str:
        """What to do about it, as a sentence; may be empty."""
        return f"did you mean “{self.suggestion}”?" if self.suggestion else self.advice

    def __str__(self) -> str:
        said = f"{self.message} (at {self.position + 1})"
        return f"{said}; {self.remedy}" if self.remedy else said

    def __reduce__(self) -> tuple[type["FilterError"], tuple[str, int, str], dict[str, object]]:
        return type(self), (self.text, self.position, self.message), self.__dict__


def nearest(written: str, known: list[str]) -> str | None:
    """Which of the `known` was probably meant."""
    # The comparison takes quadratic time.
    near = get_close_matches(written[:40].lower(), known, 1, cutoff=0.6)
    return near[0] if near else None


def shown(value: str) -> str:
    """A value for a message: short, in quotation marks."""
    return f"“{value}”" if len(value) <= 40 else f"“{value[:39]}…”"
