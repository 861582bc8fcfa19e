"""Render the table as a page for readers: services/newsmill/puller/BEHAVIOURS.md."""

import re
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from tests.puller.simulator.behaviours import Behaviour, Group
from tests.puller.simulator.not_yet import NOT_YET

PAGE = Path(__file__).parents[3] / "services" / "newsmill" / "puller" / "BEHAVIOURS.md"

INTRODUCTION = """\
# What a server does, and what the puller does then

Each row is a test: a real HTTP server on loopback plays the row's script, and the production code
polls it, with a virtual clock where days pass. {count} rows. The page is generated from the table
below `tests/puller/simulator/table/`, so change that, and then

```console
.venv/bin/python -m tests.puller.simulator --page          # writes this page again
.venv/bin/python -m pytest -q tests/puller/simulator -k ROW
```

The same server can be started by hand, to look at one row with any client:

```console
.venv/bin/python -m tests.puller.simulator --port 8099     # an index at http://127.0.0.1:8099/
newsmill once http://127.0.0.1:8099/ROW/feed --allow-private
```
"""

_RFC = re.compile(r"RFC ([0-9]{4})( §([0-9.]+))?")


def rendered(groups: Sequence[Group]) -> str:
    """The page in Markdown."""
    parts = [INTRODUCTION.format(count=sum(len(group.rows) for group in groups)), "\n"]
    parts.extend(
        f"- [{group.title}](#{_anchor(group.title)}): {len(group.rows)}\n" for group in groups
    )
    for group in groups:
        parts.append(f"\n## {group.title}\n\n| row | the server | newsmill |\n|---|---|---|\n")
        parts.extend(_line(row) for row in group.rows)
    return "".join(parts)


def index(groups: Sequence[Group], address: Callable[[Behaviour], str]) -> str:
    """The page that the simulator shows at its root: each feed's address and what it does."""
    sections = "".join(
        f"<h2>{escape(group.title)}</h2><table>"
        + "".join(_index_line(row, address(row)) for row in group.rows)
        + "</table>"
        for group in groups
    )
    style = "body{font-family:sans-serif;margin:2em}td{vertical-align:top;padding:.2em 1em .2em 0}"
    return (
        f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Feeds that misbehave</title>"
        f"<style>{style}</style><h1>Feeds that misbehave</h1>"
        f"<p><code>newsmill once ADDRESS --allow-private</code></p>"
        f"<p>Each poll is answered with the next step of the row's script. After the last step, the"
        f" last one stays, until the simulator is started again.</p>"
        f"{sections}</html>"
    )


def _line(row: Behaviour) -> str:
    source = f" ({_RFC.sub(_linked, row.source)})" if row.source else ""
    later = " *Not yet.*" if row.name in NOT_YET else ""
    return f"| `{row.name}` | {_cell(row.server)} | {_cell(row.client)}{source}{later} |\n"


def _index_line(row: Behaviour, address: str) -> str:
    return (
        f"<tr><td><a href='{escape(address)}'>{row.name}</a><td>{escape(row.server)}"
        f"<td>{escape(row.client)}"
    )


def _anchor(title: str) -> str:
    """The fragment that GitHub gives to a heading."""
    return re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")


def _cell(sentence: str) -> str:
    return sentence.replace("|", "\\|").replace("<", "&lt;")


def _linked(found: re.Match[str]) -> str:
    place = f"#section-{found[3]}" if found[3] else ""
    return f"[{found[0]}](https://www.rfc-editor.org/rfc/rfc{found[1]}{place})"
