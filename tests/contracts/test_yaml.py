"""What is written as YAML is read back the same by a YAML library, and by people without quotes."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.contracts.yaml import as_yaml

printable = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")))
scalars = st.none() | st.booleans() | st.integers() | printable
documents = st.dictionaries(
    printable,
    st.recursive(
        scalars,
        lambda inner: st.lists(inner) | st.dictionaries(printable, inner),
        max_leaves=15,
    ),
)


@settings(max_examples=50)
@given(documents)
def test_a_document_is_read_back_the_same(document: dict[str, Any]) -> None:
    assert yaml.safe_load(as_yaml(document)) == (document or None)


@given(st.lists(st.sampled_from(["word", "a:", "- b", "#c", "it's", "“so”", "x" * 90, "…"])))
def test_a_paragraph_is_folded_and_read_back_the_same(words: list[str]) -> None:
    document = {"about": " ".join(words), "list": [{"about": " ".join(words)}]}
    assert yaml.safe_load(as_yaml(document)) == document


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "No", "on", "null", "true", "~", "", " ", "a ", " a", "a: b", "a #b", "#a", "-"),
        *("1", "1.5", "1e3", "0x1f", "2026-03-17", "12:30:45", ".inf", "=", "<<", "*a", "&a", "!a"),
        *("@a", "`a`", "%a", "{a", "[a", "a\nb", "a\tb", "'a'", '"a"', "\\a", "y", "a:", "---"),
    ],
)
def test_what_yaml_would_take_for_something_else_is_quoted(text: str) -> None:
    assert yaml.safe_load(as_yaml({text: text})) == {text: text}
    assert yaml.safe_load(as_yaml({"list": [text]})) == {"list": [text]}


def test_it_reads_like_a_document_written_by_hand() -> None:
    document = {
        "title": "The mill's topics",
        "$ref": "#/components/a",
        "urn": "urn:newsmill:a",
        "days": 7,
        "tags": [{"name": "cleaner", "rooms": ["a", "b"]}, "c"],
        "none": [],
        "about": "A paragraph of more than a line. It stands on lines of its own below its name,"
        " each of which ends where a word ends.",
    }
    assert as_yaml(document) == (
        "title: The mill's topics\n"
        '$ref: "#/components/a"\n'
        "urn: urn:newsmill:a\n"
        "days: 7\n"
        "tags:\n"
        "  - name: cleaner\n"
        "    rooms:\n"
        "      - a\n"
        "      - b\n"
        "  - c\n"
        "none: []\n"
        "about: >-\n"
        "  A paragraph of more than a line. It stands on lines of its own below its name, each of\n"
        "  which ends where a word ends.\n"
    )
