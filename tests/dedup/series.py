"""Series of texts that share their form and not their news, from the tables in `templates/`."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.dedup.drawing import Draw
from tests.dedup.prose import Draft, Writer, capitalised, invent_topic
from tests.dedup.vocabulary import Lexicon, Split

FOLDER = Path(__file__).parent / "templates"

ONE_TOPIC = frozenset({"live ticker"})
"""In these kinds all texts of a series are about one event."""


@dataclass(frozen=True)
class Template:
    """How the texts of a series are made."""

    kind: str
    fixed: Mapping[str, str]
    title: str
    text: str


@cache
def load_templates(language: str, split: Split) -> tuple[Template, ...]:
    """The templates of one half of the labelled set."""
    path = FOLDER / f"{language}-{split}.toml"
    return tuple(Template(**row) for row in tomllib.loads(path.read_text("utf-8"))["series"])


def write_series(template: Template, lexicon: Lexicon, draw: Draw, count: int) -> Iterator[Draft]:
    """`count` texts of a new series."""
    topic = invent_topic(lexicon, draw)
    writer = Writer(lexicon, draw, topic)
    fixed: dict[str, str] = {}
    for name, pattern in template.fixed.items():
        fixed[name] = writer.expand(pattern, fixed)
    for _ in range(count):
        if template.kind not in ONE_TOPIC:
            writer = Writer(lexicon, draw, invent_topic(lexicon, draw))
        kept = dict(fixed)
        title = capitalised(writer.expand(template.title, kept))
        # An entry that is only a headline comes out of the cleaner with that as its text.
        text = writer.expand(template.text, kept).strip() or title
        paragraphs = tuple((capitalised(line),) for line in text.split("\n"))
        yield Draft(lexicon.language, title, paragraphs)
