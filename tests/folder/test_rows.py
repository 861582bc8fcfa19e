"""The messages that rows are written as."""

from newsmill.contracts.current import Copies, CurrentArticle, current_of
from newsmill.contracts.headers import child_traceparent, traceparent_of
from newsmill.folder.rows import row_message, with_copies
from tests.builders import NOON, enriched_article, hex32
from tests.folder.records import article, retracted

PLACE = ("news.articles.current.v1", 3)
TWO = Copies(2, ("harbour-gazette.example", "island-post.example"))
TRACE = child_traceparent(None, "a test")


def test_a_row_is_written_under_its_key_with_the_headers_of_every_event() -> None:
    written = row_message(article("a", 2), TWO, TRACE, PLACE, NOON)
    assert (written.topic, written.partition) == PLACE
    assert written.key == hex32("a").encode()
    row = current_of(article("a", 2), TWO)
    assert row is not None
    assert CurrentArticle.model_validate_json(written.value or b"") == row
    headers = dict(written.headers)
    assert headers["ce_id"] == f"{row.id}.2".encode()
    assert headers["ce_type"] == b"news.articles.current.v1"
    assert headers["ce_source"] == b"/newsmill/folder"
    assert headers["ce_subject"] == hex32("a").encode()
    trace = traceparent_of(written.headers)
    assert trace is not None
    assert trace != TRACE
    assert trace.split("-")[1] == TRACE.split("-")[1]


def test_a_withdrawn_article_leaves_its_key_and_what_withdrew_it() -> None:
    written = row_message(retracted("a", 2), TWO, None, PLACE, NOON)
    assert written.key == hex32("a").encode()
    assert written.value is None
    assert dict(written.headers)["ce_id"] == f"{retracted('a', 2).id}.retracted".encode()


def test_a_row_with_other_copies_differs_in_nothing_else() -> None:
    before = row_message(enriched_article(), Copies(), TRACE, PLACE, NOON)
    after = with_copies(before.value or b"", TWO, PLACE, NOON)
    assert after == row_message(enriched_article(), TWO, None, PLACE, NOON)
