"""Which entities of an article are gained, lost, or not what they were."""

from typing import Any

import pytest

from newsmill.inspection.entity_changes import EntityChange, entity_changes


def entity(name: str, label: str, **changes: Any) -> dict[str, Any]:
    """An entity as a version of long ago wrote it, named once at the start."""
    mention = {"start": 0, "end": len(name), "text": name}
    fields = {"name": name, "label": label, "mentions": [mention], "count": 1, "salience": 0.5}
    return {**fields, "link": None, **changes}


KENYA = {"kb": "iso3166", "id": "KE", "name": "Kenya", "score": 0.9}
CAPTAIN = entity("Maren Oltmann", "PERSON")


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param([CAPTAIN], [CAPTAIN], [], id="the-same"),
        pytest.param([CAPTAIN], [], [EntityChange("lost", "Maren Oltmann", "PERSON")], id="lost"),
        pytest.param(
            None, [CAPTAIN], [EntityChange("gained", "Maren Oltmann", "PERSON")], id="gained"
        ),
        pytest.param(
            [entity("Nairobi", "PERSON")],
            [entity("Nairobi", "GPE")],
            [EntityChange("relabelled", "Nairobi", "GPE", "PERSON", "GPE")],
            id="relabelled",
        ),
        pytest.param(
            [entity("Nairobi", "PERSON"), entity("Nairobi", "GPE")],
            [entity("Nairobi", "GPE")],
            [EntityChange("lost", "Nairobi", "PERSON")],
            id="one-of-two-labels-is-gone",
        ),
        pytest.param(
            [entity("Kenya", "GPE")],
            [entity("Kenya", "GPE", link=KENYA)],
            [EntityChange("link", "Kenya", "GPE", None, "iso3166 KE (Kenya)")],
            id="linked",
        ),
        pytest.param(
            [entity("Kenya", "GPE", link=KENYA)],
            [entity("Kenya", "GPE", link={**KENYA, "score": 0.7})],
            [],
            id="less-sure-of-its-link",
        ),
        pytest.param(
            [entity("Kenya", "GPE", kind="place")],
            [entity("Kenya", "GPE", kind="other")],
            [EntityChange("kind", "Kenya", "GPE", "place", "other")],
            id="another-kind",
        ),
        pytest.param(
            [entity("Tuesday", "DATE", date=None)],
            [entity("Tuesday", "DATE", date={"value": "2026-03-03", "precision": "day"})],
            [EntityChange("date", "Tuesday", "DATE", None, "2026-03-03 (day)")],
            id="dated",
        ),
        pytest.param(
            [entity("Kenya", "GPE")],
            [entity("Kenya", "GPE", kind="place", date=None, title_mentions=[{"start": 1}])],
            [],
            id="fields-that-it-did-not-have",
        ),
        pytest.param(
            [entity("Kenya", "GPE", title_mentions=[])],
            [entity("Kenya", "GPE", title_mentions=[{"start": 0, "end": 5}], salience=0.9)],
            [EntityChange("mentions", "Kenya", "GPE", 1, 2)],
            id="found-in-the-title",
        ),
        pytest.param(
            [entity("Kenya", "GPE", mentions=[{"start": 4, "end": 9}, {"start": 20, "end": 25}])],
            [entity("Kenya", "GPE", mentions=[{"start": 4, "end": 9}, {"start": 20, "end": 27}])],
            [EntityChange("mentions", "Kenya", "GPE", "20-25", "20-27")],
            id="other-edges",
        ),
        pytest.param(
            [entity("Kenya", "GPE", salience=0.5)],
            [entity("Kenya", "GPE", salience=0.6)],
            [EntityChange("salience", "Kenya", "GPE", 0.5, 0.6)],
            id="more-important",
        ),
        pytest.param(
            [entity("Kenya", "GPE", salience=0.5)],
            [entity("Kenya", "GPE", salience=0.501)],
            [],
            id="as-important",
        ),
        pytest.param(7, ["nonsense"], [], id="nobody-of-ours"),
    ],
)
def test_entities_are_paired_by_name_and_label(
    before: Any, now: Any, expected: list[EntityChange]
) -> None:
    assert list(entity_changes(before, now)) == expected
