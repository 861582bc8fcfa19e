"""newsmill token: make a token for a reader of the gateway, and the line that admits it."""

from collections.abc import Sequence

import typer

from newsmill.errors import UsageError
from newsmill.gateway.access.tokens import new_token, token_line
from newsmill.gateway.api.routes import SCOPES


def run(name: str, *, scopes: Sequence[str], per_minute: int | None) -> None:
    """Print the line for NEWSMILL_GATEWAY_TOKENS on stdout, and the token itself on stderr."""
    chosen = frozenset(scope for scope in SCOPES if scope in scopes)
    if len(chosen) != len(set(scopes)):
        raise UsageError(f"--scope is one of {', '.join(SCOPES)}")
    token = new_token()
    try:
        line = token_line(name, chosen, token, per_minute)
    except ValueError as error:
        raise UsageError(str(error)) from error
    # Apart, so that `>> tokens` keeps the hash only.
    typer.echo(line)
    typer.echo(f"The token of {name}, which is not shown again: {token}", err=True)
