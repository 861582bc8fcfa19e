# ruff: noqa: E501 - markup stands as publishing systems write it
"""What stands in an article's place: pages for what is gone, homes, lists, players, shared posts, other things."""

from tests.pages.corpus import LabelledPage
from tests.pages.kinds.entries import Entry, other

_TREES = Entry(
    "Which districts lost the most street trees? We counted 88,000 stumps",
    "Planting has not kept up with felling since 2019.",
    "https://marlowledger.example/data/trees-5520",
    "en",
)
_NETBALL = Entry(
    "Herons hold their nerve to reach first final in 19 years",
    "",
    "https://www.larkspursentinel.example/sport/netball/herons-final",
    "en",
)
_BUS = Entry(
    "पहाड़ी गांव के लिए चली बस, छात्राओं ने खुद बनाया टाइम टेबल",
    "देवखोला गांव की 43 छात्राएं अब दो घंटे पैदल नहीं चलेंगी।",
    "https://www.devbhoomitimes.example/uttar/bus-220",
    "hi",
)
_ICE = Entry(
    "Ледокол «Поморье» вывел из льдов сухогруз с грузом апельсинов",
    "Судно девять дней стояло во льдах.",
    "https://severinform.example/20260228/ledokol-991.html",
    "ru",
)
_MIDWIFE = Entry(
    "“A maré avisa antes do médico”: uma parteira conta 1.300 nascimentos",
    "Dona Iracema Tavares, 82, fala do primeiro parto que fez.",
    "https://www.folhadocurua.example/gente/parteira-71",
    "pt",
)
_VIOLINS = Entry(
    "Disparition d'une luthière de Port-Lannec",
    "Odile Garrec avait formé une quarantaine d'apprentis.",
    "https://ponantinfo.example/a/77120",
    "fr",
)
_STRIKE = Entry(
    "Airport strike: what passengers need to know",
    "Tarrant Field has one runway open.",
    "https://www.wexcombemail.example/travel/airport-strike-qa",
    "en",
)
_SIGNS = Entry("آخر خطاطي سوق النحاسين", "حوار مصور.", "https://aldhifaf.example/v/3391", "ar")
_PILZ = Entry(
    "Pilzsaison beginnt früh",
    "Was Sammler jetzt wissen sollten.",
    "https://blickpunkt24.example/ratgeber/pilze-2026",
    "de",
)

PAGES: tuple[LabelledPage, ...] = (
    other(
        "held-gone-hindi",
        "not_found",
        _BUS,
        "https://www.devbhoomitimes.example/uttar/bus-220",
        """<!DOCTYPE html><html lang="hi"><head><meta charset="utf-8"><title>पेज नहीं मिला | देवभूमि टाइम्स</title></head><body><div class="err"><h1>404</h1><h2>माफ कीजिए, यह पेज उपलब्ध नहीं है</h2><p>हो सकता है कि आपने गलत पता लिखा हो या खबर हटा दी गई हो। आप होम पेज पर जाकर ताजा खबरें पढ़ सकते हैं।</p><a href="/">होम पेज पर जाएं</a><h3>ट्रेंडिंग खबरें</h3><ul><li><a>सेब के दाम दस साल में सबसे ऊंचे</a></li><li><a>रणजी मैच बारिश से रुका</a></li></ul></div></body></html>""",
    ),
    other(
        "held-gone-withdrawn",
        "not_found",
        _TREES,
        "https://marlowledger.example/data/trees-5520",
        """<!DOCTYPE html><html lang="en"><head><title>Marlow Ledger</title><meta name="robots" content="noindex"></head><body><header><a href="/">Marlow Ledger</a></header><main><h1>This story has moved on</h1><p>The page you asked for isn't here any more. It may have expired, been taken down for legal reasons, or the link may have lost a letter on its way to you.</p><form action="/search"><input name="q"><button>Search</button></form><p>Or try one of these:</p><ul><li><a>Sinkhole swallows parking lot behind the old cinema</a></li><li><a>Two charged after theft of 600 maple saplings</a></li></ul></main></body></html>""",
    ),
    other(
        "held-gone-russian",
        "not_found",
        _ICE,
        "https://severinform.example/20260228/ledokol-991.html",
        """<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>Страница не найдена</title></head><body><div class="page-error"><div class="page-error__code">404</div><div class="page-error__text">К сожалению, такой страницы нет. Возможно, материал был перенесён в архив или удалён по решению редакции.</div><a href="/">Перейти на главную страницу</a></div><div class="footer">При использовании материалов гиперссылка обязательна.</div></body></html>""",
    ),
    other(
        "held-home-redirected",
        "home",
        _NETBALL,
        "https://www.larkspursentinel.example/",
        """<!DOCTYPE html><html lang="en"><head><title>Larkspur Sentinel – news, sport and weather</title><link rel="canonical" href="https://www.larkspursentinel.example/"><meta property="og:type" content="website"></head><body><h1 class="logo">Larkspur Sentinel</h1><section class="lead"><article><h2><a href="/n/1">Premier's chief of staff resigns over ferry trips</a></h2><p>Receipts show nineteen crossings in one weekend, none of them to an island where the government has an office.</p></article><article><h2><a href="/n/2">Sinkhole swallows parking lot behind the old cinema</a></h2><p>Nobody was hurt, but eleven cars are now nine metres lower.</p></article><article><h2><a href="/n/3">Heat advisory extended through Saturday</a></h2><p>Cooling centres will stay open until midnight.</p></article></section><section><h3>Sport</h3><ul><li><a>Comets' Vandermeer named player of the season</a></li><li><a>Kestrels rest five before the final</a></li></ul></section><section><h3>Ideas</h3><ul><li><a>Column: I tried to cancel my gym membership and ended up on the board</a></li></ul></section></body></html>""",
    ),
    other(
        "held-home-portuguese",
        "home",
        _MIDWIFE,
        "https://www.folhadocurua.example/?redir=1",
        """<!DOCTYPE html><html lang="pt-BR"><head><meta charset="utf-8"><title>Folha do Curuá | Notícias das ilhas</title></head><body class="home"><div class="manchete"><a href="/1"><h2>Barco-escola naufraga sem deixar feridos</h2></a><p>Alunos foram resgatados por pescadores em menos de dez minutos.</p></div><div class="grade"><div><span>Cidades</span><a href="/2"><h3>Ponte de madeira será interditada</h3></a></div><div><span>Esporte</span><a href="/3"><h3>Curuá vence clássico nos pênaltis</h3></a></div><div><span>Economia</span><a href="/4"><h3>Açaí sobe 20% na entressafra</h3></a></div></div><div class="mais-lidas"><h4>Mais lidas</h4><ol><li>Concurso abre doze vagas</li><li>Receita: peixe na folha</li></ol></div></body></html>""",
    ),
    other(
        "held-list-topic",
        "listing",
        _STRIKE,
        "https://www.wexcombemail.example/topics/tarrant-field",
        """<!DOCTYPE html><html lang="en"><head><title>Tarrant Field airport news – Wexcombe Mail</title><meta property="og:type" content="website"></head><body><h1>Tarrant Field airport</h1><p class="topic-intro">All our reporting on the country's third-largest airport.</p><ol class="river"><li><time>July 17, 2026</time><h2><a>Airport strike live: Tarrant Field reopens one runway</a></h2><p>Rolling coverage of the ground crews' walkout.</p></li><li><time>July 16, 2026</time><h2><a>Ground crews to walk out at midnight</a></h2><p>Talks broke down after six hours.</p></li><li><time>July 2, 2026</time><h2><a>Second runway to be resurfaced in autumn</a></h2><p>Night flights will be moved.</p></li><li><time>May 30, 2026</time><h2><a>Record May for airport</a></h2><p>1.4 million passengers came through.</p></li></ol><a rel="next">Older</a></body></html>""",
    ),
    other(
        "held-list-search-german",
        "listing",
        _PILZ,
        "https://blickpunkt24.example/suche?q=pilze-2026",
        """<!DOCTYPE html><html lang="de"><head><title>Suche: pilze-2026 | blickpunkt24</title></head><body><form><input name="q" value="pilze-2026"><button>Suchen</button></form><h1>4 Treffer für „pilze-2026“</h1><div class="treffer"><h3><a>Pilze richtig putzen: So geht's</a></h3><p>Ratgeber | 3. Oktober 2025 | Nie unter fließendem Wasser, sagen die einen …</p></div><div class="treffer"><h3><a>Vergiftungszentrale warnt</a></h3><p>Gesundheit | 19. September 2025 | Die Zahl der Anrufe hat sich verdoppelt …</p></div><div class="treffer"><h3><a>Ausflug in den Lüthorster Forst</a></h3><p>Reise | 1. September 2024 | Drei Wege, drei Stunden, ein Wirtshaus …</p></div><p>Sortieren nach: Datum | Relevanz</p></body></html>""",
    ),
    other(
        "held-list-archive-french",
        "listing",
        _VIOLINS,
        "https://ponantinfo.example/archives/2026/10",
        """<!DOCTYPE html><html lang="fr"><head><title>Archives octobre 2026 - Ponant Info</title></head><body><h1>Octobre 2026</h1><ul class="archives"><li>14/10 <a>Un chalutier s'échoue devant la plage des Roses</a></li><li>14/10 <a>Grève des bacs lundi et mardi</a></li><li>13/10 <a>Le marché couvert rouvrira en mars</a></li><li>12/10 <a>Rugby : Lannec s'incline d'un point</a></li><li>12/10 <a>Ces lycéens ont appris le breton en six mois</a></li></ul><p><a>Septembre 2026</a> <a>Novembre 2026</a></p></body></html>""",
    ),
    other(
        "held-video-arabic",
        "video",
        _SIGNS,
        "https://aldhifaf.example/v/3391",
        """<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>آخر خطاطي سوق النحاسين - فيديو | بوابة الضفاف</title><meta property="og:type" content="video.other"><script type="application/ld+json">{"@context":"https://schema.org","@type":"VideoObject","name":"آخر خطاطي سوق النحاسين","uploadDate":"2026-11-05","duration":"PT4M12S"}</script></head><body><div class="player"><video src="/v/3391.mp4" controls></video></div><h1>آخر خطاطي سوق النحاسين</h1><p>حوار مصور. المدة: ٤:١٢</p><div class="next"><h2>شاهد أيضًا</h2><ul><li><a>افتتاح جسر المشاة</a></li><li><a>فريق المرفأ يتأهل</a></li></ul></div></body></html>""",
    ),
    other(
        "held-video-highlights",
        "video",
        Entry(
            "Watch: Heron steals fish from live cooking show",
            "The host did not notice for almost a minute.",
            "https://penmarricklive.example/watch/heron-fish",
            "en",
        ),
        "https://penmarricklive.example/watch/heron-fish",
        """<!DOCTYPE html><html lang="en"><head><title>Watch: Heron steals fish from live cooking show – Penmarrick Live</title><meta property="og:type" content="video"><meta property="og:video" content="https://cdn.penmarricklive.example/h.mp4"></head><body><div class="vp" data-duration="58"><div class="vp-controls">Play Mute Current time 0:00 / Duration 0:58 Captions Fullscreen</div></div><h1>Watch: Heron steals fish from live cooking show</h1><div class="vp-desc">The host did not notice for almost a minute. <span>58 sec</span></div><div class="up-next"><h3>Up next</h3><div><a>Herons' last-second goal</a> 1:12</div><div><a>Choir sings at closed airport</a> 2:40</div></div></body></html>""",
    ),
    other(
        "held-shared-interstitial",
        "shared",
        _TREES,
        "https://marlowledger.example/app",
        """<!DOCTYPE html><html lang="en"><head><title>Read this in the Ledger app</title></head><body><main><h1>The Ledger is better in the app</h1><p>Follow topics, save stories for the train and get alerts that matter. Over 200,000 readers already have.</p><a>App store</a> <a>Play store</a><p><a href="/">Continue to the mobile site</a></p></main></body></html>""",
        same_as_others=14,
    ),
    other(
        "held-shared-maintenance",
        "shared",
        _VIOLINS,
        "https://ponantinfo.example/a/77120",
        """<!DOCTYPE html><html lang="fr"><head><title>Ponant Info fait peau neuve</title></head><body><div class="maintenance"><h1>Nous revenons très vite</h1><p>Notre site change de maison ce week-end. Pendant les travaux, retrouvez l'actualité sur nos réseaux et dans votre journal, disponible dans tous les points de vente habituels.</p><p>Merci de votre patience. L'équipe de Ponant Info</p></div></body></html>""",
        same_as_others=9,
    ),
    other(
        "held-other-product",
        "other",
        Entry(
            "Handmade sea salt, 250 g",
            "From the pans at Vissersbaai.",
            "https://stall.basinreview.example/p/salt-250",
            "en",
        ),
        "https://stall.basinreview.example/p/salt-250",
        """<!DOCTYPE html><html lang="en"><head><title>Handmade sea salt, 250 g – The Basin Stall</title><meta property="og:type" content="product"><script type="application/ld+json">{"@context":"https://schema.org","@type":"Product","name":"Handmade sea salt, 250 g","offers":{"@type":"Offer","price":"14.00","priceCurrency":"USD"}}</script></head><body><h1>Handmade sea salt, 250 g</h1><p class="price">$14.00</p><label>Quantity <input type="number" value="1"></label><button>Add to cart</button><p>Large, dry flakes raked by hand. Keep away from damp.</p><h2>Delivery</h2><p>Two to four working days. Free above $60.</p><h2>Customers also bought</h2><ul><li>Olive-wood spoon</li><li>Tea towel "Flamingo"</li></ul></body></html>""",
    ),
    other(
        "held-other-event-german",
        "other",
        Entry(
            "Orgelnacht in St. Ansgar",
            "Sechs Stunden, sechs Organisten.",
            "https://blickpunkt24.example/termine/orgelnacht",
            "de",
        ),
        "https://blickpunkt24.example/termine/orgelnacht",
        """<!DOCTYPE html><html lang="de"><head><title>Orgelnacht in St. Ansgar | Termine</title><script type="application/ld+json">{"@context":"https://schema.org","@type":"Event","name":"Orgelnacht in St. Ansgar","startDate":"2026-12-05T20:00"}</script></head><body><h1>Orgelnacht in St. Ansgar</h1><dl><dt>Wann</dt><dd>5. Dezember 2026, 20 Uhr</dd><dt>Wo</dt><dd>St. Ansgar, Kirchplatz 1, Grevenau</dd><dt>Eintritt</dt><dd>12 Euro, ermäßigt 8 Euro</dd></dl><button>Karten bestellen</button><button>In den Kalender</button><h2>Weitere Termine</h2><ul><li>6. Dezember: Nikolausmarkt</li><li>8. Dezember: Lesung im Bahnhof</li></ul></body></html>""",
    ),
    other(
        "held-other-podcast",
        "other",
        Entry(
            "Episode 41: Bells, and who has to hear them",
            "Maeve Strand in the studio.",
            "https://penmarricklive.example/podcasts/slow/41",
            "en",
        ),
        "https://penmarricklive.example/podcasts/slow/41",
        """<!DOCTYPE html><html lang="en"><head><title>Episode 41: Bells, and who has to hear them – Slow</title><script type="application/ld+json">{"@context":"https://schema.org","@type":"PodcastEpisode","name":"Bells, and who has to hear them","timeRequired":"PT43M"}</script></head><body><h1>Bells, and who has to hear them</h1><audio controls src="/41.mp3"></audio><p>43 min</p><ul class="apps"><li>Subscribe by RSS</li><li>Open in your podcast app</li></ul><h2>All episodes</h2><ol reversed><li>41 Bells</li><li>40 Salt</li><li>39 Ferries</li></ol></body></html>""",
    ),
    other(
        "held-shell-spinner",
        "unreadable",
        _ICE,
        "https://severinform.example/20260228/ledokol-991.html",
        """<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>СеверИнформ</title><link rel="preload" as="script" href="/_app/entry.js"></head><body><div id="app"><div class="spinner" aria-busy="true"></div></div><script type="module" src="/_app/entry.js"></script></body></html>""",
    ),
)
