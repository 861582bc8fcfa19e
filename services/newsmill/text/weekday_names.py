"""Names of weekdays in the languages of news: a table, generated from CLDR.

Full, abbreviated and short names, case-folded, without full stops (CLDR, https://cldr.unicode.org),
and a few spellings that it lacks. “|” stands between them; names of several words are split.
"""

# fmt: off
WEEKDAYS_BY_LANGUAGE: dict[str, str] = {
    "en": (
        "sunday|monday|tuesday|wednesday|thursday|friday|saturday|sun|mon|tue|"
        "wed|thu|fri|sat|su|mo|tu|we|th|fr|sa|tues|wednes|thur|thurs"
    ),
    "de": (
        "sonntag|montag|dienstag|mittwoch|donnerstag|freitag|samstag|so|mo|di|"
        "mi|do|fr|sa|sonnabend"
    ),
    "fr": (
        "dimanche|lundi|mardi|mercredi|jeudi|vendredi|samedi|dim|lun|mar|mer|"
        "jeu|ven|sam|di|lu|ma|me|je|ve|sa"
    ),
    "es": (
        "domingo|lunes|martes|miércoles|jueves|viernes|sábado|dom|lun|mar|"
        "mié|jue|vie|sáb|do|lu|ma|mi|ju|vi|sa"
    ),
    "it": (
        "domenica|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|dom|lun|mar|"
        "mer|gio|ven|sab"
    ),
    "pt": (
        "domingo|segunda|feira|terça|quarta|quinta|sexta|sábado|dom|seg|ter|"
        "qua|qui|sex|sáb"
    ),
    "nl": (
        "zondag|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zo|ma|di|"
        "wo|do|vr|za"
    ),
    "sv": (
        "söndag|måndag|tisdag|onsdag|torsdag|fredag|lördag|sön|mån|tis|ons|"
        "tors|fre|lör|sö|må|ti|on|to|fr|lö"
    ),
    "da": (
        "søndag|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søn|man|tirs|ons|"
        "tors|fre|lør|sø|ma|ti|on|to|fr|lø"
    ),
    "nb": (
        "søndag|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søn|man|tir|ons|"
        "tor|fre|lør|sø|ma|ti|on|to|fr|lø"
    ),
    "nn": (
        "søndag|måndag|tysdag|onsdag|torsdag|fredag|laurdag|sø|må|ty|on|to|"
        "fr|la|mandag|tirsdag|lørdag|søn|mån|tys|ons|tor|fre|lau|ma|ti|lø"
    ),
    "fi": (
        "sunnuntai|maanantaina|tiistaina|keskiviikkona|torstaina|perjantaina|"
        "lauantaina|su|ma|ti|ke|to|pe|la|maanantai|tiistai|keskiviikko|"
        "torstai|perjantai|lauantai"
    ),
    "is": (
        "sunnudagur|mánudagur|þriðjudagur|miðvikudagur|fimmtudagur|föstudagur|"
        "laugardagur|sun|mán|þri|mið|fim|fös|lau|su|má|þr|mi|fi|fö|la"
    ),
    "pl": (
        "niedziela|poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedz|pon|"
        "wt|śr|czw|pt|sob|nie|wto|śro|pią|ndz|pn|cz|sb"
    ),
    "cs": (
        "neděle|pondělí|úterý|středa|čtvrtek|pátek|sobota|ne|po|út|st|čt|"
        "pá|so"
    ),
    "sk": (
        "nedeľa|pondelok|utorok|streda|štvrtok|piatok|sobota|ne|po|ut|st|št|"
        "pi|so"
    ),
    "hu": (
        "vasárnap|hétfő|kedd|szerda|csütörtök|péntek|szombat|v|h|k|sze|cs|"
        "p|szo"
    ),
    "ro": (
        "duminică|luni|marți|miercuri|joi|vineri|sâmbătă|dum|lun|mar|mie|"
        "vin|sâm|du|lu|ma|mi|vi|sâ"
    ),
    "bg": (
        "неделя|понеделник|вторник|сряда|четвъртък|петък|събота|нд|пн|вт|ср|"
        "чт|пт|сб"
    ),
    "ru": (
        "воскресенье|понедельник|вторник|среда|четверг|пятница|суббота|вс|пн|"
        "вт|ср|чт|пт|сб|пнд|втр|срд|чтв|птн|сбт|вск"
    ),
    "uk": (
        "неділя|понеділок|вівторок|середа|четвер|пʼятниця|субота|нд|пн|вт|ср|"
        "чт|пт|сб|п'ятниця|п’ятниця"
    ),
    "be": (
        "нядзеля|панядзелак|аўторак|серада|чацвер|пятніца|субота|нд|пн|аў|ср|"
        "чц|пт|сб"
    ),
    "sr": (
        "недеља|понедељак|уторак|среда|четвртак|петак|субота|нед|пон|уто|сре|"
        "чет|пет|суб|не|по|ут|ср|че|пе|су"
    ),
    "hr": (
        "nedjelja|ponedjeljak|utorak|srijeda|četvrtak|petak|subota|ned|pon|"
        "uto|sri|čet|pet|sub"
    ),
    "bs": (
        "nedjelja|ponedjeljak|utorak|srijeda|četvrtak|petak|subota|ned|pon|"
        "uto|sri|čet|pet|sub"
    ),
    "sl": (
        "nedelja|ponedeljek|torek|sreda|četrtek|petek|sobota|ned|pon|tor|sre|"
        "čet|pet|sob"
    ),
    "mk": (
        "недела|понеделник|вторник|среда|четврток|петок|сабота|нед|пон|вто|"
        "сре|чет|пет|саб"
    ),
    "sq": (
        "diel|hënë|martë|mërkurë|enjte|premte|shtunë|die|hën|mar|mër|enj|"
        "pre|sht"
    ),
    "el": (
        "κυριακή|δευτέρα|τρίτη|τετάρτη|πέμπτη|παρασκευή|σάββατο|κυρ|δευ|τρί|"
        "τετ|πέμ|παρ|σάβ|κυ|δε|τρ|τε|πέ|πα|σά"
    ),
    "tr": (
        "pazar|pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|paz|pzt|sal|"
        "çar|per|cum|cmt|pa|pt|sa|ça|pe|cu|ct"
    ),
    "az": "bazar|ertəsi|çərşənbə|axşamı|cümə|şənbə|b|be|ça|ç|ca|c|ş",
    "ca": (
        "diumenge|dilluns|dimarts|dimecres|dijous|divendres|dissabte|dg|dl|dt|"
        "dc|dj|dv|ds|dis"
    ),
    "gl": (
        "domingo|luns|martes|mércores|xoves|venres|sábado|dom|mar|mér|xov|"
        "ven|sáb|do|lu|ma|mé|xo|ve|sá"
    ),
    "eu": (
        "igandea|astelehena|asteartea|asteazkena|osteguna|ostirala|larunbata|ig|"
        "al|ar|az|og|or|lr"
    ),
    "lt": (
        "sekmadienis|pirmadienis|antradienis|trečiadienis|ketvirtadienis|"
        "penktadienis|šeštadienis|sk|pr|an|tr|kt|pn|št"
    ),
    "lv": (
        "svētdiena|pirmdiena|otrdiena|trešdiena|ceturtdiena|piektdiena|sestdiena|"
        "svētd|pirmd|otrd|trešd|ceturtd|piektd|sestd|sv|pr|ot|tr|ce|pk|se"
    ),
    "et": (
        "pühapäev|esmaspäev|teisipäev|kolmapäev|neljapäev|reede|laupäev|p|e|t|"
        "k|n|r|l"
    ),
    "ga": (
        "dé|domhnaigh|luain|máirt|céadaoin|déardaoin|haoine|sathairn|domh|"
        "luan|céad|déar|aoine|sath|do|lu|má|cé|ao|sa"
    ),
    "cy": (
        "dydd|sul|llun|mawrth|mercher|iau|gwener|sadwrn|maw|mer|gwen|sad|"
        "su|ll|ma|me|ia|gw|sa|gwe"
    ),
    "ar": (
        "الأحد|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|أحد|إثنين|ثلاثاء|"
        "أربعاء|خميس|جمعة|سبت"
    ),
    "he": "יום|ראשון|שני|שלישי|רביעי|חמישי|שישי|שבת|א׳|ב׳|ג׳|ד׳|ה׳|ו׳|ש׳",
    "fa": "یکشنبه|دوشنبه|سه‌شنبه|چهارشنبه|پنجشنبه|جمعه|شنبه|ج|ش",
    "ur": "اتوار|پیر|منگل|بدھ|جمعرات|جمعہ|ہفتہ",
    "hi": (
        "रविवार|सोमवार|मंगलवार|बुधवार|गुरुवार|शुक्रवार|शनिवार|रवि|सोम|मंगल|"
        "बुध|गुरु|शुक्र|शनि|सो|मं|बु|गु|शु"
    ),
    "bn": (
        "রবিবার|সোমবার|মঙ্গলবার|বুধবার|বৃহস্পতিবার|শুক্রবার|শনিবার|রবি|সোম|"
        "মঙ্গল|বুধ|বৃহস্পতি|শুক্র|শনি|রঃ|সোঃ|মঃ|বুঃ|বৃঃ|শুঃ"
    ),
    "ta": (
        "ஞாயிறு|திங்கள்|செவ்வாய்|புதன்|வியாழன்|வெள்ளி|சனி|ஞாயி|திங்|செவ்|புத|"
        "வியா|வெள்|ஞா|தி|செ|பு|வி|வெ"
    ),
    "te": (
        "ఆదివారం|సోమవారం|మంగళవారం|బుధవారం|గురువారం|శుక్రవారం|శనివారం|ఆది|సోమ|"
        "మంగళ|బుధ|గురు|శుక్ర|శని|మం"
    ),
    "mr": (
        "रविवार|सोमवार|मंगळवार|बुधवार|गुरुवार|शुक्रवार|शनिवार|रवि|सोम|मंगळ|"
        "बुध|गुरु|शुक्र|शनि|सो|मं|बु|गु|शु"
    ),
    "gu": (
        "રવિવાર|સોમવાર|મંગળવાર|બુધવાર|ગુરુવાર|શુક્રવાર|શનિવાર|રવિ|સોમ|મંગળ|"
        "બુધ|ગુરુ|શુક્ર|શનિ|સો|મં|બુ|ગુ|શુ"
    ),
    "id": (
        "minggu|senin|selasa|rabu|kamis|jumat|sabtu|min|sen|sel|rab|kam|"
        "jum|sab"
    ),
    "ms": (
        "ahad|isnin|selasa|rabu|khamis|jumaat|sabtu|ahd|isn|sel|rab|kha|"
        "jum|sab|ah|is|se|ra|kh|ju|sa"
    ),
    "th": (
        "วันอาทิตย์|วันจันทร์|วันอังคาร|วันพุธ|วันพฤหัสบดี|วันศุกร์|วันเสาร์|อา|"
        "จ|อ|พ|พฤ|ศ|ส"
    ),
    "fil": (
        "linggo|lunes|martes|miyerkules|huwebes|biyernes|sabado|lin|lun|mar|"
        "miy|huw|biy|sab"
    ),
    "sw": "jumapili|jumatatu|jumanne|jumatano|alhamisi|ijumaa|jumamosi",
    "af": (
        "sondag|maandag|dinsdag|woensdag|donderdag|vrydag|saterdag|so|ma|di|"
        "wo|do|vr|sa"
    ),
    "hy": (
        "կիրակի|երկուշաբթի|երեքշաբթի|չորեքշաբթի|հինգշաբթի|ուրբաթ|շաբաթ|կիր|երկ|"
        "երք|չրք|հնգ|ուր|շբթ|կր|եկ|եք|չք|հգ|ու|շբ"
    ),
    "ka": (
        "კვირა|ორშაბათი|სამშაბათი|ოთხშაბათი|ხუთშაბათი|პარასკევი|შაბათი|კვი|ორშ|"
        "სამ|ოთხ|ხუთ|პარ|შაბ|კვ|ორ|სმ|ოთ|ხთ|პრ|შბ"
    ),
    "kk": (
        "жексенбі|дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|жс|дс|сс|ср|"
        "бс|жм|сб"
    ),
    "ja": "日曜日|月曜日|火曜日|水曜日|木曜日|金曜日|土曜日|日|月|火|水|木|金|土",
    "ko": "일요일|월요일|화요일|수요일|목요일|금요일|토요일|일|월|화|수|목|금|토",
    "zh": (
        "星期一|星期二|星期三|星期四|星期五|星期六|星期日|星期天|礼拜一|礼拜二|礼拜三|礼拜四|礼拜五|礼拜六|礼拜日|"
        "礼拜天|禮拜一|禮拜二|禮拜三|禮拜四|禮拜五|禮拜六|禮拜日|禮拜天|周一|周二|周三|周四|周五|周六|周日|周天|"
        "週一|週二|週三|週四|週五|週六|週日|週天"
    ),
}
# fmt: on
