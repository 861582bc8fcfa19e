"""Services that stand between readers and pages, known by the hosts of their scripts and frames.

They are on most pages of some sites, so they say little about a page that has an article.
"""

from newsmill.contracts.articles import PageKind

# Parts of the addresses of scripts and frames, and of identifiers and classes.
GUARDS: dict[PageKind, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "captcha": (
        ("https://developers.google.com/recaptcha/intro", ("/recaptcha/", "g-recaptcha")),
        ("https://docs.hcaptcha.com", ("hcaptcha.com", "h-captcha")),
        (
            "https://developers.cloudflare.com/turnstile/",
            ("challenges.cloudflare.com", "/orchestrate/", "cf-turnstile", "cf-challenge"),
        ),
        ("https://docs.datadome.co", ("captcha-delivery.com",)),
        ("https://docs.humansecurity.com", ("px-captcha", "px-cdn.net", "perimeterx.net")),
        ("https://docs.imperva.com", ("_incapsula_resource",)),
        ("https://docs.geetest.com", ("geetest.com",)),
        ("https://docs.friendlycaptcha.com", ("friendlycaptcha", "frc-captcha")),
        ("https://docs.arkoselabs.com", ("arkoselabs.com", "funcaptcha")),
        ("https://docs.aws.amazon.com/waf", ("awswaf.com", "aws-waf-captcha")),
        ("https://yandex.cloud/docs/smartcaptcha", ("smartcaptcha", "/checkcaptcha")),
        ("https://help.kasada.io", ("kpsdk",)),
    ),
    "consent": (
        ("https://developer.onetrust.com", ("cookielaw.org", "onetrust")),
        ("https://docs.sourcepoint.com", ("privacy-mgmt.com", "sp_message")),
        ("https://developers.didomi.io", ("privacy-center.org", "didomi")),
        ("https://docs.usercentrics.com", ("usercentrics", "cookiebot")),
        ("https://help.quantcast.com", ("quantcast.mgr.consensu", "cmp.quantcast", "qc-cmp2")),
        ("https://docs.consentmanager.net", ("consentmanager", "consensu.org")),
        ("https://www.iubenda.com/en/help", ("iubenda",)),
        ("https://docs.trustarc.com", ("trustarc", "truste")),
        ("https://support.google.com/fundingchoices", ("fundingchoicesmessages", "fc-consent")),
        ("https://contentpass.net", ("contentpass",)),
        ("https://legal.yahoo.com", ("guce.", "consent.yahoo", "consent-form")),
        ("https://amp.dev/documentation/components/amp-consent", ("amp-consent",)),
    ),
}
_MARKS = tuple((mark, kind) for kind, rows in GUARDS.items() for _, marks in rows for mark in marks)


def guard_of(mark: str) -> PageKind | None:
    """Whose an address, identifier or class is: of a captcha or of a consent service."""
    lowered = mark[:500].lower()
    return next((kind for known, kind in _MARKS if known in lowered), None)
