"""Ask a gateway: JSON answers and a stream that ends, each within a time and a size."""

import json
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from newsmill.mcp.protocol import ToolFailed

TIMEOUT_SECONDS = 20.0
MAX_ANSWER_BYTES = 8 * 1024 * 1024
MAX_PROBLEM_CHARS = 1000

QUIET_SECONDS = 1.5
"""A stream that says nothing for so long has told what there is."""


@dataclass(frozen=True, slots=True)
class Event:
    """One frame of server-sent events."""

    name: str
    data: Mapping[str, Any] | None
    """None in a checkpoint, which only has a position."""
    position: str | None


class Gateway:
    """One gateway; a connection for each question. Redirects are not followed, for the token."""

    def __init__(self, url: str, token: str | None) -> None:
        self._url = url.rstrip("/")
        parts = urlsplit(self._url)
        self._is_tls = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port
        self._headers = {"User-Agent": "newsmill-mcp", "Accept-Encoding": "identity"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def get(self, *path: str, **query: Any) -> dict[str, Any]:
        """The JSON at `path`.

        Raises:
            ToolFailed: there is none; says why, and what the gateway says.
        """
        with closing(self._connection(TIMEOUT_SECONDS)) as connection:
            try:
                answer = self._asked(connection, path, query, "application/json")
                body = answer.read(MAX_ANSWER_BYTES + 1)
            except (OSError, HTTPException) as error:
                raise self._unreachable(error) from error
        if len(body) > MAX_ANSWER_BYTES:
            raise ToolFailed("the gateway's answer is too long: ask for less")
        return _object(body)

    def stream(self, **query: Any) -> Iterator[Event]:
        """What the stream says until it is quiet.

        Raises:
            ToolFailed: it cannot be had.
        """
        with closing(self._connection(TIMEOUT_SECONDS)) as connection:
            try:
                answer = self._asked(connection, ("v1", "stream"), query, "text/event-stream")
                for event in _events(answer):
                    # A gateway that does not know a position at once waits for what it is of.
                    if connection.sock is not None:
                        connection.sock.settimeout(QUIET_SECONDS)
                    yield event
            except TimeoutError:
                return
            except (OSError, HTTPException) as error:
                raise self._unreachable(error) from error

    def _connection(self, seconds: float) -> HTTPConnection:
        kind = HTTPSConnection if self._is_tls else HTTPConnection
        return kind(self._host, self._port, timeout=seconds)

    def _asked(
        self, connection: HTTPConnection, path: tuple[str, ...], query: Mapping[str, Any], kind: str
    ) -> HTTPResponse:
        given = urlencode({name: value for name, value in query.items() if value not in (None, "")})
        address = "/" + "/".join(quote(part, safe="") for part in path)
        target = f"{address}?{given}" if given else address
        connection.request("GET", target, headers={**self._headers, "Accept": kind})
        answer = connection.getresponse()
        if answer.status != 200:
            raise ToolFailed(_problem(answer))
        return answer

    def _unreachable(self, error: Exception) -> ToolFailed:
        why = "no answer in time" if isinstance(error, TimeoutError) else str(error)
        if isinstance(error, socket.gaierror):
            why = "there is no such host"
        return ToolFailed(f"no gateway answers at {self._url}: {why or type(error).__name__}")


def _problem(answer: HTTPResponse) -> str:
    """What a gateway says is wrong (RFC 9457)."""
    try:
        told = _object(answer.read(64 * 1024))
    except ToolFailed:
        told = {}
    words = [f"the gateway answers {answer.status} {told.get('title') or answer.reason}"]
    words += [str(told[name]) for name in ("detail", "suggestion") if told.get(name)]
    if answer.status == 401:
        words.append("it wants a token: newsmill mcp --token, or NEWSMILL_MCP_TOKEN")
    return ". ".join(words)[:MAX_PROBLEM_CHARS]


def _events(answer: HTTPResponse) -> Iterator[Event]:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    name, data, position, read = "", [], None, 0
    while time.monotonic() < deadline and read < MAX_ANSWER_BYTES:
        line = answer.readline(MAX_ANSWER_BYTES)
        if not line:
            return
        read += len(line)
        field, _, value = line.decode("utf-8", "replace").rstrip("\r\n").partition(":")
        value = value.removeprefix(" ")
        match field:
            case "event":
                name = value
            case "data":
                data.append(value)
            case "id":
                position = value
            case "" if not line.strip():
                if data or position:
                    told = _object("\n".join(data).encode()) if data else None
                    yield Event(name, told, position)
                name, data, position = "", [], None


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ToolFailed("the gateway's answer is no JSON: is it a gateway of newsmill?") from error
    if not isinstance(found, dict):
        raise ToolFailed("the gateway's answer is none of newsmill's")
    return found
