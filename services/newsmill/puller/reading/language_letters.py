"""Letters beyond ASCII by language, and the encodings that a language was written in."""

_CYRILLIC = ("cp1251", "koi8-r", "iso8859-5", "cp866")
CYRILLIC_LANGUAGES = ("ru", "uk", "be", "bg", "sr", "mk")
OTHER_SCRIPTS = frozenset(
    {*CYRILLIC_LANGUAGES, "ar", "el", "fa", "he", "ja", "ko", "th", "ur", "zh"}
)
"""Languages whose words have no letters of ASCII."""
_LATIN_2 = ("cp1250", "iso8859-2")

# Lower case, from CLDR's main exemplar characters: https://cldr.unicode.org. Of wrong readings most
# are capitals or rare letters. The encodings are those of https://encoding.spec.whatwg.org that web
# pages in the language declare, the most frequent first.
CODECS_BY_LANGUAGE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("ru", "bg", "sr", "mk"), _CYRILLIC),
    "be": (*_CYRILLIC, "koi8-u"),
    "uk": ("cp1251", "koi8-u", *_CYRILLIC[2:]),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "hr", "sl", "bs"), _LATIN_2),
    "ro": (*_LATIN_2, "iso8859-16"),
    "tr": ("cp1254",),
    "az": ("cp1254",),
    "el": ("cp1253", "iso8859-7"),
    "he": ("cp1255", "iso8859-8"),
    "ar": ("cp1256", "iso8859-6"),
    "fa": ("cp1256",),
    "ur": ("cp1256",),
    "lt": ("cp1257", "iso8859-13", "iso8859-4"),
    "lv": ("cp1257", "iso8859-13", "iso8859-4"),
    "et": ("cp1257", "iso8859-13", "cp1252"),
    "th": ("cp874",),
    "ja": ("cp932", "euc_jp"),
    "zh": ("gb18030", "big5hkscs"),
    "ko": ("cp949",),
    **dict.fromkeys(
        ("da", "de", "en", "es", "fi", "fr", "is", "it", "nb", "nl", "no", "pt", "sv"), ("cp1252",)
    ),
}

_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأؤإئ"
LETTERS_BY_LANGUAGE: dict[str, frozenset[str]] = {
    language: frozenset(letters)
    for language, letters in {
        "ru": _RUSSIAN, "bg": _RUSSIAN, "be": f"{_RUSSIAN}іў", "uk": f"{_RUSSIAN}іїєґ",
        "sr": f"{_RUSSIAN}ђјљњћџ", "mk": f"{_RUSSIAN}ѓќјљњџ",
        "pl": "ąćęłńóśźż", "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž",
        "hu": "áéíóöőúüű", "hr": "čćđšž", "bs": "čćđšž", "sl": "čšž", "ro": "ăâîșțşţ",
        "tr": "çğıöşüâîİ", "az": "çğıöşüəİ", "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž",
        "et": "äöõüšž", "de": "äöüß", "fr": "àâæçèéêëîïôùûüœ", "es": "áéíñóúü",
        "it": "àèéìòù", "pt": "áâãàçéêíóôõú", "nl": "éëïóöü", "sv": "åäöé", "fi": "äöå",
        "da": "æøåé", "nb": "æøåé", "no": "æøåé", "is": "áðéíóúýþæö", "en": "éèñ",
        "el": "αβγδεζηθικλμνξοπρςστυφχψωάέήίόύώϊϋ", "he": "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
        "ar": _ARABIC, "fa": f"{_ARABIC}پچژگکی", "ur": f"{_ARABIC}پچژگکیٹڈڑںھہے",
    }.items()
}  # fmt: skip

# The most frequent characters: of Chinese one in three, of other languages nearly all.
_THAI = "".join(map(chr, range(0x0E01, 0x0E5C)))
_KANA = "".join(map(chr, (*range(0x3041, 0x3094), *range(0x30A1, 0x30F7)))) + "ー、。「」"
FREQUENT_CHARACTERS = {
    "zh": frozenset(
        "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
        "這個們來為國說時會對過發後裡關係開與並將讓從還進經現區員問題市日月新学學本部分、。，：《》"
    ),
    "ja": frozenset(_KANA),
    "ko": frozenset(
        "이다는을의에고가를한은로하기도지사서자어대인해부리정시나아일전있과장원들면구상와오보으제주동"
    ),
    "th": frozenset(_THAI),
}
# Encodings of Cyrillic differ in the order of its letters; these are more than half of each text.
FREQUENT_IN_CYRILLIC = frozenset("оеаинтср")
