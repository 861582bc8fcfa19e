"""Deduplication: is an article new, a revision or a duplicate? Verdicts are idempotent."""

from newsmill.contracts.articles import (
    CleanArticle,
    DuplicateArticle,
    DuplicateKind,
    TextOrigin,
    UniqueArticle,
)
from newsmill.contracts.base import Hex32
from newsmill.deduper.memory import Known, Memory, Verdict, title_hash

_FULLNESS: dict[TextOrigin, int] = {"feed": 0, "page": 1, "document": 1}
"""A page has more text than a teaser."""


def decide(article: CleanArticle, memory: Memory) -> UniqueArticle | DuplicateArticle:
    """Decide on `article` and remember the verdict.

    An observation (one state of one feed entry) that was decided on before gets the same verdict
    again: it is redelivered after a crash, not a copy, and its first verdict may never have been
    published.
    """
    known = memory.find(article.shard, article.article_id)
    verdict = known.verdict_on(article.observation) if known else None
    if known is not None and verdict is not None:
        return _as_record(article, verdict, known.group_id)
    first = memory.first_with_text(article)
    if known is not None:
        group_id = known.group_id
        verdict = _again(article, known, first)
    elif first is not None:
        group_id = first.group_id
        verdict = _verdict(article, 1, first.original, "same_text")
    else:
        group_id = article.article_id
        verdict = _verdict(article, 1)
    memory.write(article, group_id, verdict)
    return _as_record(article, verdict, group_id)


def _again(article: CleanArticle, known: Known, first_with_text: Known | None) -> Verdict:
    """The verdict on an article that is known: a revision of it, or a duplicate."""
    latest = known.latest
    same_entry = any(
        verdict.observation.entry_id == article.observation.entry_id for verdict in known.verdicts
    )
    same_text = [v for v in known.verdicts if v.fingerprint == article.fingerprint]
    same_state = [v for v in same_text if v.title_hash == title_hash(article)]
    if same_text:
        new_headline = (
            same_entry
            and latest.duplicate_of is None
            and latest.fingerprint == article.fingerprint
            and all(verdict.duplicate_of is not None for verdict in same_state)
        )
        if new_headline:
            return _verdict(article, known.revision + 1)
        seen = (same_state or same_text)[0]
        return _verdict(
            article,
            seen.revision,
            seen.duplicate_of or known.article_id,
            seen.kind or "same_url",
            seen.compared,
        )
    if first_with_text is not None:
        kind: DuplicateKind = "same_url" if first_with_text == known else "same_text"
        return _verdict(article, known.revision, first_with_text.original, kind)
    fuller = _FULLNESS[article.text_origin] - _FULLNESS[latest.text_origin]
    both_from_pages = _FULLNESS[article.text_origin] == _FULLNESS[latest.text_origin] == 1
    if fuller > 0 or both_from_pages or (same_entry and fuller == 0):
        return _verdict(article, known.revision + 1)
    # Another feed's teaser of the same page, or a feed's text whose page could not be fetched.
    return _verdict(article, known.revision, known.original, "same_url", compared=False)


def _verdict(
    article: CleanArticle,
    revision: int,
    duplicate_of: Hex32 | None = None,
    kind: DuplicateKind | None = None,
    compared: bool = True,
) -> Verdict:
    return Verdict(
        observation=article.observation,
        fingerprint=article.fingerprint,
        title_hash=title_hash(article),
        text_origin=article.text_origin,
        revision=revision,
        duplicate_of=duplicate_of,
        kind=kind,
        compared=compared,
    )


def _as_record(
    article: CleanArticle, verdict: Verdict, group_id: Hex32
) -> UniqueArticle | DuplicateArticle:
    if verdict.duplicate_of is None or verdict.kind is None:
        return UniqueArticle(
            **{name: getattr(article, name) for name in CleanArticle.model_fields},
            revision=verdict.revision,
            group_id=group_id,
        )
    return DuplicateArticle(
        article_id=article.article_id,
        revision=verdict.revision,
        duplicate_of=verdict.duplicate_of,
        group_id=group_id,
        kind=verdict.kind,
        similarity=1.0 if verdict.compared else None,
        url=article.url,
        canonical_url=article.canonical_url,
        feed_url=article.feed_url,
        source=article.source,
        title=article.title,
        language=article.language,
        published_at=article.published_at,
        seen_at=article.seen_at,
        timings=article.timings,
        provenance=article.provenance,
    )
