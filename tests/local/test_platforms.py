"""Feeds whose addresses follow from those of their pages."""

import re

import pytest

from newsmill.local.platforms import COMMON_PATHS, PLATFORMS, feed_of_platform

CHANNEL = "UC" + "a1_-" * 5 + "xy"


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        (f"https://www.youtube.com/channel/{CHANNEL}", f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"),
        (f"https://m.youtube.com/channel/{CHANNEL}/videos?view=0", f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"),
        ("https://www.youtube.com/playlist?list=PLabcdefghij12", "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabcdefghij12"),
        ("https://www.youtube.com/playlist?a=b&list=PLabcdefghij12&c=d", "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabcdefghij12"),
        ("https://www.youtube.com/user/harbour", "https://www.youtube.com/feeds/videos.xml?user=harbour"),
        ("https://medium.com/@harbour", "https://medium.com/feed/@harbour"),
        ("https://medium.com/harbour-news/", "https://medium.com/feed/harbour-news"),
        ("https://harbour.medium.com/", "https://harbour.medium.com/feed"),
        ("https://github.com/harbour/crane", "https://github.com/harbour/crane/releases.atom"),
        ("https://github.com/harbour/crane.git", "https://github.com/harbour/crane/releases.atom"),
        ("https://github.com/harbour/crane/releases/", "https://github.com/harbour/crane/releases.atom"),
        ("https://github.com/harbour/crane/tags", "https://github.com/harbour/crane/tags.atom"),
        ("https://github.com/harbour/crane/commits/main", "https://github.com/harbour/crane/commits/main.atom"),
        ("https://harbour.substack.com/", "https://harbour.substack.com/feed"),
        ("https://harbour.substack.com/archive", "https://harbour.substack.com/feed"),
        ("https://harbour.wordpress.com/", "https://harbour.wordpress.com/feed/"),
        ("https://harbour.blogspot.com/", "https://harbour.blogspot.com/feeds/posts/default"),
        ("http://harbour.blogspot.co.uk/", "https://harbour.blogspot.co.uk/feeds/posts/default"),
        ("https://harbour.tumblr.com/", "https://harbour.tumblr.com/rss"),
        ("https://old.reddit.com/r/harbour/", "https://www.reddit.com/r/harbour/.rss"),
        ("https://www.reddit.com/user/harbour", "https://www.reddit.com/user/harbour/.rss"),
    ],
)  # fmt: skip
def test_the_feed_of_a_platforms_page_is_known(page: str, feed: str) -> None:
    assert feed_of_platform(page) == feed


@pytest.mark.parametrize(
    "page",
    [
        "https://www.youtube.com/watch?v=abc",
        "https://www.youtube.com/@harbour",
        "https://medium.com/feed/@harbour",
        "https://medium.com/",
        "https://medium.com/@harbour/a-story-1a2b",
        "https://github.com/harbour",
        "https://github.com/harbour/crane/releases.atom",
        "https://github.com/harbour/crane/issues",
        "https://www.substack.com/",
        "https://harbour.substack.com/p/a-story",
        "https://harbour.substack.com/feed",
        "https://www.wordpress.com/",
        "https://harbour.wordpress.com/2026/a-story",
        "https://github.com.evil.example/harbour/crane",
        "https://evil.example/https://github.com/harbour/crane",
        "https://evilgithub.com/harbour/crane",
        "https://paper.example/",
    ],
)
def test_other_pages_have_none_by_rule(page: str) -> None:
    assert feed_of_platform(page) is None


def test_every_rule_has_a_source_and_keeps_to_its_platform() -> None:
    for platform in PLATFORMS:
        assert platform.source.startswith("https://")
        assert platform.feed.startswith("https://")
        assert re.compile(platform.page).groups >= 1
    assert all(path.startswith("/") for path in COMMON_PATHS)


@pytest.mark.timeout(5)
def test_long_addresses_are_no_trouble() -> None:
    for start in (
        "https://www.youtube.com/playlist?",
        "https://github.com/",
        "https://medium.com/",
    ):
        assert feed_of_platform(start + "a/&list=" * 1_000) is None
