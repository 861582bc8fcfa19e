"""How each room of `pipeline.py` is opened and configured: the second page of the map.

A room is imported only when it is needed, because the libraries of the others may not be installed.
"""

from importlib import import_module
from typing import assert_never

from pydantic_settings import BaseSettings

from newsmill.hosting.host import OpenRoom, ReadSettings
from newsmill.pipeline import Room


def open_room_of(room: Room) -> OpenRoom:
    """The function that opens `room` in a process.

    Raises:
        ImportError: a library that the room needs is not installed.
    """
    match room:
        case "puller":
            from newsmill.puller.app import open_room as open_puller

            return open_puller
        case "retriever":
            from newsmill.retriever.app import open_room as open_retriever

            return open_retriever
        case "cleaner":
            from newsmill.cleaner.app import open_room as open_cleaner

            return open_cleaner
        case "deduper":
            from newsmill.deduper.app import open_room as open_deduper

            return open_deduper
        case "enricher":
            from newsmill.enricher.app import open_room as open_enricher

            return open_enricher
        case "folder":
            from newsmill.folder.app import open_room as open_folder

            return open_folder
        case "gateway":
            from newsmill.gateway.app import open_room as open_gateway

            return open_gateway
        case _:
            assert_never(room)


def read_settings_of(room: Room) -> ReadSettings:
    """The function that reads the room's settings; one that does nothing if the room has none."""
    app = import_module(open_room_of(room).__module__)
    read: ReadSettings = getattr(app, "read_settings", lambda: None)
    return read


def settings_of(room: Room) -> type[BaseSettings] | None:
    """The class of the room's own settings, or None if it has none."""
    match room:
        case "puller":
            from newsmill.puller.settings import Settings as PullerSettings

            return PullerSettings
        case "retriever":
            from newsmill.retriever.settings import Settings as RetrieverSettings

            return RetrieverSettings
        case "cleaner":
            from newsmill.cleaner.settings import Settings as CleanerSettings

            return CleanerSettings
        case "deduper":
            from newsmill.deduper.settings import Settings as DeduperSettings

            return DeduperSettings
        case "enricher":
            from newsmill.enricher.settings import Settings as EnricherSettings

            return EnricherSettings
        case "folder":
            from newsmill.folder.settings import Settings as FolderSettings

            return FolderSettings
        case "gateway":
            from newsmill.gateway.settings import Settings as GatewaySettings

            return GatewaySettings
        case _:
            assert_never(room)
