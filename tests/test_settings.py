import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings

from newsmill.enricher.settings import Settings as EnricherSettings
from newsmill.puller.websub.settings import WebSubSettings
from newsmill.settings import (
    KafkaSettings,
    RuntimeSettings,
    Seconds,
    SettingsError,
    load,
    room_config,
)


class BakerSettings(BaseSettings):
    model_config = room_config("baker")

    patience: Seconds = Field(timedelta(minutes=1))
    loaves: tuple[int, ...] = ()


@pytest.mark.parametrize(
    ("settings", "variable", "value", "complaint"),
    [
        pytest.param(KafkaSettings, "BROKER", "kafka", "HOST:PORT", id="a broker without port"),
        pytest.param(KafkaSettings, "BROKER", "kafka:9092,", "HOST:PORT", id="half a list"),
        pytest.param(KafkaSettings, "BROKER", "a b:9092", "HOST:PORT", id="a space"),
        pytest.param(KafkaSettings, "REPLICATION_FACTOR", "0", "greater", id="no replica"),
        pytest.param(KafkaSettings, "TOPIC_PARTITIONS", "many", "integer", id="no number"),
        pytest.param(KafkaSettings, "SECURITY_PROTOCOL", "TLS", "match", id="no protocol"),
        pytest.param(KafkaSettings, "SESSION_TIMEOUT", "six", "number of seconds", id="no seconds"),
        pytest.param(
            KafkaSettings, "SESSION_TIMEOUT", "nan", "number of seconds", id="not a number"
        ),
        pytest.param(KafkaSettings, "SESSION_TIMEOUT", "0", "greater", id="no session"),
        pytest.param(KafkaSettings, "SESSION_TIMEOUT", "86400", "less", id="a day's session"),
        pytest.param(KafkaSettings, "COMMIT_INTERVAL", "inf", "longer", id="for ever"),
        pytest.param(KafkaSettings, "COMMIT_INTERVAL", "-1", "greater", id="in the past"),
        pytest.param(RuntimeSettings, "STOP_TIMEOUT", "1e10", "longer", id="longer than timers"),
        pytest.param(RuntimeSettings, "LOG_LEVEL", "LOUD", "match", id="no level"),
        pytest.param(RuntimeSettings, "HEALTH_HOST", "http://[::]/", "scheme", id="a URL"),
        pytest.param(KafkaSettings, "SSL_CAFILE", "~nobody-here/ca", "home folder", id="no home"),
        pytest.param(RuntimeSettings, "HEALTH_PORT", "70000", "less", id="no port"),
        pytest.param(BakerSettings, "BAKER_PATIENCE", "soon", "number of seconds", id="a room's"),
        pytest.param(BakerSettings, "BAKER_LOAVES", "[1,", "loaves", id="no JSON"),
    ],
)
def test_an_unusable_value_is_refused_with_its_variable(
    monkeypatch: pytest.MonkeyPatch,
    settings: type[BaseSettings],
    variable: str,
    value: str,
    complaint: str,
) -> None:
    monkeypatch.setenv(f"NEWSMILL_{variable}", value)
    with pytest.raises(SettingsError, match=complaint) as refusal:
        load(settings)
    said = str(refusal.value)
    assert said.startswith(f"NEWSMILL_{variable}={value!r}: ") or variable == "BAKER_LOAVES"
    assert said.count("\n") == 0


def test_an_unusable_override_is_refused_like_a_variable() -> None:
    with pytest.raises(SettingsError, match="NEWSMILL_BROKER='kafka'"):
        load(KafkaSettings, broker="kafka")


@pytest.mark.parametrize("broker", ["kafka:9092", "a.example:1,b.example:2", "[::1]:9092"])
def test_bootstrap_servers_are_taken_as_they_are(
    monkeypatch: pytest.MonkeyPatch, broker: str
) -> None:
    monkeypatch.setenv("NEWSMILL_BROKER", broker)
    assert load(KafkaSettings).broker == broker


def test_lengths_of_time_are_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_BAKER_PATIENCE", "0.25")
    assert load(BakerSettings).patience == timedelta(milliseconds=250)


def test_settings_cannot_be_changed() -> None:
    settings = load(KafkaSettings)
    with pytest.raises(ValidationError, match="frozen"):
        setattr(settings, "broker", "other:9092")  # noqa: B010 # what a type checker would not let


def test_what_several_variables_have_wrong_is_said_without_their_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NEWSMILL_WEBSUB_CALLBACK_URL", "https://mill.example/")
    monkeypatch.setenv("NEWSMILL_WEBSUB_KEY", "too-short")
    with pytest.raises(SettingsError) as caught:
        load(WebSubSettings)
    assert str(caught.value).startswith("NEWSMILL_WEBSUB_CALLBACK_URL needs NEWSMILL_WEBSUB_KEY")
    assert "too-short" not in "".join(traceback.format_exception(caught.value))


def test_a_password_is_not_shown() -> None:
    assert "gulls" not in repr(KafkaSettings(sasl_password="gulls"))


SECRETS = [
    pytest.param(KafkaSettings, "SASL_USERNAME", id="the broker's name of us"),
    pytest.param(KafkaSettings, "SASL_PASSWORD", id="its password"),
    pytest.param(KafkaSettings, "SSL_KEY_PASSWORD", id="of the key"),
    pytest.param(WebSubSettings, "WEBSUB_KEY", id="of WebSub"),
]
WORD = "seven gulls over the harbour"


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text(WORD)
    return file


def held(settings: BaseSettings, variable: str) -> str:
    value = getattr(settings, variable.removeprefix("WEBSUB_").lower())
    return str(value.get_secret_value() if isinstance(value, SecretStr) else value)


@pytest.mark.parametrize(("settings", "variable"), SECRETS)
@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param(WORD, WORD, id="no newline"),
        pytest.param(f"{WORD}\n", WORD, id="a newline"),
        pytest.param(f"{WORD}\r\n", WORD, id="as Windows writes it"),
        pytest.param(f" {WORD} \n\n", f" {WORD} \n", id="blanks that belong to it"),
        pytest.param("dix-huit mouettes à l'été\n", "dix-huit mouettes à l'été", id="UTF-8"),
    ],
)
def test_a_secret_may_stand_in_a_file(
    monkeypatch: pytest.MonkeyPatch,
    secret_file: Path,
    settings: type[BaseSettings],
    variable: str,
    written: str,
    read: str,
) -> None:
    secret_file.write_bytes(written.encode())
    monkeypatch.setenv(f"NEWSMILL_{variable}_FILE", str(secret_file))
    monkeypatch.setenv(f"NEWSMILL_{variable}", "")
    assert held(load(settings), variable) == read


@pytest.mark.parametrize(("settings", "variable"), SECRETS)
def test_a_secret_in_two_places_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
    secret_file: Path,
    settings: type[BaseSettings],
    variable: str,
) -> None:
    monkeypatch.setenv(f"NEWSMILL_{variable}_FILE", str(secret_file))
    monkeypatch.setenv(f"NEWSMILL_{variable}", "geese over the harbour")
    with pytest.raises(SettingsError) as refusal:
        load(settings)
    assert str(refusal.value) == f"both NEWSMILL_{variable} and NEWSMILL_{variable}_FILE are set"


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(("settings", "variable"), SECRETS)
@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        pytest.param(Path.unlink, "No such file or directory", id="not there"),
        pytest.param(a_folder, "Is a directory", id="a folder"),
        pytest.param(lambda path: path.write_text("\n"), "is empty", id="empty"),
        pytest.param(lambda path: path.write_bytes(b"gulls\xff"), "is not UTF-8", id="no text"),
        pytest.param(lambda path: path.write_text("x" * 70_000), "longer", id="no secret"),
    ],
)
def test_a_file_that_holds_no_secret_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
    secret_file: Path,
    settings: type[BaseSettings],
    variable: str,
    spoil: Callable[[Path], object],
    why: str,
) -> None:
    spoil(secret_file)
    monkeypatch.setenv(f"NEWSMILL_{variable}_FILE", str(secret_file))
    with pytest.raises(SettingsError) as refusal:
        load(settings)
    said = str(refusal.value)
    assert said.startswith(f"NEWSMILL_{variable}_FILE='{secret_file}': ")
    assert why in said
    assert "gulls" not in "".join(traceback.format_exception(refusal.value))


def test_a_secret_that_is_refused_is_not_shown() -> None:
    with pytest.raises(SettingsError) as refusal:
        load(KafkaSettings, sasl_password=[WORD])
    assert str(refusal.value) == "NEWSMILL_SASL_PASSWORD: Input should be a valid string"
    assert "gulls" not in "".join(traceback.format_exception(refusal.value))


def test_a_path_begins_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No shell reads a Compose file."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NEWSMILL_SSL_CAFILE", "~/ca.pem")
    assert load(KafkaSettings).ssl_cafile == tmp_path / "ca.pem"


def test_a_list_can_be_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_ENRICHER_IGNORED_LABELS", ",")
    monkeypatch.setenv("NEWSMILL_ENRICHER_MODELS", ",")
    settings = load(EnricherSettings)
    assert (settings.ignored_labels, settings.models) == (frozenset(), {})
