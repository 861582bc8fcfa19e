"""Whether a run says the same as the run without faults of the same seed, as far as both went."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tests.faults.ledger import Served
from tests.faults.reading import DUPLICATES, ENRICHED, Log
from tests.faults.verifying import Breach, Breaches


@dataclass(frozen=True, slots=True)
class Facts:
    """What readers were told: contents by entry and revision, and which entries are one group.

    An entry stands as its GUID, texts and entities as digests. Which of several copies came first
    may be another one in another run: then other entries are enriched, but with the same texts (or,
    where copies are edited, with texts of the same group), and in the same groups.
    """

    contents: dict[tuple[str, int], tuple[str, str, str]]
    """Title, text and entities."""
    groups: dict[str, str]
    """Some name of the group by entry."""

    def entities_by_text(self) -> dict[str, str]:
        """What was found in each text."""
        return {text: entities for _, text, entities in self.contents.values()}

    def as_json(self) -> dict[str, Any]:
        """For a file."""
        contents = [[guid, rev, *told] for (guid, rev), told in self.contents.items()]
        return {"contents": contents, "groups": self.groups}


def facts_from_json(told: dict[str, Any]) -> Facts:
    """What `as_json` wrote."""
    contents = {
        (guid, rev): (title, text, ents) for guid, rev, title, text, ents in told["contents"]
    }
    return Facts(contents, told["groups"])


def facts_of(log: Log) -> Facts:
    """What the topics tell."""
    contents, groups = {}, {}
    for message in log[ENRICHED]:
        if (record := message.record) is not None:
            guid = str(record["guid"])
            told = (str(record["title"]), str(record["text"]), str(record["entities"]))
            contents[guid, int(record["revision"])] = told
            groups[guid] = str(record["group_id"])
    for message in log[DUPLICATES]:
        if (record := message.record) is not None:
            groups[str(record["guid"])] = str(record["group_id"])
    return Facts(contents, groups)


def equal_as_far_as_both_went(
    run: Facts, reference: Facts, served: Collection[Served]
) -> list[Breach]:
    """Texts, entities and groups of what was served here and in the run without faults."""
    breaches = Breaches()
    told_there, told_here = reference.entities_by_text(), run.entities_by_text()
    strange, different, missing = [], [], []
    number_by_title = {(one.guid, one.title): one.number for one in served}
    edited = _in_groups_of_edited_copies(served)
    # Which of a group comes first is up to the log, and the others are mere copies in that run,
    # with their later states. That one of each group is published is the verifier's to say.
    published_there = {guid for guid, _ in reference.contents}
    published_here = {guid for guid, _ in run.contents}
    kind_by_title = {(one.guid, one.title): one.kind for one in served}
    last_there = max((_number(guid) for guid in reference.groups), default=0)
    for (guid, revision), (title, text, entities) in run.contents.items():
        expected = reference.contents.get((guid, revision))
        if expected is not None and expected != (title, text, entities):
            different.append(f"{guid} {revision}: {_which(expected, (title, text, entities))}")
        elif expected is None and guid in reference.groups:
            if number_by_title.get((guid, title), 0) > last_there:
                # A revision that the run without faults did not live to see.
                continue
            if text in told_there and told_there[text] != entities:
                different.append(f"{guid} {revision}: entities")
            elif text not in told_there and guid not in edited:
                if guid not in published_there and kind_by_title.get((guid, title)) != "copy":
                    continue
                strange.append(f"{guid} {revision}: a text that is not in the run without faults")
    for (guid, revision), (title, text, _) in reference.contents.items():
        is_served = (guid, title) in number_by_title
        is_later_state = kind_by_title.get((guid, title)) in ("revision", "return")
        if is_later_state and guid in run.groups and guid not in published_here:
            continue
        if is_served and text not in told_here and guid not in edited:
            missing.append(f"{guid} {revision}: its text was enriched nowhere")
    breaches.note("other than in the run without faults", different)
    breaches.note("not in the run without faults", strange)
    breaches.note("only in the run without faults", missing)
    breaches.note("grouped otherwise than in the run without faults", _regrouped(run, reference))
    return breaches.found


def _in_groups_of_edited_copies(served: Collection[Served]) -> set[str]:
    """Entries of which another may have come first, with another text: `grouping` judges them."""
    targets = {one.target for one in served if one.kind == "near"}
    return {one.guid for one in served if one.target in targets}


def _number(guid: str) -> int:
    """Of the publication that was the first of its entry."""
    return int(guid.rpartition("-")[2])


def _which(expected: tuple[str, str, str], got: tuple[str, str, str]) -> str:
    names = ("title", "text", "entities")
    return ", ".join(name for name, e, g in zip(names, expected, got, strict=True) if e != g)


def _regrouped(run: Facts, reference: Facts) -> list[str]:
    """Groups of entries that both runs have, and that only this one has so."""
    common = run.groups.keys() & reference.groups.keys()
    here, there = _partition(run, common), _partition(reference, common)
    return [", ".join(sorted(group)) for group in sorted(here - there, key=sorted)]


def _partition(facts: Facts, guids: Collection[str]) -> set[frozenset[str]]:
    members: defaultdict[str, set[str]] = defaultdict(set)
    for guid in guids:
        members[facts.groups[guid]].add(guid)
    return {frozenset(group) for group in members.values()}
