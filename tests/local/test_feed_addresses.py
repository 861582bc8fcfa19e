"""One spelling for each address, and the addresses that lead nowhere."""

import pytest

from newsmill.local.feed_addresses import (
    NoFeedAddress,
    feed_address,
    require_fetchable,
    require_no_secret,
    same_address,
    shown,
)
from newsmill.web.fetching import FetchSettings

PUBLIC = FetchSettings(allow_private_networks=False)


@pytest.mark.parametrize(
    "written",
    [
        "https://news.example/a/feed?x=1",
        "HTTPS://News.Example/a/feed?x=1",
        " https://news.example:443/a/feed?x=1#latest\n",
        "https://news.example./a/./b/../feed?x=1",
        "https://news.example/a/%2e/feed?x=1",
        "feed:https://news.example/a/feed?x=1",
        "feed://https://news.example/a/feed?x=1",
        "FEED:HTTPS://news.example/a/feed?x=1",
    ],
)
def test_spellings_of_one_address_are_one(written: str) -> None:
    assert feed_address(written) == "https://news.example/a/feed?x=1"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("feed://news.example/rss", "http://news.example/rss"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/rss", "http://news.example:8080/rss"),
        ("https://Bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://news.example/?", "https://news.example/"),
        ("https://news.example/a%2Fb%28c%29?Sig=x%2By", "https://news.example/a%2Fb%28c%29?Sig=x%2By"),
        ("https://news.example/A/Feed", "https://news.example/A/Feed"),
        ("https://news.example/feed/", "https://news.example/feed/"),
        ("https://news.example/@user", "https://news.example/@user"),
        ("https://news.example/?to=a@b.example", "https://news.example/?to=a@b.example"),
    ],
)  # fmt: skip
def test_what_may_make_a_difference_stays(written: str, address: str) -> None:
    assert feed_address(written) == address
    assert feed_address(address) == address


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("paper.example/feed", "not a feed address"),
        ("", "not a feed address"),
        ("ftp://paper.example/feed", "not a feed address"),
        ("file:///etc/passwd", "not a feed address"),
        ("mailto:a@paper.example", "not a feed address"),
        ("https://", "not a feed address"),
        ("https:///feed", "no http or https URL"),
        ("https://a..example/", "not a feed address"),
        ("https://paper.example:99999/", "not a feed address"),
        ("https://paper.example:0/", "no http or https URL"),
        ("https://me:word@paper.example/", "NEWSMILL_CREDENTIALS"),
        ("https://me@paper.example/", "NEWSMILL_CREDENTIALS"),
        ("feed:https://me:word@paper.example/", "NEWSMILL_CREDENTIALS"),
        ("http://2130706433/", "unusual spelling"),
        ("https://paper.example/a\tb", "control characters"),
        ("https://paper.example/" + "a" * 9_000, "not a feed address"),
    ],
)
def test_what_can_never_be_fetched_is_refused(written: str, told: str) -> None:
    with pytest.raises(NoFeedAddress) as caught:
        feed_address(written)
    message = str(caught.value)
    assert told in message
    assert "word" not in message.replace("password", "")
    assert len(message.splitlines()) == 1
    assert len(message) < 500
    assert same_address(written) == written


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/feed",
        "http://paper.localhost:8000/",
        "http://127.0.0.1/",
        "http://10.1.2.3/feed",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[fd00::1]/",
    ],
)
def test_a_private_network_needs_a_setting(url: str) -> None:
    with pytest.raises(NoFeedAddress, match="NEWSMILL_ALLOW_PRIVATE_NETWORKS=1 permits it"):
        require_fetchable(feed_address(url), PUBLIC)
    require_fetchable(feed_address(url), FetchSettings(allow_private_networks=True))


def test_a_public_address_needs_none() -> None:
    for url in ("https://news.example/feed", "https://9.9.9.9/feed", "http://a.example:8080/"):
        require_fetchable(url, PUBLIC)


def test_a_system_port_needs_a_setting() -> None:
    url = feed_address("http://news.example:22/")
    with pytest.raises(NoFeedAddress, match="NEWSMILL_ALLOW_PORTS"):
        require_fetchable(url, PUBLIC)
    require_fetchable(url, FetchSettings(allow_ports="22"))


def test_a_token_in_an_address_is_refused_and_not_shown() -> None:
    url = "https://news.example/feed?page=1&token=abc123"
    with pytest.raises(NoFeedAddress, match="NEWSMILL_CREDENTIALS") as refused:
        require_no_secret(url)
    assert "abc123" not in str(refused.value) + shown(url)
    require_no_secret("https://news.example/feed?page=1")


def test_a_message_shows_no_password_and_no_end_of_a_long_address() -> None:
    assert shown("https://me:word@a.example/\nb") == "https://a.example/ b"
    assert len(shown("https://a.example/" + "b" * 9_000)) == 201
