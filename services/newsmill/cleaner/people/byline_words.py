"""Tables of the words in bylines that are no names, by language.

All in lower case. Written from knowledge of how newspapers of each language sign their articles.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Before a name; a colon may follow.
BY_WORDS: dict[str, tuple[str, ...]] = {
    "en": ("by",),
    "fr": ("par",),
    "es, pt": ("por",),
    "nl": ("door",),
    "nb, sv, nn": ("av",),
    "da": ("af",),
    "el": ("του", "της", "των"),
    "hu": ("írta",),
    "tr": ("yazan",),
    "hr, sr, bs, sl": ("piše", "pišu", "napisao", "napisala", "пише", "пишу"),
    "cs, sk": ("napsal", "napsala", "píše"),
    "pl": ("oprac.", "opr.", "opracował", "opracowała", "napisał", "napisała"),
    "ar": ("بقلم", "كتب", "كتبت", "كتبه", "تقرير"),
    "fa": ("نوشته", "نویسنده"),
    "ur": ("تحریر",),
    "he": ("מאת",),
    "hi": ("लेखक", "लेखिका", "द्वारा", "रिपोर्टर", "संवाददाता", "रिपोर्ट"),
    "bn": ("লিখেছেন",),
    "th": ("โดย",),
    "vi": ("tác giả",),
    "id": ("penulis",),
}
# These may also begin a name (“Von der Aue”, “Di Stefano”, “Oleh Kovalenchuk”): without a colon,
# two words with capitals must follow.
BY_WORDS_IN_NAMES = ("von", "di", "de", "d’", "da", "per", "oleh", "ni")

# Before a colon or a by-word: who wrote.
AUTHOR_LABELS: dict[str, tuple[str, ...]] = {
    "en": (
        "written", "words", "story", "report", "reported", "reporting", "posted", "published",
        "submitted", "compiled", "curated", "author", "authors", "text", "interview", "analysis",
        "opinion", "commentary", "comment", "column", "essay", "review", "reporter", "reporters",
        "writer", "byline", "exclusive", "as told",
    ),
    "de": (
        "autor", "autorin", "autoren", "autor/in", "autor:in", "verfasst", "geschrieben",
        "veröffentlicht", "kommentar", "gastkommentar", "gastbeitrag", "beitrag", "bericht",
        "analyse", "aufgezeichnet", "notiert", "protokolliert", "reportage", "kolumne", "glosse",
        "essay", "ein interview", "berichtet",
    ),
    "fr": (
        "auteur", "auteure", "auteurs", "autrice", "texte", "textes", "rédigé", "écrit", "publié",
        "posté", "propos recueillis", "recueilli", "chronique", "tribune", "un article", "signé",
    ),
    "es, pt, ca, gl": (
        "autora", "autores", "texto", "textos", "escrito", "escrita", "publicado", "redactado",
"reportagem", "redacción", "redação", "artículo", "publicat", "una crónica", "artigo",
        "reportagem", "artículo", "entrevista",
    ),
    "it": (
        "autore", "autrice", "testo", "scritto", "scritto da", "pubblicato", "a cura", "articolo",
    ),
    "ro": ("autori", "scris", "publicat", "un articol"),
    "nl": ("auteur", "tekst", "geschreven", "geplaatst", "gepubliceerd", "een column"),
    "nb, da, nn": (
        "tekst", "skrevet", "publisert", "journalist", "forfatter", "udgivet", "skribent",
    ),
    "sv": ("skriven", "publicerad", "skribent", "författare", "reporter"),
    "fi, et": ("teksti", "kirjoittaja", "kirjoittanut", "toimittaja", "autor"),
    "is": ("höfundur", "texti", "eftir"),
    "pl": ("tekst", "autorka", "autorzy"),
    "cs, sk": ("text", "autorka", "autoři", "autori", "autor článku"),
    "hr, sr, bs, sl": ("autorica", "tekst", "avtor", "avtorica", "besedilo", "аутор", "novinar"),
    "hu": ("szerző", "szöveg", "szerzők"),
    "lt, lv": ("autorius", "tekstas", "autors", "teksts"),
    "ru, uk, bg, mk, be": (
        "автор", "авторы", "автори", "текст", "тексты", "материал подготовил",
        "материал подготовила", "подготовил", "подготовила", "підготував", "підготувала",
        "беседовал", "беседовала", "корреспондент",
    ),
    "el": ("συντάκτης", "συντάκτρια", "κείμενο", "γράφει", "γράφουν", "ρεπορτάζ", "επιμέλεια"),
    "tr": ("yazar", "haber", "yazı", "muhabir"),
    "id, ms": ("penulis", "laporan", "reporter", "pewarta", "ditulis", "jurnalis"),
    "vi": ("tác giả", "bài", "bài viết"),
    "ar": ("الكاتب", "إعداد"),
}  # fmt: skip
# Before a colon or a by-word: who did something else.
OTHER_LABELS = (
    "photo", "photos", "photograph", "photographs", "photography", "photographer", "picture",
    "pictures", "image", "images", "illustration", "illustrations", "illustrated", "graphic",
    "graphics", "video", "videos", "edited", "editing", "editor", "editors", "translated",
    "translation", "produced", "producer", "presented", "sponsored", "paid for", "reviewed",
    "medically reviewed", "fact checked", "fact-checked", "narrated", "additional reporting",
    "design", "designed", "art", "artwork", "camera", "audio", "source", "credit", "cover",
    "drawings", "cartoon", "foto", "fotos", "bild", "bilder", "grafik", "grafiken", "übersetzt",
    "übersetzung", "illustrationen", "quelle", "redaktion", "mitarbeit", "fotografie",
    "photographies", "dessin", "dessins", "traduit", "traduction", "vidéo", "vidéos",
    "infographie", "fotografía", "fotografías", "imágenes", "ilustración", "ilustraciones",
    "traducción", "edición", "fotografia", "imagens", "ilustração", "edição", "tradução", "fuente",
    "fonte", "immagini", "illustrazioni", "traduzione", "beeld", "foto's", "fotografie",
    "fotograf", "fotografer", "foto og video", "bilde", "billeder", "redigert", "oversat", "kuva",
    "kuvat", "zdjęcia", "fot.", "foto:", "ilustracja", "źródło", "zdroj", "izvor", "forrás",
    "fotó", "kép", "фото", "видео", "відео", "источник", "джерело", "редактор", "перевод",
    "переклад", "снимки", "извор", "φωτογραφίες", "φωτογραφία", "πηγή", "fotoğraf", "kaynak",
    "editör", "penyunting", "sumber", "ảnh", "nguồn", "تصوير", "المصدر", "ترجمة", "تحرير", "عکس",
    "منبع", "ترجمه", "צילום", "צילומים",
)  # fmt: skip

# Between two names.
AND_WORDS = (
    "and", "und", "et", "y", "e", "i", "en", "och", "og", "ja", "&", "a", "și", "és", "ve", "и",
    "і", "та", "й", "και", "dan", "và", "eta", "un", "ir", "oraz", "ו", "و", "और", "和",
    "及", "与", "與",
)  # fmt: skip
# “in” is a joining word in Slovene only, and “a” in Czech and Slovak: both sides must be names.
WITH_WORDS = ("with", "as told to", "mit", "avec", "med", "met", "wraz z", "together with", "von")

# Within a name, in lower case.
PARTICLES = _words(
    """
    van von der den de del della dello delle degli dei di da do dos das du des d e y i la le les lo
    los las el al ad as an ar az bin ibn ben bint binti bte abu abd ab ap ould ole zu zum zur zu und
    vom am auf af av ter ten te het 't op 's st in't mac mc mhic ní nic ó ua ui uí dela san santa 'n
    tot thoe thor
    """
)  # fmt: skip

# A name ends before these: places, employers and dates follow.
NAME_ENDS = _words(
    """
    in at for from on of to the via as who is was has contributes contributed reports writes special
    updated published posted modified last aus für bei im beim nach aktualisiert veröffentlicht ist
    schreibt berichtet pour à au aux chez dans depuis sur mis modifié publié para en desde con sobre
    actualizado publicado atualizado no na em per a alla dal dalla pubblicato aggiornato voor bij
    uit naar bijgewerkt gepubliceerd för i från på oppdatert publisert uppdaterad publicerad
    opdateret fra til hos из в для на обновлено опубликовано з у від dla z w ze v ve za iz
    """
) - {"i"}  # fmt: skip

TITLES = _words(
    """
    dr dra dott dottssa drs drh prof professor professorin profesor profesora professore mr mrs ms
    mx miss sir dame herr frau mme mlle monsieur madame shri smt kumari pandit adv advokat mudr judr
    phdr rndr paedr mgr bc ing dipl-ing univ-prof dr-ing rev reverend doctor doc доктор профессор
    д-р проф د دكتور الدكتور
    """
)
# Titles only with their dot: without, they may be names.
TITLES_WITH_DOT = _words(
    """
    fr hon gen col rep sen gov maj capt lt sgt cmdr mag sr sra st
    """
)
DEGREES = (
    r"Ph\.?\s?D", r"M\.?D", r"MBA", r"M\.?A", r"M\.?Sc", r"B\.?Sc", r"B\.?A", r"J\.?D",
    r"LL\.?[BM]", "CPA", "CFA", "RN", "DO", "DDS", "Esq", "MPH", "OBE", "MBE", "CBE", "QC", "KC",
    "MP", "MdB", "MdL", "RDN?", "FRS", "DPhil",
)  # fmt: skip

ROLES = _words(
    """
    phd candidate student
    correspondent correspondents editor editors reporter reporters writer journalist journalists
    columnist columnists analyst producer contributor contributors staff desk bureau critic blogger
    photographer intern fellow lecturer professor economist director president ceo founder
    co-founder minister mp senator researcher chair strategist author novelist historian attorney
    lawyer teacher activist commentator redakteur redakteurin korrespondent korrespondentin
    journalistin reporterin autorin autor ressortleiter ressortleiterin chefredakteur
    chefredakteurin volontär volontärin kolumnist kolumnistin redaktor redaktorin journaliste
    correspondante envoyé envoyée chroniqueur chroniqueuse rédacteur rédactrice éditorialiste
    stagiaire grand-reporter corresponsal periodista redactor redactora columnista editora enviado
    enviada jornalista repórter colunista correspondente redator redatora giornalista inviato
    inviata corrispondente collaboratore collaboratrice redacteur verslaggever verslaggeefster
    columniste journaliste correspondente medewerker journalist redaktör redaktør kommentator
    skribent korrespondente krönikör reportrar toimittaja dziennikarz dziennikarka redaktorka
    publicysta redaktorka redaktor korespondent novinar novinarka reporterka komentátor újságíró
    корреспондент журналист журналистка редактор обозреватель спецкорреспондент кореспондент
    журналіст журналістка обозревательница muhabir editör wartawan jurnalis kontributor pewarta
    مراسل صحفي صحافي محرر الكاتب مراسلة
    """
)
ROLE_MODIFIERS = _words(
    """
    political politics senior chief staff science sports sport health business foreign deputy
    associate managing assistant executive general special national international local city
    education environment environmental economics economic legal medical technology tech music film
    tv arts culture food travel fashion features feature opinion news crime court courts royal
    security defence defense diplomatic religion investigative investigations data digital social
    media video freelance guest contributing consumer home world europe africa asia middle east
    north south west washington london community climate energy transport property money personal
    finance financial markets market investment weather night weekend breaking senior-level head
    lead principal junior vice co junior our and & former freie freier unsere unser leitende
    leitender politische politischer spécial spéciale grand grande notre envoyé especial nuestro
    nuestra nosso nossa freelance nostro nostra onze politiek politieke buitenland vår vores utrikes
    inrikes специальный собственный наш
    """
)
# “Van onze correspondent”: what stands before a role, or before “Redaktion”.
OF_OURS = (
    "from our", "from our own", "von unserem", "von unserer", "von unseren", "van onze",
    "door onze", "dal nostro", "dalla nostra", "de notre", "de nuestro", "de nuestra", "do nosso",
    "da nossa", "fra vår", "från vår", "af vores", "de la", "da", "dalla", "aus der", "de",
)  # fmt: skip

# What publishing systems write where there is no author, and what names no person.
NOBODY = frozenset(
    {
        "admin", "administrator", "author", "authors", "editor", "editors", "guest", "n/a",
        "no author", "none", "noreply", "null", "root", "unknown", "user", "webmaster", "anonymous",
        "anonym", "sponsored", "advertorial", "anzeige", "advertisement", "ad", "press release",
        "pressemitteilung", "wire", "wires", "wire reports", "wire services", "agencies", "agency",
        "agenturen", "agences", "agencias", "agenzie", "byline", "test", "default", "super user",
        "superuser", "system", "moderator", "contributed", "contribution", "submitted", "letters",
        "letters to the editor", "leserbrief", "publireportage", "partner", "brand studio",
        "various", "various authors", "undefined", "false", "true", "nan", "wpadmin", "siteadmin",
        "web master", "follow", "see all", "read more", "others", "array", "weather", "horoscope",
        "share", "more",
        "view bio", "profile",
        "subscribe", "email", "updated", "last updated", "last", "published", "posted", "админ",
        "администратор", "администрация", "yönetici", "관리자", "管理员", "管理者", "sin autor",
        "anonimo", "special", "special to",
        "anónimo", "anonyme", "invité", "invitado", "convidado", "gast", "gastautor",
        "gastautorin", "tipster", "exclusive", "the author", "the authors", "opinion", "editorial",
        "comment", "analysis", "ki", "ai", "chatgpt",
    }
)  # fmt: skip
# A part of a byline that holds one of these names no person.
ORGANISATIONS = _words(
    """
    news newsroom newsdesk gazette team staff redaktion agency institute institution university
    college school office department ministry committee council association federation foundation
    company corp corporation inc ltd llc gmbh ag limited group bureau board desk service services
    network magazine newspaper media digital online radio television studio studios sponsored
    advertorial advertisement release releases editors editorial contributors correspondents
    reporters readers newsletter center centre society union club church bank party police
    government embassy newswire agencies wire wires blog channel podcast productions publishing
    publications communications partners partner content guest website webdesk web admin llp
    gastbeitrag zeitung nachrichten nachrichtenagentur presse agentur onlineredaktion sportredaktion
    lokalredaktion redaktionsteam redaktionsnetzwerk verlag verband verein institut universität
    hochschule ministerium gesellschaft stiftung polizei polizeidirektion polizeipräsidium feuerwehr
    pressestelle anzeige rédaction redaction journal quotidien agence université ministère
    fédération fondation redacción redaccion noticias agencia universidad ministerio diario
    periódico fundación redação redacao agência universidade notícias redazione agenzia università
    ministero giornale notizie redactie universiteit persbureau nieuws krant nieuwsredactie
    sportredactie redaksjonen redaktionen redaksjon nyheter nyhetsbyrån nyhetsbyrå nyheder
    redaktionschef tidning toimitus uutiset lehti redakcja redakce redakcia redakcija uredništvo
    szerkesztőség agencja agentura ajansı haber haberler gazetesi servisi редакция редакція
    редакцията газета агентство новости новини служба σύνταξη newsroom ομάδα redaksi tim kantor ban
    biên هيئة وكالة صحيفة جريدة شبكة موقع التحرير تحرير خبرگزاری
    """
)
# Parts that begin with these are papers and boards, not persons: “The Editors”, “Der Bote”.
LEADING_ARTICLES = _words(
    """
    the der die das les los las gli
    """
)

# Places of two words that follow a name: “Jane Doe, New York”.
PLACES_OF_SEVERAL_WORDS = frozenset(
    {
        "new york", "new york city", "los angeles", "san francisco", "san diego", "san jose",
        "las vegas", "new orleans", "st. louis", "st louis", "salt lake city", "kansas city",
        "fort worth", "washington dc", "washington d.c", "washington, d.c", "hong kong", "tel aviv",
        "new delhi", "buenos aires", "mexico city", "são paulo", "sao paulo", "rio de janeiro",
        "cape town", "kuala lumpur", "abu dhabi", "addis ababa", "dar es salaam", "phnom penh",
        "ho chi minh city", "port moresby", "st. petersburg", "st petersburg", "united kingdom",
        "united states", "united nations", "south africa", "new zealand", "north korea",
        "south korea", "saudi arabia", "sri lanka", "costa rica", "puerto rico", "new jersey",
        "north carolina", "south carolina", "west virginia", "new mexico", "new hampshire",
        "ciudad de méxico", "den haag", "the hague", "la paz", "san juan", "san salvador",
        "santo domingo", "panama city", "port-au-prince", "frankfurt am main", "new south wales",
        "northern ireland",
    }
)  # fmt: skip

MONTHS_AND_DAYS = _words(
    """
    january february march april may june july august september october november december jan feb
    mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday
    sunday mon tue tues wed thu thur thurs fri sat sun januar februar märz mai juni juli oktober
    dezember montag dienstag mittwoch donnerstag freitag samstag sonntag le janvier février mars
    avril juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi
    samedi dimanche enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
    diciembre janeiro fevereiro março maio junho julho setembro outubro novembro dezembro gennaio
    febbraio aprile maggio giugno luglio settembre ottobre dicembre januari februari maart mei
    augustus maj января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    updated published posted modified stand am on at uhr um
    """
)
