"""Run spaCy models on texts; the only module that imports spaCy."""

import logging
import warnings
from collections.abc import Sequence
from typing import Any, Protocol

from newsmill.enricher.finding import FindEntities, Found
from newsmill.enricher.memory_zone import HasMemoryZone, memory_zone
from newsmill.enricher.models import REQUIREMENT_BY_MODEL, Model

# With more at once, the model's matrices no longer fit into a core's cache: a fifth slower with 64
# texts of 500 words.
TEXTS_AT_ONCE = 32

# Some 600 texts of news. Their words take 10 to 20 MB for good.
MAX_KEPT_CHARS = 2_000_000

log = logging.getLogger(__name__)


class Pipeline(HasMemoryZone, Protocol):
    """What is used of spaCy's `Language`."""

    def pipe(self, texts: Sequence[str], *, batch_size: int) -> Any:
        """Read many texts."""

    def make_doc(self, text: str) -> Any:
        """Split a text into tokens."""


class SpacyFinder:
    """Finds entities with spaCy itself."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._kept_chars = 0

    def __call__(self, texts: Sequence[str]) -> list[list[Found]]:
        """The named spans of each text."""
        self._keep_words(texts)
        with memory_zone(self._pipeline):
            return [
                [Found(span.start_char, span.end_char, span.label_) for span in doc.ents]
                for doc in self._pipeline.pipe(texts, batch_size=TEXTS_AT_ONCE)
            ]

    def _keep_words(self, texts: Sequence[str]) -> None:
        """Let spaCy remember the words of the first texts, outside a memory zone.

        What its tokenizer remembers within a zone is thrown away with the zone.
        """
        for text in texts:
            if self._kept_chars >= MAX_KEPT_CHARS:
                return
            part = text[: MAX_KEPT_CHARS - self._kept_chars]
            self._kept_chars += len(part)
            self._pipeline.make_doc(part)


def load(model: Model) -> FindEntities:
    """The model, ready to read: by our own forward pass where that finds what spaCy finds."""
    # The parent process imports this module too, and needs no numpy.
    from newsmill.enricher.fused.fusing import NotFused, fuse

    pipeline = load_pipeline(model)
    finder = fuse(pipeline)
    if isinstance(finder, NotFused):
        log.info("spaCy itself reads", extra={"model": model.name, "reason": finder.reason})
        return SpacyFinder(pipeline)
    return finder


def load_pipeline(model: Model) -> Any:
    """The model's spaCy `Language` with its entity recogniser only."""
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    # OpenBLAS, which numpy brings, uses AVX-512 where blis does not.
    set_current_ops(NumpyOps(use_blis=False))
    config = spacy.util.load_config(model.path / "config.cfg")
    embedding = config["components"]["ner"]["model"].get("tok2vec", {})
    listens = "Listener" in embedding.get("@architectures", "")
    needed = {"ner", "tok2vec", "transformer"} if listens else {"ner"}
    others = [name for name in config["components"] if name not in needed]
    with warnings.catch_warnings():
        if model.name in REQUIREMENT_BY_MODEL:
            # W095: made for another minor version. The models of our lock are tested with it.
            warnings.filterwarnings("ignore", message=r"\[W095\]")
        return spacy.load(model.path, exclude=others)
