"""Abbreviations of time zones in feeds: those that mean one offset, and those that mean several."""

from datetime import datetime

_HOUR = 60

MINUTES_BY_ZONE = {
    # https://www.rfc-editor.org/rfc/rfc5322#section-4.3 fixes these. Its military letters are read
    # by nobody as RFC 822 meant them, so that they are no zone here; "z" is that of RFC 3339.
    "z": 0, "ut": 0, "gmt": 0, "est": -5 * _HOUR, "edt": -4 * _HOUR, "cst": -6 * _HOUR,
    "cdt": -5 * _HOUR, "mst": -7 * _HOUR, "mdt": -6 * _HOUR, "pst": -8 * _HOUR, "pdt": -7 * _HOUR,
    # https://data.iana.org/time-zones/tzdb/europe; MEZ and MESZ are German, HNEC and HAEC French.
    "utc": 0, "wet": 0, "west": _HOUR, "cet": _HOUR, "cest": 2 * _HOUR, "cedt": 2 * _HOUR,
    "mez": _HOUR, "mesz": 2 * _HOUR, "hnec": _HOUR, "haec": 2 * _HOUR, "eet": 2 * _HOUR,
    "eest": 3 * _HOUR, "msk": 3 * _HOUR, "мск": 3 * _HOUR, "msd": 4 * _HOUR, "trt": 3 * _HOUR,
    # https://data.iana.org/time-zones/tzdb/asia, and names that tzdb had until 2017.
    "idt": 3 * _HOUR, "irst": 210, "irdt": 270, "pkt": 5 * _HOUR, "uzt": 5 * _HOUR, "npt": 345,
    "ict": 7 * _HOUR, "wib": 7 * _HOUR, "wita": 8 * _HOUR, "hkt": 8 * _HOUR, "sgt": 8 * _HOUR,
    "myt": 8 * _HOUR, "pht": 8 * _HOUR, "jst": 9 * _HOUR, "kst": 9 * _HOUR, "wit": 9 * _HOUR,
    # https://data.iana.org/time-zones/tzdb/australasia
    "awst": 8 * _HOUR, "acst": 570, "acdt": 630, "aest": 10 * _HOUR, "aedt": 11 * _HOUR,
    "chst": 10 * _HOUR, "nzst": 12 * _HOUR, "nzdt": 13 * _HOUR,
    # https://data.iana.org/time-zones/tzdb/africa
    "wat": _HOUR, "cat": 2 * _HOUR, "sast": 2 * _HOUR, "eat": 3 * _HOUR,
    # https://data.iana.org/time-zones/tzdb/northamerica, southamerica; French names of Canada.
    "hst": -10 * _HOUR, "akst": -9 * _HOUR, "akdt": -8 * _HOUR, "ndt": -150, "hne": -5 * _HOUR,
    "hae": -4 * _HOUR, "brt": -3 * _HOUR, "brst": -2 * _HOUR, "art": -3 * _HOUR,
    "uyt": -3 * _HOUR, "clt": -4 * _HOUR, "clst": -3 * _HOUR, "bot": -4 * _HOUR,
}  # fmt: skip
"""By abbreviation, case-folded: minutes ahead of UTC."""

AMBIGUOUS_ZONES: dict[str, tuple[int, ...]] = {
    # India, Ireland, Israel: all three write it, and all three are in tzdb.
    "ist": (330, _HOUR, 2 * _HOUR),
    # British summer; Bangladesh, whose news sites write it at every article; Bougainville.
    "bst": (_HOUR, 6 * _HOUR, 11 * _HOUR),
    # Atlantic (tzdb); Arabia, whose pages write it too.
    "ast": (-4 * _HOUR, 3 * _HOUR),
    "adt": (-3 * _HOUR, 4 * _HOUR),
    # Amazon, Armenia.
    "amt": (-4 * _HOUR, 4 * _HOUR),
    # Ecuador, Eastern Caribbean.
    "ect": (-5 * _HOUR, -4 * _HOUR),
    # Gulf, Guam, South Georgia.
    "gst": (4 * _HOUR, 10 * _HOUR, -2 * _HOUR),
    # Samoa, Singapore.
    "sst": (-11 * _HOUR, 8 * _HOUR),
    # Newfoundland, Nepal, Norfolk.
    "nst": (-210, 345, 11 * _HOUR),
    # Bangladesh, Brunei.
    "bdt": (6 * _HOUR, 8 * _HOUR),
    # Western Australia, West Samoa.
    "wst": (8 * _HOUR, 13 * _HOUR),
    # Cuba and China, unless RFC 5322 decides.
    "cst": (-6 * _HOUR, -5 * _HOUR, 8 * _HOUR),
}
"""Abbreviations that are no zone, but may stand beside one of these offsets."""

# Moscow was four hours ahead: https://data.iana.org/time-zones/tzdb/europe, Zone Europe/Moscow.
_MOSCOW = frozenset({"msk", "мск"})
_LASTING_SUMMER = (datetime(2011, 3, 27), datetime(2014, 10, 26))


def minutes_of(zone: str, local: datetime, is_rfc_form: bool) -> int | None:
    """Minutes that `zone` is ahead of UTC at a local time; None if it is unknown or ambiguous.

    CST is America's only where RFC 5322 says so: in other forms it is more often China's.
    """
    if zone in _MOSCOW and _LASTING_SUMMER[0] <= local < _LASTING_SUMMER[1]:
        return 4 * _HOUR
    if zone in AMBIGUOUS_ZONES and not (zone == "cst" and is_rfc_form):
        return None
    return MINUTES_BY_ZONE.get(zone)


def may_mean(zone: str, minutes: int, local: datetime) -> bool:
    """Whether an abbreviation may stand beside this offset."""
    if zone in AMBIGUOUS_ZONES:
        return minutes in AMBIGUOUS_ZONES[zone]
    return minutes_of(zone, local, is_rfc_form=True) in (None, minutes)
