"""Tell what is wrong in an input, line by line, without flooding the terminal."""

from newsmill.cli.failures import fail

MAX_TOLD = 100
"""A file of another kind may have an error in every line."""


class Failures:
    """Errors of an input: the first ones are told at once, the others counted."""

    def __init__(self) -> None:
        self.count = 0

    def tell(self, message: object) -> None:
        """Take in one more."""
        self.count += 1
        if self.count <= MAX_TOLD:
            fail(str(message))

    def end(self) -> None:
        """Say how many were not told."""
        if self.count > MAX_TOLD:
            fail(f"and {self.count - MAX_TOLD} more that were refused")
