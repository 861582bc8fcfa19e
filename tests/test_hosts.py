import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsmill.hosts import (
    MAX_URL_CHARACTERS,
    host_of,
    is_localhost,
    is_site_root,
    origin_of,
    page_of,
    parse,
)
from tests.builders import SPELLINGS_OF_A_HOST

# For the slowest, accents that are to be put in order, 30 ms were measured.
SECONDS_FOR_ANY_URL = 1.0


@pytest.mark.parametrize("host", SPELLINGS_OF_A_HOST)
def test_spellings_of_one_host_are_one_host(host: str) -> None:
    assert host_of(f"https://{host}/a") == "xn--bcher-kva.example"
    assert origin_of(f"HTTPS://{host}:443/a") == "https://xn--bcher-kva.example"
    assert origin_of(f"https://{host}:8443") == "https://xn--bcher-kva.example:8443"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        pytest.param("https://News.Example:8443/a", "https://news.example:8443", id="case"),
        pytest.param("http://news.example:80/", "http://news.example", id="default port"),
        pytest.param("http://news.example:0080/", "http://news.example", id="zeros before a port"),
        pytest.param("http://news.example:/", "http://news.example", id="empty port"),
        pytest.param("http://news.example:443/", "http://news.example:443", id="the other's port"),
        pytest.param("http://news.example./", "http://news.example", id="dot at the end"),
        pytest.param("http://news。example。/", "http://news.example", id="ideographic dots"),
        pytest.param("http://n%65ws.example/", "http://news.example", id="percent signs"),
        pytest.param("http://ne\u00adws.example/", "http://news.example", id="soft hyphen"),
        pytest.param("http://faß.example/", "http://xn--fa-hia.example", id="sharp s"),
        pytest.param("http://news.example\t/\n", "http://news.example", id="tab and line break"),
        pytest.param("\x00 http://news.example/ \x1f", "http://news.example", id="around it"),
        pytest.param("http:news.example", "http://news.example", id="no slash"),
        pytest.param("http:///news.example", "http://news.example", id="three slashes"),
        pytest.param("http:\\\\news.example", "http://news.example", id="backslashes"),
        pytest.param(
            "http://good.example\\@evil.example/", "http://good.example", id="backslash and user"
        ),
        pytest.param(
            "http://good.example@evil.example/", "http://evil.example", id="user like a host"
        ),
        pytest.param("http://me:secret@news.example/", "http://news.example", id="password"),
        pytest.param("http://127.0.0.1/", "http://127.0.0.1", id="IPv4"),
        pytest.param("http://0x7f.1/", "http://127.0.0.1", id="IPv4 in hexadecimal"),
        pytest.param("http://017700000001/", "http://127.0.0.1", id="IPv4 in octal"),
        pytest.param("http://2130706433/", "http://127.0.0.1", id="IPv4 as one number"),
        pytest.param("http://\uff11\uff12\uff17.1./", "http://127.0.0.1", id="IPv4 in wide digits"),
        pytest.param("http://[0:0::0:1]:81/", "http://[::1]:81", id="IPv6"),
        pytest.param("http://[::FFFF:127.0.0.1]/", "http://[::ffff:7f00:1]", id="mapped IPv4"),
        pytest.param("ftp://news.example/", "", id="another scheme"),
        pytest.param("file:///etc/hosts", "", id="a file"),
        pytest.param("mailto:desk@news.example", "", id="mail"),
        pytest.param("news://news.example", "", id="an unknown scheme"),
        pytest.param("//news.example/a", "", id="no scheme"),
        pytest.param("news.example/a", "", id="no scheme at all"),
        pytest.param("http://", "", id="no host"),
        pytest.param("http://./", "", id="a dot"),
        pytest.param("http://news..example/", "", id="empty label"),
        pytest.param("http://127.0.0.1../", "", id="a name like an address"),
        pytest.param("http://[::1", "", id="half an IPv6 address"),
        pytest.param("http://[fe80::1%25eth0]/", "", id="zone"),
        pytest.param("http://256.1.1.1/", "", id="no IPv4 address"),
        pytest.param("http://news.example:65536/", "", id="port out of range"),
        pytest.param("http://two words.example/", "", id="space in it"),
        pytest.param("http://news\u200d.example/", "", id="zero-width joiner"),
        pytest.param("http://news\ud800.example/", "", id="half a surrogate pair"),
        pytest.param("http://news.example/\ud800", "", id="half a surrogate pair behind it"),
        pytest.param("http://news.example/" + "a" * MAX_URL_CHARACTERS, "", id="too long"),
        pytest.param("http://news.example/" + "../" * 3_000, "", id="too long for what it says"),
        pytest.param("http://news.example/" + "é" * 2_000, "", id="too long when it is escaped"),
        pytest.param("", "", id="empty"),
        pytest.param(None, "", id="none"),
    ],
)
def test_a_url_has_one_origin_or_none(url: str | None, origin: str) -> None:
    assert origin_of(url) == origin
    host = origin.partition("://")[2]
    assert host_of(url) == (host.partition("]")[0][1:] if "[" in host else host.partition(":")[0])


def test_a_url_is_requested_without_user_name_and_fragment() -> None:
    parsed = parse("HTTP://me:secret@News.example.:80/a b/../ü|^?q='é|#x")
    assert parsed is not None
    assert parsed.request_url == "http://news.example/%C3%BC|%5E?q=%27%C3%A9|"
    assert parsed.href == f"{parsed.request_url}#x"


def test_a_relative_url_is_read_from_its_base() -> None:
    for url, expected in {
        "../b?c": "http://news.example/b?c",
        "//other.example": "http://other.example/",
        "http:/b": "http://news.example/b",
        "https:/b": "https://b/",
    }.items():
        parsed = parse(url, "http://news.example/a/")
        assert parsed is not None
        assert parsed.href == expected


HOSTS = st.sampled_from(
    [
        *SPELLINGS_OF_A_HOST,
        "0x7f.1",
        "127.0.0.1.",
        "[::1]",
        "a..b",
        "xn--",
        "xn--a.",
        "1.",
        "é。é。",
    ]
) | st.text(st.characters(), max_size=30)
REST = st.text(st.characters(), max_size=30)


@given(st.sampled_from(["http://", "https:\\\\", "HTTPS:", "//", "ftp://", ""]), HOSTS, REST)
@example("http://", "a\u0301" * 100, "\udc80")
@example("http://", "0x7f.1..", "/")
@example("http://", "[::1]", "@\\/?#")
def test_no_text_breaks_a_host_and_a_canonical_one_is_its_own(
    scheme: str, host: str, rest: str
) -> None:
    url = f"{scheme}{host}{rest}"
    origin = origin_of(url)
    assert origin_of(origin) == origin
    assert host_of(origin) == host_of(url)
    assert origin.isascii()
    parsed = parse(url)
    assert (parsed is None) == (origin == "") == (host_of(url) == "")
    if parsed is not None:
        again = parse(parsed.request_url)
        assert again is not None
        assert again.href == again.request_url == parsed.request_url


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://a" + "\u0301" * 4_000 + "\u0323" * 4_000, id="accents in no order"),
        pytest.param("http://" + "é" * 8_000, id="one long label"),
        pytest.param("http://" + "é." * 4_000, id="many labels"),
        pytest.param("http://" + "xn--bcher-kva." * 500, id="many labels in ASCII"),
        pytest.param("http://" + "@" * 8_000 + "a", id="user names"),
        pytest.param("http://[" + ":" * 8_000, id="colons"),
        pytest.param("http://h/" + "../" * 2_700, id="dot segments"),
        pytest.param(" " * 8_000 + "http://h", id="white space"),
        pytest.param("http://h/" + "\ud800" * 8_000, id="surrogates"),
        pytest.param("http://a" + "\u0301" * 100_000 + "\u0323" * 100_000, id="and too long"),
    ],
)
def test_any_url_is_read_in_time(url: str) -> None:
    began = time.process_time()
    host_of(url)
    assert time.process_time() - began < SECONDS_FOR_ANY_URL


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("feed.localhost", True),
        ("notlocalhost", False),
        ("localhost.example", False),
        ("127.0.0.1", False),
        ("", False),
    ],
)
def test_names_below_localhost_are_this_machines(host: str, expected: bool) -> None:
    assert is_localhost(host) is expected


@pytest.mark.parametrize(
    ("url", "is_root"),
    [
        ("https://paper.example", True),
        ("HTTP://Paper.example:80/#top", True),
        ("https://paper.example/?", True),
        ("https://paper.example/./index.html", True),
        ("https://paper.example/index.php", True),
        ("https://paper.example/?p=12", False),
        ("https://paper.example/index.php?p=12", False),
        ("https://paper.example/#!/news/12", False),
        ("https://paper.example/en/", False),
        ("https://paper.example/go", False),
        ("https://paper.example/news/index.html", False),
        ("https://paper.example//", False),
        ("mailto:desk@paper.example", False),
        ("", False),
        (None, False),
    ],
)
def test_the_root_of_a_site_is_its_home_page(url: str | None, is_root: bool) -> None:
    assert is_site_root(url) is is_root


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("HTTPS://Paper.example:443/a/../b#c", "https://paper.example/b"),
        ("https://paper.example/b?#", "https://paper.example/b"),
        ("https://paper.example/b?q=1#c", "https://paper.example/b?q=1"),
        ("https://paper.example/#!/b", "https://paper.example/#!/b"),
        ("http://[x/a#b", "http://[x/a"),
    ],
)
def test_a_page_is_a_url_without_its_fragment(url: str, page: str) -> None:
    assert page_of(url) == page
