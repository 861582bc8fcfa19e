"""Whether a run says the same as the run without faults of the same seed, as far as both went."""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tests.faults.ledger import Served
from tests.faults.reading import DUPLICATES, ENRICHED, Log
from tests.faults.verifying import Breach, Breaches

_PORT = re.compile(r":\d+")


@dataclass(frozen=True, slots=True)
class Facts:
    """What readers were told: contents by URL and revision, and which URLs are one group.

    Texts and entities stand as digests. Which of several copies came first may be another one in
    another run: then other URLs are enriched, but with the same texts, and in the same groups.
    """

    contents: dict[tuple[str, int], tuple[str, str, str]]
    """Title, text and entities."""
    groups: dict[str, str]
    """Some name of the group by URL."""

    def entities_by_text(self) -> dict[str, str]:
        """What was found in each text."""
        return {text: entities for _, text, entities in self.contents.values()}

    def as_json(self) -> dict[str, Any]:
        """For a file."""
        contents = [[url, rev, *told] for (url, rev), told in self.contents.items()]
        return {"contents": contents, "groups": self.groups}


def facts_from_json(told: dict[str, Any]) -> Facts:
    """What `as_json` wrote."""
    contents = {(url, rev): (title, text, ents) for url, rev, title, text, ents in told["contents"]}
    return Facts(contents, told["groups"])


def facts_of(log: Log) -> Facts:
    """What the topics tell."""
    contents, groups = {}, {}
    for message in log[ENRICHED]:
        if (record := message.record) is not None:
            url = place(record["url"])
            told = (str(record["title"]), str(record["text"]), str(record["entities"]))
            contents[url, int(record["revision"])] = told
            groups[url] = str(record["group_id"])
    for message in log[DUPLICATES]:
        if (record := message.record) is not None:
            groups[place(record["url"])] = str(record["group_id"])
    return Facts(contents, groups)


def place(url: str) -> str:
    """`url` without its port, which is another one each time."""
    return _PORT.sub("", url.partition("://")[2], count=1)


def equal_as_far_as_both_went(
    run: Facts, reference: Facts, served: Collection[Served]
) -> list[Breach]:
    """Texts, entities and groups of what was served here and in the run without faults."""
    breaches = Breaches()
    told_there, told_here = reference.entities_by_text(), run.entities_by_text()
    strange, different, missing = [], [], []
    number_by_title = {(place(one.url), one.title): one.number for one in served}
    last_there = max((_number(url) for url in reference.groups), default=0)
    for (url, revision), (title, text, entities) in run.contents.items():
        expected = reference.contents.get((url, revision))
        if expected is not None and expected != (title, text, entities):
            different.append(f"{url} {revision}: {_which(expected, (title, text, entities))}")
        elif expected is None and url in reference.groups:
            if number_by_title.get((url, title), 0) > last_there:
                # A revision that the run without faults did not live to see.
                continue
            if text not in told_there:
                strange.append(f"{url} {revision}: a text that is not in the run without faults")
            elif told_there[text] != entities:
                different.append(f"{url} {revision}: entities")
    for (url, revision), (title, text, _) in reference.contents.items():
        if (url, title) in number_by_title and text not in told_here:
            missing.append(f"{url} {revision}: its text was enriched nowhere")
    breaches.note("other than in the run without faults", different)
    breaches.note("not in the run without faults", strange)
    breaches.note("only in the run without faults", missing)
    breaches.note("grouped otherwise than in the run without faults", _regrouped(run, reference))
    return breaches.found


def _number(url: str) -> int:
    """Of the publication that was the first at `url`."""
    return int(url.rpartition("/")[2])


def _which(expected: tuple[str, str, str], got: tuple[str, str, str]) -> str:
    names = ("title", "text", "entities")
    return ", ".join(name for name, e, g in zip(names, expected, got, strict=True) if e != g)


def _regrouped(run: Facts, reference: Facts) -> list[str]:
    common = run.groups.keys() & reference.groups.keys()
    here, there = _partition(run, common), _partition(reference, common)
    return [", ".join(sorted(group)) for group in sorted(here - there, key=sorted)]


def _partition(facts: Facts, urls: Collection[str]) -> set[frozenset[str]]:
    members: defaultdict[str, set[str]] = defaultdict(set)
    for url in urls:
        members[facts.groups[url]].add(url)
    return {frozenset(group) for group in members.values()}
