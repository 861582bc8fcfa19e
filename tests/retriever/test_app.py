from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from newsmill.hosting.host import Host
from newsmill.retriever.app import open_room
from newsmill.settings import RuntimeSettings
from newsmill.streaming.stage import Stage


async def test_pages_that_wait_for_the_broker_for_hours_become_no_dead_letters() -> None:
    attached: list[Stage[Any, Any]] = []
    host = cast(Host, SimpleNamespace(worker=SimpleNamespace(attach=attached.append)))
    async with open_room(host):
        (stage,) = attached
    assert stage.time_limits * RuntimeSettings().message_timeout >= timedelta(hours=24)
