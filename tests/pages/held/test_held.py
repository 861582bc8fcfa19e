import re
from html import unescape

import pytest
from lxml import html as lxml_html

from tests.pages.corpus import articles_of, laid_out, pages, systems_of
from tests.pages.sheet import System
from tests.pages.test_corpus import KNOWN_HOSTS, RESERVED

LEAST_SYSTEMS = 18
LEAST_OTHERS = 20
HELD = pages("held")


def test_there_is_enough_of_this_half() -> None:
    assert len(systems_of("held")) >= LEAST_SYSTEMS
    assert sum(page.kind != "article" for page in HELD) >= LEAST_OTHERS


@pytest.mark.parametrize("system", systems_of("held"), ids=lambda system: system.name)
def test_a_system_of_this_half_leaves_out_nothing(system: System) -> None:
    for article in articles_of("held"):
        if article.language in system.languages and (system.takes_live or not article.is_live):
            page = laid_out(system, article, "held")
            tree = lxml_html.fromstring(
                page.html.encode(), parser=lxml_html.HTMLParser(encoding="utf-8")
            )
            for element in tree.xpath("//script|//style|//noscript|//comment()"):
                element.drop_tree()
            shown = _squeezed(str(tree.text_content()))
            missing = [said for said in page.text.split("\n\n") if _squeezed(said) not in shown]
            assert not missing, page.id
            assert _squeezed(page.title) in shown, page.id
            assert [name for name in page.authors if name not in unescape(page.html)] == []


def test_entries_of_this_half_lead_to_nobodys_addresses() -> None:
    hosts = {re.split("[/:?]", page.url.partition("://")[2])[0] for page in HELD}
    assert {host for host in hosts if not host.endswith(RESERVED)} <= KNOWN_HOSTS


def test_this_halfs_pages_that_are_no_articles_have_no_truth() -> None:
    others = [page for page in HELD if page.kind != "article"]
    assert all(page.entry_title and not page.text and not page.authors for page in others)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
