"""What is installed in an environment, and what its packages ask for."""

from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

Installed = Mapping[str, Distribution]


def installed_in(site_packages: Path) -> dict[str, Distribution]:
    """Everything that is installed there, by its name as the index spells it."""
    found = distributions(path=[str(site_packages)])
    return {canonicalize_name(distribution.name): distribution for distribution in found}


def needed_for(requirements: Iterable[str], installed: Installed) -> set[str]:
    """The names of `requirements` and of all that they need here, extras and markers considered.

    Raises:
        KeyError: one of them is not installed.
    """
    needed: set[tuple[str, str]] = set()
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        wanted = waiting.pop()
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        name = canonicalize_name(wanted.name)
        for extra in {"", *wanted.extras}:
            if (name, extra) in needed:
                continue
            needed.add((name, extra))
            for text in installed[name].requires or []:
                inner = Requirement(text)
                if not inner.marker or inner.marker.evaluate({"extra": extra}):
                    inner.marker = None
                    waiting.append(inner)
    return {name for name, _ in needed}
