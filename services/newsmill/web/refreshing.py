"""Find where a "please wait" page leads: Refresh header, meta refresh, or a script's redirect."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

from newsmill.hosts import MAX_URL_CHARACTERS, WebURL, parse

# Pages that reload themselves after minutes are live; those that lead on do so soon.
LONGEST_WAIT = timedelta(seconds=10)
# The head of most pages ends sooner.
HEAD_CHARACTERS = 64 * 1024
# A page that only redirects is no longer, and has a line such as “One moment, please”.
MOST_TEXT_WITH_SCRIPT_REDIRECT = 250
# Longer scripts are applications, which lead elsewhere only when somebody clicks.
MOST_SCRIPT_CHARACTERS = 8192

_DATA = "application/ld+json"
_REFRESH = re.compile(r"refresh", re.IGNORECASE)
# What these elements hold is no markup, or not for clients that run scripts.
_RAW = re.compile(
    r"<(?P<end>/?)(?P<name>script|style|noscript|template|textarea|title|iframe|svg)(?=[\s/>])"
    r"|(?P<comment><!--)|(?P<close>-->)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(meta|base|body)(?=[\s/>])([^<>]{0,4096})", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(
    r"([^\s\"'>/=]{1,64})\s{0,20}=\s{0,20}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
)
# https://html.spec.whatwg.org/multipage/semantics.html#shared-declarative-refresh-steps
_SECONDS = re.compile(r"\s*([0-9]*)([0-9.]*)")
_URL_IS = re.compile(r"url\s{0,20}=\s{0,20}", re.IGNORECASE)

_WINDOWS = r"(?:(?:window|self|top|parent|document|this)\s{0,5}\.\s{0,5})*"
# Written out, and all of the expression; also in a string that setTimeout is given.
_LITERAL = (
    r"(?P<{0}>[\"'`])(?P<{1}>(?:(?!\$\{{)[^\"'`\r\n<>]){{1,2048}})(?P={0})"
    r"\s{{0,20}}(?=[;)}}\r\n,]|[\"']\s{{0,20}},|$)"
)
_SCRIPT_REDIRECT = re.compile(
    rf"(?<![\w$.-]){_WINDOWS}location\s{{0,5}}"
    rf"(?:(?:\.\s{{0,5}}href\s{{0,5}})?=\s{{0,20}}{_LITERAL.format('q', 'set')}"
    rf"|\.\s{{0,5}}(?:replace|assign)\s{{0,5}}\(\s{{0,20}}{_LITERAL.format('p', 'called')})"
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))")


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a page leads by itself."""

    href: str
    """As it stands there; empty for the page itself."""
    base: WebURL
    """What `href` is relative to."""
    is_bare: bool
    """Whether the page has next to no text of its own."""


def onward(
    page_url: str, html: str, refresh_header: str = "", *, is_whole: bool = True
) -> Onward | None:
    """Where the page at `page_url` leads within `LONGEST_WAIT`; None if it stays.

    A script's redirect counts only on a page with next to no text, and only if its target is
    written out. Of `html` only the beginning is looked at; it need not be all of the page, which
    `is_whole` tells.
    """
    page = parse(page_url)
    if page is None:
        return None
    is_whole = is_whole and len(html) <= HEAD_CHARACTERS
    may_script = is_whole and "location" in html
    start = html[:HEAD_CHARACTERS]
    may_refresh = bool(_REFRESH.search(start))
    if not (refresh_header or may_refresh or may_script):
        return None
    markup, scripts, is_closed = _told_apart(start)
    base = page
    refresh = refresh_header
    for name, attributes in _elements(markup):
        if name == "base" and base is page and attributes.get("href"):
            base = parse(attributes["href"], page.href) or page
        elif name == "meta" and attributes.get("http-equiv", "").strip().lower() == "refresh":
            refresh = refresh or attributes.get("content", "")
        elif name == "body" and "onload" in attributes:
            scripts += f"\n{attributes['onload']}"
    # What is not closed may hold all of the text, and structured data is an article's.
    is_bare = is_whole and is_closed and _DATA not in start and _has_next_to_no_text(markup)
    href = declared_target(refresh) if refresh else None
    if href is None and may_script and is_bare and len(scripts) <= MOST_SCRIPT_CHARACTERS:
        href = scripted_target(scripts)
    return None if href is None else Onward(href, base, is_bare)


def declared_target(refresh: str) -> str | None:
    """The URL of a Refresh header or meta element, empty for the page itself; None if it waits."""
    refresh = refresh[:MAX_URL_CHARACTERS].strip()
    seconds = _SECONDS.match(refresh)
    if seconds is None or not seconds[0].strip():
        return None
    if len(seconds[1]) > 4 or int(seconds[1] or 0) > LONGEST_WAIT.total_seconds():
        return None
    rest = refresh[seconds.end() :]
    if rest and rest[0] not in ";," and not rest[0].isspace():
        return None
    rest = rest.lstrip()
    if rest[:1] in (";", ","):
        rest = rest[1:].lstrip()
    if written := _URL_IS.match(rest):
        rest = rest[written.end() :]
    if rest[:1] in ('"', "'"):
        rest = rest[1:].partition(rest[0])[0]
    return rest.strip()


def scripted_target(scripts: str) -> str | None:
    """The URL that `scripts` lead to; None if there is none, or more than one."""
    found = {
        _unescaped(redirect["set"] or redirect["called"])
        for redirect in _SCRIPT_REDIRECT.finditer(scripts)
    }
    if len(found) != 1:
        return None
    (target,) = found
    is_elsewhere = target.strip() and not target.startswith("#")
    return target if is_elsewhere and not target.lower().startswith("javascript:") else None


def _told_apart(html: str) -> tuple[str, str, bool]:
    """The markup outside of scripts, comments and their like; the scripts; whether all is closed.

    In linear time.
    """
    markup: list[str] = []
    scripts: list[str] = []
    inside = ""
    since = 0
    for mark in _RAW.finditer(html):
        name = (mark["name"] or "").lower()
        if not inside:
            if mark["close"] or mark["end"]:
                continue
            markup.append(html[since : mark.start()])
            inside, since = name or "comment", mark.end()
        elif (inside == "comment" and mark["close"]) or (mark["end"] and name == inside):
            if inside == "script":
                scripts.append(html[since : mark.start()].partition(">")[2])
            inside = ""
            since = mark.end()
    if not inside:
        markup.append(html[since:])
    return " ".join(markup), "\n".join(scripts), not inside


def _elements(markup: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag in _TAG.finditer(markup):
        attributes: dict[str, str] = {}
        for name, double, single, bare in _ATTRIBUTE.findall(tag[2]):
            attributes.setdefault(name.lower(), unescape(double or single or bare))
        yield tag[1].lower(), attributes


def _has_next_to_no_text(markup: str) -> bool:
    text = unescape(_ANY_TAG.sub(" ", markup))
    return len(" ".join(text.split())) <= MOST_TEXT_WITH_SCRIPT_REDIRECT


def _unescaped(literal: str) -> str:
    def character(escape: re.Match[str]) -> str:
        digits = escape[1] or escape[2]
        return chr(int(digits, 16)) if digits else escape[3]

    return _ESCAPE.sub(character, literal)
