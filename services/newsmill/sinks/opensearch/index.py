"""Write rows to an index, each guarded by its revision; the index and its fields are made first.

An index is written through an alias, and nothing else: so one that somebody has deleted is not
made again by chance, with fields of guessed types. Versions are external: of two states of an
article the one with the greater revision stays, whatever order they come in.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Literal

import aiohttp

from newsmill.contracts.base import Record
from newsmill.contracts.current import CurrentArticle
from newsmill.contracts.opensearch import index_body
from newsmill.contracts.topics import CURRENT_ARTICLES, Topic
from newsmill.sinks.errors import ChangesRefused, SinkRefused, TargetAway
from newsmill.sinks.opensearch.place import IndexPlace
from newsmill.sinks.sink import Bounds, Change

FIRST_INDEX = "{alias}-000001"
BOUNDS = Bounds(messages=1000, size=8 * 1024 * 1024)
TIMEOUT = timedelta(seconds=60)
MOST_OF_ANSWER = 16 * 1024 * 1024
SHOWN_CHARACTERS = 300
ENRICHED_BITS = 42
"""Milliseconds since 1970 until the year 2109; the revision stands before them in 63 bits."""
BY_THE_WAY = frozenset({HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND})
"""Older than what is there; or to be deleted, and not there."""
LATER = frozenset({401, 403, 408, 429, 500, 502, 503, 504, 507})


def create(url: str) -> "Index":
    """The sink that `url` means.

    Raises:
        UsageError: it is no place of an index.
    """
    return Index(IndexPlace.parse(url))


class Index:
    """One document for each article, by its id."""

    topic: Topic[Record] = CURRENT_ARTICLES
    is_table = True
    begins_at: Literal["start"] = "start"
    bounds = BOUNDS

    def __init__(self, place: IndexPlace) -> None:
        self._place = place
        self._session: aiohttp.ClientSession | None = None

    @property
    def name(self) -> str:
        """The same for the same index."""
        host = self._place.base.partition("://")[2].replace(":", "-").strip("[]")
        return f"opensearch-{host}-{self._place.alias}"

    @property
    def target(self) -> str:
        """The index, without a password."""
        return str(self._place)

    async def open(self) -> None:
        """Connect, and make the index or what is new in it."""
        if self._session is None:
            place = self._place
            basic = (
                aiohttp.BasicAuth(place.user, place.password or "", "utf-8") if place.user else None
            )
            self._session = aiohttp.ClientSession(
                auth=basic,
                connector=aiohttp.TCPConnector(ssl=place.trust(), limit=4),
                timeout=aiohttp.ClientTimeout(total=TIMEOUT.total_seconds()),
                trust_env=False,
            )
        alias = self._place.alias
        status, _ = await self._ask("HEAD", f"/_alias/{alias}")
        if status == HTTPStatus.NOT_FOUND:
            await self._make()
            return
        body = index_body(CurrentArticle)["mappings"]
        status, answer = await self._ask("PUT", f"/{alias}/_mapping", body)
        if status != HTTPStatus.OK:
            raise SinkRefused(f"{self.target} was not made for these rows: {_why(answer)}")

    async def write(self, batch: Sequence[Change]) -> None:
        """Index and delete; returns when the cluster has kept it."""
        if not batch:
            return
        versions = await self._versions([it.key for it in batch if it.record is None])
        lines = b"".join(line for change in batch for line in self._lines(change, versions))
        status, answer = await self._ask("POST", "/_bulk?require_alias=true", lines)
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            await self._write_halves(batch)
            return
        if status != HTTPStatus.OK:
            raise TargetAway(f"it answered {status}: {_why(answer)}")
        if not answer.get("errors"):
            return
        refused: dict[Change, str] = {}
        for change, item in zip(batch, answer.get("items", ()), strict=True):
            ((_, outcome),) = item.items()
            why = _why(outcome)
            if _kind(outcome) in ("index_not_found_exception", "no_such_index_exception"):
                raise SinkRefused(
                    f"{self.target}: its index is gone. Start the sink with --from-start, and it is"
                    " made anew"
                )
            if outcome["status"] < 300 or outcome["status"] in BY_THE_WAY:
                continue
            if outcome["status"] in LATER:
                raise TargetAway(f"it answered {outcome['status']}: {why}")
            refused[change] = why
        if refused:
            raise ChangesRefused(refused)

    async def close(self) -> None:
        """Disconnect."""
        if self._session is not None:
            await self._session.close()

    async def _write_halves(self, batch: Sequence[Change]) -> None:
        if len(batch) == 1:
            raise ChangesRefused({batch[0]: "it is larger than the cluster takes"})
        half = len(batch) // 2
        refused: dict[Change, str] = {}
        for part in (batch[:half], batch[half:]):
            try:
                await self.write(list(part))
            except ChangesRefused as error:
                refused.update(error.why_by_change)
        if refused:
            raise ChangesRefused(refused)

    async def _versions(self, keys: Sequence[str]) -> dict[str, int]:
        """The version of each of these rows that is there."""
        if not keys:
            return {}
        path = f"/{self._place.alias}/_mget?_source=false"
        status, answer = await self._ask("POST", path, {"ids": sorted(set(keys))})
        if status == HTTPStatus.NOT_FOUND:
            return {}
        if status != HTTPStatus.OK:
            raise TargetAway(f"it answered {status}: {_why(answer)}")
        found = (it for it in answer.get("docs", ()) if it.get("found"))
        return {it["_id"]: it["_version"] for it in found}

    def _lines(self, change: Change, versions: dict[str, int]) -> tuple[bytes, ...]:
        """The lines of one change; `versions` are those of the rows before it, and then with it."""
        where: dict[str, Any] = {"_index": self._place.alias, "_id": change.key}
        if not isinstance(change.record, CurrentArticle):
            # A tombstone has no revision: it takes that of what it deletes, which may come back.
            where |= {"version": versions.get(change.key, 1), "version_type": "external_gte"}
            return (json.dumps({"delete": where}).encode() + b"\n",)
        version = version_of(change.record)
        versions[change.key] = max(version, versions.get(change.key, 1))
        where |= {"version": version, "version_type": "external_gte"}
        return (
            json.dumps({"index": where}).encode() + b"\n",
            change.record.model_dump_json().encode() + b"\n",
        )

    async def _make(self) -> None:
        alias = self._place.alias
        body = index_body(CurrentArticle) | {"aliases": {alias: {}}}
        first = FIRST_INDEX.format(alias=alias)
        status, answer = await self._ask("PUT", f"/{first}", body)
        if status == HTTPStatus.OK or _kind(answer) == "resource_already_exists_exception":
            return
        raise SinkRefused(f"{self._place.base} does not make {first}: {_why(answer)}")

    async def _ask(
        self, method: str, path: str, body: Mapping[str, Any] | bytes | None = None
    ) -> tuple[int, Mapping[str, Any]]:
        """The answer of the cluster.

        Raises:
            TargetAway: there is none.
            SinkRefused: it does not know us.
        """
        assert self._session is not None
        raw = json.dumps(body).encode() if isinstance(body, Mapping) else body
        kind = "application/x-ndjson" if isinstance(body, bytes) else "application/json"
        try:
            async with self._session.request(
                method,
                self._place.base + path,
                data=raw,
                headers={"Content-Type": kind},
                allow_redirects=False,
            ) as response:
                content = await response.content.read(MOST_OF_ANSWER)
                while not response.content.at_eof() and len(content) < MOST_OF_ANSWER:
                    content += await response.content.read(MOST_OF_ANSWER - len(content))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TargetAway(str(error) or type(error).__name__) from error
        if response.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise SinkRefused(
                f"{self.target}: it answered {response.status}: are user and password right?"
                " (the password may be in NEWSMILL_OPENSEARCH_PASSWORD)"
            )
        if response.status in LATER:
            raise TargetAway(f"it answered {response.status}")
        try:
            answer = json.loads(content) if content else {}
        except ValueError as error:
            raise TargetAway(f"it answered {response.status}, and no JSON") from error
        return response.status, answer if isinstance(answer, dict) else {}


def version_of(row: CurrentArticle) -> int:
    """The external version of a row: by its revision, then by when it was enriched."""
    milliseconds = int(row.enriched_at.timestamp() * 1000) if row.enriched_at else 0
    return min(row.revision, 2**20) << ENRICHED_BITS | max(0, milliseconds)


def _kind(answer: Mapping[str, Any]) -> str:
    error = answer.get("error")
    return str(error.get("type", "")) if isinstance(error, Mapping) else ""


def _why(answer: Mapping[str, Any]) -> str:
    error = answer.get("error", "no reason given")
    if isinstance(error, Mapping):
        caused = error.get("caused_by")
        reasons = [error.get("reason"), caused.get("reason") if isinstance(caused, Mapping) else ""]
        error = ": ".join(str(reason) for reason in reasons if reason)
    return " ".join(str(error).split())[:SHOWN_CHARACTERS]
