"""What counts as a difference between two records."""

from typing import Any

import pytest

from newsmill.inspection.field_changes import (
    CONTEXT_CHARACTERS,
    EXCERPT_CHARACTERS,
    FieldChange,
    excerpts,
    field_changes,
)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param({"timings": {"cleaner": 1}}, {"timings": {"cleaner": 2}}, id="timings"),
        pytest.param({"dropped_at": 1}, {"dropped_at": 2}, id="when-dropped"),
        pytest.param(
            {"page": {"html": "a", "fetched_at": 1}},
            {"page": {"html": "a", "fetched_at": 2}},
            id="when-fetched",
        ),
        pytest.param(
            {"page": {"html": "a", "same_as_others": 0}},
            {"page": {"html": "a", "same_as_others": 1}},
            id="which-came-first",
        ),
        pytest.param(
            {"seen_at": "2026-03-04T12:00:00Z"},
            {"seen_at": "2026-03-04T12:00:00.000Z"},
            id="digits",
        ),
        pytest.param({"title": "a"}, {"title": "a", "section": "b"}, id="a-field-of-today"),
        pytest.param(
            {"source": {"host": "a"}},
            {"source": {"host": "a", "city": None}},
            id="within-an-object",
        ),
    ],
)
def test_what_must_differ_is_no_change(before: dict[str, Any], now: dict[str, Any]) -> None:
    assert list(field_changes(before, now)) == []
    assert list(field_changes(now, before)) == []


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        pytest.param({"title": "a"}, {"title": "b"}, FieldChange("title", "a", "b"), id="text"),
        pytest.param(
            {"published_at": "2026-03-04T12:00:00Z"},
            {"published_at": "2026-03-04T12:00:01Z"},
            FieldChange("published_at", "2026-03-04T12:00:00Z", "2026-03-04T12:00:01Z"),
            id="time",
        ),
        pytest.param(
            {"source": {"host": "a", "site_name": None}},
            {"source": {"host": "a", "site_name": "A"}},
            FieldChange("source.site_name", None, "A"),
            id="within-an-object",
        ),
        pytest.param(
            {"page": None},
            {"page": {"url": "u"}},
            FieldChange("page", None, {"url": "u"}),
            id="none",
        ),
    ],
)
def test_a_change_names_the_field(
    before: dict[str, Any], now: dict[str, Any], change: FieldChange
) -> None:
    assert list(field_changes(before, now)) == [change]


def test_short_values_are_shown_whole() -> None:
    assert excerpts("Ferry back", None) == ("Ferry back", "null")
    assert excerpts(["Märta"], []) == ('["Märta"]', "[]")


def test_of_long_texts_the_place_of_the_difference_is_shown() -> None:
    start, end = "The old ferry went back. " * 20, " Its captain was pleased." * 20

    before, now = excerpts(f"{start}On Tuesday.{end}", f"{start}On a Friday.{end}")

    assert before == "… went back. On Tuesday. Its captai…"
    assert now == "… went back. On a Friday. Its captai…"
    assert len(now) <= EXCERPT_CHARACTERS + 2


def test_a_text_that_only_grew_shows_what_was_added() -> None:
    text = "word " * 100

    before, now = excerpts(text, f"{text}Read more")

    assert before == "…" + text[-CONTEXT_CHARACTERS:]
    assert now == f"…{text[-CONTEXT_CHARACTERS:]}Read more"
