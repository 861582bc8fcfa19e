"""The pages of a half of the corpus, and the same as a folder in a public benchmark's form.

python -m tests.pages.corpus --write DIR [--half held]
"""

import argparse
import gzip
import importlib
import importlib.util
import json
import pkgutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Literal
from zlib import crc32

from newsmill.contracts.articles import PageKind
from tests.pages import held, systems
from tests.pages.held import systems as held_systems
from tests.pages.phrases import read_phrases
from tests.pages.sheet import Sheet, System
from tests.pages.story import Article, read_articles
from tests.pages.truth import plain, text_of

Half = Literal["dev", "held"]
HERE = Path(__file__).parent
FOLDER_BY_HALF: dict[Half, Path] = {"dev": HERE, "held": Path(str(held.__file__)).parent}
SYSTEMS_BY_HALF: dict[Half, ModuleType] = {"dev": systems, "held": held_systems}
TEASER_CHARACTERS = 220
# So many articles of a language are taken before more of another.
A_ROUND = 3


@dataclass(frozen=True)
class LabelledPage:
    """A page with the entry that led to it and what a right reading of it gives."""

    id: str
    system: str
    html: str
    url: str
    """The entry's link."""
    page_url: str
    """Where the page was found."""
    entry_title: str
    teaser: str
    kind: PageKind
    same_as_others: int = 0
    """So many other entries' links of the same host gave this very page."""
    text: str = ""
    """What a careful human would copy; empty for all kinds but articles."""
    title: str = ""
    authors: tuple[str, ...] = ()
    """Persons."""
    date: str = ""
    """The day of publication in the page's time zone, YYYY-MM-DD."""
    published: str = ""
    """The time of publication, ISO 8601."""
    canonical_url: str = ""
    language: str = ""
    categories: tuple[str, ...] = ()
    """The section and the tags."""
    article: str = ""
    """Which article it is: the same in several systems."""


def systems_of(half: Half) -> tuple[System, ...]:
    """All publishing systems of a half: the `SYSTEMS` of each module in its folder, by name."""
    package = SYSTEMS_BY_HALF[half]
    modules = (
        importlib.import_module(f"{package.__name__}.{found.name}")
        for found in pkgutil.iter_modules(package.__path__)
    )
    found = [system for module in modules for system in getattr(module, "SYSTEMS", ())]
    return tuple(sorted(found, key=lambda system: system.name))


@cache
def articles_of(half: Half) -> tuple[Article, ...]:
    """All invented articles of a half."""
    return read_articles(FOLDER_BY_HALF[half] / "articles")


@cache
def pages(half: Half) -> tuple[LabelledPage, ...]:
    """All pages of a half: articles in the layouts of systems, then pages that are no articles."""
    laid = (
        laid_out(system, article, half)
        for system in systems_of(half)
        for article in _chosen(system, articles_of(half))
    )
    return (*laid, *_others(half))


def _others(half: Half) -> Iterator[LabelledPage]:
    package = f"{SYSTEMS_BY_HALF[half].__name__.rpartition('.')[0]}.kinds"
    if importlib.util.find_spec(package):
        for found in pkgutil.iter_modules(importlib.import_module(package).__path__):
            module = importlib.import_module(f"{package}.{found.name}")
            yield from getattr(module, "PAGES", ())


def _chosen(system: System, articles: tuple[Article, ...]) -> tuple[Article, ...]:
    """The system's articles: a choice that is always the same."""
    fit = [
        article
        for article in articles
        if article.language in system.languages
        and (not system.kinds or article.kind in system.kinds)
        and (system.takes_live or not article.is_live)
    ]
    fit.sort(key=lambda article: crc32((system.name + article.slug).encode()))
    seen: Counter[str] = Counter()
    rounds = {}
    for article in fit:
        rounds[article.slug] = seen[article.language] // A_ROUND
        seen[article.language] += 1
    # A live blog first, where the system can have one: few can.
    fit.sort(key=lambda article: (not article.is_live, rounds[article.slug]))
    return tuple(sorted(fit[: system.count], key=lambda article: article.slug))


def laid_out(system: System, article: Article, half: Half) -> LabelledPage:
    """The article as the system lays it out, with its truth."""
    phrases = read_phrases(FOLDER_BY_HALF[half] / "chrome", article.language)
    outlet, _, name = phrases.one("outlets", system.name).partition(" | ")
    host = f"{'www.' if len(system.name) % 3 else ''}{name}.example"
    bare = Sheet(system.name, article, outlet, host, "", phrases)
    at = article.published
    path = system.path.format(
        slug=article.slug.partition("-")[2],
        number=bare.number,
        year=at.year,
        month=f"{at.month:02}",
        day=f"{at.day:02}",
        section=article.kind.replace(" ", "-"),
    )
    sheet = Sheet(system.name, article, outlet, host, f"https://{host}{path}", phrases)
    text = text_of(article, system.standfirst_counts)
    return LabelledPage(
        id=f"{system.name}--{article.slug}",
        system=system.name,
        html=system.layout(sheet),
        url=sheet.url + system.query,
        page_url=sheet.url + system.query,
        entry_title=_entry_title(article, outlet, system.name),
        teaser=_teaser(article, text, system.name),
        kind="article",
        text=text,
        title=article.title,
        authors=article.authors if system.names_authors else (),
        date=f"{article.published:%Y-%m-%d}",
        published=article.published.isoformat(),
        canonical_url=sheet.url.removesuffix(system.not_canonical),
        language=article.language,
        categories=(article.section, *article.tags),
        article=article.slug,
    )


def _entry_title(article: Article, outlet: str, system: str) -> str:
    """The feed's title: the headline, at times with the section or the site's name."""
    match crc32(f"title {system} {article.slug}".encode()) % 6:
        case 0:
            return f"{article.section}: {article.title}"
        case 1:
            return f"{article.title} - {outlet}"
        case _:
            return article.title


def _teaser(article: Article, text: str, system: str) -> str:
    """The feed's text: standfirst or beginning; at times nothing."""
    if crc32(f"teaser {system} {article.slug}".encode()) % 6 == 0:
        return ""
    first = plain(article.standfirst) or text.partition("\n")[0]
    if len(first) <= TEASER_CHARACTERS:
        return first
    return first[:TEASER_CHARACTERS].rpartition(" ")[0] + " …"


def write(folder: Path, half: Half) -> int:
    """Write the half's article pages in the form of the public article extraction benchmark.

    That is `ground-truth.json` and `html/ID.html.gz`. How many pages these are.
    """
    (folder / "html").mkdir(parents=True, exist_ok=True)
    truth_by_id = {}
    for page in pages(half):
        if page.kind == "article":
            packed = gzip.compress(page.html.encode(), mtime=0)
            (folder / "html" / f"{page.id}.html.gz").write_bytes(packed)
            truth_by_id[page.id] = {
                "articleBody": page.text,
                "url": page.url,
                "title": page.title,
                "authors": list(page.authors),
                "date": page.date,
            }
    said = json.dumps(truth_by_id, ensure_ascii=False, indent=1)
    (folder / "ground-truth.json").write_text(said, encoding="utf-8")
    return len(truth_by_id)


def main() -> None:
    """Write a half into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, required=True)
    parser.add_argument("--half", choices=("dev", "held"), default="dev")
    told = parser.parse_args()
    count = write(told.write, told.half)
    print(f"{count} pages in {told.write}")  # noqa: T201


if __name__ == "__main__":
    main()
