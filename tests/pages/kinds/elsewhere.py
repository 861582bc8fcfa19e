# ruff: noqa: E501 - markup stands as publishing systems write it
"""Pages that a link leads to when its article is gone or lies elsewhere: soft 404, home, lists, video."""

from tests.pages.corpus import LabelledPage
from tests.pages.kinds.entries import Entry, other

_OWLS = Entry(
    "Let the owls have the bell tower",
    "A reader objects to the nets at St Olave's.",
    "https://www.harrowbaynews.example/letters/owls-bell-tower-4411",
    "en",
)
_LIGHT = Entry(
    "El faro de Punta Cendra se apagará tras 162 años de servicio",
    "La autoridad portuaria alega que los barcos ya no lo necesitan.",
    "https://www.correodelevanta.example/sociedad/faro-punta-cendra-20260521.html",
    "es",
)
_OLIVE = Entry(
    "Karadere'de zeytin hasadı imeceyle yapıldı",
    "Köylüler, işçi bulamayınca eski usule döndü.",
    "https://www.yenikiyi.example/yasam/zeytin-hasadi-h1882.html",
    "tr",
)
_RAIL = Entry(
    "Wąskotorówka wraca do Zaruczyna",
    "Po czternastu latach przerwy pociąg znów pojedzie przez las.",
    "https://www.gazetapojezierza.example/region/waskotorowka,nId,771",
    "pl",
)
_OASIS = Entry(
    "واحة تل الزيتون تستعيد ينابيعها",
    "مشروع أهلي لترميم القنوات القديمة.",
    "https://www.almeena.example/news/99120",
    "ar",
)
_FERRY = Entry(
    "Ferries: six weeks without Gull Steps",
    "Divers found cracks in two steel piles.",
    "https://www.ostleytoday.example/2026/03/ferry-gull-steps/",
    "en",
)
_STORM = Entry(
    "Sturm „Ragna“ legt Bahnverkehr lahm",
    "Bäume auf Gleisen, zwei Verletzte.",
    "https://www.moorburg-aktuell.example/panorama/sturm-ragna-8812",
    "de",
)
_CUP = Entry(
    "Rovers 2-3 Alder Town: highlights",
    "Quennell's late double breaks Kerran hearts.",
    "https://video.kerrancourier.example/watch/rovers-alder",
    "en",
)
_COFFEE = Entry(
    "Petani kopi panen lebih awal",
    "Harga ikut naik.",
    "https://www.kabarsariwangi.example/ekonomi/kopi-7718",
    "id",
)
_KITES = Entry(
    "Vliegerfeest op het strand",
    "Duizend vliegers en te veel wind.",
    "https://www.oosterbode.example/regio/vliegerfeest~b77/",
    "nl",
)

_CARDS = (
    (
        "Bakery fire in Old Market Street leaves two families homeless",
        "Crews from three stations fought the blaze until dawn on Monday.",
    ),
    (
        "School bus contract goes to outside firm after months of argument",
        "Parents say that they were not asked.",
    ),
    (
        "Rovers sign goalkeeper on loan until summer",
        "The 22-year-old has played eleven times in the second tier.",
    ),
    (
        "Mystery donor pays for new roof of village hall",
        "A cheque came in an envelope without a sender.",
    ),
    ("How one farmer brought the lapwing back", "He left two wet fields alone for six years."),
    ("Hospital car park to cost more from April", "The trust blames the price of maintenance."),
    ("Warning for wind along the coast", "Gusts of up to 60 mph are possible overnight."),
    ("Council to sell old fire station", "A brewery and a choir have both shown interest."),
)


def _cards(item: str) -> str:
    return "".join(
        item.format(at=at, title=title, teaser=teaser, day=at + 3)
        for at, (title, teaser) in enumerate(_CARDS)
    )


_HOME = f"""<!DOCTYPE html><html lang="en"><head><title>Harrow Bay News - local news, sport and weather</title><link rel="canonical" href="https://www.harrowbaynews.example/"><meta property="og:type" content="website"><script type="application/ld+json">{{"@context":"https://schema.org","@type":"WebSite","name":"Harrow Bay News","url":"https://www.harrowbaynews.example/"}}</script></head><body class="home"><nav><a href="/news">News</a><a href="/sport">Sport</a></nav><main>{_cards('<article class="teaser"><h2><a href="/a/{at}">{title}</a></h2><p>{teaser}</p></article>')}</main><footer>Harrow Bay News is regulated by the Press Standards Panel.</footer></body></html>"""
_LEAD_HOME = f"""<!DOCTYPE html><html lang="en"><head><title>Ostley Today</title><meta property="og:title" content="Ostley Today"></head><body class="blog home"><h1 class="site-title">Ostley Today</h1><article class="featured"><h2><a href="/a/1">{_CARDS[0][0]}</a></h2><p>By Marta Quill · 9 March 2026</p><p>Two families have lost their homes after a fire that began in the oven room of a bakery in Old Market Street in the early hours of Monday. Nobody was hurt. Crews from three stations were at the scene until dawn, and the street will stay closed until the walls have been made safe.</p><p>The owner, Pavel Lisk, said that he had smelled nothing when he came down to light the ovens at two. <a href="/a/1">Continue reading</a></p></article>{_cards('<div class="post-card"><h3><a href="/a/{at}">{title}</a></h3><span>{day} March 2026</span><p>{teaser} <a href="/a/{at}">Read more</a></p></div>')}</body></html>"""

PAGES: tuple[LabelledPage, ...] = (
    other(
        "not-found-oops",
        "not_found",
        _OWLS,
        _OWLS.url,
        """<!DOCTYPE html><html lang="en"><head><title>Page not found - Harrow Bay News</title></head><body><nav><a href="/">Home</a><a href="/news">News</a></nav><main class="error-404"><h1>Oops! That page can't be found.</h1><p>It looks like nothing was found at this location. The story may have been moved or removed, or you may have followed an old link. Maybe try a search?</p><form role="search"><input type="search"></form><h2>Most used categories</h2><ul><li><a href="/c1">Local</a></li><li><a href="/c2">Sport</a></li></ul></main></body></html>""",
    ),
    other(
        "not-found-spanish-with-teasers",
        "not_found",
        _LIGHT,
        "https://www.correodelevanta.example/404.html",
        """<!DOCTYPE html><html lang="es"><head><title>Error 404 - El Correo de Levanta</title><link rel="canonical" href="https://www.correodelevanta.example/404"></head><body><h1>La página que buscas no existe</h1><p>Es posible que la dirección esté mal escrita o que el contenido haya sido eliminado. Te sugerimos visitar la portada o leer las noticias más vistas:</p><ul><li><a href="/1">El mercado central cerrará los lunes a partir de septiembre</a></li><li><a href="/2">Detenido por robar 300 kilos de naranjas en bicicleta</a></li><li><a href="/3">La sequía deja al descubierto un pueblo inundado en 1958</a></li></ul></body></html>""",
    ),
    other(
        "not-found-turkish",
        "not_found",
        _OLIVE,
        _OLIVE.url,
        """<html lang="tr"><head><meta charset="utf-8"><title>Yeni Kıyı</title></head><body><div class="hata"><h1>Aradığınız sayfa bulunamadı</h1><p>Sayfa yayından kaldırılmış ya da adresi değişmiş olabilir. Anasayfaya dönmek için tıklayın.</p></div></body></html>""",
    ),
    other(
        "not-found-removed-polish",
        "not_found",
        _RAIL,
        _RAIL.url,
        """<!DOCTYPE html><html lang="pl"><head><title>Gazeta Pojezierza</title></head><body><main><h1>Artykuł niedostępny</h1><p>Przepraszamy, ten artykuł został usunięty lub wygasła jego licencja. Zapraszamy do lektury innych tekstów w naszym serwisie.</p><a href="/">Przejdź na stronę główną</a></main></body></html>""",
    ),
    other(
        "not-found-arabic",
        "not_found",
        _OASIS,
        _OASIS.url,
        """<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>الصفحة غير موجودة | صحيفة الميناء</title></head><body><h1>عذراً، الصفحة التي تبحث عنها غير موجودة</h1><p>ربما تم نقل الصفحة أو حذفها. يمكنك العودة إلى الصفحة الرئيسية أو استخدام البحث.</p></body></html>""",
    ),
    other("home-after-redirect", "home", _OWLS, "https://www.harrowbaynews.example/", _HOME),
    other(
        "home-with-long-lead",
        "home",
        _FERRY,
        "https://www.ostleytoday.example/?utm_source=redirect",
        _LEAD_HOME,
    ),
    other(
        "listing-section-after-redirect",
        "listing",
        _STORM,
        "https://www.moorburg-aktuell.example/panorama/",
        """<!DOCTYPE html><html lang="de"><head><title>Panorama | Moorburg aktuell</title><link rel="canonical" href="https://www.moorburg-aktuell.example/panorama/"><script type="application/ld+json">{"@context":"https://schema.org","@type":"CollectionPage","name":"Panorama"}</script></head><body><h1>Panorama</h1><div class="teaserlist"><article><a href="/p/1"><h2>Feuerwehr rettet Kater aus Dachrinne</h2><p>Der Einsatz dauerte zwei Stunden, der Dank blieb aus.</p></a><time>28.01.2026</time></article><article><a href="/p/2"><h2>Freibad öffnet erst im Juni</h2><p>Es fehlen Schwimmmeister. Die Gemeinde sucht seit Herbst.</p></a><time>27.01.2026</time></article><article><a href="/p/3"><h2>Polizei sucht Zeugen nach Einbruch in Gärtnerei</h2><p>Gestohlen wurden ausschließlich Kakteen.</p></a><time>27.01.2026</time></article><article><a href="/p/4"><h2>Neuer Radweg endet im Acker</h2><p>Ein Planungsfehler kostet die Gemeinde 80.000 Euro.</p></a><time>26.01.2026</time></article></div><a class="more" href="?page=2">Weitere Meldungen laden</a></body></html>""",
    ),
    other(
        "listing-search-results",
        "listing",
        _FERRY,
        "https://www.ostleytoday.example/?s=ferry-gull-steps",
        f"""<!DOCTYPE html><html lang="en"><head><title>Search results for "ferry gull steps" - Ostley Today</title><meta name="robots" content="noindex, follow"></head><body class="search search-results"><h1>Search results for: ferry gull steps</h1><p>8 results found</p>{_cards('<div class="result"><h2><a href="/a/{at}">{title}</a></h2><p>{teaser} …</p></div>')}<nav class="pagination"><a href="?paged=2">Next page</a></nav></body></html>""",
    ),
    other(
        "listing-tag-page",
        "listing",
        _COFFEE,
        "https://www.kabarsariwangi.example/tag/kopi",
        """<!DOCTYPE html><html lang="id"><head><title>Berita Kopi Terbaru Hari Ini - Kabar Sariwangi</title></head><body><h1>Kopi</h1><p>Kumpulan berita kopi terkini dan terlengkap hari ini.</p><div class="list"><article><h3><a href="/1">Resep Es Kopi Gula Aren ala Rumahan</a></h3><span>14 Juni 2026</span></article><article><h3><a href="/2">Kedai Kopi Terapung Jadi Tujuan Wisata Baru</a></h3><span>12 Juni 2026</span></article><article><h3><a href="/3">Koperasi Sariwangi Ekspor 20 Ton Biji Hijau</a></h3><span>9 Juni 2026</span></article></div><a>Muat lainnya</a></body></html>""",
    ),
    other(
        "listing-newspaper-edition",
        "listing",
        _KITES,
        "https://www.oosterbode.example/krant/2026-05-02/",
        """<!DOCTYPE html><html lang="nl"><head><title>De krant van zaterdag 2 mei 2026</title></head><body><h1>De krant van zaterdag</h1><h2>Regio</h2><ul><li><a href="/1">Brug bij Zandvliet weken dicht</a></li><li><a href="/2">Bakker stopt na 41 jaar</a></li><li><a href="/3">Ooievaars broeden op lichtmast</a></li></ul><h2>Sport</h2><ul><li><a href="/4">Vitesse Delta verliest van hekkensluiter</a></li></ul><p>Blader door eerdere edities</p></body></html>""",
    ),
    other(
        "video-player",
        "video",
        _CUP,
        _CUP.url,
        """<!DOCTYPE html><html lang="en"><head><title>Rovers 2-3 Alder Town: highlights | Courier Video</title><meta property="og:type" content="video.other"><script type="application/ld+json">{"@context":"https://schema.org","@type":"VideoObject","name":"Rovers 2-3 Alder Town: highlights","description":"Quennell's late double breaks Kerran hearts.","uploadDate":"2026-01-24T19:00:00Z","duration":"PT2M14S","thumbnailUrl":"/t.jpg"}</script></head><body><div class="player"><video controls poster="/t.jpg"></video></div><h1>Rovers 2-3 Alder Town: highlights</h1><p>Quennell's late double breaks Kerran hearts.</p><h2>Up next</h2><ul><li><a href="/w/1">Tranter: I would like to be left alone with a large pie</a> 1:02</li><li><a href="/w/2">The goals of the month</a> 4:40</li><li><a href="/w/3">On the road with the Canal End</a> 7:15</li></ul></body></html>""",
    ),
    other(
        "video-german",
        "video",
        _STORM,
        "https://mediathek.moorburg-aktuell.example/video/ragna",
        """<!DOCTYPE html><html lang="de"><head><title>Video: Sturm „Ragna“ - Mediathek</title><meta property="og:type" content="video"></head><body><main><div id="jwplayer" data-src="/v.m3u8"></div><h1>Sturm „Ragna“ legt Bahnverkehr lahm</h1><p>Video, 1:48 Min. Verfügbar bis 30.01.2027</p><section><h2>Weitere Videos</h2><a href="/2">Das Wetter am Abend</a><a href="/3">Wie man eine Leiter richtig hält</a></section></main></body></html>""",
    ),
    other(
        "shell-of-a-single-page-app",
        "unreadable",
        _FERRY,
        _FERRY.url,
        """<!doctype html><html lang="en"><head><meta charset="utf-8"/><title>Ostley Today</title><script defer src="/static/js/main.4f1.js"></script></head><body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div></body></html>""",
    ),
    other(
        "shell-empty-body",
        "unreadable",
        _KITES,
        _KITES.url,
        "<html><head></head><body></body></html>",
    ),
    other(
        "other-parked-domain",
        "other",
        _COFFEE,
        "https://www.kabarsariwangi.example/",
        """<!DOCTYPE html><html><head><title>kabarsariwangi.example</title></head><body><h1>kabarsariwangi.example</h1><p>This domain may be for sale. Enquire about buying it.</p><h2>Related searches</h2><ul><li><a href="/1">Cheap flights</a></li><li><a href="/2">Credit cards</a></li><li><a href="/3">Online courses</a></li></ul></body></html>""",
    ),
    other(
        "other-please-wait",
        "other",
        _LIGHT,
        _LIGHT.url,
        """<html><head><title>Redirecting…</title><meta http-equiv="refresh" content="5;url=/portada"></head><body><p>You are being redirected. If nothing happens within five seconds, click here.</p></body></html>""",
    ),
    other(
        "other-browser-too-old",
        "other",
        _RAIL,
        _RAIL.url,
        """<!DOCTYPE html><html lang="pl"><head><title>Twoja przeglądarka jest nieaktualna</title></head><body><h1>Zaktualizuj przeglądarkę</h1><p>Używasz przestarzałej wersji przeglądarki, w której nasz serwis nie działa poprawnie. Zainstaluj jedną z poniższych.</p></body></html>""",
    ),
    other(
        "other-maintenance",
        "other",
        _OLIVE,
        _OLIVE.url,
        """<html lang="tr"><head><title>Bakımdayız</title></head><body><h1>Kısa bir bakım arası</h1><p>Sitemiz şu anda bakım nedeniyle hizmet verememektedir. Lütfen birkaç dakika sonra yeniden deneyin.</p></body></html>""",
    ),
    other(
        "other-geo-block",
        "other",
        Entry(
            "Payment outage leaves thousands unable to pay by card",
            "Terminals across three states stopped working.",
            "https://www.newhaldentribune.example/2026/08/14/outage",
            "en",
        ),
        "https://www.newhaldentribune.example/451",
        """<html lang="en"><head><title>Unavailable due to legal reasons</title></head><body><h1>451: Unavailable due to legal reasons</h1><p>We recognize you are attempting to access this website from a country belonging to the European Economic Area (EEA) including the EU, which enforces the General Data Protection Regulation (GDPR), and therefore access cannot be granted at this time.</p></body></html>""",
    ),
    other(
        "shared-app-advertisement",
        "shared",
        _KITES,
        "https://www.oosterbode.example/app",
        """<!DOCTYPE html><html lang="nl"><head><title>De Oosterbode in de app</title></head><body><main><h1>Lees verder in de app</h1><p>Onze website is vernieuwd. Artikelen lees je voortaan in de app van De Oosterbode: sneller, overzichtelijker en met pushberichten uit jouw dorp. Download hem gratis en log in met je abonneenummer.</p><p>Nog geen abonnee? De eerste maand is voor onze rekening.</p></main></body></html>""",
        11,
    ),
    other(
        "shared-new-website",
        "shared",
        _LIGHT,
        _LIGHT.url,
        """<!DOCTYPE html><html lang="es"><head><title>El Correo de Levanta estrena web</title><meta property="og:type" content="article"></head><body><article><h1>El Correo de Levanta estrena web</h1><p>Hoy damos un paso importante. Tras meses de trabajo, El Correo de Levanta presenta su nueva edición digital, más rápida y pensada para el teléfono.</p><p>Durante los próximos días algunos enlaces antiguos pueden no funcionar. Pedimos disculpas por las molestias y damos las gracias a los lectores por su paciencia.</p><p>La hemeroteca estará disponible de nuevo a partir del lunes.</p></article></body></html>""",
        23,
    ),
)
