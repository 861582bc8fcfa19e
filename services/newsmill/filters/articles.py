"""What filters look at in an article, taken from any record that is one.

The record may be what `json.loads` gives or a model: an enriched article, a duplicate, or the row
of an article as it stands (`news.articles.current.v1`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from newsmill.filters.folding import folded, words

STATE_BY_CHANGE = {
    "new": "new",
    "revised": "revision",
    "re_enriched": "re-enriched",
    "retracted": "retracted",
}
"""What `is:` calls the changes of records."""

KINDS = ("person", "organization", "place", "event", "work")


@dataclass(frozen=True)
class Article:
    """The plain view; whatever a record does not have is empty here."""

    title: str = ""
    summary: str = ""
    text: str = ""
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of entities, by kind; also those that linked entities have in their knowledge base."""
    place_codes: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2 of countries, GeoNames' ids of regions and cities."""
    host: str = ""
    site_name: str | None = None
    feed_url: str | None = None
    feed_title: str | None = None
    subscription_title: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    image_url: str | None = None
    language: str = "und"
    seen_at: datetime | None = None
    word_count: int = 0
    state: str = "new"
    """new, revision, re-enriched, retracted or copy: what `is:` asks for."""

    def phrases(self, column: str) -> str:
        """The words of a column, folded, one space before and after each.

        Its texts have “|” between them, and before and after all.
        """
        known = self._columns.get(column)
        if known is None:
            texts = self._texts(column)
            known = f" | {' | '.join(' '.join(words(text)) for text in texts)} | "
            self._columns[column] = known
        return known

    def labels(self, column: str) -> str:
        """The labels of a column, folded, one line break before and after each."""
        known = self._columns.get(column)
        if known is None:
            known = "".join(f"\n{folded(label)}\n" for label in self._texts(column))
            self._columns[column] = known
        return known

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All words of title, summary and text."""
        return frozenset(self.phrases("anywhere").split())

    @cached_property
    def sorted_vocabulary(self) -> list[str]:
        """The same in order, to find words by their beginning."""
        return sorted(self.vocabulary)

    @cached_property
    def names_vocabulary(self) -> frozenset[str]:
        """All words of the names of entities, authors, feeds and the site."""
        columns = ("entity", "author", "feed", "source")
        return frozenset(" ".join(map(self.phrases, columns)).split())

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """The host and the domains that it is a subdomain of, with a dot."""
        labels = self.host.lower().split(".")
        return tuple(".".join(labels[at:]) for at in range(max(1, len(labels) - 1)))

    @cached_property
    def codes(self) -> frozenset[str]:
        """Of places, in upper case."""
        return frozenset(code.upper() for code in self.place_codes)

    @cached_property
    def _columns(self) -> dict[str, str]:
        return {}

    def _texts(self, column: str) -> Iterable[str]:
        match column:
            case "anywhere":
                # Each is folded once, also where filters ask for one of them alone.
                return (self.title, self.summary, self.text)
            case "title":
                return (self.title,)
            case "text":
                return (self.text,)
            case "entity":
                return [name for names in self.names.values() for name in names]
            case "author":
                return self.authors
            case "feed":
                return filter(None, (self.feed_title, self.subscription_title))
            case "source":
                return filter(None, (self.site_name,))
            case "section":
                return filter(None, (self.section,))
            case "tag":
                return self.tags
            case "category":
                return self.categories
        return self.names.get(column, ())


def article_of(record: Mapping[str, Any] | object) -> Article:
    """The plain view of an enriched article, a duplicate or a row, as JSON or as a model.

    What is of another type than it should be counts as empty.
    """
    get = _getter(record)
    is_row = get("source") is None
    source = get if is_row else _getter(get("source"))
    names, codes = _of_row(get) if is_row else _of_entities(get("entities"))
    word_count = get("word_count")
    return Article(
        title=_text(get("title")) or "",
        summary=_text(get("summary")) or "",
        text=_text(get("text")) or "",
        names=names,
        place_codes=codes,
        host=_text(source("host")) or "",
        site_name=_text(source("site_name")),
        feed_url=_text(get("feed_url")),
        feed_title=_text(source("feed_title")),
        subscription_title=_text(source("subscription_title")),
        section=_text(get("section")),
        tags=_texts(get("tags")),
        categories=_texts(get("categories")),
        authors=_texts(get("authors")),
        image_url=_text(get("image_url")),
        language=_text(get("language")) or "und",
        seen_at=_instant(get("seen_at")),
        word_count=word_count if isinstance(word_count, int) else 0,
        state=_state(get),
    )


def _getter(record: Any) -> Callable[[str], Any]:
    if isinstance(record, Mapping):
        return record.get
    return lambda name: getattr(record, name, None)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return tuple([text for text in value if isinstance(text, str)])


def _of_row(get: Callable[[str], Any]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    names = {kind: _texts(get(f"{kind}s")) for kind in KINDS}
    names["place"] += _texts(get("place_names"))
    return names, _texts(get("place_codes"))


def _of_entities(entities: Any) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    names: dict[str, list[str]] = {}
    codes: list[str] = []
    for entity in entities if isinstance(entities, list | tuple) else ():
        get = _getter(entity)
        kind, name, link = _text(get("kind")) or "other", _text(get("name")), get("link")
        of_kind = names.setdefault(kind, [])
        if name:
            of_kind.append(name)
        if link is not None:
            linked = _getter(link)
            its_name, its_id = _text(linked("name")), _text(linked("id"))
            if its_name and its_name != name:
                of_kind.append(its_name)
            if its_id and kind == "place":
                codes.append(its_id)
    return {kind: tuple(known) for kind, known in names.items()}, tuple(codes)


def _instant(written: Any) -> datetime | None:
    if isinstance(written, str):
        try:
            written = datetime.fromisoformat(written)
        except ValueError:
            return None
    if not isinstance(written, datetime):
        return None
    return written if written.tzinfo is not None else written.replace(tzinfo=UTC)


def _state(get: Callable[[str], Any]) -> str:
    if get("duplicate_of") is not None:
        return "copy"
    state = STATE_BY_CHANGE.get(str(get("change")))
    if state is not None:
        return state
    # Of records that do not say it yet.
    revision = get("revision")
    return "revision" if isinstance(revision, int) and revision > 1 else "new"
