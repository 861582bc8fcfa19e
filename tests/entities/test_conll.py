from pathlib import Path

import pytest

from tests.entities.conll import Span, detokenised, spans_of, texts_of
from tests.entities.labelled import LabelledText

NEWSWIRE = """\
-DOCSTART- -X- O O

HARBOUR NNP I-NP I-ORG
SHUTS VBZ I-VP O

Aro NNP I-NP I-PER
Lind NNP I-NP I-PER
's POS B-NP O
Kenyan JJ I-NP I-MISC
crew NN I-NP O
left VBD I-VP O
Nairobi NNP I-NP I-LOC
( ( O O
Kenya NNP I-NP I-LOC
) ) O O
. . O O

-DOCSTART- -X- O O

Rain NN I-NP O
. . O O
"""


def texts(written: str) -> list[LabelledText]:
    return list(texts_of(written.split("\n"), "wire"))


def names(text: LabelledText) -> list[tuple[str, str]]:
    return [(text.text[mark.start : mark.end], mark.kind) for mark in text.marks]


def test_a_document_is_one_text() -> None:
    first, second = texts(NEWSWIRE)
    assert first.text == "HARBOUR SHUTS\nAro Lind's Kenyan crew left Nairobi (Kenya)."
    assert names(first) == [
        ("HARBOUR", "organization"),
        ("Aro Lind", "person"),
        ("Kenyan", "other"),
        ("Nairobi", "place"),
        ("Kenya", "place"),
    ]
    assert (second.name, second.text) == ("wire:2", "Rain.")


def test_without_documents_each_sentence_is_a_text() -> None:
    assert [text.text for text in texts("Lind B-PER\nleft O\n\nRain O\n\n\n")] == [
        "Lind left",
        "Rain",
    ]


def test_comments_and_windows_line_ends_are_no_words() -> None:
    (text,) = texts("# id 7 domain=news\r\n# O\r\nLind\tB-PER\r\n")
    assert (text.text, names(text)) == ("#Lind", [("Lind", "person")])


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        pytest.param("I-PER I-PER O I-LOC", [(0, 2, "PER"), (3, 4, "LOC")], id="IOB1"),
        pytest.param("I-PER B-PER I-LOC", [(0, 1, "PER"), (1, 2, "PER"), (2, 3, "LOC")], id="next"),
        pytest.param("B-PER I-PER B-PER O", [(0, 2, "PER"), (2, 3, "PER")], id="IOB2"),
        pytest.param(
            "B-PER I-PER L-PER U-LOC U-LOC",
            [(0, 3, "PER"), (3, 4, "LOC"), (4, 5, "LOC")],
            id="BILOU",
        ),
        pytest.param("B-PER E-PER S-LOC O", [(0, 2, "PER"), (2, 3, "LOC")], id="BIOES"),
        pytest.param("O B-PER I-LOC", [(1, 2, "PER"), (2, 3, "LOC")], id="another label"),
    ],
)
def test_schemes_of_tags(tags: str, spans: list[tuple[int, int, str]]) -> None:
    assert spans_of(tags.split()) == [Span(*span) for span in spans]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ('" I do n\'t , " said Lind .', '"I don\'t," said Lind.'),
        ("the firm 's $ 5 bid ( 4 % )", "the firm's $5 bid (4%)"),
        ("`` Rain '' -LRB- again -RRB-", '"Rain" (again)'),
        ("Lind - a tree - fell", "Lind - a tree - fell"),
    ],
)
def test_words_are_written_as_they_are_printed(words: str, written: str) -> None:
    text, places = detokenised(words.split())
    assert text == written
    assert len(places) == len(words.split())


@pytest.mark.parametrize(
    ("line", "why"),
    [("Lind", "without a tag"), ("Lind PER", "no tag"), ("Lind B-TREE", "unknown label 'TREE'")],
)
def test_a_wrong_line_is_told(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^3: .*{why}"):
        texts(f"Rain O\n\n{line}\n")


def test_numbers_and_times_are_no_names() -> None:
    (text,) = texts("Monday B-DATE\nin O\nKenya B-GPE\n")
    assert names(text) == [("Kenya", "place")]


def test_an_empty_file_holds_no_text(tmp_path: Path) -> None:
    assert texts("") == []
    assert texts("-DOCSTART- O\n\n") == []
