"""Deduplication: is an article new, a revision, or a copy? Verdicts are idempotent."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from math import isnan, nan

from newsmill.contracts.articles import (
    CleanArticle,
    DuplicateArticle,
    DuplicateKind,
    TextOrigin,
    UniqueArticle,
)
from newsmill.contracts.base import Hex32
from newsmill.deduper.copies import LEAST_SIMILAR, is_copy
from newsmill.deduper.memory import PartitionMemory, state_number
from newsmill.deduper.signing import Signature, sign, similarity
from newsmill.deduper.verdicts import KINDS, Verdict

_FULLNESS: dict[TextOrigin, int] = {"feed": 0, "page": 1, "document": 1}
"""A page has more text than a teaser."""

LOOKED_AT = 64
"""Verdicts on an article that are looked at, the last ones."""

COMPARED = 24
"""Texts that are compared with a new one, the most similar."""

MAX_HOSTS = 50
"""Hosts named with a copy."""


def decide(article: CleanArticle, memory: PartitionMemory) -> UniqueArticle | DuplicateArticle:
    """Decide on `article` and remember the verdict.

    An observation (one state of one feed entry) that was decided on before gets the same verdict
    again: it is redelivered after a crash, not a copy, and its first verdict may never have been
    published.
    """
    observation = article.observation
    entry = bytes.fromhex(observation.entry_id)
    verdict = memory.on_observation(entry, bytes.fromhex(observation.entry_version))
    if verdict is None:
        state = _State(article, memory)
        verdict = memory.remember(
            _Case(state, memory).verdict(),
            article.source.host,
            state.new_signature,
            article.seen_at,
        )
    return _as_record(article, verdict, memory)


class _State:
    """An article as it was seen, with what is compared of it; worked out when it is asked for."""

    def __init__(self, article: CleanArticle, memory: PartitionMemory) -> None:
        self.article = article
        self._memory = memory
        self._settings = memory.settings
        self.entry = bytes.fromhex(article.provenance.entry_id)
        self.feed = _hash(article.feed_url or "")
        self._host = memory.host_number(article.source.host)
        self.page = _hash(article.canonical_url or article.url or article.article_id)
        self.fingerprint = bytes.fromhex(article.fingerprint)[:8]
        self.title = _hash(article.title.casefold())
        self.fullness = _FULLNESS[article.text_origin]

    @property
    def state(self) -> bytes:
        """Title and text; equal for equal content."""
        return self.fingerprint + self.title

    @cached_property
    def text_key(self) -> bytes:
        """What reprints have in common: the words, and the headline too where words are few."""
        if self.article.word_count >= self._settings.min_words:
            return self.fingerprint
        return _hash_of(self.fingerprint + self.title)

    @cached_property
    def with_text(self) -> Verdict | None:
        """The last verdict on exactly this text."""
        return self._memory.with_text(self.text_key)

    @cached_property
    def signature(self) -> Signature | None:
        """The signature of the text; None if it is too short."""
        if self.with_text is not None:
            known = self._memory.signature_of(self.with_text)
            if known is not None:
                return known
        return sign(self.article.text)

    @property
    def new_signature(self) -> Signature | None:
        """The signature, unless one of the same text is remembered."""
        if self.with_text is not None and self._memory.signature_of(self.with_text) is not None:
            return None
        return self.signature

    def similarity(self, other: Verdict) -> float:
        """How similar the text is to that of a verdict; NaN if that cannot be known."""
        if other.fingerprint == self.fingerprint:
            return 1.0
        theirs = self._memory.signature_of(other)
        if self.signature is None or theirs is None:
            return nan
        return float(similarity(self.signature.triples, theirs.triples))

    def is_near(self, other: Verdict) -> bool:
        """Whether the text is, but for details, that of a verdict."""
        if other.fingerprint == self.fingerprint:
            return True
        theirs = self._memory.signature_of(other)
        if self.signature is None or theirs is None:
            return False
        alike = float(similarity(self.signature.pairs, theirs.pairs))
        return is_copy(alike, self.signature, theirs, on_one_site=False)

    @cached_property
    def copied(self) -> tuple[Verdict, DuplicateKind, float] | None:
        """An earlier verdict on a copy of this text, and what it makes the article.

        The similarity is to the original, which need not be the copy that was found.
        """
        same = self.with_text
        if same is not None:
            if same.holds_its_revision and same.kind_name != "near":
                return same, "same_text", 1.0
            kind: DuplicateKind = "near" if same.kind_name == "near" else "same_text"
            return same, kind, same.similarity
        if self.signature is None or not self._settings.near:
            return None
        for similar in self._memory.resembling(self.signature, LEAST_SIMILAR, COMPARED):
            on_one_site = similar.verdict.host == self._host != 0
            if is_copy(
                similar.similarity, self.signature, similar.signature, on_one_site=on_one_site
            ):
                original = self._memory.published_signature(similar.verdict.original)
                other = original or similar.signature
                return (
                    similar.verdict,
                    "near",
                    float(similarity(self.signature.triples, other.triples)),
                )
        return None


@dataclass
class _Case:
    """One decision."""

    state: _State
    memory: PartitionMemory

    def verdict(self) -> Verdict:
        """New, a revision, or a copy."""
        article_id = self._article_id()
        known = self.memory.of_article(article_id, LOOKED_AT)
        if known:
            return self._again(known)
        revision = self._first_revision(article_id)
        copied = self.state.copied
        if copied is None:
            return self._unique(article_id, revision, article_id, copies=0)
        return self._copy(article_id, revision, revision, 0, *copied)

    def _article_id(self) -> bytes:
        """The article that the entry belongs to, for good once it was given one.

        The cleaner has derived it from the address. An entry stays with its article though the
        address changes, as long as headline or text are still the same. Another entry of the same
        feed at the same address is an article of its own where headline and text both differ.
        """
        state = self.state
        cleaners = bytes.fromhex(state.article.article_id)
        before = self.memory.of_entry(state.entry)
        if before is not None and (
            before.page == state.page or before.title == state.title or state.is_near(before)
        ):
            return before.article
        if state.article.feed_url is None:
            return cleaners
        siblings = [
            verdict
            for verdict in self.memory.of_article(cleaners, LOOKED_AT)
            if verdict.feed == state.feed and verdict.entry != state.entry
        ]
        if siblings and not any(
            sibling.title == state.title or state.is_near(sibling) for sibling in siblings
        ):
            return bytes.fromhex(state.article.article_id_of_entry)
        return cleaners

    def _first_revision(self, article_id: bytes) -> int:
        """1, unless the article is forgotten: then its last one, or the next if it has changed."""
        remains = self.memory.remains(article_id)
        if remains is None:
            return self.memory.floor + 1
        is_same = remains.state == state_number(self.state.state)
        return remains.revision if is_same else remains.revision + 1

    def _again(self, known: list[Verdict]) -> Verdict:
        """The verdict on an article that is known: a revision, or nothing new.

        A state that returns is a new one if it comes from an entry that was up to date. A feed that
        lags behind another still shows what the article was.
        """
        state, newest = self.state, known[0]
        latest = self.memory.at(newest.published) or _highest(known)
        mine = self.memory.of_entry(state.entry)
        mine = mine if mine is not None and mine.article == newest.article else None
        is_own = mine is not None or any(verdict.feed == state.feed for verdict in known)
        if state.state == latest.state:
            return self._same(newest, latest, latest)
        if mine is None or mine.state != latest.state:
            for earlier in known:
                if earlier.state == state.state and earlier.holds_its_revision:
                    return self._same(newest, latest, earlier)
            for earlier in known:
                is_text = earlier.fingerprint == state.fingerprint != latest.fingerprint
                if is_text and earlier.holds_its_revision:
                    return self._same(newest, latest, earlier)
        if state.fingerprint == latest.fingerprint:
            is_change = is_own
        else:
            fuller = state.fullness - latest.origin
            both_from_pages = state.fullness == latest.origin == 1
            is_change = fuller > 0 or both_from_pages or (is_own and fuller == 0)
        if is_change:
            return self._revision(newest, latest)
        # Another feed's headline or teaser, or a feed's text whose page could not be fetched.
        return self._same(newest, latest, latest)

    def _revision(self, newest: Verdict, latest: Verdict) -> Verdict:
        """The next revision; of a mere copy, another copy as long as it still is one."""
        revision = newest.highest + 1
        if newest.published:
            return self._unique(
                newest.article, revision, newest.group, self.memory.copies(newest.group)
            )
        if self.state.fingerprint == latest.fingerprint:
            kind, similarity = latest.kind_name, latest.similarity
        elif self.state.copied is not None:
            _, kind, similarity = self.state.copied
        else:
            kind, similarity = None, nan
        if kind is None:
            return self._unique(
                newest.article, revision, newest.group, self.memory.copies(newest.group)
            )
        return self._duplicate(newest.article, revision, revision, 0, latest, kind, similarity)

    def _same(self, newest: Verdict, latest: Verdict, as_: Verdict) -> Verdict:
        """Nothing new: a repetition of what was published or of a copy, or other words for it."""
        kind: DuplicateKind = "same_url"
        similarity = self.state.similarity(as_)
        if not newest.published and as_.kind_name is not None and similarity == 1.0:
            kind, similarity = as_.kind_name, as_.similarity
        return self._duplicate(
            newest.article, as_.revision, newest.highest, newest.published, latest, kind, similarity
        )

    def _copy(
        self,
        article_id: bytes,
        revision: int,
        highest: int,
        published: int,
        of: Verdict,
        kind: DuplicateKind,
        similarity: float,
    ) -> Verdict:
        copies = self.memory.copies(of.group) + 1
        verdict = self._duplicate(article_id, revision, highest, published, of, kind, similarity)
        return verdict._replace(copies=copies)

    def _unique(self, article_id: bytes, revision: int, group: bytes, copies: int) -> Verdict:
        number = self.memory.next_number
        return self._filled(
            article=article_id,
            revision=revision,
            highest=revision,
            published=number,
            kind=0,
            similarity=nan,
            duplicate_of=bytes(16),
            group=group,
            copies=copies,
        )

    def _duplicate(
        self,
        article_id: bytes,
        revision: int,
        highest: int,
        published: int,
        of: Verdict,
        kind: DuplicateKind,
        similarity: float,
    ) -> Verdict:
        return self._filled(
            article=article_id,
            revision=revision,
            highest=highest,
            published=published,
            kind=KINDS.index(kind),
            similarity=similarity,
            duplicate_of=of.original,
            group=of.group,
            copies=self.memory.copies(of.group),
        )

    def _filled(
        self,
        *,
        article: bytes,
        revision: int,
        highest: int,
        published: int,
        kind: int,
        similarity: float,
        duplicate_of: bytes,
        group: bytes,
        copies: int,
    ) -> Verdict:
        state = self.state
        return Verdict(
            number=0,
            at=0,
            text_number=0,
            entry=state.entry,
            version=bytes.fromhex(state.article.provenance.entry_version),
            feed=state.feed,
            article=article,
            page=state.page,
            fingerprint=state.fingerprint,
            text_key=state.text_key,
            title=state.title,
            revision=revision,
            highest=highest,
            published=published,
            kind=kind,
            origin=state.fullness,
            similarity=similarity,
            duplicate_of=duplicate_of,
            group=group,
            copies=copies,
            host=0,
            words=min(state.article.word_count, 0xFFFF_FFFF),
        )


def _highest(known: list[Verdict]) -> Verdict:
    """The last of the verdicts on the highest revision that shows it."""
    return max(known, key=lambda v: (v.holds_its_revision, v.revision, v.number))


def _as_record(
    article: CleanArticle, verdict: Verdict, memory: PartitionMemory
) -> UniqueArticle | DuplicateArticle:
    article_id: Hex32 = verdict.article.hex()
    if verdict.kind_name is None:
        fields = {name: getattr(article, name) for name in CleanArticle.model_fields}
        fields |= {"article_id": article_id, "revision": verdict.revision}
        return UniqueArticle.model_construct(**fields, group_id=verdict.group.hex())
    return DuplicateArticle(
        article_id=article_id,
        revision=verdict.revision,
        duplicate_of=verdict.duplicate_of.hex(),
        group_id=verdict.group.hex(),
        kind=verdict.kind_name,
        similarity=None if isnan(verdict.similarity) else round(verdict.similarity, 3),
        copies=verdict.copies,
        hosts=memory.hosts(verdict.group, verdict.number, MAX_HOSTS),
        url=article.url,
        canonical_url=article.canonical_url,
        feed_url=article.feed_url,
        source=article.source,
        title=article.title,
        word_count=article.word_count,
        language=article.language,
        published_at=article.published_at,
        seen_at=article.seen_at,
        timings=article.timings,
        provenance=article.provenance,
    )


def _hash(text: str) -> bytes:
    return _hash_of(text.encode("utf-8", "surrogatepass"))


def _hash_of(data: bytes) -> bytes:
    return sha256(data).digest()[:8]
