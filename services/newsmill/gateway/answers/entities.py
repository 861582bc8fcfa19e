"""Entities: what is rising, and one over time."""

from typing import get_args

from aiohttp import web

from newsmill.contracts.articles import EntityKind
from newsmill.gateway.answers.filtering import filter_of
from newsmill.gateway.api.models import Entities, EntitySeries, RisingEntity
from newsmill.gateway.context import Context
from newsmill.gateway.index.trends import Rising
from newsmill.gateway.serving.asked import Asked

_KINDS: tuple[EntityKind, ...] = get_args(EntityKind)


class EntityAnswers:
    """Handlers of /v1/entities."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def entities(self, asked: Asked) -> web.StreamResponse:
        """What is named more often than usual, or most often."""
        hours, kind = asked.number("hours"), asked.values["kind"]
        found = await self._context.index.rising(
            filter_of(asked),
            hours=hours,
            kind=kind,
            limit=asked.number("limit"),
            measure="count" if asked.text("measure") == "count" else "rising",
        )
        return asked.answer(
            Entities(
                hours=hours,
                kind=kind,
                entities=tuple(map(_entity, found)),
                as_of=self._context.now(),
            )
        )

    async def entity_series(self, asked: Asked) -> web.StreamResponse:
        """How often one was named."""
        name, kind = asked.text("name"), asked.values["kind"]
        begins_at, step_seconds, counts = await self._context.index.over_time(
            name, kind=kind, hours=asked.number("hours")
        )
        return asked.answer(
            EntitySeries(
                name=name,
                kind=kind,
                begins_at=begins_at,
                step_seconds=step_seconds,
                counts=counts,
            )
        )


def _entity(rising: Rising) -> RisingEntity:
    kind = next((kind for kind in _KINDS if kind == rising.kind), "other")
    return RisingEntity(
        name=rising.name,
        kind=kind,
        count=rising.count,
        usual=rising.usual,
        series=rising.series,
    )
