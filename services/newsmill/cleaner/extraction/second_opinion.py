"""Extract a page's prose with Resiliparse: quick, and of other opinion than trafilatura.

https://resiliparse.chatnoir.eu/en/latest/man/extract/html2text.html
"""

from resiliparse.extract.html2text import extract_plain_text

from newsmill.cleaner.extraction.paragraphs import count_words, is_prose
from newsmill.cleaner.markup import MAX_CHARS, SKIPPED, without_giant_tags
from newsmill.cleaner.texts import PARAGRAPH_BREAK, tidy

# Lexbor takes quadratic time on deeply nested pages.
MAX_TAGS = 20_000


def main_prose(html: str) -> str:
    """The page's main text from its first line of prose to its last, tidy; empty if there is none.

    Pages of more than `MAX_TAGS` tags are not read.
    """
    if html.count("<") > 2 * MAX_TAGS:
        return ""
    html = without_giant_tags(html).encode("utf-8", "ignore").decode()
    text = extract_plain_text(
        html,
        main_content=True,
        comments=False,
        post_meta=False,
        list_bullets=False,
        skip_elements=SKIPPED,
    )
    lines = tidy(str(text)[:MAX_CHARS]).split(PARAGRAPH_BREAK)
    prose = [number for number, line in enumerate(lines) if is_prose(line, count_words(line))]
    return PARAGRAPH_BREAK.join(lines[prose[0] : prose[-1] + 1]) if prose else ""
