"""A text with five names, and what was found in it."""

from tests.entities.labelled import Kind, LabelledText, Mark, PlaceId
from tests.entities.scoring import FoundName, FoundText

TEXT = "Lind of Agna met Aro Lind in Agna. Lind left."
LIND, AGNA, ARO_LIND, AGNA_AGAIN, LIND_AGAIN = (0, 4), (8, 12), (17, 25), (29, 33), (35, 39)
AGNA_ID, KENYA, OREGON = (
    PlaceId("geonames", "1"),
    PlaceId("iso3166", "KE"),
    PlaceId("geonames", "9"),
)


def text(*marks: Mark, links: dict[str, PlaceId | None] | None = None) -> LabelledText:
    """The text with these marks and links."""
    return LabelledText("agna", "Lind", TEXT, "en", None, (), marks, links=links)


def mark(place: tuple[int, int], kind: Kind, thing: str | None = None) -> Mark:
    """A labelled name."""
    return Mark(*place, kind, thing)


def name(place: tuple[int, int], kind: Kind, thing: int | None = None) -> FoundName:
    """A found name."""
    return FoundName(*place, kind, thing)


def found(*names: FoundName, **links: PlaceId | None) -> FoundText:
    """What was found; the link of thing 1 is `t1`."""
    return FoundText(names, (), {int(thing[1:]): link for thing, link in links.items()})
