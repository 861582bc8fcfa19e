import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.contracts.articles import Entity
from newsmill.enricher.entities import VALUE_LABELS, entities_of, trimmed
from newsmill.enricher.finding import Found


def find(text: str, *named: tuple[str, str]) -> list[Found]:
    """The spans of the words, each searched behind the one before it."""
    spans = []
    position = 0
    for words, label in named:
        start = text.index(words, position)
        position = start + len(words)
        spans.append(Found(start, position, label))
    return spans


def read(text: str, *named: tuple[str, str], title: str = "") -> dict[str, list[str]]:
    """The mentions by the entity's name."""
    return {
        entity.name: [mention.text for mention in entity.mentions]
        for entity in entities_of(title, text, find(text, *named))
    }


def persons(*names: str) -> list[tuple[str, str]]:
    return [(name, "PERSON") for name in names]


def organisations(*names: str) -> list[tuple[str, str]]:
    return [(name, "ORG") for name in names]


@pytest.mark.parametrize(
    ("forms", "name"),
    [
        pytest.param(["Halden Energy", "Halden Energy"], "Halden Energy", id="equal"),
        pytest.param(["HALDEN ENERGY", "Halden Energy"], "Halden Energy", id="case"),
        pytest.param(["Halden Energy’s", "Halden Energy"], "Halden Energy", id="possessive"),
        pytest.param(["Halden Energy's", "Halden Energy"], "Halden Energy", id="typed possessive"),
        pytest.param(["the Halden Group", "Halden Group"], "Halden Group", id="the"),
        pytest.param(["The Halden Group", "the Halden Group"], "The Halden Group", id="The"),
        pytest.param(["Société Générique", "Societe Generique"], "Société Générique", id="accents"),
        pytest.param(
            ["Socie\u0301te\u0301 Rue", "Société Rue"], "Socie\u0301te\u0301 Rue", id="NFD"
        ),
        pytest.param(["Halden\nEnergy", "Halden Energy"], "Halden Energy", id="broken line"),
        pytest.param(["Halden\r\n Energy", "Halden Energy"], "Halden Energy", id="CRLF"),
        pytest.param(["U.N.", "UN", "UN"], "UN", id="dots"),
        pytest.param(["O’Leary Foods", "O'Leary Foods"], "O’Leary Foods", id="apostrophe"),
        pytest.param(["Dough & Sons", "Dough & Sons’"], "Dough & Sons", id="plural possessive"),
        pytest.param(["North-West Bank", "North West Bank"], "North-West Bank", id="hyphen"),
    ],
)
def test_spellings_of_one_name_are_one_entity(forms: list[str], name: str) -> None:
    text = "; ".join(forms)
    (entity,) = entities_of("", text, find(text, *organisations(*forms)))
    assert entity.name == name
    assert entity.count == len(forms)


@pytest.mark.parametrize(
    ("named", "names"),
    [
        pytest.param(
            [("Halden", "GPE"), ("Halden", "ORG")], ["Halden", "Halden"], id="other label"
        ),
        pytest.param(organisations("AT&T", "ATT"), ["AT&T", "ATT"], id="signs that make a name"),
        pytest.param(
            persons("Ingrid Marsh", "Peter Marsh", "Marsh"),
            ["Ingrid Marsh", "Peter Marsh", "Marsh"],
            id="a surname of two",
        ),
        pytest.param(
            persons("Ingrid Marsh", "Ingrid"), ["Ingrid Marsh", "Ingrid"], id="first name"
        ),
        pytest.param(
            organisations("Riverton Bank", "Bank"), ["Riverton Bank", "Bank"], id="no person"
        ),
        pytest.param(
            [("Ingrid Marsh", "PERSON"), ("Marsh", "ORG")],
            ["Ingrid Marsh", "Marsh"],
            id="a firm called like a person",
        ),
        pytest.param(
            [("5 March", "DATE"), ("March 5", "DATE")], ["5 March", "March 5"], id="dates"
        ),
        pytest.param(
            organisations("World Health Organization", "WHO"),
            ["World Health Organization", "WHO"],
            id="an acronym nobody explained",
        ),
    ],
)
def test_what_may_be_two_things_stays_apart(named: list[tuple[str, str]], names: list[str]) -> None:
    text = "; ".join(words for words, _ in named)
    entities = entities_of("", text, find(text, *named))
    assert sorted(entity.name for entity in entities) == sorted(names)


@pytest.mark.parametrize(
    ("forms", "name"),
    [
        pytest.param(["Ingrid Marsh", "Marsh", "Marsh’s"], "Ingrid Marsh", id="surname"),
        pytest.param(["Marsh", "Ingrid Marsh"], "Ingrid Marsh", id="surname first"),
        pytest.param(["Dr Ingrid Marsh", "Marsh", "Ms. Marsh"], "Ingrid Marsh", id="honorifics"),
        pytest.param(["Mme Marsh", "Marsh"], "Mme Marsh", id="no first name"),
        pytest.param(["Gen Ingrid Marsh", "Ingrid Marsh", "Marsh"], "Gen Ingrid Marsh", id="rank"),
        pytest.param(["Anna van der Berg", "van der Berg"], "Anna van der Berg", id="particle"),
        pytest.param(["INGRID MARSH", "Marsh", "marsh"], "INGRID MARSH", id="shouted"),
    ],
)
@pytest.mark.parametrize("label", ["PERSON", "PER"])
def test_a_surname_joins_the_only_person_it_can_mean(
    forms: list[str], name: str, label: str
) -> None:
    text = "; ".join(forms)
    assert read(text, *((form, label) for form in forms)) == {name: forms}


@pytest.mark.parametrize(
    ("text", "forms", "name"),
    [
        pytest.param(
            "The World Health Organization (WHO) met. WHO said",
            ["The World Health Organization", "WHO", "WHO"],
            "The World Health Organization",
            id="each a span",
        ),
        pytest.param(
            "the World Health Organization (WHO) met. WHO said",
            ["World Health Organization (WHO)", "WHO"],
            "World Health Organization",
            id="one span",
        ),
        pytest.param(
            "the World Health Organization (WHO) met. WHO said",
            ["the World Health Organization (WHO", "WHO"],
            "World Health Organization",
            id="a torn span",
        ),
        pytest.param(
            "World Health Organization (“WHO”) met. WHO said",
            ["World Health Organization", "WHO"],
            "World Health Organization",
            id="quoted, and the explanation overlooked",
        ),
        pytest.param(
            "l’Organisation mondiale de la santé (OMS) et l’OMS",
            ["Organisation mondiale de la santé", "OMS"],
            "Organisation mondiale de la santé",
            id="small words left out",
        ),
        pytest.param(
            "the Department of Justice (DoJ); the DOJ",
            ["Department of Justice", "DoJ", "the DOJ"],
            "Department of Justice",
            id="small words kept",
        ),
    ],
)
def test_an_explained_acronym_joins_its_name(text: str, forms: list[str], name: str) -> None:
    assert list(read(text, *organisations(*forms))) == [name]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        pytest.param(
            "Halden Energy (HE) sued Harbour Estates (HE); HE won",
            ["Halden Energy", "Harbour Estates", "HE won"],
            id="two explanations",
        ),
        pytest.param(
            "Halden Energy (NYSE) fell; NYSE rose", ["Halden Energy", "NYSE rose"], id="a market"
        ),
        pytest.param("Halden Energy (he) fell; he", ["Halden Energy", "he"], id="no capitals"),
    ],
)
def test_an_acronym_that_explains_nothing_joins_nothing(text: str, forms: list[str]) -> None:
    names = [form.removesuffix(" won").removesuffix(" rose") for form in forms]
    spans = [
        Found(span.start, span.start + len(name), "ORG")
        for span, name in zip(find(text, *organisations(*forms)), names, strict=True)
    ]
    assert sorted(entity.name for entity in entities_of("", text, spans)) == sorted(names)


def test_a_firm_that_always_has_a_possessive_keeps_it() -> None:
    text = "McDonald’s grew. Even McDonald’s. Norway’s king, Norway’s queen."
    named = [("McDonald’s", "ORG")] * 2 + [("Norway’s", "GPE")] * 2
    assert set(read(text, *named)) == {"McDonald’s", "Norway"}


@pytest.mark.parametrize(
    ("span", "mention"),
    [
        ("  Ingrid Marsh\n", "Ingrid Marsh"),
        ("“Ingrid Marsh”", "Ingrid Marsh"),
        ("«\u00a0Ingrid Marsh\u00a0»", "Ingrid Marsh"),
        ("'Ingrid Marsh,", "Ingrid Marsh"),
        ("(Ingrid Marsh)", "Ingrid Marsh"),
        ("Ingrid Marsh)", "Ingrid Marsh"),
        ("(Ingrid Marsh", "Ingrid Marsh"),
        ("[“Ingrid Marsh”:", "Ingrid Marsh"),
        ("Halden (Norway)", "Halden (Norway)"),
        ("Yahoo!", "Yahoo!"),
        ("U.S.", "U.S."),
        ("$5 million", "$5 million"),
        ("\ufeffIngrid Marsh\x1f", "Ingrid Marsh"),
        ("‘“\n”’", ""),
        ("", ""),
    ],
)
def test_spans_are_trimmed(span: str, mention: str) -> None:
    text = f"x{span}y"
    start, end = trimmed(text, 1, 1 + len(span))
    assert text[start:end] == mention


@pytest.mark.parametrize(
    "span",
    ["", " ", "”", "--", "123", "🙂", "Marsh\n\nLONDON", "https://a.example/Marsh", "Marsh " * 30],
)
def test_a_span_that_can_be_no_name_is_left_out(span: str) -> None:
    text = f"x {span} y"
    assert entities_of("", text, [Found(2, 2 + len(span), "ORG")]) == ()


def test_an_amount_needs_no_letter() -> None:
    assert list(read("in 2027", ("2027", "DATE"))) == ["2027"]


def test_a_span_reported_twice_counts_once() -> None:
    text = "Ingrid Marsh"
    (entity,) = entities_of("", text, [Found(0, 12, "PERSON")] * 2)
    assert entity.count == 1


def salience_by_name(text: str, *named: tuple[str, str], title: str = "") -> dict[str, float]:
    entities = entities_of(title, text, find(text, *named))
    return {entity.name: entity.salience for entity in entities}


def test_salience_is_made_of_frequency_title_and_position() -> None:
    text = "Marsh met Okafor. Marsh left".ljust(100, ".")
    named = persons("Marsh", "Okafor", "Marsh")
    assert salience_by_name(text, *named, title="Okafor stays") == {
        "Marsh": 0.7,  # 0.4 × 2/2 + 0.3 × 1
        "Okafor": 0.77,  # 0.4 × 1/2 + 0.3 + 0.3 × (1 − 0.1)
    }


def test_dates_and_amounts_weigh_nothing_and_come_last() -> None:
    text = "Tuesday in Oslo: Tuesday"
    named = [("Tuesday", "DATE"), ("Oslo", "GPE"), ("Tuesday", "DATE")]
    salience = salience_by_name(text, *named, title="Tuesday in Oslo")
    assert list(salience) == ["Oslo", "Tuesday"]
    assert salience["Tuesday"] == 0
    assert salience["Oslo"] > 0.8


@pytest.mark.parametrize(
    ("name", "label", "title", "is_in_title"),
    [
        pytest.param("Ingrid Marsh", "PERSON", "MARSH’S LAST DAY", True, id="surname, possessive"),
        pytest.param("Ingrid Marsh", "PERSON", "Marshland floods", False, id="part of a word"),
        pytest.param("Ingrid Marsh", "PERSON", "Ingrid wins", False, id="first name"),
        pytest.param("Riverton Bank", "ORG", "A bank fails", False, id="last word of no person"),
        pytest.param("US", "GPE", "US and Norway agree", True, id="the United States"),
        pytest.param("US", "GPE", "What it means to us", False, id="us"),
        pytest.param("WHO", "ORG", "Who is next?", False, id="who"),
        pytest.param("U.S.", "GPE", "U.S. and Norway agree", True, id="with dots"),
        pytest.param("Société Rue", "ORG", "Societe Rue grows", True, id="accents"),
    ],
)
def test_a_name_in_the_title_is_recognised(
    name: str, label: str, title: str, is_in_title: bool
) -> None:
    salience = salience_by_name(name, (name, label), title=title)[name]
    assert salience == (1.0 if is_in_title else 0.7)


LETTERS = st.text(
    st.one_of(
        st.sampled_from("ab AB\r\n\t “”’'().,\u0301\u200d\U0001f469\u00a0éß&-"), st.characters()
    ),
    max_size=60,
)
LABELS = st.sampled_from(["PERSON", "ORG", "GPE", "DATE", "PER", "ODD"])


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Found]]:
    text = draw(LETTERS)
    edges = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(edges, edges, LABELS), max_size=12))
    return text, [Found(min(a, b), max(a, b), label) for a, b, label in spans]


@given(LETTERS, texts_with_spans())
def test_every_mention_is_exactly_its_place_in_the_text(
    title: str, article: tuple[str, list[Found]]
) -> None:
    text, spans = article
    for entity in entities_of(title, text, spans):
        assert entity.name
        assert entity.count == len(entity.mentions)
        assert 0 <= entity.salience <= 1
        for mention in entity.mentions:
            assert mention.text
            assert text[mention.start : mention.end] == mention.text
            assert mention.text == mention.text.strip()


@given(texts_with_spans())
def test_no_mention_is_counted_twice_or_invented(article: tuple[str, list[Found]]) -> None:
    text, spans = article
    entities = entities_of("", text, spans)
    places = [
        (mention.start, mention.end, entity.label)
        for entity in entities
        for mention in entity.mentions
    ]
    assert len(places) == len(set(places))
    found_labels = {span.label for span in spans}
    for start, end, label in places:
        assert label in found_labels
        assert any(span.start <= start and end <= span.end for span in spans)


@given(LETTERS, texts_with_spans(), st.randoms(use_true_random=False))
def test_the_order_of_the_spans_changes_nothing(
    title: str, article: tuple[str, list[Found]], shuffler: random.Random
) -> None:
    text, spans = article
    shuffled = list(spans)
    shuffler.shuffle(shuffled)
    assert entities_of(title, text, shuffled) == entities_of(title, text, spans)


@given(LETTERS, texts_with_spans())
def test_entities_come_by_salience_then_place(title: str, article: tuple[str, list[Found]]) -> None:
    def rank(entity: Entity) -> tuple[float, int]:
        return -entity.salience, entity.mentions[0].start

    text, spans = article
    entities = entities_of(title, text, spans)
    assert [rank(entity) for entity in entities] == sorted(rank(entity) for entity in entities)
    assert all(entity.salience == 0 for entity in entities if entity.label in VALUE_LABELS)


@given(texts_with_spans())
def test_mentions_read_again_give_the_same_entities(article: tuple[str, list[Found]]) -> None:
    text, spans = article
    once = entities_of("", text, spans)
    again = entities_of(
        "",
        text,
        [
            Found(mention.start, mention.end, entity.label)
            for entity in once
            for mention in entity.mentions
        ],
    )
    assert again == once
