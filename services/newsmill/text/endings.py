"""Table of cut-off links and signatures at the end of feed texts, by language.

`CUT_OFF_LINKS` lead to the rest of a text: a text that ends with one is cut off, and the link is
not part of it. `SIGNATURES` follow whole texts as well as cut ones: they are not part of the text
either, but do not show whether it is whole.

Words that often lead to something else, or can be the last words of a text itself, are in neither:
“Learn more”, “See more”, “View more”, “Full text”, “More”, “Comments” after a sentence, “Share
this” without its colon; in other languages “もっと見る”, “자세히 보기”, “查看更多”, “Daha fazla”.
"""

from dataclasses import dataclass

WORDPRESS = "https://developer.wordpress.org/reference/functions/get_the_content/"
EXCERPT_MORE = "https://developer.wordpress.org/reference/hooks/excerpt_more/"
TWENTY_SEVENTEEN = "https://translate.wordpress.org/projects/wp-themes/twentyseventeen/"
YOAST = "https://translate.wordpress.org/projects/wp-plugins/wordpress-seo/"
JETPACK = "https://jetpack.com/support/sharing/"
REDDIT = "https://www.reddit.com/wiki/rss"
HACKER_NEWS = "https://news.ycombinator.com/rss"
NIKOLA = "https://github.com/getnikola/nikola/tree/master/nikola/data/themes/base/messages"
DOCUSAURUS = "https://github.com/facebook/docusaurus/tree/main/packages/docusaurus-theme-translations/locales"
HEXO = "https://github.com/next-theme/hexo-theme-next/tree/master/languages"
PLONE = "https://github.com/collective/plone.app.locales/tree/master/plone/app/locales/locales"


@dataclass(frozen=True)
class Endings:
    """Ends of texts in one language (BCP 47; “und” for all), and where they come from.

    Found in any case of letters. `{title}` and `{site}` stand for some words, `{name}` for one.
    """

    language: str
    source: str
    texts: tuple[str, ...]


CUT_OFF_LINKS = (
    Endings("en", WORDPRESS, ("(more…)", "(more...)")),
    Endings("en", TWENTY_SEVENTEEN, ("Continue reading", "Continue reading {title}")),
    Endings(
        "en",
        EXCERPT_MORE,
        (
            *(
                f"{read} {end}"
                for read in ("Read", "Click here to read")
                for end in (
                    "more", "more about {title}", "more at {site}", "more on {site}",
                    "more from {site}",
                    *(
                        f"{which} {text}{where}"
                        for which in ("the full", "full", "the whole", "whole")
                        for text in ("story", "article", "post")
                        for where in ("", " {site}")
                    ),
                    *(
                        f"the rest of {which} {text}"
                        for which in ("the", "this")
                        for text in ("story", "article", "post", "entry")
                    ),
                    "the rest",
                )
            ),
            "Keep reading", "Read on",
            "Full story", "Full article", "Complete story", "Complete article",
        ),
    ),
    Endings("af", NIKOLA, ("Lees meer",)),
    Endings("ar", NIKOLA, ("قراءة المزيد",)),
    Endings("ar", DOCUSAURUS, ("اقرأ المزيد",)),
    Endings("ar", HEXO, ("تابع القراءة",)),
    Endings("bg", NIKOLA, ("Чети нататък",)),
    Endings("bg", PLONE, ("Прочетете повече",)),
    Endings("bn", DOCUSAURUS, ("আরও পড়ুন",)),
    Endings("bn", HEXO, ("আরো পড়ুন",)),
    Endings("ca", NIKOLA, ("Llegeix-ne més",)),
    Endings("ca", PLONE, ("Llegir més",)),
    Endings("cs", NIKOLA, ("Číst dál",)),
    Endings("cs", DOCUSAURUS, ("Celý článek",)),
    Endings("cy", PLONE, ("Darllen rhagor",)),
    Endings("da", NIKOLA, ("Læs mere",)),
    Endings("de", TWENTY_SEVENTEEN, ("Weiterlesen", "“{title}” weiterlesen")),
    Endings("de", DOCUSAURUS, ("Mehr lesen",)),
    Endings("de", EXCERPT_MORE, ("Zum Artikel", "Den ganzen Artikel lesen")),
    Endings("el", NIKOLA, ("Διαβάστε περισσότερα",)),
    Endings("eo", NIKOLA, ("Legu pli",)),
    Endings("es", NIKOLA, ("Leer más",)),
    Endings("es", TWENTY_SEVENTEEN, ("Continuar leyendo",)),
    Endings("es", EXCERPT_MORE, ("Seguir leyendo", "Sigue leyendo")),
    Endings("et", NIKOLA, ("Loe veel",)),
    Endings("et", DOCUSAURUS, ("Loe edasi",)),
    Endings("eu", NIKOLA, ("Irakurri gehiago",)),
    Endings("eu", PLONE, ("Gehiago irakurri",)),
    Endings("fa", NIKOLA, ("بیشتر بخوانید",)),
    Endings("fa", DOCUSAURUS, ("ادامه مطلب",)),
    Endings("fi", NIKOLA, ("Lue lisää",)),
    Endings("fil", DOCUSAURUS, ("Basahin pa",)),
    Endings("fr", TWENTY_SEVENTEEN, ("Continuer la lecture", "Continuer la lecture de {title}")),
    Endings(
        "fr",
        EXCERPT_MORE,
        tuple(
            f"{read}{what}"
            for read in ("Lire la suite", "Lire plus", "Lire l'article", "En savoir plus")
            for what in ("", " de {title}", " sur {title}")
        ),
    ),
    Endings("fur", NIKOLA, ("Continue la leture",)),
    Endings("gl", NIKOLA, ("Ler máis",)),
    Endings("he", NIKOLA, ("קרא עוד",)),
    Endings("hi", NIKOLA, ("और पढ़िए",)),
    Endings("hi", DOCUSAURUS, ("और पढ़ें",)),
    Endings("hr", NIKOLA, ("Čitaj dalje",)),
    Endings("hu", NIKOLA, ("Olvass tovább",)),
    Endings("ia", NIKOLA, ("Lege plus",)),
    Endings("id", NIKOLA, ("Baca selengkapnya",)),
    Endings("is", DOCUSAURUS, ("Lesa meira",)),
    Endings("it", NIKOLA, ("Continua la lettura",)),
    Endings("it", DOCUSAURUS, ("Leggi di più",)),
    Endings("it", EXCERPT_MORE, ("Leggi tutto", "Continua a leggere")),
    Endings(
        "ja",
        TWENTY_SEVENTEEN,
        ("続きを読む", "“{title}” の続きを読む", "「{title}」の続きを読む"),
    ),
    Endings("ja", PLONE, ("もっと読む",)),
    Endings("ja", EXCERPT_MORE, ("続きはこちら",)),
    Endings("kn", PLONE, ("ಹೆಚ್ಚಿಗೆ ಓದು",)),
    Endings("ko", TWENTY_SEVENTEEN, ("더 보기",)),
    Endings("ko", NIKOLA, ("더 읽기",)),
    Endings("ko", HEXO, ("더 읽어보기",)),
    Endings("ko", PLONE, ("전문읽기",)),
    Endings("lt", NIKOLA, ("Skaityti daugiau",)),
    Endings("mk", PLONE, ("Прочитајте повеќе",)),
    Endings("ml", NIKOLA, ("കൂടുതല്‍ വായിക്കുക",)),
    Endings("mr", NIKOLA, ("अधिक वाचा",)),
    Endings("nb", NIKOLA, ("Les mer",)),
    Endings("nb", EXCERPT_MORE, ("Les hele saken",)),
    Endings("nl", NIKOLA, ("Lees verder",)),
    Endings("nl", DOCUSAURUS, ("Lees meer",)),
    Endings("nl", EXCERPT_MORE, ("Verder lezen",)),
    Endings("pa", NIKOLA, ("ਹੋਰ ਪੜ੍ਹੋ",)),
    Endings("pl", NIKOLA, ("Czytaj więcej",)),
    Endings("pl", PLONE, ("Czytaj dalej",)),
    Endings("pt", NIKOLA, ("Leia mais", "Ler mais")),
    Endings("pt", TWENTY_SEVENTEEN, ("Continue lendo",)),
    Endings("pt", EXCERPT_MORE, ("Continuar a ler",)),
    Endings("ro", NIKOLA, ("Citește mai mult",)),
    Endings("ro", PLONE, ("Citeşte mai mult",)),
    Endings("ru", NIKOLA, ("Читать далее",)),
    Endings("ru", DOCUSAURUS, ("Читать дальше",)),
    Endings("ru", PLONE, ("Подробнее",)),
    Endings("si", HEXO, ("තව කියවන්න",)),
    Endings("sk", NIKOLA, ("Čítať ďalej",)),
    Endings("sl", DOCUSAURUS, ("Preberite več",)),
    Endings("sl", PLONE, ("Preberi več",)),
    Endings("sq", NIKOLA, ("Lexo më shumë",)),
    Endings("sr", NIKOLA, ("Прочитај више", "Pročitaj više")),
    Endings("sr", PLONE, ("Прочитајте више", "Pročitajte više")),
    Endings("sv", NIKOLA, ("Läs mer",)),
    Endings("ta", PLONE, ("மேலும் படிக்க",)),
    Endings("te", NIKOLA, ("ఇంకా చదవండి",)),
    Endings("th", NIKOLA, ("อ่านเพิ่มเติม",)),
    Endings("tr", NIKOLA, ("Devamını oku",)),
    Endings("tr", HEXO, ("Daha fazla oku",)),
    Endings("uk", NIKOLA, ("Читати далі",)),
    Endings("uk", HEXO, ("Читати повністю",)),
    Endings("ur", NIKOLA, ("مزید پڑھیں",)),
    Endings("vi", NIKOLA, ("Đọc thêm",)),
    Endings("vi", DOCUSAURUS, ("Đọc tiếp",)),
    Endings("zh", NIKOLA, ("阅读更多", "閱讀更多")),
    Endings("zh", HEXO, ("阅读全文", "閱讀全文")),
    Endings("zh", TWENTY_SEVENTEEN, ("继续阅读",)),
    Endings("zh", EXCERPT_MORE, ("繼續閱讀",)),
)  # fmt: skip

SIGNATURES = (
    Endings(
        "en",
        YOAST,
        (
            "The post {title} appeared first on {site}",
            "The post {title} first appeared on {site}",
            *(
                f"This {text} was {when} {done} {where} {{site}}"
                for text in ("article", "post", "story")
                for when in ("first", "originally")
                for done in ("posted", "published")
                for where in ("on", "at")
            ),
        ),
    ),
    Endings(
        "da",
        YOAST,
        (
            "Indlægget {title} blev først udgivet på {site}",
            "Indlægget {title} blev først vist på {site}",
        ),
    ),
    Endings("de", YOAST, ("Der Beitrag {title} erschien zuerst auf {site}",)),
    Endings(
        "es",
        YOAST,
        (
            "La entrada {title} se publicó primero en {site}",
            "La entrada {title} apareció primero en {site}",
            "La entrada {title} aparece primero en {site}",
        ),
    ),
    Endings(
        "fr",
        YOAST,
        (
            "L'article {title} est apparu en premier sur {site}",
            "Cet article {title} est apparu en premier sur {site}",
        ),
    ),
    Endings(
        "it",
        YOAST,
        (
            "L'articolo {title} proviene da {site}",
            "L'articolo {title} sembra essere il primo su {site}",
        ),
    ),
    Endings("nb", YOAST, ("Innlegget {title} dukket først opp på {site}",)),
    Endings("nl", YOAST, ("Het bericht {title} verscheen eerst op {site}",)),
    Endings("pl", YOAST, ("Artykuł {title} pochodzi z serwisu {site}",)),
    Endings(
        "pt",
        YOAST,
        (
            "O post {title} apareceu primeiro em {site}",
            "O post {title} apareceu primeiro no {site}",
            "O post {title} aparece primeiro em {site}",
            "O post {title} aparece primeiro no {site}",
        ),
    ),
    Endings(
        "ru",
        YOAST,
        (
            "Запись {title} впервые появилась {site}",
            "Сообщение {title} появились сначала на {site}",
        ),
    ),
    Endings("sv", YOAST, ("Inlägget {title} dök först upp på {site}",)),
    Endings(
        "en",
        REDDIT,
        (
            "submitted by /u/{name}",
            "submitted by u/{name}",
            "[link] [comments]",
            "[link]",
            "[comments]",
        ),
    ),
    Endings(
        "en",
        JETPACK,
        (
            "Share this:",
            "Like this:",
            "Like Loading…",
            "Like Loading...",
            *(
                f"{start}Click to {do} {{title}} (Opens in new window){end}"
                for start in ("", "- ")
                for do in ("share", "email", "print")
                for end in ("", "{site}")
            ),
        ),
    ),
)

SIGNATURES_ON_THEIR_OWN = (Endings("en", HACKER_NEWS, ("Comments",)),)
"""Signatures only if they have a line of their own; elsewhere they are ordinary words."""
