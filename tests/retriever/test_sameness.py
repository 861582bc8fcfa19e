import time

from newsmill.retriever.sameness import HOST_BYTES, MAX_ADDRESSES, SeenPages, digest
from tests.builders import TEXT

URL = "https://paper.example/news/"


def page(text: str = TEXT, head: str = "") -> bytes:
    return f"<!doctype html>{head}<p>{text}".encode()


def counts(*asked: str, final: str = URL, body: bytes | None = None) -> list[int]:
    seen = SeenPages()
    return [seen.others(url, final, body or page()) for url in asked]


def test_other_addresses_count_and_the_same_one_does_not() -> None:
    assert counts(*(f"{URL}{number}" for number in (1, 2, 3, 2, 1))) == [0, 1, 2, 2, 2]


def test_tracking_scheme_and_www_make_no_other_address() -> None:
    spellings = ("https://paper.example/a", "https://paper.example/a?utm_source=rss",
                 "http://www.paper.example/a", "https://paper.example/a#top")  # fmt: skip
    assert counts(*spellings) == [0, 0, 0, 0]
    assert counts("https://paper.example/?p=1", "https://paper.example/?p=2") == [0, 1]


def test_hosts_are_counted_apart() -> None:
    seen = SeenPages()
    assert seen.others("https://a.example/1", "https://a.example/1", page()) == 0
    assert seen.others("https://b.example/1", "https://b.example/1", page()) == 0
    assert seen.others("https://a.example/2", "https://a.example/2", page()) == 1


def test_what_readers_do_not_see_makes_no_other_page() -> None:
    one = page(f"{TEXT} 12:01", '<script>token = "a"</script><meta name=csrf content="xy">')
    two = page(f"{TEXT}\n12:02", '<script>token = "b"</script><meta name=csrf content="zz">')
    assert digest(one) == digest(two)


def test_other_texts_titles_and_article_data_make_other_pages() -> None:
    data = '<script type="application/ld+json">{{"articleBody": "{}"}}</script>'
    pages = [page(), page(TEXT + " More."), page(head="<title>A</title>"),
             page(head=data.format("one")), page(head=data.format("two")),
             b"<img src=a.png>", b"<img src=b.png>"]  # fmt: skip
    assert len({digest(body) for body in pages}) == len(pages)


def test_memory_is_bounded() -> None:
    seen = SeenPages()
    for number in range(3000):
        seen.others(f"{URL}{number}", URL, page(f"{TEXT} {'x' * number}"))
    host = seen._hosts.get("paper.example")
    assert host
    assert host.bytes <= HOST_BYTES
    assert max(counts(*(f"{URL}{number}" for number in range(500)))) == MAX_ADDRESSES


def test_hostile_pages_take_no_time() -> None:
    for piece in (b"<script>", b"<", b"</script", b"<script", b"<!--"):
        began = time.process_time()
        digest(piece * (3 * 2**20 // len(piece)))
        assert time.process_time() - began < 2
