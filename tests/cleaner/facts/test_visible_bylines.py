import time

import pytest
from lxml import html

from newsmill.cleaner.facts.keywords import keywords_of
from newsmill.cleaner.facts.visible_bylines import visible_bylines
from newsmill.cleaner.people.bylines import authors_of

TEXT = "<p>The harbour council voted on Monday to rebuild the swing bridge.</p>" * 3


def authors(body: str) -> tuple[str, ...]:
    tree = html.fromstring(
        f"<html><body><header><a href='/'>Gazette</a></header>{body}</body></html>"
    )
    return authors_of(visible_bylines(tree))


def article(byline: str, end: str = "") -> str:
    return f"<article><h1>The bridge is back</h1>{byline}{TEXT}{end}</article>"


@pytest.mark.parametrize(
    "byline",
    [
        "<a rel='author' href='/maren'>Maren Oltmann</a>",
        "<span itemprop='author' itemscope><span itemprop='name'>Maren Oltmann</span></span>",
        "<p class='byline'>By Maren Oltmann</p>",
        "<div class='c-byline'>By <a href='/authors/maren'>Maren Oltmann</a>, 3 May 2026</div>",
        "<div class='post-author'><span>by</span> <span>Maren Oltmann</span></div>",
        "<div class='article__author'><img alt='x'> Maren Oltmann <time>May 3</time></div>",
        "<div class='ArticleByline'><span class='AuthorName'>Maren Oltmann</span></div>",
        "<div class='meta'><i class='author vcard'><a class='url fn'>Maren Oltmann</a></i></div>",
        "<div class='autor'>Von Maren Oltmann</div>",
        "<p class='auteur'>Par <strong>Maren Oltmann</strong></p>",
        "<div class='firma'>Maren Oltmann</div>",
        "<div class='post-meta'><a>Harbour Life</a> · 3 May · 5 minutes · Maren Oltmann</div>",
        "<p>Posted on May 3, 2026 by Maren Oltmann</p>",
        "<address>By Maren Oltmann</address>",
        "<div id='author'>Maren Oltmann</div>",
        "<p>By Maren Oltmann</p>",
        "<div>Von <b>Maren Oltmann</b></div>",
        "<div class='meta'><p>Text: Maren Oltmann</p><p>3. Mai 2026</p></div>",
        "<p class='byline'><a href='/people/m'>Maren Oltmann</a> <i>Political editor</i></p>",
        "<p class='byline'>Maren Oltmann <i class='author-role'>Deputy</i></p>",
        "<b class='author-name'>Maren Oltmann</b><p class='author-bio'>Ivo Brandt</p>",
        "<figure><i class='author'>Ivo Brandt</i></figure><p class='author'>Maren Oltmann",
    ],
)
def test_a_byline_near_the_headline_names_the_author(byline: str) -> None:
    assert authors(article(byline)) == ("Maren Oltmann",)


@pytest.mark.parametrize(
    "byline",
    [
        "<p class='byline'>By Maren Oltmann and Ivo Brandt</p>",
        "<ul class='authors'><li><a>Maren Oltmann</a></li><li><a>Ivo Brandt</a></li></ul>",
        "<p><i><a rel='author'>Maren Oltmann</a></i><i><a rel='author'>Ivo Brandt</a></i></p>",
        "<p class='byline'>By <a href='/by/m'>Maren Oltmann</a> and <a href='/by/i'>Ivo Brandt</a>",
        "<div class='byline'>By Maren Oltmann<br>Ivo Brandt</div>",
    ],
)  # fmt: skip
def test_several_authors_are_named(byline: str) -> None:
    assert authors(article(byline)) == ("Maren Oltmann", "Ivo Brandt")


def test_a_byline_may_stand_above_the_headline_or_below_the_text() -> None:
    above = (
        f"<main><header><p class='byline'>Maren Oltmann</p><h1>Bridge</h1></header>{TEXT}</main>"
    )
    assert authors(above) == ("Maren Oltmann",)
    below = article("", "<p class='author'>Maren Oltmann</p>")
    assert authors(below) == ("Maren Oltmann",)


@pytest.mark.parametrize(
    "line",
    [
        "<font size=1>By Maren Oltmann</font>",
        "<td>Posted on 3 May 2026 at 07:42 by <b>Maren Oltmann</b> (23 reads)</td>",
    ],
)
def test_a_page_without_an_h1_may_have_a_line_that_begins_as_bylines_do(line: str) -> None:
    row = f"<td><font size=5><b>The bridge is back</b></font><br>{line}<br>{TEXT}</td>"
    assert authors(f"<table><tr>{row}</tr></table>") == ("Maren Oltmann",)


@pytest.mark.parametrize(
    "other",
    [
        "<div class='comments'><span class='author'>Ivo Brandt</span></div>",
        "<section id='comment-list'><a rel='author'>Ivo Brandt</a></section>",
        "<aside><p class='byline'>By Ivo Brandt</p></aside>",
        "<div class='related-articles'><p class='byline'>By Ivo Brandt</p></div>",
        "<div class='teaser'><span class='author'>Ivo Brandt</span></div>",
        "<footer><p class='author'>Ivo Brandt</p></footer>",
        "<div class='sidebar'><a rel='author'>Ivo Brandt</a></div>",
        "<nav><a href='/author/ivo' class='author'>Ivo Brandt</a></nav>",
        "<figure><span class='author'>Ivo Brandt</span></figure>",
    ],
)
def test_others_are_not_the_author(other: str) -> None:
    assert authors(article("") + other) == ()
    assert authors(article(other if "<footer>" not in other else "")) == ()


@pytest.mark.parametrize(
    "line",
    [
        "By Monday evening the bridge was open.",
        "By the time the ferry left, everybody had gone.",
        "Von hier aus sieht man den Hafen.",
        "Di sera il ponte resta chiuso.",
    ],
)
def test_a_sentence_is_no_byline(line: str) -> None:
    assert authors(article(f"<p>{line}</p>")) == ()


def test_a_page_of_many_elements_takes_no_time() -> None:
    deep = "<div>" * 150 + "<span class='x'>a</span>" * 20_000 + "</div>" * 150
    tree = html.fromstring(
        f"<html><body><h1>Bridge</h1>{deep}<article>{deep}</article></body></html>"
    )
    start = time.process_time()
    assert visible_bylines(tree) == ()
    assert time.process_time() - start < 0.5


def test_a_page_without_anything_has_no_byline() -> None:
    assert visible_bylines(html.fromstring("<html><body></body></html>")) == ()


@pytest.mark.parametrize(
    "unit",
    [
        "<article>",
        "<article><p>a</p>" * 3,
        "<div class='author'>",
        "<a rel='author' href='/author/x'>",
        "<span class='byline'>By </span>",
        "<address>",
        "<div class='meta'>1 ",
        "<h1>",
        "<h2 class='title'>",
        "<li><a rel='tag' class='tags'>x</a>",
        "<div class='breadcrumb'>",
    ],
)
def test_hostile_elements_take_no_time(unit: str) -> None:
    tree = html.fromstring(f"<html><body><h1>The bridge is back</h1>{unit * 4_000}</body></html>")
    start = time.process_time()
    visible_bylines(tree)
    keywords_of(tree, {}, {})
    assert time.process_time() - start < 0.5
