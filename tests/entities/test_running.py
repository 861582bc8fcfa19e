import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from newsmill.contracts.articles import Entity, Link, Mention
from tests.entities import __main__ as bench
from tests.entities import production
from tests.entities.labelled import PlaceId
from tests.entities.production import found_of
from tests.entities.report import MOST_LISTED, listed
from tests.entities.scoring import FoundName


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["bench", *arguments])
    return bench.main()


def test_three_texts_from_the_model_to_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report, figures = tmp_path / "REPORT.md", tmp_path / "figures.json"
    told = ["--texts", "3", "--report", str(report), "--json", str(figures)]
    code = run(monkeypatch, *told)
    text = report.read_text(encoding="utf-8")
    assert text == capsys.readouterr().out
    (section,) = json.loads(figures.read_text(encoding="utf-8"))
    stages = list(section["stages"])
    assert stages[0] == "raw model"
    assert stages[-1] == "text to entities"
    assert 0.5 < section["stages"]["raw model"]["typed"]["f1"] < 1
    missed = [name for name, (wanted, measured) in section["bars"].items() if measured < wanted]
    assert text.count("**missed**") == len(missed)
    assert code == (bench.MISSED if missed else 0)


def test_the_half_that_is_kept_back_tells_totals_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "--texts", "2", "--held")
    held = capsys.readouterr().out.partition("half “held”")[2]
    assert "### One thing, one entity" in held
    assert "\n- " not in held


def test_mistakes_are_listed_unless_they_are_of_the_half_that_is_kept_back() -> None:
    mistakes = [f"text {number}" for number in range(MOST_LISTED + 2)]
    told = listed("Wrong links", mistakes, is_held=False)
    assert "- text 1\n" in told
    assert told.endswith("- … and 2 more")
    assert "text 1" not in listed("Wrong links", mistakes, is_held=True)
    assert listed("Wrong links", [], is_held=False) == "Wrong links: none."


def test_a_file_from_outside_has_no_bars(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wire.conll"
    monkeypatch.setattr(bench, "WORDS_A_ROUND", 200)
    path.write_text("Angela I-PER\nLindberg I-PER\nleft O\nKenya I-LOC\n. O\n\nhallo O\n")
    assert run(monkeypatch, "--data", str(path), "--speed", "--rounds", "1") == 0
    told = capsys.readouterr().out
    assert "of 2 different texts have equal spans" in told
    assert "### Links" not in told
    assert "typed F1 |" not in told


@pytest.mark.parametrize(
    ("written", "why"),
    [("", "wire.conll:1: holds no text"), ("Lind B-PER\nleft\n", "wire.conll:2: a word without")],
)
def test_a_wrong_file_is_one_line_and_code_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    written: str,
    why: str,
) -> None:
    path = tmp_path / "wire.conll"
    path.write_text(written)
    assert run(monkeypatch, "--data", str(path)) == 2
    told = capsys.readouterr()
    assert not told.out
    assert len(told.err.splitlines()) == 1
    assert why in told.err


def test_a_model_that_is_not_installed_is_one_line_and_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--models", "en=en_gazette") == 2
    assert "en_gazette" in capsys.readouterr().err


def test_a_language_without_a_model_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "news.jsonl"
    rows = [
        {"text": "Angela Lindberg left.", "spans": [{"start": 0, "end": 15, "label": "PER"}]},
        {"text": "Angela Lindberg ging.", "language": "de", "spans": []},
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    assert run(monkeypatch, "--data", str(path)) == 0
    assert "No model for de: 1 left out" in capsys.readouterr().out


def test_entities_become_spans_without_numbers_and_times() -> None:
    kenya = Entity(
        name="Kenya",
        label="GPE",
        kind="place",
        mentions=(Mention(start=8, end=13, text="Kenya"),),
        title_mentions=(Mention(start=0, end=5, text="Kenya"),),
        count=2,
        salience=1,
        link=Link(kb="iso3166", id="KE", name="Kenya", score=1),
    )
    monday = Entity(
        name="Monday",
        label="DATE",
        kind="other",
        mentions=(Mention(start=20, end=26, text="Monday"),),
        count=1,
        salience=0,
    )
    found = found_of([monday, kenya])
    assert found.names == (FoundName(8, 13, "place", 1),)
    assert found.title_names == (FoundName(0, 5, "place", 1),)
    assert found.links == {1: PlaceId("iso3166", "KE")}


def test_each_step_of_the_resolver_is_scored_with_those_before_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[tuple[str, ...]] = []

    def resolve(*_: object, steps: tuple[str, ...]) -> tuple[Entity, ...]:
        ran.append(steps)
        return ()

    resolver = SimpleNamespace(STEPS=("edges", "votes"), resolve=resolve)
    monkeypatch.setattr(production, "_resolving", lambda: resolver)
    run(monkeypatch, "--texts", "1")
    told = capsys.readouterr().out
    assert ran == [("edges",), ("edges", "votes")]
    assert told.index("| text prepared") < told.index("| + edges") < told.index("| + votes")
