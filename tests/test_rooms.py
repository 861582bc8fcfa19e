"""Every room of the map can be opened, and has its settings."""

from collections.abc import Callable
from typing import TypeVar

import pytest

from newsmill.pipeline import ROOMS, Room
from newsmill.rooms import open_room_of, read_settings_of, settings_of

T = TypeVar("T")


def entry(of: Callable[[Room], T], room: Room) -> T:
    """What `newsmill/rooms.py` says of `room`."""
    try:
        return of(room)
    except AssertionError:
        pytest.fail(f"services/newsmill/rooms.py: {of.__name__} has no entry for the {room}")


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_of_the_map_is_opened_by_its_own_app(room: Room) -> None:
    assert entry(open_room_of, room).__module__ == f"newsmill.{room}.app"


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_of_the_map_has_its_own_settings(room: Room) -> None:
    assert entry(settings_of, room).__module__ == f"newsmill.{room}.settings"


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_of_the_map_reads_its_settings_by_itself(room: Room) -> None:
    assert entry(read_settings_of, room).__module__ == f"newsmill.{room}.app"
