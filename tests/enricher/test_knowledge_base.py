"""The user's knowledge base: reading the file, and choosing between its entries."""

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from newsmill.contracts.articles import Entity, EntityKind, Link, Mention
from newsmill.enricher.knowledge_base import (
    MAX_LINE_BYTES,
    KnowledgeBase,
    KnowledgeBaseError,
    check_knowledge_base,
    load_knowledge_base,
)

LIND = {"kb": "ours", "id": "1", "name": "Aro Lind", "kind": "person"}


def entity(name: str, kind: EntityKind = "person", *mentions: str) -> Entity:
    return Entity(
        name=name,
        label="X",
        kind=kind,
        mentions=tuple(Mention(start=0, end=len(it), text=it) for it in mentions or (name,)),
        count=1,
        salience=0.5,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.jsonl"


def loaded(path: Path, *entries: dict[str, Any]) -> KnowledgeBase:
    path.write_text("".join(f"{json.dumps(it)}\n" for it in entries), encoding="utf-8")
    return load_knowledge_base(path)


def link(base: KnowledgeBase, named: Entity, text: str = "", title: str = "") -> Link | None:
    return base.linked((named,), title, text)[0].link


def test_a_name_leads_to_its_entry_without_case_accents_and_possessives(path: Path) -> None:
    base = loaded(path, {**LIND, "name": "Aró Lind"})
    assert link(base, entity("ARO LIND’s")) == Link(kb="ours", id="1", name="Aró Lind", score=0.9)


def test_an_alias_leads_to_its_entry(path: Path) -> None:
    found = link(loaded(path, {**LIND, "aliases": ["A. J. Lind"]}), entity("A. J. Lind"))
    assert found is not None
    assert found.name == "Aro Lind"


def test_other_names_and_other_kinds_have_no_link(path: Path) -> None:
    base = loaded(path, LIND)
    assert link(base, entity("Aro Linde")) is None
    assert link(base, entity("Aro Lind", "organization")) is None


def test_an_entry_without_a_kind_fits_any(path: Path) -> None:
    base = loaded(path, {"kb": "ours", "id": "7", "name": "Nordhavn"})
    for kind in ("place", "organization", "work"):
        assert link(base, entity("Nordhavn", kind)) is not None


def test_a_shorter_mention_of_an_organization_finds_it_but_no_surname_finds_a_person(
    path: Path,
) -> None:
    base = loaded(
        path,
        {"kb": "ours", "id": "7", "name": "Nordhavn", "kind": "organization"},
        {"kb": "ours", "id": "8", "name": "Lind", "kind": "person"},
    )
    assert link(base, entity("Nordhavn Plc", "organization", "Nordhavn Plc", "Nordhavn"))
    assert link(base, entity("Aro Lind", "person", "Aro Lind", "Lind")) is None


def test_of_two_with_one_name_the_context_decides(path: Path) -> None:
    base = loaded(
        path,
        {**LIND, "id": "1", "context": ["harbour", "fishing fleet"]},
        {**LIND, "id": "2", "context": ["chess"]},
    )
    found = link(base, entity("Aro Lind"), "Lind spoke for the fishing fleet.")
    assert found is not None
    assert (found.id, found.score) == ("1", 0.8)
    found = link(base, entity("Aro Lind"), "He won again.", title="Chess: a draw")
    assert found is not None
    assert found.id == "2"


def test_of_two_with_one_name_and_as_much_context_none_is_linked(path: Path) -> None:
    base = loaded(path, {**LIND, "context": ["harbour"]}, {**LIND, "id": "2", "context": ["chess"]})
    assert link(base, entity("Aro Lind"), "He spoke.") is None
    assert link(base, entity("Aro Lind"), "Chess in the harbour.") is None


def test_context_raises_the_score_and_can_be_needed(path: Path) -> None:
    base = loaded(path, {**LIND, "context": ["harbour"], "needs_context": True})
    assert link(base, entity("Aro Lind"), "Lind spoke.") is None
    found = link(base, entity("Aro Lind"), "Lind spoke at the Harbour.")
    assert found is not None
    assert found.score == 1


def test_unknown_members_empty_lines_and_a_byte_order_mark_are_fine(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps({**LIND, "born": 1950}).encode() + b"\n\n")
    assert len(load_knowledge_base(path)) == 1


def test_the_last_line_needs_no_line_feed(path: Path) -> None:
    path.write_text(json.dumps(LIND), encoding="utf-8")
    assert link(load_knowledge_base(path), entity("Aro Lind")) is not None


def test_many_entries_are_found_again_at_their_lines(path: Path) -> None:
    base = loaded(path, *({**LIND, "id": str(n), "name": f"Person {n} Ø"} for n in range(500)))
    for number in (0, 250, 499):
        (entry,) = base.entries_named(f"person {number} ø")
        assert entry.id == str(number)


def test_a_file_that_was_written_into_gives_no_wrong_links(path: Path) -> None:
    base = loaded(path, LIND)
    path.write_text(json.dumps({**LIND, "name": "Someone"}), encoding="utf-8")
    assert link(base, entity("Aro Lind")) is None


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "is not JSON"),
        ("[]", "is not a JSON object"),
        ('{"kb": "k", "id": "1"}', "name is a text"),
        ('{"kb": "k", "id": 1, "name": "n"}', "id is a text"),
        ('{"kb": " ", "id": "1", "name": "n"}', "kb is a text"),
        ('{"kb": "k", "id": "1", "name": "\\ud800"}', "name is a text"),
        ('{"kb": "k", "id": "1", "name": "n", "kind": "company"}', "kind is one of"),
        ('{"kb": "k", "id": "1", "name": "n", "kind": []}', "kind is one of"),
        ('{"kb": "k", "id": "1", "name": "n", "aliases": "m"}', "aliases is a list"),
        ('{"kb": "k", "id": "1", "name": "n", "context": [1]}', "context is a list"),
        ('{"kb": "k", "id": "1", "name": "n", "needs_context": 1}', "needs_context is"),
        ("[" * 50_000, "is not JSON"),
        ('{"kb": "' + "k" * MAX_LINE_BYTES + '"}', "longer than"),
    ],
)
def test_a_wrong_line_is_named_with_its_number(path: Path, line: str, problem: str) -> None:
    path.write_text(f"{json.dumps(LIND)}\n\n{line}\n", encoding="utf-8")
    for reads in (check_knowledge_base, load_knowledge_base):
        with pytest.raises(KnowledgeBaseError, match=problem) as caught:
            reads(path)
        assert str(caught.value).startswith(f"{path}:3: ")


def test_text_in_another_encoding_is_named(path: Path) -> None:
    path.write_bytes('{"kb": "k", "id": "1", "name": "Åse"}'.encode("latin-1"))
    with pytest.raises(KnowledgeBaseError, match=r":1: is not UTF-8"):
        load_knowledge_base(path)


def test_a_missing_file_and_a_folder_are_named(path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="cannot be read: No such file"):
        check_knowledge_base(path)
    with pytest.raises(KnowledgeBaseError, match="is not a file"):
        check_knowledge_base(path.parent)


def test_the_check_reads_only_the_beginning(path: Path) -> None:
    path.write_text(f"{json.dumps(LIND)}\n" * 200 + "{\n", encoding="utf-8")
    check_knowledge_base(path)
    with pytest.raises(KnowledgeBaseError, match=":201: "):
        load_knowledge_base(path)


def test_its_error_comes_through_from_a_child_process(path: Path) -> None:
    error = KnowledgeBaseError(f"{path}:1: is not JSON")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
