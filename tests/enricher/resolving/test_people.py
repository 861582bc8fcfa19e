import pytest

from tests.enricher.resolving.builders import mentions, resolved


def people(text: str, title: str = "") -> list[tuple[str, list[str]]]:
    return sorted(mentions(resolved(text, title)).items())


def test_a_president_is_not_the_namesake_in_the_same_sentence() -> None:
    entities = resolved(
        "President [Clark|PERSON] met [Ann Clark|PERSON]. [Clark|PERSON] signed.",
        title="[Clark|PERSON] signs",
    )
    assert {it.name: it.count for it in entities} == {"Clark": 3, "Ann Clark": 1}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param(
            "President [Clark|PERSON] left. His opponent [Ann Clark|PERSON] stayed.",
            ["Ann Clark", "Clark"],
            id="relation",
        ),
        pytest.param(
            "President [Clark|PERSON] left. Then [Ann Clark|PERSON], a teacher, spoke.",
            ["Ann Clark", "Clark"],
            id="apposition",
        ),
        pytest.param(
            "President [Clark|PERSON] left. Later President [Ann Clark|PERSON] spoke.",
            ["Ann Clark"],
            id="the same office",
        ),
        pytest.param(
            "Mayor [Marsh|PERSON] resigned on Monday. [Ingrid Marsh|PERSON], 54, gave no reason.",
            ["Ingrid Marsh"],
            id="introduced later",
        ),
        pytest.param(
            "[Peter Marsh|PERSON] and [Ingrid Marsh|PERSON] left. [Marsh|PERSON] spoke.",
            ["Ingrid Marsh", "Marsh", "Peter Marsh"],
            id="either of two",
        ),
        pytest.param(
            "[Peter Marsh|PERSON] and [Ingrid Marsh|PERSON] left. Mr [Marsh|PERSON] spoke.",
            ["Ingrid Marsh", "Peter Marsh"],
            id="the man of two",
        ),
        pytest.param(
            "Judge [Peter Marsh|PERSON] saw [Ingrid Marsh|PERSON]. Judge [Marsh|PERSON] spoke.",
            ["Ingrid Marsh", "Peter Marsh"],
            id="the judge of two",
        ),
        pytest.param(
            "President [Peter Marsh|PERSON] met [Ingrid Marsh|PERSON]. [Marsh|PERSON] signed.",
            ["Ingrid Marsh", "Peter Marsh"],
            id="the only one with an office, who came first",
        ),
        pytest.param(
            "[Peter Marsh|PERSON] left. [Marsh|PERSON] and [Ingrid Marsh|PERSON] spoke."
            "\n[Marsh|PERSON] sang.",
            ["Ingrid Marsh", "Peter Marsh"],
            id="who was first called so",
        ),
        pytest.param(
            "[Peter Marsh|PERSON] and his wife [Ingrid Marsh|PERSON] left.\n[Marsh|PERSON] sang.",
            ["Ingrid Marsh", "Peter Marsh"],
            id="not the wife",
        ),
        pytest.param(
            "[Peter Marsh|PERSON] left. His wife [Ingrid Marsh|PERSON] wept. [Marsh|PERSON] sang.",
            ["Ingrid Marsh", "Marsh", "Peter Marsh"],
            id="perhaps the wife",
        ),
        pytest.param(
            "[Agna Moreno|PERSON] left. [Agna|PERSON] was glad.", ["Agna Moreno"], id="first name"
        ),
        pytest.param(
            "Queen [Anne|PERSON] met [Anne Marsh|PERSON].", ["Anne", "Anne Marsh"], id="queen"
        ),
        pytest.param(
            "[Ali Hassan Saleh|PERSON] left. [Ali Saleh|PERSON] spoke.",
            ["Ali Hassan Saleh"],
            id="middle name",
        ),
    ],
)
def test_a_short_form_means_whom_it_can_mean(text: str, names: list[str]) -> None:
    assert [name for name, _ in people(text)] == names


def test_a_first_name_in_one_text_is_one_person_under_all_labels() -> None:
    (entity,) = resolved(
        "[Aro Lind|PERSON] left. [Lind|ORG] said no. [Lind|GPE] smiled. [ARO LIND|ORG] won.",
        title="[Lind|ORG] leaves",
    )
    assert (entity.name, entity.kind, entity.count) == ("Aro Lind", "person", 5)
