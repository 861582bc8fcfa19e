"""The page's files: read once, compressed once, and given with an ETag."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from newsmill.gateway.serving.conditions import accepts_gzip, conditional, etag_of

MEDIA_TYPES: Mapping[str, str] = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/vnd.microsoft.icon",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""Files of no other kind are served."""

MAX_FILE_BYTES = 2 * 1024 * 1024
INDEX = "index.html"
# Browsers ask whether it has changed, and are told that it has not: an update is seen at once.
CACHE = "no-cache"


@dataclass(frozen=True)
class StaticFile:
    """One file, as it is and compressed."""

    content: bytes
    compressed: bytes
    media_type: str
    etag: str


class StaticFiles:
    """All files below one folder, by their paths in it."""

    def __init__(self, files: Mapping[str, StaticFile]) -> None:
        self._files = files

    @classmethod
    def read(cls, folder: Path) -> "StaticFiles":
        """The files of `folder`, and no link that leads out of it."""
        files: dict[str, StaticFile] = {}
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            media_type = MEDIA_TYPES.get(path.suffix.lower())
            if media_type is None or path.is_symlink() or not path.is_file():
                continue
            content = path.read_bytes()
            if len(content) <= MAX_FILE_BYTES:
                name = path.relative_to(folder).as_posix()
                compressed = gzip.compress(content, 9, mtime=0)
                files[name] = StaticFile(content, compressed, media_type, etag_of(content))
        return cls(files)

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def answer(self, request: web.Request, name: str) -> web.Response:
        """The file called `name`.

        Raises:
            KeyError: there is none.
        """
        file = self._files[name]
        charset = "utf-8" if file.media_type.startswith(("text/", "image/svg")) else None
        response = conditional(
            request, b"", file.media_type, etag=file.etag, charset=charset, cache=CACHE
        )
        if response.status == 200:
            if accepts_gzip(request.headers.get("Accept-Encoding", "")):
                response.headers["Content-Encoding"] = "gzip"
                response.body = file.compressed
            else:
                response.body = file.content
        return response
