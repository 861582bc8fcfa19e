import pytest
from lxml import html

from newsmill.cleaner.facts.page_regions import headline_element, lies_in_others, lies_in_teaser


@pytest.mark.parametrize(
    "body",
    [
        "<h1 class='x'>The bridge is back</h1>",
        "<h1><a href='/'>Gazette</a></h1><h1 class='x'>The bridge is back</h1>",
        "<h1>Gazette</h1><article><h1 class='x'>Bridge</h1></article>",
        "<h1>Gazette</h1><h1 class='x'>The bridge is back</h1><h1>Ferry sold to a neighbour</h1>",
        "<h1 class='x'><a href='/2026/bridge'>The bridge is back</a></h1>",
        "<h1><a href='/'>Gazette</a></h1><h2>Other</h2><h3 class='x post-title'>Bridge</h3>",
        "<h2>Other</h2><article><h2 class='x'>The bridge is back</h2></article>",
    ],
)
def test_the_headline_is_neither_a_logo_nor_a_teaser(body: str) -> None:
    found = headline_element(html.fromstring(f"<html><body>{body}</body></html>"))
    assert found is not None
    assert "x" in found.get("class").split()


@pytest.mark.parametrize("body", ["<h1><a href='/'>Gazette</a></h1>", "<h2>Ferry</h2>", ""])
def test_a_page_may_have_no_headline(body: str) -> None:
    assert headline_element(html.fromstring(f"<html><body>{body}</body></html>")) is None


@pytest.mark.parametrize(
    ("box", "is_other"),
    [
        ("<div class='related'>{}</div>", True),
        ("<div class='c-related-articles'>{}</div>", True),
        ("<div id='comments'>{}</div>", True),
        ("<div class='sidebarLeft'>{}</div>", True),
        ("<article><h3><a href='/ferry'>Ferry</a></h3>{}</article>", True),
        ("<article><h2>Why now</h2>{}</article>", False),
        ("<div class='post-footer'>{}</div>", False),
        ("<div class='unrelated-name'>{}</div>", False),
        ("<div class='commentary'>{}</div>", False),
    ],
)
def test_regions_of_others_are_known_by_their_names(box: str, is_other: bool) -> None:
    tree = html.fromstring(f"<html><body>{box.format('<i>x</i>')}</body></html>")
    element = next(tree.iter("i"))
    assert (lies_in_others(element) or lies_in_teaser(element, None)) is is_other
