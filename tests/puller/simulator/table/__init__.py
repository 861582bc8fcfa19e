"""The table of behaviours, a file for each group."""

from tests.puller.simulator.table.bodies import BODIES
from tests.puller.simulator.table.charsets import CHARSETS
from tests.puller.simulator.table.compressing import COMPRESSION
from tests.puller.simulator.table.connecting import CONNECTING
from tests.puller.simulator.table.damage import DAMAGE
from tests.puller.simulator.table.damage_elsewhere import DAMAGE_ELSEWHERE
from tests.puller.simulator.table.dating import DATES
from tests.puller.simulator.table.deleting import DELETIONS
from tests.puller.simulator.table.entries import ENTRIES
from tests.puller.simulator.table.formats import FORMATS
from tests.puller.simulator.table.freshness import FRESHNESS
from tests.puller.simulator.table.hostile import HOSTILE
from tests.puller.simulator.table.identities import IDENTITIES
from tests.puller.simulator.table.moving import MOVES
from tests.puller.simulator.table.politeness import POLITENESS
from tests.puller.simulator.table.pushing import PUSHING
from tests.puller.simulator.table.recovering import RECOVERING
from tests.puller.simulator.table.redirecting import REDIRECTS
from tests.puller.simulator.table.rewriting import REWRITING
from tests.puller.simulator.table.secrets import SECRETS
from tests.puller.simulator.table.statuses import STATUSES
from tests.puller.simulator.table.tls import TLS
from tests.puller.simulator.table.validating import VALIDATORS
from tests.puller.simulator.table.vocabularies import VOCABULARIES
from tests.puller.simulator.table.volatile import VOLATILE
from tests.puller.simulator.table.wire import WIRE

GROUPS = (
    CONNECTING,
    TLS,
    STATUSES,
    REDIRECTS,
    MOVES,
    VALIDATORS,
    FRESHNESS,
    POLITENESS,
    WIRE,
    COMPRESSION,
    CHARSETS,
    BODIES,
    FORMATS,
    DELETIONS,
    ENTRIES,
    VOCABULARIES,
    DAMAGE,
    DAMAGE_ELSEWHERE,
    DATES,
    IDENTITIES,
    VOLATILE,
    REWRITING,
    HOSTILE,
    SECRETS,
    RECOVERING,
    PUSHING,
)

ROWS = tuple(row for group in GROUPS for row in group.rows)
