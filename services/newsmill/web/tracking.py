"""Tracking parameters of URLs: a table by who adds them, and URLs without them.

Names that some sites use for content (`id`, `page`, `p`, `s`, `ref`, `source`, `from`) are listed
only for the hosts on which they are tracking.
"""

from dataclasses import dataclass
from urllib.parse import unquote_plus

from newsmill.hosts import page_of, parse

ADGUARD = "https://github.com/AdguardTeam/AdguardFilters/tree/master/TrackParamFilter"
CLEARURLS = "https://github.com/ClearURLs/Rules"


@dataclass(frozen=True)
class Tracking:
    """Parameters of one origin in lower case; with `hosts`, only on these and their subdomains."""

    source: str
    names: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


# fmt: off
TRACKING = (
    # Google: campaigns, click identifiers, the cross-domain linker.
    Tracking("https://support.google.com/analytics/answer/10917952", prefixes=("utm_",)),
    Tracking("https://support.google.com/analytics/answer/10071811", names=("_ga", "_gl")),
    Tracking(
        "https://support.google.com/google-ads/answer/9744275",
        names=("gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid"),
    ),
    # Click identifiers of Meta, Microsoft and Yandex.
    Tracking(
        "https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc",
        names=("fbclid",),
    ),
    Tracking(
        "https://learn.microsoft.com/en-us/advertising/guides/universal-event-tracking",
        names=("msclkid",),
    ),
    Tracking("https://yandex.com/support/direct/statistics/url-tags.html", names=("yclid",)),
    # Web statistics that publishers use.
    Tracking(
        "https://matomo.org/faq/reports/what-is-campaign-tracking-and-why-it-is-important/",
        prefixes=("mtm_", "matomo_", "pk_", "piwik_"),
    ),
    Tracking(
        "https://developers.atinternet-solutions.com/piano-analytics/data-collection/"
        "how-to-send-events/marketing-campaigns",
        names=("xtor",),
        prefixes=("at_",),
    ),
    Tracking(
        "https://docs.mapp.com/docs/set-tracking-data-campaign", names=("wt_mc", "wt_zmc"),
    ),
    # Newsletters.
    Tracking(
        "https://mailchimp.com/help/about-mailchimp-tracking-parameters/",
        names=("mc_cid", "mc_eid", "mc_tc"),
    ),
    Tracking(
        "https://knowledge.hubspot.com/reports/what-cookies-does-hubspot-set-in-a-visitor-s-browser",
        names=("_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking"),
        prefixes=("hsa_",),
    ),
    # Collections that note the parameters of hundreds of services.
    Tracking(
        ADGUARD,
        names=(
            "__s", "__twitter_impression", "_branch_match_id", "_branch_referrer", "_ke", "_kx",
            "_openstat", "cmpid", "cvid", "epik", "fb_action_ids", "fb_action_types", "fb_ref",
            "fb_source", "guccounter", "guce_referrer", "guce_referrer_sig", "icid", "igsh",
            "igshid", "li_fat_id", "mbid", "mkt_tok", "mkwid", "ncid", "ns_campaign", "ns_fee",
            "ns_linkname", "ns_mchannel", "ns_source", "ocid", "oly_anon_id", "oly_enc_id",
            "pcrid", "rb_clickid", "rdt_cid", "ref_src", "ref_url", "s_cid", "sccid", "srsltid",
            "trk_contact", "trk_module", "trk_msg", "trk_sid", "ttclid", "twclid", "vero_conv",
            "vero_id", "wickedid", "xing_share", "ysclid",
        ),
        prefixes=("itm_",),
    ),
    # Sites that mark the links which they share, mail or put into their feeds.
    Tracking(CLEARURLS, hosts=("aljazeera.com",), names=("traffic_source",)),
    Tracking(CLEARURLS, hosts=("dailymail.co.uk",), names=("ito",)),
    Tracking(CLEARURLS, hosts=("ft.com",), names=("ftcamp", "segmentid", "sharetype")),
    Tracking(CLEARURLS, hosts=("medium.com",), names=("source",)),
    Tracking(
        CLEARURLS,
        hosts=("nytimes.com",),
        names=("emc", "partner", "referringsource", "rref", "smid", "smtyp"),
    ),
    Tracking(CLEARURLS, hosts=("reuters.com",), names=("feedname", "feedtype", "rpc", "taid")),
    Tracking(
        CLEARURLS, hosts=("substack.com",), names=("isfreemail", "post_id", "publication_id", "r"),
    ),
    Tracking(CLEARURLS, hosts=("theguardian.com",), names=("cmp",)),
    Tracking(CLEARURLS, hosts=("twitter.com", "x.com"), names=("s", "t")),
    Tracking(CLEARURLS, hosts=("washingtonpost.com",), names=("tid", "wpisrc", "wpmm")),
    Tracking(CLEARURLS, hosts=("youtube.com", "youtu.be"), names=("feature", "pp", "si")),
    # Session identifiers: an address of its own for every visitor.
    Tracking("https://www.php.net/manual/en/session.idpassing.php", names=("phpsessid",)),
    Tracking(
        "https://jakarta.ee/specifications/servlet/6.0/jakarta-servlet-spec-6.0#url-rewriting",
        names=("jsessionid",),
    ),
)
# fmt: on

_EVERYWHERE = frozenset(name for row in TRACKING if not row.hosts for name in row.names)
_PREFIXES = tuple(prefix for row in TRACKING for prefix in row.prefixes)
_NAMES_BY_HOST = {host: frozenset(row.names) for row in TRACKING for host in row.hosts}


def without_tracking(query: str, host: str) -> str:
    """A query string, with its question mark, without what is tracking on `host`."""
    kept = [
        pair
        for pair in query.removeprefix("?").split("&")
        if pair and not _is_tracking(unquote_plus(pair.partition("=")[0]).lower(), host)
    ]
    return "?" + "&".join(kept) if kept else ""


def page_without_tracking(url: str) -> str:
    """A URL in canonical form, without its fragment and its tracking parameters."""
    page = page_of(url)
    before, mark, query = page.partition("?")
    parsed = parse(url) if mark else None
    return before + without_tracking(query, parsed.host) if parsed else page


def _is_tracking(name: str, host: str) -> bool:
    if name in _EVERYWHERE or name.startswith(_PREFIXES):
        return True
    return any(
        name in names and (host == site or host.endswith(f".{site}"))
        for site, names in _NAMES_BY_HOST.items()
    )
