import pytest

from newsmill.cleaner.tails import without_tails

BODY = "The council voted for a lighter deck."


@pytest.mark.parametrize(
    "tail",
    [
        "The post Nordhaven’s bridge appeared first on Nordhaven Gazette.",
        "Der Beitrag Die Brücke erschien zuerst auf Nordhafen-Blatt.",
        "L’article Le pont est apparu en premier sur La Gazette.",
        "La entrada El puente se publicó primero en La Gaceta.",
        "Continue reading Nordhaven’s bridge →",
        "Continue reading...",
        "(more…)",
        "Read more",
        "Read More »",
        "[Read more…]",
        "Read more at the Gazette",
        "Read the full story at the Gazette.",
        "Weiterlesen …",
        "Lire la suite",
        "Leer más",
        "Lees meer",
        "Читать далее",
        "続きを読む",
        "submitted by /u/harbour_watch",
        "[link] [comments]",
        "Share this:",
        "Comments",
    ],
)
def test_a_tail_is_taken_off(tail: str) -> None:
    assert without_tails(f"{BODY}\n\n{tail}") == BODY
    assert without_tails(f"{BODY} {tail}") == BODY
    assert without_tails(tail) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Children who read more sleep better.",
        "The novel, he said, is one you will want to read more",
        "The post of harbour master was first advertised on Monday.",
        "Comments by the minister were not welcome.\n\nThe council left it there.",
        "She told the court she would continue reading",
    ],
)
def test_a_sentence_that_only_resembles_a_tail_stays(text: str) -> None:
    assert without_tails(text) == text


def test_tails_behind_tails_are_taken_off() -> None:
    tails = "Read more\n\nThe post Bridge appeared first on Gazette.\n\nShare this:\n\nLike this:"
    assert without_tails(f"{BODY}\n\n{tails}") == BODY


@pytest.mark.parametrize("mark", ["[…]", "[...]", "(…)"])
def test_a_mark_for_cut_text_becomes_an_ellipsis(mark: str) -> None:
    assert without_tails(f"The council voted for a {mark}") == "The council voted for a…"
