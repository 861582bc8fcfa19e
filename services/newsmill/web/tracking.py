"""Tracking parameters of URLs: a table by who adds them, and URLs without them.

Names that some sites use for content (`id`, `page`, `p`, `s`, `ref`, `source`, `from`) are listed
only for the hosts on which they are tracking, or with values that say so on
all (`ref=rss`).
"""

import re
from collections.abc import Iterator
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
    Tracking(
        "https://support.google.com/webmasters/answer/13541058",
        names=("gaa_at", "gaa_n", "gaa_ts", "gaa_sig"),
    ),
    Tracking(
        "https://amp.dev/documentation/guides-and-tutorials/learn/amp-caches-and-cors/",
        names=("amp_js_v", "amp_gsa", "amp_ct", "amp_latest_update_time", "usqp", "aoh"),
        prefixes=("amp_r",),
    ),
    # Recommendations paid for.
    Tracking("https://developer.taboola.com", names=("tblci", "tbclickid")),
    Tracking("https://developer.outbrain.com", names=("dicbo", "obclickid", "oborigurl")),
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
        "https://docs.mapp.com/docs/set-tracking-data-campaign",
        names=("wt_mc", "wt_zmc", "wtmc"),
        prefixes=("wt.",),
    ),
    # Adobe Analytics: campaign codes that publishers choose themselves.
    Tracking(
        "https://experienceleague.adobe.com/en/docs/analytics/components/dimensions/tracking-code",
        names=("s_campaign", "s_kwcid", "s_cid", "icmp", "intcmp", "intcid", "ef_id", "cmpid",
            "int_source", "int_medium", "int_campaign", "int_content"),
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
    Tracking(
        "https://docs.oracle.com/en/cloud/saas/marketing/eloqua.html",
        names=("elqtrackid", "elqtrack", "elqaid", "elqat", "elqcampaignid", "elq"),
    ),
    Tracking(
        "https://www.acoustic.com/campaign",
        names=("spjobid", "spmailingid", "spreportid", "spuserid"),
    ),
    Tracking("https://www.mailerlite.com/help", names=("ml_subscriber", "ml_subscriber_hash")),
    Tracking("https://help.kit.com", names=("ck_subscriber_id",)),
    Tracking("https://developers.klaviyo.com", names=("_kx", "_ke")),
    Tracking("https://dotdigital.com", names=("dm_i",)),
    Tracking("https://www.sailthru.com", names=("sailthru_id", "sfmc_id", "sfmc_sub")),
    # Affiliate networks.
    Tracking(CLEARURLS, names=("cjevent", "irclickid", "irgwc", "awc", "ranmid", "raneaid")),
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
            ".tsrc", "__source", "_zucks_suid", "asgtbndr", "bbeml", "bsft_clkid", "bsft_uid",
            "cndid", "ftag", "hmb_campaign", "hootpostid", "isappinstalled", "mibextid", "nsukey",
            "ref_cta", "ref_loc", "share_medium", "share_plat", "share_session_id", "share_source",
            "share_tag", "soc_src", "soc_trk", "spm", "sr_share", "ss_email_id", "tpcc",
            "tracking_source", "tsrc", "wprov", "yptr",
            "trk_contact", "trk_module", "trk_msg", "trk_sid", "ttclid", "twclid", "vero_conv",
            "vero_id", "wickedid", "xing_share", "ysclid",
        ),
        prefixes=("itm_", "stm_"),
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
    Tracking(CLEARURLS, hosts=("bbc.co.uk", "bbc.com"), names=("ocid", "xtor", "ns_fee")),
    Tracking(CLEARURLS, hosts=("bloomberg.com",), names=("srnd", "sref", "leadsource")),
    Tracking(CLEARURLS, hosts=("cbc.ca", "cnn.com", "politico.com", "politico.eu"), names=("cid",)),
    Tracking(CLEARURLS, hosts=("cbc.ca", "nbcnews.com", "thehill.com"), names=("cmp", "rnd")),
    Tracking(
        CLEARURLS, hosts=("barrons.com", "marketwatch.com", "wsj.com"), names=("mod", "reflink"),
    ),
    Tracking(CLEARURLS, hosts=("dw.com",), names=("maca",)),
    Tracking(CLEARURLS, hosts=("elpais.com", "as.com"), names=("ssm", "event_log")),
    Tracking(CLEARURLS, hosts=("faz.net",), names=("gepc", "google_editors_picks", "ggl")),
    Tracking(CLEARURLS, hosts=("npr.org",), names=("ft", "f")),
    Tracking(
        CLEARURLS,
        hosts=("nytimes.com",),
        names=("campaign_id", "instance_id", "nl", "regi_id", "segment_id", "te", "user_id"),
    ),
    Tracking(CLEARURLS, hosts=("repubblica.it", "lastampa.it"), names=("ref", "refresh_ce")),
    Tracking(CLEARURLS, hosts=("spiegel.de",), names=("sara_ref", "sara_ecid")),
    Tracking(CLEARURLS, hosts=("washingtonpost.com",), names=("hpid", "tidr", "pwapi_token")),
    Tracking(
        CLEARURLS, hosts=("economist.com",), names=("fsrc",),
    ),
    Tracking(
        CLEARURLS,
        hosts=("ew.com", "fortune.com", "money.com", "people.com", "si.com", "time.com"),
        names=("xid",),
    ),
    Tracking(
        CLEARURLS, hosts=("mp.weixin.qq.com",), names=("chksm", "scene", "srcid", "sharer_shareid"),
    ),
    Tracking(CLEARURLS, hosts=("163.com", "sina.com.cn", "sohu.com"), names=("spss", "f", "scm")),
    # Session identifiers: an address of its own for every visitor.
    Tracking("https://www.php.net/manual/en/session.idpassing.php", names=("phpsessid",)),
    Tracking(
        "https://helpx.adobe.com/coldfusion/developing-applications/persistence.html",
        names=("cfid", "cftoken"),
    ),
    Tracking(
        "https://jakarta.ee/specifications/servlet/6.0/jakarta-servlet-spec-6.0#url-rewriting",
        names=("jsessionid",),
    ),
)
# fmt: on

_SAYS_WHERE = frozenset(
    {"campaign", "cmp", "from", "medium", "origin", "partner", "ref", "referer",
     "referral", "referrer", "share", "soc", "source", "src", "traffic_source", "via"}
)  # fmt: skip
"""Names that are content on some sites, and on others say where a link was found."""
_WHERE = re.compile(
    r"(?:rss|atom|xml)?[_-]?(?:rss\d?|feeds?|feedburner|newsletter|twitter|facebook|whatsapp|telegram"
    r"|linkedin|instagram|googlenews|google[_-]news|newsshowcase|flipboard|smartnews|upday|pushalert"
    r"|webpush|homescreen|sharebutton|share[_-]btn)(?:[_.:-][\w.:-]{1,60})?",
    re.IGNORECASE,
)
"""Values that say so."""
_SESSION_NAMES = frozenset({"osid", "s", "sess", "session", "session_id", "sessionid", "sid"})
_SESSION_ID = re.compile(r"[0-9a-f]{32}(?:[0-9a-f]{8})?", re.IGNORECASE)
"""PHP's and phpBB's."""
_SPROUT = re.compile(r"sf\d{6,}")
"""sf123456789=1: https://sproutsocial.com"""

_EVERYWHERE = frozenset(name for row in TRACKING if not row.hosts for name in row.names)
_PREFIXES = tuple(prefix for row in TRACKING for prefix in row.prefixes)
_NAMES_BY_HOST: dict[str, set[str]] = {}
for _row in TRACKING:
    for _host in _row.hosts:
        _NAMES_BY_HOST.setdefault(_host, set()).update(_row.names)


def without_tracking(query: str, host: str) -> str:
    """A query string, with its question mark, without what is tracking on `host`."""
    kept = [
        pair for pair in query.removeprefix("?").split("&") if pair and not _is_tracking(pair, host)
    ]
    return "?" + "&".join(kept) if kept else ""


def page_without_tracking(url: str) -> str:
    """A URL in canonical form, without its fragment and its tracking parameters."""
    page = page_of(url)
    before, mark, query = page.partition("?")
    parsed = parse(url) if mark else None
    return before + without_tracking(query, parsed.host) if parsed else page


def _is_tracking(pair: str, host: str) -> bool:
    written, _, value = pair.partition("=")
    name = unquote_plus(written).lower()
    if name in _EVERYWHERE or name.startswith(_PREFIXES) or _SPROUT.fullmatch(name):
        return True
    if name in _SAYS_WHERE and _WHERE.fullmatch(unquote_plus(value)):
        return True
    if name in _SESSION_NAMES and _SESSION_ID.fullmatch(value):
        return True
    return any(name in _NAMES_BY_HOST.get(site, ()) for site in _sites(host))


def _sites(host: str) -> Iterator[str]:
    """The host, and the domains above it."""
    while host:
        yield host
        host = host.partition(".")[2]
