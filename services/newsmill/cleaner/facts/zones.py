"""Abbreviations of time zones that mean one offset only in news, and zones by language."""

from datetime import datetime, timedelta

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

# Between UTC and the zones of the countries that publish in a language, in hours:
# https://data.iana.org/time-zones/tzdb/zone1970.tab. Left out are languages of several continents.
_EUROPE = (0, 3)
_HOURS_BY_LANGUAGE = {
    **dict.fromkeys(
        ("de", "it", "sv", "da", "nb", "nn", "no", "fi", "is", "pl", "cs", "sk", "hu", "ro", "bg",
         "el", "hr", "sr", "bs", "sl", "mk", "sq", "et", "lv", "lt", "uk", "be", "ca", "eu", "gl",
         "tr", "he"),
        _EUROPE,
    ),
    **dict.fromkeys(("ja", "ko"), (9, 9)),
    **dict.fromkeys(("id", "th", "vi", "ms"), (7, 9)),
    **dict.fromkeys(("hi", "ta", "te", "ml", "mr", "gu", "kn", "pa", "ne", "si", "bn"), (5, 6)),
    **dict.fromkeys(("fa", "ps", "ur"), (3, 6)), "zh": (8, 8), "ar": (0, 4), "ru": (2, 12),
}  # fmt: skip
_HOURS_BY_COUNTRY = {
    "us": (-10, -4), "ca": (-8, -2), "mx": (-8, -5), "br": (-5, -2), "ar": (-3, -3),
    "cl": (-6, -3), "gb": (0, 1), "ie": (0, 1), "fr": (1, 2), "be": (1, 2), "es": (0, 2),
    "pt": (-1, 1), "za": (2, 2), "in": (5, 6), "sg": (8, 8), "ph": (8, 8), "au": (8, 11),
    "nz": (12, 13),
}  # fmt: skip

# The zone of nearly all news in a language, or of a country with one zone:
# https://cldr.unicode.org (likelySubtags), https://data.iana.org/time-zones/tzdb/zone1970.tab.
ZONE_BY_LANGUAGE = {
    "de": "Europe/Berlin", "it": "Europe/Rome", "sv": "Europe/Stockholm", "nl": "Europe/Amsterdam",
    "da": "Europe/Copenhagen", "nb": "Europe/Oslo", "nn": "Europe/Oslo", "no": "Europe/Oslo",
    "fi": "Europe/Helsinki", "pl": "Europe/Warsaw", "cs": "Europe/Prague",
    "sk": "Europe/Bratislava", "hu": "Europe/Budapest", "ro": "Europe/Bucharest",
    "bg": "Europe/Sofia", "el": "Europe/Athens", "hr": "Europe/Zagreb", "sr": "Europe/Belgrade",
    "sl": "Europe/Ljubljana", "et": "Europe/Tallinn", "lv": "Europe/Riga", "lt": "Europe/Vilnius",
    "uk": "Europe/Kyiv", "tr": "Europe/Istanbul", "he": "Asia/Jerusalem", "ja": "Asia/Tokyo",
    "ko": "Asia/Seoul", "th": "Asia/Bangkok", "vi": "Asia/Ho_Chi_Minh", "hi": "Asia/Kolkata",
    "mr": "Asia/Kolkata", "te": "Asia/Kolkata", "ml": "Asia/Kolkata", "gu": "Asia/Kolkata",
    "kn": "Asia/Kolkata", "zh": "Asia/Shanghai",
}  # fmt: skip
ZONE_BY_COUNTRY = {
    "gb": "Europe/London", "ie": "Europe/Dublin", "fr": "Europe/Paris", "be": "Europe/Brussels",
    "in": "Asia/Kolkata", "nz": "Pacific/Auckland", "za": "Africa/Johannesburg",
    "sg": "Asia/Singapore", "pk": "Asia/Karachi", "ng": "Africa/Lagos", "ke": "Africa/Nairobi",
    "ph": "Asia/Manila", "ar": "America/Argentina/Buenos_Aires", "co": "America/Bogota",
    "pe": "America/Lima", "uy": "America/Montevideo", "ve": "America/Caracas",
    "eg": "Africa/Cairo", "sa": "Asia/Riyadh", "ae": "Asia/Dubai",
}  # fmt: skip


def zone_where_spoken(language: str | None) -> str:
    """The zone of the country in a language tag, else of the language; empty if there are many."""
    primary, _, country = (language or "").replace("_", "-").lower().partition("-")
    own = ZONE_BY_COUNTRY.get(country.rpartition("-")[2], "")
    return own or ZONE_BY_LANGUAGE.get(primary, "")


def is_same_day_where_spoken(moment: datetime, language: str | None) -> bool:
    """Whether a moment in UTC has the same day wherever news in a language is published, or in the
    country of its tag.
    """
    primary, _, country = (language or "").replace("_", "-").lower().partition("-")
    hours = _HOURS_BY_COUNTRY.get(country) or _HOURS_BY_LANGUAGE.get(primary)
    return hours is not None and all(
        (moment + timedelta(hours=apart)).date() == moment.date() for apart in hours
    )
