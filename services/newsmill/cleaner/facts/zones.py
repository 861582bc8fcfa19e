"""Abbreviations of time zones that mean one offset only in news."""

_HOUR = 60

# https://data.iana.org/time-zones/tzdb/ (northamerica, europe, asia, australasia, africa), and
# RFC 5322 §4.3. Left out because they mean several: CST (also Cuba, China), IST (India, Ireland,
# Israel), AST, AMT, ECT, GST.
MINUTES_BY_ZONE = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "west": _HOUR, "bst": _HOUR,
    "cet": _HOUR, "cest": 2 * _HOUR, "mez": _HOUR, "mesz": 2 * _HOUR,
    "eet": 2 * _HOUR, "eest": 3 * _HOUR, "msk": 3 * _HOUR, "мск": 3 * _HOUR,
    "est": -5 * _HOUR, "edt": -4 * _HOUR, "cdt": -5 * _HOUR, "mst": -7 * _HOUR, "mdt": -6 * _HOUR,
    "pst": -8 * _HOUR, "pdt": -7 * _HOUR, "akst": -9 * _HOUR, "akdt": -8 * _HOUR,
    "hst": -10 * _HOUR, "nst": -210, "ndt": -150, "adt": -3 * _HOUR,
    "sast": 2 * _HOUR, "wat": _HOUR, "cat": 2 * _HOUR, "eat": 3 * _HOUR,
    "pkt": 5 * _HOUR, "npt": 345, "wib": 7 * _HOUR, "wita": 8 * _HOUR, "wit": 9 * _HOUR,
    "hkt": 8 * _HOUR, "sgt": 8 * _HOUR, "pht": 8 * _HOUR, "jst": 9 * _HOUR, "kst": 9 * _HOUR,
    "awst": 8 * _HOUR, "acst": 570, "acdt": 630, "aest": 10 * _HOUR, "aedt": 11 * _HOUR,
    "nzst": 12 * _HOUR, "nzdt": 13 * _HOUR, "brt": -3 * _HOUR, "art": -3 * _HOUR,
}  # fmt: skip
