"""Table of lines behind articles, by language: related lists, newsletters, paywalls, comments.

The forms are those of `boilerplate_phrases.py`.
"""

from newsmill.cleaner.trimming.boilerplate_phrases import (
    AP,
    COMMON,
    DISQUS,
    JETPACK,
    WORDPRESS,
    Phrases,
)

RELATED_HEADINGS = (
    Phrases(
        "en", COMMON,
        (
            "Related", "Related articles", "Related stories", "Related news", "Related content",
            "Related coverage", "Related posts", "Related topics", "Related reading",
            "Related video", "Related videos", "Related story", "Related article",
            "More on this story", "More on this topic", "You may also like",
            "You might also like", "You may also be interested in", "You may be interested in",
            "Recommended", "Recommended for you", "Recommended stories", "Recommended articles",
            "Most read", "Most popular", "Most viewed", "Most shared", "Trending",
            "Trending now", "Popular stories", "Popular now", "Latest news", "Latest stories",
            "Latest articles", "Latest", "Top stories", "Editor's picks", "Editors' picks",
            "Editor's choice", "More stories", "More news", "More from {}", "More in {}",
            "More like this", "More on {}", "More stories from {}", "More to explore",
            "Explore more", "Read next", "What to read next", "Up next", "Next article",
            "Previous article", "Next story", "Next post", "Previous post", "Keep reading",
            "See also", "Also in {}", "Around the web", "From around the web",
            "From our partners", "Promoted stories", "Sponsored stories", "Sponsored links",
            "Don't miss", "In case you missed it", "Read more on", "Stories for you", "For you",
            "Must reads", "The latest", "Related links", "External links",
            "Related internet links", "Topics in this article",
        ),
    ),
    Phrases(
        "ar", COMMON,
        (
            "مواضيع ذات صلة", "أخبار ذات صلة", "الأكثر قراءة", "قد يعجبك أيضا", "اقرأ أيضا",
            "مقالات ذات صلة", "آخر الأخبار",
        ),
    ),
    Phrases("bg", COMMON, ("Още по темата", "Най-четени", "Свързани новини", "Още новини")),
    Phrases(
        "cs", COMMON,
        (
            "Související články", "Nejčtenější", "Mohlo by vás zajímat", "Další články",
            "Související témata",
        ),
    ),
    Phrases("da", COMMON, ("Mest læste", "Læs også", "Relaterede artikler", "Seneste nyt")),
    Phrases(
        "de", COMMON,
        (
            "Das könnte Sie auch interessieren", "Das könnte dich auch interessieren",
            "Mehr zum Thema", "Mehr aus {}", "Mehr von {}", "Meistgelesen",
            "Meistgelesene Artikel", "Weitere Artikel", "Weitere Nachrichten", "Weitere Themen",
            "Auch interessant", "Verwandte Artikel", "Verwandte Themen", "Ähnliche Artikel",
            "Lesen Sie auch", "Mehr zu diesem Thema", "Nächster Artikel", "Vorheriger Artikel",
            "Empfehlungen der Redaktion", "Neueste Artikel", "Newsticker",
        ),
    ),
    Phrases("el", COMMON, ("Σχετικά άρθρα", "Διαβάστε επίσης", "Ροή ειδήσεων", "Δημοφιλή")),
    Phrases(
        "es", COMMON,
        (
            "Noticias relacionadas", "Artículos relacionados", "Te puede interesar",
            "Más noticias", "Más leídas", "Lo más leído", "Lo más visto",
            "También te puede interesar", "Más sobre este tema", "Relacionados", "Relacionadas",
            "Contenido relacionado", "Notas relacionadas", "Últimas noticias", "Más en {}",
            "Temas relacionados", "Más información", "Recomendados", "Le puede interesar",
            "Archivado en",
        ),
    ),
    Phrases("fa", COMMON, ("مطالب مرتبط", "اخبار مرتبط", "پربیننده‌ترین", "بیشتر بخوانید")),
    Phrases("fi", COMMON, ("Lue myös", "Luetuimmat", "Aiheeseen liittyvää", "Uusimmat")),
    Phrases(
        "fr", COMMON,
        (
            "Sur le même sujet", "Articles similaires", "Articles liés", "À lire aussi",
            "A lire aussi", "Les plus lus", "Vous aimerez aussi", "Dans la même rubrique",
            "Ailleurs sur le web", "Nos suggestions", "Articles les plus lus", "À découvrir",
            "Dans l'actualité", "Plus d'articles", "Voir aussi", "Contenus sponsorisés",
            "Article suivant", "Article précédent", "Sujets associés",
        ),
    ),
    Phrases("he", COMMON, ("כתבות נוספות", "אולי יעניין אותך", "הנצפות ביותר", "כתבות קשורות")),
    Phrases("hi", COMMON, ("संबंधित खबरें", "ताजा खबरें", "संबंधित ख़बरें", "यह भी पढ़ें")),
    Phrases(
        "hr", COMMON,
        (
            "Vezane vijesti", "Najčitanije", "Povezane vijesti", "Možda će vas zanimati",
        ),
    ),
    Phrases(
        "hu", COMMON,
        (
            "Kapcsolódó cikkek", "Legolvasottabb", "Ajánljuk még", "Ezt olvasta már?",
        ),
    ),
    Phrases(
        "id", COMMON,
        (
            "Baca juga", "Berita terkait", "Artikel terkait", "Terpopuler", "Berita terkini",
            "Terkini", "Berita lainnya", "Artikel lainnya",
        ),
    ),
    Phrases(
        "it", COMMON,
        (
            "Articoli correlati", "Leggi anche", "Potrebbe interessarti",
            "Potrebbe interessarti anche", "I più letti", "Ultime notizie", "Notizie correlate",
            "Ti potrebbe interessare", "Altri articoli", "Contenuti sponsorizzati",
            "Argomenti correlati", "In evidenza",
        ),
    ),
    Phrases(
        "ja", COMMON,
        (
            "関連記事", "おすすめ記事", "人気記事", "ランキング", "アクセスランキング",
            "最新記事", "関連ニュース", "関連リンク", "関連キーワード", "注目の記事",
            "こちらもおすすめ", "あわせて読みたい", "前の記事", "次の記事",
        ),
    ),
    Phrases(
        "ko", COMMON,
        (
            "관련기사", "관련 기사", "많이 본 뉴스", "인기기사", "추천 기사", "주요뉴스",
            "이 기사를 추천합니다", "함께 본 뉴스", "실시간 인기기사", "관련뉴스",
        ),
    ),
    Phrases(
        "nb", COMMON,
        (
            "Mest lest", "Les også", "Relaterte saker", "Siste nytt", "Flere saker",
        ),
    ),
    Phrases(
        "nl", COMMON,
        (
            "Lees ook", "Meest gelezen", "Gerelateerde artikelen", "Meer nieuws", "Meer over {}",
            "Meer van {}", "Meer artikelen", "Aanbevolen artikelen", "Gerelateerd nieuws",
            "Laatste nieuws",
        ),
    ),
    Phrases(
        "pl", COMMON,
        (
            "Czytaj także", "Zobacz także", "Najczęściej czytane", "Polecane",
            "Powiązane artykuły", "Podobne artykuły", "Polecamy", "Najnowsze",
            "Więcej na ten temat", "Może cię zainteresować", "Popularne",
        ),
    ),
    Phrases(
        "pt", COMMON,
        (
            "Notícias relacionadas", "Artigos relacionados", "Matérias relacionadas",
            "Leia também", "Mais lidas", "Mais lidos", "As mais lidas", "Últimas notícias",
            "Veja também", "Relacionadas", "Relacionados", "Mais notícias",
            "Conteúdo relacionado", "Recomendados", "Mais sobre {}", "Recomendado para você",
        ),
    ),
    Phrases(
        "ro", COMMON,
        (
            "Știri similare", "Articole similare", "Cele mai citite", "Citește și",
            "Ultimele știri", "Recomandări", "Din aceeași secțiune",
        ),
    ),
    Phrases(
        "ru", COMMON,
        (
            "Похожие материалы", "Материалы по теме", "Читайте также", "По теме",
            "Самое читаемое", "Популярное", "Последние новости", "Другие новости",
            "Новости по теме", "Похожие новости", "Главные новости", "Ещё по теме",
            "Вам может быть интересно", "Смотрите также", "Рекомендуем", "Новости партнеров",
            "Новости партнёров", "Главное сегодня", "Лента новостей", "Связанные темы", "Сюжеты",
            "Другие материалы",
        ),
    ),
    Phrases(
        "sv", COMMON,
        (
            "Läs också", "Mest läst", "Mer i ämnet", "Mer om ämnet", "Läs mer i ämnet",
            "Relaterade artiklar", "Läs mer om", "Läs även", "Senaste nytt", "Mer från {}",
            "Fler nyheter",
        ),
    ),
    Phrases("th", COMMON, ("ข่าวที่เกี่ยวข้อง", "ข่าวล่าสุด", "ข่าวแนะนำ", "บทความที่เกี่ยวข้อง")),
    Phrases(
        "tr", COMMON,
        (
            "İlgili haberler", "Benzer haberler", "En çok okunanlar", "Son dakika",
            "Öne çıkanlar", "Son haberler", "Günün manşetleri", "İlginizi çekebilir",
        ),
    ),
    Phrases(
        "uk", COMMON,
        (
            "Читайте також", "Матеріали по темі", "Новини за темою", "Популярне",
            "Останні новини", "Схожі новини", "Вас може зацікавити", "Інші новини",
        ),
    ),
    Phrases(
        "vi", COMMON,
        (
            "Tin liên quan", "Tin cùng chuyên mục", "Bài viết liên quan", "Đọc nhiều", "Tin mới",
            "Tin khác", "Đọc nhiều nhất", "Có thể bạn quan tâm",
        ),
    ),
    Phrases(
        "zh", COMMON,
        (
            "相关新闻", "相關新聞", "相关文章", "相關文章", "相关阅读", "相關閱讀", "推荐阅读",
            "推薦閱讀", "延伸阅读", "延伸閱讀", "热门新闻", "熱門新聞", "猜你喜欢", "更多新闻",
            "上一篇", "下一篇", "最新消息", "相关报道", "相關報導", "编辑推荐", "編輯推薦",
            "為您推薦", "热门文章", "熱門文章",
        ),
    ),
)  # fmt: skip
"""Headings of lists of other articles; their lines follow."""

TAIL = (
    Phrases(
        "en", WORDPRESS,
        (
            "Leave a reply", "Leave a comment", "Cancel reply", "Leave a reply cancel reply",
            "Your email address will not be published…", "Required fields are marked *",
            "You must be logged in to post a comment", "Comments are closed", "0 thoughts on {}",
            "0 responses to {}", "0 responses", "0 replies", "Post navigation", "Post a comment",
            "Save my name, email, and website in this browser…", "This site uses Akismet…",
            "Log in to leave a comment",
        ),
    ),
    Phrases(
        "en", JETPACK,
        (
            "Share this", "Like this", "0 people like this", "Be the first to like this…",
            "Like loading", "Loading", "Click to share on {}", "Click to email {}",
            "Click to print {}",
        ),
    ),
    Phrases(
        "en", DISQUS,
        (
            "0 comments", "0 comment", "Please enable JavaScript to view the comments…",
            "Comments powered by Disqus", "Blog comments powered by Disqus",
        ),
    ),
    Phrases(
        "en", COMMON,
        (
            "Comments", "Comments (0)", "View comments", "View comments (0)", "Show comments",
            "View all comments", "Read comments", "Read the comments", "Join the conversation",
            "Join the conversation…", "Reader comments", "Readers' comments", "Readers' views",
            "Your comments", "Comments are open…", "Registered office: {}",
            "Join the discussion", "Be the first to comment", "Be the first to comment…",
            "Add a comment", "Please keep comments…", "Comments are moderated…",
            "By posting you agree…", "By commenting you agree…", "Add your comment", "Comment",
            "Write a comment", "Log in to post a comment", "Log in to post", "Log in to comment",
            "Please log in to {}", "Please log in or register to {}", "Log in or register to {}",
            "You must be logged in to {}", "Sign in to join the conversation",
            "Sign in or register to {}", "Sign in to comment", "Please sign in to comment",
            "What do you think?", "Have your say", "Submit comment",
            "What do you think? Let us know in the comments…", "Let us know in the comments…",
            "Commenting on this article {}", "Comments are subject to moderation…",
            "Comments on this {} are now closed", "This article is closed for comments",
        ),
    ),
    Phrases(
        "en", COMMON,
        (
            "Sign up for our…", "Sign up to our…", "Sign up for our {} newsletter…",
            "Sign up for the {} newsletter…", "Sign up to our {} newsletter…",
            "Sign up to the {} newsletter…", "Sign up for {} newsletter…",
            "Sign up to {} newsletter…", "Sign up for newsletters…", "Sign up to newsletters…",
            "Sign up for free {} newsletter…", "Sign up here for {}", "Sign up here to {}",
            "Sign up to receive {}", "Sign up for email {}", "Sign up for breaking news…",
            "Sign up for daily {}", "Sign up for our free…", "Sign up for our daily…",
            "Sign up for our weekly…", "Sign up now", "Sign up today",
            "Sign up with your email…", "Get the latest {} delivered to your…",
            "Get the latest {} in your inbox…", "Get {} delivered to your inbox…",
            "Get {} in your inbox…", "Get {} straight to your inbox…",
            "Get {} sent to your inbox…", "Get {} delivered straight to your…",
            "Get our {} newsletter…", "Get breaking news…", "Receive {} in your inbox…",
            "Receive our {} newsletter…", "Newsletter", "Newsletters", "Newsletter sign up",
            "Subscribe to our {}", "Subscribe to our {} newsletter…",
            "Subscribe to the {} newsletter…", "Subscribe to our channel…",
            "Subscribe to {} on YouTube", "Subscribe to our YouTube…",
            "Subscribe to our Telegram…", "Join our newsletter…", "Join our mailing list…",
            "Join our WhatsApp…", "Join our Telegram…", "Join {} on WhatsApp…",
            "Join our {} channel…", "By signing up, you…", "By signing up you…",
            "By subscribing, you…", "By subscribing you…", "By submitting your email…",
            "By clicking submit…", "By entering your email…", "You can unsubscribe at any time…",
            "Unsubscribe at any time…", "An email has been sent…", "Thank you for signing up…",
            "Thank you for subscribing…", "Thanks for signing up…",
            "This newsletter may contain…", "Privacy notice…", "Invalid email…",
            "Never miss a story…", "Don't miss out on the latest…",
            "This site is protected by reCAPTCHA…",
        ),
    ),
    Phrases(
        "en", COMMON,
        (
            "Subscribe to continue reading…", "Subscribe to read {}",
            "Subscribe for full access…", "Subscribe for unlimited…", "Subscribe",
            "Subscribers only", "To continue reading, {}", "To continue reading {} subscribe…",
            "Already a subscriber?…", "Already a member?…", "Already have an account?…",
            "Already subscribed?…", "Sign in", "Log in", "This article is for subscribers only…",
            "This article is for subscribers…", "This article is for members…",
            "This article is available to subscribers…", "This article is available only to {}",
            "This story is available to subscribers…", "This content is only available to {}",
            "This story is for members…", "This post is for members…",
            "This article is for paying…", "This content is for subscribers…",
            "This content is for members only…", "This article is exclusive to subscribers…",
            "This article is reserved for {}", "This story is for subscribers…",
            "This post is for paid subscribers…", "This post is for paying subscribers…",
            "This is a subscriber-only {}", "You have read 0 of 0 free {}",
            "You have 0 free articles {}", "You've read 0 of 0 {}",
            "You have 0 free articles left…", "You have reached your limit of free articles…",
            "You've reached your limit of free articles…",
            "You have reached your article limit…", "Unlock this article…",
            "Keep reading with a {} trial…", "View subscription options",
            "Want to read more? Subscribe…", "Subscribe or log in…",
        ),
    ),
    Phrases(
        "en", COMMON,
        (
            "All rights reserved", "All rights reserved. {}",
            "All rights reserved. This material…", "All content © {}", "Terms of use | {}",
            "Contact us", "About us", "Terms of service and privacy policy apply",
            "Our standards: {}", "Purchase licensing rights", "Acquire licensing rights",
            "Reprints and permissions", "For reprint rights…", "Republish this {}",
            "Republish our articles for free…",
            "This article is republished from {} under a creative commons…",
            "Follow us on {net}…", "Follow us", "Follow us on", "Follow us on social media…",
            "Follow {} on {net}…", "Follow her on {net}…", "Follow him on {net}…",
            "Follow them on {net}…", "Find us on {net}…", "Like us on {net}…", "Connect with us",
            "Connect with us on {net}…", "Stay connected", "Follow topics and authors {}",
            "Add {} on Google", "Add us on Google", "Follow {} on Google News…",
            "Google preferred source", "Make {} your preferred source {}", "Back to top",
            "Return to top", "Back to {} home", "Return to homepage", "Report a typo",
            "Report an error", "Report a correction or typo", "Report this content",
            "Suggest a correction", "Submit a correction", "Have a news tip?…", "Got a tip?…",
            "Got a news tip?…", "Do you have a story?…", "Got a story?…",
            "Was this article helpful?", "Is this article useful?",
            "Thank you for your feedback", "Download the {} app…", "Get the app", "Get our app…",
            "Get the {} app", "Available on the app store {}", "Download on the app store",
            "Get it on Google Play", "Support independent journalism…",
            "Support our journalism…", "Support local journalism…", "Support local news",
            "Support our newsroom…", "Want {} in your inbox…", "Want {} newsletter…",
            "Receive {} newsletter…", "Join {} newsletter…", "Subscribe {} newsletter…",
            "Support quality journalism…", "Support our work…", "Donate", "Donate now",
            "Donate today", "Make a donation", "Buy me a coffee", "We depend on {} readers…",
            "If you value {} journalism…", "About the writer", "Author bio", "View bio",
            "View all posts by {}", "See all posts by {}", "More posts by {}",
            "More articles by {}", "See more by {}", "View author archive", "Author",
            "View profile", "See full bio", "Learn more about {} careers",
            "Watch more {} videos", "Print this page", "Printer-friendly version",
            "Printable version", "Print version", "Send to a friend", "Home", "Front page",
            "Print this article", "This article was first published on {}",
            "This article originally appeared on {}", "This article originally appeared in {}",
            "This story originally appeared on {}", "This story was originally published on {}",
            "This article was originally published on {}",
            "This article was originally published by {}",
            "This post was originally published on {}", "This story was first published on {}",
            "This post first appeared on {}", "This article first appeared on {}",
            "This story was first published by {}",
            "This story has been published from a wire agency feed…",
            "This story has not been edited by {}…", "With inputs from {}",
            "With inputs from agencies", "(With inputs from {})",
            "This article was automatically generated…",
        ),
    ),
    Phrases(
        "en", AP,
        (
            "This material may not be published…",
            "All rights reserved. This material may not be…",
        ),
    ),
    Phrases(
        "ar", COMMON,
        (
            "جميع الحقوق محفوظة…", "اشترك في النشرة…", "اشترك في نشرتنا…", "التعليقات",
            "اترك تعليقا", "أضف تعليقا", "لا توجد تعليقات", "تابعونا على {}", "تابعنا على {}",
            "لن يتم نشر عنوان بريدك الإلكتروني…", "اترك ردا",
        ),
    ),
    Phrases(
        "bg", COMMON,
        (
            "Всички права запазени…", "Коментари", "Абонирайте се…", "Последвайте ни…",
        ),
    ),
    Phrases(
        "cs", COMMON,
        (
            "Všechna práva vyhrazena…", "Diskuse", "Diskuze", "Vstoupit do diskuse", "Komentáře",
            "Přihlaste se k odběru…", "Předplaťte si…", "Sledujte nás…",
        ),
    ),
    Phrases(
        "da", COMMON,
        (
            "Tilmeld dig {} nyhedsbrev…", "Få {} i din indbakke…",
            "Denne artikel er for abonnenter…", "Artiklen er for abonnenter…", "Kommentarer",
            "Skriv en kommentar", "Følg os på {}", "Log ind for at læse…", "Allerede abonnent?…",
            "Bliv abonnent…",
        ),
    ),
    Phrases(
        "de", COMMON,
        (
            "Alle Rechte vorbehalten", "Alle Rechte vorbehalten. {}", "Kommentare",
            "Kommentare (0)", "0 Kommentare", "0 Kommentar", "Kommentar schreiben",
            "Kommentar verfassen", "Schreiben Sie einen Kommentar", "Schreibe einen Kommentar",
            "Kommentar hinterlassen", "Kommentieren", "Mitdiskutieren",
            "Du musst angemeldet sein…", "Sie müssen angemeldet sein…", "Diskutieren Sie mit",
            "Ihre Meinung zum Thema", "Zu den Kommentaren",
            "Deine E-Mail-Adresse wird nicht veröffentlicht…", "Newsletter abonnieren",
            "Abonnieren Sie unseren {}", "Abonnieren Sie {} Newsletter…", "Abonniere unseren {}",
            "Melden Sie sich für {} Newsletter…", "Melden Sie sich jetzt {} Newsletter…",
            "Melde dich {} Newsletter an…", "Jetzt {} Newsletter anmelden…", "Jetzt abonnieren",
            "Jetzt anmelden", "Jetzt weiterlesen…", "Jetzt testen",
            "Sie haben bereits ein Abo?…", "Bereits Abonnent?…", "Bereits registriert?…",
            "Schon Abonnent?…", "Anmelden", "Zum Weiterlesen…", "Weiterlesen mit {}",
            "Dieser Artikel ist für Abonnenten…", "Dieser Artikel ist nur für Abonnenten…",
            "Diesen Artikel weiterlesen…", "Folgen Sie uns auf {}", "Folge uns auf {}",
            "Zur Startseite", "Nach oben", "Zurück zur Startseite", "Über den Autor",
            "Über die Autorin", "Zur Person", "Haben Sie einen Fehler entdeckt?…",
            "Fehler gefunden?…", "Artikel drucken", "Druckversion", "Druckansicht", "Impressum",
            "Datenschutz", "Artikel versenden", "Mit Material von {}", "Drucken", "Schlagworte",
            "Dieser Artikel erschien zuerst {}", "Dieser Beitrag erschien zuerst {}",
        ),
    ),
    Phrases(
        "el", COMMON,
        (
            "Ακολουθήστε {} Google News…", "Ακολουθήστε μας…", "Σχόλια",
            "Εγγραφείτε στο newsletter…",
        ),
    ),
    Phrases(
        "es", COMMON,
        (
            "Todos los derechos reservados…", "Comentarios", "Comentarios (0)", "0 comentarios",
            "Deja un comentario", "Debes iniciar sesión para {}",
            "Participa en la conversación…", "Únete a la conversación…", "Inicia sesión para {}",
            "Deja una respuesta", "Dejar un comentario", "Comentar",
            "Tu dirección de correo electrónico no será publicada…", "Suscríbete", "Suscríbase",
            "Suscríbete a nuestro {}", "Suscríbete a nuestra newsletter…", "Suscríbete aquí…",
            "Suscríbete a {} boletín…", "Suscríbete a {} newsletter…", "Suscríbete para {}",
            "Suscríbase a nuestro {}", "Suscríbete a nuestros boletines…",
            "Regístrate {} newsletter…", "Apúntate a {} newsletter…", "Recibe {} en tu correo…",
            "Síguenos en {}", "Sigue {} en {net}…", "Únete a nuestro canal…", "Únete al canal…",
            "¿Ya eres suscriptor?…", "¿Ya estás suscrito?…", "Este contenido es exclusivo {}",
            "Contenido exclusivo para {}", "Inicia sesión", "Iniciar sesión",
            "Para seguir leyendo {}", "Sé el primero en comentar", "Reciba {} en su correo…",
            "Etiquetas", "Archivado en…", "Sobre la firma", "Sobre el autor",
            "Descarga nuestra app…", "Normas ›", "Versión para imprimir", "Versión imprimible",
            "Con información de {}",
        ),
    ),
    Phrases(
        "fa", COMMON,
        (
            "تمامی حقوق {} محفوظ است…", "نظر شما", "نظرات", "ارسال نظر", "دیدگاه‌ها",
            "دیدگاهتان را بنویسید", "انتهای پیام",
        ),
    ),
    Phrases(
        "fi", COMMON,
        (
            "Tilaa uutiskirje…", "Kommentit", "Kommentoi", "Tilaa {} uutiskirje…", "Keskustelu",
            "Kirjaudu sisään", "Oletko jo tilaaja?…",
        ),
    ),
    Phrases(
        "fr", COMMON,
        (
            "Tous droits réservés", "Tous droits réservés. {}", "Commentaires",
            "Commentaires (0)", "0 commentaires", "0 commentaire", "Laisser un commentaire",
            "Laissez un commentaire", "Ajouter un commentaire", "Réagir",
            "Votre adresse e-mail ne sera pas publiée…", "Inscrivez-vous à {} newsletter…",
            "Inscrivez-vous à nos newsletters…", "Inscrivez-vous gratuitement…", "Abonnez-vous",
            "Abonnez-vous à {}", "Abonnez-vous pour {}", "Recevez {} newsletter…",
            "Recevez {} dans votre boîte…", "S'abonner", "Se connecter", "Déjà abonné ?…",
            "Déjà abonné…", "Vous êtes abonné ?…", "Cet article est réservé {}",
            "Article réservé {}", "Contenu réservé aux abonnés…", "Il vous reste 0% {}",
            "La suite est réservée aux abonnés…", "Pour lire la suite…", "Suivez-nous sur {}",
            "Suivez nous sur {}", "Rejoignez-nous sur {}", "Retrouvez-nous sur {}",
            "Soutenez un journalisme {}", "Faire un don", "À propos de l'auteur",
            "Télécharger l'application…", "Signaler une erreur", "Nous contacter", "Avec AFP",
            "Mentions légales", "Version imprimable", "Accueil", "Lire les commentaires",
            "Les commentaires sont modérés…", "Vous devez être connecté pour {}",
            "Retour en haut", "Thèmes",
        ),
    ),
    Phrases(
        "he", COMMON,
        (
            "כל הזכויות שמורות…", "תגובות", "הוסף תגובה", "הירשמו לניוזלטר…", "תגיות",
            "הצטרפו {} בטלגרם…",
        ),
    ),
    Phrases(
        "hi", COMMON,
        (
            "टिप्पणियां", "हमें फॉलो करें…", "सभी अधिकार सुरक्षित…", "न्यूजलेटर सब्सक्राइब करें…",
            "सब्सक्राइब करें",
        ),
    ),
    Phrases(
        "hr", COMMON,
        (
            "Sva prava pridržana…", "Komentari", "Pretplatite se…", "Pratite nas {}",
        ),
    ),
    Phrases(
        "hu", COMMON,
        (
            "Minden jog fenntartva…", "Hozzászólások", "Iratkozzon fel…", "Iratkozz fel…",
            "Kövess minket…", "Címkék",
        ),
    ),
    Phrases(
        "id", COMMON,
        (
            "Komentar", "Tulis komentar", "Ikuti {} Google News…", "Ikuti kami di {}",
            "Berlangganan…", "Daftar newsletter…", "Dapatkan berita {}", "Gabung {} WhatsApp…",
            "Hak cipta {}", "Tinggalkan komentar",
        ),
    ),
    Phrases(
        "it", COMMON,
        (
            "Tutti i diritti riservati", "Riproduzione riservata", "© Riproduzione riservata",
            "Riproduzione riservata © {}", "Commenti", "0 commenti", "Lascia un commento",
            "Scrivi un commento", "Iscriviti {} newsletter…", "Iscriviti al canale…",
            "Iscriviti al nostro canale…", "Abbonati", "Abbonati per {}", "Sei già abbonato?…",
            "Versione stampabile", "Contenuto riservato agli abbonati…",
            "Questo articolo è riservato {}", "Accedi", "Seguici su {}", "Seguici anche su {}",
            "Segui {} su {net}…", "Ricevi {} newsletter…",
            "Il tuo indirizzo email non sarà pubblicato…", "Scarica l'app…", "Stampa",
        ),
    ),
    Phrases(
        "ja", COMMON,
        (
            "コメント", "コメントする", "コメントを書く", "コメントを残す",
            "無断転載を禁じます…", "無断転載禁止…", "メルマガ登録…", "メールマガジン登録…",
            "ニュースレター登録…", "会員登録…", "会員限定…", "この記事は会員限定です…",
            "この記事は有料会員限定です…", "残り0文字", "残り0文字（全文0文字）", "ログイン",
            "有料会員になると続きをお読みいただけます…", "ログインして続きを読む",
            "公式アカウントをフォロー…", "続きを読むには…", "トップへ戻る",
            "メールアドレスが公開されることはありません…", "この記事は有料記事です…",
            "この記事を書いた人",
        ),
    ),
    Phrases(
        "ko", COMMON,
        (
            "무단전재 및 재배포 금지…", "무단 전재 및 재배포 금지…", "무단전재·재배포 금지…",
            "저작권자 ⓒ…", "저작권자 ©…", "저작권자(c)…", "<저작권자…", "댓글", "댓글 0",
            "댓글쓰기", "제보는 카카오톡…", "구독하기", "좋아요", "기사제보…", "뉴스레터 구독…",
            "로그인", "당신이 관심 있을만한 이슈", "공유하기", "기자 프로필", "ⓒ {}",
        ),
    ),
    Phrases(
        "nb", COMMON,
        (
            "Meld deg på {} nyhetsbrev…", "Få {} på e-post…",
            "Denne artikkelen er for abonnenter…", "Denne saken er for abonnenter…",
            "Kommentarer", "Kommentarfeltet er stengt…", "Følg oss på {}",
            "Legg igjen en kommentar", "Allerede abonnent?…", "Bli abonnent…", "For abonnenter",
        ),
    ),
    Phrases(
        "nl", COMMON,
        (
            "Alle rechten voorbehouden…", "Reacties", "0 reacties", "Plaats een reactie",
            "Geef een reactie", "Reageren", "Reageer", "Meld je aan voor {} nieuwsbrief…",
            "Meld u aan voor {} nieuwsbrief…", "Schrijf je in voor {} nieuwsbrief…",
            "Abonneer je op {}", "Ontvang {} nieuwsbrief…", "Ontvang {} in je mailbox…",
            "Inloggen", "Al abonnee?…", "Word abonnee…", "Volg ons op {}", "Over de auteur",
            "Bekijk reacties", "Dit artikel is exclusief voor abonnees…", "Tip de redactie…",
            "Foutje gezien?…", "Het e-mailadres wordt niet gepubliceerd…", "Lees alle reacties",
            "Printvriendelijke versie",
        ),
    ),
    Phrases(
        "pl", COMMON,
        (
            "Wszelkie prawa zastrzeżone…", "Komentarze", "Komentarze (0)", "Dodaj komentarz",
            "Zapisz się na {} newsletter…", "Zapisz się na newsletter…",
            "Zapisz się do newslettera…", "Obserwuj nas na {}", "Obserwuj nas w {}",
            "Polub nas na {}", "Zaloguj się", "Masz już konto?…", "Kup prenumeratę…",
            "Subskrybuj…", "Pozostało 0% {}", "Artykuł dostępny tylko dla prenumeratorów…",
            "Dołącz do dyskusji", "Oceń artykuł", "Dalszy ciąg materiału pod wideo",
            "Twój adres e-mail nie zostanie opublikowany…",
        ),
    ),
    Phrases(
        "pt", COMMON,
        (
            "Todos os direitos reservados…", "Comentários", "Comentários (0)", "0 comentários",
            "Deixe um comentário", "Você precisa fazer o login…", "Deixe uma resposta",
            "Deixe seu comentário", "Comente", "Assine a {} newsletter…",
            "Assine nossa newsletter…", "Assine a newsletter…", "Assine {} newsletter…",
            "Receba {} newsletter…", "Receba {} no seu e-mail…", "Receba {} no seu WhatsApp…",
            "Inscreva-se {} newsletter…", "Inscreva-se no canal…", "Inscreva-se no nosso canal…",
            "Já é assinante?…", "Já é assinante…", "Conteúdo exclusivo para assinantes…",
            "Este conteúdo é exclusivo {}", "Exclusivo para assinantes…", "Siga-nos no {}",
            "Siga {} no {net}…", "Siga o {} no {net}…", "Acompanhe {} nas redes sociais…",
            "Siga nossas redes…", "Entre no canal…", "Participe do canal…",
            "Clique aqui para {} WhatsApp…", "Faça login",
            "O seu endereço de e-mail não será publicado…", "Sobre o autor", "Baixe o app…",
        ),
    ),
    Phrases(
        "ro", COMMON,
        (
            "Toate drepturile rezervate…", "Comentarii", "Abonează-te…", "Abonați-vă…",
            "Urmărește {} Google News…", "Urmărește-ne {}", "Lasă un răspuns", "Etichete",
            "Lasă un comentariu", "Adaugă un comentariu",
        ),
    ),
    Phrases(
        "ru", COMMON,
        (
            "Все права защищены…", "Комментарии", "Комментарии (0)", "0 комментариев",
            "Оставить комментарий", "Добавить комментарий", "Написать комментарий",
            "Комментировать", "Подпишитесь на {} рассылку…", "Подпишитесь на наш {}",
            "Подпишитесь на нас {}", "Подписывайтесь на наш {}",
            "Подписывайтесь на {} Telegram…", "Подписывайтесь на {} телеграм…",
            "Подписывайтесь на {} в Telegram…", "Подписывайтесь на нас…", "Подписаться",
            "Подпишись на {}", "Присоединяйтесь к {} Telegram…", "Читайте нас в {}",
            "Следите за {} в Telegram…", "Только для подписчиков…", "Уже подписаны?…", "Войти",
            "Поддержите {} журналистику…", "Нашли опечатку?…", "Нашли ошибку?…",
            "Заметили ошибку?…", "Ошибка в тексте?…", "Выделите {} нажмите Ctrl…",
            "Перепечатка {} запрещена…", "Об авторе", "Версия для печати", "Все новости",
            "При использовании материалов {}", "Ваш e-mail не будет опубликован…", "Поделиться",
        ),
    ),
    Phrases(
        "sv", COMMON,
        (
            "Anmäl dig till {} nyhetsbrev…", "Få {} i mejlen…", "Få {} i din inkorg…",
            "Den här artikeln är för…", "Den här artikeln är bara för…",
            "Prenumerera på {} nyhetsbrev…", "Kommentarer", "Kommentera", "Lämna ett svar",
            "Följ oss på {}", "Redan prenumerant?…", "Bli prenumerant…", "Logga in",
            "För prenumeranter", "Rätta artikeln", "Tipsa oss…", "Rapportera fel",
        ),
    ),
    Phrases(
        "th", COMMON,
        (
            "ความคิดเห็น", "แสดงความคิดเห็น", "สงวนลิขสิทธิ์…", "ติดตาม{}Facebook…",
        ),
    ),
    Phrases(
        "tr", COMMON,
        (
            "Tüm hakları saklıdır…", "Yorumlar", "Yorum yap", "Yorum yaz", "Abone ol",
            "Abone olun", "Bültenimize abone olun…", "E-bültenimize {}", "Bizi {} takip edin…",
            "Bizi takip edin…", "Giriş yap", "Etiketler", "Bir yanıt yazın",
            "E-posta adresiniz yayınlanmayacak…",
        ),
    ),
    Phrases(
        "uk", COMMON,
        (
            "Усі права захищено…", "Всі права захищені…", "Коментарі", "Залишити коментар",
            "Підписуйтесь на {}", "Підписуйтеся на {}", "Підпишіться на {}",
            "Помітили помилку?…", "Знайшли помилку?…", "Підтримайте {}", "Приєднуйтесь до {}",
            "Слідкуйте за нами {}",
        ),
    ),
    Phrases(
        "vi", COMMON,
        (
            "Bình luận", "Ý kiến bạn đọc", "Gửi bình luận", "Đăng ký nhận {}",
            "Theo dõi {} trên {}", "Đăng nhập", "Từ khóa", "Chia sẻ",
        ),
    ),
    Phrases(
        "zh", COMMON,
        (
            "版权所有…", "版權所有…", "未经授权不得转载…", "未經授權不得轉載…", "评论", "評論",
            "留言", "我要评论", "发表评论", "發表評論", "发表回复", "發佈留言", "订阅我们的…",
            "訂閱我們的…", "訂閱電子報…", "订阅{}电子报…", "加入會員…", "登录", "登入",
            "责任编辑…", "責任編輯…", "（责任编辑…", "[责任编辑…", "(责任编辑…", "【责任编辑…",
            "【編輯：…", "关注我们…", "追蹤我們…", "返回顶部", "回到頂部", "转载请注明…",
            "點我訂閱…", "扫码关注…", "免责声明…",
        ),
    ),
)  # fmt: skip
"""Not part of an article where they follow its last paragraph."""

TAGS = (
    Phrases(
        "en", COMMON,
        (
            "Tags", "Tag", "Terms of use", "Terms of service", "Privacy policy",
            "Terms and conditions", "Cookie policy", "About the authors", "Tagged", "Tagged as",
            "Topics", "Topic", "Filed under", "Filed to", "Categories", "Category", "Keywords",
            "Posted in", "Published in", "Explore more on these topics", "More about",
            "Read more about", "Source link", "Follow us", "Related topics", "Share this",
            "Hashtags", "In this article", "Copyright", "Read more on", "Author",
            "About the author",
        ),
    ),
    Phrases(
        "de", COMMON,
        (
            "Schlagworte", "Schlagwörter", "Themen", "Stichworte", "Kategorien", "Kategorie",
            "Mehr zum Thema", "Veröffentlicht in",
        ),
    ),
    Phrases(
        "es", COMMON,
        (
            "Etiquetas", "Temas", "Archivado en", "Categorías", "Temas relacionados",
        ),
    ),
    Phrases(
        "fr", COMMON,
        (
            "Mots-clés", "Mots clés", "Thèmes", "Étiquettes", "Tags associés", "Rubrique",
            "Catégories", "Sujets",
        ),
    ),
    Phrases("it", COMMON, ("Argomenti", "Parole chiave", "Etichette", "Categorie", "Temi")),
    Phrases(
        "pt", COMMON,
        (
            "Etiquetas", "Assuntos", "Palavras-chave", "Temas", "Categorias", "Marcadores",
        ),
    ),
    Phrases(
        "und", COMMON,
        (
            "Теги", "Тэги", "Темы", "Метки", "Ключевые слова", "Рубрики", "Etykiety", "Tagi",
            "Słowa kluczowe", "Štítky", "Témata", "Címkék", "Etichete", "Etiketler", "Etiket",
            "Emner", "Ämnen", "Etiketter", "Avainsanat", "Aiheet", "Ετικέτες", "Етикети",
            "Oznake", "Ključne riječi", "الوسوم", "كلمات مفتاحية", "الكلمات المفتاحية",
            "برچسب‌ها", "תגיות", "टैग्स", "Topik", "Kata kunci", "Từ khóa", "แท็ก", "タグ",
            "キーワード", "标签", "標籤", "关键词", "關鍵字", "关键字", "태그", "키워드",
            "Мітки", "Onderwerpen", "Trefwoorden",
        ),
    ),
)  # fmt: skip
"""With a colon, a bar or a dash and some words behind them, or alone."""

ONLY_BEHIND = (
    Phrases(
        "en", COMMON,
        (
            "Create an account…", "Sign up for the {}", "Sign up to the {}",
            "Create a free account to {}", "Enter your email…", "Your email address",
            "Email address", "Sign in to continue…", "Log in to continue…",
            "Start your free trial…", "Start your subscription…", "Become a member…",
            "Become a subscriber…", "Cancel anytime", "Cancel any time", "Get unlimited access…",
            "Register to continue reading…", "Register for free to {}", "Thank you for reading",
            "Thanks for reading", "Download our app…", "Download our free app…",
            "Make a donation today…", "Something went wrong, please try again…",
            "Have you been affected by {}?…", "Stay up to date with {}", "Subscribe now…",
            "Subscribe today…",
        ),
    ),
    Phrases(
        "zh", COMMON,
        (
            "分享到…", "扫描二维码…", "扫一扫…", "版权声明…", "关于我们…", "联系我们…",
            "网站地图…", "關於我們…", "聯絡我們…",
        ),
    ),
    Phrases("th", COMMON, ("ติดตามข่าวสาร…",)),
    Phrases("sv", COMMON, ("Prova en månad…", "Läs hela artikeln…")),
)  # fmt: skip
"""Like `TAIL`, but instructions within an article can begin like these."""
