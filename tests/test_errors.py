"""What a person can fix is a UserError, and every UserError ends a command in one line."""

import ast
import builtins
import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka.errors import KafkaError

import newsmill.cli.health
from newsmill.cli.failures import CommandFailed
from newsmill.cli.interruption import run_until_interrupted
from newsmill.cli.main import main
from newsmill.errors import UsageError, UserError
from newsmill.kafka.errors import BrokerRefuses, BrokerUnavailable, KafkaFailed
from newsmill.standard_streams import CannotWrite
from tests.user_errors import instance_of, user_error_classes

PACKAGE = Path(newsmill.__path__[0])

# What stands in a message only when somebody is to do something.
HINT = re.compile(r"pip install|newsmill [a-z]+[ -][a-z]+|--[a-z]{2,}|NEWSMILL_[A-Z]+|; run: ")

NOT_FOR_PEOPLE = {
    # The reason within a BrokerRefuses, which adds the broker's address.
    "newsmill.kafka.diagnosis.Refused",
    # The reason within a FetchError, of which a command or an event says whose address it was.
    "newsmill.web.addresses.RefusedError",
    # Of a validator of settings: `load` makes a SettingsError of it.
    "builtins.ValueError",
}


@pytest.mark.parametrize("kind", user_error_classes(), ids=lambda kind: kind.__qualname__)
def test_each_ends_a_command_as_one_line_with_its_exit_code(
    kind: type[UserError], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise instance_of(kind, "the mill\nstands  still")

    monkeypatch.setattr(newsmill.cli.health, "run", fail)
    monkeypatch.setattr(sys, "argv", ["newsmill", "health"])

    with pytest.raises(SystemExit) as ended:
        main()

    if issubclass(kind, CannotWrite):
        assert ended.value.code == 74
    else:
        assert ended.value.code == (2 if issubclass(kind, UsageError) else 1)
    assert capsys.readouterr().err == "newsmill: the mill stands still\n"


def test_the_classes_are_found() -> None:
    assert {UserError, CommandFailed, BrokerUnavailable, BrokerRefuses} <= {*user_error_classes()}


def test_an_error_of_kafkas_client_becomes_one_that_is_shown() -> None:
    async def work() -> None:
        raise KafkaError("no such coordinator")

    with pytest.raises(KafkaFailed, match="no such coordinator"):
        run_until_interrupted(work())


def test_whatever_tells_a_person_what_to_do_is_a_user_error() -> None:
    hinting = {name for path in PACKAGE.rglob("*.py") for name in exceptions_with_hints(path)}

    assert "newsmill.kafka.errors.TopicsMissing" in hinting
    assert "newsmill.cli.failures.CommandFailed" in hinting
    others = {name for name in hinting - NOT_FOR_PEOPLE if not issubclass(found(name), UserError)}
    assert others == set()


def exceptions_with_hints(path: Path) -> Iterator[str]:
    """Exceptions that a module raises or defines with a message that says what to do."""
    module = ".".join(("newsmill", *path.relative_to(PACKAGE).with_suffix("").parts))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            if isinstance(node.exc.func, ast.Name) and _hints(node.exc):
                yield full_name(module, node.exc.func.id)
        elif isinstance(node, ast.ClassDef):
            kind = getattr(importlib.import_module(module), node.name, None)
            calls = (call for call in ast.walk(node) if isinstance(call, ast.Call))
            if (
                isinstance(kind, type)
                and issubclass(kind, BaseException)
                and any(isinstance(c.func, ast.Attribute) and _hints(c) for c in calls)
            ):
                yield full_name(module, node.name)


def full_name(module: str, name: str) -> str:
    kind = getattr(importlib.import_module(module), name, None) or getattr(builtins, name)
    return f"{kind.__module__}.{kind.__qualname__}"


def found(name: str) -> type[BaseException]:
    module, _, of_class = name.rpartition(".")
    kind: type[BaseException] = getattr(importlib.import_module(module), of_class)
    return kind


def _hints(call: ast.Call) -> bool:
    texts = (part.value for part in ast.walk(call) if isinstance(part, ast.Constant))
    return any(isinstance(text, str) and HINT.search(text) for text in texts)
