# ruff: noqa: E501 - markup stands as publishing systems write it
"""What stands before an article: consent, logins, checks for robots, paywalls without the text."""

from tests.pages.corpus import LabelledPage
from tests.pages.kinds.entries import Entry, other

_TOLL = Entry(
    "Province scraps Lac Perdu bridge toll, leaving $212M hole in transport budget",
    'Minister calls the charge "a tax on getting to work"; auditor warns that repairs will be put off.',
    "https://www.northernlens.example/2026/01/22/news-toll/",
    "en",
)
_PLATFORM = Entry(
    "Lasst uns wieder am Bahnsteig winken",
    "Der Verkehrsverbund will Abschiede am Gleis künftig mit Tickets regeln.",
    "https://www.grevenauer-tagblatt.example/meinung/bahnsteig-4471.html",
    "de",
)
_LUTHIER = Entry(
    "Mort d'Odile Garrec, la luthière qui réparait les violons des marins",
    "",
    "https://www.echodelannec.example/disparitions/luthiere-118.html",
    "fr",
)
_RIVER = Entry(
    "El pueblo que ganó un juicio por el agua y se quedó sin río",
    "Tras once años de pleito, Valdejuncos tiene derecho a un caudal que ya no existe.",
    "https://www.diariomeseta.example/provincia/agua-20260702.html",
    "es",
)
_STATION = Entry(
    "無人駅に本屋を 廃線前の町で高校生ら開業",
    "終点の駅に小さな書店ができた。",
    "https://hokumeitimes.example/news/20260821/1187.php",
    "ja",
)
_LAMPS = Entry(
    "云汀古镇五百盏路灯全部改用“月光模式”",
    "中秋前夜，路灯同时暗了下来。",
    "https://www.yuntingribao.example/html/2026-09/24/content_88.htm",
    "zh",
)
_SIGNS = Entry(
    "خطاط الأسواق القديمة يسلّم ريشته لحفيدته",
    "بعد ستة عقود من كتابة اللافتات.",
    "https://www.almarfaa.example/news/5512/khatt",
    "ar",
)
_SALT = Entry(
    "The last people who rake the sea",
    "On the pans at Vissersbaai four families still make salt by hand.",
    "https://basinreview.example/story/salt-pans/",
    "en",
)

PAGES: tuple[LabelledPage, ...] = (
    other(
        "held-consent-purposes-spanish",
        "consent",
        _RIVER,
        "https://www.diariomeseta.example/provincia/agua-20260702.html",
        """<!DOCTYPE html><html lang="es"><head><meta charset="utf-8"><title>Diario Meseta</title></head><body><section id="muro-cookies"><h2>Tú eliges: acepta las cookies o suscríbete para rechazarlas</h2><p>Para leer gratis Diario Meseta necesitamos tu permiso para que nosotros y nuestros 902 socios tratemos datos de tu navegación. Con ellos personalizamos la publicidad y medimos cuántas personas la ven.</p><p>Si prefieres no darlo, puedes suscribirte por 1,99 € al mes y navegar sin publicidad personalizada. En cualquier momento podrás cambiar de opinión en «Configurar cookies», al pie de cada página.</p><div><button>Aceptar y leer gratis</button><button>Rechazar y suscribirme</button></div><p>¿Ya eres suscriptor? <a href="/login">Inicia sesión</a></p></section></body></html>""",
    ),
    other(
        "held-consent-gateway-german",
        "consent",
        _PLATFORM,
        "https://einwilligung.grevenauer-tagblatt.example/gateway?zurueck=/meinung/bahnsteig-4471.html",
        """<!doctype html><html lang="de"><head><title>Einwilligung | Grevenauer Tagblatt</title><meta name="robots" content="noindex, nofollow"></head><body><div role="dialog" aria-modal="true"><h1>Ihre Privatsphäre-Einstellungen</h1><p>Wir verwenden Technologien, die auf Ihrem Gerät Daten ablegen oder auslesen. Einige sind für den Betrieb unentbehrlich, andere helfen uns, das Angebot zu verbessern und durch Werbung zu finanzieren.</p><ul><li><label><input type="checkbox" checked disabled> Unbedingt erforderlich</label></li><li><label><input type="checkbox"> Statistik</label></li><li><label><input type="checkbox"> Vermarktung</label></li><li><label><input type="checkbox"> Externe Inhalte</label></li></ul><button>Auswahl speichern</button><button>Allen zustimmen</button><a href="/impressum">Impressum</a> <a href="/datenschutz">Datenschutzhinweise</a></div></body></html>""",
    ),
    other(
        "held-consent-region-english",
        "consent",
        _TOLL,
        "https://www.northernlens.example/euconsent?returnUrl=%2F2026%2F01%2F22%2Fnews-toll%2F",
        """<!DOCTYPE html><html lang="en"><head><title>Before you continue to Northern Lens</title></head><body><main><h1>Before you continue</h1><p>It looks like you are visiting from a place where we have to ask first. We use cookies and device identifiers to keep the site running, to count visits and, if you agree, to show advertisements that fit your interests.</p><p>If you choose "Reject", you will still see advertisements, but they will have nothing to do with you. Some videos may not play.</p><form method="post"><button name="c" value="0">Reject</button><button name="c" value="1">Agree</button></form></main></body></html>""",
    ),
    other(
        "held-login-arabic",
        "login",
        _SIGNS,
        "https://www.almarfaa.example/account/login?next=%2Fnews%2F5512%2Fkhatt",
        """<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>تسجيل الدخول - صحيفة المرفأ</title></head><body><div class="auth-page"><h1>تسجيل الدخول</h1><p>سجّل دخولك لمتابعة القراءة. الحساب مجاني ولا يستغرق إنشاؤه أكثر من دقيقة.</p><form method="post"><label>البريد الإلكتروني<input type="email"></label><label>كلمة المرور<input type="password"></label><label><input type="checkbox"> تذكّرني</label><button>دخول</button></form><a href="/account/forgot">نسيت كلمة المرور؟</a><p>ليس لديك حساب؟ <a href="/account/register">أنشئ حسابًا جديدًا</a></p></div></body></html>""",
    ),
    other(
        "held-login-magic-link",
        "login",
        _SALT,
        "https://basinreview.example/members/?return=%2Fstory%2Fsalt-pans%2F",
        """<!DOCTYPE html><html lang="en"><head><title>Members – The Basin Review</title></head><body><div class="portal"><h2>Welcome back</h2><p>Type in the address that you subscribed with and we will send you a link. No password needed.</p><form><input type="email" name="email" placeholder="you@mail.example"><button>Email me a link</button></form><p>Not a member yet? <a href="/join">Join</a> and read everything, comment, and come to our evenings.</p><p class="fine">The link is good for an hour and works once. Check your spam folder if it has not come after five minutes.</p></div></body></html>""",
    ),
    other(
        "held-captcha-slider-chinese",
        "captcha",
        _LAMPS,
        "https://www.yuntingribao.example/_guard/verify?url=%2Fhtml%2F2026-09%2F24%2Fcontent_88.htm",
        """<!DOCTYPE html><html><head><meta charset="utf-8"><title>安全验证</title></head><body><div class="verify-box"><h3>安全验证</h3><p>您的访问过于频繁，请完成下方验证后继续浏览。</p><div class="slider" id="nc_1_wrapper"><span>请按住滑块，拖动到最右边</span></div><p class="tip">如多次验证失败，请稍后再试或联系网站管理员。请求编号：7f3a-0c21</p></div></body></html>""",
    ),
    other(
        "held-captcha-request-blocked",
        "captcha",
        _TOLL,
        "https://www.northernlens.example/2026/01/22/news-toll/",
        """<!DOCTYPE html><html lang="en"><head><title>Access to this page has been denied</title></head><body><div id="px-captcha-wrapper"><h1>Press &amp; Hold to confirm you are a human (and not a bot).</h1><div id="px-captcha"></div><p>Access to this page has been denied because we believe you are using automation tools to browse the website. This may happen because JavaScript is disabled or blocked by an extension, or because your browser does not support cookies.</p><p>Reference ID: #5d2e0b90-aaaa-11f0</p></div></body></html>""",
    ),
    other(
        "held-captcha-wait-french",
        "captcha",
        _LUTHIER,
        "https://www.echodelannec.example/disparitions/luthiere-118.html",
        """<!DOCTYPE html><html lang="fr"><head><title>echodelannec.example</title><meta name="robots" content="noindex"></head><body><p id="cmsg">Veuillez activer JavaScript et désactiver tout bloqueur de publicité pour continuer.</p><p>Vérification de votre navigateur en cours. Cela ne prend que quelques secondes.</p><script>var dd={'rt':'c','t':'fe'}</script></body></html>""",
    ),
    other(
        "held-paywall-japanese",
        "paywall",
        _STATION,
        "https://hokumeitimes.example/news/20260821/1187.php",
        """<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>無人駅に本屋を 廃線前の町で高校生ら開業 | 北鳴タイムズ</title><meta property="og:type" content="article"></head><body><div class="kiji"><h1>無人駅に本屋を 廃線前の町で高校生ら開業</h1><p class="kijiDate">2026/08/21 05:00</p><div class="lock"><p>この記事は有料会員限定です。</p><p>残り512文字（全文540文字）</p><p>会員登録すると続きをお読みいただけます。初月無料、いつでも解約できます。</p><a href="/member">会員登録する</a><a href="/login">ログイン</a></div></div><div id="side"><h2>アクセスランキング</h2><ol><li>リンゴの初競り、一箱三万円</li><li>熊の目撃、ことし最多に</li></ol></div></body></html>""",
    ),
    other(
        "held-paywall-offers",
        "paywall",
        _SALT,
        "https://basinreview.example/story/salt-pans/",
        """<!DOCTYPE html><html lang="en"><head><title>The last people who rake the sea | The Basin Review</title><meta property="og:type" content="article"><script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"The last people who rake the sea","isAccessibleForFree":false,"datePublished":"2026-06-13T06:00:00+02:00"}</script></head><body><article><h1>The last people who rake the sea</h1><div class="gate"><h2>Choose a plan to read on</h2><div class="plan"><h3>Digital</h3><p>$3 a week. Every story, every archive issue back to 1974, the crossword.</p><button>Choose</button></div><div class="plan"><h3>Digital + Print</h3><p>$5 a week. All of the above, and the magazine at your door six times a year.</p><button>Choose</button></div><p>Cancel at any time. Prices include tax. Already a subscriber? <a>Sign in</a>.</p></div></article></body></html>""",
    ),
    other(
        "held-paywall-german-plus",
        "paywall",
        _PLATFORM,
        "https://www.grevenauer-tagblatt.example/meinung/bahnsteig-4471.html",
        """<!DOCTYPE html><html lang="de"><head><title>Lasst uns wieder am Bahnsteig winken - Grevenauer Tagblatt</title></head><body><div class="rd-art"><p class="rd-plus">T+</p><h1>Lasst uns wieder am Bahnsteig winken</h1><p class="rd-meta">Von Konstanze Beermann</p><div class="rd-paywall"><p>Diesen Artikel können Sie mit T+ lesen.</p><ul><li>Zugriff auf alle T+ Artikel</li><li>Monatlich kündbar</li><li>Die ersten vier Wochen kostenlos</li></ul><button>Jetzt testen</button><p>Sie sind bereits Abonnent? Hier anmelden. Als Abonnent der gedruckten Zeitung zahlen Sie nur 2,90 Euro zusätzlich.</p></div></div></body></html>""",
    ),
)
