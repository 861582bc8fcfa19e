"""Any text is a filter or an error, and any record is an article."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from newsmill import filters
from newsmill.filters import Filter, FilterError
from newsmill.filters.values import FIELDS
from tests.filters.cases import ARTICLES, MATCHES, NOW

PARTS = (
    *MATCHES, *(f"{field}:" for field in FIELDS), "(", ")", "-", '"', "“", "”", "\\", "*", ":",
    " OR ", " AND ", " NOT ", " ", "2h", "2026-11-20", ">5", "1..2", "KE", "a", "東京", "é",
    "e\u0301", "\u0301", "🔥", "\ud800", "\x00", "\u3000", "（", "：", "－", "—", "ﬁ", "İ", "ß",
    "ｶﾞ",
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PARTS), max_size=25).map("".join),
    st.lists(st.sampled_from(PARTS), max_size=15).map(" ".join),
)
ARTICLES_SEEN = [filters.article_of(record) for record in ARTICLES.values()]


def _parsed(text: str) -> tuple[Filter | None, FilterError | None]:
    try:
        return filters.parse(text), None
    except FilterError as error:
        return None, error


@given(TEXTS)
def test_any_text_is_a_filter_or_an_error_with_a_place_in_it(text: str) -> None:
    parsed, error = _parsed(text)
    if error is not None:
        assert 0 <= error.position <= len(text)
        assert error.position <= error.end <= len(text)
        assert error.message
    if parsed is None:
        return
    assert filters.parse(parsed.text) == parsed
    assert str(filters.parse(parsed.text)) == parsed.text
    for article in ARTICLES_SEEN:
        assert parsed.matches(article, now=NOW) in (True, False)


@given(st.lists(TEXTS, max_size=20))
def test_many_filters_match_what_each_of_them_does(texts: list[str]) -> None:
    some = [parsed for parsed, _ in map(_parsed, texts) if parsed is not None]
    asked = filters.many(some)
    for article in ARTICLES_SEEN:
        alone = [number for number, one in enumerate(some) if one.matches(article, now=NOW)]
        assert asked.matching(article, now=NOW) == alone


@given(TEXTS)
def test_a_fixed_filter_matches_what_the_moving_one_does_now(text: str) -> None:
    parsed, _ = _parsed(text)
    if parsed is None:
        return
    fixed = parsed.at(NOW)
    assert not fixed.moves
    for article in ARTICLES_SEEN:
        assert fixed.matches(article) == parsed.matches(article, now=NOW)


@given(st.text(max_size=200))
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    words = filters.words(text)
    article = filters.article_of({"title": text, "source": {}})
    for word in words:
        assert filters.parse(f'title:"{word}"').matches(article), word
        assert " " not in word


@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.one_of(st.none(), st.text(max_size=10), st.just("2026-01-01T00:00:00.000Z"))
            for name in ("title", "text", "summary", "language", "seen_at", "change", "section")
        },
    )
)
def test_a_record_may_lack_anything(record: dict[str, Any]) -> None:
    article = filters.article_of(record)
    for text in MATCHES:
        filters.parse(text).matches(article, now=NOW)


def test_a_million_marks_in_a_row_are_folded_at_once() -> None:
    marks = "a" + "\u0f71\u0f74\u0316\u0301" * 50_000 + " b"
    assert filters.words(marks)[-1] == "b"
    assert filters.words("x" + "\U0001d165\U0001d16e" * 50_000 + " b")[-1] == "b"
