"""Understand a database's URL: what libpq is to have, and which table is meant."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from newsmill.errors import UsageError

DEFAULT_SCHEMA = "public"
DEFAULT_TABLE = "articles"
LONGEST_NAME_BYTES = 63
"""PostgreSQL cuts what is longer."""

OF_OURS = ("schema", "table")

UNLESS_SAID = {
    "connect_timeout": "10",
    # A server that is gone without a word is noticed, also while something is being sent to it.
    "tcp_user_timeout": "30000",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "application_name": "newsmill sink",
}
"""Options of libpq."""


@dataclass(frozen=True)
class Address:
    """Where a table is."""

    options: dict[str, Any]
    """For libpq. What is missing here comes from its own environment: PGPASSWORD, PGPASSFILE, …"""
    schema: str
    table: str
    shown: str
    """For people: without password and user."""
    name: str
    """The same for the same table, whoever connects and how."""


def address_of(url: str) -> Address:
    """Parse `postgresql://user@host/database?schema=…&table=…`; other parameters are libpq's.

    Raises:
        UsageError: it cannot be meant like this; the message holds no password.
    """
    base, _, written = url.partition("?")
    scheme, has_authority, rest = base.partition("://")
    if not has_authority:
        raise UsageError("a database is written as postgresql://user@host/database")
    query = parse_qsl(written, keep_blank_values=True)
    ours = {name: value for name, value in query if name in OF_OURS}
    theirs = urlencode([(name, value) for name, value in query if name not in OF_OURS])
    try:
        asked = conninfo_to_dict(f"{scheme.lower()}://{rest}?{theirs}")
    except ProgrammingError as error:
        raise UsageError(f"the database's URL: {_without_secrets(rest, str(error))}") from None
    ports = str(asked.get("port") or "").split(",")
    if any(port and not (port.isdecimal() and 0 < int(port) < 65536) for port in ports):
        raise UsageError(f"the database's URL: {asked['port']!r} is no port")
    options = {**UNLESS_SAID, **asked}
    host = str(asked.get("host") or "")
    if "," in host:
        # Of several servers, the one that can be written to.
        options.setdefault("target_session_attrs", "read-write")
    schema = _named("schema", ours.get("schema") or DEFAULT_SCHEMA)
    table = _named("table", ours.get("table") or DEFAULT_TABLE)
    database = str(asked.get("dbname") or "")
    where = f"{host or 'localhost'}/{database}".rstrip("/")
    shown = f"postgresql table {schema}.{table} in {where}"
    port = asked.get("port", "")
    digest = sha256(f"{host}:{port}/{database}/{schema}.{table}".encode()).hexdigest()[:8]
    return Address(options, schema, table, shown, f"postgresql-{_slug(table)}-{digest}")


def _named(what: str, name: str) -> str:
    if "\0" in name or len(name.encode(errors="replace")) > LONGEST_NAME_BYTES:
        raise UsageError(f"{what}={name!r}: a name has at most {LONGEST_NAME_BYTES} bytes")
    return name


def _slug(name: str) -> str:
    return "".join(it if it.isascii() and it.isalnum() else "-" for it in name)


def _without_secrets(rest: str, message: str) -> str:
    """What libpq says, without what may be a password: it repeats what it does not understand."""
    user, at, _ = rest.rpartition("@")
    password = user.partition(":")[2]
    for secret in (user if at else "", password, unquote(password)):
        message = message.replace(secret, "…") if secret else message
    return message
