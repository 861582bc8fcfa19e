"""A room that cannot be opened, once for each error: python -m tests.hosting.failing_rooms.

Prints the exit code of each run on stdout, a JSON object by the error's name.
"""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka.errors import KafkaError

from newsmill.hosting.host import Host, OpenRoom, run_process
from tests.user_errors import instance_of, user_error_classes


def room_failing_with(error: Exception) -> OpenRoom:
    """Opens with `error`."""

    @asynccontextmanager
    async def open_room(host: Host) -> AsyncIterator[None]:
        raise error
        yield

    return open_room


if __name__ == "__main__":
    errors: list[Exception] = [KafkaError("no such\ncoordinator")]
    errors += [instance_of(kind, "no model\ninstall one") for kind in user_error_classes()]
    codes = {
        type(error).__qualname__: run_process("failing", [room_failing_with(error)])
        for error in errors
    }
    sys.stdout.write(json.dumps(codes))
