"""The table of settings in deploy/README.md is what the code reads."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from newsmill.cli.settings_table import (
    BEGINNING,
    END,
    README,
    all_settings,
    as_text,
    in_text,
    table,
    variable,
)
from newsmill.environment import IN_FILE, SECRET, LocalPath
from newsmill.pipeline import ROOMS
from newsmill.settings import Seconds, load

CLASSES = dict.fromkeys(settings for _, settings in all_settings())
VARIABLES = [
    (settings, name) for settings in CLASSES for name in settings.model_fields
]  # fmt: skip


class Example(BaseSettings):
    """One field of each kind."""

    model_config = SettingsConfigDict(env_prefix="NEWSMILL_EXAMPLE_")

    pause: Seconds = Field(timedelta(minutes=5), gt=timedelta(0), description="Between two")
    share: float = Field(0.5, ge=0, lt=1, description="Of all")
    most: int | None = Field(None, ge=1, le=9, description="a|b")
    eager: bool = Field(True, description="Or not")
    how: str = Field("fast", pattern="^(fast|well-done)$", description="One of two")
    folder: Path = Field(Path("/srv/mill"), description="Where")
    file: LocalPath | None = Field(None, description="Which")
    key: Annotated[str | None, SECRET] = Field(None, description="To open it")


def test_the_readme_has_the_table_the_code_makes() -> None:
    text = README.read_text(encoding="utf-8")
    assert in_text(text, table(all_settings())) == text, (
        "run: python -m newsmill.cli.settings_table"
    )


def test_every_kind_of_setting_says_what_it_may_be() -> None:
    assert table([("mill", Example)]) == (
        "| variable | default | value | meaning | read by |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| `NEWSMILL_EXAMPLE_PAUSE` | `300` | seconds above 0 | Between two | mill |\n"
        "| `NEWSMILL_EXAMPLE_SHARE` | `0.5` | number from 0 below 1 | Of all | mill |\n"
        "| `NEWSMILL_EXAMPLE_MOST` |  | whole number from 1 to 9 | a\\|b | mill |\n"
        "| `NEWSMILL_EXAMPLE_EAGER` | `1` | 1 or 0 | Or not | mill |\n"
        "| `NEWSMILL_EXAMPLE_HOW` | `fast` | `fast` or `well-done` | One of two | mill |\n"
        "| `NEWSMILL_EXAMPLE_FOLDER` | `/srv/mill` | path | Where | mill |\n"
        "| `NEWSMILL_EXAMPLE_FILE` |  | path | Which | mill |\n"
        "| `NEWSMILL_EXAMPLE_KEY` |  | text | To open it | mill |\n"
        "| `NEWSMILL_EXAMPLE_KEY_FILE` |  | path | A file that holds `NEWSMILL_EXAMPLE_KEY`, which"
        " is then unset | mill |\n"
    )


def test_every_room_that_has_settings_is_in_it() -> None:
    here = Path(__file__).parents[2] / "services" / "newsmill"
    rooms = {room for room in ROOMS if (here / room / "settings.py").exists()}
    assert rooms == {user for user, _ in all_settings()} & set(ROOMS)


@pytest.mark.parametrize(
    ("settings", "field"), VARIABLES, ids=[variable(*setting) for setting in VARIABLES]
)
def test_a_default_can_be_written_as_the_table_writes_it(
    monkeypatch: pytest.MonkeyPatch, settings: type[BaseSettings], field: str
) -> None:
    default: Any = settings.model_fields[field].default
    if default is None:
        return
    monkeypatch.setenv(variable(settings, field), as_text(default))
    assert getattr(load(settings), field) == default


@pytest.mark.parametrize(
    ("settings", "field"), VARIABLES, ids=[variable(*setting) for setting in VARIABLES]
)
@pytest.mark.parametrize("ending", ["", IN_FILE])
def test_an_empty_variable_is_an_unset_one(
    monkeypatch: pytest.MonkeyPatch, settings: type[BaseSettings], field: str, ending: str
) -> None:
    monkeypatch.setenv(variable(settings, field) + ending, "")
    assert load(settings) == load(settings, **{field: settings.model_fields[field].default})


@pytest.mark.parametrize(
    ("settings", "field"), VARIABLES, ids=[variable(*setting) for setting in VARIABLES]
)
def test_a_setting_says_in_one_line_what_it_is_for(
    settings: type[BaseSettings], field: str
) -> None:
    description = settings.model_fields[field].description
    assert description
    assert len(description) <= 100
    assert "\n" not in description


def test_no_variable_means_two_things() -> None:
    names = [variable(*setting) for setting in VARIABLES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("text", ["", BEGINNING, END, f"{END}{BEGINNING}"])
def test_a_text_without_a_place_for_the_table_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="no place for the settings"):
        in_text(text, "table")
