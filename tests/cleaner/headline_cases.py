"""Titles of entries and pages, and the headline in them. All invented.

The site is the “Nordhaven Gazette” at www.nordhavengazette.example, its feed “Gazette: Harbour”.
"""

from typing import NamedTuple


class Case(NamedTuple):
    """An entry's title, the forms of it on the page, the page's sections, and the result."""

    entry: str
    page: tuple[str, ...]
    sections: tuple[str, ...]
    expected: str


H = "Council votes to rebuild the swing bridge"
S = "Nordhaven Gazette"
JA = "港の議会が橋の再建を決定"
RU = "Совет порта восстановит мост"
AR = "مجلس الميناء يعيد بناء الجسر"
D = "Harbour at dusk: a ferry leaves, and nobody waves"

CASES: tuple[Case, ...] = (
    # the site's name behind the headline
    Case(f"{H} | {S}", (), (), H),
    Case(f"{H} - {S}", (), (), H),
    Case(f"{H} – {S}", (), (), H),
    Case(f"{H} — {S}", (), (), H),
    Case(f"{H} · {S}", (), (), H),
    Case(f"{H} • {S}", (), (), H),
    Case(f"{H} » {S}", (), (), H),
    Case(f"{H} « {S}", (), (), H),
    Case(f"{H} / {S}", (), (), H),
    Case(f"{H} : {S}", (), (), H),
    Case(f"{H}| {S}", (), (), H),
    Case(f"{H}|{S}", (), (), H),
    Case(f"{H} | The {S}", (), (), H),
    Case(f"{H} | {S.upper()}", (), (), H),
    Case(f"{H} | NordhavenGazette.example", (), (), H),
    Case(f"{H} - nordhavengazette.example", (), (), H),
    Case(f"{H} - www.nordhavengazette.example", (), (), H),
    Case(f"{H} | NordhavenGazette", (), (), H),
    Case(f"{H} | {S} Online", (), (), H),
    Case(f"{H} | {S}.com", (), (), H),
    Case(f"{H} | {S} News", (), (), H),
    Case(f"{H} | {S} | News from the coast", (), (), H),
    Case(f"{H} | {S} - All the news of the harbour", (), (), H),
    Case(f"{H} | Gazette: Harbour", (), (), H),
    Case(f"{D} | {S}", (), (), D),
    Case(f"{H} - a first look - {S}", (), (), f"{H} - a first look"),
    Case(f"{H} &#8211; {S}", (), (), H),
    Case(f"<b>{H}</b> | {S}", (), (), H),
    # before it
    Case(f"{S}: {H}", (), (), H),
    Case(f"{S} | {H}", (), (), H),
    Case(f"{S} - {H}", (), (), H),
    Case(f"{S} » {H}", (), (), H),
    Case(f"{S} :: {H}", (), (), H),
    # sections that the page shows
    Case(f"{H} | Harbour | {S}", (H,), (), H),
    Case(f"{H} | Harbour | {S}", (), ("Harbour",), H),
    Case(f"{H} - Harbour - {S}", (), ("Harbour", "Bridges"), H),
    Case(f"{H} | Harbour", (), ("harbour",), H),
    Case(f"{H} | Harbour", (H,), (), H),
    Case(f"Harbour | {H}", (), ("Harbour",), H),
    Case(f"{H} | Local | Harbour | {S}", (), ("Harbour", "Local"), H),
    Case(f"HARBOUR: {H}", (H, H), (), H),
    Case(f"Harbour: {H}", (H, f"{H} | {S}"), (), H),
    Case(f"{H} | Ferry news", (f"{H}", f"{H} | {S}"), (), H),
    Case(f"Live: {H}", (H,), (), H),
    # a headline's own dashes and colons
    Case(D, (), (), D),
    Case(D, (D,), (), D),
    Case(D, (D, f"{D} | {S}"), (), D),
    Case("Bridge | Quay", (), (), "Bridge | Quay"),
    Case("Bridge - Quay", (), (), "Bridge - Quay"),
    Case("Bridge: Quay", (), ("Bridge", "Quay"), "Bridge: Quay"),
    Case("Bridge - Quay", (), ("Quay",), "Bridge - Quay"),
    Case(f"Opinion: {H}", (f"Opinion: {H}",), (), f"Opinion: {H}"),
    Case(f"Opinion: {H}", (f"Opinion: {H}", H, f"Opinion: {H}"), (), H),
    Case(f"Opinion: {H}", ("Opinion",), (), f"Opinion: {H}"),
    Case(f"Opinion | {H}", ("Opinion",), (), f"Opinion | {H}"),
    Case(f"{H} – what it means", (f"{H} – what it means",), (), f"{H} – what it means"),
    Case(f"{H} – what it means", ("Another title of the page",), (), f"{H} – what it means"),
    Case("Mayor: we will not pay", (), (), "Mayor: we will not pay"),
    Case("Score 3-2 after extra time", (), (), "Score 3-2 after extra time"),
    Case("East-west ferry at 12:30", (), (), "East-west ferry at 12:30"),
    Case("COUNCIL VOTES FOR BRIDGE", (), (), "COUNCIL VOTES FOR BRIDGE"),
    Case("What the Nordhaven Gazette got wrong", (), (), "What the Nordhaven Gazette got wrong"),
    Case("AC/DC play the quay", (), (), "AC/DC play the quay"),
    Case("Interview: Nordhaven Gazette", (), (), "Interview: Nordhaven Gazette"),
    Case("«No bears here»: what the forester says", ("«No bears here»: what the forester says",),
         ("No bears here",), "«No bears here»: what the forester says"),
    Case(f"Le {S}: {H}", (), (), H),
    Case(f"{H}--{S}", (H,), (), H),
    Case(f"{H} - Harbour - The Other Courier", (H,), (), H),
    Case("", (f"{H} - Harbour - The Other Courier", H), (), H),
    Case(f"{H} - The Other Courier", (H, f"{H} - The Other Courier"), (), H),
    Case(f"{H} - The Other Courier", (H, f"{H} » The Other Courier"), (), H),
    # cut titles
    Case("Council votes to rebuild…", (H,), (), H),
    Case("Council votes to rebuild the sw...", (f"{H} | {S}",), (), H),
    Case("Council votes to rebuild […]", (f"{H} | {S}", H), (), H),
    Case("Council votes to…", ("Harbour opens again", H), (), H),
    Case("Council votes to…", ("Council votes to…",), (), "Council votes to…"),
    Case("Council votes to rebuild…", ("Ferry sold",), (), "Council votes to rebuild…"),
    Case("And then …", ("And then there were none",), (), "And then …"),
    Case("", ("Council votes to rebuild the…", H, f"{H} - {S}"), (), H),
    # titles of the page alone
    Case("", (H, H, f"{H} | {S}"), (), H),
    Case("", (f"{H} | Harbour | {S}",), (), f"{H} | Harbour"),
    Case("", (f"{H} | Harbour | {S}",), ("Harbour",), H),
    Case("", (f"{H} | Harbour | {S}", H), (), H),
    Case("", (S, f"{H} | {S}"), (), H),
    Case("", (S, S, f"{H} - {S}"), (), H),
    Case("", ("Home", H), (), H),
    Case("", (f"{S} | {H}",), (), H),
    Case("", ("Bridge will be rebuilt", H, H, f"{H} | {S}"), (), H),
    Case("", ("Bridge will be rebuilt", H), (), "Bridge will be rebuilt"),
    Case("", (D, D, f"{D} | {S}"), (), D),
    Case("", (), (), ""),
    Case("***", (H,), (), H),
    Case(S, (H, f"{H} | {S}"), (), H),
    Case(S, (), (), S),
    Case("Untitled", (H,), (), H),
    Case("Bridge &amp; quay", (), (), "Bridge & quay"),
    # other scripts
    Case(f"{JA} | Nordhaven Gazette", (), (), JA),
    Case(f"{JA}｜港", (JA,), (), JA),
    Case(f"社会：{JA}", (JA,), (), JA),
    Case(f"{RU} — Nordhaven Gazette", (), (), RU),
    Case(f"{RU} - Новости", (), ("Новости",), f"{RU} - Новости"),
    Case(f"{AR} | Nordhaven Gazette", (), (), AR),
)  # fmt: skip
