"""What labels of other data sets mean in our kinds."""

from tests.entities.labelled import KINDS, Kind

KIND_BY_LABEL: dict[str, Kind] = {
    **{kind.upper(): kind for kind in KINDS},
    # CoNLL-2003, WikiNER, WNUT
    "PER": "person",
    "ORG": "organization",
    "LOC": "place",
    "MISC": "other",
    "CORPORATION": "organization",
    "GROUP": "organization",
    "LOCATION": "place",
    "CREATIVE-WORK": "work",
    # OntoNotes 5
    "GPE": "place",
    "FAC": "place",
    "FACILITY": "place",
    "WORK_OF_ART": "work",
    "NORP": "other",
    "PRODUCT": "other",
    "LAW": "other",
    "LANGUAGE": "other",
}

VALUES = frozenset({"CARDINAL", "DATE", "MONEY", "ORDINAL", "PERCENT", "QUANTITY", "TIME"})
"""OntoNotes' numbers and times: they name nothing and are not judged."""


class UnknownLabel(ValueError):
    """A label that no table of ours knows."""


def kind_of(label: str) -> Kind | None:
    """The kind that a label means; None for numbers and times.

    Raises:
        UnknownLabel: it is none of CoNLL-2003, OntoNotes 5, WNUT and our kinds.
    """
    upper = label.upper()
    if upper in VALUES:
        return None
    if upper not in KIND_BY_LABEL:
        raise UnknownLabel(f"unknown label {label!r}")
    return KIND_BY_LABEL[upper]
