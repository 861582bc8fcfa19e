"""The status of a process, there and back as JSON."""

import json

import pytest

from newsmill.hosting.status import ProcessStatus, PullerStatus
from newsmill.streaming.status import StageStatus
from tests.hosting.test_health import STATUS, status


def test_each_room_has_its_own_kind_of_status() -> None:
    kinds = {room: type(of_room) for room, of_room in status().rooms.items()}
    assert kinds == {"cleaner": StageStatus, "deduper": StageStatus, "puller": PullerStatus}


def test_what_is_written_is_what_was_read() -> None:
    written = status(ready=False).as_json()

    assert written == json.dumps(STATUS | {"ready": False})
    assert ProcessStatus.from_json(written) == status(ready=False)


@pytest.mark.parametrize("text", ["", "[]", '{"rooms": {"cleaner": {}}}', "<html>"])
def test_anything_else_is_no_status(text: str) -> None:
    with pytest.raises(ValueError):
        ProcessStatus.from_json(text)
