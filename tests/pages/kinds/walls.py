# ruff: noqa: E501 - markup stands as publishing systems write it
"""Consent, login, captcha and paywall pages: what stands before an article."""

from tests.pages.corpus import LabelledPage
from tests.pages.kinds.entries import Entry, other

_FERRY = Entry(
    "Harbour ferry to stop for six weeks after cracks found in landing stage",
    "Engineers say the pontoon at Gull Steps is no longer safe. Commuters face a bus ride of forty minutes.",
    "https://www.kerrancourier.example/news/harbour-ferry-cracks/",
    "en",
)
_LOCK = Entry(
    "Schleuse Hohenwerth bleibt bis Pfingsten gesperrt",
    "Ein Frachter hat das Untertor gerammt. Für die Binnenschiffer beginnt ein teures Frühjahr.",
    "https://www.aaletal-echo.example/wirtschaft/schleuse-123.html",
    "de",
)
_MILL = Entry(
    "À Saint-Aubrac, le dernier moulin à papier reprend du service",
    "Fermée depuis 1983, la manufacture a rouvert ses portes.",
    "https://www.ouestmatin.example/regions/moulin-889.html",
    "fr",
)
_TRAM = Entry(
    "В Белогорске запустили первый за тридцать лет трамвай",
    "Маршрут связал вокзал с новым районом за рекой.",
    "https://sevkrai.example/news/18822/",
    "ru",
)
_BRIDGE = Entry(
    "Crolla nella notte il ponte romano di Valmorena",
    "",
    "https://www.vallioggi.example/cronaca/ponte-1.html",
    "it",
)
_FLASH = Entry("Budget passed", "Live.", "https://northvaleobserver.example/a/77812", "en")
_INN = Entry(
    "消えた宿の明かり、三十年ぶりに",
    "霧ヶ沢の老舗旅館が再開する。",
    "https://www.minatonichinichi.example/articles/882",
    "ja",
)

PAGES: tuple[LabelledPage, ...] = (
    other(
        "consent-vendor-list",
        "consent",
        _LOCK,
        "https://consent.aaletal-echo.example/?ref=%2Fwirtschaft%2Fschleuse-123.html",
        """<!DOCTYPE html><html lang="de"><head><title>Zustimmung erforderlich</title><meta name="robots" content="noindex"><link rel="canonical" href="https://consent.aaletal-echo.example/"></head><body><main class="consent-wall"><h1>Weiter mit Werbung oder Pur-Abo</h1><div class="box"><h2>Weiter mit Werbung</h2><p>Besuchen Sie unsere Seite wie gewohnt mit Werbung und Tracking. Wir und unsere 187 Partner speichern Informationen auf Ihrem Gerät, rufen sie ab und verarbeiten personenbezogene Daten wie Ihre IP-Adresse, um Anzeigen und Inhalte zu personalisieren, deren Leistung zu messen und Erkenntnisse über Zielgruppen zu gewinnen.</p><p>Mit „Akzeptieren“ willigen Sie in diese Verarbeitung ein. Sie können Ihre Einwilligung jederzeit mit Wirkung für die Zukunft widerrufen. Näheres steht in unserer Datenschutzerklärung.</p><button>Akzeptieren</button></div><div class="box"><h2>Pur-Abo</h2><p>Lesen Sie alle frei zugänglichen Inhalte ohne Werbetracking für 3,99 Euro im Monat. Bereits Abonnent? Hier anmelden.</p><button>Jetzt abonnieren</button></div></main><footer><a href="/impressum">Impressum</a> <a href="/datenschutz">Datenschutz</a></footer></body></html>""",
    ),
    other(
        "consent-full-page-french",
        "consent",
        _MILL,
        "https://www.ouestmatin.example/regions/moulin-889.html",
        """<!DOCTYPE html><html lang="fr"><head><title>Ouest-Matin</title></head><body><div id="cmp-page" role="dialog"><h1>Le respect de votre vie privée est notre priorité</h1><p>Avec votre accord, nos 641 partenaires et nous utilisons des cookies ou technologies similaires pour stocker, consulter et traiter des données personnelles telles que votre visite sur ce site internet.</p><p>Finalités : publicités et contenu personnalisés, mesure de performance, études d'audience et développement de services ; données de géolocalisation précises.</p><ul><li>Stocker et accéder à des informations sur un terminal</li><li>Créer des profils pour la publicité personnalisée</li><li>Mesurer la performance des contenus</li></ul><button>Tout accepter</button><button>Continuer sans accepter</button><button>Paramétrer mes choix</button></div><script>window.__tcfapi=function(){}</script></body></html>""",
    ),
    other(
        "consent-collector",
        "consent",
        _BRIDGE,
        "https://privacy.vallioggi.example/v2/collectConsent?sessionId=3_cc-session_1",
        """<!DOCTYPE html><html lang="it"><head><title>Vallioggi fa parte della famiglia di brand Meridia</title></head><body class="blur-preview-tpl"><form method="post" class="consent-form"><h1>Vallioggi fa parte della famiglia di brand Meridia</h1><p>Quando utilizzi i nostri siti e le nostre app, utilizziamo i cookie per fornirti i nostri siti e le nostre app, autenticare gli utenti, applicare misure di sicurezza e prevenire lo spam e gli abusi.</p><p>Se fai clic su <strong>Accetta tutto</strong>, noi e i nostri partner tratteremo anche le tue informazioni personali per pubblicità e contenuti personalizzati.</p><input type="hidden" name="csrfToken" value="x"><button name="agree">Accetta tutto</button><button name="reject">Rifiuta tutto</button></form></body></html>""",
    ),
    other(
        "consent-age-gate",
        "consent",
        Entry(
            "Distillery in Poole Road wins award for its rye",
            "Judges praised notes of bread and smoke.",
            "https://spiritsweekly.example/news/poole-road-rye",
            "en",
        ),
        "https://spiritsweekly.example/age-check?next=/news/poole-road-rye",
        """<!doctype html><html lang="en"><head><title>Are you of legal drinking age?</title></head><body><div class="age-gate"><h1>Are you of legal drinking age?</h1><p>You must be old enough to buy alcohol in your country to enter this site. Please enter your date of birth.</p><form><input name="day"><input name="month"><input name="year"><button>Enter</button></form><p class="small">By entering you accept our terms of use and our cookie policy. Please drink responsibly.</p></div></body></html>""",
    ),
    other(
        "login-redirect",
        "login",
        _FERRY,
        "https://accounts.kerrancourier.example/signin?return=%2Fnews%2Fharbour-ferry-cracks%2F",
        """<!DOCTYPE html><html lang="en"><head><title>Sign in | The Kerran Courier</title></head><body><header><a href="/">The Kerran Courier</a></header><main><h1>Sign in</h1><p>Sign in or create a free account to keep reading. It takes less than a minute.</p><form action="/signin" method="post"><label>Email <input type="email" name="email"></label><label>Password <input type="password" name="password"></label><button>Sign in</button></form><p><a href="/reset">Forgotten your password?</a></p><p>New here? <a href="/register">Register</a></p><ul><li>Read five articles a month</li><li>Join the conversation</li><li>Save stories for later</li></ul><p>By signing in you agree to our terms of service and acknowledge our privacy policy.</p></main></body></html>""",
    ),
    other(
        "login-members-russian",
        "login",
        _TRAM,
        "https://sevkrai.example/auth/?backurl=/news/18822/",
        """<!DOCTYPE html><html lang="ru"><head><title>Авторизация</title></head><body><div class="bx-auth"><div class="bx-auth-title">Пожалуйста, авторизуйтесь</div><form name="form_auth" method="post"><table><tr><td>Логин:</td><td><input type="text" name="USER_LOGIN"></td></tr><tr><td>Пароль:</td><td><input type="password" name="USER_PASSWORD"></td></tr></table><input type="submit" value="Войти"></form><p>Если вы впервые на сайте, заполните, пожалуйста, регистрационную форму. Забыли свой пароль? Следуйте на форму для запроса пароля.</p></div></body></html>""",
    ),
    other(
        "login-social-network",
        "login",
        Entry(
            "Ostley Fire",
            "Proud of our divers tonight. Third call in two days and still smiling.",
            "https://social.example/ostleyfire/posts/19",
            "en",
        ),
        "https://social.example/login/?next=%2Fostleyfire%2Fposts%2F19",
        """<!DOCTYPE html><html lang="en" id="social"><head><title>Log in to Social</title><meta property="og:title" content="Log in to Social"><meta property="og:description" content="Log in to Social to start sharing and connecting with your friends, family and people you know."></head><body><div class="login_form_container"><div>Log in to Social</div><div class="notice">You must log in to continue.</div><form id="login_form"><input type="text" name="email" placeholder="Email address or phone number"><input type="password" name="pass"><button name="login">Log in</button></form><a>Forgotten account?</a> · <a>Sign up for Social</a></div><footer><ul><li>English (UK)</li><li>Deutsch</li><li>Français</li><li>Español</li></ul></footer></body></html>""",
    ),
    other(
        "captcha-just-a-moment",
        "captcha",
        _FERRY,
        "https://www.kerrancourier.example/news/harbour-ferry-cracks/",
        """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title><meta name="robots" content="noindex,nofollow"><meta http-equiv="refresh" content="360"></head><body class="no-js"><div class="main-wrapper" role="main"><div class="main-content"><noscript><div class="h2"><span id="challenge-error-text">Enable JavaScript and cookies to continue</span></div></noscript></div></div><script>(function(){window._cf_chl_opt={cvId:'3',cType:'managed'};}());</script></body></html>""",
    ),
    other(
        "captcha-are-you-a-robot",
        "captcha",
        Entry(
            "Cordova shares fall after payment outage",
            "The processor's third failure since spring worries investors.",
            "https://www.markettape.example/news/2026-08-14/cordova",
            "en",
        ),
        "https://www.markettape.example/tosv2.html?vid=&uuid=1",
        """<!DOCTYPE html><html><head><title>MarketTape - Are you a robot?</title></head><body><div class="page-content"><div class="main"><h1>We've detected unusual activity from your computer network</h1><p>To continue, please click the box below to let us know you're not a robot.</p><div id="px-captcha"></div><div class="info"><h3>Why did this happen?</h3><p>Please make sure your browser supports JavaScript and cookies and that you are not blocking them from loading. For more information you can review our Terms of Service and Cookie Policy.</p><h3>Need Help?</h3><p>For inquiries related to this message please contact our support team and provide the reference ID below.</p><p>Block reference ID: 8d1f-11ef</p></div></div></div></body></html>""",
    ),
    other(
        "captcha-chinese",
        "captcha",
        Entry(
            "云栖岭古茶道修复通车",
            "沿途七村迎来首批游客",
            "https://www.huanjiangnews.example/n1/2026/0418/c1.html",
            "zh",
        ),
        "https://verify.huanjiangnews.example/check",
        """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>安全验证</title></head><body><div class="verify"><h1>网络不给力，请稍后重试</h1><p>为了保障您的访问安全，请拖动滑块完成验证。</p><div class="slider"></div><p>问题反馈</p></div></body></html>""",
    ),
    other(
        "captcha-access-denied",
        "captcha",
        _LOCK,
        "https://www.aaletal-echo.example/wirtschaft/schleuse-123.html",
        """<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have permission to access "http&#58;&#47;&#47;www&#46;aaletal-echo&#46;example&#47;wirtschaft" on this server.<P>Reference&#32;&#35;18&#46;6d3e1002<P></BODY></HTML>""",
    ),
    other(
        "paywall-only-english",
        "paywall",
        _FLASH,
        "https://northvaleobserver.example/a/77812",
        """<!DOCTYPE html><html lang="en"><head><title>Budget passed | North Vale Observer</title><meta property="og:type" content="article"></head><body><header><nav><a href="/">Home</a><a href="/news">News</a></nav></header><main><article><h1>Budget passed</h1><div class="offer"><h2>Subscribe to read this story</h2><p>Get unlimited access to the North Vale Observer for £1 a week for the first three months.</p><ul><li>Every story on the website and in the app</li><li>The digital edition from midnight</li><li>Puzzles, newsletters and events for subscribers</li></ul><button>Subscribe now</button><p>Cancel anytime. After the trial your subscription renews at £9.99 a month. Already a subscriber? <a href="/login">Log in</a></p></div></article></main><footer>Terms Privacy Help</footer></body></html>""",
    ),
    other(
        "paywall-only-japanese",
        "paywall",
        _INN,
        "https://www.minatonichinichi.example/articles/882",
        """<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>会員限定記事：みなと日日新聞</title></head><body><main><h1>この記事は有料会員限定です</h1><p>会員登録すると続きをお読みいただけます。月額九百八十円、初月は無料です。</p><ul><li>すべての記事が読み放題</li><li>紙面ビューアーが使えます</li></ul><a href="/join">新規会員登録</a><a href="/login">ログイン</a></main></body></html>""",
    ),
    other(
        "paywall-plans-german",
        "paywall",
        _LOCK,
        "https://www.aaletal-echo.example/abo/angebote?from=123",
        """<!DOCTYPE html><html lang="de"><head><title>Unsere Abo-Angebote | Aaletal-Echo</title></head><body><h1>Weiterlesen mit Echo Plus</h1><section class="plans"><div class="plan"><h2>Monatsabo</h2><p>1. Monat gratis, danach 9,90 Euro monatlich. Jederzeit kündbar.</p><button>Jetzt testen</button></div><div class="plan"><h2>Jahresabo</h2><p>Nur 79 Euro im Jahr statt 118,80 Euro.</p><button>Jahresabo wählen</button></div><div class="plan"><h2>Digital &amp; Zeitung</h2><p>E-Paper und gedruckte Zeitung am Wochenende für 24,90 Euro.</p></div></section><h2>Häufige Fragen</h2><p>Wie kann ich kündigen? Eine formlose Nachricht an den Leserservice genügt.</p></body></html>""",
    ),
)
