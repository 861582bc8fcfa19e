"""Conditional answers (RFC 9110 §13): an ETag of the content, and 304 where it is known."""

from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256

from aiohttp import web
from aiohttp.hdrs import IF_NONE_MATCH

MIN_COMPRESSED_BYTES = 1024
IN_A_THREAD_BYTES = 32 * 1024


def etag_of(content: bytes) -> str:
    """What changes with the content. Weak, since the same is given compressed and as it is."""
    return sha256(content).hexdigest()[:32]


def conditional(
    request: web.Request,
    content: bytes,
    media_type: str,
    *,
    etag: str | None = None,
    last_modified: datetime | None = None,
    charset: str | None = None,
    cache: str = "private, no-cache",
) -> web.Response:
    """`content`, or 304 without it if the reader has it."""
    tag = etag or etag_of(content)
    headers = {"ETag": f'W/"{tag}"', "Cache-Control": cache, "Vary": "Accept-Encoding"}
    if last_modified is not None:
        headers["Last-Modified"] = format_datetime(
            last_modified.astimezone(UTC).replace(microsecond=0), usegmt=True
        )
    if _is_known(request, tag, last_modified):
        return web.Response(status=304, headers=headers)
    return body(request, content, media_type, headers=headers, charset=charset)


def body(
    request: web.Request,
    content: bytes,
    media_type: str,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    charset: str | None = None,
) -> web.Response:
    """`content`, compressed if it is worth it and the reader can read that."""
    response = web.Response(
        body=content,
        status=status,
        content_type=media_type,
        charset=charset,
        headers={"Vary": "Accept-Encoding"} | (headers or {}),
        zlib_executor_size=IN_A_THREAD_BYTES,
    )
    if len(content) >= MIN_COMPRESSED_BYTES and accepts_gzip(
        request.headers.get("Accept-Encoding", "")
    ):
        response.enable_compression(web.ContentCoding.gzip)
    return response


def accepts_gzip(written: str) -> bool:
    """Whether an Accept-Encoding names gzip, and not with a weight of nothing."""
    for part in written.split(","):
        coding, _, rest = part.partition(";")
        if coding.strip().lower() in ("gzip", "x-gzip"):
            weight = rest.strip().lower().removeprefix("q=").strip()
            return weight not in ("0", "0.", "0.0", "0.00", "0.000")
    return False


def _is_known(request: web.Request, tag: str, last_modified: datetime | None) -> bool:
    if IF_NONE_MATCH in request.headers:
        # It stands above a date, also where it cannot be read.
        known = request.if_none_match or ()
        return any(etag.value in (tag, "*") for etag in known)
    since = request.if_modified_since
    if since is None or last_modified is None:
        return False
    return last_modified.replace(microsecond=0) <= since
