"""Write the table of all settings in deploy/README.md: python -m newsmill.cli.settings_table."""

import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import ByteSize
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from newsmill.environment import IN_FILE, is_secret
from newsmill.mcp.settings import Settings as McpSettings
from newsmill.pipeline import PULLER, ROOMS
from newsmill.puller.websub.settings import WebSubSettings
from newsmill.rooms import settings_of
from newsmill.settings import KafkaSettings, RuntimeSettings
from newsmill.sinks.settings import OpenSearchSettings, WebhookSettings
from newsmill.web.fetching import FetchSettings

README = Path(__file__).parents[3] / "deploy" / "README.md"
BEGINNING = "<!-- settings: written by services/newsmill/cli/settings_table.py -->\n"
END = "<!-- end of settings -->\n"

WORD_BY_TYPE = {
    timedelta: "seconds",
    bool: "1 or 0",
    int: "whole number",
    float: "number",
    ByteSize: "bytes, or 1GiB",
    Path: "path",
}
# A pattern that is only a choice of words.
_CHOICE = re.compile(r"\^\((?P<words>[\w-]+(?:\|[\w-]+)+)\)\$")


def all_settings() -> list[tuple[str, type[BaseSettings]]]:
    """Every settings class, each with who reads it."""
    classes: list[tuple[str, type[BaseSettings]]] = [
        ("all", KafkaSettings),
        ("all", RuntimeSettings),
        ("puller, retriever, webhook, slack", FetchSettings),
        (PULLER, WebSubSettings),
    ]
    classes += [(room, own) for room in ROOMS if (own := settings_of(room)) is not None]
    classes += [("webhook", WebhookSettings), ("opensearch", OpenSearchSettings)]
    return [*classes, ("mcp", McpSettings)]


def table(classes: list[tuple[str, type[BaseSettings]]]) -> str:
    """The settings as a Markdown table, a line for each environment variable."""
    rows = [("variable", "default", "value", "meaning", "read by"), ("---",) * 5]
    for user, settings in classes:
        for name, field in settings.model_fields.items():
            default = as_text(field.default)
            rows.append(
                (
                    f"`{variable(settings, name)}`",
                    f"`{default}`" if default else "",
                    _values(field),
                    (field.description or "").replace("|", "\\|"),
                    user,
                )
            )
            if is_secret(field):
                rows.append(_row_of_file(variable(settings, name), user))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row_of_file(name: str, user: str) -> tuple[str, str, str, str, str]:
    meaning = f"A file that holds `{name}`, which is then unset"
    return (f"`{name}{IN_FILE}`", "", "path", meaning, user)


def variable(settings: type[BaseSettings], field: str) -> str:
    """The environment variable of a field."""
    return f"{settings.model_config.get('env_prefix', '')}{field}".upper()


def as_text(value: Any) -> str:
    """`value` as it stands in the environment; nothing for None."""
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case timedelta():
            return f"{value.total_seconds():f}".rstrip("0").rstrip(".")
        case dict():
            return ",".join(f"{key}={as_text(item)}" for key, item in value.items())
        case set() | frozenset():
            return ",".join(sorted(map(as_text, value)))
        case list() | tuple():
            return ",".join(map(as_text, value))
    return str(value)


def in_text(text: str, settings: str) -> str:
    """`text` with the table `settings` between the lines that mark its place.

    Raises:
        ValueError: the lines are not there.
    """
    before, beginning, rest = text.partition(BEGINNING)
    _, end, after = rest.partition(END)
    if not (beginning and end):
        raise ValueError(f"no place for the settings: {BEGINNING.strip()} … {END.strip()}")
    return f"{before}{BEGINNING}\n{settings}\n{END}{after}"


def _values(field: FieldInfo) -> str:
    kinds = set(get_args(field.annotation)) - {type(None)} or {field.annotation}
    types = {get_args(kind)[0] if get_origin(kind) is Annotated else kind for kind in kinds}
    word = next((word for kind, word in WORD_BY_TYPE.items() if types == {kind}), "text")
    return _choice(field) or " ".join((word, *_limits(field)))


def _limits(field: FieldInfo) -> Iterator[str]:
    """The narrowest limits, as words."""
    lowest: list[tuple[Any, bool]] = []
    highest: list[tuple[Any, bool]] = []
    for rule in field.metadata:
        match rule:
            case Ge(ge=limit):
                lowest.append((limit, False))
            case Gt(gt=limit):
                lowest.append((limit, True))
            case Le(le=limit):
                highest.append((limit, True))
            case Lt(lt=limit):
                highest.append((limit, False))
    if lowest:
        limit, is_above = max(lowest)
        yield f"{'above' if is_above else 'from'} {as_text(limit)}"
    if highest:
        limit, is_within = min(highest)
        yield f"{'to' if is_within else 'below'} {as_text(limit)}"


def _choice(field: FieldInfo) -> str:
    for rule in field.metadata:
        if found := _CHOICE.fullmatch(getattr(rule, "pattern", None) or ""):
            return " or ".join(f"`{word}`" for word in found["words"].split("|"))
    return ""


def main() -> None:
    """Write the table into the README of a checkout."""
    text = README.read_text(encoding="utf-8")
    README.write_text(in_text(text, table(all_settings())), encoding="utf-8")
    sys.stderr.write(f"{README} is up to date\n")


if __name__ == "__main__":
    main()
