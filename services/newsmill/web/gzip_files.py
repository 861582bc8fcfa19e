"""Decompress a gzip file that came as a body: `sitemap.xml.gz`, whatever its media type says."""

from newsmill.web.content_encoding import Decompressor, TooLarge

GZIP = b"\x1f\x8b"
CHUNK_BYTES = 64 * 1024


def gunzipped(body: bytes, most: int) -> bytes:
    """`body` decompressed; as it is, if it is no gzip file.

    Raises:
        DecompressionError: it is damaged or breaks off.
        TooLarge: it has more than `most` bytes, decompressed.
    """
    if not body.startswith(GZIP):
        return body
    whole = bytearray()
    stream = Decompressor(is_gzip=True)
    for start in range(0, len(body), CHUNK_BYTES):
        for piece in stream.pieces(body[start : start + CHUNK_BYTES]):
            whole += piece
            if len(whole) > most:
                raise TooLarge
    stream.finish()
    return bytes(whole)
