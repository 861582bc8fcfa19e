"""Tell the entries of a feed apart: entry_ids, hashes of their content, and links they share."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import NamedTuple

from newsmill.hosts import is_site_root
from newsmill.puller.reading.contents import Entry
from newsmill.web.tracking import page_without_tracking

MIN_TEXT_CHARACTERS = 50
"""A shorter text (“Comments”, “Read more”) may be that of every entry, so it identifies none."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_TAG = re.compile(r"<[^<>]*>")
# BBC News numbers the editions of an article so: “https://www.bbc.co.uk/news/articles/c1#3”.
_EDITION = re.compile(r"(https?://.+)#\d{1,3}", re.DOTALL)

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identified:
    """An entry and what distinguishes it from the others of its feed."""

    entry_id: str
    content: str
    """Hash of its title, link and text."""
    shares_link: bool
    """Whether another entry, with other content, has or had the same link."""
    entry: Entry


def identify(
    entries: Sequence[Entry], feed_url: str, seen: Mapping[str, str], links: Mapping[str, str]
) -> tuple[list[Identified], dict[str, str]]:
    """The entries with their ids, each id once, and what is to be remembered of their links.

    The GUID identifies an entry, else its link, else its content. Where a feed uses a GUID or link
    for several entries, what else distinguishes them is added: link and title, or title and text.
    Entries that are equal in all of these are one entry, and the latest of them is kept.

    An entry keeps its id when another one with its GUID or link appears, and when that one has
    gone. `seen` are the hashes of content by entry_id of all known entries; `links` is what earlier
    calls returned. The order of the entries makes no difference.
    """
    candidates = [_Candidate(entry) for entry in entries]
    chosen = dict(_Naming(feed_url, seen, links).named(candidates, depth=2))
    uses = _uses(chosen, {hash_: LinkUse.unpack(use) for hash_, use in links.items()})
    key_by_candidate = {id(candidate): key for key, candidate in chosen.items()}
    identified = [
        Identified(
            entry_id=_entry_id(feed_url, key_by_candidate[id(candidate)]),
            content=candidate.content,
            shares_link=bool(candidate.link) and uses[candidate.link].is_shared,
            entry=candidate.entry,
        )
        for candidate in candidates
        if id(candidate) in key_by_candidate
    ]
    return identified, {hash_: use.packed() for hash_, use in uses.items()}


def following_version(content: str, previous: str) -> str:
    """The entry_version of an entry that has changed: it depends on the version before.

    So a content that returns is a new state: A, B, A has three versions.
    """
    return _digest("following", content, previous)[:16]


class LinkUse(NamedTuple):
    """Whose link it is, as it is remembered: eight digits of each hash."""

    edition: str
    """Of the entry's GUID, without the number of an edition; else of its link."""
    title: str
    text: str
    is_shared: bool = False
    """Whether there was another entry with this link and other content."""

    def packed(self) -> str:
        """The same in 24 or 25 characters."""
        return f"{self.edition}{self.title}{self.text}{'+' if self.is_shared else ''}"

    @classmethod
    def unpack(cls, packed: str) -> "LinkUse":
        """The use that `packed` has written."""
        return cls(packed[:8], packed[8:16], packed[16:24], packed[24:] == "+")

    def has_content_of(self, other: "LinkUse") -> bool:
        """Whether the title or the text is the same."""
        return self.title == other.title or self.text == other.text


class _Candidate:
    """An entry of the document, with its hashes, each of which is made once."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        summary, content = _words(entry.summary_html), _words(entry.content_html)
        text = _digest(summary, content)
        # Dates, markup, categories and the link's parameters are left out: many feeds generate
        # them anew for each request, which would make the entry look changed.
        path = entry.link.partition("#")[0].partition("?")[0]
        self.content = _digest(entry.title, path, summary, content)[:16]
        if entry.guid:
            self.names: Names = ("guid", entry.guid, entry.link, entry.title)
        elif entry.link:
            self.names = ("link", entry.link, entry.title, text)
        else:
            self.names = ("content", _digest(entry.title, summary, content))
        self.link = _digest(page_without_tracking(entry.link))[:16] if entry.link else ""
        title = _digest(entry.title or text)[:8]
        is_short = max(len(summary), len(content)) < MIN_TEXT_CHARACTERS
        numbered = _EDITION.fullmatch(entry.guid)
        edition = _digest(self.names[0], numbered[1] if numbered else self.names[1])[:8]
        self.use = LinkUse(edition, title, title if is_short else text[:8])

    @cached_property
    def is_link_to_root(self) -> bool:
        """Whether its link leads to a home page, which identifies nobody."""
        return is_site_root(self.entry.link)

    @property
    def latest_last(self) -> tuple[datetime, str, Names]:
        """Orders the states of one entry, whatever their order in the document."""
        return self.entry.updated or self.entry.published or EPOCH, self.content, self.names


class _Naming:
    """Finds the names that identify each entry: as few as possible, and those it is known by."""

    def __init__(self, feed_url: str, seen: Mapping[str, str], links: Mapping[str, str]) -> None:
        self._feed_url = feed_url
        self._seen = seen
        self._links = links

    def named(
        self, candidates: Iterable[_Candidate], depth: int, kept: frozenset[Names] = frozenset()
    ) -> Iterator[tuple[Names, _Candidate]]:
        """Each entry with its key. Those named `kept` have theirs; the others need another."""
        groups: dict[Names, list[_Candidate]] = {}
        for candidate in candidates:
            groups.setdefault(candidate.names[:depth], []).append(candidate)
        for key, group in groups.items():
            names = {one.names for one in group}
            if names <= kept:
                continue
            if len(names) == 1 or (not names & kept and len({one.content for one in group}) == 1):
                latest = _latest(group)
                yield self._key(latest, depth), latest
                continue
            keeper = self._keeper(key, [one for one in group if one.names not in kept])
            if keeper is not None:
                yield key, _latest(one for one in group if one.names == keeper)
                kept |= {keeper}
            yield from self.named(group, depth + 1, kept)

    def _key(self, candidate: _Candidate, depth: int) -> Names:
        """The names of an entry that is the only one with its first `depth` names."""
        key = candidate.names[:depth]
        longer = self._longer_known(candidate, depth)
        if longer is not None:
            return longer
        if depth == 2 and self._is_ambiguous(candidate) and not self._is_known_as(candidate, key):
            return candidate.names[: depth + 1]
        return key

    def _keeper(self, key: Names, group: list[_Candidate]) -> Names | None:
        """The names of that entry of `group` which was the only one with `key` before."""
        if self._id(key) not in self._seen:
            return None
        new = [one for one in group if self._longer_known(one, len(key)) is None]
        same = [one.names for one in new if self._seen[self._id(key)] == one.content]
        same = same or [one.names for one in new if self._is_known_as(one, key)]
        return min(same, default=None)

    def _longer_known(self, candidate: _Candidate, depth: int) -> Names | None:
        for longer in range(len(candidate.names), depth, -1):
            if self._id(candidate.names[:longer]) in self._seen:
                return candidate.names[:longer]
        return None

    def _is_ambiguous(self, candidate: _Candidate) -> bool:
        """Whether other entries without a GUID may have the same link at other times."""
        use = self._use(candidate)
        return candidate.names[0] == "link" and (
            candidate.is_link_to_root or (use is not None and use.is_shared)
        )

    def _is_known_as(self, candidate: _Candidate, key: Names) -> bool:
        """Whether the entry that is known by `key` has this content, title or text."""
        content = self._seen.get(self._id(key))
        use = self._use(candidate)
        return content is not None and (
            content == candidate.content
            or (
                use is not None
                and use.edition == candidate.use.edition
                and use.has_content_of(candidate.use)
            )
        )

    def _use(self, candidate: _Candidate) -> LinkUse | None:
        packed = self._links.get(candidate.link)
        return LinkUse.unpack(packed) if packed is not None else None

    def _id(self, key: Names) -> str:
        return _entry_id(self._feed_url, key)


def _uses(chosen: Mapping[Names, _Candidate], before: Mapping[str, LinkUse]) -> dict[str, LinkUse]:
    """Whose the links of a document are, by the hash of the link."""
    groups: dict[str, list[tuple[Names, _Candidate]]] = {}
    for key, candidate in chosen.items():
        if candidate.link:
            groups.setdefault(candidate.link, []).append((key, candidate))
    editions = {candidate.use.edition for candidate in chosen.values()}
    uses = {}
    for link, group in groups.items():
        was = before.get(link)
        now = sorted((len(key), one.use) for key, one in group)
        is_shared = len({(use.title, use.text) for _, use in now}) > 1
        if was is not None:
            # An entry that has gone, and another one in its place. It is the same with a new GUID
            # if its title or text has stayed.
            is_other = was.edition not in editions and not any(
                was.has_content_of(use) for _, use in now
            )
            is_shared = is_shared or was.is_shared or is_other
        length, use = now[0]
        # Of several entries, the one whose id is made of the link alone must be recognised.
        kept = was if was is not None and length > 2 else use
        uses[link] = kept._replace(is_shared=is_shared)
    return uses


def _latest(states: Iterable[_Candidate]) -> _Candidate:
    return max(states, key=lambda one: one.latest_last)


def _entry_id(feed_url: str, key: Names) -> str:
    return _digest(feed_url, *key)[:32]


def _words(text: str) -> str:
    return " ".join(_TAG.sub(" ", text).split())


def _digest(*parts: str) -> str:
    """A SHA-256 of all parts in hexadecimal; their lengths are hashed too, as boundaries."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()
