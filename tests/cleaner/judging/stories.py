"""Invented news in many languages, from which the pages of these tests are made."""

# ruff: noqa: E501

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """One piece of news: as its feed has it, and as its page has it."""

    title: str
    teaser: str
    paragraphs: tuple[str, ...]


# fmt: off
STORIES = {
    "en": Story(
        "Harbour council votes to rebuild the swing bridge",
        "Engineers say the old pier can carry a lighter deck.",
        (
            "The harbour council of Nordhaven voted on Monday to rebuild the swing bridge that a storm tore from its pier last winter, ending four months of detours for the ferries.",
            "Engineers told the council that the old pier could carry a lighter deck if its foundation was sealed before autumn, and that the work would cost nine million crowns.",
            "Shopkeepers on the eastern quay, who had gathered signatures for a tunnel instead, said they would not appeal because another year without a crossing would ruin them.",
        ),
    ),
    "de": Story(
        "Hafenrat beschließt Neubau der Drehbrücke",
        "Der alte Pfeiler trägt laut Gutachten ein leichteres Deck.",
        (
            "Der Hafenrat von Nordhaven hat am Montag beschlossen, die Drehbrücke neu zu bauen, die ein Sturm im vergangenen Winter von ihrem Pfeiler gerissen hatte.",
            "Nach einem Gutachten trägt der alte Pfeiler ein leichteres Deck, wenn das Fundament noch vor dem Herbst abgedichtet wird. Die Arbeiten kosten neun Millionen Kronen.",
            "Die Händler am östlichen Kai, die Unterschriften für einen Tunnel gesammelt hatten, wollen nicht klagen, weil ein weiteres Jahr ohne Übergang sie ruinieren würde.",
        ),
    ),
    "fr": Story(
        "Le conseil du port vote la reconstruction du pont tournant",
        "L'ancienne pile peut porter un tablier plus léger, selon les ingénieurs.",
        (
            "Le conseil du port de Nordhaven a voté lundi la reconstruction du pont tournant qu'une tempête avait arraché de sa pile l'hiver dernier.",
            "Selon les ingénieurs, l'ancienne pile peut porter un tablier plus léger si ses fondations sont étanchées avant l'automne, pour un coût de neuf millions de couronnes.",
            "Les commerçants du quai est, qui réclamaient un tunnel, renoncent à contester : une année de plus sans passage les ruinerait.",
        ),
    ),
    "es": Story(
        "El consejo del puerto aprueba reconstruir el puente giratorio",
        "El viejo pilar puede soportar un tablero más ligero, dicen los ingenieros.",
        (
            "El consejo del puerto de Nordhaven aprobó el lunes reconstruir el puente giratorio que una tormenta arrancó de su pilar el invierno pasado.",
            "Los ingenieros explicaron que el viejo pilar puede soportar un tablero más ligero si los cimientos se sellan antes del otoño, con un coste de nueve millones de coronas.",
            "Los comerciantes del muelle oriental, que habían reunido firmas para un túnel, no recurrirán porque otro año sin paso los arruinaría.",
        ),
    ),
    "pt": Story(
        "Conselho do porto aprova reconstrução da ponte giratória",
        "O velho pilar aguenta um tabuleiro mais leve, dizem engenheiros.",
        (
            "O conselho do porto de Nordhaven aprovou na segunda-feira a reconstrução da ponte giratória que uma tempestade arrancou do pilar no inverno passado.",
            "Os engenheiros disseram que o velho pilar aguenta um tabuleiro mais leve se a fundação for vedada antes do outono, por nove milhões de coroas.",
        ),
    ),
    "it": Story(
        "Il consiglio del porto vota la ricostruzione del ponte girevole",
        "Il vecchio pilone può reggere un impalcato più leggero.",
        (
            "Il consiglio del porto di Nordhaven ha votato lunedì la ricostruzione del ponte girevole che una tempesta aveva strappato dal pilone lo scorso inverno.",
            "Secondo gli ingegneri il vecchio pilone può reggere un impalcato più leggero se le fondamenta saranno sigillate prima dell'autunno.",
        ),
    ),
    "nl": Story(
        "Havenraad besluit draaibrug te herbouwen",
        "De oude pijler kan een lichter dek dragen.",
        (
            "De havenraad van Nordhaven heeft maandag besloten de draaibrug te herbouwen die afgelopen winter door een storm van haar pijler werd gerukt.",
            "Ingenieurs zeggen dat de oude pijler een lichter dek kan dragen als de fundering voor het najaar wordt afgedicht.",
        ),
    ),
    "sv": Story(
        "Hamnrådet röstar för att bygga upp svängbron",
        "Den gamla pelaren bär ett lättare däck.",
        (
            "Hamnrådet i Nordhaven röstade på måndagen för att bygga upp svängbron som en storm slet från sin pelare i vintras.",
            "Ingenjörerna säger att den gamla pelaren bär ett lättare däck om grunden tätas före hösten.",
        ),
    ),
    "pl": Story(
        "Rada portu zdecydowała o odbudowie mostu obrotowego",
        "Stary filar uniesie lżejszy pomost, twierdzą inżynierowie.",
        (
            "Rada portu w Nordhaven zdecydowała w poniedziałek o odbudowie mostu obrotowego, który zeszłej zimy wichura zerwała z filaru.",
            "Inżynierowie twierdzą, że stary filar uniesie lżejszy pomost, jeśli fundament zostanie uszczelniony przed jesienią. Koszt to dziewięć milionów koron.",
        ),
    ),
    "cs": Story(
        "Přístavní rada schválila obnovu otočného mostu",
        "Starý pilíř unese lehčí mostovku, tvrdí inženýři.",
        (
            "Přístavní rada v Nordhavenu v pondělí schválila obnovu otočného mostu, který loni v zimě bouře strhla z pilíře.",
            "Inženýři tvrdí, že starý pilíř unese lehčí mostovku, pokud se základy do podzimu utěsní.",
        ),
    ),
    "ru": Story(
        "Совет порта решил восстановить разводной мост",
        "Старая опора выдержит более лёгкий настил, считают инженеры.",
        (
            "Совет порта Нордхавен в понедельник решил восстановить разводной мост, который прошлой зимой буря сорвала с опоры.",
            "Инженеры считают, что старая опора выдержит более лёгкий настил, если фундамент укрепят до осени. Работы обойдутся в девять миллионов крон.",
            "Торговцы восточной набережной, собиравшие подписи за тоннель, не станут оспаривать решение.",
        ),
    ),
    "uk": Story(
        "Рада порту вирішила відбудувати поворотний міст",
        "Стара опора витримає легший настил, кажуть інженери.",
        (
            "Рада порту Нордгавен у понеділок вирішила відбудувати поворотний міст, який минулої зими буря зірвала з опори.",
            "Інженери кажуть, що стара опора витримає легший настил, якщо фундамент зміцнять до осені.",
        ),
    ),
    "el": Story(
        "Το συμβούλιο του λιμανιού ψήφισε την ανακατασκευή της γέφυρας",
        "Ο παλιός πυλώνας αντέχει ελαφρύτερο κατάστρωμα.",
        (
            "Το συμβούλιο του λιμανιού ψήφισε τη Δευτέρα την ανακατασκευή της περιστρεφόμενης γέφυρας που μια καταιγίδα ξερίζωσε τον περασμένο χειμώνα.",
            "Οι μηχανικοί λένε ότι ο παλιός πυλώνας αντέχει ελαφρύτερο κατάστρωμα αν σφραγιστούν τα θεμέλια πριν από το φθινόπωρο.",
        ),
    ),
    "tr": Story(
        "Liman meclisi döner köprünün yeniden yapılmasına karar verdi",
        "Eski ayak daha hafif bir tabliyeyi taşıyabilir.",
        (
            "Nordhaven liman meclisi, geçen kış fırtınanın ayağından kopardığı döner köprünün yeniden yapılmasına pazartesi günü karar verdi.",
            "Mühendisler, temel sonbahardan önce kapatılırsa eski ayağın daha hafif bir tabliyeyi taşıyabileceğini söyledi.",
        ),
    ),
    "ar": Story(
        "مجلس الميناء يقرر إعادة بناء الجسر الدوار",
        "المهندسون يقولون إن الدعامة القديمة تتحمل سطحا أخف.",
        (
            "قرر مجلس ميناء نوردهافن يوم الاثنين إعادة بناء الجسر الدوار الذي انتزعته عاصفة من دعامته في الشتاء الماضي.",
            "وقال المهندسون إن الدعامة القديمة تتحمل سطحا أخف إذا أغلق الأساس قبل الخريف، وإن الأعمال تكلف تسعة ملايين كرونة.",
        ),
    ),
    "he": Story(
        "מועצת הנמל החליטה לבנות מחדש את הגשר המסתובב",
        "המהנדסים אומרים שהעמוד הישן יכול לשאת סיפון קל יותר.",
        (
            "מועצת הנמל של נורדהאבן החליטה ביום שני לבנות מחדש את הגשר המסתובב שסערה עקרה מן העמוד בחורף שעבר.",
            "המהנדסים אמרו שהעמוד הישן יכול לשאת סיפון קל יותר אם היסודות ייאטמו לפני הסתיו.",
        ),
    ),
    "fa": Story(
        "شورای بندر به بازسازی پل گردان رأی داد",
        "مهندسان می‌گویند پایه قدیمی عرشه سبک‌تری را تحمل می‌کند.",
        (
            "شورای بندر نوردهاون روز دوشنبه به بازسازی پل گردان رأی داد که زمستان گذشته توفان آن را از پایه کنده بود.",
            "مهندسان گفتند پایه قدیمی عرشه سبک‌تری را تحمل می‌کند اگر پی آن پیش از پاییز بسته شود.",
        ),
    ),
    "hi": Story(
        "बंदरगाह परिषद ने झूला पुल फिर बनाने का फैसला किया",
        "इंजीनियरों के अनुसार पुराना खंभा हल्का डेक उठा सकता है।",
        (
            "नॉर्डहेवन की बंदरगाह परिषद ने सोमवार को वह झूला पुल फिर बनाने का फैसला किया जिसे पिछली सर्दी में तूफान ने खंभे से उखाड़ दिया था।",
            "इंजीनियरों ने बताया कि पुराना खंभा हल्का डेक उठा सकता है, बशर्ते शरद से पहले नींव सील कर दी जाए।",
        ),
    ),
    "zh": Story(
        "港务委员会投票决定重建旋转桥",
        "工程师说旧桥墩可以承受更轻的桥面。",
        (
            "诺德港的港务委员会星期一投票决定重建去年冬天被暴风从桥墩上扯下的旋转桥，结束渡轮四个月的绕行。",
            "工程师告诉委员会，如果在秋天之前密封地基，旧桥墩可以承受更轻的桥面，工程费用约为九百万克朗。",
            "东码头的店主曾为修建隧道征集签名，他们表示不会上诉，因为再有一年没有通道就会破产。",
        ),
    ),
    "ja": Story(
        "港湾評議会、旋回橋の再建を可決",
        "古い橋脚は軽い床版なら支えられると技術者は語る。",
        (
            "ノルドハーフェンの港湾評議会は月曜日、昨冬の嵐で橋脚から引きちぎられた旋回橋の再建を可決した。渡し船の迂回は四か月で終わる。",
            "技術者によると、秋までに基礎を密閉すれば古い橋脚は軽い床版なら支えられる。工費は九百万クローネという。",
        ),
    ),
    "ko": Story(
        "항만 의회, 회전교 재건축 의결",
        "기술자들은 옛 교각이 더 가벼운 상판을 견딜 수 있다고 말했다.",
        (
            "노르드하벤 항만 의회는 월요일 지난겨울 폭풍에 교각에서 뜯겨 나간 회전교를 다시 짓기로 의결했다.",
            "기술자들은 가을 전에 기초를 막으면 옛 교각이 더 가벼운 상판을 견딜 수 있으며 공사비는 구백만 크로네라고 말했다.",
        ),
    ),
    "th": Story(
        "สภาท่าเรือลงมติสร้างสะพานหมุนขึ้นใหม่",
        "วิศวกรบอกว่าตอม่อเก่ารับพื้นสะพานที่เบากว่าได้",
        (
            "สภาท่าเรือนอร์ดฮาเฟนลงมติเมื่อวันจันทร์ให้สร้างสะพานหมุนขึ้นใหม่หลังพายุพัดสะพานหลุดจากตอม่อเมื่อฤดูหนาวที่แล้ว",
            "วิศวกรบอกสภาว่าตอม่อเก่ารับพื้นสะพานที่เบากว่าได้หากปิดฐานรากก่อนฤดูใบไม้ร่วง โดยใช้งบเก้าล้านโครน",
        ),
    ),
    "vi": Story(
        "Hội đồng cảng biểu quyết xây lại cầu quay",
        "Kỹ sư cho biết trụ cũ chịu được mặt cầu nhẹ hơn.",
        (
            "Hội đồng cảng Nordhaven hôm thứ Hai biểu quyết xây lại cây cầu quay bị bão giật khỏi trụ vào mùa đông năm ngoái.",
            "Các kỹ sư cho biết trụ cũ chịu được mặt cầu nhẹ hơn nếu móng được bịt kín trước mùa thu.",
        ),
    ),
    "id": Story(
        "Dewan pelabuhan setuju membangun kembali jembatan putar",
        "Tiang lama sanggup menahan lantai yang lebih ringan.",
        (
            "Dewan pelabuhan Nordhaven pada hari Senin setuju membangun kembali jembatan putar yang dicabut badai dari tiangnya musim dingin lalu.",
            "Para insinyur mengatakan tiang lama sanggup menahan lantai yang lebih ringan jika fondasinya ditutup sebelum musim gugur.",
        ),
    ),
    "fi": Story(
        "Satamaneuvosto päätti rakentaa kääntösillan uudelleen",
        "Vanha pilari kestää kevyemmän kannen.",
        (
            "Nordhavenin satamaneuvosto päätti maanantaina rakentaa uudelleen kääntösillan, jonka myrsky repi pilaristaan viime talvena.",
            "Insinöörien mukaan vanha pilari kestää kevyemmän kannen, jos perustus tiivistetään ennen syksyä.",
        ),
    ),
    "hu": Story(
        "A kikötői tanács megszavazta a forgóhíd újjáépítését",
        "A régi pillér könnyebb pályát elbír.",
        (
            "Nordhaven kikötői tanácsa hétfőn megszavazta annak a forgóhídnak az újjáépítését, amelyet a vihar tavaly télen letépett a pilléréről.",
            "A mérnökök szerint a régi pillér könnyebb pályát elbír, ha az alapot őszig lezárják.",
        ),
    ),
}

# Other news of the day, for teasers on listings and beside articles.
OTHER_NEWS = {
    "en": (
        ("Orchestra returns from a tour of eleven towns", "The island's orchestra plays on Friday in the old customs house before four hundred people."),
        ("Dike raised by a metre and a half", "The path on top of the eastern dike is open to cyclists again after a summer of work."),
        ("Tower of the old town hall open once more", "Visitors may climb the tower after its stairs were renewed with oak from the forest."),
        ("Rowers win the lake cup for a third year", "The women's eight crossed the line two lengths ahead of its rival from the mainland."),
        ("School kitchen wins prize for its soup", "A jury of pensioners tasted forty soups and chose the one with smoked eel and dill."),
        ("Night trains to the coast begin in June", "The railway will run two trains with sleeping cars on each weekend of the season."),
    ),
    "de": (
        ("Orchester kehrt von Reise durch elf Städte zurück", "Das Orchester der Insel spielt am Freitag im alten Zollhaus vor vierhundert Gästen."),
        ("Deich um anderthalb Meter erhöht", "Der Weg auf dem östlichen Deich ist nach einem Sommer voller Arbeit wieder frei."),
        ("Rathausturm wieder geöffnet", "Besucher dürfen den Turm besteigen, seit die Treppe mit Eichenholz erneuert ist."),
        ("Ruderinnen gewinnen den Seepokal", "Der Achter der Frauen lag zwei Längen vor der Mannschaft vom Festland."),
        ("Schulküche erhält Preis für ihre Suppe", "Eine Jury aus Rentnern hat vierzig Suppen gekostet und sich für Aal mit Dill entschieden."),
    ),
    "fr": (
        ("L'orchestre rentre d'une tournée de onze villes", "L'orchestre de l'île joue vendredi dans l'ancienne douane devant quatre cents personnes."),
        ("La digue relevée d'un mètre et demi", "Le chemin sur la digue est de nouveau ouvert aux cyclistes après un été de travaux."),
        ("La tour de l'ancien hôtel de ville rouverte", "Les visiteurs peuvent gravir la tour depuis que l'escalier a été refait en chêne."),
        ("Les rameuses gagnent la coupe du lac", "Le huit féminin a franchi la ligne avec deux longueurs d'avance sur ses rivales."),
    ),
    "es": (
        ("La orquesta vuelve de una gira por once ciudades", "La orquesta de la isla toca el viernes en la antigua aduana ante cuatrocientas personas."),
        ("El dique crece metro y medio", "El camino sobre el dique oriental vuelve a estar abierto a los ciclistas."),
        ("Reabre la torre del ayuntamiento viejo", "Los visitantes pueden subir desde que la escalera fue renovada con roble."),
        ("Las remeras ganan la copa del lago", "El ocho femenino cruzó la meta con dos largos de ventaja."),
    ),
    "ru": (
        ("Оркестр вернулся с гастролей по одиннадцати городам", "Оркестр острова играет в пятницу в старой таможне перед четырьмя сотнями слушателей."),
        ("Дамбу подняли на полтора метра", "Дорожка на восточной дамбе снова открыта для велосипедистов после летних работ."),
        ("Башня старой ратуши снова открыта", "Посетители могут подняться на башню по лестнице, обновлённой дубом из леса."),
        ("Гребчихи выиграли кубок озера", "Женская восьмёрка пересекла черту на два корпуса раньше соперниц."),
    ),
    "ar": (
        ("الأوركسترا تعود من جولة في إحدى عشرة مدينة", "تعزف أوركسترا الجزيرة يوم الجمعة في مبنى الجمارك القديم أمام أربعمئة شخص."),
        ("رفع السد مترا ونصف المتر", "فتح الطريق على السد الشرقي أمام الدراجات من جديد بعد صيف من العمل."),
        ("برج البلدية القديمة مفتوح مجددا", "يستطيع الزوار صعود البرج بعد تجديد الدرج بخشب البلوط."),
    ),
    "zh": (
        ("乐团结束十一个城市的巡演归来", "岛上的乐团星期五在旧海关大楼为四百名听众演奏。"),
        ("堤坝加高一米半", "经过一个夏天的施工，东堤上的小路重新向骑车人开放。"),
        ("旧市政厅塔楼重新开放", "楼梯用森林里的橡木更新之后，游客又可以登上塔楼。"),
        ("女子赛艇队第三次夺得湖杯", "女子八人艇以两个艇身的优势率先冲过终点。"),
    ),
    "ja": (
        ("交響楽団、十一都市の公演から帰還", "島の交響楽団は金曜日、旧税関で四百人の聴衆を前に演奏する。"),
        ("堤防を一メートル半かさ上げ", "夏の工事を終え、東堤防の上の道は再び自転車に開放された。"),
        ("旧市庁舎の塔、再び公開", "階段が森の樫で新しくなり、見学者は塔に登れるようになった。"),
    ),
}
# fmt: on
