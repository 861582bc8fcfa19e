"""What is wrong with a text that is no filter, where, and what to write instead."""

import pickle

import pytest

from newsmill import filters
from newsmill.filters import FilterError
from newsmill.filters.parsing import MAX_CHARACTERS, MAX_DEPTH, MAX_TERMS


def error_of(text: str) -> FilterError:
    with pytest.raises(FilterError) as caught:
        filters.parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "wrong", "corrected"),
    [
        ("lanugage:de", "lanugage:", "language:de"),
        ("x Person_:Merkel", "Person_:", "x person:Merkel"),
        ("a is:copi b", "copi", "a is:copy b"),
        ("has:pictures,image", "pictures,image", "(has:pictures OR has:image)"),
        ("language:german", "german", "language:de"),
        ("language:Deutch", "Deutch", "language:de"),
        ("language:jp", "jp", "language:ja"),
        ("language:deu", "deu", "language:de"),
        ("language:de,en", "language:de,en", "(language:de OR language:en)"),
        ('a "b c', '"b c', 'a "b c"'),
        ("Breaking: news", "Breaking:", '"Breaking:" news'),
        ("https://a.example/x", "https://a.example/x", '"https://a.example/x"'),
        ("source:*.example.com", "*.example.com", "source:example.com"),
        ("source:https://a.example/x?y#z", "https://a.example/x?y#z", "source:a.example"),
        ("source:a.example:8080", "a.example:8080", "source:a.example"),
        ("source:a.example/", "a.example/", "source:a.example"),
        ("feed:a.example/rss", "a.example/rss", "feed:https://a.example/rss"),
    ],
)
def test_a_suggestion_takes_the_place_of_what_is_wrong(
    text: str, wrong: str, corrected: str
) -> None:
    error = error_of(text)
    assert error.corrected == corrected
    if "," not in text:
        assert text[error.position : error.end] == wrong
    assert error.suggestion in str(error)


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("a🔥 (a", 3, "this parenthesis is not closed"),
        ("a)", 1, "this parenthesis closes none"),
        (")", 0, "this parenthesis closes none"),
        ("a ()", 3, "nothing stands between the parentheses"),
        ("a OR", 4, "a term is missing after OR"),
        ("OR a", 0, "nothing stands before OR"),
        ("(OR a)", 1, "nothing stands before OR"),
        ("a OR OR b", 5, "a term is missing after OR"),
        ("a AND", 5, "a term is missing after AND"),
        ("NOT", 3, "a term is missing after NOT"),
        ("(a OR )", 6, "a term is missing after OR"),
        ("a -", 2, "there is no letter or digit in “-”"),
        ("-OR a", 1, "nothing stands after -"),
        ("--(", 2, "this parenthesis is not closed"),
        ('""', 0, "nothing stands between the quotation marks"),
        ('x "   "', 2, "nothing stands between the quotation marks"),
        ("!?", 0, "there is no letter or digit in “!?”"),
        ("*", 0, "* needs the beginning of a word before it"),
        ("el*ct", 2, "* stands only at the end of a word"),
        ("tag:*", 4, "* needs the beginning of a tag before it"),
        ("place:", 6, "place: has no value"),
        ("place: Kenya", 6, "place: has no value"),
        ('person:""', 7, "person: has no value"),
        ("language:(de OR en)", 9, "language: has no value"),
        ("place:!!", 6, "there is no letter or digit in “!!”"),
        ("language:xx", 9, "“xx” is no code of a language"),
        ("language:d", 9, "“d” is no code of a language"),
        ("language:de-", 9, "“de-” is no code of a language"),
        ("language:de*", 11, "language: takes no *"),
        ("is:nonsense", 3, "is: has no “nonsense”"),
        ("since:yesterday", 6, "“yesterday” is no time"),
        ("since:2026-02-30", 6, "“2026-02-30” is no time"),
        ("since:2026-11-20T25:00", 6, "“2026-11-20T25:00” is no time"),
        ("until:9999-12-31", 6, "“9999-12-31” is no time"),
        ("since:0000-01-01", 6, "“0000-01-01” is no time"),
        ("since:0001-01-01T00:00+01:00", 6, "“0001-01-01T00:00+01:00” is no time"),
        ("since:2", 6, "“2” is no time"),
        ("since:-2h", 6, "“-2h” is no time"),
        ("since:999999w", 6, "“999999w” is more than a century"),
        ("since:٢h", 6, "“٢h” is no time"),
        ("words:many", 6, "“many” is no number of words"),
        ("words:<0", 6, "no text has fewer than 0 words"),
        ("words:100..50", 6, "no text has at least 100 and at most 50 words"),
        ("a”b", 1, "this quotation mark closes nothing"),
    ],
)
def test_an_error_names_the_code_point_and_what_is_wrong(
    text: str, position: int, message: str
) -> None:
    error = error_of(text)
    assert (error.position, error.message) == (position, message)


def test_what_cannot_be_guessed_is_told_as_a_sentence() -> None:
    assert error_of("is:nonsense").advice.startswith("one of new, revision")
    assert error_of("language:(de OR en)").remedy.startswith("name the field each time")
    assert "2026-11-20T10:00" in str(error_of("since:yesterday"))
    assert "“or”" in str(error_of("OR a"))


def test_a_filter_is_bounded() -> None:
    assert filters.parse("a" * MAX_CHARACTERS)
    assert error_of("a" * (MAX_CHARACTERS + 1)).position == MAX_CHARACTERS
    assert filters.parse("a " * MAX_TERMS)
    assert error_of("a " * (MAX_TERMS + 1)).position == 2 * MAX_TERMS
    deepest = "(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH
    assert filters.parse(deepest)
    assert error_of(f"({deepest})").message == f"nested deeper than {MAX_DEPTH}"
    assert error_of("-" * (MAX_DEPTH + 1) + "a").message == f"nested deeper than {MAX_DEPTH}"


def test_an_error_survives_being_sent_to_another_process() -> None:
    error = error_of("lanugage:de")
    sent = pickle.loads(pickle.dumps(error))
    assert (str(sent), sent.corrected) == (str(error), error.corrected)
