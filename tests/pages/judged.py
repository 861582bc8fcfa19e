"""Our own pages as the bench wants them."""

from dataclasses import replace

from tests.pages.corpus import Half, pages
from tests.pages.outside import JudgedPage

SAME_AS_OTHERS = 5


def own_pages(half: Half, *, bare: bool = False) -> list[JudgedPage]:
    """The pages of one half; `bare` without what the feed says of them."""
    judged = [
        JudgedPage(
            page_id=page.id,
            html=page.html,
            text=page.text,
            url=page.url,
            page_url=page.page_url,
            entry_title=page.entry_title,
            teaser=page.teaser,
            title=page.title or None,
            authors=page.authors if page.kind == "article" else None,
            day=page.date or None,
            kind=page.kind,
            system=page.system,
            # As the retriever counts them for such pages.
            same_as_others=SAME_AS_OTHERS if page.kind == "shared" else 0,
        )
        for page in pages(half)
    ]
    return [replace(page, entry_title="", teaser="") for page in judged] if bare else judged
