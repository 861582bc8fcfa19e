"""What a scripted server writes: whole messages, raw bytes, pauses, resets."""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

RSS_TYPE = "application/rss+xml"


@dataclass(frozen=True)
class Request:
    """What a client asked for."""

    method: str
    path: str
    """Below the feed's own root, without the first slash: “feed”, “moved?page=2”, “robots.txt”;
    “elsewhere/…” on the feed's other host."""
    headers: Mapping[str, str]
    """By lower-case name, as Latin-1."""
    turn: int = 1
    """How many times this path has been asked for."""

    @property
    def is_conditional(self) -> bool:
        """Whether it asks for the feed only if that has changed."""
        return bool({"if-none-match", "if-modified-since"} & self.headers.keys())


@dataclass(frozen=True)
class Message:
    """A well-formed answer; its length is set when the addresses in it are known."""

    status: int | str
    headers: tuple[str, ...]
    body: bytes

    def written(self, fill_in: Callable[[bytes], bytes]) -> bytes:
        """The bytes on the wire."""
        body = fill_in(self.body)
        head = fill_in("\r\n".join(self.headers).encode("latin-1"))
        lines = [f"HTTP/1.1 {_status_line(self.status)}".encode("latin-1")]
        lowered = head.lower()
        bodiless = str(self.status)[:3] in ("204", "304")
        if b"content-length:" not in lowered and b"transfer-encoding:" not in lowered:
            lines += [] if bodiless else [b"Content-Length: %d" % len(body)]
        lines += [head] if head else []
        return b"\r\n".join(lines) + b"\r\n\r\n" + body


@dataclass(frozen=True)
class Pause:
    """Nothing is written for so long."""

    seconds: float


@dataclass(frozen=True)
class Forever:
    """The same bytes again and again, until the client goes."""

    piece: bytes
    every: float = 0.0


@dataclass(frozen=True)
class Silence:
    """Nothing any more, but the connection stays open."""


@dataclass(frozen=True)
class Close:
    """The connection is closed in good order."""


@dataclass(frozen=True)
class Reset:
    """The connection is reset (TCP RST)."""


Piece = bytes | Message | Pause | Forever | Silence | Close | Reset


@dataclass(frozen=True)
class Answer:
    """One answer, piece by piece. `@HERE@` and its kind in it become addresses of the server."""

    pieces: tuple[Piece, ...]


Say = Answer | Callable[[Request], Answer]


def raw(*pieces: Piece | str) -> Answer:
    """Exactly these pieces, then the connection is closed."""
    encoded = [p.encode("latin-1") if isinstance(p, str) else p for p in pieces]
    return Answer((*encoded, Close()))


def says(
    body: str | bytes = b"",
    *headers: str,
    status: int | str = 200,
    content_type: str = RSS_TYPE,
) -> Answer:
    """A polite answer."""
    content = body.encode() if isinstance(body, str) else body
    typed = (f"Content-Type: {content_type}",) if content_type else ()
    return Answer((Message(status, (*typed, *headers), content),))


def chunks(*parts: str | bytes, end: bytes = b"0\r\n\r\n", headers: str = "") -> Answer:
    """A chunked answer (RFC 9112 §7.1), in these chunks."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {RSS_TYPE}\r\nTransfer-Encoding: chunked\r\n"
    encoded = [part.encode() if isinstance(part, str) else part for part in parts]
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in encoded)
    return raw((head + headers + "\r\n").encode("latin-1") + body + end)


def framed(body: str | bytes, *headers: str, then: tuple[Piece, ...] = ()) -> Answer:
    """An answer whose headers say what they like of the body; then the connection is closed."""
    lines = ("HTTP/1.1 200 OK", f"Content-Type: {RSS_TYPE}", *headers, "", "")
    content = body.encode() if isinstance(body, str) else body
    return raw("\r\n".join(lines).encode("latin-1") + content, *then)


def redirects(location: str, status: int = 302, *headers: str) -> Answer:
    """A redirect; `@HERE@/moved` is another path of the same server."""
    return says(b"", f"Location: {location}", *headers, status=status, content_type="")


def unless_known(body: str | bytes, *headers: str, etag: str = "", modified: str = "") -> Say:
    """The feed, or 304 where the request has its validators (RFC 9110 §13.1)."""
    validators = [f"ETag: {etag}"] if etag else []
    validators += [f"Last-Modified: {modified}"] if modified else []

    def answer(request: Request) -> Answer:
        condition = "if-none-match" if etag else "if-modified-since"
        if request.headers.get(condition) == (etag or modified):
            return says(b"", *validators, *headers, status=304, content_type="")
        return says(body, *validators, *headers)

    return answer


def gzipped(body: str | bytes) -> bytes:
    """`body`, compressed; the same each time."""
    return gzip.compress(body.encode() if isinstance(body, str) else body, mtime=0)


def _status_line(status: int | str) -> str:
    if isinstance(status, str):
        return status
    known = {one.value: one.phrase for one in HTTPStatus}
    return f"{status} {known.get(status, 'Unknown')}"
