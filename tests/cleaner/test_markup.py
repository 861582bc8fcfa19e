import pytest

from newsmill.cleaner.markup import line_of_text, plain_text, without_giant_tags


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param(
            "<p>One <b>bold</b> word.</p><p>Two</p>", "One bold word.\n\nTwo", id="blocks"
        ),
        pytest.param("One<br>two<br/>three", "One\n\ntwo\n\nthree", id="line breaks"),
        pytest.param("<ul><li>first</li><li>second</li></ul>", "- first\n\n- second", id="list"),
        pytest.param("a<script>x()</script><style>p{}</style>b", "ab", id="scripts and styles"),
        pytest.param(
            "<figure><img alt='A pier'><figcaption>Photo: nobody</figcaption></figure><p>Text</p>",
            "Text",
            id="captions",
        ),
        pytest.param(
            "<figure><blockquote>Quoted.</blockquote></figure>", "Quoted.", id="quote in a figure"
        ),
        pytest.param(
            "First line\nsecond line &amp; last", "First line\n\nsecond line & last", id="no tags"
        ),
        pytest.param("<![CDATA[<p>Text</p>]]>", "Text", id="left-over CDATA"),
        pytest.param(
            "&lt;p&gt;Escaped &amp;amp; twice&lt;/p&gt;", "Escaped & twice", id="escaped twice"
        ),
        pytest.param("5 &lt; 6 and 7 &gt; 6", "5 < 6 and 7 > 6", id="comparisons stay"),
        pytest.param("<p>a\x00b</p>", "ab", id="NUL"),
        pytest.param("<p>a\ud800b</p>", "ab", id="lone surrogate"),
        pytest.param("<p>unclosed <b>tags", "unclosed tags", id="unclosed"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_markup_becomes_plain_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        pytest.param("Storm &amp; tide", "Storm & tide", id="entity"),
        pytest.param("Storm &amp;amp; tide", "Storm & tide", id="entity escaped twice"),
        pytest.param("A <em>lighter</em> deck", "A lighter deck", id="markup"),
        pytest.param("A &lt;i&gt;lighter&lt;/i&gt; deck", "A lighter deck", id="escaped markup"),
        pytest.param("Is 5 < 6 & 7 > 3?", "Is 5 < 6 & 7 > 3?", id="no markup"),
        pytest.param("Two\n  lines", "Two lines", id="line break"),
        pytest.param("x" * 60, "x" * 19 + "…", id="too long"),
    ],
)
def test_titles_become_one_line(markup: str, line: str) -> None:
    assert line_of_text(markup, 20 if len(markup) == 60 else 100) == line


def test_only_tags_of_thousands_of_attributes_are_taken_out() -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 9_000}">'
    bomb = "<p " + " ".join(f"a{number}=1" for number in range(5_000)) + ">"
    assert without_giant_tags(f"{picture}<p>one</p>{bomb}two") == f"{picture}<p>one</p>two"
