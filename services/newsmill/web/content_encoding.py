"""Decompress an HTTP body as it arrives, in small pieces: a guard against decompression bombs."""

import zlib
from collections.abc import Iterator

ACCEPT_ENCODING = "gzip, deflate"
"""The encodings that `decompressor` supports."""

PIECE_BYTES = 64 * 1024
# A body of empty gzip members would cost time without ever growing.
MAX_MEMBERS = 100


class DecompressionError(Exception):
    """The body is not compressed as declared, or in an encoding that was not asked for."""


def decompressor(content_encoding: str) -> "Decompressor | None":
    """A decompressor for this `Content-Encoding`, or None if nothing is compressed.

    Raises:
        DecompressionError: an encoding that was not asked for.
    """
    encoding = content_encoding.strip().lower()
    if encoding in ("gzip", "x-gzip", "deflate"):
        return Decompressor(is_gzip=encoding != "deflate")
    if encoding in ("br", "zstd", "compress", "x-compress") or "," in encoding:
        raise DecompressionError(f"an encoding we did not ask for: {encoding}")
    # Names that are no encoding (“identity”, “none”, “utf-8”) mean that nothing was done.
    return None


class Decompressor:
    """Decompresses one body; `finish` checks that it was whole. The caller limits the size."""

    def __init__(self, *, is_gzip: bool) -> None:
        self._is_gzip = is_gzip
        self._stream = zlib.decompressobj()
        self._members = 0

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """The decompressed data of `chunk`, at most `PIECE_BYTES` at once.

        Raises:
            DecompressionError: it is not compressed as declared.
        """
        while chunk and self._is_open(chunk):
            try:
                piece = self._stream.decompress(chunk, PIECE_BYTES)
                yield piece
                # A full piece may leave output behind although all input is consumed.
                while len(piece) == PIECE_BYTES and not self._stream.unconsumed_tail:
                    piece = self._stream.decompress(b"", PIECE_BYTES)
                    yield piece
            except zlib.error as error:
                raise DecompressionError(str(error)) from error
            chunk = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail

    def finish(self) -> None:
        """To be called at the end of the body.

        Raises:
            DecompressionError: the compressed data breaks off.
        """
        if self._members and not self._stream.eof:
            raise DecompressionError("the compressed data breaks off")

    def _is_open(self, chunk: bytes) -> bool:
        """Whether `chunk` belongs to a stream; false where it is padding after the last one."""
        if self._members and not self._stream.eof:
            return True
        if self._members and not (self._is_gzip and chunk[0] == 0x1F):
            return False
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise DecompressionError("too many compressed members")
        if self._is_gzip:
            self._stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        else:
            # “deflate” means a zlib stream (RFC 9110 §8.4.1.2); some servers send raw deflate.
            is_wrapped = chunk[0] & 0x0F == zlib.DEFLATED
            self._stream = zlib.decompressobj(zlib.MAX_WBITS if is_wrapped else -zlib.MAX_WBITS)
        return True
