"""Pages of articles that look like something else."""

# ruff: noqa: E501

from typing import Any

from tests.cleaner.judging.samples import (
    LOGIN_BOX,
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

EN = STORIES["en"]


def _article(
    name: str, title: str, *paragraphs: str, teaser: str = "", head: str = "", **more: Any
) -> Sample:
    body = f"<h1>{more.pop('h1', title)}</h1>{ps(*paragraphs)}"
    return Sample(
        name, "article",
        news_page(f"<article>{body}</article>", title=f"{title} | The Tolvik Courier", head=head),
        title=more.pop("feed", title), teaser=teaser, **more,
    )  # fmt: skip


def articles() -> list[Sample]:
    """Every page of this kind."""
    return [*_in_every_language(), *_worded_like_walls(), *_rescued(), *_odd_forms()]


def _in_every_language() -> list[Sample]:
    samples = []
    for number, (language, story) in enumerate(STORIES.items()):
        beside = language if language in OTHER_NEWS else "en"
        body = f"<article><h1>{story.title}</h1>{ps(*story.paragraphs)}</article>"
        if number % 3 == 0:
            markup = news_page(body, title=story.title, lang=language, beside=beside)
        elif number % 3 == 1:
            # One short paragraph among many teasers; everything is a website to this system.
            markup = news_page(
                f"<h1>{story.title}</h1>{ps(story.paragraphs[0])}{teasers(beside, 8, 'h2')}",
                title=story.title, lang=language, head=og(type="website"), beside=beside,
            )  # fmt: skip
        else:
            markup = html(f"<h2>{story.title}</h2>{ps(*story.paragraphs)}", lang=language)
        samples.append(Sample(f"language-{language}", "article", markup, **expected(language)))
    return samples


def _worded_like_walls() -> list[Sample]:
    kites = (
        "A kite of forty metres stood over the bay on Sunday and spelt a greeting to the fleet.",
        "Its builders, two retired sailmakers, had sewn it through the winter in a school's gym.",
    )
    tenants = (
        "Locks at the Elm Street houses were exchanged on Friday while the tenants were at work.",
        "The landlord says that he had posted a notice; the tenants' union calls it a lockout.",
    )
    return [
        _article("sign-in-the-sky", "Sign in the sky: a kite greets the fleet", *kites),
        _article("404-people", "404 people set a record for the longest handshake", *kites),
        _article("access-denied", "Access denied: how tenants were locked out of their homes", *tenants),
        _article("access-denied-whole", "Access denied", *tenants, teaser="Tenants of Elm Street found new locks."),
        _article("page-not-found-book", "Page not found: library seeks the missing leaf of its oldest book", *kites),
        _article("just-a-moment", "Just a moment: the photograph that froze a storm", *kites),
        _article("before-you-continue-shopping", "Before you continue shopping for a boat, read this advice of a surveyor", *kites),
        _article("subscribe", "Subscribe or perish? Small theatres try season tickets", *tenants),
        _article("log-in", "Log in the river halts the ferry for three hours", *kites),
        _article("cookies", "Cookies for the council: a baker's protest", *kites),
        _article("captcha", "Why are we asked whether we are robots? The inventor of a puzzle looks back", *tenants),
        _article("error", "Error in the tide table costs a fisherman his boat", *kites),
        _article("privacy", "Your privacy choices and what becomes of them: a study of forty sites", *tenants),
        _article("search", "Search for the missing dinghy goes on", *kites, url=f"{SITE}/search/dinghy"),
        _article("login-path", "How the harbour's new login works", *tenants, url=f"{SITE}/login"),
        _article("robot-de", "Bist du ein Roboter? Eine Schule testet einen Lehrer aus Blech", *STORIES["de"].paragraphs),
        _article("anmelden-de", "Anmelden zur Regatta ist bis Freitag möglich", *STORIES["de"].paragraphs),
        _article("introuvable-fr", "Introuvable depuis trois jours, le chat du phare est rentré", *STORIES["fr"].paragraphs),
        _article("erreur-fr", "Erreur 404 : la pièce de théâtre qui joue avec nos écrans", *STORIES["fr"].paragraphs),
        _article("acceso-es", "Acceso denegado a la playa del norte por las obras del puente", *STORIES["es"].paragraphs),
        _article("home", "Home", *kites, teaser="A film about a lighthouse keeper’s return opens on Friday."),
        # The feed's headline differs from the page's.
        _article("other-headline", "Storm-torn crossing comes back", *EN.paragraphs, feed=EN.title, teaser=EN.teaser),
        _article("other-headline-de", "Bald rollt der Verkehr wieder", *STORIES["de"].paragraphs, feed=STORIES["de"].title, teaser=STORIES["de"].teaser),
        _article("other-headline-zh", "桥要回来了", *STORIES["zh"].paragraphs, feed=STORIES["zh"].title, teaser=STORIES["zh"].teaser),
        _article("other-headline-short", "Crossing comes back", *EN.paragraphs, feed="Harbour: council votes", teaser=""),
        _article("other-headline-no-words", "Crossing comes back", *EN.paragraphs, feed="At last!", teaser=""),
        # The feed speaks another language than the page.
        _article("translated", EN.title, *EN.paragraphs, *EN.paragraphs[:2], feed=STORIES["fr"].title, teaser=STORIES["fr"].teaser, head=og(type="article")),
        _article("generic-teaser", "Crossing comes back", *EN.paragraphs, feed="Morning briefing for Tuesday", teaser="Good morning. Here is what matters today, collected while others slept.", head=og(type="article")),
    ]  # fmt: skip


def _rescued() -> list[Sample]:
    body = f"<article><h1>{EN.title}</h1>{ps(*EN.paragraphs)}</article>"
    head = og(type="article", title=EN.title)
    beginning = f"<article><h1>{EN.title}</h1><p>{EN.paragraphs[0]}</p></article>"
    offer = (
        '<div class="paywall"><h2>Subscribe to continue reading</h2><p>One crown a week for the '
        'first three months. Cancel at any time.</p><a href="/subscribe">See offers</a></div>'
    )
    own = {"title": EN.title, "teaser": EN.teaser}
    consent = '<div id="didomi-host"><h2>Before you continue</h2><button>Accept all</button></div>'

    def rescued(name: str, markup: str, **more: Any) -> Sample:
        return Sample(name, "article", markup, **{**own, **more})

    return [
        rescued("paywalled", news_page(beginning + offer, title=EN.title, head=head)),
        rescued("paywalled-bare", listing_page(beginning + offer + LOGIN_BOX, title=EN.title)),
        rescued(
            "paywalled-other-headline",
            news_page(
                f"<article><h1>Crossing comes back</h1><p>{EN.paragraphs[0]}</p></article>{offer}",
                title="Crossing comes back", head=head.replace(EN.title, "Crossing comes back"),
            ),
        ),
        rescued("consent-overlay", news_page(body + consent, title=EN.title, head=head)),
        rescued("login-in-front", listing_page(LOGIN_BOX + LOGIN_BOX + body, title=EN.title)),
        rescued(
            "recaptcha-in-comments",
            news_page(
                body + '<form id="comment"><textarea></textarea><div class="g-recaptcha"></div>'
                '<script src="https://www.google.com/recaptcha/api.js"></script></form>',
                title=EN.title,
            ),
        ),
        rescued("same-twice", news_page(body, title=EN.title), url=f"{SITE}/2026/05/harbour-48213"),
        Sample(
            "same-but-titled", "article", news_page(body, title=EN.title), **own, same_as_others=1
        ),
        rescued("microsite", html(body, title=EN.title), page_url="https://bridge.example/"),
        rescued("moved", news_page(body, title=EN.title), page_url="https://new.example/a/77"),
        rescued(
            "all-articles-are-videos",
            news_page(
                f"<h1>{EN.title}</h1><iframe src='https://www.youtube.com/embed/x1'></iframe>"
                + ps(*EN.paragraphs, *EN.paragraphs),
                title=EN.title,
                head=ld(**{"@type": "NewsArticle", "headline": EN.title})
                + ld(**{"@type": "VideoObject", "name": "Bridge"}),
            ),
        ),
        rescued("typed-collection", news_page(body, title=EN.title, head=ld(**{"@type": "CollectionPage"}))),
        rescued("title-is-sites", news_page(f"<h1>The Tolvik Courier</h1><h2>{EN.title}</h2>{ps(*EN.paragraphs)}", title="The Tolvik Courier")),
        rescued("no-headline", news_page(ps(*EN.paragraphs), title="The Tolvik Courier")),
        rescued("headline-links-to-itself", listing_page(f'<h2><a href="/2026/05/harbour-48213.html">{EN.title}</a></h2>{ps(*EN.paragraphs)}{teasers(count=9)}', title="The Tolvik Courier")),
        rescued("no-expectation", news_page(body, title=EN.title), title="", teaser=""),
        rescued("no-expectation-short", news_page(f"<h1>Lost dog</h1>{ps('A brown dog was found on the quay. It answers to Biscuit.')}", title="Lost dog"), title="", teaser=""),
        rescued("no-expectation-list", listing_page(f"<h1>Tide table</h1><ul>{''.join(f'<li>{n} May: high water at {n}.20</li>' for n in range(1, 20))}</ul>", title="Tide table"), title="", teaser=""),
        rescued("no-expectation-blog", html(f"<h1>Notes</h1>{ps(*EN.paragraphs)}"), title="", teaser=""),
    ]  # fmt: skip


def _odd_forms() -> list[Sample]:
    posts = "".join(
        f'<div class="post" id="p{n}"><h3><a href="#p{n}">{9 + n}.20: {title}</a></h3><p>{text}</p></div>'
        for n, (title, text) in enumerate(OTHER_NEWS["en"])
    )
    gallery = "".join(
        f'<figure><img src="/g/{n}.jpg"><figcaption>{text}</figcaption></figure>'
        for n, (_, text) in enumerate(OTHER_NEWS["en"])
    )
    five = "".join(
        f'<h2><a href="/2026/05/other-{n}.html">{title}</a></h2><p>{text} It takes an hour.</p>'
        for n, (title, text) in enumerate(OTHER_NEWS["en"])
    )
    steps = "<ol>" + "<li>Stir the soup until it thickens.</li>" * 6 + "</ol>"
    questions = "".join(
        f"<p><b>Is it true that this was planned?</b></p><p>{text}</p>"
        for _, text in OTHER_NEWS["de"]
    )
    links = (
        "<ul>"
        + "".join(
            f'<li><a href="https://elsewhere.example/{n}">{title}</a></li>'
            for n, (title, _) in enumerate(OTHER_NEWS["en"] * 3)
        )
        + "</ul>"
    )

    def odd(name: str, headline: str, body: str, head: str = "", **more: Any) -> Sample:
        markup = news_page(f"<h1>{headline}</h1>{body}", title=headline, head=head)
        return Sample(name, "article", markup, **{"title": headline, **more})

    return [
        odd("live-blog", "Harbour council live: the vote on the bridge", posts, ld(**{"@type": "LiveBlogPosting"})),
        odd("live-blog-untyped", "Harbour council live: the vote on the bridge", posts),
        odd("gallery", "The storm in pictures", gallery, ld(**{"@type": "ImageGallery"})),
        odd("gallery-website", "The storm in pictures", gallery, og(type="website")),
        odd("five-things", "Five things to do this weekend", five),
        odd("five-things-newsletter", "Courier briefing: five things to read", five, title="Briefing: five things to read today"),
        odd("recipe", "Eel soup with dill", ps("Serves four.") + steps, ld(**{"@type": "Recipe"})),
        odd("interview", "„Niemand hat das geplant“", questions),
        odd("letter", "Letter: the bells", ps("Sir, the bells ring too early. Yours, A. Reader")),
        odd("stub", "Ferry cancelled", ps("The ten o'clock ferry to Tolvik is cancelled because of fog.")),
        odd("stub-de", "Fähre fällt aus", ps("Die Fähre nach Tolvik fällt heute wegen Nebels aus.")),
        odd("stub-zh", "渡轮停航", ps("由于大雾，上午十点开往托尔维克的渡轮今天停航。")),
        odd("stub-empty", "Ferry cancelled", "<p></p>"),
        odd("one-word", "Fog", ps("The fog came at noon and stayed. Nobody sailed, and the gulls walked.")),
        odd("links", "Links we liked this week", ps("Here is what we read:") + links),
        odd("poll", "Should the bridge be red?", '<form><input type="radio">Yes<input type="radio">No<button>Vote</button></form>' + ps("The council asks for opinions until Friday.")),
        odd("podcast", "Podcast: the storm", "<audio src='/a.mp3'></audio>" + ps("Maren Oltmann talks to those who were on the ferry in that night.")),
        odd("table", "Results of the lake cup", "<table>" + "<tr><td>Tolvik</td><td>6:12</td></tr>" * 20 + "</table>"),
        odd("cards-around", "Fog closes the port", cards(count=6) + ps("The port was closed for an hour because of fog on Monday morning.") + cards(count=12)),
        odd("with-date-title", "Tuesday, 5 May", ps(*EN.paragraphs), title="Diary of Tuesday, 5 May"),
        odd("uppercase", "FERRY CANCELLED: FOG", ps("Fog stopped all ferries to Tolvik."), title="Ferry cancelled: fog"),
        odd("german-compound", "Nebel: Fährausfall", ps("Wegen Nebels fährt am Dienstag keine Fähre nach Tolvik."), title="Fährausfälle wegen Nebel"),
        Sample("forum", "article", html(f"<h2>Bridge again</h2><div class='msg'>{EN.paragraphs[0]}</div><div class='msg'>I doubt it. The pier is old.</div>"), title="Bridge again"),
        Sample("br-only", "article", html(f"<h1>{EN.title}</h1><div>{'<br><br>'.join(EN.paragraphs)}</div>", title=EN.title), **expected("en")),
        Sample("press-release", "article", html("<h1>PRESS RELEASE</h1>" + ps(*EN.paragraphs), title="Port of Nordhaven"), **expected("en")),
        Sample("amp", "article", html(f"<amp-consent id='c'></amp-consent><h1>{EN.title}</h1>{ps(*EN.paragraphs)}", title=EN.title), **expected("en"), page_url=f"{SITE}/2026/05/harbour-48213.html?amp"),
    ]  # fmt: skip
