"""Carries out the Dockerfile below a folder of its own, for machines without a container engine."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.deploy.files import ROOT, Stage, line_of, stages

# What a build gets from its machine: where packages come from, and how to get there.
_FROM_THE_MACHINE = ("PIP_", "SSL_", "UV_INDEX", "UV_DEFAULT_INDEX", "http", "HTTP", "no_proxy")


def run(
    command: list[str | Path], *, inside: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """As in a container: without this checkout on the path, and with its own variables only."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME") or name.startswith(_FROM_THE_MACHINE)
    }
    return subprocess.run(
        command,
        cwd=inside,
        env=kept | dict(environment or {}),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


class BuildFailed(Exception):
    """A command of the Dockerfile ended with an error: the message is what it wrote."""


class Image:
    """A folder that stands for `/`, with all that becomes `/opt/newsmill`.

    `python` is an environment with pip that stands for the Python of the image one builds on.
    """

    def __init__(self, root: Path, python: Path) -> None:
        self._root = root
        self._environment = {"PATH": f"{python / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        self.installation = root / "opt" / "newsmill"

    def build(self, name: str, *, lock: str | None = None, options: str = "") -> None:
        """Carry out a stage and those it is built on, with `lock` for lock.txt.

        `options` are added to what installs packages.

        Raises:
            BuildFailed: a command did.
        """
        for stage in line_of(name):
            self._carry_out(stage, lock, options)

    def add(self, name: str) -> None:
        """Carry out a stage on what is there."""
        self._carry_out(stages()[name], None, "")

    def _carry_out(self, stage: Stage, lock: str | None, options: str) -> None:
        folder = self._root / "build"
        folder.mkdir(exist_ok=True)
        for instruction, said in stage.instructions:
            if instruction == "ENV":
                self._environment |= dict(word.split("=", 1) for word in self._words(said))
            elif instruction == "COPY":
                _copy(said, folder)
                if lock is not None and "lock.txt" in said:
                    (folder / "lock.txt").write_text(lock)
            elif instruction == "RUN":
                self._run(said + (options if said.startswith("uv pip install") else ""), folder)

    def _run(self, command: str, folder: Path) -> None:
        command = command.replace("/opt/newsmill", str(self.installation))
        done = run(["/bin/sh", "-c", command], inside=folder, environment=self._environment)
        if done.returncode != 0:
            raise BuildFailed(done.stderr)

    def _words(self, said: str) -> list[str]:
        return shlex.split(said.replace("/opt/newsmill", str(self.installation)))


def _copy(said: str, folder: Path) -> None:
    *sources, target = said.split()
    for source in sources:
        if (ROOT / source).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / source, folder / target, ignore=ignored)
        else:
            shutil.copy(ROOT / source, folder / target)
