"""A table of PostgreSQL: what is written to it, in any order, is what the topic folds to."""

import asyncio
import random
from typing import Any

import psycopg
import pytest

from newsmill.errors import UsageError
from newsmill.local.ports import free_port
from newsmill.sinks.errors import ChangesRefused, PositionsMoved, SinkRefused, TargetAway
from newsmill.sinks.postgresql.address import address_of
from newsmill.sinks.postgresql.table import TableSink, create
from newsmill.sinks.sink import Change
from tests.postgresql import Server
from tests.sinks.broker_side import until
from tests.sinks.rows import TOPIC, as_row, batch, change, current, folded, key, table

PLACE = (TOPIC, 0)


@pytest.fixture
async def sink(postgresql: Server, database: str) -> TableSink:
    """The sink, open."""
    return await opened(postgresql.url(database))


async def opened(url: str, where: str = "", name: str = "one", topic_id: str = "") -> TableSink:
    sink = create(url)
    sink.claim(name, where, topic_id)
    await sink.open()
    return sink


def sql(server: Server, database: str, statement: str) -> list[Any]:
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        ran = connection.execute(statement)
        return ran.fetchall() if ran.description else []


async def test_a_row_has_all_fields_as_columns(
    postgresql: Server, database: str, sink: TableSink
) -> None:
    row = current(1, tags=("a", 'b"{},\\'), places=(), updated_at=None)
    await sink.write(batch([change(1, 0, row)], (0, 1)))
    assert table(postgresql, database) == {key(1): as_row(row)}
    await sink.close()


@pytest.mark.parametrize("seed", range(12))
async def test_the_table_is_what_the_changes_fold_to(
    postgresql: Server, database: str, sink: TableSink, seed: int
) -> None:
    """In batches of any size, also when some come again from an earlier offset."""
    chance = random.Random(seed)
    changes = random_changes(chance, 120)
    at = 0
    while at < len(changes):
        if at and chance.random() < 0.1:
            at = chance.randrange(at)
            await sink.set_positions({PLACE: at}, {})
        end = min(len(changes), at + chance.randint(1, 12))
        await sink.write(batch(changes[at:end], (at, end)))
        at = end
    assert table(postgresql, database) == folded(changes)
    await sink.close()


def random_changes(chance: random.Random, count: int) -> list[Change]:
    """Changes of a few articles as the topic has them: a row does not go back but by a deletion."""
    changes = []
    versions: dict[int, tuple[int, int]] = {}
    for offset in range(count):
        number = chance.randrange(8)
        revision, minute = versions.get(number, (1, 0))
        if chance.random() < 0.2:
            versions.pop(number, None)
            changes.append(change(number, offset, None))
            continue
        step = chance.randrange(4)
        if step == 0:
            revision, minute = revision + 1, 0
        elif step == 1:
            minute += 1
        elif step == 2 and chance.random() < 0.5:
            # An older version that comes once more.
            old = current(number, max(1, revision - 1), minute, copies=99)
            changes.append(change(number, offset, old))
            versions.setdefault(number, (revision, minute))
            if (max(1, revision - 1), minute) == (revision, minute):
                continue
            continue
        versions[number] = revision, minute
        changes.append(change(number, offset, current(number, revision, minute, copies=offset)))
    return changes


async def test_another_topic_of_the_same_name_is_read_from_its_start(
    postgresql: Server, database: str
) -> None:
    """However far it goes: its offsets are others, also where there are more of them."""
    url = postgresql.url(database)
    for topic_id, begins_at in (("a", None), ("a", 1), ("", 1), ("b", 0), ("", 1), ("b", 1)):
        sink = await opened(url, topic_id=topic_id)
        at = await sink.positions([PLACE])
        assert at == ({} if begins_at is None else {PLACE: begins_at})
        if not begins_at:
            await sink.write(batch([change(1, 0, current(1))], (0, 1)))
        await sink.close()
    (reading,) = sql(postgresql, database, "SELECT topic_reading FROM articles")
    assert reading == (2,)


async def test_what_was_written_by_another_process_is_not_written_again(
    postgresql: Server, database: str, sink: TableSink
) -> None:
    """Also a deletion is not undone by somebody who was asleep."""
    other = await opened(postgresql.url(database))
    await sink.write(batch([change(1, 0, current(1))], (0, 1)))
    asleep = batch([change(1, 1, current(1, 2))], (1, 2))
    await other.write(batch([change(1, 1, current(1, 2)), change(1, 2, None)], (1, 3)))

    with pytest.raises(PositionsMoved):
        await sink.write(asleep)

    assert table(postgresql, database) == {}
    assert await sink.positions([PLACE]) == {PLACE: 3}
    await sink.write(batch([change(2, 3, current(2))], (3, 4)))
    assert set(table(postgresql, database)) == {key(2)}
    await sink.close()
    await other.close()


async def test_reading_from_the_start_deletes_what_the_topic_has_no_more(
    postgresql: Server, database: str, sink: TableSink
) -> None:
    await sink.write(batch([change(1, 0, current(1)), change(2, 1, current(2))], (0, 2)))
    await sink.set_positions({PLACE: 0}, {PLACE: 4})
    await sink.write(batch([change(2, 1, current(2))], (0, 2)))
    assert set(table(postgresql, database)) == {key(1), key(2)}
    await sink.write(batch([change(3, 3, current(3))], (2, 4)))
    assert set(table(postgresql, database)) == {key(2), key(3)}
    await sink.close()


async def test_what_comes_again_changes_nothing_meanwhile(
    postgresql: Server, database: str, sink: TableSink
) -> None:
    """Neither a deletion from before the row, nor the same version with fewer copies."""
    gone, again, copied = change(1, 0, None), change(1, 1, current(1)), current(1, copies=3)
    await sink.write(batch([gone, again, change(1, 2, copied)], (0, 3)))
    await sink.set_positions({PLACE: 0}, {})
    for it in (gone, again):
        await sink.write(batch([it], (it.offset, it.offset + 1)))
        assert table(postgresql, database) == {key(1): as_row(copied)}
    await sink.close()


async def test_what_is_not_text_is_replaced(
    postgresql: Server, database: str, sink: TableSink
) -> None:
    row = current(1, title="a\0b", text="x\ud800y", tags=("\0",), copies=10**30)
    await sink.write(batch([change(1, 0, row)], (0, 1)))
    found = table(postgresql, database)[key(1)]
    assert (found["title"], found["text"], found["tags"]) == ("a\ufffdb", "x\ufffdy", ["\ufffd"])
    assert found["copies"] == 2**63 - 1
    await sink.close()


async def test_rows_that_the_database_refuses_are_named_and_the_others_stay_to_be_written(
    postgresql: Server, database: str, sink: TableSink
) -> None:
    sql(postgresql, database, "CREATE INDEX ON articles (title)")
    sql(postgresql, database, "ALTER TABLE articles ADD CHECK (copies < 5)")
    noise = random.Random(1).randbytes(9000).hex()
    good, long, many = (
        change(1, 0, current(1)),
        change(2, 1, current(2, title=noise)),
        change(3, 2, current(3, copies=7)),
    )
    whole = batch([good, long, many], (0, 3))

    with pytest.raises(ChangesRefused) as raised:
        await sink.write(whole)

    assert set(raised.value.why_by_change) == {long, many}
    await sink.write(whole.without(raised.value.why_by_change))
    assert set(table(postgresql, database)) == {key(1)}
    await sink.close()


async def test_a_column_that_must_not_be_null_is_nobodys_fault(
    postgresql: Server, database: str, sink: TableSink
) -> None:
    sql(postgresql, database, "ALTER TABLE articles ADD COLUMN mine text NOT NULL")
    with pytest.raises(TargetAway, match="mine"):
        await sink.write(batch([change(1, 0, current(1))], (0, 1)))
    sql(postgresql, database, "ALTER TABLE articles ALTER COLUMN mine DROP NOT NULL")
    await sink.write(batch([change(1, 0, current(1))], (0, 1)))
    assert set(table(postgresql, database)) == {key(1)}
    await sink.close()


async def test_an_older_table_is_widened_and_filled(
    postgresql: Server, database: str, sink: TableSink
) -> None:
    row = current(1, section="Science")
    await sink.write(batch([change(1, 0, row)], (0, 1)))
    await sink.close()
    sql(postgresql, database, "ALTER TABLE articles DROP COLUMN section, DROP COLUMN copy_hosts")

    sink = await opened(postgresql.url(database))

    assert await sink.positions([PLACE]) == {PLACE: 0}
    await sink.write(batch([change(1, 0, row)], (0, 1)))
    assert table(postgresql, database) == {key(1): as_row(row)}
    await sink.close()


async def test_another_filter_reads_everything_again(
    postgresql: Server, database: str, sink: TableSink
) -> None:
    await sink.write(batch([change(1, 0, current(1)), change(2, 1, current(2))], (0, 2)))
    await sink.close()
    sink = await opened(postgresql.url(database), where="place:Kenya")
    assert await sink.positions([PLACE]) == {PLACE: 0}
    await sink.write(batch([change(1, 0, None), change(2, 1, current(2))], (0, 2)))
    assert set(table(postgresql, database)) == {key(2)}
    await sink.close()


async def test_tables_that_are_not_ours_are_refused(postgresql: Server, database: str) -> None:
    sql(postgresql, database, "CREATE TABLE articles (article_id text)")
    with pytest.raises(SinkRefused, match="that newsmill has not made"):
        await opened(postgresql.url(database))
    sink = await opened(f"{postgresql.url(database)}?table=others&schema=news%20room")
    await sink.close()
    with pytest.raises(SinkRefused, match="--name one"):
        await opened(f"{postgresql.url(database)}?table=others&schema=news%20room", name="two")
    sql(postgresql, database, 'UPDATE "news room".newsmill_sinks SET layout = 99')
    with pytest.raises(SinkRefused, match="newer newsmill"):
        await opened(f"{postgresql.url(database)}?table=others&schema=news%20room")


async def test_a_table_may_be_called_anything(postgresql: Server, database: str) -> None:
    sink = await opened(f"{postgresql.url(database)}?table=o%22d%25d%20{{%C3%9F}}&schema=%22s")
    await sink.write(batch([change(1, 0, current(1))], (0, 1)))
    await sink.close()
    assert set(table(postgresql, database, '"""s"."o""d%d {ß}"')) == {key(1)}


async def test_two_first_starts_at_once_make_one_table(postgresql: Server, database: str) -> None:
    sinks = await asyncio.gather(*(opened(postgresql.url(database)) for _ in range(6)))
    for sink in sinks:
        await sink.close()
    assert sql(postgresql, database, "SELECT count(*) FROM newsmill_sinks") == [(1,)]


async def test_whoever_may_not_is_told(postgresql: Server, database: str) -> None:
    role = f"reader_{database}"
    sql(postgresql, database, f"CREATE ROLE {role} LOGIN")
    sql(postgresql, database, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    with pytest.raises(SinkRefused, match="permission denied"):
        await opened(postgresql.url(database, role))
    with pytest.raises(SinkRefused, match="does not exist"):
        await opened(postgresql.url(database, "nobody_at_all"))
    with pytest.raises(SinkRefused, match="does not exist"):
        await opened(postgresql.url("no_such_database"))
    sql(postgresql, database, f"DROP ROLE {role}")


async def test_rights_to_its_tables_are_enough(
    postgresql: Server, database: str, sink: TableSink
) -> None:
    role = f"writer_{database}"
    sql(postgresql, database, f"CREATE ROLE {role} LOGIN")
    sql(postgresql, database, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    rights = "SELECT, INSERT, UPDATE, DELETE"
    sql(postgresql, database, f"GRANT {rights} ON ALL TABLES IN SCHEMA public TO {role}")
    other = await opened(postgresql.url(database, role))
    await other.write(batch([change(1, 0, current(1)), change(2, 1, None)], (0, 2)))
    assert set(table(postgresql, database)) == {key(1)}
    await other.close()
    await sink.close()
    sql(postgresql, database, f"DROP OWNED BY {role}")
    sql(postgresql, database, f"DROP ROLE {role}")


async def test_a_database_that_only_reads_is_waited_for(
    postgresql: Server, database: str, sink: TableSink
) -> None:
    sql(postgresql, "postgres", f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    await sink.close()
    with pytest.raises(TargetAway, match="read-only"):
        await sink.write(batch([change(1, 0, current(1))], (0, 1)))
    sql(postgresql, "postgres", f"ALTER DATABASE {database} RESET default_transaction_read_only")
    await sink.write(batch([change(1, 0, current(1))], (0, 1)))
    await sink.close()


async def test_of_several_servers_the_one_that_answers_is_written_to(
    postgresql: Server, database: str
) -> None:
    address = f"127.0.0.1:{free_port()},127.0.0.1:{postgresql.port}"
    sink = await opened(f"postgresql://postgres@{address}/{database}")
    await sink.write(batch([change(1, 0, current(1))], (0, 1)))
    assert set(table(postgresql, database)) == {key(1)}
    await sink.close()


async def test_a_lock_that_somebody_holds_is_waited_for_and_can_be_given_up(
    postgresql: Server, database: str, sink: TableSink
) -> None:
    """As a rebalance does: what was begun is undone, and the next write begins anew."""
    with psycopg.connect(postgresql.url(database)) as somebody:
        somebody.execute("LOCK TABLE articles")
        writing = asyncio.create_task(sink.write(batch([change(1, 0, current(1))], (0, 1))))
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        await until(lambda: sql(postgresql, database, waiting) != [(0,)])
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    assert table(postgresql, database) == {}
    await sink.write(batch([change(1, 0, current(1))], (0, 1)))
    assert set(table(postgresql, database)) == {key(1)}
    await sink.close()


async def test_a_lost_connection_is_made_anew(
    postgresql: Server, database: str, sink: TableSink
) -> None:
    await sink.write(batch([change(1, 0, current(1))], (0, 1)))
    sql(
        postgresql,
        "postgres",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'",
    )
    with pytest.raises(TargetAway):
        await sink.write(batch([change(2, 1, current(2))], (1, 2)))
    await sink.write(batch([change(2, 1, current(2))], (1, 2)))
    assert set(table(postgresql, database)) == {key(1), key(2)}
    await sink.close()


def test_an_address_shows_no_password_and_names_the_same_table_alike() -> None:
    one = address_of("postgresql://ann:se%20cret@db.example:5433/news?table=t&sslmode=require")
    other = address_of("postgres://bob@db.example:5433/news?table=t")
    assert one.options["password"] == "se cret"
    assert one.options["sslmode"] == "require"
    assert "cret" not in one.shown + one.name
    assert one.name == other.name
    assert address_of("postgresql:///news").options["dbname"] == "news"
    assert "host" not in address_of("postgresql:///news").options
    assert address_of("postgresql://a,b/x").options["target_session_attrs"] == "read-write"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:secret@host/db?no_such_option=1",
        "postgresql://u:secret@host:notaport/db",
        "postgresql://u:secret@[::1/db",
        "postgresql:u:secret@host/db",
        "postgresql://u:sec%zzsecret@host/db",
        f"postgresql://u:secret@host/db?table={'x' * 64}",
    ],
)
def test_an_address_that_makes_no_sense_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(UsageError) as raised:
        address_of(url)
    assert "secret" not in str(raised.value)
