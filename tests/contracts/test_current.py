"""The row of an article: flat, of its newest version, with the copies that are known."""

from itertools import permutations
from typing import Any

import pytest

from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.current import (
    NO_COPIES,
    Copies,
    CurrentArticle,
    Version,
    copies_of,
    current_of,
    is_newer,
    version_of,
)
from tests.builders import NOON, after, duplicate_article, enriched_article

FIELDS: dict[str, dict[str, Any]] = CurrentArticle.model_json_schema(mode="serialization")[
    "properties"
]


def retracted(**changes: Any) -> EnrichedArticle:
    return enriched_article(change="retracted", **changes)


def entity(name: str, kind: str, link: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "name": name,
        "label": "X",
        "kind": kind,
        "mentions": [],
        "count": 1,
        "salience": 0.1,
        "link": link,
    }


@pytest.mark.parametrize("name", list(FIELDS))
def test_a_field_is_a_scalar_or_an_array_of_strings_and_is_described(name: str) -> None:
    field = FIELDS[name]
    kinds = [it for it in field.get("anyOf", [field]) if it.get("type") != "null"]
    assert [is_flat(it) for it in kinds] == [True]
    assert field["description"]


def is_flat(schema: dict[str, Any]) -> bool:
    """Whether it is of a column."""
    if schema["type"] == "array":
        return bool(schema["items"] == {"type": "string"})
    return schema["type"] in {"string", "integer", "number", "boolean"}


def test_a_row_says_what_the_record_says() -> None:
    row = current_of(enriched_article(tags=["harbour"], section="Local"))
    assert row is not None
    written = row.model_dump(mode="json")
    article = enriched_article()
    assert written["schema"] == "news.articles.current.v1"
    assert written["id"] == article.id
    assert written["change"] == "new"
    assert written["host"] == "harbour-gazette.example"
    assert written["feed_title"] == "Harbour Gazette"
    assert (written["tags"], written["section"]) == (["harbour"], "Local")
    assert written["entry_id"] == article.provenance.entry_id
    assert (written["copies"], written["copy_hosts"]) == (0, [])
    for name in ("title", "text", "url", "language", "group_id", "model", "word_count"):
        assert written[name] == article.model_dump(mode="json")[name]


def test_a_row_that_was_written_can_be_read() -> None:
    row = current_of(enriched_article(), Copies(2, ("island-post.example",)))
    assert row is not None
    assert CurrentArticle.model_validate_json(row.model_dump_json()) == row


def test_names_are_sorted_by_their_kinds_and_each_comes_once() -> None:
    kenya = {"kb": "iso3166", "id": "KE", "name": "Kenya", "score": 1}
    nairobi = {"kb": "geonames", "id": "184745", "name": "Nairobi", "score": 0.9}
    row = current_of(
        enriched_article(
            entities=[
                entity("Nairobi", "place", nairobi),
                entity("Maren Oltmann", "person"),
                entity("Kenya", "place", kenya),
                entity("Republic of Kenya", "place", kenya),
                entity("Harbour Board", "organization", kenya),
                entity("Nairobi", "place"),
                entity("Regatta", "event"),
                entity("The Gull", "work"),
                entity("Tuesday", "other"),
            ]
        )
    )
    assert row is not None
    assert row.persons == ("Maren Oltmann",)
    assert row.places == ("Nairobi", "Kenya", "Republic of Kenya")
    assert row.place_codes == ("184745", "KE")
    assert row.place_names == ("Nairobi", "Kenya")
    assert row.organizations == ("Harbour Board",)
    assert (row.events, row.works) == (("Regatta",), ("The Gull",))


def test_copies_are_counted_and_its_own_host_is_none_of_theirs() -> None:
    duplicate = duplicate_article(copies=2, hosts=["harbour-gazette.example", "island.example"])
    row = current_of(enriched_article(), copies_of(duplicate))
    assert row is not None
    assert (row.copies, row.copy_hosts) == (2, ("island.example",))


def test_a_repetition_of_an_article_that_nobody_copied_says_nothing() -> None:
    assert copies_of(duplicate_article(copies=0, hosts=["harbour-gazette.example"])) == NO_COPIES


def test_of_what_copies_say_the_later_is_greater() -> None:
    said = [
        NO_COPIES,
        Copies(1, ("a.example", "b.example")),
        Copies(2, ("a.example", "b.example")),
        Copies(2, ("a.example", "b.example", "c.example")),
    ]
    assert sorted(said) == said
    assert all(max(order) == said[-1] for order in permutations(said))


def test_a_retracted_article_has_no_row() -> None:
    assert current_of(retracted()) is None
    assert current_of(enriched_article()) is not None


def test_versions_go_by_revision_then_retraction_then_time() -> None:
    def version(article: EnrichedArticle, minutes: float) -> Version:
        return version_of(article)._replace(enriched_at=after(minutes))

    in_order = [
        version(enriched_article(revision=1), 5),
        version(enriched_article(revision=1), 6),
        version(retracted(revision=1), 1),
        version(enriched_article(revision=2), 0),
        version(retracted(revision=2), 0),
    ]
    assert sorted(in_order) == in_order


def test_what_is_not_greater_is_not_newer() -> None:
    article = enriched_article(revision=2, enriched_at=NOON)
    assert is_newer(article, None)
    assert not is_newer(article, version_of(article))
    assert not is_newer(enriched_article(revision=1, enriched_at=after(9)), Version(2, False, NOON))
    assert is_newer(enriched_article(revision=3), version_of(article))


def test_a_record_from_before_the_time_was_noted_has_the_enrichers() -> None:
    assert version_of(enriched_article(timings={"enricher": after(3)})).enriched_at == after(3)
    assert version_of(enriched_article(timings={}, seen_at=after(1))).enriched_at == after(1)
