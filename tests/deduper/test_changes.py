"""What a revision says of itself: new or revised, and which fields differ from the one before."""

from datetime import timedelta
from struct import Struct
from typing import Any
from zlib import crc32

import pytest

from newsmill.contracts.articles import CleanArticle, UniqueArticle
from newsmill.deduper import changes, verdicts
from newsmill.deduper.settings import Settings
from tests.builders import NOON, TEXT, after, clean_article, provenance
from tests.deduper.test_deciding import OTHER_NEWS, OTHER_TEXT, REPRINT, Deduper, seen

LATER = NOON + timedelta(hours=3)
OTHER_VALUES: dict[str, Any] = {
    "title": "The ferry returns",
    "text": OTHER_TEXT,
    "summary": "It was away for weeks.",
    "url": "https://harbour-gazette.example/ferry?again",
    "canonical_url": "https://harbour-gazette.example/the-ferry",
    "authors": ("Ines Halloran", "Jory Penrose"),
    "categories": ("Sea",),
    "image_url": "https://harbour-gazette.example/ferry.jpg",
    "media": ({"url": "https://harbour-gazette.example/ferry.jpg", "caption": "At sea"},),
    "language": "de",
    "published_at": LATER,
    "updated_at": LATER,
    "section": "Islands",
    "tags": ("sea", "ships"),
}


def what_changed(answer: object) -> tuple[str, tuple[str, ...]]:
    assert isinstance(answer, UniqueArticle)
    return answer.change, answer.changed


def test_there_is_another_value_of_each_field() -> None:
    assert set(OTHER_VALUES) == set(changes.FIELDS)
    assert set(changes.FIELDS) <= set(CleanArticle.model_fields)


@pytest.mark.parametrize("field", OTHER_VALUES)
def test_each_field_is_noticed_alone(field: str) -> None:
    before, now = (changes.digests(clean_article(**other)) for other in ({}, told(field)))
    assert changes.names(changes.difference(before, now)) == (field,)


def told(field: str) -> dict[str, Any]:
    """One field with another value; ids and counts are those of the article all the same."""
    article = clean_article()
    kept = ("article_id", "fingerprint", "canonical_url", "word_count")
    return {name: getattr(article, name) for name in kept} | {field: OTHER_VALUES[field]}


def test_nothing_is_said_of_what_was_not_kept() -> None:
    assert changes.difference(changes.NOT_KEPT, changes.digests(clean_article())) == 0
    assert changes.digests(clean_article()) != changes.NOT_KEPT


def test_the_order_in_journals_stays() -> None:
    assert changes.names(0b1000_0010_0011) == ("title", "text", "authors", "updated_at")
    assert changes.bits(changes.FIELDS) == (1 << len(changes.FIELDS)) - 1


def test_an_article_is_new_and_then_revised() -> None:
    dedupe = Deduper()
    assert what_changed(dedupe(seen("a"))) == ("new", ())
    again = seen("a", 2, title="The ferry is back", authors=("Ines Halloran",))
    assert what_changed(dedupe(again)) == ("revised", ("title", "authors"))
    third = seen("a", 3, title="The ferry is back", text=OTHER_TEXT, authors=("Ines Halloran",))
    assert what_changed(dedupe(third)) == ("revised", ("text",))


def test_it_is_the_last_one_published_that_it_is_compared_with() -> None:
    dedupe = Deduper()
    dedupe(seen("a"))
    dedupe(seen("b", authors=("Somebody Else",)))
    assert what_changed(dedupe(seen("a", 2, text=OTHER_TEXT))) == ("revised", ("text",))


def test_redelivered_it_says_the_same_also_after_a_recovery() -> None:
    dedupe = Deduper()
    dedupe(seen("a"))
    revision = seen("a", 2, text=OTHER_TEXT, summary="Shorter.")
    first = dedupe(revision)
    dedupe(seen("a", 3, title="Once more"))
    dedupe.restart()
    assert dedupe(revision) == first
    assert what_changed(first) == ("revised", ("text", "summary"))


def test_a_copy_that_becomes_an_article_of_its_own_is_new() -> None:
    """Its first revision was published as a copy only."""
    dedupe = Deduper()
    dedupe(seen("a"))
    dedupe(seen("b", url=REPRINT))
    own = dedupe(seen("b", 2, url=REPRINT, text=OTHER_NEWS))
    assert isinstance(own, UniqueArticle)
    assert (own.revision, own.change, own.changed) == (2, "new", ())


def test_the_first_that_is_known_after_all_was_lost_is_new() -> None:
    dedupe = Deduper()
    dedupe(seen("a"))
    dedupe.journal.clear()
    dedupe.restart()
    answer = dedupe(seen("a"))
    assert isinstance(answer, UniqueArticle)
    assert answer.revision > 1
    assert answer.change == "new"


def test_what_comes_back_after_it_was_forgotten_is_revised() -> None:
    dedupe = Deduper(Settings(memory=timedelta(minutes=10)))
    dedupe(seen("a"))
    dedupe(seen("b", url=REPRINT, text=OTHER_NEWS, seen_at=after(40)))
    answer = dedupe(seen("a", 2, text=OTHER_TEXT, seen_at=after(41)))
    assert isinstance(answer, UniqueArticle)
    assert (answer.revision, answer.change, answer.changed) == (2, "revised", ())


FORMAT_1_ROW = Struct("<QIQ16s8s8s16s8s8s8s8sIIQBBBf16s16sII")


def as_format_1(value: bytes) -> bytes:
    """An entry of the journal as the version before wrote it."""
    host_length = value[1]
    rest = value[2 + verdicts.ROW_BYTES : -4]
    old = bytes([1, host_length]) + value[2 : 2 + FORMAT_1_ROW.size] + rest
    return old + crc32(old).to_bytes(4, "little")


def test_journals_from_before_changes_were_noted_are_read() -> None:
    dedupe = Deduper()
    first = dedupe(seen("a"))
    revision = dedupe(seen("a", 2, text=OTHER_TEXT))
    dedupe.journal = {
        key: as_format_1(value) if key.startswith(b"v") else value
        for key, value in dedupe.journal.items()
    }
    dedupe.restart()
    assert dedupe(seen("a")) == first
    again = dedupe(seen("a", 2, text=OTHER_TEXT))
    assert isinstance(revision, UniqueArticle)
    assert again == revision.model_copy(update={"changed": ()})
    renamed = seen("a", 3, text=OTHER_TEXT, title="Another", authors=("Ines Halloran",))
    assert what_changed(dedupe(renamed)) == ("revised", ("title",))
    newest = seen("a", 4, text=TEXT, title="Another")
    assert what_changed(dedupe(newest)) == ("revised", ("text", "authors"))


def test_a_page_fetched_anew_says_what_differs() -> None:
    dedupe = Deduper()
    dedupe(seen("a", provenance=provenance("a")))
    answer = dedupe(seen("a", text=OTHER_TEXT, provenance=provenance("a")))
    assert what_changed(answer) == ("revised", ("text",))
