"""Which room reads which topic, and the processes that do it."""

from newsmill.pipeline import ALL_IN_ONE, CLEAN, DEDUPE, ENRICH, RETRIEVE

STEPS = (RETRIEVE, CLEAN, DEDUPE, ENRICH)

ROOM_BY_TOPIC: dict[str, str] = {step.reads.name: step.room for step in STEPS}
"""In the order of an article's way."""

READERS_BY_TOPIC = {name: (room, ALL_IN_ONE) for name, room in ROOM_BY_TOPIC.items()}
