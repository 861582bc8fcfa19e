"""What errors of PostgreSQL and its client mean: wait, give up, or look at each row."""

import psycopg

from newsmill.sinks.errors import SinkRefused, TargetAway

REFUSED_ROWS = ("22", "23", "54")
"""Classes of SQLSTATE that are about what is written: values, constraints, limits of an index.
https://www.postgresql.org/docs/current/errcodes-appendix.html"""

NOT_FOR_THE_ROWS = ("22P05", "22021", "23502")
"""Of them, those that all rows will meet: another encoding, a column that somebody has added and
that must not be null."""

TO_BE_MENDED = ("28", "3D", "3F", "42")
"""Who we are, what is not there, what we may not do: as it is set up, it will not work."""

SOON_OVER = (
    "the database system is",
    "too many clients",
    "remaining connection slots",
    "too many connections",
)
"""What a server says that cannot be connected to just now; it gives no SQLSTATE then."""

REFUSES_US = (
    "password authentication failed",
    "no pg_hba.conf entry",
    "no password supplied",
    "does not exist",
    "is not permitted to log in",
    "permission denied",
    "certificate verify failed",
    "does not support SSL",
)


def is_about_rows(error: psycopg.Error) -> bool:
    """Whether single rows may be to blame."""
    state = error.sqlstate or ""
    return state.startswith(REFUSED_ROWS) and state not in NOT_FOR_THE_ROWS


def failure_of(error: BaseException, *, is_first: bool) -> Exception:
    """`error` as the one that tells the runner what to do.

    What is set up wrongly ends the command when it begins. Later a person may mend it meanwhile.
    """
    line = in_one_line(error)
    if is_first and isinstance(error, psycopg.Error):
        state = error.sqlstate or ""
        told = any(it in line for it in REFUSES_US) and not any(it in line for it in SOON_OVER)
        if state.startswith(TO_BE_MENDED) or (not state and told):
            return SinkRefused(f"PostgreSQL refuses: {line}")
    if isinstance(error, TimeoutError):
        line = "no answer in time"
    return TargetAway(line)


def in_one_line(error: BaseException) -> str:
    """What the server said, without the statement; with its hint."""
    if isinstance(error, psycopg.Error) and error.diag.message_primary:
        parts = [error.diag.message_primary, error.diag.message_hint]
        return "; ".join(it for it in parts if it)
    lines = [it.strip() for it in str(error).splitlines() if it.strip()]
    # Of several addresses and tries, the last tells most; "Multiple connection attempts failed".
    return (lines[-1].removeprefix("- ") if lines else "") or type(error).__name__
