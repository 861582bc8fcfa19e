"""Names of months and weekdays, by language."""

CALENDAR_WORDS = {
    "ar": (
        "أبريل أغسطس أكتوبر الأحد الأربعاء الاثنين الثلاثاء الجمعة الخميس السبت ديسمبر سبتمبر "
        "فبراير مارس مايو نوفمبر يناير يوليو يونيو "
    ),
    "bg": (
        "авг август апр април вт вторник дек декември май март нд неделя ное ноември окт "
        "октомври петък пн понеделник пт сб сеп септември ср сряда събота фев февруари "
        "четвъртък чт юли юни яну януари "
    ),
    "bn": (
        "অক্টো অক্টোবর আগ আগস্ট এপ্রি এপ্রিল জানু জানুয়ারী জুন জুল জুলাই ডিসে ডিসেম্বর নভে "
        "নভেম্বর ফেব ফেব্রুয়ারী বুধ বুধবার বৃহস্পতি বৃহস্পতিবার মঙ্গল মঙ্গলবার মার্চ মে রবি "
        "রবিবার শনি শনিবার শুক্র শুক্রবার সেপ সেপ্টেম্বর সোম সোমবার "
    ),
    "ca": (
        "abr abril ag agost d'abr d'abril d'ag d'agost d'oct d'octubre dc de des desembre dg "
        "dijous dilluns dimarts dimecres dissabte diumenge divendres dj dl ds dt dv febr febrer "
        "gen gener jul juliol juny maig març nov novembre oct octubre set setembre "
    ),
    "cs": (
        "bře březen března dub duben dubna kvě květen května led leden ledna lis listopad "
        "listopadu ne neděle po pondělí pro prosince prosinec pá pátek so sobota srp srpen "
        "srpna st středa zář září úno únor února út úterý červen července červenec června čt "
        "čtvrtek čvc čvn říj říjen října "
    ),
    "da": (
        "apr april aug august dec december feb februar fre fredag jan januar jul juli jun juni "
        "lør lørdag maj man mandag mar marts nov november okt oktober ons onsdag sep september "
        "søn søndag tirs tirsdag tors torsdag "
    ),
    "de": (
        "apr april aug august dez dezember di dienstag do donnerstag feb februar fr freitag jan "
        "januar jul juli jun juni mai mi mittwoch mo montag mär märz nov november okt oktober "
        "sa samstag sep sept september so sonntag "
    ),
    "el": (
        "απρ απρίλιοσ απριλίου αυγ αυγούστου αύγ αύγουστοσ δεκ δεκέμβριοσ δεκεμβρίου δευ "
        "δευτέρα ιαν ιανουάριοσ ιανουαρίου ιουλ ιουλίου ιουν ιουνίου ιούλ ιούλιοσ ιούν ιούνιοσ "
        "κυρ κυριακή μάι μάιοσ μάρ μάρτιοσ μαΐ μαΐου μαρ μαρτίου νοέ νοέμβριοσ νοε "
        "νοεμβρίου οκτ οκτωβρίου οκτώβριοσ πέμ πέμπτη παρ παρασκευή σάβ σάββατο σεπ σεπτέμβριοσ "
        "σεπτεμβρίου τετ τετάρτη τρί τρίτη φεβ φεβρουάριοσ φεβρουαρίου "
    ),
    "en": (
        "apr april aug august dec december feb february fri friday jan january jul july jun "
        "june mar march may mon monday nov november oct october sat saturday sep september sun "
        "sunday thu thursday tue tuesday wed wednesday "
    ),
    "es": (
        "abr abril ago agosto dic diciembre dom domingo ene enero feb febrero jue jueves jul "
        "julio jun junio lun lunes mar martes marzo may mayo mié miércoles nov noviembre oct "
        "octubre sept septiembre sáb sábado vie viernes "
    ),
    "et": (
        "apr aprill aug august dets detsember e esmaspäev jaan jaanuar juuli juuni k kolmapäev "
        "l laupäev mai märts n neljapäev nov november okt oktoober p pühapäev r reede sept "
        "september t teisipäev veebr veebruar "
    ),
    "eu": (
        "abe abendua abu abuztua al api apirila ar asteartea asteazkena astelehena az aza "
        "azaroa eka ekaina ig igandea ira iraila larunbata lr mai maiatza mar martxoa og or "
        "osteguna ostirala ots otsaila urr urria urt urtarrila uzt uztaila "
    ),
    "fa": (
        "آوریل اوت اکتبر جمعه دسامبر دوشنبه سه‌شنبه سپتامبر شنبه فوریه فوریهٔ مارس مه مهٔ "
        "نوامبر پنجشنبه چهارشنبه ژانویه ژانویهٔ ژوئن ژوئیه ژوئیهٔ یکشنبه "
    ),
    "fi": (
        "elo elokuu elokuuta heinä heinäkuu heinäkuuta helmi helmikuu helmikuuta huhti huhtikuu "
        "huhtikuuta joulu joulukuu joulukuuta ke keskiviikko keskiviikkona kesä kesäkuu "
        "kesäkuuta la lauantai lauantaina loka lokakuu lokakuuta ma maalis maaliskuu "
        "maaliskuuta maanantai maanantaina marras marraskuu marraskuuta pe perjantai "
        "perjantaina su sunnuntai syys syyskuu syyskuuta tammi tammikuu tammikuuta ti tiistai "
        "tiistaina to torstai torstaina touko toukokuu toukokuuta "
    ),
    "fil": (
        "abr abril ago agosto biy biyernes dis disyembre ene enero hul hulyo hun hunyo huw "
        "huwebes lin linggo lun lunes mar marso martes may mayo miy miyerkules nob nobyembre "
        "okt oktubre peb pebrero sab sabado set setyembre "
    ),
    "fr": (
        "août avr avril dim dimanche déc décembre févr février janv janvier jeu jeudi juil "
        "juillet juin lun lundi mai mar mardi mars mer mercredi nov novembre oct octobre sam "
        "samedi sept septembre ven vendredi "
    ),
    "gl": (
        "abr abril ago agosto dec decembro dom domingo feb febreiro luns maio mar martes marzo "
        "mér mércores nov novembro out outubro set setembro sáb sábado ven venres xan xaneiro "
        "xov xoves xul xullo xuño "
    ),
    "he": (
        "אוגוסט אוג׳ אוקטובר אוק׳ אפריל אפר׳ א׳ ב׳ ג׳ דצמבר דצמ׳ ד׳ ה׳ ו׳ חמישי יולי יום יוני "
        "ינואר ינו׳ מאי מרץ נובמבר נוב׳ ספטמבר ספט׳ פברואר פבר׳ ראשון רביעי שבת שישי שלישי שני "
    ),
    "hi": (
        "अक्टूबर अक्टू॰ अगस्त अग॰ अप्रैल गुरु गुरुवार जनवरी जन॰ जुलाई जुल॰ जून दिसंबर दिस॰ "
        "नवंबर नव॰ फ़रवरी फ़र॰ बुध बुधवार मंगल मंगलवार मई मार्च रवि रविवार शनि शनिवार शुक्र "
        "शुक्रवार सितंबर सित॰ सोम सोमवार "
    ),
    "hr": (
        "kol kolovoz kolovoza lip lipanj lipnja lis listopad listopada ned nedjelja ožu ožujak "
        "ožujka pet petak pon ponedjeljak pro prosinac prosinca ruj rujan rujna sij siječanj "
        "siječnja sri srijeda srp srpanj srpnja stu studeni studenoga sub subota svi svibanj "
        "svibnja tra travanj travnja uto utorak velj veljača veljače čet četvrtak "
    ),
    "hu": (
        "aug augusztus cs csütörtök dec december febr február h hétfő jan január júl július jún "
        "június k kedd máj május márc március nov november okt október p péntek sze szept "
        "szeptember szerda szo szombat v vasárnap ápr április "
    ),
    "id": (
        "agu agustus apr april des desember feb februari jan januari jul juli jum jumat jun "
        "juni kam kamis mar maret mei min minggu nov november okt oktober rab rabu sab sabtu "
        "sel selasa sen senin sep september "
    ),
    "it": (
        "ago agosto apr aprile dic dicembre dom domenica feb febbraio gen gennaio gio giovedì "
        "giu giugno lug luglio lun lunedì mag maggio mar martedì marzo mer mercoledì nov "
        "novembre ott ottobre sab sabato set settembre ven venerdì "
    ),
    "ja": ("土 土曜日 日 日曜日 月 月曜日 木 木曜日 水 水曜日 火 火曜日 金 金曜日 "),
    "ko": ("금 금요일 목 목요일 수 수요일 월 월요일 일 일요일 토 토요일 화 화요일 "),
    "lt": (
        "an antradienis bal balandis balandžio birž birželio birželis geg gegužė gegužės gruod "
        "gruodis gruodžio ketvirtadienis kov kovas kovo kt lapkr lapkritis lapkričio liep liepa "
        "liepos penktadienis pirmadienis pn pr rugp rugpjūtis rugpjūčio rugs rugsėjis rugsėjo "
        "saus sausio sausis sekmadienis sk spal spalio spalis tr trečiadienis vas vasario "
        "vasaris šeštadienis št "
    ),
    "lv": (
        "apr aprīlis aug augusts ceturtd ceturtdiena dec decembris febr februāris janv janvāris "
        "jūl jūlijs jūn jūnijs maijs marts nov novembris okt oktobris otrd otrdiena piektd "
        "piektdiena pirmd pirmdiena sept septembris sestd sestdiena svētd svētdiena trešd "
        "trešdiena "
    ),
    "mk": (
        "авг август апр април вто вторник дек декември мар март мај нед недела ное ноември окт "
        "октомври пет петок пон понеделник саб сабота сеп септември сре среда фев февруари чет "
        "четврток јан јануари јул јули јун јуни "
    ),
    "mr": (
        "एप्रि एप्रिल ऑक्टो ऑक्टोबर ऑग ऑगस्ट गुरु गुरुवार जाने जानेवारी जुलै जून डिसें डिसेंबर "
        "नोव्हें नोव्हेंबर फेब्रु फेब्रुवारी बुध बुधवार मंगळ मंगळवार मार्च मे रवि रविवार शनि "
        "शनिवार शुक्र शुक्रवार सप्टें सप्टेंबर सोम सोमवार "
    ),
    "ms": (
        "ahad ahd apr april dis disember feb februari isn isnin jan januari jul julai jum "
        "jumaat jun kha khamis mac mei nov november ogo ogos okt oktober rab rabu sab sabtu sel "
        "selasa sep september "
    ),
    "nb": (
        "apr april aug august des desember feb februar fre fredag jan januar jul juli jun juni "
        "lør lørdag mai man mandag mar mars nov november okt oktober ons onsdag sep september "
        "søn søndag tir tirsdag tor torsdag "
    ),
    "nl": (
        "apr april aug augustus dec december di dinsdag do donderdag feb februari jan januari "
        "jul juli jun juni ma maandag maart mei mrt nov november okt oktober sep september vr "
        "vrijdag wo woensdag za zaterdag zo zondag "
    ),
    "pl": (
        "cze czerwca czerwiec czw czwartek gru grudnia grudzień kwi kwiecień kwietnia lip lipca "
        "lipiec lis listopad listopada lut lutego luty maj maja mar marca marzec niedz "
        "niedziela paź październik października piątek pon poniedziałek pt sie sierpień "
        "sierpnia sob sobota sty styczeń stycznia wrz wrzesień września wt wtorek śr środa "
    ),
    "pt": (
        "abr abril ago agosto dez dezembro dom domingo feira fev fevereiro jan janeiro jul "
        "julho jun junho mai maio mar março nov novembro out outubro qua quarta qui quinta seg "
        "segunda set setembro sex sexta sáb sábado ter terça "
    ),
    "ro": (
        "apr aprilie aug august dec decembrie dum duminică feb februarie ian ianuarie iul iulie "
        "iun iunie joi lun luni mai mar martie marți mie miercuri noiembrie nov oct octombrie "
        "sept septembrie sâm sâmbătă vin vineri "
    ),
    "ru": (
        "авг август августа апр апрель апреля воскресенье вс вт вторник дек декабрь декабря июл "
        "июль июля июн июнь июня май мар март марта мая нояб ноябрь ноября окт октябрь октября "
        "пн понедельник пт пятница сб сент сентябрь сентября ср среда суббота февр февраль "
        "февраля четверг чт янв январь января "
    ),
    "sk": (
        "apr apríl apríla aug august augusta dec december decembra feb február februára jan "
        "január januára júl júla jún júna mar marca marec máj mája ne nedeľa nov november "
        "novembra okt október októbra pi piatok po pondelok sep september septembra so sobota "
        "st streda ut utorok št štvrtok "
    ),
    "sl": (
        "apr april avg avgust dec december feb februar jan januar jul julij jun junij maj mar "
        "marec ned nedelja nov november okt oktober pet petek pon ponedeljek sep september sob "
        "sobota sre sreda tor torek čet četrtek "
    ),
    "sq": (
        "dhj dhjetor die diel e enj enjte gush gusht hën hënë jan janar korr korrik maj mar "
        "mars martë mër mërkurë nën nëntor pre premte pri prill qer qershor shk shkurt sht "
        "shtator shtunë tet tetor "
    ),
    "sr": (
        "авг август апр април дец децембар мар март мај нед недеља нов новембар окт октобар пет "
        "петак пон понедељак сеп септембар сре среда суб субота уто уторак феб фебруар чет "
        "четвртак јан јануар јул јун "
    ),
    "sv": (
        "apr april aug augusti dec december feb februari fre fredag jan januari juli juni lör "
        "lördag maj mars mån måndag nov november okt oktober ons onsdag sep september sön "
        "söndag tis tisdag tors torsdag "
    ),
    "sw": (
        "ago agosti alhamisi apr aprili des desemba feb februari ijumaa jan januari jul julai "
        "jumamosi jumanne jumapili jumatano jumatatu jun juni mac machi mei nov novemba okt "
        "oktoba sep septemba "
    ),
    "ta": (
        "அக் அக்டோபர் ஆக ஆகஸ்ட் ஏப் ஏப்ரல் சனி செப் செப்டம்பர் செவ் செவ்வாய் ஜன ஜனவரி ஜூன் ஜூலை "
        "ஞாயி ஞாயிறு டிச டிசம்பர் திங் திங்கள் நவ நவம்பர் பிப் பிப்ரவரி புத புதன் மார் மார்ச் "
        "மே வியா வியாழன் வெள் வெள்ளி "
    ),
    "te": (
        "అక్టో అక్టోబర్ ఆగ ఆగస్టు ఆది ఆదివారం ఏప్రి ఏప్రిల్ గురు గురువారం జన జనవరి జులై జూన్ "
        "డిసెం డిసెంబర్ నవం నవంబర్ ఫిబ్ర ఫిబ్రవరి బుధ బుధవారం మంగళ మంగళవారం మార్చి మే శని "
        "శనివారం శుక్ర శుక్రవారం సెప్టెం సెప్టెంబర్ సోమ సోమవారం "
    ),
    "th": (
        "ก กรกฎาคม กันยายน กุมภาพันธ์ ค จ ต ตุลาคม ธ ธันวาคม พ พฤ พฤศจิกายน พฤษภาคม ม มกราคม มิ "
        "มิถุนายน มี มีนาคม ย วันจันทร์ วันพฤหัสบดี วันพุธ วันศุกร์ วันอังคาร วันอาทิตย์ "
        "วันเสาร์ ศ ส สิงหาคม อ อา เม เมษายน "
    ),
    "tr": (
        "ara aralık ağu ağustos cmt cum cuma cumartesi eki ekim eyl eylül haz haziran kas kasım "
        "mar mart may mayıs nis nisan oca ocak paz pazar pazartesi per perşembe pzt sal salı "
        "tem temmuz çar çarşamba şub şubat "
    ),
    "uk": (
        "бер березень березня вер вересень вересня вт вівторок груд грудень грудня жовт жовтень "
        "жовтня квіт квітень квітня лип липень липня лист листопад листопада лют лютий лютого "
        "нд неділя пʼятниця пн понеділок пт сб середа серп серпень серпня ср субота січ січень "
        "січня трав травень травня черв червень червня четвер чт "
    ),
    "ur": (
        "اتوار اپریل اکتوبر اگست بدھ جمعرات جمعہ جنوری جولائی جون دسمبر ستمبر فروری مئی مارچ "
        "منگل نومبر پیر ہفتہ "
    ),
    "vi": ("ba bảy chủ cn hai nhật năm sáu th thg tháng thứ tư "),
    "zh": (
        "一月 七月 三月 九月 二月 五月 八月 六月 十一月 十二月 十月 周一 周三 周二 周五 周六 "
        "周四 周日 四月 星期一 星期三 星期二 星期五 星期六 星期四 星期日 "
        "月 "
    ),
}
"""Words without case, separated by spaces: wide and abbreviated forms, inflected ones too, of
CLDR 47, https://cldr.unicode.org.
"""
