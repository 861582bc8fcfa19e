"""What the text of a filter says, and its normal form."""

import pytest

from newsmill import filters
from newsmill.filters.tree import And, Everything, Length, Not, Or, Term, Words

WHOLE = (
    'place:Kenya person:"Angela Merkel" language:de source:example.com section:Science is:copy'
    ' -is:revision since:2h "free words"'
)


def test_terms_that_follow_each_other_must_all_match() -> None:
    tree = filters.parse("language:de bread").tree
    assert tree == And((Term("language", "de"), Words("bread")))


def test_or_binds_less_than_what_stands_side_by_side() -> None:
    tree = filters.parse("a OR b c").tree
    assert tree == Or((Words("a"), And((Words("b"), Words("c")))))


def test_a_minus_and_the_word_not_mean_the_same() -> None:
    assert filters.parse("-(a OR b)") == filters.parse("NOT (a OR b)")
    assert filters.parse("-(a OR b)").tree == Not(Or((Words("a"), Words("b"))))


def test_the_empty_filter_is_everything() -> None:
    assert filters.parse("  ").tree == Everything()
    assert str(filters.EVERYTHING) == ""


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        (WHOLE, WHOLE),
        ("(a  AND b)", "a b"),
        ("NOT NOT x", "x"),
        ("(a OR b) OR c", "a OR b OR c"),
        ("LANG:DE_at org:NATO", "language:de-AT organization:NATO"),
        ("“Angela Merkel”", '"Angela Merkel"'),
        ("title:elect*", "title:elect*"),
        ('"climate chan"*', '"climate chan"*'),
        ("words:>500", "words:>=501"),
        ("words:1..3", "words:1..3"),
        ("since:120m until:2026-11-20", "since:2h until:2026-11-20"),
        ("since:2026-11-20T10:00+02:00", "since:2026-11-20T08:00"),
        ("is:duplicate -is:revised", "is:copy -is:revision"),
        (r'"say \"yes\""', r'"say \"yes\""'),
        ("10:30", '"10:30"'),
        ('"OR"', '"OR"'),
        ('source:"AC/DC News"', 'source:"AC/DC News"'),
        ("feed:golem.de", "feed:golem.de"),
    ],
)
def test_the_normal_form_parses_to_the_same_tree(text: str, normal: str) -> None:
    parsed = filters.parse(text)
    assert str(parsed) == normal
    assert filters.parse(normal) == parsed


def test_a_length_has_both_its_bounds() -> None:
    assert filters.parse("words:100..*").tree == Length(100, None)
    assert filters.parse("words:*..100").tree == Length(0, 100)
    assert filters.parse("words:7").tree == Length(7, 7)
