"""Recognise offers to subscribe in many languages: prices, terms, what subscribers get."""

# ruff: noqa: E501

import re

from newsmill.cleaner.judging.likeness import readable, share_of, stems
from newsmill.cleaner.judging.notices import notice_in, notices_among
from newsmill.cleaner.texts import PARAGRAPH_BREAK
from newsmill.text.words import word_count

MAX_PARAGRAPH_CHARS = 600
MAX_PARAGRAPHS = 20

# ISO 4217's signs and names, as offers write them.
_PRICE = re.compile(
    r"(?:[€£$¥₹₩฿₽₺]|\bchf|\beur|\busd|\bgbp) ?\d{1,6}"
    r"|\d{1,6}(?:[.,]\d{1,3})? ?(?:[€£$¥₹₩฿₽₺]|chf|eur|euro|krone|kronor|kr\b|zł|złot|kč|руб|円|元|원|บาท|रुपये|درهم|ريال|جنيه|lei|ft\b|tl\b)"
)
# What offers promise and ask, by language.
_TERMS = (
    # en
    "subscribe", "subscription", "cancel any", "cancel at any", "free trial", "unlimited access", "keep reading", "continue reading", "start your trial", "log in", "sign in",
    # de
    "abonnent", "abonnement", "jetzt abonnieren", "kündbar", "weiterlesen", "probeabo", "probemonat", "digitalabo", "monatsabo", "bereits ein abo", "anmelden", "alle artikel",
    # fr
    "abonné", "abonnez", "sans engagement", "accès illimité", "se connecter", "à lire",
    # es
    "suscríbete", "suscriptor", "suscripción", "suscribirse", "cancela cuando", "acceso ilimitado", "inicia sesión", "seguir leyendo",
    # pt
    "assine", "assinante", "assinatura", "acesso ilimitado", "cancele quando", "continuar lendo", "continuar a ler", "faça login",
    # it
    "abbonat", "abbonament", "disdici", "accesso illimitato", "accedi", "continua a leggere", "continuare a leggere",
    # ru
    "подписк", "подписчик", "подпишитесь", "отменить", "читать дальше", "доступ ко всем",
    # pl
    "subskryp", "czytaj dalej", "zrezygnować", "nieograniczony dostęp", "zaloguj",
    # nl
    "abonnee", "opzegbaar", "lees verder", "onbeperkt",
    # sv, da, nb
    "prenumer", "abonnemang", "avsluta när", "läs vidare", "obegränsad", "logga in", "abonner", "opsig", "ubegrænset", "ubegrenset", "les videre", "læs videre",
    # fi, cs, hu, ro, el, uk
    "tilaaja", "tilaus", "předplatn", "předplat", "előfizet", "abonați", "συνδρομ", "передплат",
    # tr, id, vi
    "abone ol", "abonelik", "berlangganan", "langganan", "đăng ký gói", "thuê bao",
    # ja, zh, ko
    "会員", "読み放題", "解約", "購読", "続きを読", "続きをお読み", "ログイン", "订阅", "訂閱", "会员", "會員", "继续阅读", "繼續閱讀", "随时取消", "请登录", "구독", "무제한", "해지", "계속 읽",
    # th, hi, ar, fa, he
    "สมัครสมาชิก", "อ่านต่อ", "ไม่จำกัด", "ยกเลิกได้", "सदस्यता", "सदस्य हैं", "असीमित", "रद्द करें", "सब्सक्रा", "आगे पढ़", "اشترك", "مشترك", "الاشتراك", "غير محدود", "لمتابعة القراءة", "اشتراک", "مشترکان", "מינוי", "מנוי",
)  # fmt: skip
ENOUGH_TERMS = 2
ITEM = "- "
# So much of the feed's words is in a paragraph that is about its news.
SHARE_OF_NEWS = 0.2


def is_offer(text: str) -> bool:
    """Whether a text offers a subscription: it has two terms of offers, or one beside a price."""
    lowered = readable(text[:MAX_PARAGRAPH_CHARS])
    terms = sum(term in lowered for term in _TERMS)
    return terms >= ENOUGH_TERMS or (terms > 0 and bool(_PRICE.search(lowered)))


def words_beside_offers(text: str, feed: str, headings: set[str]) -> float:
    """How many words a text has beside offers, headings, and what the feed says already.

    A paragraph about the news is no offer, also if the news is about subscriptions.

    `feed` is its headline and teaser, `headings` are readable.
    """
    known, telling = stems(feed), stems(feed, telling=True)
    words, is_selling = 0.0, False
    items = 0.0
    for paragraph in text.split(PARAGRAPH_BREAK)[:MAX_PARAGRAPHS]:
        beside = _words_beside(paragraph, known)
        sells = _sells(paragraph) and share_of(telling, readable(paragraph)) < SHARE_OF_NEWS
        if sells:
            items, is_selling = 0.0, True
            continue
        if paragraph.startswith(ITEM):
            # What a list between offers promises.
            items += beside * (not is_selling)
            continue
        words += items
        items = 0.0
        if readable(paragraph) not in headings:
            words, is_selling = words + beside, False
    return words + items


def _sells(paragraph: str) -> bool:
    return is_offer(paragraph) or bool(notice_in(paragraph) or notices_among(paragraph))


def _words_beside(paragraph: str, known: frozenset[str]) -> float:
    found = stems(readable(paragraph))
    return word_count(paragraph) * len(found - known) / len(found) if found else 0.0
