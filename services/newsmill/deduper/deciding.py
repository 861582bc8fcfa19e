"""Deduplication: is an article new, a revision, or a copy? Verdicts are idempotent."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from math import isnan, nan

from newsmill.contracts.articles import (
    Change,
    CleanArticle,
    DuplicateArticle,
    DuplicateKind,
    TextOrigin,
    UniqueArticle,
)
from newsmill.contracts.base import Hex32
from newsmill.deduper import changes
from newsmill.deduper.copies import LEAST_SIMILAR, LEAST_SIMILAR_TO_ORIGINAL, is_copy
from newsmill.deduper.memory import PartitionMemory, state_number
from newsmill.deduper.signing import Signature, sign, similarity
from newsmill.deduper.verdicts import CHANGES, KINDS, Verdict

_FULLNESS: dict[TextOrigin, int] = {"feed": 0, "page": 1, "document": 1}
"""A page has more text than a teaser."""

LOOKED_AT = 64
"""Verdicts on an article that are looked at, the last ones."""

COMPARED = 24
"""Texts that are compared with a new one, the most similar."""

TEASER_WORDS = 60
"""A shorter text may be what a feed says below each headline."""

MAX_HOSTS = 50
"""Hosts named with a copy."""


def decide(article: CleanArticle, memory: PartitionMemory) -> UniqueArticle | DuplicateArticle:
    """Decide on `article` and remember the verdict.

    An observation (one state of one feed entry) that was decided on before gets the same verdict
    again: it is redelivered after a crash, not a copy, and its first verdict may never have been
    published. Where its page was fetched anew for that and says something else by now, it is a
    revision of its own: one revision has one text.
    """
    observation = article.observation
    entry = bytes.fromhex(observation.entry_id)
    verdict = memory.on_observation(entry, bytes.fromhex(observation.entry_version))
    state = _State(article, memory)
    if verdict is None:
        verdict = memory.remember(
            _Case(state, memory).verdict(),
            article.source.host,
            state.new_signature,
            article.seen_at,
        )
    elif verdict.is_unique and verdict.state != state.state:
        verdict = _fetched_anew(verdict, state, memory)
    return _as_record(article, verdict, memory)


def _fetched_anew(before: Verdict, state: "_State", memory: PartitionMemory) -> Verdict:
    """The verdict on other words for an observation that `before` has published, or was to.

    It must be published again: nobody knows whether it was. The words may be those of another
    revision, seen in another state of the entry; if not, they are the newest.
    """
    known = memory.of_article(before.article, LOOKED_AT)
    for verdict in known:
        if verdict.is_unique and verdict.state == state.state:
            return verdict
    newest = known[0]
    revised = _Case(state, memory).next_revision(newest)
    return memory.remember(
        revised, state.article.source.host, state.new_signature, state.article.seen_at
    )


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
        return self.known_signature or sign(self.article.text)

    @cached_property
    def known_signature(self) -> Signature | None:
        """The signature, if one of exactly this text is remembered."""
        if self.with_text is None:
            return None
        return self._memory.signature_of(self.with_text)

    @property
    def new_signature(self) -> Signature | None:
        """The signature, unless one of the same text is remembered."""
        return self.signature if self.known_signature is None else None

    @property
    def text_number(self) -> int:
        """The number of the remembered signature of the same text; 0 for none."""
        known = self.with_text is not None and self.known_signature is not None
        return self.with_text.text_number if known and self.with_text is not None else 0

    def similarity(self, other: Verdict) -> float:
        """How similar the text is to that of a verdict; NaN if that cannot be known."""
        if other.fingerprint == self.fingerprint:
            return 1.0
        return self._similarity_to(self._memory.signature_of(other))

    def similarity_to_published(self, article: bytes) -> float:
        """How similar the text is to what was last published of an article."""
        return self._similarity_to(self._memory.published_signature(article))

    def _similarity_to(self, theirs: Signature | None) -> float:
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
        if same is not None and same.holds_its_revision:
            if self._is_standing(same):
                return None
            if same.kind_name != "near":
                return same, "same_text", 1.0
            return same, "near", same.similarity
        return self.copied_by_others(b"")

    def copied_by_others(self, article: bytes) -> tuple[Verdict, DuplicateKind, float] | None:
        """The same for near copies, without the verdicts on `article` itself."""
        if self.signature is None or not self._settings.near:
            return None
        for similar in self._memory.resembling(self.signature, LEAST_SIMILAR, COMPARED):
            found = similar.verdict
            # Under the same headline, it is judged as if it were another site's.
            on_one_site = found.host == self._host != 0 and found.title != self.title
            if found.article == article or not is_copy(
                similar.similarity, self.signature, similar.signature, on_one_site=on_one_site
            ):
                continue
            if found.article == found.original:
                return found, "near", self._similarity_to(similar.signature)
            original = self._memory.published_signature(found.original)
            if original is None:
                return found, "near", self._similarity_to(similar.signature)
            # A copy of a copy of a copy may have nothing of the original any more.
            if similarity(self.signature.pairs, original.pairs) >= LEAST_SIMILAR_TO_ORIGINAL:
                return found, "near", self._similarity_to(original)
        return None

    def _is_standing(self, same: Verdict) -> bool:
        """Whether an equal text is one that its feed has under several headlines, or every day.

        “Read the full article …” as the only text of each entry; “Morning briefing”, which has no
        other text.
        """
        if self.article.feed_url is None or same.feed != self.feed or same.page == self.page:
            return False
        is_headline = self.article.word_count < self._settings.min_words
        is_teaser = self.article.word_count < TEASER_WORDS and same.title != self.title
        return is_headline or is_teaser


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
            # Back after it was forgotten, it goes on with its revisions. Above the floor it is one
            # that nobody knows.
            is_back = self.memory.remains(article_id) is not None and revision > 1
            change: Change = "revised" if is_back else "new"
            return self._unique(article_id, revision, article_id, 0, change, 0)
        of, kind, similarity = copied
        verdict = self._duplicate(article_id, revision, revision, 0, of, kind, similarity)
        return verdict._replace(copies=verdict.copies + 1)

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
        latest = self._latest(known)
        mine = self.memory.of_entry(state.entry)
        mine = mine if mine is not None and mine.article == newest.article else None
        is_own = mine is not None or any(verdict.feed == state.feed for verdict in known)
        if latest is None:
            # What the highest revision says is forgotten. Whoever may revise it does.
            is_change = is_own or state.fullness > 0
            return self._revision(newest, newest) if is_change else self._same(newest, newest)
        if state.state == latest.state:
            return self._same(newest, latest)
        if mine is None or mine.revision != newest.highest:
            earlier = [verdict for verdict in known if verdict.holds_its_revision]
            for verdict in earlier:
                if verdict.state == state.state:
                    return self._same(newest, verdict)
            for verdict in earlier:
                if verdict.fingerprint == state.fingerprint != latest.fingerprint:
                    return self._same(newest, verdict)
        if state.fingerprint == latest.fingerprint:
            is_change = is_own
        else:
            fuller = state.fullness - latest.origin
            both_from_pages = state.fullness == latest.origin == 1
            is_change = fuller > 0 or both_from_pages or (is_own and fuller == 0)
        if is_change:
            return self._revision(newest, latest)
        # Another feed's headline or teaser, or a feed's text whose page could not be fetched.
        return self._same(newest, latest)

    def _latest(self, known: list[Verdict]) -> Verdict | None:
        """A verdict with the words of the article's highest revision; None if it is forgotten."""
        published = self.memory.at(known[0].published)
        if published is not None and published.revision == known[0].highest:
            return published
        for verdict in known:
            if verdict.holds_its_revision and verdict.revision == verdict.highest:
                return verdict if verdict.highest == known[0].highest else None
        return None

    def _revision(self, newest: Verdict, latest: Verdict) -> Verdict:
        """The next revision; of a mere copy, another copy as long as it still is one."""
        revision = newest.highest + 1
        kind: DuplicateKind | None = None
        similarity = nan
        if not newest.published:
            if self.state.fingerprint == latest.fingerprint:
                kind, similarity = latest.kind_name, latest.similarity
            else:
                kind, similarity = self._still_copied(newest)
        if kind is None:
            return self.next_revision(newest)
        return self._duplicate(newest.article, revision, revision, 0, newest, kind, similarity)

    def next_revision(self, newest: Verdict) -> Verdict:
        """The revision after all others of the article on which `newest` is the last verdict."""
        copies = self.memory.copies(newest.group)
        change: Change = "revised" if newest.published else "new"
        before = self.memory.at(newest.published)
        changed = self._changed_since(before) if before is not None else 0
        return self._unique(
            newest.article, newest.highest + 1, newest.group, copies, change, changed
        )

    def _changed_since(self, before: Verdict) -> int:
        """The fields that differ from what was published last."""
        state = self.state
        if before.digests != changes.NOT_KEPT:
            return changes.difference(before.digests, changes.digests(state.article))
        # Of verdicts from before there were digests: headline and words.
        return changes.bits(
            [
                *(["title"] if before.title != state.title else []),
                *(["text"] if before.fingerprint != state.fingerprint else []),
            ]
        )

    def _still_copied(self, newest: Verdict) -> tuple[DuplicateKind | None, float]:
        """What a new text of a mere copy is to its original; None for nothing any more."""
        same = self.state.with_text
        if same is not None and same.holds_its_revision and same.original == newest.original:
            is_whole = same.kind_name != "near"
            return ("same_text", 1.0) if is_whole else ("near", same.similarity)
        if self.state.copied_by_others(newest.article) is None:
            return None, nan
        return "near", self.state.similarity_to_published(newest.original)

    def _same(self, newest: Verdict, as_: Verdict) -> Verdict:
        """Nothing new: a repetition of what was published or of a copy, or other words for it."""
        holds = as_.holds_its_revision and as_.state == self.state.state
        kind: DuplicateKind = "same_url"
        similarity = self.state.similarity(as_)
        if not newest.published and holds and as_.kind_name is not None:
            kind, similarity = as_.kind_name, as_.similarity
        return self._duplicate(
            newest.article,
            as_.revision,
            newest.highest,
            newest.published,
            newest,
            kind,
            similarity,
            holds=holds,
        )

    def _unique(
        self,
        article_id: bytes,
        revision: int,
        group: bytes,
        copies: int,
        change: Change,
        changed: int,
    ) -> Verdict:
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
        )._replace(
            change=CHANGES.index(change),
            changed=changed,
            digests=changes.digests(self.state.article),
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
        *,
        holds: bool = True,
    ) -> Verdict:
        return self._filled(
            holds=holds,
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
        holds: bool = True,
    ) -> Verdict:
        state = self.state
        return Verdict(
            number=0,
            at=0,
            text_number=state.text_number,
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
            holds_its_revision=holds,
            origin=state.fullness,
            similarity=similarity,
            duplicate_of=duplicate_of,
            group=group,
            copies=copies,
            host=0,
        )


def _as_record(
    article: CleanArticle, verdict: Verdict, memory: PartitionMemory
) -> UniqueArticle | DuplicateArticle:
    article_id: Hex32 = verdict.article.hex()
    if verdict.kind_name is None:
        fields = {name: getattr(article, name) for name in CleanArticle.model_fields}
        fields |= {"article_id": article_id, "revision": verdict.revision}
        return UniqueArticle.model_construct(
            **fields,
            group_id=verdict.group.hex(),
            change=verdict.change_name,
            changed=changes.names(verdict.changed),
        )
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
