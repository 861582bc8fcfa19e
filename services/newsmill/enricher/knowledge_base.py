"""Link people, companies and whatever else a file of yours knows: the user's knowledge base.

The file holds one JSON object a line, in UTF-8:

    {"kb": "wikidata", "id": "Q42", "name": "Douglas Adams", "kind": "person",
     "aliases": ["Douglas Noël Adams"], "context": ["novel", "hitchhiker"]}

`kb`, `id` and `name` are what the link says. `kind` is an entity's kind (person, organization,
place, event, work, other); without it, the entry fits any. `aliases` are other names; all names are
compared without case, accents and possessives. `context` are words or phrases of articles about it:
of several entries with one name, the one with most of them in the article is linked, and none if
two have as many. With `"needs_context": true`, an entry is linked only beside one of them. Other
members are ignored.

Only an index stays in memory, 16 bytes a name; the lines of a day's news are read again from
the file when they are needed. Replace a file by another, do not write into it.
"""

import io
import json
import os
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, get_args

from newsmill.contracts.articles import Entity, EntityKind, Link
from newsmill.enricher.names import key_of, name_words
from newsmill.errors import UserError

SCORE_OF_NAME_AND_CONTEXT = 1.0
"""The only entry of this name, and its context is in the article."""
SCORE_OF_NAME = 0.9
"""The only entry of this name."""
SCORE_OF_CONTEXT = 0.8
"""One of several of this name; its context decided."""

MAX_LINE_BYTES = 64 * 1024
LINES_CHECKED = 100
# More names for one person are a mistake in a file, and more namesakes are undecidable.
MAX_NAMESAKES = 64

_SURROGATE = re.compile("[\ud800-\udfff]")
_KINDS = frozenset(get_args(EntityKind))


class KnowledgeBaseError(UserError):
    """The knowledge base cannot be used; the message names file and line."""


class Entry(NamedTuple):
    """A line of the file."""

    kb: str
    id: str
    name: str
    kind: str | None
    aliases: tuple[str, ...]
    context: tuple[str, ...]
    needs_context: bool


def check_knowledge_base(path: Path) -> None:
    """Read the first lines: what is wrong from the beginning is said at once, for any size.

    Raises:
        KnowledgeBaseError: the file cannot be read, or a line is wrong.
    """
    with _opened(path) as file:
        for _ in islice(_entries(path, file), LINES_CHECKED):
            pass


def load_knowledge_base(path: Path) -> "KnowledgeBase":
    """Index the whole file; a million entries of three names take some 12 seconds.

    Raises:
        KnowledgeBaseError: the file cannot be read, or a line is wrong.
    """
    hashes, offsets = array("q"), array("Q")
    with _opened(path) as file:
        for offset, entry in _entries(path, file):
            for key in {_key(name) for name in (entry.name, *entry.aliases)}:
                hashes.append(hash(key))
                offsets.append(offset)
    return KnowledgeBase(path, hashes, offsets)


class KnowledgeBase:
    """An index of the file's names: from a name's hash to where its lines begin."""

    def __init__(self, path: Path, hashes: "array[int]", offsets: "array[int]") -> None:
        # The parent process, which only checks the file, needs no numpy.
        import numpy as np

        order = np.argsort(np.frombuffer(hashes, dtype=np.int64), kind="stable")
        self._hashes = _sorted(hashes, order)
        self._offsets = _sorted(offsets, order)
        self._file = _opened(path)
        self._path = path
        self._entry_at = lru_cache(maxsize=4096)(self._read)

    def __len__(self) -> int:
        """How many names there are, aliases included."""
        return len(self._hashes)

    def linked(self, entities: tuple[Entity, ...], title: str, text: str) -> tuple[Entity, ...]:
        """The entities of an article; those that are in the knowledge base have its link.

        The link's `score` is 1 for the only entry of a name beside its context, .9 for the only
        entry, .8 where the context decided between several.
        """
        article = _Words(title, text)
        return tuple(
            entity.model_copy(update={"link": link})
            if (link := self._link(entity, article)) is not None
            else entity
            for entity in entities
        )

    def entries_named(self, name: str) -> list[Entry]:
        """All entries with this name or alias."""
        key = _key(name)
        hashed = hash(key)
        found = []
        first = bisect_left(self._hashes, hashed)
        for place in range(first, min(len(self._hashes), first + MAX_NAMESAKES)):
            if self._hashes[place] != hashed:
                break
            entry = self._entry_at(self._offsets[place])
            # Two names may have one hash, and the file may have been written into.
            if entry and any(_key(it) == key for it in (entry.name, *entry.aliases)):
                found.append(entry)
        return found

    def _link(self, entity: Entity, article: "_Words") -> Link | None:
        for name in _names(entity):
            fitting = [it for it in self.entries_named(name) if it.kind in (None, entity.kind)]
            if fitting:
                return _chosen(fitting, article)
        return None

    def _read(self, offset: int) -> Entry | None:
        line = os.pread(self._file.fileno(), MAX_LINE_BYTES, offset).partition(b"\n")[0]
        try:
            return _entry(line)
        except ValueError:
            return None


class _Words:
    """The words of an article, read only if a context asks for them."""

    def __init__(self, title: str, text: str) -> None:
        self._title = title
        self._text = text
        self._words = ""

    def number_of(self, context: tuple[str, ...]) -> int:
        """How many of these words and phrases the article has."""
        if not context:
            return 0
        if not self._words:
            self._words = " ".join(["", *name_words(f"{self._title}\n{self._text}"), ""])
        return sum(f" {' '.join(name_words(phrase))} " in self._words for phrase in context)


def _names(entity: Entity) -> Iterator[str]:
    """The fullest form; then what the mentions say, for people not a surname alone."""
    yield entity.name
    seen = {entity.name}
    for mention in entity.mentions:
        if mention.text not in seen:
            seen.add(mention.text)
            if entity.kind != "person" or len(mention.text.split()) > 1:
                yield mention.text


def _chosen(entries: list[Entry], article: _Words) -> Link | None:
    support = [(article.number_of(it.context), it) for it in entries]
    support = [(count, it) for count, it in support if count or not it.needs_context]
    if not support:
        return None
    support.sort(key=lambda it: -it[0])
    (count, entry), *others = support
    if others and others[0][0] == count:
        return None
    if len(entries) > 1:
        score = SCORE_OF_CONTEXT
    else:
        score = SCORE_OF_NAME_AND_CONTEXT if count else SCORE_OF_NAME
    return Link(kb=entry.kb, id=entry.id, name=entry.name, score=score)


def _opened(path: Path) -> io.BufferedReader:
    try:
        if path.exists() and not path.is_file():
            raise KnowledgeBaseError(f"{path}: is not a file")
        return path.open("rb")
    except OSError as error:
        raise KnowledgeBaseError(f"{path}: cannot be read: {error.strerror}") from error


def _entries(path: Path, file: io.BufferedReader) -> Iterator[tuple[int, Entry]]:
    """Each entry with the offset of its line; empty lines are skipped."""
    number, offset = 0, 0
    while True:
        try:
            line = file.readline(MAX_LINE_BYTES + 1)
        except OSError as error:
            raise KnowledgeBaseError(f"{path}: cannot be read: {error.strerror}") from error
        if not line:
            return
        number += 1
        if len(line) > MAX_LINE_BYTES:
            raise KnowledgeBaseError(f"{path}:{number}: longer than {MAX_LINE_BYTES} bytes")
        if line.strip():
            try:
                yield offset, _entry(line)
            except ValueError as error:
                raise KnowledgeBaseError(f"{path}:{number}: {error}") from error
        offset += len(line)


def _entry(line: bytes) -> Entry:
    """The entry of a line.

    Raises:
        ValueError: it is none; says why.
    """
    try:
        given = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError("is not UTF-8") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"is not JSON: {error}") from error
    if not isinstance(given, dict):
        raise ValueError("is not a JSON object")
    kind = given.get("kind")
    if kind is not None and (not isinstance(kind, str) or kind not in _KINDS):
        raise ValueError(f"kind is one of {', '.join(sorted(_KINDS))}")
    needs_context = given.get("needs_context", False)
    if not isinstance(needs_context, bool):
        raise ValueError("needs_context is true or false")
    return Entry(
        _text(given, "kb"),
        _text(given, "id"),
        _text(given, "name"),
        kind,
        _texts(given, "aliases"),
        _texts(given, "context"),
        needs_context,
    )


def _text(given: dict[str, Any], member: str) -> str:
    value = given.get(member)
    if not _is_text(value):
        raise ValueError(f"{member} is a text that is not empty")
    return str(value).strip()


def _texts(given: dict[str, Any], member: str) -> tuple[str, ...]:
    values = given.get(member, [])
    if not isinstance(values, list) or not all(_is_text(value) for value in values):
        raise ValueError(f"{member} is a list of texts that are not empty")
    return tuple(values)


def _is_text(value: Any) -> bool:
    # JSON can spell half of a surrogate pair, which no message can hold.
    return isinstance(value, str) and bool(value.strip()) and not _SURROGATE.search(value)


def _key(name: str) -> str:
    return " ".join(key_of(name))


def _sorted(values: "array[int]", order: Any) -> "array[int]":
    import numpy as np

    ordered = array(values.typecode)
    ordered.frombytes(np.frombuffer(values, dtype=values.typecode)[order].tobytes())
    return ordered
