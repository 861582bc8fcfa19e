"""A fetched page as bytes: text is made of it when its record is built."""

import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from newsmill.contracts.articles import Page, Reservations, Retrieval
from newsmill.retriever.decoding import decode
from newsmill.web.budget import Hold

# The fastest; HTML becomes a fifth all the same.
COMPRESSION_LEVEL = 1


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page that was fetched, with all that its record needs."""

    url: str
    """After redirects."""
    body: bytes
    content_type: str
    fetched_at: datetime
    reservations: Reservations
    same_as_others: int
    hold: Hold | None = None
    """The memory of `body`; given back when nobody refers to this page any more."""
    unpacked_bytes: int | None = None
    """The size of the page, if `body` is compressed."""

    @property
    def size(self) -> int:
        """Bytes of the page."""
        return len(self.body) if self.unpacked_bytes is None else self.unpacked_bytes

    def packed(self) -> Self:
        """The same, compressed, to be kept."""
        body = zlib.compress(self.body, COMPRESSION_LEVEL)
        return replace(self, body=body, hold=None, unpacked_bytes=len(self.body))

    def page(self) -> Page:
        """The page decoded to text."""
        body = self.body if self.unpacked_bytes is None else zlib.decompress(self.body)
        return Page(
            url=self.url,
            html=decode(body, self.content_type),
            fetched_at=self.fetched_at,
            reservations=self.reservations,
            same_as_others=self.same_as_others,
        )


Outcome = FetchedPage | Retrieval
"""A page, or why there is none."""
