"""Parse the name of a topic, which may be shortened."""

import difflib
from typing import Any

from newsmill.contracts.topics import Topic
from newsmill.errors import UsageError
from newsmill.pipeline import TOPICS


def topic_named(name: str) -> Topic[Any]:
    """The topic with this name.

    Raises:
        UsageError: there is none.
    """
    for topic in TOPICS:
        if name in {topic.name, short_name(topic), _without_version(topic)}:
            return topic
    known = [short_name(topic) for topic in TOPICS]
    near = difflib.get_close_matches(name, known, n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    raise UsageError(f"there is no topic {name!r}; {meant}choose from {', '.join(known)}")


def short_name(topic: Topic[Any]) -> str:
    """The shortest name by which a topic is known: `enriched`, `dead-letters`."""
    return _without_version(topic).removeprefix("articles.")


def _without_version(topic: Topic[Any]) -> str:
    return topic.name.removeprefix("news.").removesuffix(".v1")
