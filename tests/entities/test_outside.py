import json
from pathlib import Path
from typing import Any

import pytest

from tests.entities.labelled import Mark, PlaceId
from tests.entities.outside import WrongLine, read_file

ROW: dict[str, Any] = {
    "text": "Aro Lind left Kenya on Monday.",
    "spans": [
        {"start": 0, "end": 8, "label": "PERSON"},
        {"start": 14, "end": 19, "label": "place"},
        {"start": 23, "end": 29, "label": "DATE"},
    ],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "news.jsonl"


def written(file: Path, *rows: Any) -> Path:
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return file


def test_spans_with_labels_of_other_sets(file: Path) -> None:
    (text,) = read_file(written(file, ROW))
    assert text.marks == (Mark(0, 8, "person"), Mark(14, 19, "place"))
    assert (text.title, text.language, text.published_at, text.links) == ("", "en", None, None)


def test_entities_with_mentions_are_things_with_links(file: Path) -> None:
    link = {"kb": "iso3166", "id": "KE", "name": "Kenya", "score": 1}
    mentions = [{"start": 14, "end": 19, "text": "Kenya"}]
    entities = [
        {
            "label": "GPE",
            "mentions": mentions,
            "title_mentions": [{"start": 0, "end": 5}],
            "link": link,
        },
        {"label": "PER", "mentions": [{"start": 0, "end": 8}], "link": None},
    ]
    row = {"text": ROW["text"], "title": "Kenya", "language": "fr", "entities": entities}
    (text,) = read_file(written(file, row))
    assert text.title_marks == (Mark(0, 5, "place", "0"),)
    assert text.marks == (Mark(0, 8, "person", "1"), Mark(14, 19, "place", "0"))
    assert text.links == {"0": PlaceId("iso3166", "KE"), "1": None}


def test_what_is_no_json_is_conll(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_text("\ufeffLind B-PER\nleft O\n", encoding="utf-8")
    assert [text.text for text in read_file(path)] == ["Lind left"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        pytest.param("{", "no JSON", id="JSON"),
        pytest.param("[" * 100_000, "nested too deeply", id="deep"),
        pytest.param([1], "no JSON object", id="list"),
        pytest.param({"spans": []}, "no text", id="text"),
        pytest.param({"text": "Rain"}, "neither spans nor entities", id="spans"),
        pytest.param({**ROW, "spans": {}}, "no list", id="list of spans"),
        pytest.param({**ROW, "spans": [3]}, "span 0 is no JSON object", id="span"),
        pytest.param({**ROW, "title": 3}, "title is no text", id="title"),
        pytest.param({**ROW, "published_at": "today"}, "no instant", id="instant"),
        pytest.param({**ROW, "spans": [{"start": 0, "end": 3}]}, "no label", id="label"),
        pytest.param(
            {**ROW, "spans": [{"start": 0, "end": 3, "label": "TREE"}]}, "'TREE'", id="unknown"
        ),
        pytest.param(
            {**ROW, "spans": [{"start": 9, "end": 99, "label": "PER"}]}, "9 to 99", id="outside"
        ),
        pytest.param(
            {**ROW, "spans": [{"start": True, "end": 9, "label": "PER"}]}, "whole", id="number"
        ),
        pytest.param(
            {**ROW, "spans": [{"start": 0, "end": 9, "label": "GPE", "link": "KE"}]},
            "a link is neither",
            id="link",
        ),
    ],
)
def test_a_wrong_line_is_told_with_its_number(file: Path, row: Any, why: str) -> None:
    with pytest.raises(WrongLine) as caught:
        read_file(written(file, ROW, "", row))
    assert str(caught.value).startswith(f"{file}:3: ")
    assert why in str(caught.value)


def test_a_file_in_another_encoding_is_told_with_its_line(file: Path) -> None:
    file.write_bytes(json.dumps(ROW).encode() + '\n{"text": "Åro"}'.encode("latin-1"))
    with pytest.raises(WrongLine, match=":2: no UTF-8"):
        read_file(file)


@pytest.mark.parametrize("empty", ["", "\n\n", "-DOCSTART- -X- O O\n"])
def test_an_empty_file_is_told(tmp_path: Path, empty: str) -> None:
    path = tmp_path / "empty.conll"
    path.write_text(empty)
    with pytest.raises(WrongLine, match=r"empty\.conll:1: holds no text"):
        read_file(path)
