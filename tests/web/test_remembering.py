from newsmill.web.remembering import ENTRY_BYTES, LRUCache


def cache(entries: int) -> LRUCache[str, str]:
    return LRUCache(entries * (ENTRY_BYTES + 100))


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    names = cache(3)
    for key in "abc":
        names.put(key, key, 100)
    names.get("a")
    names.put("d", "d", 100)
    assert [key for key in "abcd" if names.get(key)] == ["a", "c", "d"]


def test_what_alone_is_too_heavy_pushes_nothing_out() -> None:
    names = cache(2)
    names.put("a", "a", 100)
    names.put("b", "b", 10_000)
    assert (names.get("a"), names.get("b")) == ("a", None)


def test_what_is_put_again_weighs_once() -> None:
    names = cache(2)
    names.put("a", "a", 100)
    for value in "xyz":
        names.put("b", value, 100)
    assert (names.get("a"), names.get("b")) == ("a", "z")


def test_nothing_weighs_nothing() -> None:
    names = cache(2)
    names.put("a", "a", 100)
    names.remove("a")
    names.remove("a")
    assert names.bytes == 0
