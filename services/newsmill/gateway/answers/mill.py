"""The mill: feeds, rooms, audit, index, and who reads."""

import base64
import binascii
from datetime import UTC, datetime

from aiohttp import web

from newsmill.gateway.api.models import IndexState, Mill, Readers
from newsmill.gateway.api.problems import BAD_PARAMETER, NOT_READY, Refused
from newsmill.gateway.context import Context
from newsmill.gateway.serving.asked import Asked

RETRY_SECONDS = 2


class MillAnswers:
    """Handlers of /v1/feeds, /v1/mill and /v1/readers."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def feeds(self, asked: Asked) -> web.StreamResponse:
        """The subscribed feeds, the worst first."""
        as_of = self._context.feeds_as_of()
        if as_of is None:
            raise Refused(
                NOT_READY,
                "the states of the feeds are still being read",
                retry_after=RETRY_SECONDS,
                headers={"Retry-After": str(RETRY_SECONDS)},
            )
        feeds = self._context.feeds.feeds(
            condition=asked.values["condition"],
            limit=asked.number("limit"),
            after=_after(asked.text("cursor")),
            as_of=as_of,
        )
        if feeds.next is not None:
            feeds = feeds.model_copy(update={"next": _cursor(feeds.next)})
        return asked.answer(feeds)

    async def mill(self, asked: Asked) -> web.StreamResponse:
        """Rooms, audit and index."""
        context = self._context
        counts, behind = await context.index.counts(), context.behind()
        return asked.answer(
            Mill(
                version=context.version,
                now=context.now(),
                rooms=context.rates.rates(),
                latency_seconds=context.rates.latency_seconds(),
                audit=context.audits.summary(),
                audit_problem=context.audits.problem,
                index=IndexState(
                    articles=counts.articles,
                    caught_up=context.has_caught_up(),
                    behind_messages=behind.messages,
                    behind_seconds=round(behind.seconds, 3),
                    newest_at=_instant(counts.newest_at),
                    position=context.index.position().encode(),
                ),
                clients=len(context.streams.readers()),
            )
        )

    async def readers(self, asked: Asked) -> web.StreamResponse:
        """Who reads the stream."""
        return asked.answer(Readers(readers=tuple(self._context.streams.readers())))


def _instant(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


def _cursor(place: str) -> str:
    return base64.urlsafe_b64encode(place.encode("utf-8", "surrogatepass")).decode().rstrip("=")


def _after(cursor: str) -> tuple[int, str] | None:
    if not cursor:
        return None
    try:
        place = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        order, _, url = place.decode("utf-8", "surrogatepass").partition(".")
        return int(order), url
    except (binascii.Error, ValueError) as error:
        raise Refused(
            BAD_PARAMETER, "cursor: it is none of this gateway's", parameter="cursor"
        ) from error
