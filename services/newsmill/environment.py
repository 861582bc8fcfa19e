"""Read settings from environment variables: how each is written, and what is wrong with one.

An empty variable is an unset one, as Compose's `${NAME:-}` gives it. What may be secret may stand
in a file that another variable names: `NEWSMILL_SASL_PASSWORD_FILE`.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings import SettingsError as UnreadableError

from newsmill.errors import UsageError

IN_FILE = "_FILE"
"""What the name of a variable ends with that names the file of a secret."""

MAX_SECRET_BYTES = 64 * 1024
LONGEST = timedelta(days=36_525)
"""A century. Timers of the system run for less than three."""


class SettingsError(UsageError):
    """A setting has no usable value: the message names the variable and says why."""


class Secret:
    """Marks a setting that may stand in a file, and whose value is never shown."""


SECRET = Secret()


def is_secret(field: FieldInfo) -> bool:
    """Whether the setting is marked as `SECRET`."""
    return SECRET in field.metadata


class OwnSettings(BaseSettings):
    """The base of all settings classes."""

    model_config = SettingsConfigDict(
        env_prefix="NEWSMILL_", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 # pydantic's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the files of secrets."""
        return init_settings, env_settings, _SecretFiles(settings_cls)


def room_config(room: str) -> SettingsConfigDict:
    """The model configuration of one room's settings class."""
    return SettingsConfigDict(env_prefix=f"NEWSMILL_{room.upper()}_")


def _from_seconds(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        seconds = float(value)
        length = timedelta(seconds=seconds)
    except OverflowError as error:
        raise ValueError("longer than any clock runs") from error
    except ValueError as error:
        raise ValueError("a number of seconds is wanted") from error
    if length > LONGEST:
        raise ValueError("longer than any clock runs")
    return length


Seconds = Annotated[timedelta, BeforeValidator(_from_seconds), Field(ge=timedelta())]
"""A length of time, never negative; in the environment a number of seconds."""


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError("there is no such home folder") from error


LocalPath = Annotated[Path, AfterValidator(_expanded)]
"""A file or a folder; `~` is the home folder, which no shell has put in for it in a `.env` file."""


def _servers(value: str) -> str:
    if not re.fullmatch(r"[^\s,]+:\d+(,[^\s,]+:\d+)*", value):
        raise ValueError("write HOST:PORT[,HOST:PORT…]")
    return value


Servers = Annotated[str, AfterValidator(_servers)]
"""One or more Kafka brokers."""


def _listening_host(value: str) -> str:
    host = value[1:-1] if value.startswith("[") and value.endswith("]") else value
    if not re.fullmatch(r"[^\s/\[\]]+", host):
        raise ValueError("write an address or a name, without a scheme or a port")
    return host


ListeningHost = Annotated[str, AfterValidator(_listening_host)]
"""Where to listen: an address (IPv6 with or without brackets), or a name for it."""


S = TypeVar("S", bound=BaseSettings)


def load(settings: type[S], **overrides: Any) -> S:
    """Read `settings` from the environment.

    Raises:
        SettingsError: a value is out of range, or a secret's file cannot be read; says which
            variable, what it holds and why. The value of a secret is not shown.
    """
    prefix = settings.model_config.get("env_prefix", "")
    try:
        return settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        wrong = first["msg"].removeprefix("Value error, ")
        if not first["loc"]:
            # Of several variables, which the message names; their values may be secret.
            raise SettingsError(wrong) from None
        field = settings.model_fields.get(str(first["loc"][0]))
        name = prefix + "_".join(str(part) for part in first["loc"]).upper()
        if field is not None and is_secret(field):
            raise SettingsError(f"{name}: {wrong}") from None
        raise SettingsError(f"{name}={_as_written(first['input'])!r}: {wrong}") from error
    except UnreadableError as error:
        raise SettingsError(f"{prefix}…: {error}") from error


def _as_written(value: Any) -> Any:
    """`value` as it may have stood in the environment."""
    match value:
        case timedelta():
            return f"{value.total_seconds():g}"
        case Path():
            return str(value)
    return value


class _SecretFiles(EnvSettingsSource):
    """Secrets from the files that the environment names."""

    def __call__(self) -> dict[str, Any]:
        """The contents by field.

        Raises:
            SettingsError: a file cannot be used, or the environment holds the secret as well.
        """
        found = {}
        for name, field in self.settings_cls.model_fields.items():
            variable = f"{self.env_prefix}{name}".upper()
            if is_secret(field) and (path := _value(self.env_vars, variable + IN_FILE)):
                if _value(self.env_vars, variable):
                    raise SettingsError(f"both {variable} and {variable}{IN_FILE} are set")
                found[name] = _content(variable + IN_FILE, Path(path))
        return found


def _value(variables: Mapping[str, str | None], name: str) -> str | None:
    # Names are in small letters there.
    return variables.get(name.lower())


def _content(variable: str, path: Path) -> str:
    """What the file holds, without the newline at its end."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_SECRET_BYTES + 1)
        text = content.decode().removesuffix("\n").removesuffix("\r")
    except OSError as error:
        raise SettingsError(f"{variable}={str(path)!r}: {error.strerror or error}") from error
    except ValueError as error:
        # The path has a NUL, or the content, which a traceback would show, is not UTF-8.
        why = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise SettingsError(f"{variable}={str(path)!r}: {why}") from None
    if not text:
        raise SettingsError(f"{variable}={str(path)!r}: is empty")
    if len(content) > MAX_SECRET_BYTES:
        raise SettingsError(f"{variable}={str(path)!r}: is longer than a secret")
    return text
