from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.entities.labelled import (
    FOLDER,
    HALVES,
    SUBJECTS,
    Mark,
    PlaceId,
    WrongText,
    left_unmarked,
    parse,
    read_folder,
    read_half,
    slug,
)

TEXT = """\
subject: politics
language: en
published_at: 2025-03-14T10:20:00Z
person lind
organization board
place nairobi = 184745
place old-pier
place north-coast = ?
unmarked: Lind, Board
---
[[Lind|lind]] leaves [[Board|board]]

[[Nairobi]] - General [[Aro Lind|lind]] left the [[Fisheries
Board|board]] at the [[Old Pier]] on the [[North Coast]].
Lind is also a tree.
"""
PATH = Path("board.txt")


def with_line(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new)


def test_marks_are_taken_out_of_the_text() -> None:
    text = parse(TEXT, PATH)
    assert text.title == "Lind leaves Board"
    assert text.text.startswith("Nairobi - General Aro Lind left the Fisheries\nBoard at the Old")
    assert text.title_marks == (Mark(0, 4, "person", "lind"), Mark(12, 17, "organization", "board"))
    assert [(text.text[m.start : m.end], m.kind, m.thing) for m in text.marks] == [
        ("Nairobi", "place", "nairobi"),
        ("Aro Lind", "person", "lind"),
        ("Fisheries\nBoard", "organization", "board"),
        ("Old Pier", "place", "old-pier"),
        ("North Coast", "place", "north-coast"),
    ]


def test_facts_and_links_are_read() -> None:
    text = parse(TEXT, PATH)
    assert (text.name, text.subject, text.language) == ("board", "politics", "en")
    assert text.published_at == datetime(2025, 3, 14, 10, 20, tzinfo=UTC)
    assert text.links == {"nairobi": PlaceId("geonames", "184745"), "old-pier": None}


@pytest.mark.parametrize(
    ("written", "line", "why"),
    [
        pytest.param(with_line("---\n", "\n"), 1, "no line '---'", id="no rule"),
        pytest.param(with_line("Board|board]]\n\n", "Board|board]]\n"), 11, "title", id="no title"),
        pytest.param(with_line("[[Aro Lind|lind]]", "[[Aro Lind|lint]]"), 13, "lint", id="unknown"),
        pytest.param(with_line("[[Aro Lind|lind]]", "[[Aro Lind|lind]"), 13, "closed", id="open"),
        pytest.param(with_line("[[Old Pier]]", "Old Pier]]"), 14, "closed", id="not opened"),
        pytest.param(
            with_line("[[Aro Lind|lind]]", "[[Aro [[Lind|lind]]|lind]]"), 13, "closed", id="in mark"
        ),
        pytest.param(with_line("[[Old Pier]]", "[[ Old Pier|old-pier]]"), 14, "space", id="space"),
        pytest.param(with_line("person lind", "human lind"), 4, "unknown kind", id="kind"),
        pytest.param(with_line("person lind", "person lind = KE"), 4, "only a place", id="linked"),
        pytest.param(with_line("= 184745", "= Nairobi"), 6, "neither a country", id="link"),
        pytest.param(with_line("place old-pier", "place nairobi"), 7, "twice", id="twice"),
        pytest.param(
            with_line("organization board", "organization board\nperson nobody"),
            6,
            "'nobody' is not in the text",
            id="in vain",
        ),
        pytest.param(with_line("language: en", "language en"), 2, "unknown kind", id="colon"),
        pytest.param(with_line("language: en\n", ""), 1, "no language", id="no language"),
        pytest.param(with_line("politics", "gossip"), 1, "unknown subject", id="subject"),
        pytest.param(with_line("00Z", "00"), 1, "time zone", id="zone"),
        pytest.param(with_line("2025-03-14T", "March "), 1, "no instant", id="instant"),
    ],
)
def test_what_breaks_the_format_is_refused_with_its_line(written: str, line: int, why: str) -> None:
    with pytest.raises(WrongText) as caught:
        parse(written, PATH)
    assert str(caught.value).startswith(f"board.txt:{line}: ")
    assert why in str(caught.value)


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongText, match="no labelled text"):
        read_folder(tmp_path)


def test_a_text_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.replace("Aro", "Åro").encode("latin-1"))
    with pytest.raises(WrongText, match=r"a\.txt: no UTF-8"):
        read_folder(tmp_path)


def test_a_name_that_was_forgotten_is_found() -> None:
    forgotten = parse(with_line("[[Old Pier]]", "[[Old Pier]], the Old Pier,"), PATH)
    at = forgotten.text.rindex("Old Pier")
    assert list(left_unmarked(forgotten)) == [f"'Old Pier' at {at}"]
    assert not list(left_unmarked(parse(TEXT, PATH)))


@pytest.mark.parametrize(
    ("name", "thing"),
    [("Old Pier", "old-pier"), ("U.S.", "u-s"), ("Al-Hadi", "al-hadi"), ("Łódź", "łódź")],
)
def test_a_mark_without_a_thing_names_it_by_its_words(name: str, thing: str) -> None:
    assert slug(name) == thing


@pytest.mark.parametrize("half", HALVES)
def test_no_name_is_left_unmarked(half: str) -> None:
    # Only places are told: nobody is to read the names of the half that is kept back.
    forgotten = [text.name for text in read_half(half) if any(left_unmarked(text))]
    assert not forgotten


def test_both_halves_are_alike() -> None:
    halves = [read_half(half) for half in HALVES]
    assert sum(map(len, halves)) >= 84
    subjects, languages = (
        [Counter(getattr(text, fact) for text in texts) for texts in halves]
        for fact in ("subject", "language")
    )
    assert subjects[0] == subjects[1]
    assert languages[0] == languages[1]
    assert {text.subject for text in halves[0]} == set(SUBJECTS)
    words = [sum(len(text.text.split()) for text in texts) for texts in halves]
    assert min(words) > 0.9 * max(words)


def test_no_text_is_in_both_halves() -> None:
    names = [{path.stem for path in (FOLDER / half).iterdir()} for half in HALVES]
    assert not names[0] & names[1]
