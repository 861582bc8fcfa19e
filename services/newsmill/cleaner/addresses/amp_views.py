"""Recognise the AMP view of a page by its address."""

import re
from urllib.parse import unquote_plus

# A path that is plainly an article's: a slug of three words, a number of four digits, or a file.
_OF_AN_ARTICLE = re.compile(
    r"[^/]*(?:[^/-]+-[^/-]+-[^/-]+|\d{4}[^/]*|\.(?:html?|php|aspx?|shtml))", re.IGNORECASE
)
_AMP_FILES = frozenset({"amp", "amp.html", "amp.htm"})
_AMP_ENDING = re.compile(r"(.{1,500})\.amp(\.html?)?", re.IGNORECASE)

# Parameters that choose AMP, by the values that they have then (empty: without a value). Who uses
# them: https://amp-wp.org/documentation/ (amp), Arc XP and Brightspot sites (outputType, _amp),
# Blogger (m), Drupal's AMP module (amp), Joomla's wbAMP (amp, format).
AMP_PARAMETERS = {
    "_amp": {"", "1", "true"},
    "amp": {"", "1", "true", "yes"},
    "format": {"amp"},
    "isamp": {"", "1", "true"},
    "mode": {"amp"},
    "noamp": {"mobile", "available"},
    "output": {"amp"},
    "outputtype": {"amp"},
    "type": {"amp"},
    "view": {"amp"},
}


def path_of_the_page(path: str) -> str:
    """`path` without what makes it the AMP view of a page, where it is plainly an article's.

    “/story-of-a-bridge/amp/”, “/2026/story-of-a-bridge.amp.html”, “/amp/news/12345”. A part “amp”
    says nothing elsewhere: a shop for guitars has such pages too.
    """
    while (bare := _without_amp(path)) != path:
        path = bare
    return path


def query_of_the_page(query: str) -> str:
    """A query string, with its question mark, without parameters that choose the AMP view."""
    kept = [pair for pair in query.removeprefix("?").split("&") if pair and not _chooses_amp(pair)]
    return "?" + "&".join(kept) if kept else ""


def _without_amp(path: str) -> str:
    slash = "/" if path.endswith("/") else ""
    *folders, last = path.removesuffix("/").split("/")
    if last.lower() in _AMP_FILES and folders and _OF_AN_ARTICLE.fullmatch(folders[-1]):
        return "/".join(folders) + slash
    if found := _AMP_ENDING.fullmatch(last):
        page = found[1] + (found[2] or "")
        if _OF_AN_ARTICLE.fullmatch(page):
            return "/".join([*folders, page]) + slash
    if len(folders) > 1 and folders[1].lower() == "amp" and _OF_AN_ARTICLE.fullmatch(last):
        return "/".join(["", *folders[2:], last]) + slash
    return path


def _chooses_amp(pair: str) -> bool:
    name, _, value = pair.partition("=")
    values = AMP_PARAMETERS.get(unquote_plus(name).lower())
    return values is not None and unquote_plus(value).lower() in values
