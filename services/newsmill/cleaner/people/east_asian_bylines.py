"""Parse bylines in Chinese, Japanese and Korean, which mark reporters in their own way."""

import re
from collections.abc import Iterator

from newsmill.cleaner.people.agencies import NEWS_AGENCIES

IN_EAST_ASIAN_SCRIPT = re.compile("[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3]")

IS_REPORTER = re.compile(
    r"[가-힣]{2,5}\s{0,2}(?:선임|전문|객원|인턴)?(?:기자|특파원)(?!\w)"
    r"|(?:本报|本報)?(?:记者|記者|作者|撰文|撰稿)\s{0,2}[:：]?\s{0,2}[\u4e00-\u9fff]{2,4}(?!\w)"
    r"|(?:文|文字|取材|執筆)(?:\s{0,2}[:：/／｜|=＝]\s{0,2})[\u3400-\u9fff々]{2,5}(?!\w)"
)
"""How a line begins that names a reporter: “김철수 기자”, “记者 王小明”."""

# Who else is named: editors, photographers, translators, proof-readers.
_OTHERS = re.compile(
    r"(?:责任编辑|責任編輯|责编|責編|编辑|編輯|编审|审核|校对|校對|摄影|攝影|图片|图|圖|编译|翻译|翻訳|"
    r"撮影|写真|来源|來源|사진|편집|번역|영상|그래픽)\s{0,3}[:：/／=＝・|｜]\s{0,3}[^\s,，;；。|｜]{1,20}"
    r"|(?<![·ㆍ/])(?:사진|영상|그래픽)\s{1,3}[가-힣]{2,4}"
)  # fmt: skip
_BRACKETED = re.compile(r"[\[【［〔(（〈<][^\]】］〕)）〉>]{0,60}[\]】］〕)）〉>]")
_BRACKETS = re.compile(r"[\[\]【】［］〔〕()（）〈〉<>]")
_LABELS = re.compile(
    r"(?:本报|本報|本社|本网|本網|特约|特約|见习|見習|首席|实习|實習|驻\S{1,6}?|駐\S{1,6}?)?"
    r"(?:记者|記者(?!会)|通讯员|通訊員|特派员|特派員|评论员|評論員)(?=\s|[:：/／]|[\u4e00-\u9fff]{2})"
    r"|(?:作者|撰文|撰稿|采写|採訪|取材|構成|聞き手|文字|文|글|취재)"
    r"(?:[・·ㆍ&＆/](?:文|構成|撮影|写真|사진|그림)){0,2}(?:\s{0,3}[:：/／=＝・|｜]|(?<=[글진림])\s)"
    r"|(?:編集委員|論説委員|解説委員|編集局|政治部|経済部|社会部|国際部|科学部|運動部)\s{0,3}[・:：/／]?"
)  # fmt: skip
# Behind a name.
_SUFFIXES = re.compile(
    r"\s{0,2}(?:기자|특파원|선임기자|전문기자|객원기자|인턴기자|논설위원|칼럼니스트|記者|記|氏|編集委員|"
    r"特派員|支局長)(?=\s|$|[,，、·・/／=])"
)  # fmt: skip
_REPORTER = re.compile(r"(?:本报|本報|本社)?(?:记者|記者|通讯员|通訊員)")
_BETWEEN = re.compile(r"[、，,;；/／|｜·‧・\n]|\s{2,}")
_REPORTS = re.compile(
    r"(?:报道|報導|報道|摄|撰|讯|訊|电|電|综合|綜合|整理)$"
)  # fmt: skip
_ORGANISATION = re.compile(
    r"(?:社|报|報|网|網|新闻|新聞|编辑部|編輯部|編集部|取材班|中心|电视台|電視台|频道|頻道|台|局|院|"
    r"通信|通讯|通訊|委员会|委員会|大学|大學|学院|部|통신|뉴스|신문|일보|방송|편집국|편집부|취재팀|팀|센터|"
    r"온라인|닷컴|경제|타임즈)$"
)  # fmt: skip
_NAME = re.compile(
    r"[\u3400-\u9fff々]{2,6}|[\u3400-\u9fff々\u3041-\u30ff]{2,12}|[가-힣]{2,5}"
    r"|[\u3400-\u9fff々\u3041-\u30ff]{1,6} [\u3400-\u9fff々\u3041-\u30ff]{1,6}"
    r"|[\u30a1-\u30ff\u3400-\u9fffA-Za-z]{1,20}(?:[·・＝][\u30a1-\u30ff\u3400-\u9fff]{1,20}){1,3}"
)
_CHINESE = re.compile(r"[\u3400-\u9fff]{2,4}(?: [\u3400-\u9fff]{2,4})+")
_KOREAN = re.compile(r"[가-힣]{2,5}(?: [가-힣]{2,5})+")
_AGENCIES = frozenset(name for names in NEWS_AGENCIES for name in names if not name.isascii())
_AGENCY = "|".join(map(re.escape, sorted(_AGENCIES, key=len, reverse=True)))
_AGENCY_BEFORE_LABEL = re.compile(rf"(?:{_AGENCY})(?=\s{{0,2}}(?:记者|記者))")


def east_asian_names(line: str) -> Iterator[str]:
    """The persons that a line of a byline in Chinese, Japanese or Korean names."""
    line = _OTHERS.sub(" ", line)
    # “（记者 王小明）”, and a name in brackets with nothing around it.
    line = _BRACKETS.sub("、", _BRACKETED.sub(_unless_reporter, line)) or line
    is_chinese_reporter = re.search(
        r"(?:记者|記者|通讯员|通訊員)\s{0,2}[:：]?\s{0,2}[\u4e00-\u9fff]", line
    )
    line = _LABELS.sub(" ", _AGENCY_BEFORE_LABEL.sub(" ", _SUFFIXES.sub(" ", line)))
    for part in _BETWEEN.split(line.strip()):
        part = " ".join(part.split())
        spaced = _KOREAN.fullmatch(part) or (is_chinese_reporter and _CHINESE.fullmatch(part))
        for name in part.split(" ") if spaced else [part]:
            name = name.strip(" .:：。=-–—“”\"'「」")
            is_other = _ORGANISATION.search(name) or _REPORTS.search(name) or name in _AGENCIES
            if _NAME.fullmatch(name) and not is_other:
                yield name


def _unless_reporter(bracketed: re.Match[str]) -> str:
    inner = bracketed[0][1:-1]
    is_all = len(bracketed[0]) == len(bracketed.string)
    return bracketed[0] if is_all or _REPORTER.match(inner) else " "
