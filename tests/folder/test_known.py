"""What is remembered of an article survives the journal."""

from hypothesis import given
from hypothesis import strategies as st

from newsmill.contracts.current import NO_COPIES, Copies, Version
from newsmill.folder.known import Known, decoded, later
from tests.builders import after

versions = st.builds(
    Version, st.integers(1, 4), st.booleans(), st.integers(0, 5).map(lambda minute: after(minute))
)
known = st.builds(
    Known,
    st.none() | versions,
    st.integers(0, 9),
    st.just(NO_COPIES) | st.builds(Copies, st.integers(1, 3), st.tuples(st.text(max_size=5))),
    st.integers(0, 9),
).map(lambda it: decoded(it.encoded()))


@given(known)
def test_an_entry_is_read_as_it_was_written(it: Known) -> None:
    assert decoded(it.encoded()) == it


@given(known, known, known)
def test_entries_may_come_in_any_order_and_twice(one: Known, two: Known, three: Known) -> None:
    assert later(one, two) == later(two, one)
    assert later(later(one, two), three) == later(one, later(two, three))
    assert later(one, one) == one
