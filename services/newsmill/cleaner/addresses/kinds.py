"""Tell from an address that no article stands there: login, consent, error, home page, search."""

import re

from newsmill.contracts.articles import PageKind
from newsmill.hosts import WebURL, parse

# Hosts that ask for consent or a login on behalf of other sites, whole or with anything before.
# https://policies.google.com/technologies/cookies, https://legal.yahoo.com/xw/en/yahoo/privacy/,
# https://docs.sourcepoint.com, https://developers.google.com/identity/openid-connect/openid-connect
_HOSTS: dict[PageKind, tuple[str, ...]] = {
    "consent": (
        "consent.yahoo.com", "guce.yahoo.com", "guce.aol.com", "guce.oath.com",
        "guce.advertising.com", "consent.youtube.com", "privacy-mgmt.com", "consensu.org",
        "consentmanager.net", "privacymanager.io", "myprivacy.dpgmedia.net",
        "myprivacy.dpgmedia.nl", "myprivacy.dpgmedia.be",
    ),
    "login": (
        "accounts.google.com", "login.microsoftonline.com", "login.live.com", "login.yahoo.com",
        "appleid.apple.com", "auth0.com", "okta.com", "onelogin.com", "piano.io", "tinypass.com",
    ),
    "captcha": (
        "captcha-delivery.com", "hcaptcha.com", "challenges.cloudflare.com", "geetest.com",
        "validate.perfdrive.com",
    ),
}  # fmt: skip

# First labels of hosts.
_LABELS: dict[PageKind, frozenset[str]] = {
    "consent": frozenset({"cmp", "consent", "cookie", "cookies", "myprivacy", "privacy"}),
    "login": frozenset((
        "account", "accounts", "auth", "id", "identity", "konto", "login", "oauth", "passport",
        "signin", "sso",
    )),
    "captcha": frozenset({"captcha", "challenge"}),
}  # fmt: skip

# Last folders of a path, without an extension: what systems and frameworks call these pages.
_SEGMENTS: dict[PageKind, frozenset[str]] = {
    "login": frozenset((
        "account-login", "anmelden", "anmeldung", "auth", "authenticate", "authorize",
        "bejelentkezes", "connexion", "giris", "inicio-sesion", "inicia-sesion",
        "iniciar-sesion", "inloggen", "kirjaudu", "log-in", "logga-in", "loggain", "loggin",
        "login", "login-page", "logowanie", "masuk", "oauth", "prihlaseni", "s-identifier",
        "sign-in", "sign-up", "sign_in", "signin", "signup", "sso", "user-login", "wp-login",
        "register", "registrieren", "registrierung", "registration",
    )),
    "consent": frozenset((
        "collectconsent", "consent", "consent-management", "consent-wall", "cookie-consent",
        "cookie-wall", "cookieconsent", "cookiewall", "cookies-consent", "gdpr", "gdpr-consent",
        "privacy-gate", "privacy-wall", "privacywall", "tcf", "zustimmung",
    )),
    "captcha": frozenset((
        "captcha", "challenge", "verify-human", "validatecaptcha",
    )),
    "not_found": frozenset((
        "404error", "404-not-found", "error", "error-404",
        "error-page", "error404", "error_404", "errorpage", "fehler", "fehlerseite",
        "not-found", "not_found", "notfound", "page-not-found", "pagenotfound",
        "page_not_found", "pagina-no-encontrada", "seite-nicht-gefunden", "undefined", "null",
        "nan", "none", "false",
    )),
    "paywall": frozenset((
        "abo", "abonnement", "abonnements", "abonnemang", "abonnieren", "abonnez-vous",
        "aboshop", "paywall", "prenumerera", "prenumerata", "purchase", "suscribete",
        "suscripcion", "suscripciones", "subscribe", "subscription", "subscriptions",
        "subscribe-now", "tilaa",
    )),
    "listing": frozenset((
        "buscar", "busca", "buscador", "recherche", "ricerca", "search", "suche", "zoeken",
    )),
}  # fmt: skip
_KIND_BY_SEGMENT = {name: kind for kind, names in _SEGMENTS.items() for name in names}

LANGUAGE_CHARS = 5
"""Of a folder such as “de” or “pt-br”."""

_EXTENSION = re.compile(r"\.(?:aspx?|cfm|do|html?|jsp|php)$")
_HOME_PATH = re.compile(
    r"/?|/(?:[a-z]{2}(?:[-_][a-z]{2})?|home|homepage|start|startseite|portada|accueil|index|default"
    r"|main)(?:\.[a-z]{2,5})?/?",
    re.IGNORECASE,
)
# Parameters that name an article at the root of a site: /?p=12, /index.php?id=7.
_NAMES_A_PAGE = re.compile(
    r"[?&](?:[a-z_]{0,12}id|p|page_id|post|article|story|news|n|a|q|url)=[^&]", re.IGNORECASE
)
_LATER_PAGE = re.compile(r"/(?:page|seite|pagina)[/-]\d{1,4}/?$", re.IGNORECASE)


def kind_of_address(url: str | None, entry: str | None = None) -> PageKind | None:
    """Which page other than an article an address names; None where it may be an article's.

    Nothing is told of the entry's own address, nor of its host: a feed links to articles.
    """
    parsed = parse(url)
    if not parsed:
        return None
    asked = parse(entry)
    if asked and asked.request_url == parsed.request_url:
        return None
    own_host = asked is not None and asked.host == parsed.host
    return (None if own_host else _kind_of_host(parsed.host)) or _kind_of_path(parsed)


def is_home_page(url: str) -> bool:
    """Whether a URL is a site's home page, or that of one of its languages."""
    parsed = parse(url)
    return bool(parsed and not parsed.query and _is_home(parsed))


def is_later_page(url: str) -> bool:
    """Whether a URL is a further page of something: /page/2."""
    parsed = parse(url)
    return bool(parsed and _LATER_PAGE.search(parsed.path))


def _kind_of_host(host: str) -> PageKind | None:
    for kind, hosts in _HOSTS.items():
        if any(host == each or host.endswith(f".{each}") for each in hosts):
            return kind
    first, _, rest = host.partition(".")
    if "." in rest:
        for kind, labels in _LABELS.items():
            if first in labels:
                return kind
    return None


def _kind_of_path(parsed: WebURL) -> PageKind | None:
    if _is_home(parsed):
        return None if _NAMES_A_PAGE.search(parsed.query) else "home"
    segments = [part for part in parsed.path.lower().split("/") if part]
    if not segments:
        return None
    last = _EXTENSION.sub("", segments[-1])
    if last == "404" and all(len(segment) <= LANGUAGE_CHARS for segment in segments[:-1]):
        return "not_found"  # and not the 404th article of a section
    kind = _KIND_BY_SEGMENT.get(last)
    # /auth/x: the first folder says it, where it is for nothing else.
    first = _KIND_BY_SEGMENT.get(segments[0])
    return kind or (first if first in ("login", "consent", "captcha") else None)


def _is_home(parsed: WebURL) -> bool:
    return bool(_HOME_PATH.fullmatch(parsed.path)) and not parsed.fragment.startswith("#!")
