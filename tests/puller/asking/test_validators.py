"""Conditional requests: validators byte by byte, for the URL they came from, and not believed."""

from collections.abc import AsyncIterator

import pytest

from newsmill.puller.asking.polling import Poll
from newsmill.puller.identity.remembering import Memory
from tests.puller.asking.reader import DAY, Reader, by_host, feed, ok, open_reader, redirect
from tests.web.wire import RawAnswer, said

THEN = b"Tue, 03 Mar 2026 10:00:00 GMT"


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    async with open_reader() as one:
        yield one


@pytest.mark.parametrize(
    "etag",
    [
        b'"one"',
        b'W/"one"',
        b"without-quotes",
        b'"caf\xe9"',
        b'"caf\xc3\xa9"',
        b'"\x80\xff"',
        b'"' + b"x" * 8190 + b'"',
    ],
)
async def test_an_etag_goes_back_byte_by_byte(reader: Reader, etag: bytes) -> None:
    reader.wire.says(ok(1, headers=[b"ETag: " + etag]))
    await reader.poll()
    assert reader.wire.sent("If-None-Match") is None
    reader.wire.says(said(304))
    for _ in range(2):
        assert (await reader.poll()).kind == "not_modified"
        assert reader.wire.sent("If-None-Match") == etag
        assert reader.wire.sent("A-IM") == b"feed"


@pytest.mark.parametrize("date", [THEN, b"yesterday", b"2026-03-03T10:00:00Z", b"Tue, 3 M\xe4rz"])
async def test_a_last_modified_goes_back_as_it_came(reader: Reader, date: bytes) -> None:
    reader.wire.says(ok(1, headers=[b"Last-Modified: " + date]))
    await reader.poll()
    await reader.poll()
    assert reader.wire.sent("If-Modified-Since") == date
    assert reader.wire.sent("A-IM") is None


@pytest.mark.parametrize("etag", [b'"' + b"x" * 8191 + b'"', b'"a\tb"', b""])
async def test_what_cannot_be_sent_back_is_not_kept(reader: Reader, etag: bytes) -> None:
    reader.wire.says(ok(1, headers=[b"ETag: " + etag]))
    await reader.poll()
    assert reader.state.etag is None
    assert (await reader.poll()).kind == "not_modified"
    assert reader.wire.sent("If-None-Match") is None


async def test_a_304_may_bring_new_validators(reader: Reader) -> None:
    reader.wire.says(ok(1, headers=[b'ETag: "one"', b"Last-Modified: " + THEN]))
    await reader.poll()
    reader.wire.says(said(304, b"", b'ETag: "two"'))
    await reader.poll()
    await reader.poll()
    assert reader.wire.sent("If-None-Match") == b'"two"'
    assert reader.wire.sent("If-Modified-Since") == THEN


async def test_a_200_without_validators_ends_them(reader: Reader) -> None:
    reader.wire.says(ok(1, headers=[b'ETag: "one"']))
    await reader.poll()
    reader.wire.says(ok(2))
    await reader.poll()
    await reader.poll()
    assert reader.wire.sent("If-None-Match") is None


async def test_validators_go_to_the_url_they_came_from(reader: Reader) -> None:
    there = reader.url("/there", host="new.example")
    reader.wire.answer = by_host(paper=redirect(302, there), there=ok(1, headers=[b'ETag: "n"']))
    await reader.poll()
    assert reader.state.validators_url == there
    reader.wire.answer = by_host(paper=redirect(302, there), there=said(304))
    assert (await reader.poll()).kind == "not_modified"
    assert reader.wire.sent("If-None-Match", -2) is None
    assert reader.wire.sent("If-None-Match", -1) == b'"n"'
    # The feed comes back home: another document.
    reader.wire.says(ok(2))
    assert (await reader.poll()).offered == 1
    assert reader.wire.sent("If-None-Match") is None


async def test_validators_of_an_adopted_address_stay_its_own(reader: Reader) -> None:
    new = reader.url("/feed", host="new.example")
    etag = [b'ETag: "n"']
    reader.wire.answer = by_host(paper=redirect(301, new), new=ok(1, headers=etag))
    for _ in range(4):
        await reader.poll(DAY)
    assert reader.state.asked_url == new
    await reader.poll(DAY)
    assert reader.wire.sent("If-None-Match") == b'"n"'


@pytest.mark.parametrize("status", [400, 412, 413, 431])
async def test_a_server_that_stumbles_over_validators_is_asked_without(
    reader: Reader, status: int
) -> None:
    reader.wire.says(ok(1, headers=[b'ETag: "' + b"x" * 5000 + b'"']))
    await reader.poll()
    reader.wire.says(said(status))
    assert (await reader.poll()).kind == "failed"
    await reader.poll(DAY)
    assert reader.wire.sent("If-None-Match") is None


async def test_other_failures_forget_no_validators(reader: Reader) -> None:
    reader.wire.says(ok(1, headers=[b'ETag: "one"']))
    await reader.poll()
    for answer in (said(503), b"", said(200, b"<html><p>no", b'ETag: "page"')):
        reader.wire.says(answer)
        assert (await reader.poll(DAY)).kind == "failed"
    await reader.poll(DAY)
    assert reader.wire.sent("If-None-Match") == b'"one"'


@pytest.mark.parametrize("manipulations", [b"feed", b"gzip, feed", b"FEED"])
async def test_new_entries_alone_are_merged(reader: Reader, manipulations: bytes) -> None:
    reader.wire.says(ok(1, 2, headers=[b'ETag: "one"']))
    await reader.poll()
    assert reader.wire.sent("A-IM") is None
    before = len(Memory(reader.memory))
    part = said(226, feed(3), b"IM: " + manipulations, b'ETag: "two"')
    reader.wire.says(part)
    result = await reader.ask()
    assert isinstance(result, Poll)
    assert result.is_partial
    event = result.event
    assert (event.kind, event.status, event.offered) == ("polled", 226, 1)
    assert (reader.state.etag, reader.state.body_hash) == ('"two"', None)
    assert len(Memory(reader.memory)) == before + 1
    # The whole document again, with nothing new in it.
    reader.wire.says(ok(3, 2, 1, headers=[b'ETag: "three"']))
    assert (await reader.poll()).offered == 0


@pytest.mark.parametrize("im", [b"IM: vcdiff", b"IM: feeder", b"X: feed"])
async def test_another_manipulation_is_a_failure(reader: Reader, im: bytes) -> None:
    reader.wire.says(ok(1, headers=[b'ETag: "one"']))
    await reader.poll()
    reader.wire.says(said(226, feed(3), im))
    assert (await reader.poll()).kind == "failed"


def always_304(number: int, etag: bytes) -> RawAnswer:
    """A server that says 304 to every condition."""
    whole = ok(*range(1, number + 1), headers=[b"ETag: " + etag])
    return lambda request: said(304) if b"If-None-Match" in request else whole


async def test_one_poll_in_a_hundred_asks_for_everything(reader: Reader) -> None:
    reader.wire.says(ok(1, headers=[b'ETag: "one"']))
    await reader.poll()
    for dice, sent in ((0.01, b'"one"'), (0.0099, None), (0.5, b'"one"')):
        reader.dice = dice
        await reader.poll()
        assert reader.wire.sent("If-None-Match") == sent


@pytest.mark.parametrize("etag", [b'"one"', b'"two"'])
async def test_a_304_that_lies_is_found_out(reader: Reader, etag: bytes) -> None:
    reader.wire.answer = always_304(1, b'"one"')
    await reader.poll()
    reader.wire.answer = always_304(3, etag)
    assert (await reader.poll()).kind == "not_modified"
    assert not reader.state.distrusts_304
    reader.dice = 0.0
    event = await reader.poll()
    assert (event.kind, event.offered) == ("polled", 2)
    assert "304" in (event.error or "")
    assert reader.state.distrusts_304
    reader.dice = 1.0
    for number, kind in ((3, "not_modified"), (4, "polled"), (4, "not_modified")):
        reader.wire.answer = always_304(number, etag)
        assert (await reader.poll()).kind == kind
        assert reader.wire.sent("If-None-Match") is None


async def test_news_at_such_a_poll_is_no_lie(reader: Reader) -> None:
    reader.wire.says(ok(1, headers=[b'ETag: "one"']))
    await reader.poll()
    whole = ok(1, 2, headers=[b'ETag: "two"'])
    honest = lambda request: said(304) if b'"two"' in request else whole  # noqa: E731
    reader.wire.answer = honest
    reader.dice = 0.0
    event = await reader.poll()
    assert (event.offered, event.error) == (1, None)
    assert not reader.state.distrusts_304
    assert reader.state.etag == '"two"'


async def test_an_audit_without_news_asks_once(reader: Reader) -> None:
    reader.wire.says(ok(1, headers=[b'ETag: "one"']))
    await reader.poll()
    reader.dice = 0.0
    assert (await reader.poll()).kind == "not_modified"
    assert len(reader.wire.requests) == 2
