"""Credentials: read from their file, sent to their own server, written nowhere."""

import base64
from pathlib import Path

import pytest

from newsmill.puller.asking.credentials import (
    Credential,
    Credentials,
    CredentialsError,
    read_credentials,
)
from newsmill.puller.asking.following import FeedAsker
from newsmill.puller.asking.polling import Poll
from tests.puller.asking.reader import DAY, Reader, by_host, ok, open_reader, redirect
from tests.web.wire import open_wire, said

SECRET = "pa55-w0rd"
BASIC = b"Basic " + base64.b64encode(f"ann:{SECRET}".encode())


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "credentials.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def read(folder: Path, text: str) -> Credentials:
    return read_credentials(written(folder, text))


def everywhere(folder: Path, fields: str) -> Credentials:
    """For paper.example at any port that the tests get."""
    found = read(folder, f'["http://paper.example/feed"]\n{fields}')

    class OfAnyPort(Credentials):
        def of(self, feed_url: str) -> Credential:
            host, _, path = feed_url.removeprefix("http://").partition("/")
            return found.of(f"http://{host.partition(':')[0]}/{path}")

    return OfAnyPort()


def test_without_a_file_there_are_none() -> None:
    assert read_credentials(None).of("https://paper.example/feed") == Credential()


ALL = f"""
["https://paper.example/feed"]
basic = "ann:{SECRET}"

["https://paper.example/club/"]
headers = {{ "X-Api-Key" = "{SECRET}" }}

["https://paper.example/club/daily"]
query = {{ token = "{SECRET}" }}

["https://paper.example/"]
proxy = "http://ann:{SECRET}@proxy.example:3128"
"""


@pytest.mark.parametrize(
    ("url", "field"),
    [
        ("https://paper.example/feed", "headers"),
        ("HTTPS://Paper.Example:443/feed#top", "headers"),
        ("https://paper.example/feed?page=2", "headers"),
        ("https://paper.example/feeds", "proxy"),
        ("https://paper.example/club/weekly", "headers"),
        ("https://paper.example/club/daily", "query"),
        ("https://paper.example/club", "proxy"),
        ("https://paper.example/", "proxy"),
        ("http://paper.example/feed", None),
        ("https://www.paper.example/feed", None),
        ("https://paper.example:8443/feed", None),
        ("https://paper.example.evil.example/feed", None),
        ("feed", None),
    ],
)
def test_the_longest_url_that_fits_counts(tmp_path: Path, url: str, field: str | None) -> None:
    found = read(tmp_path, ALL).of(url)
    filled = [name for name in ("headers", "query", "proxy") if getattr(found, name)]
    assert filled == ([field] if field else [])
    assert SECRET not in repr(found)
    assert SECRET not in str(found)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[", "no TOML"),
        (f'["https://a.example/"]\nbasic = "{SECRET}"', "USER:PASSWORD"),
        (f'["https://a.example/"]\nbasic = ["{SECRET}"]', "USER:PASSWORD"),
        (f'["https://a.example/"]\npassword = "{SECRET}"', "other fields"),
        (f'["https://a.example/"]\nheaders = "{SECRET}"', "no table at headers"),
        (f'["https://a.example/"]\nheaders = {{ Host = "{SECRET}" }}', "cannot be set"),
        (f'["https://a.example/"]\nheaders = {{ "A B" = "{SECRET}" }}', "cannot be set"),
        (f'["https://a.example/"]\nheaders = {{ A = "{SECRET}\\n" }}', "printable ASCII"),
        (f'["https://a.example/"]\nheaders = {{ A = "{SECRET}é" }}', "printable ASCII"),
        ('["https://a.example/"]\nquery = { token = 5 }', "no text"),
        (
            f'["https://a.example/"]\nbasic = "a:{SECRET}"\nheaders = {{ authorization = "b" }}',
            "both basic and",
        ),
        (f'["https://a.example/"]\nproxy = "socks5://ann:{SECRET}@b"', "no http or https"),
        (f'["https://ann:{SECRET}@a.example/"]\nbasic = "a:b"', "user name in its URL"),
        (f'"https://a.example/" = "{SECRET}"', "other fields"),
        ('["https://a.example/"]', "other fields"),
        ('["a.example"]\nbasic = "a:b"', "http or https URL"),
        ('["http://a.example"]\nbasic = "a:b"\n["http://A.example/"]\nbasic = "a:b"', "twice"),
        ("\ud800", "UTF-8"),
    ],
)
def test_what_is_wrong_is_said_without_the_secret(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "credentials.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    path.chmod(0o600)
    with pytest.raises(CredentialsError) as caught:
        read_credentials(path)
    assert why in str(caught.value)
    assert str(path) in str(caught.value)
    assert SECRET not in f"{caught.value}{caught.value.__cause__}"
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o606, 0o666])
def test_a_file_that_everybody_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(CredentialsError, match="chmod o-rwx"):
        read_credentials(written(tmp_path, ALL, mode))


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o640, 0o440])
def test_its_owner_and_group_may_read_it(tmp_path: Path, mode: int) -> None:
    read_credentials(written(tmp_path, ALL, mode))


def test_a_file_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(CredentialsError, match="cannot be read: No such file"):
        read_credentials(tmp_path / "nothing.toml")
    tmp_path.chmod(0o700)
    with pytest.raises(CredentialsError, match="cannot be read: Is a directory"):
        read_credentials(tmp_path)


async def polled(reader: Reader) -> None:
    """Poll once, and see that the secret is in none of the records."""
    result = await reader.ask(DAY)
    assert isinstance(result, Poll)
    said_of_it = f"{result.state!r}{result.event!r}{result.articles!r}{reader.documents!r}"
    assert SECRET not in said_of_it
    assert BASIC.decode() not in said_of_it


async def test_a_user_name_and_password_are_sent(tmp_path: Path) -> None:
    credentials = everywhere(tmp_path, f'basic = "ann:{SECRET}"')
    async with open_reader(credentials) as reader:
        reader.wire.answer = lambda request: ok(1) if BASIC in request else said(401)
        await polled(reader)
        assert reader.state.failures == 0


async def test_a_header_is_sent(tmp_path: Path) -> None:
    credentials = everywhere(tmp_path, f'headers = {{ X-Key = "{SECRET}", accept = "text/xml" }}')
    async with open_reader(credentials) as reader:
        await polled(reader)
        assert reader.wire.sent("X-Key") == SECRET.encode()
        assert reader.wire.sent("Accept") == b"text/xml"
        assert reader.wire.requests[-1].lower().count(b"accept:") == 1


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/feed", "/feed?u=pa55-w0rd&sp=a%20%26b"),
        ("/feed?x=%2F+", "/feed?x=%2F+&u=pa55-w0rd&sp=a%20%26b"),
        ("/feed?u=mine", "/feed?u=mine&sp=a%20%26b"),
    ],
)
async def test_a_parameter_is_added_when_the_feed_is_asked(
    tmp_path: Path, path: str, line: str
) -> None:
    credentials = everywhere(tmp_path, f'query = {{ u = "{SECRET}", sp = "a &b" }}')
    async with open_reader(credentials) as reader:
        reader.subscribe(reader.url(path))
        reader.wire.says(ok(1, headers=[b'ETag: "one"']))
        await polled(reader)
        assert reader.wire.lines == [f"GET {line} HTTP/1.1".encode()]
        assert reader.documents[-1].url == reader.url(path)
        await polled(reader)
        assert reader.wire.sent("If-None-Match") == b'"one"'


async def test_a_proxy_is_asked(tmp_path: Path) -> None:
    async with open_wire() as proxy:
        proxy.says(ok(1))
        url = proxy.url.replace("//", f"//ann:{SECRET}@")
        async with open_reader(everywhere(tmp_path, f'proxy = "{url}"'), robots=True) as reader:
            await polled(reader)
            assert reader.wire.requests == []
            assert proxy.lines == [
                f"GET {reader.url('/robots.txt')} HTTP/1.1".encode(),
                f"GET {reader.feed.url} HTTP/1.1".encode(),
            ]
            assert proxy.sent("Proxy-Authorization") == BASIC
            assert reader.state.failures == 0


@pytest.mark.parametrize("status", [301, 302, 307])
async def test_nothing_goes_to_another_server(tmp_path: Path, status: int) -> None:
    credentials = everywhere(
        tmp_path,
        f'basic = "ann:{SECRET}"\nheaders = {{ X-Key = "{SECRET}" }}\nquery = {{ u = "{SECRET}" }}',
    )
    async with open_reader(credentials) as reader:
        there = redirect(status, reader.url("/x", host="evil.example"))
        back = redirect(status, reader.url("/y"))
        reader.wire.answer = by_host(feed=there, x=back, y=ok(1))
        await polled(reader)
        own, foreign, returned = reader.wire.requests
        assert BASIC in own
        assert own.count(SECRET.encode()) == 2
        for request in (foreign, returned):
            assert BASIC not in request
            assert SECRET.encode() not in request


async def test_on_its_own_server_a_redirect_takes_them_along(tmp_path: Path) -> None:
    credentials = everywhere(tmp_path, f'basic = "ann:{SECRET}"\nquery = {{ u = "{SECRET}" }}')
    async with open_reader(credentials) as reader:
        reader.wire.routes(feed=redirect(302, "/x"), x=ok(1))
        await polled(reader)
        assert reader.wire.lines[-1] == f"GET /x?u={SECRET} HTTP/1.1".encode()
        assert reader.wire.sent("Authorization") == BASIC


async def test_an_adopted_address_elsewhere_gets_nothing(tmp_path: Path) -> None:
    credentials = everywhere(tmp_path, f'basic = "ann:{SECRET}"')
    async with open_reader(credentials) as reader:
        new = reader.url("/feed", host="new.example")
        reader.wire.answer = by_host(paper=redirect(301, new), new=ok(1))
        for _ in range(5):
            await polled(reader)
        assert reader.state.asked_url == new
        assert reader.wire.sent("Authorization") is None


async def test_a_foreign_feed_does_not_borrow_them(tmp_path: Path) -> None:
    """Whoever redirects to a feed that we pay for is not given it."""
    credentials = everywhere(tmp_path, f'basic = "ann:{SECRET}"')
    async with open_reader(credentials) as reader:
        reader.subscribe(reader.url("/feed", host="evil.example"))
        reader.wire.answer = lambda request: (
            redirect(302, reader.url("/feed")) if b"evil" in request else ok(1)
        )
        await polled(reader)
        assert all(b"Authorization" not in request for request in reader.wire.requests)


async def test_further_pages_of_a_feed_have_them_too(tmp_path: Path) -> None:
    credentials = everywhere(tmp_path, f'query = {{ u = "{SECRET}" }}')
    async with open_reader(credentials) as reader:
        asker: FeedAsker = reader.asker
        hold, page = asker.hold(), reader.url("/feed?paged=2")
        answer = await asker.ask(reader.feed, reader.state, hold, url=page)
        assert answer.url == page
        assert reader.wire.lines == [f"GET /feed?paged=2&u={SECRET} HTTP/1.1".encode()]
        strangers = reader.url("/a", host="evil.example")
        await asker.ask(reader.feed, reader.state, hold, url=strangers)
        assert SECRET.encode() not in reader.wire.requests[-1]


async def test_a_header_of_the_file_takes_the_place_of_ours_however_it_is_spelt(
    tmp_path: Path,
) -> None:
    own = everywhere(tmp_path, 'headers = { accept = "text/xml", cookie = "club=1" }')
    async with open_reader(own) as reader:
        reader.wire.answer = lambda request: (
            ok(1)
            if b"now" in request
            else said(302, b"", b"Location: /feed?now", b"Set-Cookie: a=b")
        )
        assert (await reader.poll()).kind == "polled"
        headers = reader.wire.requests[-1].lower().split(b"\r\n")[1:]
    assert [line for line in headers if line.startswith(b"accept:")] == [b"accept: text/xml"]
    assert [line for line in headers if line.startswith(b"cookie:")] == [b"cookie: club=1; a=b"]


async def test_a_parameter_that_a_redirect_hands_back_is_sent_on_and_written_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = everywhere(tmp_path, 'query = { member = "s3 cret" }')
    async with open_reader(own) as reader:
        reader.wire.answer = lambda request: (
            ok(1, headers=[b'ETag: "a"'])
            if b" /new?" in request
            else said(301, b"", b"Location: /new?a=%2F&member=s3+cret")
        )
        for _ in range(5):
            result = await reader.ask(DAY)
            assert isinstance(result, Poll)
            written_down = result.state.model_dump_json() + result.event.model_dump_json()
            assert "cret" not in written_down
        assert reader.wire.lines[-1] == b"GET /new?a=%2F&member=s3%20cret HTTP/1.1"
        assert reader.state.asked_url == reader.url("/new?a=%2F")
        reader.wire.says(redirect(302, "gopher://paper.example/?member=s3%20cret"))
        event = await reader.poll(DAY)
        assert event.error is not None
        assert "gopher://paper.example/?member=REDACTED" in event.error
    assert "cret" not in "".join(capsys.readouterr())


async def test_a_header_that_a_broken_answer_repeats_is_not_shown(tmp_path: Path) -> None:
    own = everywhere(tmp_path, f'headers = {{ "X-Key" = "{SECRET}" }}')
    async with open_reader(own) as reader:
        reader.wire.says(f"HTTP/1.1 200 OK\r\n{SECRET} \r\n\r\n".encode())
        event = await reader.poll()
    assert event.kind == "failed"
    assert SECRET not in event.model_dump_json()


@pytest.mark.parametrize("where", ["/in/s3%20cret/path", "/new?next=%2Ff%3Fm%3Ds3%2520cret"])
async def test_an_address_that_holds_a_credential_is_followed_and_not_adopted(
    tmp_path: Path, where: str
) -> None:
    async with open_reader(everywhere(tmp_path, 'query = { m = "s3 cret" }')) as reader:
        reader.wire.answer = lambda request: (
            redirect(301, where)
            if b"/feed" in request.split(b" ")[1]
            else ok(1, headers=[b'ETag: "a"'])
        )
        for _ in range(5):
            result = await reader.ask(DAY)
            assert isinstance(result, Poll)
            assert result.event.kind in ("polled", "not_modified")
            assert "cret" not in result.state.model_dump_json() + result.event.model_dump_json()
        assert reader.state.asked_url is None
