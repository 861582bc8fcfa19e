from datetime import timedelta

import pytest

from newsmill.puller.settings import Settings
from newsmill.settings import SettingsError, load


def test_intervals_are_given_in_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_PULLER_MIN_INTERVAL", "1")
    monkeypatch.setenv("NEWSMILL_PULLER_MAX_INTERVAL", "2.5")
    monkeypatch.setenv("NEWSMILL_PULLER_POLL_ONCE", "1")
    settings = load(Settings)
    assert settings.min_interval == timedelta(seconds=1)
    assert settings.max_interval == timedelta(seconds=2.5)
    assert settings.poll_once


@pytest.mark.parametrize("name", ["MIN_INTERVAL", "CONCURRENCY", "MAX_BYTES", "PARSE_TIMEOUT"])
def test_what_must_be_something_cannot_be_zero(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"NEWSMILL_PULLER_{name}", "0")
    with pytest.raises(SettingsError, match=f"NEWSMILL_PULLER_{name}"):
        load(Settings)


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())
