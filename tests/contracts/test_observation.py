import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from newsmill.contracts.base import Observation, Record, WrittenObservation
from tests.builders import clean_article, duplicate_article, raw_article

DIGITS = "0123456789abcdef"
observations = st.builds(
    Observation,
    st.text(DIGITS, min_size=32, max_size=32),
    st.text(DIGITS, min_size=16, max_size=16),
)


class Note(Record):
    about: WrittenObservation


@given(observations)
def test_what_is_written_is_read_back(observation: Observation) -> None:
    assert Observation.parse(str(observation)) == observation
    assert Observation.unpack(observation.packed()) == observation
    note = Note(about=observation)
    assert note.model_dump(mode="json") == {"about": str(observation)}
    assert Note.model_validate_json(note.model_dump_json()) == note


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(f"{'a' * 32}", id="an-entry-alone"),
        pytest.param(f"{'A' * 32}.{'0' * 16}", id="capitals"),
        pytest.param(f"{'a' * 32}.{'0' * 16}\n", id="a-line-end"),
        pytest.param(f"{'a' * 31}g.{'0' * 16}", id="another-letter"),
        pytest.param("news.articles.raw.v1-0-17", id="a-place"),
        pytest.param(f"{'١' * 32}.{'0' * 16}", id="arabic-digits"),
    ],
)
def test_any_other_text_is_none(text: str) -> None:
    assert Observation.parse(text) is None
    with pytest.raises(ValidationError, match="no observation"):
        Note.model_validate({"about": text})


def test_it_stays_the_same_through_all_rooms() -> None:
    raw = raw_article()
    assert raw.observation == Observation(raw.entry_id, raw.entry_version)
    for article in (clean_article(), duplicate_article()):
        of_entry = article.provenance.entry_id, article.provenance.entry_version
        assert article.observation == Observation(*of_entry)
