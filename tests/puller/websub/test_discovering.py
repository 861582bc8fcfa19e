"""Where a hub and its topic stand, and which of them counts."""

import pytest

from newsmill.puller.websub.discovering import Offer, offer

URL = "https://paper.example/news/feed"
HUB = "https://hub.example/"
TOPIC = "https://paper.example/feed.xml"


@pytest.mark.parametrize(
    "headers",
    [
        [f'<{HUB}>; rel="hub"', f'<{TOPIC}>; rel="self"'],
        [f"<{HUB}>; rel=hub, <{TOPIC}>; rel=self"],
        [f'<{TOPIC}>; type="a, b"; rel="alternate self" , <{HUB}>;REL="HUB"'],
        [f'</x>; rel="next", <{HUB}>; rel=hub; rel=other', "garbage", "</feed.xml>; rel=self"],
    ],
)
def test_link_headers_are_read(headers: list[str]) -> None:
    assert offer(URL, headers) == Offer(HUB, TOPIC)


def test_what_the_document_says_is_read() -> None:
    assert offer(URL, [], [HUB], TOPIC) == Offer(HUB, TOPIC)
    assert offer(URL, [], ["/hub"], "../feed.xml") == Offer("https://paper.example/hub", TOPIC)


def test_headers_come_before_the_document() -> None:
    headers = [f"<{HUB}>; rel=hub, <{TOPIC}>; rel=self"]
    assert offer(URL, headers, ["https://other.example/"], "https://o.example/") == Offer(
        HUB, TOPIC
    )


def test_where_nothing_names_the_topic_it_is_the_address_itself() -> None:
    assert offer(URL, [], [HUB]) == Offer(HUB, URL)


def test_a_feed_without_a_usable_hub_has_none() -> None:
    assert offer(URL, [f"<{TOPIC}>; rel=self"]) is None
    assert offer(URL, ["<javascript:1>; rel=hub"], ["mailto:hub@example.org"], TOPIC) is None
    assert offer(URL, ["<" * 10_000, ";rel=hub" * 10_000]) is None
