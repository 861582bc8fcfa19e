"""The entities of labelled texts as a digest, so that no change of rules goes unnoticed.

    python -m tests.enricher.resolving.golden           # after rules changed: write the digest
    python -m tests.enricher.resolving.golden --spans   # after texts changed: read them again first

The spans are those of the default models, so resolving needs no model here.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsmill.enricher import preparing
from newsmill.enricher.finding import Found
from newsmill.enricher.models import RULES, find_models
from newsmill.enricher.resolving.resolving import resolve
from newsmill.enricher.settings import Settings
from tests.entities.labelled import LabelledText, read_half

SPANS = Path(__file__).with_name("golden_spans.json")
DIGESTS = Path(__file__).with_name("golden_digests.json")
# Every third: enough of each subject.
STEP = 3

Part = list[tuple[int, int, str]]


def texts() -> list[LabelledText]:
    """The labelled texts that the digest is made of."""
    return read_half("dev")[::STEP]


def digest() -> str:
    """Of all that is resolved from the stored spans."""
    lines = json.dumps(list(_entities()), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(lines.encode()).hexdigest()


def known_digests() -> dict[str, str]:
    """The digest by version of the rules."""
    digests: dict[str, str] = json.loads(DIGESTS.read_text(encoding="utf-8"))
    return digests


def _entities() -> Iterator[dict[str, Any]]:
    spans: dict[str, list[Part]] = json.loads(SPANS.read_text(encoding="utf-8"))
    for text in texts():
        in_title, in_text = ([Found(*one) for one in part] for part in spans[text.name])
        for entity in resolve(text.title, text.text, in_title, in_text, text.language):
            yield entity.model_dump(mode="json")


def write_spans() -> None:
    """Read the texts with the default models."""
    # The heavy import only where models run.
    from newsmill.enricher import spacy_finding

    finders = {
        language: spacy_finding.load(model)
        for language, model in find_models(Settings().models).items()
    }
    spans = {}
    for text in texts():
        title = preparing.prepared_title(text.title, text.text, language=text.language)
        body = preparing.prepared(text.text, language=text.language)
        in_title, in_text = finders[text.language]([title.text, body.text])
        spans[text.name] = [title.original(in_title), body.original(in_text)]
    lines = [f"{json.dumps(name)}: {json.dumps(parts)}" for name, parts in spans.items()]
    SPANS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main() -> None:
    """Write the digest of the rules as they are."""
    if "--spans" in sys.argv:
        write_spans()
    digests = known_digests() if DIGESTS.exists() else {}
    DIGESTS.write_text(json.dumps({**digests, RULES: digest()}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
