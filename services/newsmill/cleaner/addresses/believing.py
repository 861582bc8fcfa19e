"""Decide which address of an article is believed: its page's, the fetched one or the entry's."""

import re

from newsmill.cleaner.addresses.canonical import absolute, canonical_url, site_of
from newsmill.cleaner.addresses.kinds import is_home_page, is_later_page, kind_of_address
from newsmill.hosts import parse

# What other views of an article add to its address: /amp, /print, /page/2.
_OTHER_VIEW = re.compile(
    r"(?:amp|print|all|full|single|page|index|comments?)?[/.]?(?:\d{1,3}|html?|php|amp)?/?",
    re.IGNORECASE,
)
# What templates print where a value is missing; “javascript:” and the like are no addresses anyway.
_NO_VALUE = re.compile(
    r"(?:undefined|null|none|nan|false|true|#.*|\[object object\]|\{\{.*|\$\{.*|%[a-z_]+%)",
    re.IGNORECASE,
)
_NAMES_AN_ARTICLE = re.compile(r"\d{5}[^/]{0,200}/$|/[^/-]{1,40}(?:-[^/-]{1,40}){3,40}/$")
_NAME = re.compile(r"[^\W\d_]{3,40}")
_NUMBER = re.compile(r"\d{4,20}")
# The words of an address that are enough to tell one headline from another.
MIN_NAMES = 3


def article_url(entry: str | None, page: str | None, *declared: str | None) -> str | None:
    """The article's canonical URL: declared by its page, of the fetched page or the entry's link.

    The first declared URL that can be believed counts. It is on the page's own site (“www.”, “m.”
    and “amp.” aside). It is not the home page, a section above the page, a login or an error page,
    or another article: some sites declare one URL for all their pages.
    """
    asked = canonical_url(entry)
    fetched = canonical_url(page)
    if not fetched or (asked and kind_of_address(fetched, asked)):
        return asked
    for each in declared:
        canonical = _declared(each, fetched)
        if canonical and _is_believed(canonical, fetched, asked):
            return canonical
    return fetched


def is_section_above(url: str, page: str) -> bool:
    """Whether `page` lies below `url` and is no other view of it, such as /amp or /page/2.

    What holds a headline or a long number is an article's address, whatever lies below it.
    """
    upper, lower = parse(url), parse(page)
    if not upper or not lower or upper.query:
        return False
    folder = upper.path.rstrip("/") + "/"
    if _NAMES_AN_ARTICLE.search(folder):
        return False
    if not lower.path.startswith(folder):
        return False
    return not _OTHER_VIEW.fullmatch(lower.path[len(folder) :])


def _declared(url: str | None, page: str) -> str | None:
    if not url or _NO_VALUE.fullmatch(url.strip()):
        return None
    return canonical_url(absolute(url, page))


def _is_believed(url: str, page: str, asked: str | None) -> bool:
    if site_of(url) not in {site_of(page), site_of(asked)}:
        return False
    if kind_of_address(url, page) and not is_home_page(page):
        return False
    if is_later_page(url) and not is_later_page(page):
        return False
    return not is_section_above(url, page) and not _is_of_another_article(url, page, asked)


def _is_of_another_article(url: str, page: str, asked: str | None) -> bool:
    """Whether both addresses hold a headline, and these have neither word nor number in common.

    The entry's link, which may have led elsewhere, can speak for `url` too.
    """
    names = _names(url)
    return len(names) >= MIN_NAMES and all(
        len(others := _names(other)) >= MIN_NAMES
        and not names & others
        and not _numbers(url) & _numbers(other)
        for other in {page, asked or page}
    )


def _names(url: str) -> frozenset[str]:
    """The words of the last folder of an address, where headlines stand."""
    parsed = parse(url)
    last = parsed.path.rstrip("/").rpartition("/")[2] if parsed else ""
    words = _NAME.findall(last.partition(".")[0].lower())
    return frozenset(words)


def _numbers(url: str) -> frozenset[str]:
    parsed = parse(url)
    return frozenset(_NUMBER.findall(parsed.path + parsed.query)) if parsed else frozenset()
