"""The scores of the cleaner's bench."""

import pytest

from tests.pages.scoring import Match, authors_f1, match, same_title, score, words


def test_a_text_found_whole_is_right() -> None:
    found = match("One two three four five", "one TWO three, four: five!")

    assert (found.precision, found.recall, found.f1) == (1, 1, 1)


def test_a_word_too_much_costs_precision_alone() -> None:
    found = match("a b c d e", "a b c d e f")

    assert (found.precision, found.recall) == (2 / 3, 1)


def test_a_word_in_the_middle_breaks_the_runs_around_it() -> None:
    assert match("a b c d e f g h", "a b c d x e f g h").recall == pytest.approx(2 / 5)


def test_what_is_repeated_counts_once_if_it_was_there_once() -> None:
    assert match("a b c d", "a b c d a b c d").precision == pytest.approx(1 / 5)


def test_a_short_text_is_one_run() -> None:
    assert match("Nordhaven wins", "Nordhaven wins").f1 == 1
    assert match("Nordhaven wins", "Nordhaven loses").f1 == 0


def test_nothing_found_has_no_precision() -> None:
    found = match("a b c d", "")

    assert (found.precision, found.recall, found.f1) == (None, 0, 0)


def test_nothing_wanted_and_nothing_given_is_right() -> None:
    assert match("", "").f1 == 1


def test_characters_are_words_in_scripts_without_spaces() -> None:
    assert words("渡轮 2026 ok") == ["渡", "轮", "2026", "ok"]


def test_f1_is_that_of_the_means() -> None:
    # A page on which nothing was given counts in recall alone.
    found = score([Match(1, 0, 0), Match(0, 0, 1)])

    assert (found.precision, found.recall) == (1, 0.5)
    assert found.f1 == pytest.approx(2 / 3)
    assert found.deviation > 0


def test_titles_are_compared_by_their_words() -> None:
    assert same_title("“Bridge” — reopened", "Bridge reopened")
    assert not same_title("Bridge reopened", "Bridge reopened | Gazette")


def test_authors_are_whole_names() -> None:
    assert authors_f1(["Anna Berg", "Karl Lind"], ["anna berg"]) == pytest.approx(2 / 3)
    assert authors_f1([], []) == 1
    assert authors_f1(["Anna Berg"], ["Anna"]) == 0
