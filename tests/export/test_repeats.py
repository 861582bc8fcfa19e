"""Remembering ids in little memory."""

from hypothesis import given
from hypothesis import strategies as st

from newsmill.export.repeats import SeenIds


@given(st.lists(st.text(max_size=3)))
def test_an_id_is_new_once(ids: list[str]) -> None:
    seen = SeenIds()
    assert [id_ for id_ in ids if seen.add(id_)] == list(dict.fromkeys(ids))
    assert len(seen) == len(set(ids))


def test_it_grows() -> None:
    seen = SeenIds()
    assert all(seen.add(f"{number:x}.1") for number in range(50_000))
    assert not any(seen.add(f"{number:x}.1") for number in range(50_000))
    assert len(seen) == 50_000
