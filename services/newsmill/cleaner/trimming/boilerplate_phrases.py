"""Table of lines that sites put around and into articles, by place and language.

The forms, in any case of letters, and with any arrows or bullets around them:

- `Skip to content` is a whole line.
- `Follow us on…` begins a line.
- `Tags: …` begins a line, and a colon, a bar or a dash follows, and some words.
- `{}` stands for up to eight words, `{net}` for a social network, `0` for a number.

A phrase that can begin a sentence of an article needs its colon, or is a whole line only.
"""

from dataclasses import dataclass

COMMON = "common"
"""In use on many sites, not the string of one system."""

WORDPRESS = "https://translate.wordpress.org/projects/wp/"
JETPACK = "https://jetpack.com/support/sharing/"
DISQUS = "https://help.disqus.com/en/articles/1717236-customizing-the-comment-count-link-text"
INSTAGRAM = "https://developers.facebook.com/docs/instagram-platform/oembed/"
BBC = "https://www.bbc.co.uk/gel/features/how-to-design-accessible-images"
AP = "https://www.ap.org/terms-and-conditions/"


@dataclass(frozen=True)
class Phrases:
    """Lines in one language (BCP 47; “und” for all), and where they come from."""

    language: str
    source: str
    texts: tuple[str, ...]


ANYWHERE = (
    Phrases(
        "en", COMMON,
        (
            "Advertisement", "Advertisements", "Advertisement - {}", "Advertisement: {}",
            "Advertisement story continues below", "Advertising", "Sponsored content",
            "Story continues below", "Story continues below {}", "Story continues after {}",
            "Article continues below", "Article continues below {}",
            "Article continues after {}", "The story continues below", "Content continues below",
            "Scroll to continue", "Scroll down to continue", "Continue reading below",
            "Story continues", "Skip to content", "Skip to main content", "Skip advertisement",
            "Skip past newsletter promotion", "after newsletter promotion", "Jump to comments",
            "Loading…", "Loading", "Please enable JavaScript…", "This video can not be played",
            "Play video", "This content is hosted by a third party…", "Allow {net} content?",
            "Your browser does not support the video {}",
            "Your browser does not support the audio {}", "Share this article",
            "Share this story", "Share this post", "Share on {net}", "Share via email",
            "Share on {net} (opens in new window)", "Tweet this", "Hide caption",
            "Toggle caption", "Enlarge this image", "Click to enlarge",
            "View image in fullscreen", "Open image in gallery", "View gallery",
            "Recommended videos", "Listen to this article…", "Listen to article…",
            "Listen to this story…", "Audio article…", "Read in app", "Listen now",
            "Try Premium free",
        ),
    ),
    Phrases(
        "und", INSTAGRAM,
        (
            "View this post on Instagram", "A post shared by {} (@{})", "View on {net}",
            "Sieh dir diesen Beitrag auf Instagram an", "Voir cette publication sur Instagram",
            "Ver esta publicación en Instagram", "Visualizza questo post su Instagram",
            "Ver essa foto no Instagram", "Ver esta publicação no Instagram",
            "Dit bericht op Instagram bekijken", "Visa detta inlägg på Instagram",
            "Vis dette innlegget på Instagram", "Vis dette opslag på Instagram",
            "Wyświetl ten post na Instagramie", "Посмотреть эту публикацию в Instagram",
            "Переглянути цей допис в Instagram", "Bu gönderiyi Instagram'da gör",
            "Lihat postingan ini di Instagram", "この投稿をInstagramで見る",
            "Instagram에서 이 게시물 보기", "在 Instagram 查看這則貼文",
            "在 Instagram 查看这篇帖子", "عرض هذا المنشور على Instagram",
        ),
    ),
    Phrases("da", COMMON, ("Annonce", "Artiklen fortsætter under annoncen", "Del artiklen")),
    Phrases(
        "de", COMMON,
        (
            "Anzeige", "Werbung", "Artikel anhören…", "Artikel vorlesen…",
            "Diesen Artikel anhören…", "Anzeige - {}", "Artikel teilen", "Zum Inhalt springen",
            "Lesen Sie nach der Anzeige weiter", "Nach der Anzeige weiterlesen",
            "Externer Inhalt", "Empfohlener redaktioneller Inhalt", "Auf {net} teilen",
            "Bild vergrößern",
        ),
    ),
    Phrases(
        "es", COMMON,
        (
            "Publicidad", "Anuncio", "Escuchar artículo…", "Escucha este artículo…",
            "Ir al contenido", "Saltar al contenido", "Compartir en {net}", "Compartir artículo",
            "Compartir esta noticia", "Continúa leyendo después de la publicidad",
        ),
    ),
    Phrases(
        "fr", COMMON,
        (
            "Publicité", "Écouter cet article…", "Écouter l'article…",
            "La suite après la publicité", "L'article continue après la publicité",
            "La suite de cet article après la publicité", "Aller au contenu",
            "Partager sur {net}", "Partager l'article", "Partager cet article",
            "Passer la publicité", "Ajouter à vos favoris",
        ),
    ),
    Phrases(
        "it", COMMON,
        (
            "Pubblicità", "Ascolta l'articolo…", "Ascolta questo articolo…",
            "Continua a leggere dopo la pubblicità", "Vai al contenuto", "Condividi su {net}",
            "Condividi l'articolo", "Condividi questo articolo",
        ),
    ),
    Phrases(
        "nb", COMMON,
        (
            "Annonse", "Artikkelen fortsetter under annonsen", "Del artikkelen",
            "Saken fortsetter under annonsen",
        ),
    ),
    Phrases(
        "nl", COMMON,
        (
            "Advertentie", "Artikel gaat verder onder de advertentie",
            "Tekst gaat verder onder de advertentie", "Deel dit artikel", "Delen op {net}",
            "De tekst gaat hieronder verder", "Tekst gaat door onder de foto",
            "Lees verder na de advertentie",
        ),
    ),
    Phrases(
        "pl", COMMON,
        (
            "Reklama", "Dalsza część artykułu pod materiałem wideo",
            "Dalszy ciąg artykułu pod materiałem wideo", "Udostępnij artykuł",
            "Ciąg dalszy pod reklamą", "Materiał promocyjny",
        ),
    ),
    Phrases(
        "pt", COMMON,
        (
            "Publicidade", "Ouvir artigo…", "Ouça este conteúdo…", "Continua após a publicidade",
            "Continua depois da publicidade", "Ir para o conteúdo", "Pular para o conteúdo",
            "Compartilhar no {net}", "Compartilhe esta notícia", "Partilhar artigo",
        ),
    ),
    Phrases(
        "ru", COMMON,
        (
            "Реклама", "На правах рекламы", "Поделиться новостью", "Поделиться в {net}",
            "Поделитесь статьей",
        ),
    ),
    Phrases(
        "sv", COMMON,
        (
            "Annons", "Artikeln fortsätter efter annonsen", "Dela artikeln", "Dela på {net}",
            "Artikeln fortsätter under annonsen",
        ),
    ),
    Phrases("uk", COMMON, ("Реклама", "Поділитися в {net}")),
    Phrases(
        "fi", COMMON,
        (
            "Mainos", "Juttu jatkuu mainoksen jälkeen", "Artikkeli jatkuu mainoksen jälkeen",
            "Jaa artikkeli",
        ),
    ),
    Phrases("cs", COMMON, ("Reklama", "Článek pokračuje pod reklamou", "Sdílet článek")),
    Phrases("hu", COMMON, ("Hirdetés",)),
    Phrases("ro", COMMON, ("Publicitate", "Articolul continuă după reclamă", "Reclamă")),
    Phrases("el", COMMON, ("Διαφήμιση",)),
    Phrases("tr", COMMON, ("Reklam", "Haberin devamı", "Reklamdan sonra devam ediyor")),
    Phrases("bg", COMMON, ("Реклама",)),
    Phrases(
        "hr", COMMON,
        (
            "Oglas", "Tekst se nastavlja ispod oglasa", "Nastavak vijesti ispod oglasa",
        ),
    ),
    Phrases("sr", COMMON, ("Oglas", "Оглас")),
    Phrases(
        "ar", COMMON,
        (
            "إعلان", "الإعلانات", "مشاركة عبر {net}", "يستمر المقال بعد الإعلان",
        ),
    ),
    Phrases("fa", COMMON, ("آگهی", "تبلیغات")),
    Phrases("he", COMMON, ("פרסומת", "הכתבה ממשיכה אחרי הפרסומת")),
    Phrases("hi", COMMON, ("विज्ञापन",)),
    Phrases("bn", COMMON, ("বিজ্ঞাপন",)),
    Phrases(
        "id", COMMON,
        (
            "Iklan", "Scroll untuk melanjutkan", "Lanjutkan membaca di bawah",
            "Gulir untuk melanjutkan membaca", "Advertisement gulir untuk melanjutkan",
        ),
    ),
    Phrases("vi", COMMON, ("Quảng cáo",)),
    Phrases("th", COMMON, ("โฆษณา",)),
    Phrases(
        "ja", COMMON,
        (
            "広告", "記事の続きはこの下", "スポンサーリンク", "この記事は約0分で読めます",
            "この記事をシェアする",
        ),
    ),
    Phrases(
        "zh", COMMON,
        (
            "广告", "廣告", "请继续往下阅读", "請繼續往下閱讀", "文章接下頁", "分享到{net}",
            "打开微信扫一扫…",
        ),
    ),
    Phrases("ko", COMMON, ("광고", "이미지 확대", "이 기사를 공유합니다")),
)  # fmt: skip
"""Never part of an article, wherever they stand."""

PROMOS = (
    Phrases(
        "en", COMMON,
        (
            "Read also", "Also read", "Read more", "Read next", "Read here",
            "Read the full report", "Read our explainer", "Read this", "Must read",
            "More on this", "More on this story", "Don't miss", "See also", "Also see",
            "Recommended reading", "Related article", "Related articles", "Related story",
            "Related stories", "Related news", "Related coverage", "Related content",
            "Related read", "Related topics", "Related video", "You may also like",
            "Read the full story", "Read full story", "Sign up", "Sign up here",
            "More from {}'s coverage", "Suggested reading", "Also in news",
            "In case you missed it", "Dig deeper", "Go deeper",
        ),
    ),
    Phrases("af", COMMON, ("Lees ook", "Lees meer")),
    Phrases(
        "ar", COMMON,
        (
            "اقرأ أيضا", "اقرأ أيضًا", "اقرأ ايضا", "إقرأ أيضا", "اقرأ المزيد", "شاهد أيضا",
            "طالع أيضا", "مواضيع ذات صلة", "أخبار ذات صلة", "اقرأ أيضاً", "شاهد أيضاً",
            "لمزيد من الأخبار",
        ),
    ),
    Phrases("bg", COMMON, ("Прочетете още", "Прочети още", "Вижте още", "Още по темата")),
    Phrases("bn", COMMON, ("আরও পড়ুন", "আরো পড়ুন")),
    Phrases("ca", COMMON, ("Llegiu també", "Llegeix també")),
    Phrases("cs", COMMON, ("Přečtěte si také", "Čtěte také", "Čtěte více", "Související")),
    Phrases("da", COMMON, ("Læs også", "Læs mere", "Se også")),
    Phrases(
        "de", COMMON,
        (
            "Lesen Sie auch", "Lies auch", "Lest auch", "Lesen Sie dazu", "Lesen Sie hier",
            "Lesen Sie außerdem", "Lesen Sie mehr dazu", "Mehr lesen Sie hier", "Mehr dazu",
            "Mehr zum Thema", "Auch interessant", "Siehe auch", "Lesen Sie hier mehr",
            "Lesen Sie mehr", "Passend dazu", "Lesetipp", "Lesetipps", "Mehr lesen",
            "Das könnte Sie auch interessieren", "Weiterlesen", "Lesen Sie jetzt",
        ),
    ),
    Phrases(
        "el", COMMON,
        (
            "Διαβάστε επίσης", "Διαβάστε ακόμα", "Διαβάστε ακόμη", "Δείτε επίσης",
            "Διαβάστε περισσότερα",
        ),
    ),
    Phrases(
        "es", COMMON,
        (
            "Lea también", "Lee también", "Leer también", "Lea más", "Leer más", "Lee más",
            "Te puede interesar", "Le puede interesar", "Te recomendamos", "Te podría interesar",
            "También te puede interesar", "Puede interesarle", "Además lee", "Mira también",
            "Ver también", "Vea también", "Más información", "Sigue leyendo", "No te pierdas",
            "Le sugerimos leer", "Quizás te interese", "Noticia relacionada",
            "Noticias relacionadas",
        ),
    ),
    Phrases("et", COMMON, ("Loe ka", "Loe veel", "Loe lisaks")),
    Phrases(
        "fa", COMMON,
        (
            "بیشتر بخوانید", "همچنین بخوانید", "بخوانید", "مطالب مرتبط", "اخبار مرتبط",
        ),
    ),
    Phrases("fi", COMMON, ("Lue myös", "Lue lisää", "Katso myös")),
    Phrases("fil", COMMON, ("Basahin din", "Basahin")),
    Phrases(
        "fr", COMMON,
        (
            "Lire aussi", "À lire aussi", "A lire aussi", "À lire", "À lire également",
            "A lire également", "Lire également", "Lisez aussi", "Voir aussi", "À voir aussi",
            "Sur le même sujet", "À découvrir", "Pour aller plus loin", "Lire l'article",
            "Lire plus", "Lire notre article", "Lire notre enquête", "Lire le récit",
            "À ne pas manquer",
        ),
    ),
    Phrases("gl", COMMON, ("Ler tamén",)),
    Phrases("he", COMMON, ("קראו גם", "קרא גם", "קראו עוד", "ראו גם", "לכתבה המלאה")),
    Phrases(
        "hi", COMMON,
        (
            "यह भी पढ़ें", "ये भी पढ़ें", "इसे भी पढ़ें", "और पढ़ें", "अधिक पढ़ें", "यह भी देखें",
        ),
    ),
    Phrases(
        "hr", COMMON,
        (
            "Pročitajte i", "Pročitajte više", "Pogledajte i", "Pročitaj i", "Čitajte još",
            "Vezane vijesti",
        ),
    ),
    Phrases(
        "hu", COMMON,
        (
            "Olvassa el ezt is", "Olvasd el ezt is", "Ezt is olvassa el", "Kapcsolódó cikk",
            "Kapcsolódó cikkek", "Olvasta már",
        ),
    ),
    Phrases(
        "id", COMMON,
        (
            "Baca juga", "Lihat juga", "Simak juga", "Baca selengkapnya", "Tonton juga",
            "Simak video", "Pilihan editor",
        ),
    ),
    Phrases(
        "it", COMMON,
        (
            "Leggi anche", "Leggi di più", "Leggi tutto", "Leggete anche", "Vedi anche",
            "Guarda anche", "Potrebbe interessarti", "Potrebbe interessarti anche",
            "Per approfondire", "Approfondisci", "Potrebbero interessarti",
        ),
    ),
    Phrases(
        "ja", COMMON,
        (
            "関連記事", "もっと読む", "あわせて読みたい", "この記事も読む", "こちらも読む",
            "合わせて読みたい", "続きを読む", "関連ニュース", "こちらもおすすめ",
            "併せて読みたい", "おすすめ記事", "関連リンク",
        ),
    ),
    Phrases(
        "ko", COMMON,
        (
            "관련기사", "관련 기사", "함께 보면 좋은 기사", "더 보기", "관련뉴스", "관련 뉴스",
        ),
    ),
    Phrases("lt", COMMON, ("Skaitykite taip pat", "Taip pat skaitykite", "Skaityti daugiau")),
    Phrases("lv", COMMON, ("Lasi arī", "Lasiet arī", "Lasi vēl")),
    Phrases("mr", COMMON, ("हे ही वाचा", "हेही वाचा", "अधिक वाचा")),
    Phrases("ms", COMMON, ("Baca lagi", "Baca juga", "Berita berkaitan")),
    Phrases("nb", COMMON, ("Les også", "Les mer", "Se også", "Les hele saken", "Les saken")),
    Phrases(
        "nl", COMMON,
        (
            "Lees ook", "Lees meer", "Lees verder", "Bekijk ook", "Zie ook",
            "Meer over dit onderwerp", "Lees hier meer", "Luister ook",
        ),
    ),
    Phrases(
        "pl", COMMON,
        (
            "Czytaj także", "Czytaj też", "Czytaj również", "Zobacz także", "Zobacz też",
            "Zobacz również", "Przeczytaj także", "Przeczytaj też", "Czytaj więcej",
            "Czytaj dalej", "Polecamy", "Warto przeczytać", "Przeczytaj również",
            "Dowiedz się więcej",
        ),
    ),
    Phrases(
        "pt", COMMON,
        (
            "Leia também", "Leia mais", "Leia ainda", "Ler mais", "Veja também", "Saiba mais",
            "Veja mais", "Confira também", "Ler também", "Veja ainda", "Assista também",
            "Não perca", "Matérias relacionadas", "Relacionado",
        ),
    ),
    Phrases(
        "ro", COMMON,
        (
            "Citește și", "Citiţi şi", "Citiți și", "Citeşte şi", "Vezi și", "Citește mai mult",
            "Citește mai departe", "Recomandări",
        ),
    ),
    Phrases(
        "ru", COMMON,
        (
            "Читайте также", "Читать также", "Смотрите также", "Читайте ещё", "Читайте еще",
            "По теме", "Материалы по теме", "Материал по теме", "Читайте далее", "Ещё по теме",
            "Еще по теме", "Подробнее", "Читать далее", "Что почитать", "Рекомендуем прочитать",
        ),
    ),
    Phrases("sk", COMMON, ("Prečítajte si tiež", "Čítajte aj", "Prečítajte si aj", "Súvisiace")),
    Phrases("sl", COMMON, ("Preberite še", "Preberite tudi", "Preberi še")),
    Phrases("sq", COMMON, ("Lexo edhe", "Lexoni edhe")),
    Phrases(
        "sr", COMMON,
        (
            "Pročitajte još", "Прочитајте још", "Pročitajte i", "Прочитајте и", "Čitajte još",
        ),
    ),
    Phrases("sv", COMMON, ("Läs också", "Läs även", "Läs mer", "Se även", "Läs vidare")),
    Phrases("sw", COMMON, ("Soma pia", "Soma zaidi")),
    Phrases("ta", COMMON, ("மேலும் படிக்க", "இதையும் படிங்க", "இதையும் படியுங்கள்")),
    Phrases("te", COMMON, ("ఇవి కూడా చదవండి", "ఇంకా చదవండి", "ఇది కూడా చదవండి")),
    Phrases("th", COMMON, ("อ่านเพิ่มเติม", "อ่านข่าวเพิ่มเติม", "ข่าวที่เกี่ยวข้อง", "อ่านต่อ")),
    Phrases(
        "tr", COMMON,
        (
            "İlgili haber", "İlgili haberler", "Ayrıca okuyun", "Bunu da okuyun", "Devamını oku",
            "Ayrıca bakınız", "Bunlar da ilginizi çekebilir", "Daha fazla oku",
        ),
    ),
    Phrases(
        "uk", COMMON,
        (
            "Читайте також", "Читати також", "Дивіться також", "Читайте ще", "Більше за темою",
            "Матеріали по темі", "За темою",
        ),
    ),
    Phrases("ur", COMMON, ("یہ بھی پڑھیں", "مزید پڑھیں", "مزید پڑھیے")),
    Phrases(
        "vi", COMMON,
        (
            "Đọc thêm", "Xem thêm", "Tin liên quan", "Bài liên quan", "Đọc tiếp",
        ),
    ),
    Phrases(
        "zh", COMMON,
        (
            "延伸阅读", "延伸閱讀", "相关阅读", "相關閱讀", "相关新闻", "相關新聞", "更多新闻",
            "推荐阅读", "推薦閱讀", "阅读更多", "閱讀更多", "看更多", "更多報導", "相关报道",
            "相關報導", "相关文章", "相關文章", "相關報道",
        ),
    ),
)  # fmt: skip
"""With a colon, a bar or a dash and a headline behind them; or alone, before a headline."""

WEAK_PROMOS = (
    Phrases(
        "en", COMMON,
        (
            "Read", "Related", "Watch", "Listen", "Watch now", "Watch the video", "Video",
            "Photos", "In pictures", "Gallery", "More", "Podcast",
        ),
    ),
    Phrases("de", COMMON, ("Video", "Im Video", "Podcast", "Fotostrecke")),
    Phrases("es", COMMON, ("Vea", "Video", "En fotos", "Relacionado")),
    Phrases("fr", COMMON, ("Lire", "Voir", "Vidéo", "Écouter", "En images", "VIDÉO")),
    Phrases("it", COMMON, ("Leggi", "Guarda", "Video", "Foto")),
    Phrases("pt", COMMON, ("Veja", "Vídeo", "Assista")),
    Phrases(
        "und", COMMON,
        (
            "Видео", "Фото", "Смотрите", "Czytaj", "Zobacz", "WIDEO", "Lees", "Bekijk", "Läs",
            "Les", "Læs", "Lue", "Baca", "Tonton", "Oku", "İzle", "شاهد", "اقرأ", "動画", "视频",
            "영상",
        ),
    ),
)  # fmt: skip
"""A promo only with a colon or a bar, and a headline that ends without a full stop."""

CREDITS = (
    Phrases(
        "en", COMMON,
        (
            "Photo", "Photos", "Photograph", "Photographs", "Picture", "Pictures", "Image",
            "Image credit", "Image credits", "Photo credit", "Credit", "Photo by", "Photos by",
            "Illustration", "Photo courtesy", "Graphic", "Photo illustration", "Source photo",
            "Screenshot", "Image source", "Image copyright", "Photographer", "File photo",
            "Handout",
        ),
    ),
    Phrases("da", COMMON, ("Foto", "Arkivfoto", "Pressefoto")),
    Phrases(
        "de", COMMON,
        (
            "Foto", "Fotos", "Bild", "Bilder", "Quelle", "Bildquelle", "Symbolbild", "Grafik",
            "Archivbild", "Archivfoto", "Fotocredit", "Bildnachweis",
        ),
    ),
    Phrases(
        "es", COMMON,
        (
            "Foto", "Fotos", "Fotografía", "Imagen", "Crédito", "Créditos",
            "Fuente de la imagen", "Crédito de la foto", "Foto de archivo",
        ),
    ),
    Phrases(
        "fr", COMMON,
        (
            "Photo", "Crédit photo", "Crédits photo", "Crédit", "Crédits", "Photo d'archives",
            "Crédit image", "Image d'illustration", "Dessin",
        ),
    ),
    Phrases("it", COMMON, ("Foto", "Foto di", "Immagine", "Credito foto", "Foto d'archivio")),
    Phrases(
        "pt", COMMON,
        (
            "Foto", "Fotos", "Imagem", "Crédito", "Créditos", "Fotografia", "Reprodução",
            "Divulgação", "Crédito, Getty Images",
        ),
    ),
    Phrases(
        "und", COMMON,
        (
            "Фото", "Иллюстрация", "Zdjęcie", "Zdj", "Fot", "Źródło zdjęć", "Kuva", "Kuvat",
            "Bild", "Fotó", "Φωτογραφία", "Φωτό", "Снимка", "Fotoğraf", "صورة", "عکس", "צילום",
            "Ảnh", "写真", "照片", "图片来源", "圖片來源", "图源", "사진", "Fotograf", "Снимки",
            "Bron", "Beeld", "Foto ilustrasi", "Sumber foto", "撮影", "图", "圖", "Фотографія",
        ),
    ),
)  # fmt: skip
"""Of an image, with a colon or a slash and a few names behind them."""
