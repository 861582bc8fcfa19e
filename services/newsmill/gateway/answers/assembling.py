"""Put the routes of the table and their handlers together."""

from collections.abc import Mapping

from aiohttp import web

from newsmill.gateway.answers.articles import Articles
from newsmill.gateway.answers.checking import Checks
from newsmill.gateway.answers.entities import EntityAnswers
from newsmill.gateway.answers.feeds_out import FeedsOut
from newsmill.gateway.answers.files import files
from newsmill.gateway.answers.meta import Meta
from newsmill.gateway.answers.mill import MillAnswers
from newsmill.gateway.answers.streaming import Streaming
from newsmill.gateway.api.routes import ROUTES
from newsmill.gateway.context import Context
from newsmill.gateway.serving.asked import Handle
from newsmill.gateway.serving.guarding import Guard


def application(context: Context, guard: Guard) -> web.Application:
    """The server's application."""
    return guard.application(handlers(context), files(context.page, context.version))


def handlers(context: Context) -> Mapping[str, Handle]:
    """The handler of each route, by its name: the method of that name."""
    homes = (
        Articles(context),
        EntityAnswers(context),
        MillAnswers(context),
        Streaming(context),
        FeedsOut(context),
        Checks(context),
        Meta(context),
    )
    return {
        route.name: next(getattr(home, route.name) for home in homes if hasattr(home, route.name))
        for route in ROUTES
    }
