"""What a model's label means in all languages."""

from newsmill.contracts.articles import EntityKind

KIND_BY_LABEL: dict[str, EntityKind] = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "EVENT": "event",
    "WORK_OF_ART": "work",
}
"""OntoNotes 5 (English models) and WikiNER (French models); all other labels are `other`."""


def kind_of(label: str) -> EntityKind:
    """The kind of thing that `label` is used for."""
    return KIND_BY_LABEL.get(label, "other")
