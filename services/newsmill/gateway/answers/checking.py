"""Check a filter: what it means, how much matches, and which term excludes most."""

from aiohttp import web

from newsmill.clock import utc_now
from newsmill.gateway.answers.filtering import filter_of
from newsmill.gateway.api.models import FilterCheck, TermEffect
from newsmill.gateway.context import Context
from newsmill.gateway.serving.asked import Asked

MOST_COUNTED = 1000
MOST_TERMS = 10
"""Each of them costs two searches."""


class Checks:
    """Handler of /v1/filter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check_filter(self, asked: Asked) -> web.StreamResponse:
        """What is known of the filter."""
        written = filter_of(asked)
        # One time for all counts, so that they belong together.
        wanted = written.at(utc_now())
        count = self._context.index.count
        counted = await count(wanted, MOST_COUNTED)
        terms, partial = [], counted.is_partial
        conjuncts = zip(written.conjuncts(), wanted.conjuncts(), strict=True)
        for (as_written, _), (term, others) in list(conjuncts)[:MOST_TERMS]:
            alone, without = await count(term, MOST_COUNTED), await count(others, MOST_COUNTED)
            partial = partial or alone.is_partial or without.is_partial
            position = asked.text("q").find(as_written.text)
            terms.append(
                TermEffect(
                    term=as_written.text,
                    position=position if position >= 0 else None,
                    alone=alone.articles,
                    without=without.articles,
                )
            )
        terms.sort(key=lambda it: (-it.without, it.alone))
        return asked.answer(
            FilterCheck(
                filter=written.text, matches=counted.articles, partial=partial, terms=tuple(terms)
            )
        )
