"""Language codes that a filter takes, and what is often written instead of them."""

# ISO 639-1, and “und” for an unknown language; codes of three letters are not checked.
_TWO_LETTERS = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy"
    " da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu"
    " hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb"
    " lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om"
    " or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv"
    " sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh"
    " zu"
)
TWO_LETTERS = frozenset(_TWO_LETTERS.split())

# Names in English and in the language itself, folded; codes of three letters, and of countries
# that are no code of a language.
CODE_BY_MISTAKE = {
    "arabic": "ar", "ara": "ar", "العربية": "ar",
    "bulgarian": "bg", "catalan": "ca", "catala": "ca",
    "chinese": "zh", "mandarin": "zh", "zho": "zh", "chi": "zh", "cn": "zh", "中文": "zh",
    "croatian": "hr", "hrvatski": "hr",
    "czech": "cs", "cestina": "cs", "cz": "cs", "ces": "cs", "cze": "cs",
    "danish": "da", "dansk": "da", "dk": "da", "dan": "da",
    "dutch": "nl", "nederlands": "nl", "nld": "nl", "dut": "nl",
    "english": "en", "eng": "en", "gb": "en", "us": "en",
    "estonian": "et", "finnish": "fi", "suomi": "fi", "fin": "fi",
    "french": "fr", "francais": "fr", "fra": "fr", "fre": "fr",
    "german": "de", "deutsch": "de", "deu": "de", "ger": "de", "at": "de",
    "greek": "el", "gr": "el", "ell": "el", "gre": "el",
    "hebrew": "he", "iw": "he", "il": "he", "heb": "he",
    "hindi": "hi", "hin": "hi", "hungarian": "hu", "magyar": "hu",
    "indonesian": "id", "italian": "it", "italiano": "it", "ita": "it",
    "japanese": "ja", "jp": "ja", "jpn": "ja", "日本語": "ja",
    "korean": "ko", "kor": "ko", "한국어": "ko",
    "latvian": "lv", "lithuanian": "lt",
    "norwegian": "nb", "norsk": "nb", "nor": "nb", "nob": "nb",
    "persian": "fa", "farsi": "fa", "fas": "fa", "per": "fa", "ir": "fa",
    "polish": "pl", "polski": "pl", "pol": "pl",
    "portuguese": "pt", "portugues": "pt", "por": "pt", "br": "pt",
    "romanian": "ro", "romana": "ro", "ron": "ro", "rum": "ro",
    "russian": "ru", "русскии": "ru", "rus": "ru", "by": "be",
    "serbian": "sr", "rs": "sr", "slovak": "sk", "slovenian": "sl", "slovene": "sl",
    "spanish": "es", "espanol": "es", "spa": "es", "mx": "es",
    "swedish": "sv", "svenska": "sv", "swe": "sv",
    "thai": "th", "tha": "th", "turkish": "tr", "turkce": "tr", "tur": "tr",
    "ukrainian": "uk", "українська": "uk", "ua": "uk", "ukr": "uk",
    "vietnamese": "vi", "vn": "vi", "vie": "vi",
    "unknown": "und", "none": "und",
}  # fmt: skip
