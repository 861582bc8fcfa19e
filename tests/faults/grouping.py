"""What must hold of identities, states and groups of copies, judged from the ledger and the topics.

An entry is known by its GUID: the feed server gives each entry its own, and one feed to each.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from urllib.parse import urlsplit

from tests.faults.ledger import Served
from tests.faults.reading import DUPLICATES, ENRICHED, UNIQUE, Log, Message
from tests.faults.verifying import Breach, Breaches

VERDICT = ("article_id", "revision", "duplicate_of", "group_id", "kind")
"""What the deduper has decided on an observation."""

COMPARED = ("same_text", "near")
"""Kinds of copies that are found by their texts."""

MOST_HOSTS = 50
"""So many are told of a group."""


def equal_ids_mean_equal_content(log: Log) -> list[Breach]:
    """A revision of an article, and a ce_id, have one title and one text in all messages."""
    breaches = Breaches()
    by_revision: defaultdict[tuple[object, object], set[object]] = defaultdict(set)
    by_id: defaultdict[str, set[object]] = defaultdict(set)
    for message in (*log[UNIQUE], *log[ENRICHED]):
        if (record := message.record) is not None and "text" in record:
            content = record.get("title"), record["text"]
            by_revision[record.get("article_id"), record.get("revision")].add(content)
            by_id[message.id].add(content)
    breaches.note(
        "one revision with two contents",
        (f"{article}.{revision}" for (article, revision), of in by_revision.items() if len(of) > 1),
    )
    breaches.note(
        "one ce_id with two contents", (name for name, of in by_id.items() if len(of) > 1)
    )
    return breaches.found


def repeats_are_the_same_verdict(log: Log) -> list[Breach]:
    """Whenever an observation is decided on again, the answer is the one given first."""
    breaches = Breaches()
    verdicts: defaultdict[str, set[tuple[object, ...]]] = defaultdict(set)
    for message in _decided(log):
        if message.record is not None:
            verdicts[message.subject].add(tuple(message.record.get(name) for name in VERDICT))
    breaches.note(
        "two verdicts on one observation",
        (
            f"{subject}: {'; '.join(sorted(map(str, of)))}"
            for subject, of in verdicts.items()
            if len(of) > 1
        ),
    )
    return breaches.found


def no_copy_is_its_own_first(log: Log) -> list[Breach]:
    """What a copy is said to copy was published as unique, and so was what names its group.

    Else it was compared with what a worker remembered of it before it ended, and nobody has it.
    """
    breaches = Breaches()
    unique = {str(m.record["article_id"]) for m in log[UNIQUE] if m.record}
    for what, field in (("a copy", "duplicate_of"), ("in the group", "group_id")):
        breaches.note(
            f"{what} of something that was never unique",
            (
                f"{m.record.get('url')} of {m.record[field]}"
                for m in log[DUPLICATES]
                if m.record and field in m.record and m.record[field] not in unique
            ),
        )
    return breaches.found


def articles_belong_to_one_entry(log: Log) -> list[Breach]:
    """No two entries are one article, and an entry keeps its article for life."""
    breaches = Breaches()
    entries: defaultdict[str, set[str]] = defaultdict(set)
    articles: defaultdict[str, set[str]] = defaultdict(set)
    for message in _decided(log):
        guid, article = _guid(message), _article(message)
        if guid and article:
            entries[article].add(guid)
            articles[guid].add(article)
    for rule, found in (
        ("one article of two entries", entries),
        ("one entry under two article_ids", articles),
    ):
        breaches.note(
            rule,
            (f"{name}: {', '.join(sorted(of))}" for name, of in found.items() if len(of) > 1),
        )
    return breaches.found


def states_are_told_in_order(served: Sequence[Served], log: Log) -> list[Breach]:
    """The revisions of an article are the states of its entry, in the order of serving.

    So a state that returns is a new revision, and the latest revision is the state of now. Of an
    entry that came out as a copy, nothing is asked: its states are told in its group.
    """
    breaches = Breaches()
    told: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for message in log[ENRICHED]:
        if message.record and (guid := _guid(message)):
            told[guid][int(message.record["revision"])] = str(message.record.get("title"))
    copies = _copies(served, log)
    wrong = []
    for guid, states in _states_by_guid(served).items():
        wanted = [title for title, _ in groupby(one.title for one in states)]
        if len(wanted) < 2 or guid in copies:
            continue
        titles = [title for _, title in sorted(told[guid].items())]
        if titles != wanted:
            wrong.append(f"{states[0].url}: {len(wanted)} states, told as {titles}")
    breaches.note("states of an article that are not its revisions", wrong)
    return breaches.found


def siblings_are_articles_of_their_own(served: Sequence[Served], log: Log) -> list[Breach]:
    """Entries that link to one page are published each, and none is called another's copy."""
    breaches = Breaches()
    enriched = {_guid(message) for message in log[ENRICHED]}
    copied = {_guid(message) for message in log[DUPLICATES] if _is_of_another(message)}
    breaches.note(
        "an entry of a shared page that is no article of its own",
        (
            f"{one.number} {one.url}"
            for one in served
            if one.kind == "sibling" and (one.guid not in enriched or one.guid in copied)
        ),
    )
    return breaches.found


def groups_are_those_served(served: Sequence[Served], log: Log) -> list[Breach]:
    """Copies are in one group, of which one was published; nothing else is in it."""
    breaches = Breaches()
    root_by_guid = {one.guid: one.target for one in served}
    groups: defaultdict[int, set[str]] = defaultdict(set)
    roots: defaultdict[str, set[int]] = defaultdict(set)
    root_by_article: dict[str, int] = {}
    for message in _decided(log):
        root = root_by_guid.get(_guid(message))
        if message.record is None or root is None:
            continue
        group = str(message.record.get("group_id"))
        groups[root].add(group)
        roots[group].add(root)
        root_by_article[_article(message)] = root
    breaches.note(
        "copies of one article in several groups",
        (f"{root}: {', '.join(sorted(of))}" for root, of in groups.items() if len(of) > 1),
    )
    breaches.note(
        "articles that are no copies in one group",
        (f"{group}: {sorted(of)}" for group, of in roots.items() if len(of) > 1),
    )
    breaches.note(
        "a copy of an article that is another story",
        (
            f"{message.record.get('url')} of {original}"
            for message in log[DUPLICATES]
            if message.record
            and (original := str(message.record.get("duplicate_of"))) in root_by_article
            and _guid(message) in root_by_guid
            and root_by_article[original] != root_by_guid[_guid(message)]
        ),
    )
    breaches.note("a group of which not one article was published", _not_one(served, log))
    breaches.note("a copy that is not told as what it is", _told_as_another_kind(served, log))
    return breaches.found


def copies_are_counted_once(log: Log) -> list[Breach]:
    """The last copy of a group tells of as many copies, and of the hosts, as the topics have."""
    breaches = Breaches()
    articles: defaultdict[str, set[str]] = defaultdict(set)
    hosts: defaultdict[str, set[str]] = defaultdict(set)
    last: dict[str, Mapping[str, object]] = {}
    for message in _decided(log):
        if (record := message.record) is None or "group_id" not in record:
            continue
        group = str(record["group_id"])
        articles[group].add(str(record["article_id"]))
        hosts[group].add(urlsplit(str(record.get("url"))).hostname or "")
        if _count(record) > _count(last.get(group, {})):
            last[group] = record
    breaches.note(
        "copies of a group that are counted wrong",
        (
            f"{group}: {_count(record)} copies of {len(articles[group]) - 1}"
            for group, record in last.items()
            if _count(record) != len(articles[group]) - 1
        ),
    )
    breaches.note(
        "hosts of a group that are not those of its articles",
        (
            f"{group}: {', '.join(sorted(told))}, not {', '.join(sorted(hosts[group]))}"
            for group, record in last.items()
            if len(hosts[group]) <= MOST_HOSTS and (told := _hosts(record)) != hosts[group]
        ),
    )
    return breaches.found


def _not_one(served: Sequence[Served], log: Log) -> list[str]:
    """Groups of several articles of which none, or more than one, was published as the first."""
    states = _states_by_guid(served)
    members: defaultdict[int, set[str]] = defaultdict(set)
    for one in served:
        members[one.target].add(one.guid)
    copies = _copies(served, log)
    # A copy may come out later, as a revision: it counts what its entry's first state was.
    published = {
        guid
        for message in log[ENRICHED]
        if (guid := _guid(message)) in states
        and message.record
        and message.record.get("title") == states[guid][0].title
        and guid not in copies
    }
    return [
        f"{root}: {len(of & published)} of {', '.join(sorted(of))}"
        for root, of in members.items()
        if len(of) > 1 and len(of & published) != 1
    ]


def _told_as_another_kind(served: Sequence[Served], log: Log) -> list[str]:
    """Copies of another kind than they are, or without a similarity.

    An edited copy is `near` whatever it is compared with; a copy word for word is `same_text`, or
    `near` where an edited one came before.
    """
    near = {one.guid for one in served if one.kind == "near"}
    return [
        f"{m.record.get('url')}: {m.record.get('kind')}, {m.record.get('similarity')}"
        for m in log[DUPLICATES]
        if m.record
        and _is_of_another(m)
        and (
            m.record.get("kind") not in (("near",) if _guid(m) in near else COMPARED)
            or not isinstance(m.record.get("similarity"), float | int)
        )
    ]


def _copies(served: Sequence[Served], log: Log) -> set[str]:
    """GUIDs of entries whose first state came out as a copy of another article."""
    states = _states_by_guid(served)
    return {
        guid
        for message in log[DUPLICATES]
        if (guid := _guid(message)) in states
        and message.record
        and message.record.get("title") == states[guid][0].title
        and _is_of_another(message)
    }


def _states_by_guid(served: Iterable[Served]) -> dict[str, list[Served]]:
    """What was served of each entry, in the order of serving."""
    found: defaultdict[str, list[Served]] = defaultdict(list)
    for one in sorted(served, key=lambda one: one.number):
        found[one.guid].append(one)
    return dict(found)


def _decided(log: Log) -> list[Message]:
    """All that the deduper has decided on, as it and as the enricher told it."""
    return [*log[UNIQUE], *log[DUPLICATES], *log[ENRICHED]]


def _is_of_another(message: Message) -> bool:
    """Whether a duplicate is a copy of another article, not a repeat of itself."""
    record = message.record or {}
    return record.get("duplicate_of") != record.get("article_id")


def _guid(message: Message) -> str:
    return str((message.record or {}).get("guid") or "")


def _article(message: Message) -> str:
    return str((message.record or {}).get("article_id") or "")


def _count(record: Mapping[str, object]) -> int:
    """How many copies are told; 0 where none are."""
    copies = record.get("copies")
    return copies if isinstance(copies, int) else 0


def _hosts(record: Mapping[str, object]) -> set[str]:
    hosts = record.get("hosts")
    return set(map(str, hosts)) if isinstance(hosts, Sequence) else set()
