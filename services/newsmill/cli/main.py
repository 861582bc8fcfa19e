"""The `newsmill` command. Each command's module is imported when it is called."""

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from newsmill import __version__
from newsmill.exit_codes import EXIT_CODES
from newsmill.variables import unknown_variables

app = typer.Typer(
    name="newsmill",
    help="News feeds in; one clean, deduplicated, entity-tagged stream of articles on Kafka out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Settings come from the environment (NEWSMILL_…): see deploy/README.md. Exit codes: "
    + "; ".join(f"{code}: {meaning}" for code, meaning in EXIT_CODES.items())
    + ".",
)
feeds = typer.Typer(help="The subscriptions of a running mill.", no_args_is_help=True)
topics = typer.Typer(help="The topics on the broker.", no_args_is_help=True)
dead_letters = typer.Typer(
    help="Messages that no room could handle, kept with their original bytes.",
    no_args_is_help=True,
)
schemas = typer.Typer(help="The contracts, as JSON Schema and AsyncAPI.", no_args_is_help=True)
app.add_typer(feeds, name="feeds")
app.add_typer(dead_letters, name="dead-letters")
app.add_typer(topics, name="topics")
app.add_typer(schemas, name="schemas")


def complete_rooms(incomplete: str) -> list[str]:
    """The rooms, for a shell that completes."""
    from newsmill.cli.completing import rooms

    return rooms(incomplete)


def complete_topics(incomplete: str) -> list[str]:
    """The short names of the topics, for a shell that completes."""
    from newsmill.cli.completing import topics

    return topics(incomplete)


Broker = Annotated[
    str | None,
    typer.Option(
        "--broker",
        envvar="NEWSMILL_BROKER",
        metavar="HOST:PORT",
        help="The Kafka broker; 127.0.0.1:9092 when none is named.",
    ),
]
BrokerOrEmbedded = Annotated[
    str | None,
    typer.Option(
        "--broker",
        envvar="NEWSMILL_BROKER",
        metavar="HOST:PORT",
        help="A Kafka broker; an embedded one is started when none is named here or in the "
        "environment.",
    ),
]
Reason = Annotated[
    str | None,
    typer.Option(
        metavar="REGEX", help="What their exception's name or message matches: ValidationError."
    ),
]
OfRoom = Annotated[
    str | None,
    typer.Option(
        "--room", metavar="ROOM", help="Who could not handle them.", autocompletion=complete_rooms
    ),
]
Since = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="Not before: 2026-03-04T12:00Z, 2026-03-04, or 90m, 2h, 3d."),
]
Until = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="Before."),
]
Wide = Annotated[
    bool, typer.Option("--wide", help="Cut nothing to fit the terminal; as always in a pipe.")
]
AllowPrivate = Annotated[
    bool,
    typer.Option(
        "--allow-private",
        envvar="NEWSMILL_ALLOW_PRIVATE_NETWORKS",
        help="Also fetch from private, loopback and link-local addresses.",
    ),
]

OpensPage = Annotated[
    bool | None,
    typer.Option(
        "--open/--no-open",
        help="Show the page in a browser; when left out, on a terminal with a desktop.",
        show_default=False,
    ),
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsmill {__version__}")
        raise typer.Exit


@app.callback()
def newsmill(
    called: typer.Context,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which one.")
    ] = False,
) -> None:
    """News feeds in; one clean, deduplicated, entity-tagged stream of articles on Kafka out."""
    if called.invoked_subcommand not in ("run", "health"):
        # A room says it in its log, and a health check comes every few seconds.
        for line in unknown_variables(os.environ):
            typer.echo(f"newsmill: {line}", err=True)


@app.command()
def demo(
    limit: Annotated[
        int | None, typer.Option(min=1, help="End after so many enriched articles.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            help="Where the enriched records go, as JSON lines; into NEWSMILL_STATE_DIR when left "
            "out.",
        ),
    ] = None,
    broker: BrokerOrEmbedded = None,
    speed: Annotated[
        float, typer.Option(min=0.1, max=100, help="How fast the newspaper prints.")
    ] = 1.0,
    opens: OpensPage = None,
) -> None:
    """The whole mill on a newspaper of its own, served on loopback: no network needed."""
    from newsmill.cli.demo import run

    run(limit=limit, out=out, broker=broker, speed=speed, opens=opens)


@app.command()
def up(
    feeds: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|URL|-", help="Subscriptions: OPML, or what newsmill feeds import takes."
        ),
    ] = None,
    broker: BrokerOrEmbedded = None,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Where an embedded broker listens.")
    ] = 9092,
    allow_private: AllowPrivate = False,
    opens: OpensPage = None,
) -> None:
    """Everything on this machine until Ctrl-C: a broker where none is named, and all rooms.

    Without --feeds, the public feeds that come with newsmill; with a broker of your own, only what
    is subscribed to there.
    """
    from newsmill.cli.up import run

    run(feeds=feeds, broker=broker, port=port, allow_private=allow_private, opens=opens)


@app.command()
def token(
    name: Annotated[str, typer.Argument(help="Whose it is: shown to admins and in rate limits.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(help="read, stream or admin; may be given more than once. Both of the first."),
    ] = None,
    per_minute: Annotated[
        int | None, typer.Option(min=1, help="Requests; as the gateway's settings say otherwise.")
    ] = None,
) -> None:
    """Make a token for a reader of the gateway: its hash on stdout, for NEWSMILL_GATEWAY_TOKENS."""
    from newsmill.cli.failures import errors_in_one_line
    from newsmill.cli.token import run

    with errors_in_one_line():
        run(name, scopes=scope or ["read", "stream"], per_minute=per_minute)


@app.command()
def once(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…",
            help="Feed address, OPML file, .txt, .html or .jsonl document, or - for stdin.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Enriched records; stdout when left out."),
    ] = None,
    duplicates: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Copies, as JSON lines."),
    ] = None,
    drops: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="What was dropped, with the reasons, as JSON lines."),
    ] = None,
    broker: BrokerOrEmbedded = None,
    allow_private: AllowPrivate = False,
    measure: Annotated[
        bool, typer.Option("--measure", help="Print CPU time and memory by process at the end.")
    ] = False,
) -> None:
    """Poll every source once, push all of it through the mill, write enriched JSON lines, exit."""
    from newsmill.cli.once import run

    run(
        sources,
        out=out,
        duplicates=duplicates,
        drops=drops,
        broker=broker,
        allow_private=allow_private,
        measure=measure,
    )


@app.command()
def run(
    room: Annotated[
        str,
        typer.Argument(metavar="ROOM", help="Which worker to run.", autocompletion=complete_rooms),
    ],
    broker: Broker = None,
) -> None:
    """One worker until SIGTERM: puller, retriever, cleaner, deduper or enricher."""
    from newsmill.cli.run import run_room

    run_room(room, broker)


@app.command()
def ingest(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE…", help=".txt, .html, .jsonl documents, or - for stdin."),
    ],
    skip: Annotated[
        int,
        typer.Option(
            min=0, metavar="N", help="Leave out the first N documents, to go on where it ended."
        ),
    ] = 0,
    broker: Broker = None,
) -> None:
    """Push documents into a running mill, as they are read.

    A bad line or file spoils none of the others; the exit code is 1 then.
    """
    from newsmill.cli.ingest import run

    run(sources, skip=skip, broker=broker)


@app.command()
def tail(
    topics: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TOPIC…",
            help="enriched, duplicates, drops, dead-letters, raw, … or a name; enriched when none "
            "is named.",
            autocompletion=complete_topics,
        ),
    ] = None,
    from_start: Annotated[
        bool, typer.Option("--from-start", help="From the first record kept.")
    ] = False,
    until_now: Annotated[
        bool,
        typer.Option("--until-now", help="With --from-start: end with the last record of now."),
    ] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="End after so many records.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON lines, as always when stdout is no terminal.")
    ] = False,
    where: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILTER",
            help="Only articles that match, such as 'place:Kenya language:de -is:copy'. Or records "
            "with a value: status=failed, entities.name~REGEX. All given must hold.",
        ),
    ] = None,
    broker: Broker = None,
) -> None:
    """Watch topics of a running mill."""
    from newsmill.cli.tail import run

    run(
        topics or ["enriched"],
        from_start=from_start,
        until_now=until_now,
        limit=limit,
        as_json=as_json,
        where=where or [],
        broker=broker,
    )


@app.command()
def mcp(
    gateway: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="The gateway to ask; NEWSMILL_MCP_GATEWAY, or http://127.0.0.1:8080.",
            show_default=False,
        ),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(
            metavar="TOKEN",
            help="Of the gateway; better in NEWSMILL_MCP_TOKEN or the file of "
            "NEWSMILL_MCP_TOKEN_FILE.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Let assistants search and read articles: a Model Context Protocol server on stdin, stdout.

    Four tools that change nothing: search, article, rising, changes_since. What they give is marked
    as untrusted text from the web.
    """
    from newsmill.cli.mcp import run

    run(gateway=gateway, token=token)


@app.command()
def sink(
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL",
            help="Where to write: postgresql://user@host/database, parquet:FOLDER, "
            "opensearch+https://user@host:9200/articles, webhook:https://host/path or "
            "slack:https://hooks.slack.com/services/…. Passwords are better in PGPASSWORD, "
            "PGPASSFILE, NEWSMILL_OPENSEARCH_PASSWORD; a webhook's secret is "
            "NEWSMILL_WEBHOOK_SECRET.",
        ),
    ],
    where: Annotated[
        str | None,
        typer.Option(
            metavar="FILTER", help="Only articles that match, such as 'place:Kenya language:en'."
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Of its consumer group, newsmill-sink-NAME; from the URL when left out.",
        ),
    ] = None,
    from_start: Annotated[
        bool, typer.Option("--from-start", help="Once more from the first record kept.")
    ] = False,
    since: Since = None,
    once: Annotated[
        bool, typer.Option("--once", help="End when all is written that is there now.")
    ] = False,
    allow_private: Annotated[
        bool,
        typer.Option(
            "--allow-private",
            envvar="NEWSMILL_ALLOW_PRIVATE_NETWORKS",
            help="Let webhooks be sent to private, loopback and link-local addresses.",
        ),
    ] = False,
    broker: Broker = None,
) -> None:
    """Keep a database, files or somebody else up to date with the articles.

    Ctrl-C ends it. It goes on where it was: killed anywhere, nothing is lost. The same command
    again, elsewhere, shares the work. Rows, documents and files begin with the first article that
    the topic has, webhooks and Slack with the next that comes.
    """
    from newsmill.cli.sink import run

    run(
        url,
        where=where,
        name=name,
        from_start=from_start,
        since=since,
        once=once,
        allow_private=allow_private,
        broker=broker,
    )


@app.command()
def export(
    since: Since = None,
    until: Until = None,
    where: Annotated[
        str | None,
        typer.Option(metavar="FILTER", help="Only articles that match: 'place:Kenya language:de'."),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="jsonl|parquet",
            help="As the ending of --out says; JSON lines when nothing says.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE|DIR",
            help="Replaced when all is written; in a folder, a file named for the time. "
            "stdout when left out.",
        ),
    ] = None,
    broker: Broker = None,
) -> None:
    """Write the enriched articles of a time to a file, each once.

    The time is when an article was enriched. What comes while it runs is not in it.
    """
    from newsmill.cli.export import run

    run(since=since, until=until, where=where, format_=format_, out=out, broker=broker)


@app.command()
def audit(
    since: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Only what was offered from then on: 2026-03-04T12:00Z, 2026-03-04, or 90m, 2h, "
            "3d.",
        ),
    ] = None,
    feed: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="Only what this feed offered; may be given again."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="List every feed, not only what is wrong.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON, as always when stdout is no terminal.")
    ] = False,
    broker: Broker = None,
) -> None:
    """Count what became of every entry, from the topics alone.

    By feed: offered = enriched + duplicates + dropped + dead letters + in flight + missing.

    Exit code 1 when something is missing or was lost, 3 when it cannot be known.
    """
    from newsmill.cli.audit import run

    run(since=since, feeds=feed or [], as_json=as_json, broker=broker, everything=everything)


@app.command()
def explain(
    article: Annotated[
        str,
        typer.Argument(
            metavar="ARTICLE",
            help="Its address, its article_id or entry_id, or an observation as in ce_subject.",
        ),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON lines, one for each time it was offered.")
    ] = False,
    broker: Broker = None,
) -> None:
    """What happened to one article: when each room had it, what it decided, and why."""
    from newsmill.cli.explain import run

    run(article, as_json=as_json, broker=broker)


@app.command()
def retract(
    article_id: Annotated[
        str, typer.Argument(metavar="ARTICLE_ID", help="As newsmill explain ADDRESS --json has it.")
    ],
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why; readers and newsmill explain see it.")
    ] = None,
    broker: Broker = None,
) -> None:
    """Take an article back: all who read it are told, and its row is deleted.

    A revision that its feed brings later is published again. What was written before stays in the
    topics until retention removes it.
    """
    from newsmill.cli.retract import run

    run(article_id, reason=reason, broker=broker)


@app.command()
def replay(
    room: Annotated[
        str,
        typer.Argument(
            metavar="ROOM",
            help="retriever, cleaner, deduper or enricher.",
            autocompletion=complete_rooms,
        ),
    ],
    since: Annotated[
        str,
        typer.Option(
            metavar="TIME",
            help="Messages written from then on: 2026-03-04T12:00Z, 2026-03-04, or 90m, 2h, 3d.",
        ),
    ],
    into: Annotated[
        str,
        typer.Option(
            metavar="SUFFIX",
            help="Put behind the names of shadow topics: news.articles.enriched.v1.SUFFIX.",
        ),
    ],
    until: Annotated[
        str | None, typer.Option(metavar="TIME", help="And before; now when left out.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many messages.")] = None,
    examples: Annotated[int, typer.Option(min=0, max=1000, help="Of each kind of difference.")] = 5,
    again: Annotated[
        bool,
        typer.Option("--again", help="Delete what an earlier replay has left under this suffix."),
    ] = False,
    delete: Annotated[
        bool, typer.Option("--delete", help="Delete the shadow topics at the end.")
    ] = False,
    may_fetch: Annotated[
        bool, typer.Option("--yes", help="Let the retriever fetch pages from their sites again.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON, as always when stdout is no terminal.")
    ] = False,
    broker: Broker = None,
) -> None:
    """Run a room over old input into shadow topics, and report what would change.

    The room is that of this installation with the settings of this environment: try another model
    or version with it. What it writes is compared with what lies on the real topics. Those, the
    real room's offsets and its memory stay as they are.

    To put dead letters back is another command: newsmill dead-letters replay.
    """
    from newsmill.cli.replay import run

    run(
        room,
        since=since,
        until=until,
        into=into,
        limit=limit,
        examples=examples,
        again=again,
        may_fetch=may_fetch,
        delete=delete,
        as_json=as_json,
        broker=broker,
    )


@app.command()
def newspaper(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8900,
    speed: Annotated[float, typer.Option(min=0.1, max=100, help="How fast it prints.")] = 1.0,
    at_once: Annotated[
        bool, typer.Option("--at-once", help="Everything is out from the start.")
    ] = False,
) -> None:
    """Serve the demo newspaper on loopback, for trying out commands without a network."""
    from newsmill.subprocesses.commands import module_command

    arguments = ["--port", str(port), "--speed", str(speed)] + (["--at-once"] if at_once else [])
    command = module_command("newsmill.local.newspaper_server", *arguments)
    os.execv(command[0], command)  # noqa: S606 # becomes the server, signals and all


@app.command()
def health(
    port: Annotated[
        int,
        typer.Option(
            envvar="NEWSMILL_HEALTH_PORT", min=1, max=65535, help="The port of its health server."
        ),
    ] = 8081,
    host: Annotated[
        str,
        typer.Option(
            envvar="NEWSMILL_HEALTH_HOST", help="Where that listens; 0.0.0.0 and :: are loopback."
        ),
    ] = "127.0.0.1",
    ready: Annotated[
        bool, typer.Option("--ready", help="Ask whether it is ready, not only alive.")
    ] = False,
) -> None:
    """Ask the worker on this machine whether it lives: exit code 0 or 1, for health checks."""
    from newsmill.cli.health import run

    run(host=host, port=port, ready=ready)


@feeds.command("add")
def feeds_add(
    urls: Annotated[
        list[str], typer.Argument(metavar="URL…", help="Addresses of feeds or of web pages.")
    ],
    title: Annotated[str | None, typer.Option(help="A name of your own.")] = None,
    section: Annotated[str | None, typer.Option(help="A grouping of your own.")] = None,
    tag: Annotated[
        list[str] | None,
        typer.Option(help="A keyword of your own; may be given again. Replaces earlier ones."),
    ] = None,
    no_check: Annotated[
        bool, typer.Option("--no-check", help="Subscribe without asking for the address first.")
    ] = False,
    not_secret: Annotated[
        bool,
        typer.Option("--not-secret", help="What looks like a secret in an address is none."),
    ] = False,
    allow_private: AllowPrivate = False,
    broker: Broker = None,
) -> None:
    """Subscribe to feeds; of one that is subscribed to already, change title, section and tags.

    Of a web page, its feed is found. What is said of a feed travels with its articles.
    """
    from newsmill.cli.feeds_add import add

    add(
        urls,
        title=title,
        section=section,
        tags=tag or [],
        check=not no_check,
        is_not_secret=not_secret,
        allow_private=allow_private,
        broker=broker,
    )


@feeds.command("remove")
def feeds_remove(
    urls: Annotated[
        list[str], typer.Argument(metavar="URL…", help="Their addresses, in any spelling.")
    ],
    broker: Broker = None,
) -> None:
    """End subscriptions."""
    from newsmill.cli.feeds_list import remove

    remove(urls, broker=broker)


@feeds.command("list")
def feeds_list(wide: Wide = False, broker: Broker = None) -> None:
    """All subscriptions; when piped, one address a line."""
    from newsmill.cli.feeds_list import list_feeds

    list_feeds(wide=wide, broker=broker)


@feeds.command("import")
def feeds_import(
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE|URL|-",
            help="OPML, a web page with links to feeds, a sitemap, or an address a line.",
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only print what would be done.")
    ] = False,
    not_secret: Annotated[
        bool,
        typer.Option("--not-secret", help="What looks like a secret in an address is none."),
    ] = False,
    allow_private: AllowPrivate = False,
    broker: Broker = None,
) -> None:
    """Subscribe to all feeds of a list. A bad entry spoils none of the others."""
    from newsmill.cli.feeds_import import import_feeds

    import_feeds(
        source,
        dry_run=dry_run,
        is_not_secret=not_secret,
        allow_private=allow_private,
        broker=broker,
    )


@feeds.command("export")
def feeds_export(broker: Broker = None) -> None:
    """All subscriptions as OPML, on stdout."""
    from newsmill.cli.feeds_list import export

    export(broker=broker)


@feeds.command("status")
def feeds_status(
    only_failing: Annotated[
        bool, typer.Option("--failing", help="Only feeds whose last polls failed.")
    ] = False,
    only_troubled: Annotated[
        bool, typer.Option("--troubled", help="Only feeds that are not well.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON lines, as always when stdout is no terminal.")
    ] = False,
    wide: Wide = False,
    broker: Broker = None,
) -> None:
    """How each feed is doing and why; the failing, late and gapped ones first."""
    from newsmill.cli.feeds_status import status

    status(
        as_json=as_json,
        only_failing=only_failing,
        only_troubled=only_troubled,
        wide=wide,
        broker=broker,
    )


@feeds.command("doctor")
def feeds_doctor(
    url: Annotated[str, typer.Argument(help="The feed's address.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON, as always when stdout is no terminal.")
    ] = False,
    allow_private: AllowPrivate = False,
    broker: Annotated[
        str | None,
        typer.Option(
            "--broker", metavar="HOST:PORT", help="Show also what this broker's mill knows of it."
        ),
    ] = None,
) -> None:
    """Visit a feed: what was asked and answered, when next and why, and what could be mended.

    No broker is needed. The exit code is 1 if there is no feed.
    """
    from newsmill.cli.feeds_doctor import doctor

    doctor(url, as_json=as_json, allow_private=allow_private, broker=broker)


@dead_letters.command("list")
def dead_letters_list(
    reason: Reason = None,
    room: OfRoom = None,
    since: Since = None,
    until: Until = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON lines, as always when stdout is no terminal.")
    ] = False,
    wide: Wide = False,
    broker: Broker = None,
) -> None:
    """All of them, or those that every option given admits, and how many of which kind."""
    from newsmill.cli.dead_letters_list import list_letters
    from newsmill.cli.dead_letters_selection import Filters

    list_letters(Filters(reason, room, since, until), as_json=as_json, wide=wide, broker=broker)


@dead_letters.command("show")
def dead_letters_show(
    letter: Annotated[str, typer.Argument(metavar="ID", help="PARTITION:OFFSET, as in the list.")],
    raw: Annotated[
        bool, typer.Option("--value", help="Only the original value, byte for byte.")
    ] = False,
    broker: Broker = None,
) -> None:
    """Everything about one: why it failed, where it was read, its headers and its value."""
    from newsmill.cli.dead_letters_show import show

    show(letter, raw=raw, broker=broker)


@dead_letters.command("replay")
def dead_letters_replay(
    letters: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID…", help="PARTITION:OFFSET, as in the list."),
    ] = None,
    reason: Reason = None,
    room: OfRoom = None,
    since: Since = None,
    until: Until = None,
    everything: Annotated[bool, typer.Option("--all", help="All that there are.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Also those that were replayed before.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only print what would go where.")
    ] = False,
    broker: Broker = None,
) -> None:
    """Put messages back, byte for byte, into the partition where they were read.

    Each is replayed once, also when this command is ended in the middle and given again. What was
    replayed is recorded in the topic news.replays.v1.
    """
    from newsmill.cli.dead_letters_replay import replay_letters
    from newsmill.cli.dead_letters_selection import Filters

    replay_letters(
        letters or [],
        Filters(reason, room, since, until),
        everything=everything,
        again=again,
        dry_run=dry_run,
        broker=broker,
    )


@topics.command("create")
def topics_create(
    broker: Broker = None,
    wait: Annotated[
        float, typer.Option(min=0, max=86_400, help="Seconds to wait for the broker.")
    ] = 5.0,
) -> None:
    """Create all topics that are not there."""
    from newsmill.cli.topics import create

    create(broker=broker, wait=wait)


@topics.command("list")
def topics_list(broker: Broker = None) -> None:
    """All topics, what they are for, and whether they are there."""
    from newsmill.cli.topics import list_topics

    list_topics(broker=broker)


@topics.command("delete")
def topics_delete(
    into: Annotated[
        str, typer.Option(metavar="SUFFIX", help="As it was given to newsmill replay.")
    ],
    broker: Broker = None,
) -> None:
    """Delete the shadow topics of a replay. The real topics have no suffix, and stay."""
    from newsmill.cli.replay import delete_topics

    delete_topics(into, broker)


@topics.command("acls")
def topics_acls(
    principal: Annotated[
        str,
        typer.Option(metavar="TEMPLATE", help="Kafka's names; {} is a room, cli or readers."),
    ] = "User:newsmill-{}",
    apply: Annotated[
        bool, typer.Option("--apply", help="Add them at the broker instead of printing them.")
    ] = False,
    broker: Broker = None,
) -> None:
    """The least rights of each room, the command line and readers, for kafka-acls.sh."""
    from newsmill.cli.topics import acls

    acls(broker=broker, principal=principal, apply=apply)


@schemas.command("export")
def schemas_export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", file_okay=False)] = Path("schemas"),
) -> None:
    """Write JSON Schemas and asyncapi.yaml."""
    from newsmill.cli.schemas import export

    export(folder)


@schemas.command("check")
def schemas_check(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", exists=True, file_okay=False)] = Path(
        "schemas"
    ),
) -> None:
    """Exit 1 when the files in FOLDER are not those of this version, or break old readers.

    Old readers are those of FOLDER/released/VERSION, where there are any.
    """
    from newsmill.cli.schemas import check

    check(folder)


def main() -> None:
    """Run the command line; an error that a person can fix is shown as one line."""
    from newsmill.cli.failures import errors_in_one_line
    from newsmill.cli.locale import require_text, restart_in_utf8
    from newsmill.standard_streams import flush_stdout, secure_standard_streams

    secure_standard_streams()
    restart_in_utf8()
    # aiokafka logs every attempt to connect; their outcome is an exception. Rooms configure logs.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    with errors_in_one_line():
        require_text(sys.argv[1:], os.environ)
        try:
            app(prog_name="newsmill")
        finally:
            flush_stdout()
