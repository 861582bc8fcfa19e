import itertools
import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.contracts.articles import Entity
from newsmill.enricher.finding import Found
from newsmill.enricher.kinds import kind_of
from newsmill.enricher.names import key_of
from newsmill.enricher.resolving.edges import trimmed
from newsmill.enricher.resolving.resolving import STEPS, load_tables, resolve
from newsmill.enricher.resolving.spans import VALUE_LABELS
from newsmill.text.characters import INVISIBLE
from tests.enricher.resolving.builders import marked


def entities_of(title: str, text: str, spans: list[Found]) -> tuple[Entity, ...]:
    return resolve(title, text, [], spans, "en")


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
        pytest.param(["The Halden Group", "the Halden Group"], "Halden Group", id="The"),
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
        pytest.param(organisations("AT&T", "ATT"), ["AT&T", "ATT"], id="signs that make a name"),
        pytest.param(
            persons("Ingrid Marsh", "Peter Marsh", "Marsh"),
            ["Ingrid Marsh", "Peter Marsh", "Marsh"],
            id="a surname of two",
        ),
        pytest.param(
            persons("Ingrid Marsh", "Ingrid Okafor", "Ingrid"),
            ["Ingrid Marsh", "Ingrid Okafor", "Ingrid"],
            id="a first name of two",
        ),
        pytest.param(
            persons("Ingrid Marsh", "Mr Marsh"), ["Ingrid Marsh", "Marsh"], id="her husband"
        ),
        pytest.param(
            organisations("Riverton Bank", "Bank"), ["Riverton Bank", "Bank"], id="no person"
        ),
        pytest.param([("Kenya", "GPE"), ("Kenyans", "NORP")], ["Kenya", "Kenyans"], id="a people"),
        pytest.param(
            organisations("Leeds United", "Leeds General Infirmary"),
            ["Leeds United", "Leeds General Infirmary"],
            id="two of one city",
        ),
        pytest.param(
            organisations("National Museum", "National Museum of Norway"),
            ["National Museum", "National Museum of Norway"],
            id="two museums",
        ),
        pytest.param(
            [("London Stock Exchange", "ORG"), ("London", "GPE")],
            ["London Stock Exchange", "London"],
            id="the city of an exchange",
        ),
        pytest.param(
            organisations("European Fisheries Board", "English Football Board", "EFB"),
            ["European Fisheries Board", "English Football Board", "EFB"],
            id="an acronym of two",
        ),
        pytest.param(
            [("5 March", "DATE"), ("March 5", "DATE")], ["5 March", "March 5"], id="dates"
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
        pytest.param(["Ingrid Marsh", "Marsh", "Ms. Marsh"], "Ingrid Marsh", id="honorifics"),
        pytest.param(["Ingrid Marsh", "Ingrid"], "Ingrid Marsh", id="first name"),
        pytest.param(["Joseph R. Marsh", "Joseph Marsh"], "Joseph R. Marsh", id="initial"),
        pytest.param(["Joseph Marsh Jr", "Marsh"], "Joseph Marsh Jr", id="generation"),
        pytest.param(["Anna van der Berg", "van der Berg"], "Anna van der Berg", id="particle"),
        pytest.param(["INGRID MARSH", "Marsh", "marsh"], "INGRID MARSH", id="shouted"),
    ],
)
@pytest.mark.parametrize("label", ["PERSON", "PER"])
def test_a_surname_joins_the_only_person_it_can_mean(
    forms: list[str], name: str, label: str
) -> None:
    text = "; ".join(forms)
    (entity,) = entities_of("", text, find(text, *((form, label) for form in forms)))
    assert entity.name == name
    assert entity.count == len(forms)


@pytest.mark.parametrize(
    ("text", "forms", "name"),
    [
        pytest.param(
            "The World Health Organization (WHO) met. WHO said",
            ["The World Health Organization", "WHO", "WHO"],
            "World Health Organization",
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
            "Halden Oil (HO) sued Harbour Office (HO); HO won",
            ["Halden Oil", "Harbour Office", "HO won"],
            id="two explanations",
        ),
        pytest.param(
            "Halden Energy (NYSE) fell; NYSE rose", ["Halden Energy", "NYSE rose"], id="a market"
        ),
        pytest.param("Halden Energy (hen) fell; Hen", ["Halden Energy", "Hen"], id="no capitals"),
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
    ["", " ", "”", "--", "123", "🙂", "https://a.example/Marsh", "Marsh " * 30],
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
        "Okafor": 0.97,  # 0.4 × 2/2, once in the title, + 0.3 + 0.3 × (1 − 0.1)
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


@pytest.fixture(scope="module", autouse=True)
def _tables() -> None:
    """Load what resolving needs, which is too slow for one example."""
    for language in ("en", "fr", "ru"):
        load_tables(language)


LETTERS = st.text(
    st.one_of(
        st.sampled_from("ab AB\r\n\t “”’'().,\u0301\u200d\U0001f469\u00a0éß&-"), st.characters()
    ),
    max_size=60,
)
LABELS = st.sampled_from(["PERSON", "ORG", "GPE", "DATE", "PER", "ODD"])
LANGUAGES = st.sampled_from(["en", "fr", "ru"])
WORDS = st.lists(
    st.one_of(
        st.sampled_from(["Aro", "Lind", "ARO", "Agna", "Moreno", "Kenya", "Oslo", "Halden", "Plc"]),
        st.sampled_from(["the", "The", "and", "Mr", "President", "said", "(HE)", "2", "1", "beat"]),
        st.sampled_from(["-", ",", ".", "\n", "’s", "\u200e", "von", "der", "in", "é", "É."]),
        st.sampled_from(["European", "Board", "EB", "US", "Monday"]),
    ),
    max_size=25,
).map(" ".join)


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Found]]:
    text = draw(st.one_of(LETTERS, WORDS))
    edges = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(edges, edges, LABELS), max_size=12))
    return text, [Found(min(a, b), max(a, b), label) for a, b, label in spans]


Article = tuple[str, list[Found]]


@given(texts_with_spans(), texts_with_spans(), LANGUAGES)
def test_every_mention_is_exactly_its_place(
    title: Article, article: Article, language: str
) -> None:
    entities = resolve(title[0], article[0], title[1], article[1], language)
    for entity in entities:
        assert entity.name.strip() == entity.name != ""
        assert re.search(f"[{INVISIBLE}]", entity.name) is None or not entity.name.isprintable()
        assert entity.count == len(entity.mentions) + len(entity.title_mentions)
        assert entity.kind == kind_of(entity.label)
        assert 0 <= entity.salience <= 1
        assert (entity.salience == 0) or entity.label not in VALUE_LABELS
    for text, everywhere in (
        (title[0], [mention for entity in entities for mention in entity.title_mentions]),
        (article[0], [mention for entity in entities for mention in entity.mentions]),
    ):
        behind = 0
        for mention in sorted(everywhere, key=lambda mention: mention.start):
            assert behind <= mention.start < mention.end
            assert text[mention.start : mention.end] == mention.text
            behind = mention.end
    for entity in entities:
        for mentions in (entity.title_mentions, entity.mentions):
            assert list(mentions) == sorted(mentions, key=lambda mention: mention.start)


@given(texts_with_spans(), texts_with_spans(), LANGUAGES)
def test_a_name_has_one_kind_in_an_article(title: Article, article: Article, language: str) -> None:
    kinds: dict[tuple[str, ...], set[str]] = {}
    for entity in resolve(title[0], article[0], title[1], article[1], language):
        for mention in (*entity.title_mentions, *entity.mentions):
            if entity.label not in VALUE_LABELS:
                kinds.setdefault(key_of(mention.text), set()).add(entity.label)
    assert all(len(labels) == 1 for labels in kinds.values())


@given(texts_with_spans(), st.integers(0, len(STEPS)))
def test_any_number_of_steps_may_be_taken(article: Article, number: int) -> None:
    text, spans = article
    for entity in resolve("", text, [], spans, "en", steps=STEPS[:number]):
        assert all(text[it.start : it.end] == it.text for it in entity.mentions)


@given(texts_with_spans())
def test_without_steps_the_spans_are_the_models_own(article: Article) -> None:
    text, spans = article
    found = {(span.start, span.end, span.label) for span in spans}
    for entity in resolve("", text, [], spans, "en", steps=()):
        assert all((it.start, it.end, entity.label) in found for it in entity.mentions)


@given(texts_with_spans(), texts_with_spans(), st.randoms(use_true_random=False))
def test_the_order_of_the_spans_changes_nothing(
    title: Article, article: Article, shuffler: random.Random
) -> None:
    shuffled = list(article[1])
    shuffler.shuffle(shuffled)
    assert resolve(title[0], article[0], title[1], shuffled, "en") == resolve(
        title[0], article[0], title[1], article[1], "en"
    )


@given(LETTERS, texts_with_spans())
def test_entities_come_by_salience_then_place(title: str, article: Article) -> None:
    def rank(entity: Entity) -> tuple[float, bool, int]:
        first = (entity.mentions or entity.title_mentions)[0]
        return -entity.salience, not entity.mentions, first.start

    entities = resolve(title, article[0], [], article[1], "en")
    assert [rank(entity) for entity in entities] == sorted(rank(entity) for entity in entities)


@pytest.mark.parametrize(
    "unit",
    [
        "Aro Lind ",
        "Lind, ",
        "Lind 2 Oslo 1\n",
        "1 ",
        " ",
        "Lind\n",
        "(Lind)",
        "A.B.",
        "’s",
        "LIND ",
    ],
)
def test_hostile_texts_take_linear_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    words = [Found(*it.span(), "PERSON") for it in re.finditer(r"[A-Z]\w*", text)]
    whole = [Found(0, len(text), "ORG")]
    started = time.process_time()
    for spans in (words, whole):
        resolve(text[:3000], text, [], spans, "en")
    # A tenth of that on a quiet machine; what is quadratic takes minutes.
    assert time.process_time() - started < 20


def test_thousands_of_people_with_one_surname_take_linear_time() -> None:
    names = ["".join(letters) for letters in itertools.product("abcdefghijklmnopqrst", repeat=3)]
    text, in_text = marked(
        " ".join(
            f"President [X{name} Clark|PERSON] said no and [Clark|PERSON] left." for name in names
        )
    )
    started = time.process_time()
    resolve("", text, [], in_text, "en")
    # Half a second on a quiet machine; what was quadratic took a minute.
    assert time.process_time() - started < 10
