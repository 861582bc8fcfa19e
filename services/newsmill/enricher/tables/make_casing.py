"""Write lower_case_words.txt and acronyms.txt from spaCy's table of word probabilities.

pip download --no-deps spacy-lookups-data==1.0.5
unzip spacy_lookups_data-1.0.5-*.whl spacy_lookups_data/data/en_lexeme_prob.json.gz
python -m newsmill.enricher.tables.make_casing en_lexeme_prob.json.gz
"""

import gzip
import json
import math
import sys
from pathlib import Path

# About one word in five million: rarer ones have no reliable odds.
RAREST = -15.5
# The source is a web forum: slurs are no words of news.
SLURS = ("fag", "nigg")
ABSENT = -20.0
MIN_ODDS = math.log(1.1)


def main(source: Path) -> None:
    """Keep the words that are written mostly in lower case, and those mostly in capitals."""
    with gzip.open(source, "rt", encoding="utf-8") as file:
        log_probability_by_form: dict[str, float] = json.load(file)
    lower_case, acronyms = [], []
    for word, log_probability in sorted(log_probability_by_form.items()):
        if not (word.isascii() and word.isalpha() and word.islower() and len(word) > 1):
            continue
        if word.startswith(SLURS):
            continue
        title = log_probability_by_form.get(word.title(), ABSENT)
        upper = log_probability_by_form.get(word.upper(), ABSENT)
        odds = log_probability - max(title, upper)
        if log_probability > RAREST and odds > MIN_ODDS:
            lower_case.append(f"{word} {odds:.1f}\n")
        if upper > RAREST and upper - max(title, log_probability) > MIN_ODDS:
            acronyms.append(f"{word.upper()}\n")
    folder = Path(__file__).parent
    (folder / "lower_case_words.txt").write_text("".join(lower_case), encoding="utf-8")
    (folder / "acronyms.txt").write_text("".join(acronyms), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
