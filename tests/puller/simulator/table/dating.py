"""Dates: an ambiguous or unknown form is no date, never a wrong one."""

from datetime import datetime

from tests.puller.simulator.answers import says
from tests.puller.simulator.behaviours import Behaviour, Group, row, visit
from tests.puller.simulator.checks import article, offers
from tests.puller.simulator.documents import atom, entry, item, rss

RFC_822 = "RFC 822 §5"
RFC_3339 = "RFC 3339 §5.6"

DC = ' xmlns:dc="http://purl.org/dc/elements/1.1/"'


def _date(name: str, written: str, iso: str | None, source: str = "") -> Behaviour:
    """An item with this pubDate."""
    instant = datetime.fromisoformat(iso + "+00:00") if iso else None
    return row(
        f"date-{name}",
        f"dates an entry `{written}`",
        f"reads {iso.replace('T', ' ')} UTC" if iso else "reads no date",
        visit(says(rss(item(1, pubDate=written))), offers(1), article(published_at=instant)),
        source=source,
    )


DATES = Group(
    "Dates",
    (
        _date("rfc-822", "Tue, 03 Mar 2026 10:00:00 GMT", "2026-03-03T10:00:00", RFC_822),
        _date("offset", "Tue, 03 Mar 2026 10:00:00 +0530", "2026-03-03T04:30:00", RFC_822),
        _date("offset-colon", "Tue, 03 Mar 2026 10:00:00 +01:00", "2026-03-03T09:00:00"),
        _date("two-digit-year", "Tue, 03 Mar 26 10:00:00 GMT", "2026-03-03T10:00:00", RFC_822),
        _date("no-weekday", "3 Mar 2026 10:00 GMT", "2026-03-03T10:00:00", RFC_822),
        _date("wrong-weekday", "Fri, 03 Mar 2026 10:00:00 GMT", "2026-03-03T10:00:00"),
        _date("military", "Tue, 03 Mar 2026 10:00:00 Z", "2026-03-03T10:00:00", RFC_822),
        _date("est", "Tue, 03 Mar 2026 10:00:00 EST", "2026-03-03T15:00:00", RFC_822),
        _date("pdt", "Tue, 15 Jul 2025 10:00:00 PDT", "2025-07-15T17:00:00", RFC_822),
        _date("cest", "Tue, 15 Jul 2025 10:00:00 CEST", "2025-07-15T08:00:00"),
        _date("jst", "Tue, 03 Mar 2026 10:00:00 JST", "2026-03-03T01:00:00"),
        _date("msk", "Tue, 03 Mar 2026 10:00:00 MSK", "2026-03-03T07:00:00"),
        _date("aest", "Tue, 15 Jul 2025 10:00:00 AEST", "2025-07-15T00:00:00"),
        _date("unknown-zone", "Tue, 03 Mar 2026 10:00:00 XYZT", None),
        _date("long-names", "Tuesday, 3 March 2026 10:00:00 GMT", "2026-03-03T10:00:00"),
        _date("pm", "Tue, 03 Mar 2026 03:07:00 PM GMT", "2026-03-03T15:07:00"),
        _date("midnight-am", "Tue, 03 Mar 2026 12:07:00 AM GMT", "2026-03-03T00:07:00"),
        _date("iso", "2026-03-03T10:00:00+01:00", "2026-03-03T09:00:00", RFC_3339),
        _date("iso-z", "2026-03-03T10:00:00Z", "2026-03-03T10:00:00", RFC_3339),
        _date("iso-space", "2026-03-03 10:00:00 +0100", "2026-03-03T09:00:00"),
        _date("iso-basic", "20260303T100000Z", "2026-03-03T10:00:00"),
        _date("iso-day", "2026-03-03", "2026-03-03T00:00:00"),
        _date("slashes-year-first", "2025/5/6 15:07:41", "2025-05-06T15:07:41"),
        _date("slashes-ambiguous", "05/06/2025 10:00:00", None),
        _date("slashes-unambiguous", "25/06/2025 10:00:00", "2025-06-25T10:00:00"),
        _date("dots", "13.03.2025 10:00:00", "2025-03-13T10:00:00"),
        _date("german", "Di, 03 Mär 2026 10:00:00 +0100", "2026-03-03T09:00:00"),
        _date("french", "mar., 03 févr. 2026 10:00:00 +0100", "2026-02-03T09:00:00"),
        _date("russian", "Вт, 03 мар 2026 10:00:00 +0300", "2026-03-03T07:00:00"),
        _date("greek", "Τρι, 03 Μαρ 2026 10:00:00 +0200", "2026-03-03T08:00:00"),
        _date("korean", "2025년 05월 06일 15:07:41", "2025-05-06T15:07:41"),
        _date("asctime", "Tue Mar  3 10:00:00 2026", "2026-03-03T10:00:00", "RFC 9110 §5.6.7"),
        _date("no-such-day", "Tue, 31 Feb 2026 10:00:00 GMT", None),
        _date("no-such-hour", "Tue, 03 Mar 2026 27:00:00 GMT", None),
        _date("words", "yesterday at noon", None),
        _date("year-1", "Mon, 01 Jan 0001 00:00:00 GMT", None),
        _date("future", "Sat, 01 Jan 2033 00:00:00 GMT", None),
        row(
            "date-dublin-core",
            "dates an entry with dc:date",
            "reads it",
            visit(
                says(rss(item(1, "<dc:date>2026-03-03T10:00:00+01:00</dc:date>"), root=DC)),
                article(published_at=datetime.fromisoformat("2026-03-03T09:00:00+00:00")),
            ),
        ),
        row(
            "date-atom-both",
            "has published and updated",
            "keeps both apart",
            visit(
                says(
                    atom(
                        entry(
                            1, published="2026-03-03T10:00:00Z", updated="2026-03-04T09:00:00+01:00"
                        )
                    )
                ),
                article(
                    published_at=datetime.fromisoformat("2026-03-03T10:00:00+00:00"),
                    updated_at=datetime.fromisoformat("2026-03-04T08:00:00+00:00"),
                ),
            ),
            source="RFC 4287 §4.2.9",
        ),
        row(
            "date-atom-updated-only",
            "has only updated",
            "does not take it for the date of publication",
            visit(
                says(atom(entry(1, updated="2026-03-04T08:00:00Z"))),
                article(
                    published_at=None,
                    updated_at=datetime.fromisoformat("2026-03-04T08:00:00+00:00"),
                ),
            ),
            source="RFC 4287 §4.2.15",
        ),
        row(
            "date-changes-alone",
            "has another pubDate for the same entries with each request",
            "offers nothing again",
            visit(says(rss(item(1, pubDate="Tue, 03 Mar 2026 10:00:00 GMT"))), offers(1)),
            visit(says(rss(item(1, pubDate="Tue, 03 Mar 2026 10:05:00 GMT"))), offers(0)),
        ),
    ),
)
