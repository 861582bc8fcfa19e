import traceback
from datetime import timedelta

import pytest
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings

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
        pytest.param(KafkaSettings, "COMMIT_INTERVAL", "inf", "longer", id="for ever"),
        pytest.param(KafkaSettings, "COMMIT_INTERVAL", "-1", "greater", id="in the past"),
        pytest.param(RuntimeSettings, "LOG_LEVEL", "LOUD", "match", id="no level"),
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
