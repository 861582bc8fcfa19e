"""newsmill schemas: write the contracts as files, or compare files with them."""

from pathlib import Path

import typer

from newsmill.atomic_files import write_file
from newsmill.cli.failures import CommandFailed
from newsmill.contracts import schemas
from newsmill.errors import UsageError
from newsmill.pipeline import USERS_BY_TOPIC


def export(folder: Path) -> None:
    """Write all schemas."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is no folder")
    written = schemas.write(folder, USERS_BY_TOPIC, write_file)
    typer.echo(f"{len(written)} files written to {folder}", err=True)


def check(folder: Path) -> None:
    """Compare with this version's contracts."""
    differences = schemas.check(folder, USERS_BY_TOPIC)
    for difference in differences:
        typer.echo(difference)
    if differences:
        raise CommandFailed(f"{folder} differs in {len(differences)} places")
    typer.echo(f"{folder} is up to date", err=True)
