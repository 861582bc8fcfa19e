import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsmill.cleaner.addresses.canonical import absolute, canonical_url, source_host
from newsmill.hosts import host_of, origin_of
from newsmill.web.tracking import TRACKING
from tests.builders import SPELLINGS_OF_A_HOST

PAGE = "https://gazette.example/2026/bridge"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        pytest.param("HTTPS://Gazette.EXAMPLE/Bridge", "https://gazette.example/Bridge", id="case"),
        pytest.param("https://gazette.example:443/a", "https://gazette.example/a", id="port"),
        pytest.param(
            "http://gazette.example:8080/a", "http://gazette.example:8080/a", id="other port"
        ),
        pytest.param("https://gazette.example./a", "https://gazette.example/a", id="dot"),
        pytest.param("https://gazette.example", "https://gazette.example/", id="no path"),
        pytest.param("https://bücher.example/", "https://xn--bcher-kva.example/", id="IDNA"),
        pytest.param("https://me:secret@gazette.example/a", "https://gazette.example/a", id="user"),
        pytest.param("https://g.example/a/../b/./c", "https://g.example/b/c", id="dot segments"),
        pytest.param(
            "https://g.example/%7eme/%e2%82%ac", "https://g.example/~me/%E2%82%AC", id="escapes"
        ),
        pytest.param(
            "https://g.example/a?id=7&page=2", "https://g.example/a?id=7&page=2", id="content"
        ),
        pytest.param("https://g.example/a?b=2&a=1", "https://g.example/a?b=2&a=1", id="order"),
        pytest.param("https://g.example/a/?p=1", "https://g.example/a/?p=1", id="slash"),
        pytest.param(
            "https://g.example/a?utm_source=x&id=7&UTM_Medium=y",
            "https://g.example/a?id=7",
            id="utm",
        ),
        pytest.param("https://g.example/a?utm%5Fsource=x", "https://g.example/a", id="escaped utm"),
        pytest.param(
            "https://g.example/a?fbclid=1&gclid=2&mc_cid=3&at_medium=RSS",
            "https://g.example/a",
            id="clicks",
        ),
        pytest.param(
            "https://www.nytimes.com/a?partner=rss&emc=rss",
            "https://www.nytimes.com/a",
            id="by host",
        ),
        pytest.param(
            "https://g.example/a?emc=acme", "https://g.example/a?emc=acme", id="not by host"
        ),
        pytest.param(
            "https://notnytimes.com/a?emc=1", "https://notnytimes.com/a?emc=1", id="host's end"
        ),
        pytest.param("https://g.example/a?&&", "https://g.example/a", id="empty query"),
        pytest.param("https://g.example/a#top", "https://g.example/a", id="fragment"),
        pytest.param("https://g.example/#!/a", "https://g.example/#!/a", id="hash-bang"),
        pytest.param(
            "https://g.example/a;JSESSIONID=9F?x=1", "https://g.example/a?x=1", id="session"
        ),
        pytest.param("  https://g.example/a\n", "https://g.example/a", id="white space"),
        pytest.param("https://g.example/a\n b", "https://g.example/a%20b", id="wrapped line"),
        pytest.param(
            "https://www.google.com/url?rct=j&url=https://g.example/a%3Fid%3D7&ct=ga",
            "https://g.example/a?id=7",
            id="alert",
        ),
        pytest.param(
            "https://www.google.co.uk/amp/s/g.example/a", "https://g.example/a", id="AMP viewer"
        ),
        pytest.param(
            "https://g-example.cdn.ampproject.org/c/s/g.example/a",
            "https://g.example/a",
            id="AMP cache",
        ),
        pytest.param(
            "https://g.example/amp/a", "https://g.example/amp/a", id="AMP path may be real"
        ),
        pytest.param("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a", id="IPv6"),
        pytest.param("javascript:alert(1)", None, id="javascript"),
        pytest.param("mailto:desk@g.example", None, id="mail"),
        pytest.param("data:text/html,hi", None, id="data"),
        pytest.param("ftp://g.example/a", None, id="ftp"),
        pytest.param("//g.example/a", None, id="no scheme"),
        pytest.param("/a", None, id="relative"),
        pytest.param("https://", None, id="no host"),
        pytest.param("https://.../", None, id="host of dots"),
        pytest.param("https://g example/", None, id="space in host"),
        pytest.param("https://g.example/\x00", None, id="NUL"),
        pytest.param("https://g.example/\x1b[0m", None, id="control"),
        pytest.param("https://g.example/\ud800", None, id="lone surrogate"),
        pytest.param("https://[::1", None, id="half an IPv6 address"),
        pytest.param("https://g.example:99999/", None, id="port out of range"),
        pytest.param("https://g.example/" + "a" * 4_096, None, id="4 KB"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="none"),
    ],
)
def test_a_url_has_one_canonical_form(url: str | None, canonical: str | None) -> None:
    assert canonical_url(url) == canonical


PIECE = st.text(
    st.sampled_from("aZ09%2eE5fFuUtTmM_=&;?#!/.:@[]\\ \t\né€-~|^`\"'<>{}+,*$()"), max_size=40
)


@given(
    st.sampled_from(["http", "HTTPS", "https"]),
    st.sampled_from(
        ["g.example", "WWW.g.example.", "www.google.com", "1.2.3.4", "[::1]", "ü.example"]
    ),
    PIECE,
)
@example("https", "g.example", "/%%32e%2E/;jse;jsessionid=ssionid=x?utm_a&%75tm_b#!x")
@example("https", "www.google.com", "/url?url=https://www.google.com/url?url=https://g.example/")
@example("https", "www.google.com", "/amp/s/www.google.com/amp/s/g.example/")
def test_the_canonical_url_of_a_canonical_url_is_itself(scheme: str, host: str, rest: str) -> None:
    once = canonical_url(f"{scheme}://{host}/{rest}")
    if once is not None:
        assert canonical_url(once) == once


@given(st.text(max_size=100))
def test_no_text_at_all_breaks_the_canonical_url(text: str) -> None:
    for url in (text, f"https://{text}", f"https://g.example/{text}"):
        canonical = canonical_url(url)
        assert canonical is None or canonical.startswith(("http://", "https://"))


def test_no_name_that_sites_use_for_content_is_tracking_everywhere() -> None:
    content = {"id", "p", "page", "q", "s", "t", "v", "ref", "source", "from", "tid", "r", "story"}
    everywhere = {name for row in TRACKING if not row.hosts for name in row.names}
    assert not content & everywhere
    assert all(name == name.lower() for row in TRACKING for name in (*row.names, *row.prefixes))


def test_hosts_stand_without_www() -> None:
    assert source_host("https://www.gazette.example:8080/a") == "gazette.example"
    assert source_host(None) == ""


@given(
    st.sampled_from(["http://", "HTTPS://", "//", "http:\\\\", "ftp://", ""]),
    st.sampled_from([*SPELLINGS_OF_A_HOST, "me@g.example", "0x7f.1", "[::A]", "a..b", "x.", "."])
    | st.text(max_size=20),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    PIECE,
)
def test_an_article_stands_under_the_host_that_is_asked_for_it(
    scheme: str, host: str, port: str, rest: str
) -> None:
    url = f"{scheme}{host}{port}/{rest}"
    canonical = canonical_url(url)
    if canonical is not None:
        assert origin_of(canonical) == origin_of(url) != ""
        assert host_of(canonical) == host_of(url)


def test_an_absolute_url_tells_no_password() -> None:
    assert absolute("//me:secret@img.example/a.jpg", PAGE) == "https://img.example/a.jpg"
