from newsmill.enricher.models import RULES
from tests.enricher.resolving.golden import digest, known_digests


def test_rules_change_their_version_when_entities_change() -> None:
    assert digest() == known_digests().get(RULES), (
        "The entities of labelled texts are others than with the rules of this version. If rules, "
        "tables or gazetteers were changed on purpose since a release, raise RULES in "
        "services/newsmill/enricher/models.py; then run python -m tests.enricher.resolving.golden"
    )
