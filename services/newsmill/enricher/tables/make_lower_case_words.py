"""Write lower_case_words.txt from spaCy's table of word probabilities.

pip download --no-deps spacy-lookups-data==1.0.5
unzip spacy_lookups_data-1.0.5-*.whl spacy_lookups_data/data/en_lexeme_prob.json.gz
python -m newsmill.enricher.tables.make_lower_case_words en_lexeme_prob.json.gz
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
    """Keep the words that are written in lower case more often than with a capital."""
    with gzip.open(source, "rt", encoding="utf-8") as file:
        log_probability_by_word: dict[str, float] = json.load(file)
    lines = []
    for word, log_probability in sorted(log_probability_by_word.items()):
        if not (word.isascii() and word.isalpha() and word.islower() and len(word) > 1):
            continue
        if word.startswith(SLURS):
            continue
        odds = log_probability - log_probability_by_word.get(word.title(), ABSENT)
        if log_probability > RAREST and odds > MIN_ODDS:
            lines.append(f"{word} {odds:.1f}\n")
    Path(__file__).with_name("lower_case_words.txt").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
