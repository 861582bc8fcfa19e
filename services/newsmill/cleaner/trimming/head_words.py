"""Words of the lines above an article, by language: dates, bylines, sharing, sections."""

DATE_LABELS = {
    "en": (
        "published updated modified posted last first created date publish edited reviewed on "
        "at by the of and a from since ago read reading time min mins minute minutes hour "
        "hours hr hrs day days week weeks month months second seconds just now today yesterday "
        "am pm noon midnight a m p st nd rd th gmt utc bst est edt cst cdt mst mdt pst pdt cet "
        "cest eet eest msk ist wib wita aest aedt jst kst sgt hkt pkt wat eat sast et pt ct "
        "local updates comments comment views view shares likes reads sept word words "
        "exclusive premium free subscriber story article online print edition z"
    ),
    "ar": (
        "نشر نشرت تاريخ النشر آخر تحديث تم التحديث في منذ ساعة ساعات دقيقة دقائق يوم أيام "
        "قراءة الساعة بتوقيت غرينتش ص م وقت القراءة تاريخ التحديث أضيف بتاريخ"
    ),
    "bg": "публикувана публикувано обновена обновено преди часа минути на в ч г",
    "cs": (
        "publikováno aktualizováno vydáno před hodinami minutami dnes včera v hodin min čtení doba"
    ),
    "da": (
        "publiceret opdateret udgivet offentliggjort sidst kl den d min læsetid minutter timer "
        "siden"
    ),
    "de": (
        "veröffentlicht aktualisiert stand am um uhr den zuletzt erstellt vor stunden stunde "
        "minuten minute min lesezeit lesedauer heute gestern publiziert datum vom von und "
        "tagen tag online seit geändert letzte aktualisierung im ressort mesz mez"
    ),
    "el": (
        "δημοσίευση δημοσιεύτηκε δημοσιεύθηκε ενημέρωση ενημερώθηκε τελευταία πριν ώρες λεπτά πμ μμ"
    ),
    "es": (
        "publicado publicada actualizado actualizada creado fecha última hora actualización el "
        "a las la los de del hace horas minutos min lectura tiempo hoy ayer h hrs modificado "
        "por y hs minuto minutos am pm"
    ),
    "et": "avaldatud uuendatud kell",
    "fa": "منتشر شده به روز رسانی تاریخ انتشار ساعت دقیقه پیش کد خبر",
    "fi": "julkaistu päivitetty klo muokattu tuntia sitten minuuttia lukuaika min",
    "fr": (
        "publié publiée mis mise à jour modifié modifiée le à h par et il y a heures heure "
        "minutes minute min temps de lecture lu lecture hier aujourd'hui dernière actualisé du "
        "créé posté article réservé aux abonnés er"
    ),
    "he": "פורסם עודכן עדכון אחרון בתאריך לפני שעות דקות בשעה ב",
    "hi": "प्रकाशित अपडेट अपडेटेड पर को बजे मिनट घंटे पहले",
    "hr": "objavljeno ažurirano prije sati minuta u zadnja izmjena",
    "hu": "közzétéve frissítve megjelent órája perce perc olvasás ma tegnap utolsó frissítés",
    "id": (
        "diterbitkan diperbarui dipublikasikan pukul wib wita wit jam menit lalu yang pada "
        "tanggal baca waktu"
    ),
    "it": (
        "pubblicato pubblicata aggiornato aggiornata il alle ore ultimo aggiornamento ultima "
        "modifica di fa minuti min lettura tempo oggi ieri e del a dalle"
    ),
    "ja": (
        "公開 更新 公開日 更新日 公開日時 更新日時 配信 掲載 投稿 投稿日 最終更新 時 分 秒 年 "
        "月 日 午前 午後 付 時間前 分前 火 水 木 金 土 曜日 発信"
    ),
    "ko": (
        "입력 수정 등록 업데이트 게재 승인 최종수정 기사입력 최종 오전 오후 년 월 일 시 분 "
        "시간 전 송고"
    ),
    "nb": "publisert oppdatert sist kl klokken den for minutter timer siden min lesetid endret",
    "nl": (
        "gepubliceerd geüpdatet bijgewerkt laatst laatste update op om uur geplaatst geleden "
        "minuten leestijd min vandaag gisteren aangepast wijziging gewijzigd door en"
    ),
    "pl": (
        "opublikowano aktualizacja zaktualizowano ostatnia data publikacji dodano utworzono "
        "dnia r godz o dzisiaj wczoraj temu minut godzin min czytania czas"
    ),
    "pt": (
        "publicado publicada atualizado atualizada em às as h de há horas minutos min leitura "
        "tempo última atualização hoje ontem por e modificado postado criado"
    ),
    "ro": (
        "publicat publicată actualizat actualizată data publicării ora minute citire acum la în"
    ),
    "ru": (
        "опубликовано обновлено обновлена опубликована дата публикации изменено в на г года "
        "мск назад часов часа час минут минуты мин сегодня вчера время чтения последнее "
        "обновление"
    ),
    "sk": "publikované aktualizované zverejnené dnes včera o min čítania",
    "sv": (
        "publicerad publicerat uppdaterad uppdaterat senast kl klockan den för sedan timmar "
        "minuter min lästid igår idag ändrad"
    ),
    "th": "เผยแพร่ อัปเดต อัพเดท เผยแพร่เมื่อ อัปเดตเมื่อ ล่าสุด น เวลา ที่",
    "tr": (
        "yayınlanma yayınlandı yayın güncelleme güncellendi son tarihi tarih saat önce dakika "
        "dk okuma süresi giriş"
    ),
    "uk": "опубліковано оновлено дата публікації о в р року тому годин хвилин сьогодні вчора",
    "vi": "đăng cập nhật lúc ngày giờ phút trước gmt xuất bản",
    "zh": (
        "发布 發布 发布时间 發布時間 发表于 發表於 发布于 發佈 更新 更新时间 更新時間 最后更新 "
        "最後更新 时间 時間 年 月 日 时 分 秒 时间 小时前 小時前 分钟前 分鐘前 天前 上午 下午 "
        "首次发布 出版 北京时间"
    ),
}
"""Words that stand beside a date."""

ROLES = {
    "en": (
        "staff writer reporter reporting correspondent editor journalist contributor "
        "contributing columnist producer analyst senior chief deputy political business world "
        "national international foreign science health sports sport technology economics "
        "education environment news local video photo digital special associate managing "
        "assistant bureau desk team agencies agency ap afp reuters pa dpa bloomberg efe ansa "
        "tass xinhua the for in and with"
    ),
    "de": (
        "redaktion redakteur redakteurin reporter reporterin korrespondent korrespondentin "
        "autor autorin volontär volontärin mit und von aus dpa afp sid epd kna apa"
    ),
    "es": "redacción redactor redactora corresponsal periodista agencias agencia efe y",
    "fr": (
        "avec la rédaction journaliste correspondant correspondante envoyé envoyée spécial "
        "spéciale afp reuters et agence"
    ),
    "it": "redazione giornalista inviato inviata corrispondente ansa e agenzia",
    "pt": "redação repórter jornalista correspondente da do lusa agência e",
    "nl": "redactie redacteur verslaggever correspondent anp en onze",
    "ru": "корреспондент редактор журналист автор редакция тасс риа новости обозреватель",
    "nb": "journalist redaktør ntb redaksjonen ritzau tt",
    "pl": "dziennikarz dziennikarka redakcja pap oprac",
    "zh": "记者 記者 编辑 編輯 作者 来源 來源 责编 通讯员 文 图 报道 報導 综合报道 綜合報導",
    "ja": "記者 編集部 編集委員 通信員 文 写真",
    "ko": "기자 특파원 편집 논설위원",
}
"""Words that stand beside an author's name."""

BY_WORDS = {
    "en": ("by", "written by", "reported by", "words by", "story by", "posted by", "text by"),
    "ar": ("بقلم", "كتب", "كتبت", "كتب:"),
    "bg": ("автор:", "от:"),
    "cs": ("autor:", "autorka:", "napsal:"),
    "da": ("af", "tekst:", "skrevet af"),
    "de": (
        "von", "ein bericht von", "eine analyse von", "ein kommentar von", "ein interview von",
        "eine reportage von", "ein gastbeitrag von", "autor:", "autorin:", "text:", "interview:",
    ),
    "es": ("por", "texto:", "escrito por", "por:", "redactado por"),
    "fi": ("teksti:", "toimittaja:", "kirjoittanut"),
    "fr": ("par", "propos recueillis par", "écrit par", "rédigé par", "texte :", "texte:"),
    "hr": ("autor:", "piše:", "piše"),
    "hu": ("írta:", "szerző:"),
    "id": ("oleh", "penulis:", "reporter:", "oleh:"),
    "it": ("di", "a cura di", "scritto da", "testo di"),
    "nb": ("av", "tekst:", "skrevet av"),
    "nl": ("door", "tekst:", "geschreven door"),
    "pl": ("autor:", "autorka:", "tekst:", "opracował:", "oprac."),
    "pt": ("por", "texto:", "escrito por"),
    "ro": ("autor:", "de:", "scris de"),
    "ru": ("автор:", "текст:", "авторы:", "автор", "текст"),
    "sv": ("av", "text:", "skrivet av"),
    "tr": ("yazan:", "yazan", "haber:", "muhabir:"),
    "uk": ("автор:", "текст:", "автор"),
    "vi": ("tác giả:", "theo"),
    "zh": (
        "作者：", "作者:", "记者：", "文／", "文/", "記者", "撰文：", "編輯：", "来源：",
        "來源：", "来源:", "编辑：", "责任编辑：",
    ),
    "ja": ("文：", "文＝", "取材・文：", "文・写真＝", "執筆："),
}  # fmt: skip
"""What stands before an author's name; a colon belongs to it where the word alone means more."""

SHARING = (
    "share tweet post pin print email mail copy link save bookmark facebook twitter x whatsapp "
    "telegram linkedin reddit pinterest instagram bluesky threads messenger flipboard sms "
    "viber vk line on via more options comments comment comments listen gift this article "
    "story url e-mail to of the with close menu search follow like subscribe youtube tiktok "
    "mastodon pocket xing teilen drucken merken kommentare per artikel senden vorlesen "
    "partager imprimer envoyer par enregistrer copier lien le sur l'article commenter "
    "compartir imprimir enviar guardar copiar enlace en por correo comentar condividi stampa "
    "salva copia invia su compartilhar compartilhe partilhar copiar salvar delen opslaan "
    "kopieer deel afdrukken dela skriv ut spara del udskriv jaa tulosta tallenna udostępnij "
    "drukuj zapisz skopiuj поделиться сохранить печать скопировать ссылку твитнуть вконтакте "
    "одноклассники поділитися sdílet tisk paylaş yazdır kaydet bagikan cetak salin tautan "
    "シェア シェアする ツイート ポスト 印刷 保存 ブックマーク はてブ 分享 打印 收藏 复制 链接 "
    "列印 微信 微博 facebook分享 공유 인쇄 스크랩 شارك مشاركة طباعة نسخ الرابط حفظ chia sẻ"
)
"""Words of share bars. A line of these alone is one."""

SECTIONS = (
    "Opinion", "Opinions", "Politics", "News", "World", "World news", "Business", "Sport",
    "Sports", "Local news", "Culture", "Technology", "Tech", "Science", "Health", "Analysis",
    "Editorial", "Commentary", "Letters", "Lifestyle", "Entertainment", "Environment",
    "Education", "Economy", "Breaking news", "Exclusive", "UK news", "US news", "Interview",
    "Explainer", "Investigation", "Politik", "Wirtschaft", "Kultur", "Panorama", "Ausland",
    "Inland", "Wissen", "Meinung", "Kommentar", "Regional", "Politique", "Économie", "Société",
    "Monde", "International", "Política", "Economía", "Sociedad", "Internacional", "Deportes",
    "Cultura", "Opinión", "Politica", "Economia", "Cronaca", "Esteri", "Mundo", "Brasil",
    "Esporte", "Esportes", "Binnenland", "Buitenland", "Economie", "Cultuur", "Inrikes",
    "Utrikes", "Innenriks", "Utenriks", "Indland", "Udland", "Kotimaa", "Ulkomaat", "Politiikka",
    "Polityka", "Świat", "Kraj", "Polska", "Политика", "Экономика", "Общество", "В мире",
    "Спорт", "Культура", "Політика", "Суспільство", "Gündem", "Dünya", "Ekonomi", "Spor",
    "Nasional", "Berita", "سياسة", "اقتصاد", "رياضة",
)  # fmt: skip
"""Names of sections that stand alone above articles."""


DATE_ANCHORS = (
    "published updated modified posted created ago reading reads views gmt utc bst est edt cst "
    "cdt mst mdt pst pdt cet cest ist wib kst jst min mins read نشر النشر تحديث منذ "
    "публикувана обновена publikováno aktualizováno publiceret opdateret udgivet "
    "veröffentlicht aktualisiert stand uhr lesezeit lesedauer δημοσίευση ενημέρωση publicado "
    "publicada actualizado actualizada lectura avaldatud منتشر انتشار julkaistu päivitetty "
    "publié publiée publie maj lecture פורסם עודכן प्रकाशित अपडेट objavljeno ažurirano "
    "közzétéve frissítve diterbitkan diperbarui dipublikasikan pubblicato aggiornato "
    "aggiornamento 公開 更新 公開日 更新日 公開日時 更新日時 配信 掲載 投稿 最終更新 입력 수정 "
    "등록 업데이트 게재 publisert oppdatert gepubliceerd geüpdatet bijgewerkt leestijd "
    "opublikowano aktualizacja zaktualizowano atualizado atualizada publicat actualizat "
    "опубликовано обновлено publikované publicerad uppdaterad เผยแพร่ อัปเดต yayınlanma "
    "güncelleme опубліковано оновлено 发布 發布 发布时间 發布時間 发表于 發表於 发布于 "
    "更新时间 更新時間 назад тому temu sedan siden önce geleden fa hace"
)
"""Labels that make a line with a number one about a time, of publication or of reading."""

AGENCIES = (
    "afp ap reuters dpa pa efe ansa tass xinhua bloomberg ritzau ntb tt anp pap apa kna epd "
    "sid belga lusa kyodo yonhap antara pti ani ians interfax staff agencies redaktion "
    "redacción redação redazione rédaction redactie redaksjonen redakcja редакция"
)
"""Who stands in a byline instead of a person."""

HOME_WORDS = (
    "home", "homepage", "startseite", "accueil", "inicio", "portada", "início", "главная",
    "strona główna", "hem", "hjem", "forside", "forsiden", "etusivu", "ana sayfa", "anasayfa",
    "beranda", "ホーム", "トップ", "首页", "首頁", "홈", "الرئيسية", "головна", "domů", "acasă",
    "αρχική", "trang chủ",
)  # fmt: skip
"""Where a breadcrumb begins."""
