import time
from html import escape

import pytest

from newsmill.retriever.deciding import is_full_text, why_no_page
from tests.builders import page, raw_article

FULL = "<p>" + "The ferry sails again. " * 50 + "</p>"
TEASER = "<p>The ferry sails again.</p>"
WORDS = 150


def test_a_teaser_with_a_link_needs_its_page() -> None:
    assert why_no_page(raw_article(summary_html=TEASER), WORDS) is None


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"origin": "document", "url": None}, id="a document"),
        pytest.param({"content_html": FULL}, id="a full content"),
        pytest.param({"summary_html": FULL}, id="a full summary"),
        pytest.param({"page": page()}, id="a page at hand"),
        pytest.param({"content_html": FULL, "url": None}, id="a full content without a link"),
        pytest.param({"shares_link": True}, id="a link that is several entries'"),
        pytest.param({"url": "https://paper.example/#news"}, id="a link to the home page"),
        pytest.param({"url": "https://paper.example/index.html"}, id="a link to its file"),
    ],
)
def test_no_page_is_needed_with(changes: dict[str, object]) -> None:
    assert why_no_page(raw_article(**changes), WORDS) == "not_needed"


@pytest.mark.parametrize("path", ["/?p=12", "/en", "/#!/news/12", "/index.html?id=3"])
def test_a_page_that_may_be_an_articles_own_is_fetched(path: str) -> None:
    assert why_no_page(raw_article(url=f"https://paper.example{path}"), WORDS) is None


@pytest.mark.parametrize(
    "url",
    [None, "", "mailto:desk@paper.example", "ftp://paper.example/a", "/news/1", "http://",
     "http://[x/", "javascript:void(0)"],
)  # fmt: skip
def test_a_teaser_without_a_web_address_gets_no_page(url: str | None) -> None:
    assert why_no_page(raw_article(url=url), WORDS) == "no_url"


@pytest.mark.parametrize(
    "tail",
    [
        "…",
        "...",
        "[&#8230;]",
        "[…]</p><p>The post <a href='/a'>Ferry</a> appeared first on <a href='/'>Gazette</a>.</p>",
        "<a href='/a'>Read more</a>",
        "<a href='/a'>Read More &raquo;</a>",
        "<a href='/a'>Continue reading →</a>",
        "<a href='/a'>Continue reading <span>The ferry returns</span> →</a>",
        "<a>Weiterlesen</a>",
        "<a>Lire la suite…</a>",
        "(<a>leer más</a>)",
        "続きを読む",
        "<a href='/a'>Continuar leyendo</a>",
        "<a href='/a'>Подробнее</a>",
        "<a href='/a'>続きはこちら</a>",
        "<a href='/a'>阅读更多</a>",
        "The ferry sails to <a href='/a'>read more</a>",
        "<p>Read more</p><p>submitted by <a href='/u'> /u/ferry </a> <a href='/a'>[link]</a></p>",
    ],
)
def test_a_long_text_that_breaks_off_is_no_full_text(tail: str) -> None:
    assert not is_full_text(FULL + tail, WORDS)


def test_markup_that_was_escaped_once_too_often_is_markup() -> None:
    assert is_full_text(escape(FULL), WORDS)
    assert not is_full_text(escape(FULL + "<p>It sails to <a href='/a'>read more</a></p>"), WORDS)
    assert not is_full_text(escape(TEASER + "<img alt='a ferry'>" * 100), WORDS)


@pytest.mark.parametrize(
    "tail",
    [
        "The end.",
        "He waited … and then it came.",
        "She likes to read more than to write.",
        "She likes to\nread more.",
        "<a href='/a'>Learn more</a>",
        "<p>Share this:</p>",
        "<p><a href='/a'>Comments</a></p>",
        "<p>The post <a href='/a'>Ferry</a> appeared first on <a href='/'>Gazette</a>.</p>",
    ],
)
def test_a_long_text_that_ends_is_a_full_text(tail: str) -> None:
    assert is_full_text(FULL + tail, WORDS)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<script>" + "let ferry = 1; " * 200 + "</script>" + TEASER, id="scripts"),
        pytest.param("<style>" + "ferry { top: 0 } " * 200 + TEASER, id="an unclosed style"),
        pytest.param('<img alt="' + "ferry " * 200 + '">' + TEASER, id="attributes"),
    ],
)
def test_words_of_the_markup_do_not_count(markup: str) -> None:
    assert not is_full_text(markup, WORDS)


def test_japanese_words_are_counted_without_spaces() -> None:
    assert is_full_text("渡し船が再び運航する。" * 40, WORDS)
    assert not is_full_text("渡し船が再び運航する。" * 5, WORDS)


@pytest.mark.parametrize(
    "piece",
    ["<", "<script", "</style>", "&", "The post ", "read more ", "continue reading ", "… ", "<a ",
     "<a href=x>", "<>", "</b>", "桥", "桥ア", "\u0301", "&lt;a&gt;", " \n"],
)  # fmt: skip
def test_hostile_markup_takes_linear_time(piece: str) -> None:
    began = time.process_time()
    is_full_text(piece * (1_000_000 // len(piece)), 10**9)
    assert time.process_time() - began < 2
