"""All environment variables that newsmill knows, and what is said of one that it does not.

The names stand here once more, so that no room and no command imports the settings of all others to
tell a misspelt name. A test compares them with the settings classes.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from newsmill.exit_codes import ENDS_WITH_PARENT

PREFIX = "NEWSMILL_"

_NAMES_BY_GROUP = {
    # Of all.
    "": """
        BROKER TOPIC_PREFIX TOPIC_SUFFIX REPLICATION_FACTOR TOPIC_PARTITIONS SECURITY_PROTOCOL
        SASL_MECHANISM SASL_USERNAME SASL_USERNAME_FILE SASL_PASSWORD SASL_PASSWORD_FILE SSL_CAFILE
        SSL_CERTFILE SSL_KEYFILE SSL_KEY_PASSWORD SSL_KEY_PASSWORD_FILE IDEMPOTENT SESSION_TIMEOUT
        COMMIT_INTERVAL CHECKPOINT_FOLDER LOG_LEVEL LOG_FORMAT HEALTH_HOST HEALTH_PORT STATE_DIR
        CONNECT_TIMEOUT START_TIMEOUT STOP_TIMEOUT MESSAGE_TIMEOUT BLOCKED_TIMEOUT BROKEN_AFTER
        BROKEN_SHARE ALLOW_PRIVATE_NETWORKS FETCH_TIMEOUT FETCH_MAX_BYTES FETCH_MAX_REDIRECTS
        FETCH_CONNECTIONS_PER_HOST ALLOW_PORTS CREDENTIALS PROXY PROXY_FILE CONTACT USER_AGENT""",
    "WEBSUB_": "CALLBACK_URL KEY KEY_FILE HOST PORT LEASE PENDING",
    "PULLER_": """
        MIN_INTERVAL MAX_INTERVAL CONCURRENCY WAITING AUDIT_INTERVAL REQUESTS_PER_HOUR
        HOST_CONCURRENCY HOST_DELAY ROBOTS ROBOTS_BYTES ROBOTS_AGE BYTES_IN_FLIGHT MAX_ENTRIES
        REMEMBERED MAX_BYTES PARSE_TIMEOUT PARSE_CPU PARSERS PARSER_MEMORY POLL_ONCE""",
    "RETRIEVER_": """
        CONCURRENCY FULL_TEXT_WORDS HOST_CONCURRENCY HOST_DELAY PAGE_DEADLINE MAX_PAGE_BYTES
        MEMORY_BYTES RECENT_PAGES_BYTES RECENT_PAGES_AGE ROBOTS_BYTES ROBOTS_AGE""",
    "CLEANER_": """
        PROCESSES DEADLINE PAGE_DEADLINE MAX_TEXT_CHARS MIN_PAGE_WORDS MIN_LANGUAGE_CONFIDENCE""",
    "MCP_": "GATEWAY TOKEN TOKEN_FILE",
    "WEBHOOK_": "SECRET SECRET_FILE",
    "OPENSEARCH_": "PASSWORD PASSWORD_FILE",
    "DEDUPER_": "MEMORY MAX_BYTES STORE MIN_WORDS NEAR",
    "ENRICHER_": """
        MODELS PROCESSES BATCH_SIZE BATCH_WAIT DEADLINE MAX_CHARS KNOWLEDGE_BASE IGNORED_LABELS
        AGAIN_UNTIL""",
    "FOLDER_": "ARTICLES RECENT_BYTES",
    "GATEWAY_": """
        HOST PORT TOKENS TOKENS_FILE ANONYMOUS HOSTS KEY KEY_FILE PUBLIC_URL CORS_ORIGINS INDEX_PATH
        INDEX_DAYS INDEX_MAX_BYTES RING_BYTES REQUESTS_PER_MINUTE MAX_CLIENTS
        MAX_CLIENTS_PER_READER WRITE_TIMEOUT SESSION_LIFETIME AUDIT_INTERVAL AUDIT_WINDOW""",
}

SETTINGS = frozenset(
    f"{PREFIX}{group}{name}" for group, names in _NAMES_BY_GROUP.items() for name in names.split()
)
"""The variable of each setting, and those that name the file of a secret."""

_OTHERS = frozenset({ENDS_WITH_PARENT, f"{PREFIX}VERSION"})
"""Of our own processes, and of whoever writes image names in a Compose file."""

# Our tests and benches, and what Kubernetes and Docker links tell a container of services whose
# names begin with newsmill.
_NOT_SETTINGS = re.compile(
    rf"{PREFIX}(TEST|BENCH)_.*"
    r"|NEWSMILL(_.*)?_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)"
)
_ADDRESS_OF_A_SERVICE = re.compile(r"(tcp|udp|sctp)://.*")


def unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """A line for each variable that begins with NEWSMILL_ and that nothing here reads."""
    return [
        f"{written} is no setting of newsmill's" + _meant(written.upper())
        for written, value in sorted(environment.items())
        if written.upper().startswith(PREFIX) and not _is_known(written.upper(), value)
    ]


def _is_known(name: str, value: str) -> bool:
    if name in SETTINGS or name in _OTHERS or _NOT_SETTINGS.fullmatch(name):
        return True
    return name.endswith("_PORT") and bool(_ADDRESS_OF_A_SERVICE.fullmatch(value))


def _meant(name: str) -> str:
    """The name most like it, if any is."""
    # Without what all have in common, which would make all alike.
    nearest = get_close_matches(name.removeprefix(PREFIX), _without_prefix(SETTINGS), n=1)
    return f"; is {PREFIX}{nearest[0]} meant?" if nearest else ""


def _without_prefix(names: Iterable[str]) -> list[str]:
    return sorted(name.removeprefix(PREFIX) for name in names)
