"""The list of real feeds that ships with newsmill: well-formed, varied, without repeats."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

OPML = Path(__file__).parents[2] / "seeds" / "feeds.opml"

# language, optional script, optional region: as much of BCP 47 as a news feed needs.
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")


@dataclass(frozen=True)
class Listed:
    section: str
    title: str
    url: str
    site: str
    language: str


@pytest.fixture(scope="module")
def listed() -> list[Listed]:
    body = ET.parse(OPML).getroot().find("body")
    assert body is not None
    return [
        Listed(
            section=section.attrib["text"],
            title=outline.attrib["title"],
            url=outline.attrib["xmlUrl"],
            site=outline.attrib["htmlUrl"],
            language=outline.attrib["language"],
        )
        for section in body
        for outline in section
    ]


def test_it_is_opml_2_with_sections_of_feeds() -> None:
    root = ET.parse(OPML).getroot()
    assert (root.tag, root.attrib["version"]) == ("opml", "2.0")
    for section in root.iterfind("body/outline"):
        assert "xmlUrl" not in section.attrib
        assert len(section) > 0
        for outline in section:
            assert outline.attrib["type"] == "rss"
            assert outline.attrib["text"] == outline.attrib["title"] != ""


def test_it_is_a_page_of_feeds_and_not_a_directory(listed: list[Listed]) -> None:
    assert 55 <= len(listed) <= 70
    assert len({feed.section for feed in listed}) >= 10


def test_no_feed_stands_twice(listed: list[Listed]) -> None:
    assert len({feed.url for feed in listed}) == len(listed)
    assert len({feed.title for feed in listed}) == len(listed)


def test_no_publisher_dominates(listed: list[Listed]) -> None:
    hosts = [urlsplit(feed.url).hostname for feed in listed]
    assert max(hosts.count(host) for host in hosts) <= 4
    assert len(set(hosts)) >= 0.9 * len(hosts)


def test_every_address_is_https(listed: list[Listed]) -> None:
    plain = [url for feed in listed for url in (feed.url, feed.site) if url[:8] != "https://"]
    assert plain == []


def test_every_feed_says_its_language(listed: list[Listed]) -> None:
    assert [f.title for f in listed if not LANGUAGE_TAG.fullmatch(f.language)] == []


def test_many_languages_and_countries_are_there(listed: list[Listed]) -> None:
    languages = {feed.language.partition("-")[0] for feed in listed}
    countries = {feed.language.rpartition("-")[2] for feed in listed if "-" in feed.language}
    assert len(languages) >= 10
    assert len(countries) >= 15
