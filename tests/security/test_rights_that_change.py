"""A right that comes late is waited for; one that is taken from a room at work ends it."""

import asyncio
from pathlib import Path

import pytest

from newsmill.contracts.topics import ENRICHED_ARTICLES, UNIQUE_ARTICLES
from newsmill.exit_codes import EXIT_NOT_STARTED
from newsmill.kafka.acls import Right, grant, rights
from newsmill.kafka.admin import create_topics
from newsmill.kafka.connection import group_name, topic_name
from newsmill.settings import KafkaSettings
from tests.builders import unique_article
from tests.hosting.running import read, run_room, write
from tests.security.conftest import ADMIN, LockedBroker

pytestmark = [pytest.mark.broker, pytest.mark.timeout(300)]

PRINCIPAL = "User:newsmill-{}"


async def prepared(locked: LockedBroker, prefix: str) -> KafkaSettings:
    """An installation of its own, as its administrator sees it; nobody has rights there."""
    admin = locked.kafka(ADMIN).model_copy(update={"topic_prefix": prefix, "topic_partitions": 1})
    await create_topics(admin)
    await write(admin, UNIQUE_ARTICLES, [unique_article()])
    return admin


async def test_a_right_to_write_that_comes_late_is_waited_for(
    locked: LockedBroker, tmp_path: Path
) -> None:
    admin = await prepared(locked, "late.")
    enriched = topic_name(admin, ENRICHED_ARTICLES)
    wanted = [right for right in rights(admin) if right.who == "enricher"]
    late = Right("enricher", "Write", "topic", enriched)
    assert late in wanted
    wanted.remove(late)
    await grant(admin, [*wanted, Right("enricher", "Describe", "topic", enriched)], PRINCIPAL)
    log = tmp_path / "room.log"
    async with run_room("enricher", admin, log, **locked.environment("newsmill-enricher")) as room:
        await room.until(lambda told: bool(told["rooms"]) and "no right to use" in log.read_text())
        assert not (await room.until(lambda told: bool(told["rooms"])))["ready"]
        await grant(admin, [late], PRINCIPAL)
        await read(admin, [ENRICHED_ARTICLES], lambda records: len(records) == 1)
        told = await room.until(lambda told: bool(told["ready"]))
        assert told["rooms"]["enricher"]["dead_lettered"] == 0
        assert await room.stop() == 0


async def test_a_right_to_the_group_that_is_taken_away_ends_the_room_in_one_line(
    locked: LockedBroker, tmp_path: Path
) -> None:
    admin = await prepared(locked, "taken.")
    await grant(admin, [it for it in rights(admin) if it.who == "enricher"], PRINCIPAL)
    log = tmp_path / "room.log"
    async with run_room("enricher", admin, log, **locked.environment("newsmill-enricher")) as room:
        await room.ready()
        await asyncio.to_thread(
            locked.kafkas_own,
            "org.apache.kafka.tools.AclCommand",
            *("--remove", "--force", "--allow-principal", "User:newsmill-enricher"),
            *("--operation", "Read", "--group", group_name(admin, "enricher")),
        )
        assert await room.ended() == EXIT_NOT_STARTED
    assert "no right to join the group: newsmill topics acls" in log.read_text().splitlines()[-1]
