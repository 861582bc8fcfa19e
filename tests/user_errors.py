"""Every class of error that newsmill shows to people."""

import importlib
import pkgutil
from collections.abc import Iterator

import newsmill
from newsmill.errors import UserError


def user_error_classes() -> list[type[UserError]]:
    """`UserError` and all its subclasses in the package, in a fixed order."""
    for module in pkgutil.walk_packages(newsmill.__path__, "newsmill."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    classes = set(_with_subclasses(UserError))
    ours = (kind for kind in classes if kind.__module__.startswith("newsmill."))
    return sorted(ours, key=lambda kind: (kind.__module__, kind.__qualname__))


def instance_of(kind: type[UserError], message: str) -> UserError:
    """An error of this class with this message, whatever its constructor asks for."""
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    return error


def _with_subclasses(kind: type[UserError]) -> Iterator[type[UserError]]:
    yield kind
    for subclass in kind.__subclasses__():
        yield from _with_subclasses(subclass)
