"""Decompress an HTTP body as it arrives, in small pieces: a guard against decompression bombs."""

import mmap
import zlib
from collections.abc import Iterator
from typing import Protocol

import cramjam

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
"""The encodings that `decompressor` supports."""

PIECE_BYTES = 64 * 1024
# What most bodies fit into when they are decompressed at once.
SMALL_BYTES = 256 * 1024
# A body of empty gzip members would cost time without ever growing.
MAX_MEMBERS = 100


class DecompressionError(Exception):
    """The body is not compressed as declared, or in an encoding that was not asked for."""


class TooLarge(Exception):
    """The body has more bytes than allowed."""


class Decompresses(Protocol):
    """Decompresses one body."""

    needs: int
    """Bytes that the next step may take at once, beside its pieces."""

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """The decompressed data of `chunk`, as far as there is any yet, in small pieces."""

    def finish(self) -> Iterator[bytes]:
        """To be called at the end of the body: the rest, in small pieces."""


def decompressor(content_encoding: str, limit: int) -> Decompresses | None:
    """A decompressor for this `Content-Encoding`, or None if nothing is compressed.

    Raises:
        DecompressionError: an encoding that was not asked for.
    """
    encoding = content_encoding.strip().lower()
    if encoding in ("gzip", "x-gzip", "deflate"):
        return Decompressor(is_gzip=encoding != "deflate")
    if encoding in ("br", "zstd"):
        return WholeDecompressor(encoding, limit)
    if encoding in ("compress", "x-compress") or "," in encoding:
        raise DecompressionError(f"an encoding we did not ask for: {encoding}")
    # Names that are no encoding (“identity”, “none”, “utf-8”) mean that nothing was done.
    return None


class WholeDecompressor:
    """Decompresses brotli or Zstandard when all of it is there, up to `limit` bytes.

    In steps, a few bytes of either could grow to gigabytes before they are counted. Most bodies
    are small: whether this one is, is tried first.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self.needs = 0
        self._codec = cramjam.brotli if encoding == "br" else cramjam.zstd
        self._limit = limit
        self._compressed = bytearray()

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """Nothing yet.

        Raises:
            TooLarge: what is compressed alone has more than `limit` bytes.
        """
        self._compressed += chunk
        if len(self._compressed) > self._limit:
            raise TooLarge
        return iter(())

    def finish(self) -> Iterator[bytes]:
        """All of it; an empty piece first where it is not small.

        Raises:
            DecompressionError: it is not compressed as declared, or breaks off.
            TooLarge: it has more than `limit` bytes.
        """
        if not self._compressed:
            return
        try:
            yield from self._within(min(SMALL_BYTES, self._limit))
        except TooLarge:
            if self._limit <= SMALL_BYTES:
                raise
            self.needs = self._limit
            yield b""
            yield from self._within(self._limit)

    def _within(self, limit: int) -> Iterator[bytes]:
        # Pages of it that nothing is written to take no memory, other than those of a bytearray.
        with mmap.mmap(-1, limit + 1) as output:
            try:
                size = self._codec.decompress_into(bytes(self._compressed), output)
            except (cramjam.DecompressionError, OSError) as error:
                if "whole buffer" in str(error):  # it does not fit
                    raise TooLarge from error
                raise DecompressionError(str(error)) from error
            if size > limit:
                raise TooLarge
            for start in range(0, size, PIECE_BYTES):
                yield output[start : min(start + PIECE_BYTES, size)]


class Decompressor:
    """Decompresses one body; `finish` checks that it was whole. The caller limits the size."""

    needs = 0

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

    def finish(self) -> Iterator[bytes]:
        """Nothing more; to be called at the end of the body.

        Raises:
            DecompressionError: the compressed data breaks off.
        """
        if self._members and not self._stream.eof:
            raise DecompressionError("the compressed data breaks off")
        return iter(())

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
