"""Entities: what is rising, and one over time."""

from typing import get_args

from aiohttp import web

from newsmill.contracts.articles import EntityKind
from newsmill.gateway.answers.filtering import filter_of
from newsmill.gateway.api.models import Entities, EntitySeries, RisingEntity
from newsmill.gateway.context import Context
from newsmill.gateway.serving.asked import Asked

_KINDS: frozenset[str] = frozenset(get_args(EntityKind))


class EntityAnswers:
    """Handlers of /v1/entities."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def entities(self, asked: Asked) -> web.StreamResponse:
        """What is named more often than usual."""
        context = self._context
        hours, kind = asked.number("hours"), asked.values["kind"]
        found = await context.library.rising(
            filter_of(asked), hours=hours, kind=kind, limit=asked.number("limit")
        )
        return asked.answer(
            Entities.model_validate(
                {
                    "hours": hours,
                    "kind": kind,
                    "entities": [
                        RisingEntity.model_validate(
                            {
                                "name": it.name,
                                "kind": it.kind if it.kind in _KINDS else "other",
                                "count": it.count,
                                "usual": round(it.usual, 2),
                                "series": tuple(it.series),
                            }
                        )
                        for it in found
                    ],
                    "as_of": context.now(),
                }
            )
        )

    async def entity_series(self, asked: Asked) -> web.StreamResponse:
        """How often one was named."""
        name, kind = asked.text("name"), asked.values["kind"]
        begins_at, step_seconds, counts = await self._context.library.over_time(
            name, kind=kind, hours=asked.number("hours")
        )
        return asked.answer(
            EntitySeries(
                name=name,
                kind=kind,
                begins_at=begins_at,
                step_seconds=step_seconds,
                counts=tuple(counts),
            )
        )
