"""The two yardsticks: bare trafilatura on the pages, bare spaCy on the texts they give.

Each runs in a process of its own, so that its CPU time holds what it must load and nothing else.
"""

import json
import sys
from pathlib import Path

from tests.bench.corpus import page, samples

BATCH_SIZE = 32


def extract_all(count: int, texts: Path) -> None:
    """Every page's text, as JSON lines."""
    import trafilatura

    with texts.open("w") as file:
        for sample in samples(count):
            text = trafilatura.extract(page(sample), fast=True, include_comments=False) or ""
            file.write(json.dumps(text) + "\n")


def recognise_all(texts: Path) -> None:
    """Every text's entities, the fastest way spaCy has: `ner` alone, batches, tuned arithmetic.

    Measured with this corpus: batches of 8 cost a sixth more than those of 16 and 32. It makes no
    difference whether there is a memory zone for each, one for all, or none.
    """
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    from newsmill.enricher.models import find_model

    set_current_ops(NumpyOps(use_blis=False))
    path = find_model("en_core_web_md", "en").path
    others = ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]
    pipeline = spacy.load(path, exclude=others)
    lines = [json.loads(line) for line in texts.read_text().splitlines()]
    found = 0
    for start in range(0, len(lines), BATCH_SIZE):
        with pipeline.memory_zone():
            for doc in pipeline.pipe(lines[start : start + BATCH_SIZE], batch_size=BATCH_SIZE):
                found += len(doc.ents)
    sys.stderr.write(f"{found} entities\n")


if __name__ == "__main__":
    if sys.argv[1] == "trafilatura":
        extract_all(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        recognise_all(Path(sys.argv[3]))
