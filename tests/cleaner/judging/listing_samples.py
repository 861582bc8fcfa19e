"""Pages of many articles or of none: home pages, sections, search results, videos, one for all."""

from typing import Any

from newsmill.contracts.articles import PageKind
from tests.cleaner.judging.samples import (
    SITE,
    Sample,
    cards,
    expected,
    html,
    ld,
    listing_page,
    news_page,
    og,
    ps,
    teasers,
)
from tests.cleaner.judging.stories import OTHER_NEWS, STORIES

LANGUAGES = ("en", "de", "fr", "es", "ru", "ar", "zh", "ja")


def _own_teaser(language: str, tag: str = "h2") -> str:
    """The expected article, as a listing holds it."""
    story = STORIES[language]
    return (
        f'<article><{tag}><a href="{SITE}/2026/05/harbour-48213.html">{story.title}</a></{tag}>'
        f"<p>{story.teaser}</p></article>"
    )


def _blog(language: str, posts: int = 4) -> str:
    """A blog's front: whole posts below one another."""
    news = OTHER_NEWS[language]
    text = ps(*(teaser for _, teaser in news[:3]))
    return "".join(
        f'<div class="post"><h2><a href="/p/{n}">{news[n % len(news)][0]}</a></h2>{text}'
        f'<a href="/p/{n}#comments">{n} comments</a></div>'
        for n in range(posts)
    )


def _listing(
    name: str,
    kind: PageKind,
    body: str,
    language: str = "en",
    *,
    page_url: str = "",
    named: str = "The Tolvik Courier",
    head: str = "",
    **more: Any,
) -> Sample:
    markup = listing_page(body, title=named, head=head, lang=language)
    return Sample(name, kind, markup, **{**expected(language), "page_url": page_url, **more})


def listings() -> list[Sample]:
    """Every page of this kind."""
    samples = []
    for number, language in enumerate(LANGUAGES):
        body = (
            teasers(language, 9, "h2"),
            cards(language, 9),
            _own_teaser(language) + teasers(language, 7, "h2"),
        )[number % 3]
        home = (f"{SITE}/", f"{SITE}/index.html", f"https://www.courier.example/{language}/")
        samples.append(
            _listing(f"home-{language}", "home", body, language, page_url=home[number % 3])
        )
        section = f"<h1>Culture</h1>{_own_teaser(language)}{teasers(language, 8, 'h3')}"
        address = f"{SITE}/2026/05/" if number % 2 else f"{SITE}/culture/"
        samples.append(
            _listing(
                f"section-{language}", "listing", section, language, page_url=address,
                named="Culture | The Tolvik Courier", head=og(type="website", title="Culture"),
            )
        )  # fmt: skip
    short = {"title": "Lost dog", "teaser": ""}
    search = '<h1>Search results</h1><form><input type="search" name="q"></form>'
    story = STORIES["en"]
    return [
        *samples,
        *_videos(),
        *_shared(),
        _listing("home-short", "home", teasers(), page_url=f"{SITE}/", **short),
        _listing("home-cards-short", "home", cards(count=12), page_url=f"{SITE}/?gone", **short),
        _listing(
            "home-other-host", "home", teasers(count=8), page_url="https://www.newowner.example/",
            named="New Owner News",
        ),
        _listing(
            "home-top-story", "home",
            f'<h1><a href="/2026/05/harbour-48213.html">{story.title}</a></h1><p>{story.teaser}</p>'
            + teasers(count=8),
            page_url=f"{SITE}/",
        ),
        _listing("home-blog", "home", _blog("en"), page_url=f"{SITE}/", **short),
        _listing(
            "listing-blog-tag", "listing", "<h1>Harbour</h1>" + _blog("de"), "de",
            named="Harbour – The Tolvik Courier", head=og(type="article"),
        ),
        _listing(
            "listing-typed", "listing", "<h1>Sport</h1>" + cards(count=10),
            named="Sport", head=ld(**{"@type": "CollectionPage", "name": "Sport"}), **short,
        ),
        _listing(
            "listing-search", "listing", search + teasers(count=10),
            page_url=f"{SITE}/search?q=harbour", named="Search results for harbour",
        ),
        _listing(
            "listing-search-ru", "listing", "<h1>Результаты поиска</h1>" + teasers("ru", 8), "ru",
            page_url=f"{SITE}/search/?text=x", named="Поиск",
        ),
        _listing(
            "listing-archive", "listing",
            "<h1>Archive: May 2026</h1><ul>" + "".join(
                f'<li><a href="/2026/05/n{n}.html">{title}</a> ({n} May)</li>'
                for n, (title, _) in enumerate(OTHER_NEWS["en"] * 5)
            ) + '</ul><a rel="next" href="?page=2">Older</a>',
            named="Archive",
        ),
        _listing(
            "listing-author", "listing",
            "<h1>Maren Oltmann</h1><p>Maren Oltmann has written about the sea for this paper since "
            "2009 and lives on a boat.</p>" + teasers(count=9),
            named="Maren Oltmann, author", head=ld(**{"@type": "ProfilePage"}),
        ),
        Sample(
            "other-donations", "other",
            html(
                ps(
                    "Our foundation has supported young sailors on all coasts for eleven years.",
                    "Every gift is doubled by the shipping companies until Christmas, and receipts "
                    "are posted in January together with a calendar of old lighthouses.",
                ),
                title="Give today",
            ),
            **expected("en"), page_url="https://gifts.example/today",
        ),
        Sample(
            "other-domain-for-sale", "other",
            html(
                "<h1>courier.example is for sale</h1><p>Make an offer for this premium name. Our "
                "brokers answer within a day and transfer it safely.</p>",
                title="courier.example is for sale",
            ),
            **expected("de"), page_url="https://names.example/courier",
        ),
    ]  # fmt: skip


def _videos() -> list[Sample]:
    player = '<div class="player"><video src="/v/1.mp4" poster="/v/1.jpg"></video></div>'
    tube = '<iframe src="https://www.youtube.com/embed/x1"></iframe>'
    samples = []
    for number, language in enumerate(("en", "de", "fr", "es", "zh")):
        story = STORIES[language]
        body = f"<h1>{story.title}</h1>{tube if number % 2 else player}<p>{story.teaser}</p>"
        head = og(type="video.other", title=story.title) if number % 2 else ""
        typed = ld(**{"@type": "VideoObject", "name": story.title, "description": story.teaser})
        samples.append(
            Sample(
                f"video-{language}", "video",
                news_page(body, title=story.title, head=head + typed, lang=language),
                **expected(language), url=f"{SITE}/video/bridge-48213",
            )
        )  # fmt: skip
    return samples


def _shared() -> list[Sample]:
    app = "<h1>Get our app</h1><p>The Courier has moved. Read everything in our new app.</p>"
    return [
        Sample(
            "shared-app", "shared", html(app, title="The Tolvik Courier"), **expected("en"),
            same_as_others=4,
        ),
        Sample(
            "shared-front", "shared", listing_page(teasers(count=3), title="Today"),
            title="Lost dog", same_as_others=2,
        ),
        Sample(
            "shared-newest", "shared",
            news_page(
                f"<h1>{OTHER_NEWS['de'][0][0]}</h1>" + ps(*(t for _, t in OTHER_NEWS["de"])),
                title=OTHER_NEWS["de"][0][0], head=og(type="article"), lang="de",
            ),
            **expected("de"), same_as_others=1,
        ),
    ]  # fmt: skip
