from datetime import UTC, datetime

import pytest

from newsmill.web.cookies import MAX_COOKIES, MAX_HEADER_CHARACTERS, Cookies

NOW = datetime(2026, 11, 28, tzinfo=UTC)
URL = "https://www.paper.example/news/ferry"


def header(*set_cookie: str, to: str = URL, by: str = URL) -> str:
    cookies = Cookies(NOW)
    cookies.note(by, set_cookie)
    return cookies.header(to)


@pytest.mark.parametrize(
    ("set_cookie", "to", "is_sent"),
    [
        pytest.param("a=1", URL, True, id="to the same page"),
        pytest.param("a=1", "https://www.paper.example/news/other", True, id="in its folder"),
        pytest.param("a=1", "https://www.paper.example/sport", False, id="out of its folder"),
        pytest.param("a=1; Path=/", "https://www.paper.example/sport", True, id="of all"),
        pytest.param("a=1; path=/new", URL, False, id="half a name of a folder"),
        pytest.param("a=1; Path=/", "https://paper.example/", False, id="without a domain"),
        pytest.param("a=1; Path=/", "https://x.www.paper.example/", False, id="not below either"),
        pytest.param("a=1; Path=/; Domain=.paper.example", "https://paper.example/", True,
                     id="with a domain"),
        pytest.param("a=1; Path=/; domain=Paper.Example", "https://a.paper.example/", True,
                     id="below a domain"),
        pytest.param("a=1; Path=/; Domain=paper.example", "https://newspaper.example/", False,
                     id="half a name of a host"),
        pytest.param("a=1; Path=/; Domain=other.example", "https://other.example/", False,
                     id="of another site"),
        pytest.param("a=1; Path=/; Domain=example", "https://other.example/", False,
                     id="of a top-level domain"),
        pytest.param("a=1; Secure", URL.replace("https", "http"), False, id="secure, in the open"),
        pytest.param("a=1; Secure; HttpOnly; SameSite=Lax", URL, True, id="secure"),
        pytest.param("a=1; Max-Age=0", URL, False, id="over at once"),
        pytest.param("a=1; Max-Age=-5", URL, False, id="over before"),
        pytest.param("a=1; Max-Age=60", URL, True, id="for a minute"),
        pytest.param("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", URL, False, id="long over"),
        pytest.param("a=1; Expires=Wed, 01 Dec 2027 00:00:00 GMT", URL, True, id="for a year"),
        pytest.param("a=1; Expires=nonsense", URL, True, id="a date that is none"),
        pytest.param("=1", URL, False, id="no name"),
        pytest.param("a", URL, False, id="no value"),
        pytest.param("a=\udcff", URL, False, id="bytes that are no ASCII"),
        pytest.param("a=" + "x" * 5000, URL, False, id="too long"),
    ],
)  # fmt: skip
def test_where_a_cookie_is_sent(set_cookie: str, to: str, is_sent: bool) -> None:
    assert bool(header(set_cookie, to=to)) is is_sent


@pytest.mark.parametrize(
    ("by", "domain", "to"),
    [
        ("https://alpha.co.uk/", "co.uk", "https://beta.co.uk/"),
        ("https://alpha.com.au/", "com.au", "https://beta.com.au/"),
        ("https://alpha.github.io/", "github.io", "https://beta.github.io/"),
        ("https://alpha.asso.fr/", "asso.fr", "https://beta.asso.fr/"),
        ("https://alpha.uk.com/", "uk.com", "https://beta.uk.com/"),
        ("https://alpha.blogspot.de/", "blogspot.de", "https://beta.blogspot.de/"),
        ("https://alpha.blogspot.co.uk/", "blogspot.co.uk", "https://beta.blogspot.co.uk/"),
        ("https://alpha.s3.amazonaws.com/", "s3.amazonaws.com", "https://beta.s3.amazonaws.com/"),
        ("http://10.0.0.1/", "0.0.1", "http://9.0.0.1/"),
    ],
)
def test_nobody_sets_cookies_for_a_registry(by: str, domain: str, to: str) -> None:
    assert header(f"a=1; Domain={domain}; Path=/", by=by, to=to) == ""


@pytest.mark.parametrize(
    ("set_cookie", "is_sent"),
    [
        ("__Host-a=1; Secure; Path=/", True),
        ("__Host-a=1; Path=/", False),
        ("__Host-a=1; Secure", False),
        ("__host-a=1; Secure; Path=/; Domain=www.paper.example", False),
        ("__Secure-a=1; Secure", True),
        ("__Secure-a=1", False),
    ],
)
def test_what_the_name_of_a_cookie_promises_must_be_kept(set_cookie: str, is_sent: bool) -> None:
    assert bool(header(set_cookie)) is is_sent


def test_short_names_of_sites_are_no_registries() -> None:
    set_cookie = "a=1; Domain=tag.xx; Path=/"
    assert header(set_cookie, by="https://www.tag.xx/", to="https://tag.xx/") == "a=1"


def test_insecure_pages_set_no_secure_cookies() -> None:
    assert header("a=1; Secure", by=URL.replace("https", "http")) == ""


def test_cookies_are_replaced_and_removed() -> None:
    assert header("a=1", "b=2", "a=3") == "a=3; b=2"
    assert header("a=1", "b=2", "a=; Max-Age=0") == "b=2"


def test_longer_paths_come_first() -> None:
    assert header("a=1; Path=/", "b=2; Path=/news") == "b=2; a=1"


def test_cookies_are_bounded() -> None:
    assert len(header(*(f"a{n}=1" for n in range(500))).split("; ")) == MAX_COOKIES
    many = header(*(f"a{n}={'x' * 3000}" for n in range(40)))
    assert 3000 < len(many) <= MAX_HEADER_CHARACTERS
