"""Keep records small: compressed with a dictionary of what all have, and with a checksum."""

import zlib

_LEVEL = 3
_WINDOW_BITS = -15
_CHECKSUM_BYTES = 4

# What comes last is found nearest. Values are common ones; a record without them is right as well.
DICTIONARY = (
    b'"publisher":"feed","page_kind":"article","retrieval":"not_needed","origin":"document",'
    b'"label":"GPE","kind":"place","label":"ORG","kind":"organization","label":"PERSON","kind":'
    b'"person","link":{"kb":"geonames","id":"","name":"","score":1.0},"date":null},'
    b'{"article_id":"","fingerprint":"","url":"https://www.","canonical_url":"https://www.",'
    b'"feed_url":"https://www.","source":{"host":"","site_name":null,"feed_title":"",'
    b'"subscription_title":null},"title":"","text":"","summary":"","text_origin":"page",'
    b'"word_count":,"authors":[],"categories":[],"image_url":"https://","media":[{"url":"https://'
    b'","type":"image/jpeg","medium":"image","title":"","caption":"","credit":"","width":null,'
    b'"height":null,"bytes":null,"seconds":null}],"section":null,"tags":[],"language":"en",'
    b'"language_confidence":0.99,"script":"Latn","published_at":"2026-","published_at_origin":'
    b'"feed","published_at_precision":"instant","published_on":null,"updated_at":null,"seen_at":'
    b'"2026-","timings":{"puller":"2026-","retriever":"2026-","cleaner":"2026-","deduper":"2026-",'
    b'"enricher":"2026-","folder":null},"provenance":{"entry_id":"","entry_version":"","origin":'
    b'"feed","guid":"https://","retrieval":"fetched","page_kind":"article","reservations":'
    b'{"robots":[],"tdm_reservation":null,"tdm_policy":null}},"revision":1,"group_id":"",'
    b'"id":".1","schema":"news.articles.enriched.v1","change":"new","changed":[],"enriched_at":'
    b'"2026-","entities_status":"ok","model":"","entities":[{"name":"","label":"","kind":"",'
    b'"mentions":[{"start":1,"end":2,"text":""},{"start":1,"end":2,"text":""}],"title_mentions":'
    b'[],"count":1,"salience":0.,"link":null,"date":null},{"name":"'
)
"""Part of what a file must have been written with to be understood."""


class Damaged(Exception):
    """What the file has is not what was written."""


def packed(raw: bytes) -> bytes:
    """`raw`, compressed."""
    compressor = zlib.compressobj(
        _LEVEL, zlib.DEFLATED, _WINDOW_BITS, zlib.DEF_MEM_LEVEL, zlib.Z_DEFAULT_STRATEGY, DICTIONARY
    )
    checksum = zlib.crc32(raw).to_bytes(_CHECKSUM_BYTES, "big")
    return checksum + compressor.compress(raw) + compressor.flush()


def unpacked(stored: bytes) -> bytes:
    """What `packed` was given.

    Raises:
        Damaged: it has not written this.
    """
    decompressor = zlib.decompressobj(_WINDOW_BITS, DICTIONARY)
    try:
        raw = decompressor.decompress(stored[_CHECKSUM_BYTES:]) + decompressor.flush()
    except zlib.error as error:
        raise Damaged("a record cannot be decompressed") from error
    if zlib.crc32(raw).to_bytes(_CHECKSUM_BYTES, "big") != stored[:_CHECKSUM_BYTES]:
        raise Damaged("a record is not what was written")
    return raw
