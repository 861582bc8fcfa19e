"""What happens where the extraction loses much, and what JSON-LD's text adds or takes."""

from newsmill.cleaner.extraction.lost import compared, with_lost_paragraphs
from newsmill.cleaner.extraction.paragraphs import survey
from newsmill.cleaner.extraction.published_body import full_body, without_what_it_lacks
from newsmill.cleaner.extraction.repetitions import without_repetitions
from newsmill.cleaner.extraction.second_opinion import MAX_TAGS, main_prose
from newsmill.cleaner.parsing import parse_page
from tests.cleaner.extraction.pages import TEXT, article, lines_of, paragraphs, shell

BODY = "\n".join(TEXT)
WHOLE = "\n\n".join(TEXT)


def put_back(text: str, html: str) -> list[str]:
    tree = parse_page(f"<html><body>{html}</body></html>")
    assert tree is not None
    return with_lost_paragraphs(compared(text, survey(tree.find("body")).paragraphs)).split("\n\n")


def test_paragraphs_lost_in_the_middle_come_back_in_their_places() -> None:
    text = "\n\n".join((TEXT[0], "A subhead", TEXT[2], TEXT[5]))
    assert put_back(text, paragraphs()) == [*TEXT[:2], "A subhead", *TEXT[2:]]


def test_the_lost_end_comes_back_if_it_is_shaped_like_the_rest() -> None:
    assert put_back("\n\n".join(TEXT[:3]), paragraphs()) == list(TEXT)
    other = f"{paragraphs(0, 3)}<p class='small'>{TEXT[3]}</p>"
    assert put_back("\n\n".join(TEXT[:3]), other) == list(TEXT[:3])


def test_what_stands_before_the_text_does_not_come_back() -> None:
    assert put_back("\n\n".join(TEXT[2:]), paragraphs()) == list(TEXT[2:])


def test_a_text_that_the_page_lacks_is_taken_from_json_ld() -> None:
    assert lines_of(article(paragraphs(0, 1)), BODY) == list(TEXT)


def test_a_page_with_its_text_does_not_need_json_ld() -> None:
    other = BODY + "\n" + "The choir of the lower town sang for an hour and won a bowl.\n" * 4
    assert lines_of(article(paragraphs()), other)[-len(TEXT) :] == list(TEXT)


def test_short_and_cut_texts_of_json_ld_are_not_believed() -> None:
    assert full_body((TEXT[0],)) == ""
    assert full_body((BODY + " The islanders […]",)) == ""
    assert full_body((BODY,)) == WHOLE


def test_the_parts_or_posts_of_json_ld_are_one_text() -> None:
    assert full_body(TEXT) == WHOLE


def test_lines_at_the_ends_that_a_full_json_ld_lacks_go() -> None:
    text = "\n\n".join(("By Ann Lee", WHOLE, "Follow us everywhere"))
    assert without_what_it_lacks(text, WHOLE) == WHOLE


def test_nothing_goes_if_json_ld_is_not_the_whole_text() -> None:
    text = "\n\n".join(("By Ann Lee", WHOLE))
    assert without_what_it_lacks(text, "\n\n".join(TEXT[:4])) == text


def test_a_long_end_that_json_ld_lacks_stays() -> None:
    text = "\n\n".join((WHOLE, "word " * 60))
    assert without_what_it_lacks(text, WHOLE) == text


def test_lines_that_repeat_a_part_of_another_go() -> None:
    cut = TEXT[0][:60]
    assert without_repetitions(f"{cut}…\n\n{WHOLE}") == WHOLE
    assert without_repetitions(f"Yes.\n\n{WHOLE}\n\nYes.") == f"Yes.\n\n{WHOLE}\n\nYes."


def test_resiliparse_gives_prose_without_what_is_around_it() -> None:
    text = main_prose(shell(f"<main>{paragraphs()}</main>"))
    assert TEXT[3] in text
    assert main_prose("<p>" * 3 * MAX_TAGS) == ""
