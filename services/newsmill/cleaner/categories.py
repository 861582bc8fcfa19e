"""Clean the categories of an entry and the keywords of its page."""

import re
from collections.abc import Iterable, Iterator

from newsmill.cleaner.markup import line_of_text
from newsmill.cleaner.site_names import SiteNames
from newsmill.text.words import is_readable

MAX_CATEGORIES = 50
MAX_OF_PAGE = 30
MAX_CATEGORY_CHARS = 100
# Longer ones on a page are sentences or headlines.
MAX_KEYWORD_CHARS = 60
MAX_KEYWORD_WORDS = 7
MAX_FIELD_CHARS = 2_000

# Lists have at least so many commas: “Washington, D.C.” and “Health, Safety” are one category.
MIN_COMMAS = 2
_PATH = re.compile(r"\s*(?:>|»|›|→|\\)\s*")
# What publishing systems put where there is no category, and the front page.
_NONE = frozenset(
    {
        "uncategorized", "uncategorised", "unkategorisiert", "allgemein", "non classé",
        "sin categoría", "sin categorizar", "sem categoria", "senza categoria", "geen categorie",
        "niet gecategoriseerd", "без рубрики", "без категорії", "未分类", "未分類", "미분류",
        "bez kategorii", "nezařazené", "nezaradené", "okategoriserade", "okategoriserat",
        "ukategorisert", "ikke kategoriseret", "yleinen", "luokittelematon", "kategorisiz",
        "genel", "غير مصنف", "دسته‌بندی نشده",
        "chưa được phân loại", "tak berkategori",
        "home", "homepage", "home page", "startseite", "accueil", "inicio", "início", "portada",
        "главная", "ホーム",
        "首页", "front page", "frontpage", "featured", "slider", "all", "article",
        "articles", "newsarticle", "post", "posts", "page", "story", "default", "null", "none",
        "undefined", "n/a", "test", "rss", "feed", "tag", "tags", "category", "false", "true",
        "keyword", "keywords", "syndication", "index", "untagged", "nocategory", "no category",
    }
)  # fmt: skip
_LINK = re.compile(r"(?:https?:)?//|www\.|\S@\S", re.IGNORECASE)
_ID = re.compile(
    r"[\d\W_]+|(?=[a-f]*\d)[0-9a-f]{8,40}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|[\w-]{1,40}[:=]\S{1,100}"
    r"|(?=\S*\d)(?=\S*_)\S+",
    re.IGNORECASE,
)
# A year is a topic, a number is none.
_YEAR = re.compile(r"(?:19|20)\d\d")


def categories_of(
    entry: Iterable[str], page: Iterable[str] = (), sites: SiteNames | None = None
) -> tuple[str, ...]:
    """The entry's categories, then the page's keywords and sections, each once.

    Lists with commas are split. The site's name, “Home”, “Uncategorized”, addresses, numbers and
    identifiers are left out.
    """
    sites = sites or SiteNames()
    found: dict[str, str] = {}
    for category in _parts(entry):
        if len(found) == MAX_CATEGORIES:
            break
        if _is_category(category, sites):
            found.setdefault(category.casefold(), category)
    of_entry = len(found)
    for keyword in _parts(page):
        if len(found) == min(MAX_CATEGORIES, of_entry + MAX_OF_PAGE):
            break
        is_short = len(keyword) <= MAX_KEYWORD_CHARS and keyword.count(" ") < MAX_KEYWORD_WORDS
        if is_short and _is_category(keyword, sites):
            found.setdefault(keyword.casefold(), keyword)
    return tuple(found.values())


def _parts(fields: Iterable[str]) -> Iterator[str]:
    for field in fields:
        line = line_of_text(field, MAX_FIELD_CHARS)
        for part in _split(line):
            part = part.strip(' \t,;|/\\"“”„«»').lstrip("#").strip()
            if part:
                yield line_of_text(part, MAX_CATEGORY_CHARS)


def _split(line: str) -> list[str]:
    if ";" in line:
        return line.split(";")
    if line.count(",") >= MIN_COMMAS or ("," in line and ", " not in line and " " not in line):
        return line.split(",")
    if line.startswith("/") or (line.count("/") >= MIN_COMMAS and not _LINK.search(line)):
        return line.split("/")
    return _PATH.split(line) if "|" not in line else line.split("|")


def _is_category(name: str, sites: SiteNames) -> bool:
    if not is_readable(name) or name.casefold() in _NONE or sites.include(name):
        return False
    if _LINK.search(name) or name.endswith("…"):
        return False
    return bool(_YEAR.fullmatch(name)) or not _ID.fullmatch(name)
