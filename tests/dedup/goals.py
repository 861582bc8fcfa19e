"""What is to be reached by something that was measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A measured value that is to stay below `wanted`, or to reach it."""

    name: str
    measured: float
    wanted: float
    is_most: bool = True

    @property
    def is_reached(self) -> bool:
        """Whether it does."""
        return self.measured <= self.wanted if self.is_most else self.measured >= self.wanted

    @property
    def told(self) -> str:
        """A line for people."""
        sign = "≤" if self.is_most else "≥"
        end = "reached" if self.is_reached else "MISSED"
        return f"{self.name:<48}{self.measured:>12.3f}   {sign} {self.wanted:g}: {end}"
