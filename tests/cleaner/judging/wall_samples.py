"""Pages that stand before an article: consent, login, captcha, paywall, not found."""

# ruff: noqa: E501

from typing import Any

from newsmill.contracts.articles import PageKind
from tests.cleaner.judging.samples import (
    LOGIN_BOX,
    SITE,
    Sample,
    cards,
    expected,
    html,
    listing_page,
    news_page,
    og,
    ps,
    teasers,
)

# fmt: off
PRIVACY = {
    "en": ("We and our 312 partners store and access information on your device, such as cookies, in order to personalise advertisements and to measure how they perform.", "You can accept, refuse or manage your choices at any time in the privacy settings. Your choice is kept for thirteen months."),
    "de": ("Wir und unsere 312 Partner speichern Informationen auf Ihrem Gerät, etwa Cookies, um Werbung zu personalisieren und ihre Wirkung zu messen.", "Sie können zustimmen, ablehnen oder Ihre Auswahl jederzeit in den Einstellungen ändern. Mit einem Pur-Abo lesen Sie ohne Werbung."),
    "fr": ("Avec nos 312 partenaires, nous stockons des informations sur votre appareil, comme des cookies, afin de personnaliser la publicité et de mesurer ses performances.", "Vous pouvez accepter, refuser ou modifier vos choix à tout moment dans les paramètres."),
    "es": ("Nosotros y nuestros 312 socios almacenamos información en su dispositivo, como cookies, para personalizar la publicidad y medir su rendimiento.", "Puede aceptar, rechazar o cambiar sus preferencias en cualquier momento."),
    "it": ("Noi e i nostri 312 partner archiviamo informazioni sul dispositivo, come i cookie, per personalizzare gli annunci e misurarne le prestazioni.", "Puoi accettare, rifiutare o modificare le tue scelte in qualsiasi momento."),
    "nl": ("Wij en onze 312 partners slaan informatie op je apparaat op, zoals cookies, om advertenties te personaliseren en hun prestaties te meten.", "Je kunt accepteren, weigeren of je keuzes op elk moment aanpassen."),
    "ja": ("当社と三百十二社のパートナーは、広告の最適化と効果測定のために、お使いの端末にクッキーなどの情報を保存します。", "設定からいつでも同意、拒否、変更ができます。"),
}
CONSENTS = (
    ("en", "Before you continue", "https://consent.google.com/m?continue=x"),
    ("de", "Bevor Sie fortfahren", "https://consent.google.de/ml?continue=x"),
    ("fr", "Yahoo fait partie de la famille de marques Yahoo", "https://consent.yahoo.com/v2/collectConsent?sessionId=3"),
    ("es", "Su privacidad es importante para nosotros", f"{SITE}/2026/05/harbour-48213.html"),
    ("it", "La tua privacy", f"{SITE}/consent?return=x"),
    ("nl", "Cookies accepteren", "https://myprivacy.example/consent?siteKey=3&callbackUrl=x"),
    ("de", "Mit Werbung weiterlesen oder Pur-Abo", f"{SITE}/consent-management/"),
    ("ja", "プライバシー設定", f"{SITE}/2026/05/harbour-48213.html"),
)
LOGINS = (
    ("en", "Sign in", "Sign in to your account to continue", "Forgot your password?", "/login?next=x"),
    ("de", "Anmelden", "Bitte melden Sie sich an", "Passwort vergessen?", "/anmelden"),
    ("fr", "Connexion", "Connectez-vous pour continuer", "Mot de passe oublié ?", "/connexion?return=x"),
    ("es", "Iniciar sesión", "Inicia sesión para continuar", "¿Has olvidado tu contraseña?", "/login"),
    ("pt", "Entrar", "Entre na sua conta", "Esqueceu a senha?", "/login"),
    ("pl", "Logowanie", "Zaloguj się, aby czytać dalej", "Nie pamiętasz hasła?", "/logowanie"),
    ("ru", "Вход", "Войдите, чтобы продолжить", "Забыли пароль?", "/auth/login"),
    ("ar", "تسجيل الدخول", "سجل الدخول للمتابعة", "هل نسيت كلمة المرور؟", "/login"),
    ("zh", "用户登录", "请登录后继续阅读", "忘记密码？", "/passport/login"),
    ("ja", "ログイン", "ログインしてください", "パスワードをお忘れですか", "/login"),
    ("ko", "로그인", "로그인이 필요합니다", "비밀번호 찾기", "/member/login"),
    ("tr", "Giriş yap", "Devam etmek için giriş yapın", "Şifremi unuttum", "/giris"),
)
MISSING = (
    ("en", "Page not found", "Sorry, we could not find the page you were looking for."),
    ("en", "404", "Oops! That page can’t be found."),
    ("de", "Seite nicht gefunden", "Die gewünschte Seite existiert leider nicht mehr."),
    ("fr", "Page introuvable", "La page que vous recherchez n'existe plus."),
    ("es", "Página no encontrada", "La página que busca no existe o ha sido eliminada."),
    ("pt", "Página não encontrada", "A página que procura não existe."),
    ("it", "Pagina non trovata", "La pagina che cerchi non esiste."),
    ("nl", "Pagina niet gevonden", "De pagina die je zoekt bestaat niet meer."),
    ("pl", "Nie znaleziono strony", "Strona, której szukasz, nie istnieje."),
    ("ru", "Страница не найдена", "Запрошенная страница удалена или никогда не существовала."),
    ("uk", "Сторінку не знайдено", "Такої сторінки не існує."),
    ("ar", "الصفحة غير موجودة", "عذرا، الصفحة التي تبحث عنها غير متوفرة."),
    ("hi", "पृष्ठ नहीं मिला", "आप जो पृष्ठ खोज रहे हैं वह मौजूद नहीं है।"),
    ("zh", "页面不存在", "您访问的页面不存在或已被删除。"),
    ("ja", "ページが見つかりません", "お探しのページは削除されたか、移動した可能性があります。"),
    ("ko", "페이지를 찾을 수 없습니다", "요청하신 페이지가 삭제되었거나 존재하지 않습니다."),
    ("vi", "Không tìm thấy trang", "Trang bạn tìm không tồn tại."),
    ("sv", "Sidan kunde inte hittas", "Sidan du söker finns inte längre."),
)
CAPTCHAS = (
    ("cloudflare", "Just a moment...", '<h1>courier.example</h1><p>Checking if the site connection is secure</p><div class="cf-turnstile"></div><script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>'),
    ("cloudflare-de", "Nur einen Moment…", '<h2>Überprüfung, ob Sie ein Mensch sind.</h2><script src="/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1"></script>'),
    ("datadome", "courier.example", '<p id="cmsg">Please enable JS and disable any ad blocker</p><script src="https://ct.captcha-delivery.com/c.js"></script>'),
    ("perimeterx", "Access to this page has been denied", '<h1>Press and hold to confirm you are a human</h1><div id="px-captcha"></div><script src="https://captcha.px-cdn.net/PXq/captcha.js"></script>'),
    ("imperva", "", '<iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=9">Request unsuccessful. Incapsula incident ID: 118</iframe>'),
    ("akamai", "Access Denied", '<h1>Access Denied</h1><p>You don’t have permission to access this resource on this server.</p><p>Reference #18.4f</p>'),
    ("recaptcha", "Are you a robot?", '<p>We have detected unusual activity from your network. To continue, please click the box below.</p><form action="/verify"><div class="g-recaptcha"></div><script src="https://www.google.com/recaptcha/api.js"></script></form>'),
    ("hcaptcha", "Verificación de seguridad", '<p>Confirme que usted no es un robot.</p><div class="h-captcha"></div><script src="https://js.hcaptcha.com/1/api.js"></script>'),
    ("chinese", "安全验证", '<p>请完成下方验证后继续操作</p><div id="captcha"></div>'),
    ("ddos-guard", "DDoS-Guard", '<p>Checking your browser before accessing courier.example</p>'),
)
OFFERS = (
    ("en", "Subscribe to continue reading", "Choose the plan that suits you. Digital access for one crown a week for the first three months, then nine crowns. Cancel at any time."),
    ("de", "Jetzt abonnieren und weiterlesen", "Testen Sie unser Digitalabo einen Monat lang für eine Krone. Danach neun Krone im Monat, jederzeit kündbar."),
    ("fr", "Abonnez-vous pour lire la suite", "Accédez à tous les articles en illimité pour une couronne le premier mois, sans engagement."),
    ("es", "Suscríbete para seguir leyendo", "Acceso ilimitado a todos los contenidos por una corona al mes. Cancela cuando quieras."),
    ("pl", "Wykup prenumeratę, aby czytać dalej", "Pierwszy miesiąc za jedną koronę. Rezygnujesz, kiedy chcesz."),
    ("ja", "有料会員限定", "この記事は有料会員限定です。登録すると続きをお読みいただけます。最初の月は一クローネです。"),
)
# fmt: on


def _wall(
    name: str, kind: PageKind, markup: str, language: str, page_url: str = "", **more: Any
) -> Sample:
    return Sample(name, kind, markup, **{**expected(language), "page_url": page_url, **more})


def walls() -> list[Sample]:
    """Every page of this kind."""
    samples = []
    for number, (language, title, address) in enumerate(CONSENTS):
        body = f"<h1>{title}</h1>" + ps(*PRIVACY[language])
        body += (
            '<form action="/save" method="post"><button>OK</button><button>Settings</button></form>'
        )
        samples.append(
            _wall(f"consent-{number}", "consent", html(body, title=title), language, address)
        )
    for number, (language, title, heading, forgotten, path) in enumerate(LOGINS):
        form = (
            '<form method="post"><input name="user"><input type="password" name="pw">'
            f'<button>{title}</button><a href="/forgot">{forgotten}</a></form>'
        )
        body = f"<h1>{heading}</h1>{form}"
        address = f"{SITE}{path}" if number % 3 else ""
        frame = listing_page if number % 2 else html
        markup = frame(body, title=f"{title} | The Tolvik Courier")
        samples.append(_wall(f"login-{number}", "login", markup, language, address))
    for number, (language, title, sorry) in enumerate(MISSING):
        body = f"<h1>{title}</h1><p>{sorry}</p>"
        if number % 3 == 1:
            body += f"<h2>Most read</h2>{teasers(language if language in ('de', 'fr') else 'en')}"
        elif number % 3 == 2:
            body = f"<h1>The Tolvik Courier</h1><h2>{title}</h2><p>{sorry}</p>"
        address = f"{SITE}/404" if number % 4 == 0 else ""
        markup = listing_page(body, title=f"{title} - The Tolvik Courier", lang=language)
        samples.append(_wall(f"missing-{number}", "not_found", markup, language, address))
    for name, title, body in CAPTCHAS:
        language = "es" if name == "hcaptcha" else "zh" if name == "chinese" else "en"
        samples.append(_wall(f"captcha-{name}", "captcha", html(body, title=title), language))
    for number, (language, title, offer) in enumerate(OFFERS):
        body = f"<h1>{title}</h1><p>{offer}</p>{LOGIN_BOX}"
        address = f"{SITE}/subscribe" if number % 2 else ""
        markup = listing_page(body, title=f"{title} | The Tolvik Courier", lang=language)
        samples.append(_wall(f"paywall-{number}", "paywall", markup, language, address))
    return samples + _odd_walls()


def _odd_walls() -> list[Sample]:
    sorry = "<p>The page you requested could not be found. Perhaps one of these helps?</p>"
    modal = f"<h1>Create a free account to read this article</h1>{LOGIN_BOX}"
    spanish = expected("es")
    return [
        # The site's title on every page, and nothing but a sentence and suggestions.
        _wall(
            "missing-sentence", "not_found",
            listing_page(sorry + cards(), title="The Tolvik Courier"), "en",
        ),
        _wall(
            "missing-gone", "not_found",
            html("<h1>410 Gone</h1><p>This article is no longer available.</p>", title="Error"),
            "en",
        ),
        _wall(
            "missing-server", "not_found",
            html("<h1>500 Internal Server Error</h1><p>nginx</p>", title="Error"), "de",
        ),
        # A wall in the article's place; the head is the article's.
        _wall(
            "login-articles-head", "login",
            news_page(
                modal, title=spanish["title"], head=og(type="article", title=spanish["title"])
            ),
            "es",
        ),
        _wall(
            "paywall-articles-head", "paywall",
            listing_page(
                "<h1>Subscribe to continue reading</h1><p>One crown a week. Already a subscriber? "
                "Sign in.</p>",
                title=spanish["title"], head=og(type="article", title=spanish["title"]),
            ),
            "es",
        ),
        _wall(
            "login-sso", "login",
            html(
                '<h2>Log in or create an account</h2><form><input type="email">'
                "<button>Continue</button></form>",
                title="The Tolvik Courier",
            ),
            "en", "https://accounts.courier.example/authorize?client=x",
        ),
        # No teaser, a title of two words.
        _wall(
            "login-short-title", "login",
            html('<h1>Log in</h1><form><input type="password"></form>', title="Log in"),
            "en", title="Lost dog", teaser="",
        ),
        _wall(
            "consent-short-title", "consent",
            html(f"<h1>Your privacy choices</h1>{ps(*PRIVACY['en'])}", title="Your privacy choices"),
            "en", title="Lost dog", teaser="",
        ),
        _wall(
            "captcha-no-expectation", "captcha",
            html(
                "<h1>Just a moment...</h1><p>Enable JavaScript and cookies to continue</p>"
                '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>',
                title="Just a moment...",
            ),
            "en", title="", teaser="",
        ),
    ]  # fmt: skip
