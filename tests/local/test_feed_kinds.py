"""What a document is, and what an address promises, at a glance."""

import pytest

from newsmill.local.feed_kinds import kind_of
from newsmill.local.feed_names import is_feed_name, is_feed_type, is_of_comments


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('<?xml version="1.0"?><!-- x --><rss version="2.0"/>', "rss"),
        ("\n\ufeff<RSS>", "rss"),
        ("<rdf:RDF>", "rss"),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", "atom"),
        ('{"version": "https://jsonfeed.org/version/1.1"}', "json"),
        ('{"version" : 1.1, "items": []}', "json"),
        ('{"version": "1.10"}', "text"),
        ("<sitemapindex/>", "sitemap"),
        ("<opml/>", "opml"),
        ("<body><outline xmlUrl='x'/>", "opml"),
        ("<!DOCTYPE HTML><x>", "html"),
        ("<HTML><rss>", "html"),
        ("<p>a", "html"),
        ("<svg/>", "xml"),
        ("https://a.example/", "text"),
        ("", "text"),
        ("<", "text"),
    ],
)
def test_a_document_is_known_by_its_beginning(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    "path",
    [
        "/feed", "/feed/", "/en/feeds/world", "/rss", "/RSS2/", "/atom.xml", "/index.rdf",
        "/news.rss", "/world-rss.xml", "/rss_sport.xml", "/feed.json", "/?feed=rss2",
        "/news?a=b&format=rss",
        "/rss.php?id=7", "/sitemap-news.xml", "/news/news-sitemap-2.xml", "/blog/atom/",
    ],
)  # fmt: skip
def test_addresses_of_feeds_are_known(path: str) -> None:
    assert is_feed_name(f"https://a.example{path}")


@pytest.mark.parametrize(
    "path",
    [
        "/", "/feedback", "/feed-the-world", "/about.html", "/feed.html", "/rss.png",
        "/sitemap.xml", "/atomic", "/news", "/index.xml.gz", "/?q=rss",
        "/data.json", "/breast-cancer",
        "/lifeguard",
    ],
)  # fmt: skip
def test_other_addresses_are_not_taken_for_feeds(path: str) -> None:
    assert not is_feed_name(f"https://a.example{path}")


def test_a_host_may_say_that_it_has_feeds() -> None:
    assert is_feed_name("https://feeds.a.example/world")
    assert not is_feed_name("ftp://feeds.a.example/world")


def test_a_type_that_may_be_anything_needs_a_name() -> None:
    assert is_feed_type("Application/RSS+XML; charset=utf-8", "https://a.example/x")
    assert is_feed_type("text/xml", "https://a.example/rss.xml")
    assert not is_feed_type("text/xml", "https://a.example/x")
    assert not is_feed_type("application/json+oembed", "https://a.example/feed")


@pytest.mark.parametrize(
    ("url", "title", "is_one"),
    [
        ("https://a.example/comments/feed/", "", True),
        ("https://a.example/feed/?type=kommentare", "", True),
        ("https://a.example/x", "Quay » Comments Feed", True),
        ("https://comments.example/feed", "", False),
        ("https://a.example/feed", "Quay", False),
    ],
)
def test_feeds_of_comments_are_told_apart(url: str, title: str, is_one: bool) -> None:
    assert is_of_comments(url, title) is is_one
