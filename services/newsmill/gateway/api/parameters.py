"""Parameters of a route: what there is, how each is read, and what is wrong with one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from newsmill.gateway.api.problems import BAD_PARAMETER, Refused

MAX_FILTER_CHARS = 1000
MAX_CURSOR_CHARS = 4000
"""One of feeds holds an address."""
MAX_POSITION_CHARS = 8000
"""A token holds the offset of each partition."""
MAX_NAME_CHARS = 300


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter in the query or the path."""

    name: str
    description: str
    kind: Literal["text", "integer", "number"] = "text"
    default: str | int | float | None = None
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()
    max_chars: int = 200
    pattern: str | None = None
    in_path: bool = False
    example: str | int | None = None

    def read(self, written: str) -> str | int | float:
        """The value of what somebody has written.

        Raises:
            Refused: it is none.
        """
        if len(written) > self.max_chars:
            raise self._refused(f"at most {self.max_chars} characters")
        if self.kind == "text":
            return self._text(written)
        try:
            # int() also takes digits of other scripts, underscores and spaces.
            if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,6})?", written):
                raise ValueError
            number = int(written) if self.kind == "integer" else float(written)
        except ValueError as error:
            what = "a whole number" if self.kind == "integer" else "a number"
            raise self._refused(f"{what} is wanted") from error
        if self.least is not None and number < self.least:
            raise self._refused(f"{self.least} is the least")
        if self.most is not None and number > self.most:
            raise self._refused(f"{self.most} is the most")
        return number

    def _text(self, written: str) -> str:
        if self.choices and written not in self.choices:
            nearest = get_close_matches(written, self.choices, n=1)
            raise self._refused(
                f"one of {', '.join(self.choices)} is wanted", nearest[0] if nearest else None
            )
        if self.pattern is not None and not re.fullmatch(self.pattern, written):
            raise self._refused(f"{self.pattern} is wanted")
        return written

    def _refused(self, why: str, suggestion: str | None = None) -> Refused:
        return Refused(
            BAD_PARAMETER, f"{self.name}: {why}", parameter=self.name, suggestion=suggestion
        )


def read_parameters(
    known: Sequence[Parameter], query: Iterable[tuple[str, str]], path: Mapping[str, str]
) -> dict[str, Any]:
    """The value of each parameter of `known`; the default where it is not given.

    Raises:
        Refused: one cannot be read, is given twice, or is none of the route's.
    """
    by_name = {parameter.name: parameter for parameter in known if not parameter.in_path}
    values: dict[str, Any] = {parameter.name: parameter.default for parameter in known}
    seen: set[str] = set()
    for name, written in query:
        parameter = by_name.get(name)
        if parameter is None:
            raise _unknown(name, by_name)
        if name in seen:
            raise Refused(BAD_PARAMETER, f"{name} is given twice", parameter=name)
        seen.add(name)
        # A form sends what nobody has filled in as well.
        if written:
            values[name] = parameter.read(written)
    for parameter in known:
        if parameter.in_path:
            values[parameter.name] = parameter.read(path[parameter.name])
    return values


def _unknown(name: str, known: Iterable[str]) -> Refused:
    names = sorted(known)
    nearest = get_close_matches(name, names, n=1)
    there_are = f"there are {', '.join(names)}" if names else "the route takes none"
    shown = name if len(name) <= MAX_NAME_CHARS else f"{name[:MAX_NAME_CHARS]}…"
    return Refused(
        BAD_PARAMETER,
        f"there is no parameter {shown}; {there_are}",
        parameter=shown,
        suggestion=nearest[0] if nearest else None,
    )


FILTER = Parameter(
    "q",
    'A filter: `place:Kenya person:"Angela Merkel" -is:copy since:2h`. Empty: everything.',
    default="",
    max_chars=MAX_FILTER_CHARS,
    example="place:Kenya language:en",
)
CURSOR = Parameter(
    "cursor", "The `next` of the page before.", max_chars=MAX_CURSOR_CHARS, pattern="[!-~]+"
)


def limit(default: int, most: int) -> Parameter:
    """How many are wanted."""
    return Parameter(
        "limit", "How many at most.", kind="integer", default=default, least=1, most=most
    )
