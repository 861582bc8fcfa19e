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
        pytest.param(
            "[Aro Lind|PERSON] and his son [Aro Lind Jr.|PERSON] box. [Lind Jr.|PERSON] won.",
            ["Aro Lind", "Aro Lind Jr."],
            id="father and son",
        ),
        pytest.param(
            "[Aro Lind Sr.|PERSON] left. [Aro B. Lind III|PERSON] spoke."
            " [Aro Lind III|PERSON] won.",
            ["Aro B. Lind III", "Aro Lind Sr."],
            id="grandfather and grandson",
        ),
        pytest.param(
            "[Clark|PERSON] and [Ann Clark|PERSON] left.", ["Ann Clark"], id="no first name of two"
        ),
        pytest.param(
            "Prime Minister [Dora Venn|PERSON] met her brother, [Piers Venn|PERSON]. [Venn|PERSON]"
            " left.",
            ["Dora Venn", "Piers Venn"],
            id="not the brother behind a comma",
        ),
        pytest.param(
            "President [Joe Marsh|PERSON] is proud of his son, [Adam Marsh|PERSON]."
            " [Marsh|PERSON] left.",
            ["Adam Marsh", "Joe Marsh"],
            id="not the son",
        ),
        pytest.param(
            "[Joe Marsh|PERSON], the president, saw [Adam Marsh|PERSON]. [Marsh|PERSON] left.",
            ["Adam Marsh", "Joe Marsh"],
            id="office behind the name",
        ),
        pytest.param(
            "[Adam Marsh|PERSON] left. His father, President [Joe Marsh|PERSON], wept."
            " [Marsh|PERSON] sang.",
            ["Adam Marsh", "Joe Marsh", "Marsh"],
            id="the son came first",
        ),
        pytest.param(
            "President [Joe Marsh|PERSON] saw the judge. [Ann Marsh|PERSON] too. [Marsh|PERSON]"
            " left.",
            ["Ann Marsh", "Joe Marsh"],
            id="an office in the sentence before",
        ),
        pytest.param(
            "Pope [Francis|PERSON] met [Francis Ford Marsh|PERSON]. [Francis|PERSON] spoke.",
            ["Francis", "Francis Ford Marsh"],
            id="pope",
        ),
        pytest.param(
            "[Zelmira|PERSON] is old. [Zelmira Pope|PERSON] keeps a shop in [Zelmira|PERSON].",
            ["Zelmira", "Zelmira Pope"],
            id="village",
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


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        pytest.param(
            "[Ben|PERSON] and [Olga Marsh|PERSON] bake. Mr [Marsh|PERSON] smiled."
            " Mrs [Marsh|PERSON] sang.",
            {"Ben": ["Ben", "Marsh"], "Olga Marsh": ["Olga Marsh", "Marsh"]},
            id="couple",
        ),
        pytest.param(
            "[Hannah|PERSON] and [Tom Marsh|PERSON] and their daughter [Isla Marsh|PERSON] left."
            " Mrs [Marsh|PERSON] sang.",
            {
                "Hannah": ["Hannah", "Marsh"],
                "Tom Marsh": ["Tom Marsh"],
                "Isla Marsh": ["Isla Marsh"],
            },
            id="not the daughter",
        ),
        pytest.param(
            "[Harry|PERSON] and [Meghan Marsh|PERSON] left. Mr [Marsh|PERSON] sang. Prince"
            " [Harry|PERSON] smiled. [Tom Marsh|PERSON] is her father.",
            {
                "Harry": ["Harry", "Harry"],
                "Meghan Marsh": ["Meghan Marsh"],
                "Tom Marsh": ["Marsh", "Tom Marsh"],
            },
            id="not the prince",
        ),
        pytest.param(
            "[Harry|PERSON] and [Meghan Marsh|PERSON] left. Mr [Marsh|PERSON] sang."
            " [Tom Marsh|PERSON] is her father.",
            {
                "Harry": ["Harry"],
                "Meghan Marsh": ["Meghan Marsh"],
                "Tom Marsh": ["Tom Marsh"],
                "Marsh": ["Marsh"],
            },
            id="either of two men",
        ),
        pytest.param(
            "King [Charles III|PERSON] came. Prince [Charles|PERSON] was young."
            " [Charles Marsh|PERSON] left.",
            {
                "Charles III": ["Charles III"],
                "Charles": ["Charles"],
                "Charles Marsh": ["Charles Marsh"],
            },
            id="perhaps another prince",
        ),
        pytest.param(
            "Mr and Mrs [Marsh|PERSON] saw [Peter Marsh|PERSON].",
            {"Marsh": ["Marsh"], "Peter Marsh": ["Peter Marsh"]},
            id="both",
        ),
        pytest.param(
            "[Barack Obama|PERSON] and [Michelle Obama|PERSON] left. Mrs [Obama|PERSON] wept.",
            {"Barack Obama": ["Barack Obama"], "Michelle Obama": ["Michelle Obama", "Obama"]},
            id="a woman's name before an unknown one",
        ),
        pytest.param(
            "[JD Vance|PERSON] and his wife [Usha Vance|PERSON] left. Mr. [Vance|PERSON] wept."
            " Senator [Vance|PERSON] spoke.",
            {"JD Vance": ["JD Vance", "Vance", "Vance"], "Usha Vance": ["Usha Vance"]},
            id="the husband, by any title",
        ),
        pytest.param(
            "Leader [Kim Jong Un|PERSON] came. [Kim|PERSON] and [Kim|PERSON]'s sister,"
            " [Kim Yo Jong|PERSON], smiled. [Kim|PERSON] left.",
            {"Kim Jong Un": ["Kim Jong Un", "Kim", "Kim", "Kim"], "Kim Yo Jong": ["Kim Yo Jong"]},
            id="family name first",
        ),
        pytest.param(
            "[Li Qiang|PERSON] met [Li Xi|PERSON]. [Li|PERSON] left.",
            {"Li Qiang": ["Li Qiang"], "Li Xi": ["Li Xi"], "Li": ["Li"]},
            id="either of two, family name first",
        ),
        pytest.param(
            "[Kim Jong Un|PERSON] and [Kim Novak|PERSON] met. [Kim|PERSON] sang.",
            {"Kim Jong Un": ["Kim Jong Un"], "Kim Novak": ["Kim Novak"], "Kim": ["Kim"]},
            id="either of two, one by her first name",
        ),
        pytest.param(
            "[Elizabeth II|PERSON] and [Elizabeth Warren|PERSON] met. [Elizabeth|PERSON] sang.",
            {
                "Elizabeth II": ["Elizabeth II"],
                "Elizabeth Warren": ["Elizabeth Warren"],
                "Elizabeth": ["Elizabeth"],
            },
            id="either of two, one a queen",
        ),
    ],
)
def test_a_surname_with_a_title_means_whom_it_can_mean(
    text: str, mentioned: dict[str, list[str]]
) -> None:
    assert mentions(resolved(text)) == mentioned


@pytest.mark.parametrize(
    "text",
    [
        "[Barack Obama|PERSON] spoke. [Obama|PERSON] left. Mrs [Obama|PERSON] wept.",
        "Mr [Obama|PERSON] spoke. Mrs [Obama|PERSON] wept.",
        "[Ken Griffey|PERSON] boxed. [Ken Griffey|PERSON], Jr., won.",
    ],
)
def test_relatives_of_one_name_are_two(text: str) -> None:
    assert len(resolved(text)) == 2
