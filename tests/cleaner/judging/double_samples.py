"""Articles in other words than their feed's, and pages that only look like the expected article."""

# ruff: noqa: E501

from typing import Any

from newsmill.contracts.articles import PageKind
from tests.cleaner.judging.doubles import DOUBLES, Double
from tests.cleaner.judging.samples import (
    LOGIN_BOX,
    SITE,
    Sample,
    cards,
    html,
    listing_page,
    news_page,
    og,
    ps,
    teasers,
)

EN = DOUBLES["en"]
LOGIN = '<a href="/login">Log in</a>'
WEXLEY = f"{SITE}/news/wexley-tractors-30117.html"


# fmt: off
def doubles() -> list[Sample]:
    """Every page of this kind."""
    return [*_in_every_language(), *_somewhere_else(), *_still_articles()]


def _sample(name: str, kind: PageKind, markup: str, news: Double = EN, **more: Any) -> Sample:
    return Sample(name, kind, markup, **{"title": news.title, "teaser": news.teaser, "url": WEXLEY, **more})


def _offer(news: Double, tag: str = "h2", *, long: bool = False) -> str:
    heading, text = news.offer
    plans = f"<ul><li>{text}</li></ul>" if long else ""
    return f'<div class="offer"><{tag}>{heading}</{tag}>{plans or ps(text)}<a href="/login">{heading}</a></div>'


def _in_every_language() -> list[Sample]:
    samples = []
    for number, (lang, news) in enumerate(DOUBLES.items()):
        typed = og(type="article", title=news.title) if number % 2 else ""
        only_title = {"teaser": ""}
        h1 = f"<h1>{news.title}</h1>"
        beside = lang if lang in ("en", "de", "fr", "es") else "en"
        samples += [
            _sample(f"double-offer-{lang}", "paywall", listing_page(_offer(news, "h1"), title=news.offer[0], lang=lang), news, **(only_title if number % 3 == 0 else {})),
            _sample(f"double-headline-and-offer-{lang}", "paywall", news_page(f"<article>{h1}{ps(news.teaser)}{_offer(news, long=number % 3 == 0)}</article>", title=news.title, head=typed, lang=lang), news),
            _sample(f"double-headline-only-and-offer-{lang}", "paywall", html(f"<article>{h1}{_offer(news)}</article>", title=news.title, lang=lang, head=typed), news),
            _sample(f"double-other-article-{lang}", "other", news_page(f"<article><h1>{news.other_title}</h1>{ps(news.other_text)}</article>", title=news.other_title, lang=lang, head=og(type="article", title=news.other_title) if number % 2 else ""), news, page_url=f"{SITE}/culture/clock-2291.html"),
            _sample(f"double-reworded-{lang}", "article", news_page(f"<article><h1>{news.headline}</h1>{ps(*news.text)}</article>", title=news.headline, lang=lang, head=og(type="article") if number % 2 else ""), news),
            _sample(f"double-reworded-short-{lang}", "article", news_page(f"<h1>{news.headline}</h1>{ps(news.text[0])}{teasers(beside, 6)}", title=news.headline, lang=lang), news, **(only_title if number % 2 else {})),
            _sample(f"double-cut-by-offer-{lang}", "article", news_page(f"<article><h1>{news.title if number % 2 else news.headline}</h1>{ps(news.teaser, news.text[0])}{_offer(news)}</article>", title=news.title, lang=lang), news),
            _sample(f"double-short-and-login-{lang}", "article", html(f"<article>{h1}{ps(news.text[1])}</article>{LOGIN_BOX}", title=f"{news.title} | Courier", lang=lang), news),
        ]
    return samples


def _somewhere_else() -> list[Sample]:
    def other(name: str, heading: str, body: str, kind: PageKind = "other", **more: Any) -> Sample:
        return _sample(f"elsewhere-{name}", kind, listing_page(f"<h1>{heading}</h1>{body}", title=heading, head=more.pop("head", "")), **more)

    job = ps("We are looking for an editor for our regional desk, full time, from the first of September. You write quickly, check twice and enjoy early shifts.", "We offer thirty days of holiday, a canteen and a bicycle. Please send your application with two samples of your work.")
    app = ps("Breaking stories, live scores and the weather for your street, always in your pocket. Rated 4.6 by eleven thousand readers.", "Version 8.2 brings a dark mode and mends crashes on older devices. Size 48 MB. In-app purchases.")
    terms = ps("Participation is free and open to residents who are at least eighteen years old. Employees of the publisher are excluded.", "Winners are drawn by lot and notified by post. Prizes cannot be exchanged for cash. There is no right of appeal.")
    author = ps("Marten Hale has written for the Courier since 2009. He studied history and lives beside the canal with two dogs.")
    welcome = ps("Our new website is here. It is faster and easier to read on phones.", "Some old links may not work for a few days. We apologise and thank you for your patience.")
    shop = ps("Enamel mug with our masthead, 300 ml, dishwasher safe. £12.50 including postage. In stock, delivered within three days.") + "<button>Add to basket</button>"
    epaper = ps("Leaf through today's edition page by page, as printed, from five in the morning.", "Choose an issue: Saturday, Friday, Thursday, Wednesday.")
    event = ps("Doors open at seven. Tickets cost fifteen crowns at the box office and online. The hall is accessible without steps.", "Bring your own chair if you like to sit outside; in case of rain we move into the chapel.")
    region = ps("Due to licensing restrictions this content isn't available in your country. We are sorry for the inconvenience.")
    legal = ps("Responsible for this website is the Courier Publishing Company, registered at the district court. Represented by its managing director.", "We are not responsible for the content of linked pages. Disputes are settled at the seat of the company.")
    some = "".join(f'<div class="teaser"><h3><a href="/x/{n}.html">{t}</a></h3><p>{p}</p></div>' for n, (t, p) in enumerate(((EN.other_title, EN.other_text), ("Choir of pensioners wins prize abroad", "Thirty singers travelled by bus for two days and came home with a glass trophy."), ("Swimming pool opens late", "Two lifeguards are still missing, the town says."))))
    return [
        other("job", "Editor (m/f/d) for the regional desk", job),
        other("job-title-only", "Join our newsroom", job, teaser=""),
        other("job-typed", "Editor for the regional desk", job, head=og(type="article"), page_url=f"{SITE}/jobs/1881"),
        other("app", "The Courier for phones and tablets", app, page_url="https://store.example/app/id48210"),
        other("app-german-feed", "Courier: News & Live", app, title=DOUBLES["de"].title, teaser=DOUBLES["de"].teaser, page_url="https://store.example/app/id48210"),
        other("contest", "Terms of participation", terms),
        other("contest-typed", "Spring prize draw: terms and conditions", terms, head=og(type="article", title="Spring prize draw")),
        other("author", "Marten Hale", author, page_url=f"{SITE}/people/marten-hale"),
        other("shop", "Enamel mug “Masthead”", shop, page_url="https://shop.courier.example/p/99"),
        other("shop-typed", "Enamel mug “Masthead”", shop, head=og(type="product")),
        other("epaper", "Digital edition", epaper, page_url="https://epaper.courier.example/"),
        other("event", "Summer concert in the chapel garden", event, page_url=f"{SITE}/events/551"),
        other("region", "Not available in your region", region),
        other("legal", "Imprint", legal, page_url=f"{SITE}/imprint"),
        other("privacy-french-feed", "Legal notice", legal, title=DOUBLES["fr"].title, teaser=DOUBLES["fr"].teaser),
        other("maintenance", "We'll be right back", ps("The Courier is being serviced tonight. Please come again in about an hour.")),
        other("newsletter", "The Morning Letter", ps("Every weekday at six: the most important in five minutes, free of charge.", "More than forty thousand readers start their day with it.") + '<form><input type="email"><button>Sign up</button></form>', page_url=f"{SITE}/newsletters/morning"),
        other("pdf", "document.pdf", '<div class="toolbar">Page 1 of 4</div>' + ps("Your browser cannot display this file. Download it instead.")),
        _sample("elsewhere-json", "other", "<html><body><p>{&quot;error&quot;:{&quot;code&quot;:500,&quot;message&quot;:&quot;Internal failure, request id 77af&quot;}}</p></body></html>"),
        other("welcome-shared", "Welcome to our new website", welcome, "shared", same_as_others=7),
        other("welcome-shared-typed", "Welcome to our new website", welcome, "shared", same_as_others=20, head=og(type="article")),
        other("welcome-shared-title-only", "Welcome to our new website", welcome, "shared", same_as_others=3, teaser=""),
        other("welcome-once", "Welcome to our new website", welcome, same_as_others=1, head=og(type="article")),
        other("app-shared", "Read on in the app", app, "shared", same_as_others=4),
        other("shared-german-feed", "Read on in the app", app, "shared", same_as_others=2, title=DOUBLES["de"].title, teaser=DOUBLES["de"].teaser),
        other("other-article-shared", EN.other_title, ps(EN.other_text), "shared", same_as_others=5, head=og(type="article")),
        other("listing-few", "Farming", some, "listing", page_url=f"{SITE}/farming/"),
        other("listing-few-without-redirect", "Farming", some, "listing"),
        other("listing-title-only", "Tractors", some, "listing", teaser="", page_url=f"{SITE}/tag/tractors"),
        other("listing-cards", "Region", cards(count=12), "listing"),
        other("listing-many-with-text", "Country life", teasers(count=14), "listing", page_url=f"{SITE}/country/life"),
        other("home", "The Tolvik Courier", some + teasers(count=9), "home", page_url=f"{SITE}/"),
        other("home-typed", "News from Tolvik", some, "home", page_url=f"{SITE}/?ref=rss", head=og(type="website")),
        other("not-found-suggestions", "This page has moved on", ps("The address may be old. These stories may interest you:") + some, "not_found"),
        other("not-found-404", "404", some, "not_found"),
        other("login-with-teaser", "Log in to read", ps(EN.teaser) + '<form><input type="email"><input type="password"><button>Log in</button></form>' + ps("Forgotten your password? No account yet? Register for free."), "login", page_url=f"{SITE}/login?to=x"),
        _sample("elsewhere-login-under-headline", "login", news_page(f'<article><h1>{EN.title}</h1>{ps(EN.teaser)}<form><h2>Log in to continue reading</h2><input type="email"><input type="password"><button>Log in</button></form>{ps("Forgotten your password?")}</article>', title=EN.title)),
        other("consent", "Your choice", ps("We and our 90 partners store information on your device and process personal data for advertising.", "You may withdraw your consent at any time.") + "<button>Accept all</button>", "consent"),
        other("video", EN.title, '<video src="/v.mp4"></video>' + ps(EN.teaser), "video", head=og(type="video.other")),
    ]


def _still_articles() -> list[Sample]:
    def still(name: str, headline: str, *text: str, beside: str = "", **more: Any) -> Sample:
        page_title = more.pop("page_title", headline)
        body = f"<article><h1>{headline}</h1>{ps(*text)}</article>{beside}"
        return _sample(f"still-{name}", "article", news_page(body, title=page_title, head=more.pop("head", "")), **more)

    text, de = EN.text, DOUBLES["de"]
    newsletter = '<form class="newsletter"><h3>The Morning Letter</h3><p>Every weekday at six in your inbox.</p><input type="email"><button>Sign up</button></form>'
    posts = "".join(f'<div class="post"><h3>{at}</h3><p>{line}</p></div>' for at, line in (("11:40", "Police say that the last tractors are turning round."), ("10:15", "A minister arrives at Wexley and climbs onto a trailer."), ("09:02", "Milk is being handed out to waiting drivers.")))
    return [
        still("column", "Hale's corner", text[0], text[1]),
        still("column-typed", "Letter from the lowlands", "Last week I drove to Wexley and stood for an hour among tractors. I have written about milk since I was young, and I have never seen farmers so calm and so angry.", head=og(type="article")),
        still("feed-in-another-language", EN.headline, *text, title=de.title, teaser=de.teaser),
        still("feed-in-another-language-short", EN.headline, text[0], title=DOUBLES["ja"].title, teaser=DOUBLES["ja"].teaser),
        still("feed-in-french", de.headline, *de.text, title=DOUBLES["fr"].title, teaser=DOUBLES["fr"].teaser),
        still("cut-title", EN.headline, *text, title="Farmers in Wexley block …", teaser=""),
        still("cut-title-with-cut-teaser", EN.headline, *text, title="Farmers in Wexley block moto…", teaser="Around two hundred tractors stood across the carriag…"),
        still("question", "Milk: dairies pay less again", *text, title="Why do tractors stand on the motorway at Wexley?"),
        still("question-title-only", "Dairies pay less again", *text, title="Are farmers right to be angry about milk?", teaser=""),
        still("live", EN.headline, text[0], beside=posts, title="Tractor protest: latest updates live"),
        still("gallery", "In pictures", "Headlights at dawn near Wexley.", "A farmer hands out milk to drivers.", "Tractors as far as the toll station.", title="The day of the tractors in pictures", teaser="Photographs from the motorway that farmers closed."),
        still("video-text", EN.title, *text, beside='<video src="/v.mp4"></video>'),
        still("newsletter", EN.headline, text[0], beside=newsletter),
        still("offer-below", EN.headline, text[0], beside=_offer(EN)),
        still("moved", EN.headline, *text, page_url="https://gazette.example/news/wexley-tractors-30117"),
        still("moved-title-only", EN.headline, text[0], teaser="", page_url="https://gazette.example/a/30117"),
        still("teasers", EN.headline, text[0], beside=teasers(count=20)),
        still("cards", EN.title, text[1], beside=cards(count=20)),
        still("twelve-words", EN.title, "The motorway at Wexley is open again, police said on Tuesday evening.", teaser=""),
        still("vague", "“I have never seen anything like it”", "Ann Tolley switched off the engine of her tractor and listened. It was quiet on the motorway, for the first time since it was built. Then somebody laughed, and somebody poured coffee.", title="A morning on the tracks of rage", teaser="How a village near Wexley decided to close the road."),
        still("riddle", "The quiet road", "Nobody in the village speaks of that morning without smiling. They had thermos flasks, blankets and a dog that barked at lorries.", title="Portrait: blockaders and their coffee", teaser="Who are the people that stopped the lorries?"),
        still("title-teaser-of-site", EN.headline, *text, title=EN.title, teaser="Read the latest on thecourier, your source for regional reporting since 1888."),
        still("shared-but-own-headline", EN.title, *text, same_as_others=2),
        still("question-in-teaser", EN.headline, *text, title="Milk", teaser="What happened on Tuesday morning on the motorway?"),
    ]
