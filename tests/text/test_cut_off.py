import time
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.cleaner.texts import tidy
from newsmill.retriever.deciding import is_full_text
from newsmill.text.cut_off import breaks_off, without_links, without_tails
from newsmill.text.endings import CUT_OFF_LINKS, SIGNATURES, SIGNATURES_ON_THEIR_OWN, Endings

BODY = "The council voted for a lighter deck."

PLACEHOLDERS = {
    "{title}": "Nordhaven’s bridge",
    "{site}": "Nordhaven Gazette",
    "{name}": "harbour_watch",
}
FORMS = (
    "{}", "{} →", "{} »", "{}\u00a0»", "{}…", "{} ...", "{}.", "[{}]", "[{}…]", "({})", "【{}】",
    "→ {}", "» {}", "- {}",
)  # fmt: skip


def rows(table: Iterable[Endings]) -> Sequence[object]:
    return [
        pytest.param(example(text), id=f"{endings.language}: {text}")
        for endings in table
        for text in endings.texts
    ]


def example(text: str) -> str:
    for placeholder, words in PLACEHOLDERS.items():
        text = text.replace(placeholder, words)
    return text


@pytest.mark.parametrize("link", rows(CUT_OFF_LINKS))
def test_a_link_to_the_rest_is_taken_off_and_has_the_page_fetched(link: str) -> None:
    spaced = link.replace(" ", "\u00a0")
    spellings = (link, link.lower(), link.upper(), spaced, link.replace("'", "’"))
    for form, written in product(FORMS, spellings):
        tail = form.format(written)
        for text in (f"{BODY}\n\n{tail}", f"{BODY} {tail}"):
            assert without_tails(text) == BODY, text
            assert breaks_off(text), text
        assert without_tails(tail) == ""
        for markup in as_markup(tail):
            assert not is_full_text(markup, 5), markup


def as_markup(tail: str) -> Iterator[str]:
    """A tail as feeds write it: within the paragraph or behind it, as a link, or as text."""
    html = escape(tail).replace("\u00a0", "&nbsp;")
    yield f"<p>{BODY} {html}</p>"
    yield f"<p>{BODY}</p><p>{html}</p>"
    yield f"<p>{BODY}</p>\n<a href='/x' class=\"more\">{html}</a>\n"
    yield f"<p>{BODY}<br/><a href='/x'><span>{html}</span></a></p>"
    yield f"{BODY}\n{html}"
    # Only where it is a link, a text that ends without a full stop goes on there.
    yield f"<p>{BODY.rstrip('.')} <a href='/x'>{html}</a></p>"


@pytest.mark.parametrize("signature", rows((*SIGNATURES, *SIGNATURES_ON_THEIR_OWN)))
def test_a_signature_is_taken_off_and_says_nothing_of_a_cut(signature: str) -> None:
    for written in (signature, signature.lower(), signature.upper(), signature.replace("'", "’")):
        text = f"{BODY}\n\n{written}"
        assert without_tails(text) == BODY
        assert not breaks_off(text)
        assert without_tails(written) == ""
        assert breaks_off(f"{BODY}\n\nRead more\n\n{written}")
        assert breaks_off(f"{BODY[:-1]} […]\n\n{written}")


@pytest.mark.parametrize("signature", rows(SIGNATURES))
def test_a_signature_may_stand_behind_a_sentence(signature: str) -> None:
    assert without_tails(f"{BODY} {signature}") == BODY


def test_comments_stand_on_their_own() -> None:
    assert without_tails("Comments") == ""
    assert without_tails(f"{BODY}\n\nComments") == BODY
    assert without_tails(f"{BODY} Comments") == f"{BODY} Comments"


@pytest.mark.parametrize(
    "tail",
    [
        "The post Nordhaven’s bridge appeared first on Nordhaven Gazette.",
        "Der Beitrag Die Brücke erschien zuerst auf Nordhafen-Blatt.",
        "L’article Le pont est apparu en premier sur La Gazette.",
        "La entrada El puente se publicó primero en La Gaceta.",
        "(more…)",
        "Read more",
        "[Read more…]",
        "Read more at the Gazette",
        "Lire la suite",
        "Leer más",
        "Lees meer",
        "Читать далее",
        "続きを読む",
        "submitted by /u/harbour_watch",
        "[link] [comments]",
        "Share this:",
        "The post Why? Because! appeared first on Nordhaven Gazette.",
        "Continue reading Nordhaven’s bridge →",
        "Continue reading “Will it hold? Engineers doubt it”",
        "Continue reading...",
        "Continuer la lecture de «\u00a0Le pont\u00a0»",
        "„Die Brücke“ weiterlesen",
        "Leer más «El puente»",
        "「橋」の続きを読む",
        "继续阅读“桥”",
        "Read More »",
        "Read the full story at the Gazette.",
        "Weiterlesen …",
        "Leer ma\u0301s",
        "Read\u200b more\ufeff",
        "submitted by \u2063 /u/harbour_watch \n\u2063[link] \u2063[comments]",
        "Read more\n\nThe post Bridge appeared first on Gazette.\n\nShare this:\n\nLike this:",
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
        "He would like to read more.",
        "Her advice to all parents: read more.",
        "The sign says “read more”.",
        "The post of harbour master was first advertised on Monday.",
        "The post is vacant. The report was first published on Monday.",
        "Comments by the minister were not welcome.\n\nThe council left it there.",
        "She told the court she would continue reading",
        "Viel Spaß beim Weiterlesen",
        "Man sollte mehr lesen.",
        "Il faut lire la suite.",
        "Hay que leer más.",
        "Bisogna leggi tutto",
        "Он рассказал подробнее.",
        "子供たちは物語の続きを読む。",
        "孩子们应该阅读更多。",
        "พวกเขาอยากอ่านเพิ่มเติม",
        "He waited … and then it came.",
    ],
)
def test_a_sentence_that_ends_with_the_words_of_a_link_is_whole(text: str) -> None:
    for whole in (text, f"{BODY} {text}", f"{BODY}\n\n{text}"):
        assert without_tails(whole) == whole
        assert not breaks_off(whole)
    assert is_full_text(f"<p>{BODY}</p><p>{text.replace(' ', chr(10))}</p>", 5)


@pytest.mark.parametrize(
    "hint",
    [
        "Learn more", "Find out more", "See more", "View more", "More", "More…"[:-1], "Full text",
        "Complete text", "Comments", "Share this", "Like this", "Click here", "Source", "Video",
        "Mehr erfahren", "Mehr", "Saber más", "Saiba mais", "Per saperne di più", "Meer", "Więcej",
        "もっと見る", "查看更多", "자세히 보기", "Xem thêm", "Daha fazla",
    ],
)  # fmt: skip
def test_an_ambiguous_hint_is_neither_taken_off_nor_a_cut(hint: str) -> None:
    text = f"{BODY} {hint}"
    assert without_tails(text) == text
    assert not breaks_off(text)
    assert is_full_text(f"<p>{BODY}</p><p><a href='/x'>{hint}</a></p>", 5)


@pytest.mark.parametrize("mark", ["[…]", "[...]", "(…)", "[ … ]", "（…）"])
def test_a_mark_for_cut_text_becomes_an_ellipsis(mark: str) -> None:
    text = f"The council voted for a {mark}"
    assert without_tails(text) == "The council voted for a…"
    assert breaks_off(text)
    assert without_tails(f"{text} Read more") == "The council voted for a…"


@pytest.mark.parametrize("mark", ["…", "...", " . . .", "……", "…”", "…»", "[...]", "…]", "。。。"])
def test_a_text_with_an_ellipsis_at_its_end_breaks_off(mark: str) -> None:
    assert breaks_off(f"The council voted for a{mark}")
    assert not is_full_text(f"<p>The council voted for a{escape(mark)}</p>", 3)


def test_only_links_can_be_taken_off() -> None:
    assert without_links(f"{BODY} Read more") == BODY
    assert without_links("Read more") == ""
    for end in ("This article was first published on Monday.", "Share this:", "It goes on […]"):
        assert without_links(f"{BODY} {end}") == f"{BODY} {end}"


def test_what_stands_between_two_signatures_stays() -> None:
    text = "The post is vacant. Nobody wants it. The post Bridge appeared first on Gazette."
    assert without_tails(text) == "The post is vacant. Nobody wants it."


def test_a_text_between_link_and_end_is_no_ending() -> None:
    text = f"Read more\n\n{BODY}"
    assert without_tails(text) == text
    assert not breaks_off(text)


LINES = [BODY, "Read more", "(more…)", "The post X appeared first on Y.", "Share this:", "“", "…"]


@given(st.text(st.characters(codec=None), max_size=300) | st.lists(st.sampled_from(LINES)))
def test_a_text_without_its_endings_begins_the_text(text: str | list[str]) -> None:
    tidied = tidy(text if isinstance(text, str) else "\n\n".join(text))
    assert tidied.startswith(without_tails(tidied).removesuffix("…"))


@given(st.lists(st.sampled_from(LINES)))
def test_a_text_that_loses_a_link_breaks_off(lines: list[str]) -> None:
    text = "\n\n".join(lines)
    lost = text.removeprefix(without_tails(text).removesuffix("…"))
    assert breaks_off(text) >= ("more" in lost)


PIECES = (
    "read more ", "Read more. ", "continue reading ", "Continue reading. ", "The post ",
    ".The post ", "The post appeared first on ", "L’article ", "! ", ". ", ".", "… ", "→", "» ",
    "(", "[", "“", "\n", "\u2063", " ", ".   ", "Click to share ", " (Opens in new window) ",
    "“ weiterlesen", ".“", ".\u2063 ([»", "\u0301", "\u200b", "<a href=x>", "<p>", "</a>", "&nbsp;",
)  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = time.process_time()
    without_tails(text)
    breaks_off(text)
    is_full_text(text, 1)
    assert time.process_time() - began < 3


@settings(deadline=None)
@given(st.lists(st.sampled_from([*PIECES, "x", "    "]), min_size=200, max_size=400))
def test_hostile_tails_take_no_time(pieces: list[str]) -> None:
    text = "".join(pieces) + "y"
    began = time.process_time()
    without_tails(text)
    assert time.process_time() - began < 0.2
