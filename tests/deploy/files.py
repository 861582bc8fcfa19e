"""The deploy files, read as far as tests need them."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
REQUIREMENTS = DEPLOY / "requirements"
LOCK = REQUIREMENTS / "lock.txt"
DOCKERFILE = DEPLOY / "Dockerfile"
COMPOSE = ROOT / "docker-compose.yml"
METRICS = DEPLOY / "compose.metrics.yml"
PROMETHEUS = DEPLOY / "prometheus.yml"
GUIDE = DEPLOY / "README.md"

_REQUIREMENT = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\\]+?))?(?: \\)?$"
)
_HASH = re.compile(r"--hash=sha256:(?P<hash>[0-9a-f]{64})")


@dataclass(frozen=True)
class Pin:
    """One line of a requirements file, with the hashes below it."""

    name: str
    version: str
    marker: str
    hashes: frozenset[str]


def pins(path: Path) -> list[Pin]:
    """Every pin of a requirements file; a line that is neither pin, hash nor comment fails."""
    found: list[Pin] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip().removesuffix("\\").strip()
        if not text or text.startswith("#"):
            continue
        if one := _HASH.fullmatch(text):
            last = found[-1]
            found[-1] = Pin(last.name, last.version, last.marker, last.hashes | {one["hash"]})
        else:
            pin = _REQUIREMENT.fullmatch(line)
            assert pin, f"{path.name}: {line}"
            found.append(Pin(pin["name"], pin["version"], pin["marker"] or "", frozenset()))
    return found


def compose(path: Path = COMPOSE) -> dict[str, Any]:
    """docker-compose.yml, or another YAML file, merged."""
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


def examples(language: str) -> list[str]:
    """The blocks of deploy/README.md in this language."""
    guide = GUIDE.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Stage:
    """A stage of the Dockerfile: its instructions, continuation lines joined."""

    name: str
    base: str
    instructions: tuple[tuple[str, str], ...]

    def all(self, instruction: str) -> list[str]:
        """What stands behind each `instruction`."""
        return [said for name, said in self.instructions if name == instruction]


def stages() -> dict[str, Stage]:
    """The Dockerfile by stage."""
    text = DOCKERFILE.read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, Stage] = {}
    name = ""
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        instruction, _, said = line.partition(" ")
        if instruction == "FROM":
            base, _, name = said.partition(" AS ")
            found[name] = Stage(name, base, ())
        elif name:
            stage = found[name]
            more = (*stage.instructions, (instruction, said.strip()))
            found[name] = Stage(name, stage.base, more)
    return found


def line_of(name: str) -> list[Stage]:
    """A stage, and those it is built on, the first first."""
    by_name = stages()
    line = [by_name[name]]
    while line[0].base in by_name:
        line.insert(0, by_name[line[0].base])
    return line


def project() -> dict[str, Any]:
    """The project table of pyproject.toml."""
    table: dict[str, Any] = _pyproject()["project"]
    return table


def extra(name: str) -> list[str]:
    """What an extra of newsmill's brings, those that it takes in resolved."""
    found: list[str] = []
    for text in project()["optional-dependencies"][name]:
        wish = Requirement(text)
        if wish.name == "newsmill":
            found += [each for inner in sorted(wish.extras) for each in extra(inner)]
        else:
            found.append(text)
    return found


def build_group() -> list[str]:
    """What pyproject.toml names to build with."""
    group: list[str] = _pyproject()["dependency-groups"]["build"]
    return group


def _pyproject() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)
