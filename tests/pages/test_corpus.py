import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html as lxml_html

from tests.pages.corpus import articles_of, laid_out, pages, systems_of, write
from tests.pages.sheet import System

LEAST_SYSTEMS = 40
LEAST_OTHERS = 25
# Addresses that real pages have whoever publishes them: vocabularies, scripts of advertisers.
KNOWN_HOSTS = {
    "schema.org",
    "www.w3.org",
    "ogp.me",
    "purl.org",
    "rdfs.org",
    "xmlns.com",
    "pagead2.googlesyndication.com",
    "www.googletagmanager.com",
    "cdn.ampproject.org",
    "securepubads.g.doubleclick.net",
    "challenges.cloudflare.com",
}
RESERVED = (".example", ".invalid", "localhost")
SCRIPTS = "//script|//style|//noscript|//template|//comment()"

DEV = pages("dev")
ARTICLES = [page for page in DEV if page.kind == "article"]


def test_there_are_enough_systems() -> None:
    assert len(systems_of("dev")) >= LEAST_SYSTEMS


def test_there_are_enough_pages_that_are_no_articles() -> None:
    assert sum(page.kind != "article" for page in DEV) >= LEAST_OTHERS


def test_every_page_has_an_id_of_its_own() -> None:
    ids = [page.id for page in (*DEV, *pages("held"))]
    assert len(ids) == len(set(ids))


def test_no_system_is_in_both_halves() -> None:
    dev, held = ({system.name for system in systems_of(half)} for half in ("dev", "held"))
    assert not dev & held


@pytest.mark.parametrize("system", systems_of("dev"), ids=lambda system: system.name)
def test_a_system_leaves_out_nothing_of_any_article_in_its_languages(system: System) -> None:
    """Also of those that it does not lay out in the corpus: so that each kind of block is tried."""
    for article in articles_of("dev"):
        if article.language in system.languages and (system.takes_live or not article.is_live):
            page = laid_out(system, article, "dev")
            shown = _squeezed(_shown(page.html))
            missing = [said for said in page.text.split("\n\n") if _squeezed(said) not in shown]
            assert not missing, page.id
            assert _squeezed(page.title) in shown, page.id
            assert [name for name in page.authors if name not in unescape(page.html)] == []


def test_pages_that_are_no_articles_have_no_truth_but_parse() -> None:
    others = [page for page in DEV if page.kind != "article"]
    assert all(page.entry_title and not page.text and not page.authors for page in others)
    assert all(lxml_html.fromstring(page.html) is not None for page in others)


@pytest.mark.parametrize("half", ["dev", "held"])
def test_addresses_are_nobodys(half: str) -> None:
    said = (page for page in pages("dev" if half == "dev" else "held"))
    hosts = {
        host for page in said for host in re.findall(r"https?://([^/\"'\s<>\\?#:]+)", page.html)
    }
    assert {host for host in hosts if not host.endswith(RESERVED)} <= KNOWN_HOSTS


def test_entries_lead_to_nobodys_addresses() -> None:
    assert all((urlsplit(page.url).hostname or "").endswith(RESERVED) for page in DEV)


def test_a_half_is_written_in_the_benchmarks_form(tmp_path: Path) -> None:
    count = write(tmp_path, "dev")
    truth = json.loads((tmp_path / "ground-truth.json").read_text(encoding="utf-8"))
    assert len(truth) == count == len(ARTICLES)
    assert all((tmp_path / "html" / f"{name}.html.gz").stat().st_size for name in truth)


def _shown(html: str) -> str:
    tree = lxml_html.fromstring(html.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    for element in tree.xpath(SCRIPTS):
        element.drop_tree()
    return str(tree.text_content())


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
