"""Count how many addresses of a host gave one and the same page."""

import re
from collections import OrderedDict
from hashlib import blake2b

from newsmill.hosts import host_of, parse
from newsmill.web.remembering import LRUCache
from newsmill.web.tracking import page_without_tracking

KIBIBYTE = 1024
MEMORY_BYTES = 4 * 1024 * KIBIBYTE
HOST_BYTES = 32 * KIBIBYTE
# Roughly what Python takes for a digest with its addresses, and for one more of these.
PAGE_BYTES = 512
ADDRESS_BYTES = 64
# The count goes no further; nobody needs to know.
MAX_ADDRESSES = 100
# A page with less text is known by its markup.
LEAST_TEXT_BYTES = 40

# Tokens, counters and dates differ from one request to the next, as do scripts that hold them.
_DIGITS_AND_SPACES = b"0123456789 \t\r\n\f"
_CODE = re.compile(rb"<(/?)(?:script|style)(?=[\s/>])", re.IGNORECASE)
_ARTICLE_DATA = b"ld+json"
_TAG = re.compile(rb"<[^<>]*>")


class SeenPages:
    """What was seen of each host lately: pages, and the addresses that gave them.

    Memory is bounded, for each host and in all; what is forgotten counts from zero again.
    """

    def __init__(self) -> None:
        self._hosts: LRUCache[str, _Host] = LRUCache(MEMORY_BYTES)

    def others(self, asked_url: str, final_url: str, body: bytes) -> int:
        """How many other addresses gave the page `body` before; notes this one.

        `asked_url` is what led to it, before redirects. Scheme, “www.” and tracking parameters make
        no other address.
        """
        name = host_of(final_url)
        host = self._hosts.get(name) or _Host()
        count = host.note(digest(body), _address(asked_url))
        self._hosts.put(name, host, host.bytes)
        return count


def digest(body: bytes) -> bytes:
    """The same for two pages that differ in nothing that readers see but digits and white space.

    In linear time. Structured data of an article counts as visible.
    """
    before, *rest = _CODE.split(body)
    kept = [before]
    for closing, part in zip(rest[::2], rest[1::2], strict=True):
        if closing or _ARTICLE_DATA in part[:100]:
            kept.append(part.partition(b">")[2])
    text = _TAG.sub(b"", b"".join(kept)).translate(None, _DIGITS_AND_SPACES)
    if len(text) < LEAST_TEXT_BYTES:
        text = body.translate(None, _DIGITS_AND_SPACES)
    return blake2b(text, digest_size=16).digest()


class _Host:
    def __init__(self) -> None:
        self.bytes = 0
        self._addresses_by_page: OrderedDict[bytes, set[bytes]] = OrderedDict()

    def note(self, page: bytes, address: bytes) -> int:
        addresses = self._addresses_by_page.get(page)
        if addresses is None:
            addresses = self._addresses_by_page[page] = set()
            self.bytes += PAGE_BYTES
        self._addresses_by_page.move_to_end(page)
        count = len(addresses - {address})
        if address not in addresses and len(addresses) < MAX_ADDRESSES:
            addresses.add(address)
            self.bytes += ADDRESS_BYTES
        while self.bytes > HOST_BYTES:
            _, forgotten = self._addresses_by_page.popitem(last=False)
            self.bytes -= PAGE_BYTES + ADDRESS_BYTES * len(forgotten)
        return count


def _address(url: str) -> bytes:
    page = parse(page_without_tracking(url))
    told = f"{page.host.removeprefix('www.')}:{page.port}{page.path}{page.query}" if page else url
    return blake2b(told.encode(), digest_size=8).digest()
