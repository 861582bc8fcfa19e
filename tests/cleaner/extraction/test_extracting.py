"""The whole article and nothing else, from the layouts of many publishing systems."""

import pytest
from lxml import etree

from newsmill.cleaner.extraction.extracting import article_text
from newsmill.cleaner.facts.gathering import Facts
from newsmill.cleaner.parsing import parse_page
from tests.cleaner.articles import as_html
from tests.cleaner.extraction.pages import TEXT, article, lines_of, paragraphs, shell

QUESTION = "Why have you waited so long?"


def without_headline(lines: list[str]) -> list[str]:
    return lines[1:] if lines[0] == "Ferry" else lines


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<div class='article-body'>{paragraphs()}</div>", id="named body"),
        pytest.param(
            f"<div class='article-body'>{paragraphs(0, 3)}</div><div class='ad-slot'><p>Advert"
            f"</p></div><div class='article-body'>{paragraphs(3)}</div>",
            id="second half behind an advert",
        ),
        pytest.param(
            f"<div class='free'>{paragraphs(0, 1)}</div><div class='paid'>{paragraphs(1)}</div>",
            id="first paragraph apart",
        ),
        pytest.param("<br><br>".join(TEXT), id="line breaks"),
        pytest.param("".join(f"<div>{text}</div>" for text in TEXT), id="divs"),
        pytest.param(
            f"{TEXT[0]}<p>{TEXT[1]}</p>{TEXT[2]}<br><br>{TEXT[3]}{paragraphs(4)}", id="text nodes"
        ),
        pytest.param(
            "".join(f"<section><div class='in'><p>{text}</p></div></section>" for text in TEXT),
            id="nested sections",
        ),
        pytest.param(
            "".join(f"<div class='css-1'><span class='t'>{text}</span></div>" for text in TEXT),
            id="spans",
        ),
        pytest.param(
            "".join(
                f"<div class='elementor-widget elementor-widget-text'><p>{text}</p></div>"
                for text in TEXT
            ),
            id="page builder",
        ),
        pytest.param(
            "".join(f"<p class='paying slide has-toolbar'>{text}</p>" for text in TEXT),
            id="names that hold other words",
        ),
        pytest.param(
            f"<table><tr><td><a href='/'>Sport</a></td><td>{paragraphs()}</td></tr></table>",
            id="layout in a table",
        ),
        pytest.param(
            f"{paragraphs(0, 2)}<p><b>Read more: <a href='/x'>Storm over the sound</a></b></p>"
            f"{paragraphs(2)}",
            id="link to another article",
        ),
        pytest.param(
            f"{paragraphs(0, 3)}<h3>More on this</h3><ul><li><a href='/1'>Storm over the bay</a>"
            f"</li><li><a href='/2'>The price of bread on the islands rises again</a></li></ul>"
            f"<div>{paragraphs(3)}</div>",
            id="list of related articles",
        ),
        pytest.param(
            f"{paragraphs()}<div class='author-bio'><p>Ann Lee has been a reporter here since "
            "2011, and likes boats.</p></div><div id='comments'><p>First! What a silly idea, as "
            "always in this town.</p></div><div class='newsletter-box'><p>Sign up for our best "
            "stories of the week in your inbox.</p></div>",
            id="biography, comments, newsletter",
        ),
        pytest.param(
            f"{paragraphs(0, 3)}<blockquote class='twitter-tweet'><p>Proud of our ferry crew "
            f"tonight, what a night it was.</p></blockquote>{paragraphs(3)}",
            id="post of somebody else",
        ),
        pytest.param(
            f"<p><span class='dropcap'>{TEXT[0][0]}</span>{TEXT[0][1:]}</p>{paragraphs(1)}",
            id="drop cap",
        ),
        pytest.param(
            f"{paragraphs(0, 3)}<p class='pull'>“Islanders who work on the mainland now row across "
            f"the sound”</p>{paragraphs(3)}",
            id="pull quote",
        ),
        pytest.param(
            f"{paragraphs(0, 3)}<p aria-hidden='true'>{TEXT[1][:-1]}, and so on, for those who "
            f"cannot see it.</p>{paragraphs(3)}",
            id="hidden paragraph",
        ),
        pytest.param(
            f"<p><a href='/t'><img src='t.gif'></a>{TEXT[0]}</p>{paragraphs(1)}",
            id="linked picture",
        ),
        pytest.param(
            f"<div class='chapo'>{TEXT[0]}</div><div class='texte'>{paragraphs(1)}</div>",
            id="lead apart",
        ),
        pytest.param(
            f"{paragraphs(0, 3)}<div class='x1'><img src='a.jpg'><div>The harbour at noon. Photo: "
            f"Ann Lee</div></div>{paragraphs(3)}",
            id="caption without figcaption",
        ),
        pytest.param(
            f"{paragraphs(0, 3)}<div class='x2'><p>All of our stories, in your inbox every Friday "
            f"morning, for free.</p><form><input type='email'></form></div>{paragraphs(3)}",
            id="sign-up box without a name",
        ),
        pytest.param(
            f"{paragraphs(0, 3)}<blockquote><p>Proud of our crew tonight, all of them.</p>&mdash; "
            f"Ferry (@ferry) <a href='/t'>May 3, 2026</a></blockquote>{paragraphs(3)}",
            id="embedded post without a name",
        ),
    ],
)  # fmt: skip
def test_the_whole_article_is_found_and_nothing_else(body: str) -> None:
    assert without_headline(lines_of(article(body))) == list(TEXT)


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        pytest.param(
            f"{paragraphs(0, 3)}<ul><li>Bread</li><li>Butter</li></ul>{paragraphs(3)}",
            [*TEXT[:3], "- Bread", "- Butter", *TEXT[3:]],
            id="list",
        ),
        pytest.param(
            f"{paragraphs(0, 3)}<h2>What comes next</h2>{paragraphs(3)}",
            [*TEXT[:3], "What comes next", *TEXT[3:]],
            id="subhead",
        ),
        pytest.param(
            f"<div>{TEXT[0]}</div><div><b>What comes next</b></div><div>{TEXT[1]}</div>"
            f"<div>{TEXT[2]}</div>",
            [TEXT[0], "What comes next", *TEXT[1:3]],
            id="subhead among divs",
        ),
        pytest.param(
            f"{paragraphs(0, 2)}<p><b>{QUESTION}</b></p><p>{TEXT[2]}</p><p><b>{QUESTION}</b></p>"
            f"<p>{TEXT[3]}</p>",
            [*TEXT[:2], QUESTION, TEXT[2], QUESTION, TEXT[3]],
            id="interview",
        ),
        pytest.param(
            f"{paragraphs(0, 2)}<blockquote><p>We will row until June, if we must, and then we "
            f"will swim.</p></blockquote>{paragraphs(2)}",
            [*TEXT[:2], "We will row until June, if we must, and then we will swim.", *TEXT[2:]],
            id="quotation",
        ),
        pytest.param(
            "".join(f"<h2><a href='/{n}'>Boat {n}</a></h2><p>{t}</p>" for n, t in enumerate(TEXT)),
            [line for n, text in enumerate(TEXT) for line in (f"Boat {n}", text)],
            id="linked subheads of a list article",
        ),
        pytest.param(
            f"{paragraphs()}<p>The story was first published on 3 May.</p>",
            [*TEXT, "The story was first published on 3 May."],
            id="first published on",
        ),
    ],
)  # fmt: skip
def test_what_belongs_to_the_text_stays(html: str, wanted: list[str]) -> None:
    assert without_headline(lines_of(article(html))) == wanted


def test_an_article_of_twenty_words_is_an_article() -> None:
    assert without_headline(lines_of(article(paragraphs(0, 1)))) == [TEXT[0]]


def test_a_live_blog_keeps_all_posts_in_their_order() -> None:
    posts = "".join(
        f"<article class='post card'><time>10:0{number}</time><h2><a href='#p{number}'>Post "
        f"{number}</a></h2><p>{text}</p></article>"
        for number, text in reversed(list(enumerate(TEXT)))
    )
    wanted = [line for n, text in reversed(list(enumerate(TEXT))) for line in (f"Post {n}", text)]
    assert without_headline(lines_of(article(f"<div class='timeline'>{posts}</div>"))) == wanted


def test_further_articles_for_those_who_scroll_on_are_left_out() -> None:
    other = "<p>The choir of the lower town sang for an hour and won a silver bowl for it.</p>" * 3
    html = shell(
        f"<div><article><h1>Ferry</h1>{paragraphs()}</article><article><h1>Choir</h1>{other}</article>"
        "</div>"
    )
    assert without_headline(lines_of(html)) == list(TEXT)


def test_scripts_without_spaces_are_prose_too() -> None:
    texts = [f"{'港湾议会周一决定重建被去年冬天暴风雨摧毁的旋转桥' * 2}第{n}次。" for n in range(5)]
    html = article("".join(f"<div>　　{text}</div>" for text in texts))
    assert without_headline(lines_of(html)) == texts


def test_zero_width_joiners_stay() -> None:
    text = "می\u200cخواهم که بدانی کتاب\u200cها در این شهر همه هستند و می\u200cمانند."
    html = article(*(f"<p>{text} {number}.</p>" for number in range(5)))
    assert lines_of(html)[-1] == f"{text} 4."


def test_the_tree_stays_as_it_is() -> None:
    html = article(f"<div class='newsletter'>Sign up</div>{'<br><br>'.join(TEXT)}")
    tree = parse_page(html)
    assert tree is not None
    before = etree.tostring(tree)
    article_text(tree, html, Facts())
    assert etree.tostring(tree) == before


def test_the_order_of_attributes_does_not_matter() -> None:
    one = article(f"<div class='body' id='x' data-a='1'>{paragraphs()}</div>")
    other = article(f"<div data-a='1' id='x' class='body'>{paragraphs()}</div>")
    assert lines_of(one) == lines_of(other)


def test_a_page_without_a_body_or_text_gives_nothing() -> None:
    for html in ("<html><head><title>x</title></head></html>", shell("")):
        assert "Divers" not in "".join(lines_of(html))


def test_paragraphs_that_are_links_stay_where_they_are_the_article() -> None:
    links = as_html(*(f"<a href='/{n}'>{text}</a>" for n, text in enumerate(TEXT[1:4])))
    assert TEXT[0] in lines_of(article(paragraphs(0, 1) + links))
