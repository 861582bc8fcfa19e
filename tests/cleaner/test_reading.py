import json
from datetime import UTC, datetime

import pytest

from newsmill.cleaner.dates import WrittenDate
from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.gathering import Facts
from newsmill.cleaner.reading import read_page
from tests.cleaner.articles import PARAGRAPHS, page

DATE = datetime(2026, 5, 1, 10, tzinfo=UTC)
OTHER = "2020-01-01T00:00:00Z"


def facts(head: str = "", body: str = "") -> Facts:
    return read_page(page(body, head=head).html, Expectation()).facts


def ld(**node: object) -> str:
    document = {"@context": "https://schema.org", "@type": "NewsArticle", **node}
    return f'<script type="application/ld+json">{json.dumps(document)}</script>'


def test_the_article_is_read_without_what_stands_around_it() -> None:
    assert read_page(page().html, Expectation()).text == "\n\n".join(PARAGRAPHS)


def test_comments_and_tables_are_left_out() -> None:
    body = (
        "<article>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
        + "<table><tr><td>Tide table</td></tr></table></article>"
        + "<section id='comments'><p>First! What a silly idea this bridge is.</p></section>"
    )  # fmt: skip
    text = read_page(page(body).html, Expectation()).text
    assert "Tide table" not in text
    assert "silly idea" not in text
    assert PARAGRAPHS[2] in text


def test_a_page_says_what_it_is() -> None:
    head = """
        <title>Bridge | Gazette</title>
        <meta property="og:title" content="Bridge to be rebuilt">
        <meta property="og:site_name" content="Nordhaven Gazette">
        <meta name="description" content="A lighter deck.">
        <meta property="og:image" content="/bridge.jpg">
        <meta name="author" content="Maren Oltmann">
        <link rel="canonical" href="/2026/bridge">
    """
    found = facts(head)
    assert found == Facts(
        title="Bridge to be rebuilt",
        site_name="Nordhaven Gazette",
        description="A lighter deck.",
        language="en",
        canonical_url="/2026/bridge",
        image_url="/bridge.jpg",
        bylines=("Maren Oltmann",),
        headlines=("Bridge to be rebuilt", "Bridge | Gazette"),
    )


@pytest.mark.parametrize(
    ("head", "body"),
    [
        pytest.param(ld(datePublished="2026-05-01T10:00:00Z"), "", id="JSON-LD"),
        pytest.param(
            ld(datePublished="2026-05-01T12:00:00+02:00")
            + f'<meta property="article:published_time" content="{OTHER}">',
            "",
            id="JSON-LD before meta",
        ),
        pytest.param(
            f'<script type="application/ld+json">{{"@graph": [{{"@type": "WebSite", '
            f'"datePublished": "{OTHER}"}}, {{"@type": ["Thing", "BlogPosting"], '
            f'"datePublished": "2026-05-01T10:00:00Z"}}]}}</script>',
            "",
            id="the article of a graph",
        ),
        pytest.param(
            '<meta property="article:published_time" content="2026-05-01T10:00:00Z">', "", id="meta"
        ),
        pytest.param(
            "",
            f'<p><time datetime="{OTHER}">Old</time></p>'
            '<article><time datetime="2026-05-01T10:00:00Z">May</time><p>Text</p></article>',
            id="time in the article",
        ),
        pytest.param(
            "",
            f'<article><time datetime="{OTHER}">Old</time>'
            '<time itemprop="datePublished" datetime="2026-05-01T10:00:00Z">May</time></article>',
            id="time that is marked",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "NewsArticle", </script>'
            '<meta name="date" content="2026-05-01T10:00:00Z">',
            "",
            id="broken JSON-LD",
        ),
        pytest.param(
            f'<script type="application/ld+json">{"[" * 100_000}</script>'
            '<meta name="date" content="2026-05-01T10:00:00Z">',
            "",
            id="JSON-LD without a bottom",
        ),
    ],
)
def test_the_date_of_publication_is_found(head: str, body: str) -> None:
    assert facts(head, body).published[0].instant == DATE


def test_a_page_tells_when_it_changed() -> None:
    assert facts(ld(dateModified="2026-05-01T10:00:00Z")).modified == (
        WrittenDate(DATE, "instant"),
    )


@pytest.mark.parametrize(
    ("author", "bylines"),
    [
        ({"@type": "Person", "name": "Maren Oltmann"}, ("Maren Oltmann",)),
        ([{"name": "Maren Oltmann"}, {"name": "Ivo Brandt"}], ("Maren Oltmann", "Ivo Brandt")),
        ("Maren Oltmann", ("Maren Oltmann",)),
        ({"name": ["Maren Oltmann", 7, None]}, ("Maren Oltmann",)),
        (7, ()),
    ],
)
def test_authors_are_found_in_any_shape(author: object, bylines: tuple[str, ...]) -> None:
    assert facts(ld(author=author)).bylines == bylines


def test_the_languages_declaration_may_stand_in_the_head() -> None:
    html = "<html><head><meta property='og:locale' content='sv_SE'></head><body>Hej</body></html>"
    assert read_page(html, Expectation()).facts.language == "sv_SE"


def test_all_of_a_document_is_read_where_no_article_is_found() -> None:
    html = "<p>Tide at noon</p>"
    assert read_page(html, Expectation(), all_text=True).text == "Tide at noon"
    assert read_page(html, Expectation()).text == ""
