"""Break lines at blanks, so that names and addresses stay whole on a narrow screen."""

import sys
import textwrap
from collections.abc import Iterable

from rich.console import Console

INDENT = "    "


def wrapped(text: str, width: int, indent: str = "") -> str:
    """`text` behind `indent`, broken at blanks only; what is longer than a line stays whole."""
    return textwrap.fill(
        text,
        max(width, 20),
        initial_indent=indent,
        subsequent_indent=f"{indent}{INDENT}",
        break_long_words=False,
        break_on_hyphens=False,
    )


def tell(lines: Iterable[str]) -> None:
    """Print `lines` on stderr; wrapped where that is a terminal, which a program does not read."""
    width = Console(stderr=True).width if sys.stderr.isatty() else None
    for line in lines:
        told = line if width is None else wrapped(line, width)
        print(told, file=sys.stderr)  # noqa: T201 # what a person reads
