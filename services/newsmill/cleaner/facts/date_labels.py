"""Words beside a date that say what it is the date of."""

import re

# What publishing systems write beside the date of the last change, by language:
# en, de, fr, es/pt/it/ro, nl/sv/da/nb/fi, pl/cs/sk, hu, ru/uk/bg, tr, el, ar/fa/he, id/ms/vi/th,
# zh/ja/ko, hi.
_CHANGED = (
    r"updat|modif|last (?:edited|revised|changed)|revised|correct|edited"
    r"|aktuali|geändert|überarbeitet|stand:|mis[e]? à jour|\bmaj\b|actuali[sz]|aggiorna|atualiza"
    r"|bijgewerkt|gewijzigd|uppdater|ändrad|oppdater|opdater|endret|päivit|muokattu"
    r"|zaktual|zmienion|aktualizov|upraven|frissít|módosít|обновл|изменен|оновлен|güncelle"
    r"|ενημ[εέ]ρ|τελευταία|تحديث|به‌روز|بروز|עודכן|עדכון|diperbarui|kemas kini|cập nhật|อัปเดต|อัพเดท"
    r"|更新|修改|最終|업데이트|수정|अपडेट"
)
_PUBLISHED = (
    r"publi[sc]|pubbli|posted|first published|issued|veröffentlicht|erschienen|erstellt|cread[oa]"
    r"|gepubliceerd|geplaatst|postat|lagt ut|julkaistu|opublik|dodano|zveřejn|vydán|közzé|megjelen"
    r"|опублик|дата публ|yay[ıi]n|δημοσ|نشر|منتشر|انتشار|פורסם|terbit|diterbit|đăng|เผยแพร่"
    r"|发布|發布|公開|掲載|発行|등록|입력|प्रकाशित"
)
# What else has a date near an article: another house's text, an event, a law, a picture.
_OTHERS = (
    r"originally (?:published|appeared)|©|copyright|\(c\)|all rights|archiv|expire|born|event|"
    r"geboren|zuerst erschienen|photo|foto:|bild:|comment|repl(?:y|ies)|join|deadline|until|"
    r"bis zum|member since|print edition|edition of"
)
CHANGED = re.compile(_CHANGED)
PUBLISHED = re.compile(_PUBLISHED)
OTHERS = re.compile(_OTHERS)

# In class names and ids, which are written in English mostly.
CHANGED_CLASS = re.compile(r"updat|modif|revis|aktualis|maj\b|changed", re.IGNORECASE)
PUBLISHED_CLASS = re.compile(r"publi|pubdate|posted|created|entry-date|post-date", re.IGNORECASE)
# Around other things than the article: their dates are theirs.
FOREIGN_CLASS = re.compile(
    r"comment|\brepl(?:y|ies)\b|respond|related|sidebar|side-bar|widget|teaser|recommend|popular|"
    r"most-?(?:read|viewed)|trending|latest|promo|(?<!entry-)(?<!post-)(?<!article-)footer|copyright|calendar|archive|event-|"
    r"read-?more|more-?(?:news|stories|from)|newsletter|further|also-?like|next-?(?:post|article)|"
    r"prev|carousel|slider|ticker|weather|poll\b|listing|masthead|current-?date|today|"
    r"\bcard|[-_]card|\bfeed",
    re.IGNORECASE,
)
