import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.dedup.__main__ import WRONG_DATA, main
from tests.dedup.outside import FIRST, LATER, WrongLine, has_groups, read_articles

TEXT = "The old ferry went back into service on Tuesday."


def write(folder: Path, *lines: Any) -> Path:
    path = folder / "articles.jsonl"
    path.write_text("".join(_written(line) + "\n" for line in lines), encoding="utf-8")
    return path


def _written(line: Any) -> str:
    return line if isinstance(line, str) else json.dumps(line)


def test_only_id_and_text_are_needed(tmp_path: Path) -> None:
    (article,) = read_articles(write(tmp_path, {"id": 7, "text": TEXT}, ""))
    assert (article.id, article.text, article.title, article.kind) == ("7", TEXT, "", FIRST)


def test_articles_come_in_the_order_in_which_they_were_seen(tmp_path: Path) -> None:
    rows = [
        {"id": "b", "text": TEXT, "group": 1, "seen_at": "2026-01-02T00:00:00Z"},
        {"id": "a", "text": TEXT, "group": "1", "seen_at": "2026-01-01T02:00:00+01:00"},
    ]
    first, later = read_articles(write(tmp_path, *rows))
    assert (first.id, first.kind) == ("a", FIRST)
    assert first.seen_at == datetime(2026, 1, 1, 1, tzinfo=UTC)
    assert (later.id, later.kind, later.group) == ("b", LATER, first.group)


def test_an_article_without_a_group_is_alone(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": TEXT}, {"id": "b", "text": TEXT, "group": "a"}]
    assert not has_groups(read_articles(write(tmp_path, *rows)))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param("{", "no JSON", id="broken"),
        pytest.param([TEXT], "no JSON object", id="a list"),
        pytest.param({"text": TEXT}, "no id", id="without an id"),
        pytest.param({"id": True, "text": TEXT}, "id is neither", id="an id that is a truth value"),
        pytest.param({"id": "b"}, "no text", id="without a text"),
        pytest.param({"id": "b", "text": " … "}, "no text", id="a text without a word"),
        pytest.param({"id": "b", "text": TEXT, "title": 3}, "title is no text", id="a number"),
        pytest.param({"id": "b", "text": TEXT, "group": []}, "group is neither", id="many groups"),
        pytest.param({"id": "b", "text": TEXT, "seen_at": "noon"}, "RFC 3339", id="no instant"),
        pytest.param({"id": "a", "text": TEXT}, "another line has the id", id="an id twice"),
    ],
)
def test_a_wrong_line_is_named_with_its_number(tmp_path: Path, line: Any, why: str) -> None:
    path = write(tmp_path, {"id": "a", "text": TEXT}, "", line)
    with pytest.raises(WrongLine) as error:
        read_articles(path)
    assert f"{path}:3: " in str(error.value)
    assert why in str(error.value)


def test_a_file_without_articles_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(WrongLine, match="holds no article"):
        read_articles(write(tmp_path, ""))


@pytest.mark.parametrize("has_file", [True, False])
def test_the_bench_ends_with_exit_code_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    has_file: bool,
) -> None:
    path = write(tmp_path, "{") if has_file else tmp_path / "missing.jsonl"
    monkeypatch.setattr("sys.argv", ["bench", "--data", str(path)])
    assert main() == WRONG_DATA
    assert str(path) in capsys.readouterr().err
