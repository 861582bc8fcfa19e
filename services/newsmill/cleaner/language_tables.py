"""Tables about languages: which the detector knows, which it confuses, how they are written.

Codes are BCP 47 primary subtags.
"""

_KNOWN = (
    "af gsw am an ar arz as ast av az azb ba bar bcl be bg bho bn bo bpy br bs bxr ca cbk ce "
    "ceb ckb co cs cv cy da de diq dsb dty dv el egl en eo es et eu fa fi fr frr fy ga gd gl gn "
    "gom gu gv he hi hif hr hsb ht hu hy ia id ie ilo io is it ja jbo jv ka kk km kn ko krc ku "
    "kv kw ky la lb lez li lmo lo lrc lt lv mai mg mhr min mk ml mn mr mrj ms mt mwl my myv mzn "
    "nah nap nds ne new nl nn no oc or os pa pam pfl pl pms pnb ps pt qu rm ro ru rue sa sah sc "
    "scn sco sd si sk sl so sq sr su sv sw ta te tg th tk tl tr tt tyv ug uk ur uz vec vep vi "
    "vls vo wa war wuu xal xmf yi yo yue zh "
)
KNOWN_TO_THE_DETECTOR = frozenset(_KNOWN.split())
"""The labels of https://fasttext.cc/docs/en/language-identification.html, by their tags."""

_CONFUSED = (
    "id ms jv su min ban bjn",
    "no nb nn da sv fo is",
    "fa ps ur ar ckb ku sd pnb azb mzn lrc ug prs bal",
    "hr bs sr cnr sl sh",
    "gl pt es ca ast an oc ext mwl eu",
    "cs sk pl szl csb",
    "ru uk be bg mk rue sr",
    "kk ky tt ba uz tyv sah",
    "tr az tk uz gag crh",
    "am ti tig gez",
    "nl af fy li nds vls zea",
    "de lb gsw bar nds pfl ksh",
    "hi mr ne mai bho sa gom kok dty hif awa bgc doi",
    "bn as",
    "en sco",
    "it co scn nap lmo pms vec sc fur lij egl rm",
    "fr oc wa ht gcr gcf frp br co",
    "ga gd gv",
    "bo dz",
    "zh yue wuu lzh nan",
    "tl fil ceb ilo war pam bcl",
    "fi et vep krl sme se",
    "lv ltg",
    "ro mo rup",
    "lt sgs",
    "xh zu ss nr st tn nso ts ve",
    "rw rn",
)
"""Languages that are read as one another, short texts above all."""

NEAR = {
    code: frozenset(
        other for row in _CONFUSED if code in row.split() for other in row.split() if other != code
    )
    for row in _CONFUSED
    for code in row.split()
}

SCRIPTS = {
    code: frozenset(scripts.split())
    for scripts, codes in {
        "Arab": "ar arz azb ckb fa lrc mzn pnb prs ps sd ug ur bal",
        "Arab Latn Cyrl": "ku ha ms",
        "Armn": "hy",
        "Beng": "as bn bpy",
        "Cyrl": "av ba be bg ce cv kv krc ky lez mhr mk mrj myv os ru rue sah tg tt tyv uk xal",
        "Cyrl Latn": "az bs cnr crh gag kk mo ro sh sr tk uz",
        "Cyrl Mong": "mn bxr",
        "Deva": "bho dty gom hi kok mai mr ne new sa awa doi bgc",
        "Ethi": "am ti tig gez",
        "Geor": "ka xmf",
        "Grek": "el",
        "Gujr": "gu",
        "Guru Arab": "pa",
        "Hang": "ko",
        "Hani": "zh yue wuu lzh nan",
        "Hani Hira Kana": "ja",
        "Hebr": "he yi",
        "Khmr": "km",
        "Knda": "kn",
        "Laoo": "lo",
        "Mlym": "ml",
        "Mymr": "my",
        "Orya": "or",
        "Sinh": "si",
        "Taml": "ta",
        "Telu": "te",
        "Thaa": "dv",
        "Thai": "th",
        "Tibt": "bo dz",
    }.items()
    for code in codes.split()
}
"""ISO 15924 codes of what a language is written in; Latin for those that are not listed."""

# Hangul texts may hold more Chinese characters than Hangul; the script of a text is its letters'.
SCRIPTS["ko"] |= {"Hani"}
