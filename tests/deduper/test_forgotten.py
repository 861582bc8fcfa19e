from hypothesis import given
from hypothesis import strategies as st

from newsmill.deduper.forgotten import Forgotten, Remains

CHUNKS = st.lists(
    st.lists(
        st.tuples(st.integers(1, 20), st.integers(1, 9), st.integers(1, 50)),
        max_size=5,
        unique_by=lambda row: row[0],
    ),
    max_size=30,
)


@given(CHUNKS, st.integers(1, 8))
def test_what_remains_is_the_last_of_the_chunks_that_are_kept(
    chunks: list[list[tuple[int, int, int]]], capacity: int
) -> None:
    forgotten = Forgotten(capacity)
    written = [forgotten.add(chunk, oldest=1) for chunk in chunks]
    expected: dict[int, Remains] = {}
    for chunk in chunks[-capacity:]:
        expected |= {article: Remains(revision, state) for article, state, revision in chunk}
    floor = max((row[2] for chunk in chunks[:-capacity] for row in chunk), default=0)
    again = Forgotten(capacity)
    again.load(written[::-1])
    for memory in (forgotten, again):
        found = {article: memory.find(article) for article in range(1, 21)}
        assert {article: each for article, each in found.items() if each} == expected
        assert memory.floor == floor


def test_a_compacted_journal_has_the_last_chunks_only() -> None:
    forgotten = Forgotten(2)
    written = {}
    for revision in range(1, 8):
        chunk = forgotten.add([(revision, 1, revision)], oldest=1)
        written[forgotten.last % 2] = chunk
    again = Forgotten(2)
    again.load(list(written.values()))
    assert again.floor == forgotten.floor == 5
    assert again.find(7) == Remains(7, 1)
    assert again.find(5) is None
