"""Load a model with the library that it is made for."""

from newsmill.enricher import slovnet_finding, spacy_finding
from newsmill.enricher.finding import FindEntities
from newsmill.enricher.models import NATASHA, Model


def load(model: Model) -> FindEntities:
    """The model, ready to read. This takes a second or two, and imports its library."""
    return slovnet_finding.load(model) if model.name == NATASHA else spacy_finding.load(model)
